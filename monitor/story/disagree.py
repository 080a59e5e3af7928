"""Whether two figures are the same, one an update of the other, or in conflict.

Precision comes first: what is not surely told of the same matter is unrelated.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from monitor.story.dates import apart
from monitor.story.figures import Figure, Kind
from monitor.story.kinds import HARM, PEOPLE, latin
from monitor.story.numbers import Hedge, Unit

MOMENTS = frozenset(("begins", "ends", "occurs"))
_UNKNOWN = frozenset((frozenset[str](), frozenset(("person",))))
"""What is counted where only people are named, or nobody."""
_ROUND = 1000
"""Bare counts from here on may be rounded,"""
_ROUNDED = 0.05
"""by so much, as may measures, but"""
_PERCENT = 0.5
"""percentages by half of one, and"""
_MAGNITUDE = 0.15
"""magnitudes, which agencies give apart, by this."""
_VAGUE = 1.5
"""Dozens and several are taken so much wider than they are meant."""
_LOOSE = frozenset(("cost", "destroyed"))
"""Topics of which a story may have more than one measure."""
_MEASURES = frozenset(Unit) - {Unit.COUNT, Unit.TIMES, Unit.OTHER}
_ALIKE = 0.5
"""Two measures without a topic have so much of the words beside them in common."""


class Relation(StrEnum):
    """How one figure is to another."""

    SAME = "same"
    UPDATE = "update"
    CONFLICT = "conflict"
    UNRELATED = "unrelated"


def compare(
    one: Figure, other: Figure, *, same_source: bool = False, later: bool = False
) -> Relation:
    """Return how `other` is to `one`, which was told before.

    `same_source` is whether the same outlet tells both, `later` whether so much later that a count
    may have grown.
    """
    if not _comparable(one, other):
        return Relation.UNRELATED
    if agree(one, other):
        return Relation.SAME
    if one.unit in _MEASURES and not _surely_same(one, other):
        return Relation.UNRELATED
    grows = one.kind is Kind.EVENT or one.topic == "destroyed"
    if grows and _updates(one, other, same_source=same_source, later=later):
        return Relation.UPDATE
    return Relation.CONFLICT


def relate(earlier: Sequence[Figure], later: Sequence[Figure]) -> Relation:
    """Return how the figures of one sentence are to those of another that was told before."""
    found = set(_relations(earlier, later))
    ranked = (Relation.CONFLICT, Relation.UPDATE, Relation.SAME)
    return next((each for each in ranked if each in found), Relation.UNRELATED)


def _relations(earlier: Sequence[Figure], later: Sequence[Figure]) -> Iterator[Relation]:
    for one in earlier:
        for other in later:
            found = compare(one, other)
            if found is not Relation.CONFLICT or not (
                explained(one, later) or explained(other, earlier)
            ):
                yield found


def explained(figure: Figure, beside: Sequence[Figure]) -> bool:
    """Whether figures of one sentence agree with a strength: they may tell its sum or its parts."""
    return figure.action == "strength" and any(
        each.action == "strength" and agree(figure, each) for each in beside
    )


def agree(one: Figure, other: Figure) -> bool:
    """Whether two figures of the same matter can both be right."""
    if one.action in MOMENTS:
        return not any(apart(mine, theirs) for mine in one.days for theirs in other.days)
    (low, high), (other_low, other_high) = _bounds(one), _bounds(other)
    if Hedge.VAGUE in {one.hedge, other.hedge}:
        low, high = low / _VAGUE, high * _VAGUE
    return low <= other_high and other_low <= high


def _bounds(figure: Figure) -> tuple[float, float]:
    """Return what a number may mean, with what it may be rounded by."""
    low, high = figure.low, figure.high
    if figure.hedge in {Hedge.VAGUE, Hedge.ABOUT}:
        return low, high
    match figure.unit:
        case Unit.PERCENT:
            wide = _PERCENT if low == int(low) else _PERCENT / 10
        case Unit.MAGNITUDE:
            wide = _MAGNITUDE
        case Unit.COUNT | Unit.TIMES:
            wide = _ROUNDED * low if low >= _ROUND and low % 10 == 0 else 0.0
        case _:
            wide = _ROUNDED * low
    return low - wide, high + wide


def _comparable(one: Figure, other: Figure) -> bool:
    """Whether two figures count the same, so that they can be the same or in conflict."""
    if one.action != other.action or one.currency != other.currency or one.total != other.total:
        return False
    if one.unit is not other.unit and {one.unit, other.unit} != {Unit.COUNT, Unit.TIMES}:
        return False
    if one.action in MOMENTS:
        known = all(bool(day.month) == bool(other.days[0].month) for day in one.days)
        return known and bool(one.counted & other.counted) and not _elsewhere(one, other)
    if one.action == "strength":
        return _same_parts(one, other) and _shares_name(one, other)
    if one.action:
        occasions = "occasion" in one.counted, "occasion" in other.counted
        return _same_occasions(one, other) if any(occasions) else _same_people(one, other)
    if _elsewhere(one, other) or _other_day(one, other):
        return False
    return _same_measure(one, other) and _same_names(one, other)


def _same_measure(one: Figure, other: Figure) -> bool:
    if one.unit is Unit.COUNT:
        ours, theirs = one.context - one.counted, other.context - other.counted
        return one.counted == other.counted and _alike(ours, theirs, least=2)
    if one.topic or other.topic:
        return one.topic == other.topic
    return _alike(one.counted, other.counted, least=3)


def _surely_same(one: Figure, other: Figure) -> bool:
    """Whether two measures that differ are of the same: without a topic nobody can tell."""
    if one.topic not in _LOOSE:
        return bool(one.topic)
    return _alike(one.counted | {one.topic}, other.counted | {other.topic}, least=2)


def _alike(ours: frozenset[str], theirs: frozenset[str], least: int) -> bool:
    """Whether two sets of words speak of the same: half of those of the shorter are in both."""
    fewer = min(len(ours), len(theirs))
    return len(ours & theirs) >= max(least, fewer * _ALIKE)


def _same_occasions(one: Figure, other: Figure) -> bool:
    """Whether two counts of attacks are of those on the same: the convoy, the mission."""
    return one.counted == other.counted and _same_target(one, other)


def _same_target(one: Figure, other: Figure) -> bool:
    if one.qualifiers or other.qualifiers:
        return bool(one.qualifiers & other.qualifiers)
    return _alike(one.context - {one.action}, other.context - {other.action}, least=1)


def _same_people(one: Figure, other: Figure) -> bool:
    if _other_people(one, other) or _elsewhere(one, other):
        return False
    none = 0.0 in {one.high, other.high}
    if none and one.places != other.places:
        return False
    if not none and one.qualifiers and other.qualifiers and not one.qualifiers & other.qualifiers:
        return False
    return not _other_day(one, other)


def _other_people(one: Figure, other: Figure) -> bool:
    """Whether other people are counted; of a total only less than its part can be in conflict."""
    if one.counted == other.counted or {one.counted, other.counted} <= _UNKNOWN:
        return False
    if one.action not in HARM:
        return True
    if one.counted in _UNKNOWN and other.counted <= PEOPLE:
        return one.high >= other.low
    if other.counted in _UNKNOWN and one.counted <= PEOPLE:
        return other.high >= one.low
    return True


def _elsewhere(one: Figure, other: Figure) -> bool:
    """Whether other places are named; Ber and بير may be one, so only names of one script tell."""
    return not one.places & other.places and any(
        any(latin(mine) is latin(theirs) for theirs in other.places) for mine in one.places
    )


def _other_day(one: Figure, other: Figure) -> bool:
    """Whether they tell of different days, unless those are the days of a growing count.

    A figure of a named month or year is compared only with one of the same.
    """
    if one.years != other.years:
        return True
    if any(day.named for day in (*one.days, *other.days)) and not (one.days and other.days):
        return True
    if one.rose or other.rose or not one.days or not other.days:
        return False
    return all(apart(mine, theirs) for mine in one.days for theirs in other.days)


def _same_parts(one: Figure, other: Figure) -> bool:
    """Whether the same parts of a force are counted; without parts all of it is."""
    if one.counted == other.counted:
        return True
    return (not one.counted and other.parts) or (not other.counted and one.parts)


def _shares_name(one: Figure, other: Figure) -> bool:
    return not one.names or not other.names or bool(one.names & other.names)


def _same_names(one: Figure, other: Figure) -> bool:
    """Whether half of all names are in both, where both have any."""
    both = len(one.names & other.names)
    return not one.names or not other.names or both >= _ALIKE * len(one.names | other.names)


def _updates(one: Figure, other: Figure, *, same_source: bool, later: bool) -> bool:
    """Whether a count differs because it was brought up to date."""
    if one.action in MOMENTS:
        return same_source
    if "occasion" in one.counted:
        return False
    if same_source or one.by & other.by or one.rose:
        return True
    grown = other.low > one.low
    named = bool(one.by and other.by)  # two accounts, of which neither need be the newer
    return grown and (other.rose or (later and not named))
