"""What else a sentence tells beside its counts: none of something, attacks, moments, topics."""

from monitor.story.dates import LATE, Day
from monitor.story.kinds import ABSENT, FORCES, OCCASIONS, PEOPLE, STOPS, TOPICS, name_key
from monitor.story.reading import Line
from monitor.story.tokens import DIGITS, WORD

_AROUND, _TOPIC = 7, 8
_NONE = 6
_PLACE = 5
_DENIED = 5
# Words between a phrase and the day it tells of, at most; of two phrases the first kind counts.
_PHASES = {"begins": 7, "ends": 2, "occurs": 7}
_OF = frozenset(("of", "de", "von"))
_PASSIVE = frozenset((
    "was", "were", "been", "being", "came", "come", "under", "got", "ete", "ont", "sont",
    "fue", "fueron", "sido", "foi", "foram", "wurde", "wurden", "worden", "geriet", "تعرض",
    "تعرضت", "essuye", "essuyait", "sufrio", "sofreu",
))  # fmt: skip


def topic(line: Line, first: int, last: int) -> str:
    """Return what a measure measures: the nearest word beside it that says so, or nothing."""
    found = [
        (first - at if at < first else at - last + 1, TOPICS[concept])
        for at, concepts in enumerate(line.concepts)
        for concept in concepts
        if concept in TOPICS and not first <= at < last
    ]
    near = [each for each in found if each[0] <= _TOPIC]
    return min(near)[1] if near else ""


def occasion(line: Line, first: int, last: int) -> str:
    """Return what happened so many times: the nearest kind of attack, or nothing."""
    found = [
        (min(abs(at - first), abs(at - last)), concept)
        for at, concepts in enumerate(line.concepts)
        for concept in concepts
        if concept in OCCASIONS
    ]
    return min(found)[1] if found else ""


def around(line: Line, first: int, last: int) -> frozenset[str]:
    """Return what the words beside a measure say: concepts and stems."""
    before, behind = line.meanings[max(0, first - _AROUND) : first], line.meanings[last:]
    return frozenset(m.key for m in (*before, *behind[:_AROUND]) if m.key)


def context(line: Line) -> frozenset[str]:
    """Return all that a sentence speaks of: its concepts and stems."""
    return frozenset(meaning.key for meaning in line.meanings if meaning.key)


def force(line: Line) -> frozenset[str]:
    """Return which forces a sentence speaks of, and whether of a withdrawal."""
    return line.all_concepts & (FORCES | {"withdraw"})


def none_of(line: Line, place: int) -> tuple[frozenset[str], str, int] | None:
    """Return what there was none of behind a "no": (counted, action, behind the last word).

    The action may be `harmed`: no casualties.
    """
    people: frozenset[str] = frozenset()
    for at in range(place, min(place + _NONE, len(line.tokens))):
        concepts = line.concepts[at]
        if line.words[at] in STOPS or line.tokens[at].kind == DIGITS or line.meanings[at].counts:
            return None  # no more than five
        if "attacked" in concepts:
            return frozenset(("occasion",)), "attacked", at + 1
        if harm := next((c for c in concepts if c in ABSENT), ""):
            return people, harm, at + 1
        if kind := next((c for c in concepts if c in PEOPLE), ""):
            people = frozenset((kind,))
        elif line.meanings[at].key and not people:
            return None
    return None


def came_under_attack(line: Line) -> tuple[int, bool] | None:
    """Return the token that says that a convoy, a force or a camp came under attack, or None.

    And whether the sentence denies it: the convoy was not attacked.
    """
    if "attacked" not in line.all_concepts or not line.all_concepts & FORCES:
        return None
    passive = _PASSIVE | {"a"} if line.language.code == "fr" else _PASSIVE
    for at, concepts in enumerate(line.concepts):
        if "attacked" in concepts and passive & set(line.words[max(0, at - 3) : at]):
            before = line.meanings[max(0, at - _DENIED) : at]
            return at, any(meaning.turns for meaning in before)
    return None


def phase(line: Line, day: Day) -> str:
    """Return which moment of an event a day is: `begins`, `ends`, `occurs`, or nothing."""
    found = {
        mark.kind
        for mark in line.marks
        if mark.first
        and line.words[mark.first] not in LATE
        and 0 <= day.first - mark.last <= _PHASES.get(mark.kind, -1)
        and not set(line.words[mark.last : day.first]) & STOPS
    }
    return next((kind for kind in _PHASES if kind in found), "")


def places(line: Line) -> frozenset[str]:
    """Return the names that stand behind a preposition of place; in Arabic what stands behind في.

    By their keys, as `name_key` has them.
    """
    arabic = line.language.code == "ar"
    found = (
        _place_behind(line, at) if not arabic else (at + 1 if _is_place(line, at + 1) else None)
        for at, word in enumerate(line.words)
        if word in line.language.places
    )
    towns = (
        at + 2
        for at, concepts in enumerate(line.concepts)
        if "town" in concepts and at + 2 in line.names and line.words[at + 1] in _OF
    )
    named = {at for at in (*found, *towns) if at is not None}
    return frozenset(name_key(line.meanings[at].bare) for at in named)


def _place_behind(line: Line, at: int) -> int | None:
    """Return the name behind a preposition: in Ber, in the northern city of Thessaloniki."""
    for place in range(at + 1, min(at + 1 + _PLACE, len(line.tokens))):
        if place in line.names:
            return place
        if line.tokens[place].kind != WORD or line.meanings[place].times:
            return None
    return None


def _is_place(line: Line, at: int) -> bool:
    if at >= len(line.words) or line.tokens[at].kind != WORD:
        return False
    meaning = line.meanings[at]
    return not (line.concepts[at] or meaning.times or meaning.word in line.language.stops)
