"""What a number counts: people, things, attacks, or nouns that no table knows."""

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.story.kinds import OUTCOMES, OWNERS, PEOPLE, STOPS, THINGS, name_key
from monitor.story.numbers import Number
from monitor.story.reading import Line

_NOUN, _BEHIND = 5, 4
"""Tokens behind a number within which its noun stands; and behind that, whose it is."""
_OF = frozenset(("of", "de", "des", "der", "dos", "das"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A count with what is counted, or else the stems of the nouns behind it.

    `action` is what happened, one of OUTCOMES, or `attacked` for occasions; `qualifiers` tell whose
    people they are; what is counted ends before the token `end`.
    """

    number: Number
    counted: frozenset[str] = frozenset()
    nouns: frozenset[str] = frozenset()
    action: str = ""
    qualifiers: frozenset[str] = frozenset()
    end: int


def counted_by(line: Line, number: Number, limit: int) -> Bound:
    """Return what a number counts: the first people or things behind it, before a token `limit`.

    Of one that counts attacks the action is known; of others it is not looked for.
    """
    if (dual := line.language.dual.get(line.words[number.first])) is not None:
        action = dual if dual in OUTCOMES else ""
        counted = frozenset(() if action else (dual,))
        return Bound(number=number, counted=counted, action=action, end=number.last)
    if number.high == 1 and set(line.words[number.last : number.last + 1]) & _OF:
        return Bound(number=number, end=number.last)  # one of the men: a part of them
    return _noun(line, number, limit)


def _noun(line: Line, number: Number, limit: int) -> Bound:
    nouns: set[str] = set()
    qualifiers: set[str] = set()
    for place in range(number.last, min(limit, number.last + _NOUN)):
        concepts = line.concepts[place]
        if line.words[place] in STOPS:
            break
        if "attacked" in concepts and not nouns and not _is_named(line, place + 1, limit):
            occasion = frozenset(("occasion",))
            return Bound(number=number, counted=occasion, action="attacked", end=place + 1)
        if kind := _kind(concepts):
            counted, end = _with_more(line, kind, place + 1, limit)
            return Bound(
                number=number, counted=counted, nouns=frozenset(nouns),
                qualifiers=frozenset(qualifiers | _behind(line, end)), end=end,
            )  # fmt: skip
        if any(concept in OUTCOMES for concept in concepts):
            break
        if place in line.names:
            qualifiers.add(name_key(line.words[place]))
        elif (meaning := line.meanings[place]).key and not meaning.times:
            nouns.add(meaning.key)
    return Bound(
        number=number, nouns=frozenset(nouns), qualifiers=frozenset(qualifiers), end=number.last
    )


def _is_named(line: Line, place: int, limit: int) -> bool:
    """Whether people or things follow, so that what stands before is no noun: assault rifles."""
    return place < limit and bool(_kind(line.concepts[place]))


def _kind(concepts: Sequence[str]) -> str:
    return next((each for each in concepts if each in PEOPLE or each in THINGS), "")


def _with_more(line: Line, kind: str, place: int, limit: int) -> tuple[frozenset[str], int]:
    """Return a kind with what is counted with it, and the end: soldiers and police officers."""
    counted = {kind}
    if kind == "police" and place < limit and "official" in line.concepts[place]:
        place += 1
    if place + 1 < limit and line.words[place] == line.language.joiner:
        more = _kind(line.concepts[place + 1])
        if more in PEOPLE:
            return frozenset((kind, more)), place + 2
    return frozenset(counted), place


def _behind(line: Line, place: int) -> set[str]:
    """Return whose people are counted where it stands behind: soldats maliens, men of the army."""
    found: set[str] = set()
    for at in range(place, min(place + _BEHIND, len(line.tokens))):
        if line.words[at] in STOPS or any(each in OUTCOMES for each in line.concepts[at]):
            break
        if at in line.names:
            found.add(name_key(line.words[at]))
        found.update(set(line.concepts[at]) & (OWNERS | {"rebels"}))
    return found
