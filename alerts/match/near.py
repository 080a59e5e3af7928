"""NEAR: which places stand within reach of each other.

Each place is held against the nearest one before it, behind it and in its gaps: if those are out
of reach, all are. So the work is that of sorting, however many places there are.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from operator import attrgetter, itemgetter
from typing import NamedTuple

from alerts.match.layout import Document
from alerts.match.spans import Span
from alerts.rules.entities import Reach, Unit

_END = 1 << 60


class Sight(NamedTuple):
    """A place that an expression found; `entity` is the one that it names, or empty."""

    span: Span
    entity: str = ""


class Stretch(NamedTuple):
    """Places that stand near each other, in order; the offsets are of the folded text."""

    low: int
    high: int
    sights: tuple[Sight, ...]


def stretch(sight: Sight) -> Stretch:
    """Return a place as a stretch of its own."""
    return Stretch(sight.span.folded_start, sight.span.folded_end, (sight,))


def near(
    document: Document,
    left: Sequence[Stretch],
    right: Sequence[Stretch],
    reach: Reach,
    *,
    ordered: bool,
    most: int = _END,
) -> list[Stretch]:
    """Return each stretch of `left` joined to the nearest of `right`, and the other way round.

    With `ordered` those of `left` stand first. Two that share a place are never near. Of each side
    the first `most` that have a partner are joined in each part of the article.
    """
    if not left or not right:
        return []
    fits = _fits(document, reach)
    lefts, rights = _Row(left, fits), _Row(right, fits)
    found: dict[tuple[Sight, ...], Stretch] = {}
    for row, others, before, behind in (
        (lefts, rights, not ordered, True),
        (rights, lefts, True, not ordered),
    ):
        joined = [0, 0, 0]
        for one in row.all:
            part = bisect_right(document.cuts, one.low)
            if joined[part] < most:
                partners = list(others.beside(one, before=before, behind=behind))
                joined[part] += bool(partners)
                for other in partners:
                    _join(one, other, found)
    return sorted(found.values())


def _join(one: Stretch, other: Stretch, found: dict[tuple[Sight, ...], Stretch]) -> None:
    if one.low > other.low:
        one, other = other, one
    sights = one.sights + other.sights
    if one.high > other.low:  # one stands in a gap of the other
        sights = tuple(sorted(sights))
    found[sights] = Stretch(one.low, max(one.high, other.high), sights)


Fits = Callable[[Stretch, Stretch], bool]


def _fits(document: Document, reach: Reach) -> Fits:
    """Return what tells whether the second stretch, which stands behind the first, is in reach."""
    if reach.unit is Unit.WORDS:
        words = document.folded_words

        def close(first: Stretch, second: Stretch) -> bool:
            if (_start(first) < document.cut) != (_last(second) < document.cut):
                return False
            between = bisect_left(words, second.low) - bisect_left(words, first.high)
            return between <= reach.size

        return close
    number = document.sentence if reach.unit is Unit.SENTENCES else document.paragraph

    def within(first: Stretch, second: Stretch) -> bool:
        return number(_start(first)) == number(_last(second))

    return within


def _start(given: Stretch) -> int:
    return given.sights[0].span.start


def _last(given: Stretch) -> int:
    return given.sights[-1].span.start


class _Row:
    """Stretches in order, asked for the nearest."""

    def __init__(self, given: Sequence[Stretch], fits: Fits) -> None:
        # One that is itself wider than the reach is near nothing.
        self.all = sorted(one for one in given if len(one.sights) == 1 or fits(one, _point(one)))
        self._fits = fits
        self._lows = [one.low for one in self.all]
        self._by_high = sorted(self.all, key=itemgetter(1, 0))
        self._highs = [one.high for one in self._by_high]

    @cached_property
    def _short(self) -> list[Stretch]:
        """For each, the one that ends first among it and those that begin later."""
        return list(accumulate(reversed(self.all), _shorter))[::-1]

    def beside(
        self, one: Stretch, *, before: bool = True, behind: bool = True
    ) -> Iterator[Stretch]:
        """Yield the nearest stretches in reach, on the sides asked for."""
        at = bisect_left(self._lows, one.high) if behind else len(self.all)
        if at < len(self.all) and self._fits(one, self.all[at]):
            yield self.all[at]
        at = bisect_right(self._highs, one.low) - 1 if before else -1
        if at >= 0 and self._fits(self._by_high[at], one):
            yield self._by_high[at]
        if before and behind and len(one.sights) > 1:
            yield from self._inside(one)

    def _inside(self, one: Stretch) -> Iterator[Stretch]:
        """Yield one that stands in a gap of a stretch, for each gap."""
        for left, right in zip(one.sights, one.sights[1:], strict=False):
            at = bisect_left(self._lows, left.span.folded_end)
            if at < len(self.all) and self._short[at].high <= right.span.folded_start:
                yield self._short[at]


def _point(one: Stretch) -> Stretch:
    return Stretch(one.high, one.high, one.sights[-1:])


def _shorter(one: Stretch, other: Stretch) -> Stretch:
    return min(one, other, key=attrgetter("high"))
