"""The figures of a story, and which of an article's are in conflict with them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.types import ArticleId
from monitor.story.disagree import MOMENTS, Relation, compare, explained
from monitor.story.figures import Figure
from monitor.story.numbers import Hedge, Unit

PER_MATTER = 300
"""Different figures of one matter that are kept: the first."""
GROWS_AFTER = timedelta(hours=12)
"""A count told so much later may have grown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A figure and where it was told: the article's and the source's id, its url, when (UTC)."""

    figure: Figure
    article: ArticleId
    source: str
    url: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """What is told differently, and the figures that tell it: those told before, then the new."""

    what: str
    values: tuple[Told, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What an article's figures do to those of its story.

    `disputed` are the offsets at which sentences begin that tell a figure in conflict with one told
    before, or an update of one.
    """

    disagreements: tuple[Disagreement, ...]
    disputed: frozenset[int]


class Ledger:
    """The figures told in a story, by what they count, so that one article more costs little.

    A figure that was told before in the same words is kept once, and of one matter PER_MATTER.
    """

    def __init__(self, told: Iterable[Told] = ()) -> None:
        self._matters: dict[tuple[str, ...], list[Told]] = defaultdict(list)
        self._seen: set[tuple[object, ...]] = set()
        self.add(told)

    def add(self, told: Iterable[Told]) -> None:
        """Take figures in, those of one article at once."""
        for each in told:
            if (signature := _signature(each)) not in self._seen:
                self._seen.add(signature)
                for matter in _matters(each.figure):
                    if len(self._matters[matter]) < PER_MATTER:
                        self._matters[matter].append(each)

    def judge(self, given: Sequence[Told]) -> Verdict:
        """Return what the figures of an article that was not added do to those that were.

        A figure in conflict with one that was told before is a disagreement, unless a third told
        the same before: then it is known. Of several in one matter the first is shown.
        """
        found: list[Disagreement] = []
        disputed: set[int] = set()
        for new in given:
            relations = [(old, _relation(old, new)) for old in self._beside(new.figure)]
            if any(_is_known(old, new) for old, how in relations if how is Relation.SAME):
                continue
            rivals = [
                old
                for old, how in relations
                if how is Relation.CONFLICT and not self._explained(old, new, given)
            ]
            if rivals or any(how is Relation.UPDATE for _, how in relations):
                disputed.add(new.figure.start)
            if rivals and not any(_alike(each.values[-1], new) for each in found):
                values = (*_distinct(rivals), new)
                found.append(Disagreement(what=describe(new.figure), values=values))
        return Verdict(disagreements=tuple(found), disputed=frozenset(disputed))

    def same(self, told: Told) -> tuple[Told, ...]:
        """Return a figure of each other article that says the same: no less, no more, no other."""
        found: dict[ArticleId, Told] = {}
        for old in self._beside(told.figure):
            if old.article != told.article and _says(old, told):
                found.setdefault(old.article, old)
        return tuple(found[article] for article in sorted(found))

    def _beside(self, figure: Figure) -> Iterator[Told]:
        """Yield the figures that may be of the same matter, each once."""
        seen: set[int] = set()
        for matter in _matters(figure):
            for old in self._matters.get(matter, ()):
                if id(old) not in seen:
                    seen.add(id(old))
                    yield old

    def _explained(self, old: Told, new: Told, given: Sequence[Told]) -> bool:
        """Whether the sentence of either tells the sum or the part that the other means."""
        if new.figure.action != "strength":
            return False
        of_new = [each.figure for each in given if each.figure.start == new.figure.start]
        of_old = [
            each.figure
            for each in self._beside(old.figure)
            if (each.article, each.figure.start) == (old.article, old.figure.start)
        ]
        return explained(old.figure, of_new) or explained(new.figure, of_old)


def describe(figure: Figure) -> str:
    """Return what a figure counts, in a few words: civilian killed; strength of soldier."""
    counted = " and ".join(sorted(figure.counted))
    match figure.action:
        case "begins":
            return f"beginning of {counted}"
        case "ends":
            return f"end of {counted}"
        case "occurs":
            return f"day of {counted}"
        case "strength":
            return f"strength: {counted}" if counted else "strength"
        case "":
            return figure.topic or counted
        case action if "occasion" in figure.counted:
            return f"times {action}"
        case action:
            return f"{counted or 'people'} {action}"


def _matters(figure: Figure) -> tuple[tuple[str, ...], ...]:
    """Return under what a figure is kept: figures of one matter have one of these in common."""
    if figure.action in MOMENTS:
        return tuple((figure.action, each) for each in sorted(figure.counted))
    if figure.action:
        return ((figure.action,),)
    if figure.topic:
        return ((figure.unit, figure.topic),)
    return tuple((figure.unit, each) for each in sorted(figure.counted))


def _signature(told: Told) -> tuple[object, ...]:
    """Return what makes one figure other than another."""
    figure = told.figure
    return (
        figure.action, figure.topic, figure.unit, figure.currency, figure.low, figure.high,
        figure.counted, figure.qualifiers, figure.places, figure.by, figure.total, figure.rose,
        figure.days, figure.parts, told.source, figure.counted if figure.action else figure.context,
    )  # fmt: skip


def _relation(old: Told, new: Told) -> Relation:
    later = bool(old.at and new.at and new.at - old.at >= GROWS_AFTER)
    return compare(old.figure, new.figure, same_source=old.source == new.source, later=later)


def _says(old: Told, new: Told) -> bool:
    ours, theirs = old.figure, new.figure
    same = (ours.low, ours.high) == (theirs.low, theirs.high)
    return same and compare(ours, theirs) is Relation.SAME


def _is_known(old: Told, new: Told) -> bool:
    """Whether a figure that agrees says all that the new one says: not merely "at least 5" of 9."""
    ours, theirs = old.figure, new.figure
    return (ours.low, ours.high) == (theirs.low, theirs.high) or ours.hedge is not Hedge.AT_LEAST


def _alike(one: Told, other: Told) -> bool:
    """Whether two new figures are of one matter."""
    same = compare(one.figure, other.figure) is not Relation.UNRELATED
    return same or (one.figure.unit is Unit.OTHER and one.figure.action == other.figure.action)


def _distinct(rivals: Sequence[Told]) -> tuple[Told, ...]:
    """Return the first of the figures that say the same."""
    found: list[Told] = []
    for each in rivals:
        if all(compare(old.figure, each.figure) is not Relation.SAME for old in found):
            found.append(each)
    return tuple(found)
