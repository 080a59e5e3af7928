"""What the counts of a sentence count, and what happened to it."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from monitor.story.counted import Bound, counted_by
from monitor.story.kinds import BARE, CLAUSE, MEN, OUTCOMES
from monitor.story.numbers import Number
from monitor.story.reading import Line
from monitor.story.verbs import verb_of

_JOINED, _LOST, _MAYBE, _OWNED = 3, 3, 6, 12
"""Tokens between joined counts; and before a number or a verb, what is looked at."""
_CROWD = 100
"""Fewer protesters are some of those who marched."""
_OF = frozenset(("of", "de", "des", "del", "dos", "das", "der", "von", "من"))
_ONES = frozenset(("one", "un", "une", "uno", "una", "um", "uma", "ein", "eine", "both", "ambos"))

_PERSON = frozenset(("person",))


def bind(
    line: Line, counts: Sequence[Number], denied: AbstractSet[int] = frozenset()
) -> list[Bound]:
    """Return the counts of a sentence with what they count and what happened to it.

    What happened stands behind ("six soldiers were killed") or before ("killed six soldiers").
    Counts that are joined share it. `denied` are tokens of what did not happen.
    """
    counts = _without_bases(line, counts)
    ends = [*(each.first for each in counts[1:]), len(line.tokens)]
    bound = [counted_by(line, each, end) for each, end in zip(counts, ends, strict=True)]
    taken = set(denied)
    verbs: list[int | None] = []
    for at, each in enumerate(bound):
        verb = None
        if not each.action:
            verb = verb_of(line, each, bound[at - 1].end if at else 0, ends[at], taken)
        if verb is not None and not _is_sure(line, each, verb):
            verb = None
        taken.update(() if verb is None else (verb,))
        verbs.append(verb)
    shared = _shared(line, bound, verbs)
    acted = [_acted(line, each, verb) for each, verb in zip(bound, shared, strict=True)]
    return acted[1:] if acted and _adds(line, acted[0].number) else acted


def _adds(line: Line, number: Number) -> bool:
    """Whether a sentence begins with a count that adds to an earlier one: eleven more bodies.

    Behind another count it may be the whole of its kind: six died and four more were wounded.
    """
    beside = (*line.words[max(0, number.first - 1) : number.first], *line.words[number.last :][:1])
    return any(word in line.language.more for word in beside)


def _without_bases(line: Line, counts: Sequence[Number]) -> list[Number]:
    """Return the counts without those of which others are a part: two of the three victims."""
    found: list[Number] = []
    for each in counts:
        words = line.words[found[-1].last : each.first] if found else ()
        base = 0 < len(words) <= _JOINED and words[0] in _OF
        if base and all(word in line.language.stops for word in words):
            found[-1] = found[-1]._replace(last=each.last)
        else:
            found.append(each)
    return found


def _is_sure(line: Line, each: Bound, place: int) -> bool:
    """Whether what happened is surely said of the count, and not only what might.

    Of a count of nobody named it is where it stands beside the number (17 dead, killing four), or
    where the sentence tells a toll.
    """
    number = each.number
    maybe = line.meanings[max(0, place - _MAYBE) : place]
    if any(meaning.maybe for meaning in maybe):
        return False
    if each.counted:
        return True
    if line.words[number.first] in _ONES:
        return False
    if "toll" in line.all_concepts or "loss" in line.all_concepts:
        return True
    if not BARE & set(line.concepts[place]):
        return False
    return place <= number.last + 1 if place >= number.last else place == number.first - 1


def _acted(line: Line, each: Bound, verb: int | None) -> Bound:
    if "body" in each.counted:  # whatever was done with them
        return replace(each, action="killed", counted=_PERSON)
    if verb is None:
        return _without_verb(line, each)
    action = next(concept for concept in line.concepts[verb] if concept in OUTCOMES)
    counted = each.counted or _owned(line, each.number) or each.nouns
    if action == "marched" and "protester" in counted:
        counted = _PERSON
    return replace(each, action=action, counted=counted)


def _without_verb(line: Line, each: Bound) -> Bound:
    """Return a count with what its nouns imply: a toll of 12, 9,000 protesters, lost 3 soldiers."""
    if "protester" in each.counted and each.number.low >= _CROWD:
        return replace(each, action="marched", counted=_PERSON)
    before = line.concepts[: each.number.first]
    if not each.counted:
        toll = not each.nouns and any("toll" in concepts for concepts in before)
        return replace(each, action="killed") if toll else each
    lost = each.counted <= MEN and any("loss" in concepts for concepts in before[-_LOST:])
    return replace(each, action="killed") if lost else each


def _owned(line: Line, number: Number) -> frozenset[str]:
    """Return who is meant where only their owner is named: the army's losses at 17 dead."""
    before = frozenset().union(*line.concepts[max(0, number.first - _OWNED) : number.first])
    return frozenset(("soldier",)) if {"loss", "army"} <= before else frozenset()


def _shared(line: Line, bound: Sequence[Bound], actions: list[int | None]) -> list[int | None]:
    """Let counts without a verb have that of the count they are joined to, the next one first."""
    found = list(actions)
    for at in range(len(found) - 2, -1, -1):
        if found[at] is None and _joined(line, bound[at], bound[at + 1]):
            found[at] = found[at + 1]
    for at in range(1, len(found)):
        if found[at] is None and _joined(line, bound[at - 1], bound[at]):
            found[at] = found[at - 1]
    return found


def _joined(line: Line, one: Bound, other: Bound) -> bool:
    """Whether nothing but an "and", a comma, an article stands between two counts."""
    places = range(one.end, other.number.first)
    return len(places) <= _JOINED and not any(
        line.words[at] in CLAUSE or line.meanings[at].key for at in places
    )
