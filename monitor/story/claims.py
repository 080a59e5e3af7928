"""By whose account a sentence is told."""

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.story.kinds import ANYBODY, SPEAKERS, STOPS, name_key
from monitor.story.reading import Line

_BEHIND_BY, _BEFORE, _BEHIND = 7, 8, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Who says what a sentence says: concepts or name keys; `names` are the names among them."""

    by: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


def claim(line: Line) -> Claim:
    """Return by whose account a sentence is told: the army said, according to residents.

    Nobody's where it is the outlet's own.
    """
    return next((found for found in _claims(line) if found.by), Claim())


def _claims(line: Line) -> Iterator[Claim]:
    for mark in line.marks:
        if mark.kind == "by":
            yield _speaker(line, range(mark.last, mark.last + _BEHIND_BY))
    for at, meaning in enumerate(line.meanings):
        if meaning.says:
            yield _speaker(line, range(at - 1, at - 1 - _BEFORE, -1))
            yield _speaker(line, range(at + 1, at + _BEHIND))


def _speaker(line: Line, places: range) -> Claim:
    by: set[str] = set()
    names: set[str] = set()
    for at in places:
        if not 0 <= at < len(line.words) or line.words[at] in STOPS:
            break
        by.update("rebels" if c == "fighter" else c for c in line.concepts[at] if c in SPEAKERS)
        if at in line.names:
            names.add(name_key(line.words[at]))
    return Claim(by=frozenset((by - ANYBODY) or by or names), names=frozenset(names))
