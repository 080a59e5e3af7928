"""What the sources of a whole story tell differently: each value, and all who tell it.

No value is judged: which of them is right, the story does not know.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from alerts.types import ArticleId
from monitor.story.disagree import MOMENTS
from monitor.story.figures import Figure
from monitor.story.ledger import Disagreement, Ledger, Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One of the values: as it was first told, and the other articles that tell it `too`."""

    told: Told
    too: tuple[Told, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """What is told differently, and how: each value once, in the order of its coming."""

    what: str
    accounts: tuple[Account, ...]


def disputes(found: Iterable[Disagreement], ledger: Ledger) -> tuple[Dispute, ...]:
    """Return the disagreements of a story, those that have a figure in common made one.

    `found` are those of each article with the articles before it, `ledger` has all their figures.
    """
    return tuple(
        Dispute(
            what=group.what,
            accounts=tuple(
                Account(told=each, too=ledger.same(each))
                for each in sorted(group.values.values(), key=_place)
            ),
        )
        for group in _grouped(found)
    )


@dataclass(slots=True, kw_only=True)
class _Group:
    """Disagreements with figures in common, on their way to be one; `places` are all of those."""

    what: str
    values: dict[tuple[object, ...], Told] = field(default_factory=dict)
    places: list[tuple[ArticleId, int]] = field(default_factory=list)

    def add(self, told: Iterable[Told]) -> None:
        for each in told:
            self.values.setdefault(_value(each.figure), each)
            self.places.append(_place(each))


def _grouped(found: Iterable[Disagreement]) -> list[_Group]:
    group_of: dict[tuple[ArticleId, int], _Group] = {}
    for each in found:
        known = (group_of.get(_place(told)) for told in each.values)
        same = list({id(group): group for group in known if group}.values())
        group = same[0] if same else _Group(what=each.what)
        for other in same[1:]:
            group.add(other.values.values())
            group.places += other.places
        group.add(each.values)
        group_of.update(dict.fromkeys(group.places, group))
    return list({id(group): group for group in group_of.values()}.values())


def _value(figure: Figure) -> tuple[object, ...]:
    """Return what makes one value of a matter other than another."""
    return figure.low, figure.high, figure.days if figure.action in MOMENTS else ()


def _place(told: Told) -> tuple[ArticleId, int]:
    return told.article, told.figure.number_start
