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
        case AllOf(parts=parts):
            found: list[Sight] = []
            for part in parts:
                if (proof := prove(part, reading)) is None:
                    return None
                found += proof
            return found
        case AnyOf(parts=parts):
            proofs = [proof for part in parts if (proof := prove(part, reading)) is not None]
            return [sight for proof in proofs for sight in proof] if proofs else None
        case NotThis(part=part):
            return None if prove(part, reading) is not None else ()
        case Condition():
            return () if expression in reading.met else None
        case AtLeast(count=count, places=places):
            counted = _merged(_stretches(place, reading, every=False) for place in places)
            return _sights(counted, reading) if _apart(counted, count) else None
        case Near():
            return _sights(_near(expression, reading, most=MOST), reading) or None
        case OneOf(places=places):
            return prove(AnyOf(parts=places), reading)
        case _:
            return _sought(expression, reading, every=False) or None


def _sought(
    leaf: Words | Sloppy | Named | Searched, reading: Reading, *, every: bool
) -> list[Sight]:
    match leaf:
        case Words(tokens=tokens, parts=parts):
            return reading.words(tokens, parts, every=every)
        case Sloppy(tokens=tokens, slop=slop, parts=parts):
            return reading.sloppy(tokens, slop, parts)
        case Named(entity=entity, parts=parts):
            return reading.named(entity, parts)
        case Searched(regex=regex, parts=parts):
            return reading.matched(regex, parts)


def _stretches(place: Place, reading: Reading, *, every: bool) -> list[Stretch]:
    """Return the places of a side of NEAR, or of what is counted."""
    match place:
        case Near():
            return _near(place, reading)
        case OneOf(places=places):
            return _merged(_stretches(one, reading, every=every) for one in places)
        case _:
            return [stretch(sight) for sight in _sought(place, reading, every=every)]


def _near(place: Near, reading: Reading, most: int = sys.maxsize) -> list[Stretch]:
    lefts = _stretches(place.left, reading, every=True)
    rights = _stretches(place.right, reading, every=True) if lefts else []
    return near(reading.document, lefts, rights, place.reach, ordered=place.ordered, most=most)


def _merged(rows: Iterable[list[Stretch]]) -> list[Stretch]:
    """Return stretches in order, each once."""
    return sorted({one for row in rows for one in row})


def _apart(counted: Iterable[Stretch], count: int) -> bool:
    """Whether at least `count` stretches do not overlap: those that end first are taken."""
    end = 0
    for one in sorted(counted, key=lambda one: one.high):
        if one.low >= end:
            count, end = count - 1, one.high
    return count <= 0


def _sights(found: Iterable[Stretch], reading: Reading) -> list[Sight]:
    """Return the places in stretches, each once, the first `MOST` of each part."""
    kept: dict[object, int] = {}
    sights: list[Sight] = []
    for sight in sorted({sight for one in found for sight in one.sights}):
        part = reading.document.part(sight.span.start)
        kept[part] = kept.get(part, 0) + 1
        if kept[part] <= MOST:
            sights.append(sight)
    return sights
