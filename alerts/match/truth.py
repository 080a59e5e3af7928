"""Whether an expression is true of an article, and the places that make it true."""

import sys
from collections.abc import Iterable, Sequence

from alerts.match.near import Sight, Stretch, near, stretch
from alerts.match.reading import Reading
from alerts.match.sightings import MOST
from alerts.rules.language.tree import (
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Expression,
    Named,
    Near,
    NotThis,
    OneOf,
    Place,
    Searched,
    Sloppy,
    Words,
)

Proof = Sequence[Sight]


def prove(expression: Expression, reading: Reading) -> Proof | None:
    """Return the places that make an expression true, or None if it is false.

    Conditions and NOTs have none. Places may come twice.
    """
    match expression:
        case Words():
            return reading.words(expression, every=False) or None
        case AnyOf(parts=parts) | OneOf(places=parts):
            return _any(parts, reading)
        case AllOf(parts=parts):
            return _all(parts, reading)
        case AtLeast(count=count, places=places):
            counted = _merged([_stretches(place, reading, every=False) for place in places])
            return _sights(counted, reading) if _apart(counted, count) else None
        case Near():
            return _sights(_near(expression, reading, most=MOST), reading) or None
        case Condition():
            return () if expression in reading.met else None
        case NotThis(part=part):
            return None if prove(part, reading) is not None else ()
        case _:
            return _sought(expression, reading) or None


def _all(parts: Iterable[Expression], reading: Reading) -> Proof | None:
    found: list[Sight] = []
    for part in parts:
        proof = prove(part, reading)
        if proof is None:
            return None
        found += proof
    return found


def _any(parts: Iterable[Expression], reading: Reading) -> Proof | None:
    found: list[Sight] = []
    true = False
    for part in parts:
        proof = prove(part, reading)
        if proof is not None:
            true = True
            found += proof
    return found if true else None


def _sought(leaf: Sloppy | Named | Searched, reading: Reading) -> Sequence[Sight]:
    match leaf:
        case Sloppy():
            return reading.sloppy(leaf)
        case Named():
            return reading.named(leaf)
        case Searched():
            return reading.matched(leaf)


def _stretches(place: Place, reading: Reading, *, every: bool) -> list[Stretch]:
    """Return the places of a side of NEAR, or of what is counted."""
    match place:
        case Words():
            return [stretch(sight) for sight in reading.words(place, every=every)]
        case OneOf(places=places):
            return _merged([_stretches(one, reading, every=every) for one in places])
        case Near():
            return _near(place, reading)
        case _:
            return [stretch(sight) for sight in _sought(place, reading)]


def _near(place: Near, reading: Reading, most: int = sys.maxsize) -> list[Stretch]:
    lefts = _stretches(place.left, reading, every=True)
    rights = _stretches(place.right, reading, every=True) if lefts else []
    return near(reading.document, lefts, rights, place.reach, ordered=place.ordered, most=most)


def _merged(rows: Sequence[list[Stretch]]) -> list[Stretch]:
    """Return stretches in order, each once."""
    found = [one for row in rows for one in row]
    return sorted(set(found)) if len(found) > 1 else found


def _apart(counted: Sequence[Stretch], count: int) -> bool:
    """Whether at least `count` stretches do not overlap: those that end first are taken."""
    if len(counted) < count:
        return False
    end = 0
    for one in sorted(counted, key=lambda one: one.high):
        if one.low >= end:
            count, end = count - 1, one.high
    return count <= 0


def _sights(found: Sequence[Stretch], reading: Reading) -> list[Sight]:
    """Return the places in stretches, each once, the first `MOST` of each part."""
    if not found:
        return []
    kept: dict[object, int] = {}
    sights: list[Sight] = []
    for sight in sorted({sight for one in found for sight in one.sights}):
        part = reading.document.part(sight.span.start)
        kept[part] = kept.get(part, 0) + 1
        if kept[part] <= MOST:
            sights.append(sight)
    return sights
