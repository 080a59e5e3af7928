"""Spans in order, asked for the nearest on either side.

`Row` holds spans that are known; `Spots` those of a list whose words are looked at only when
somebody asks: most evidence is never asked for.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate

from alerts.match.layout import Document
from alerts.match.spans import Span, stand
from alerts.rules.automaton import Sighting

_END = 1 << 60
# No term is longer, with all its endings.
_LONGEST = 400


class Cover:
    """Spans, asked whether one of them holds another place of the folded text."""

    def __init__(self, spans: Iterable[Span]) -> None:
        ordered = sorted(spans)
        self._starts = [span.folded_start for span in ordered]
        self._ends = list(accumulate((span.folded_end for span in ordered), max))

    def holds(self, start: int, end: int) -> bool:
        """Whether one of the spans holds this one of the folded text."""
        at = bisect_right(self._starts, start) - 1
        return at >= 0 and self._ends[at] >= end


class Row:
    """Known spans, in order of place."""

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self._spans = sorted(spans)
        self._starts = [span.start for span in self._spans]

    def add(self, span: Span) -> None:
        """Put one more span in its place."""
        at = bisect_left(self._starts, span.start)
        self._starts.insert(at, span.start)
        self._spans.insert(at, span)

    def beside(self, span: Span, low: int = 0, high: int = _END) -> list[Span]:
        """Return the nearest spans on the left and on the right that do not overlap `span`.

        The limits are those of `Spots`; here nothing is won by them.
        """
        spans = self._spans
        left = bisect_left(self._starts, span.start) - 1
        right = left + 1
        while left >= 0 and spans[left].end > span.start:
            left -= 1
        while right < len(spans) and spans[right].start < span.end:
            right += 1
        return [spans[at] for at in (left, right) if 0 <= at < len(spans)]

    @property
    def folded(self) -> list[int]:
        """Return where the spans begin in the folded text."""
        return [span.folded_start for span in self._spans]


class Spots:
    """What the automaton saw of one list, in order of place; each looked at once at most."""

    def __init__(self, document: Document, seen: list[Sighting], masked: Cover) -> None:
        self._document = document
        self._masked = masked
        self._seen = sorted(seen, key=lambda sighting: sighting[0])
        self.folded = [start for start, _, _ in self._seen]
        self._spans: dict[int, Span | None] = {}
        self._back: dict[int, int] = {}
        self._on: dict[int, int] = {}

    def beside(self, span: Span, low: int = 0, high: int = _END) -> list[Span]:
        """Return the nearest spans on the left and on the right that do not overlap `span`.

        What begins outside of `low` and `high`, offsets of the folded text, need not be looked at.
        """
        at = bisect_left(self.folded, span.folded_start)
        found = []
        first = bisect_left(self.folded, low - _LONGEST) if low else 0
        left, before = self._real(at - 1, first - 1, self._back)
        while before and before.folded_end > span.folded_start:
            left, before = self._real(left - 1, first - 1, self._back)
        if before:
            found.append(before)
        last = bisect_left(self.folded, high)
        right, after = self._real(at, last, self._on)
        while after and after.folded_start < span.folded_end:
            right, after = self._real(right + 1, last, self._on)
        if after:
            found.append(after)
        return found

    def any(self) -> bool:
        """Whether any of the words really stands."""
        return self._real(0, len(self._seen), self._on)[1] is not None

    def _real(self, at: int, stop: int, skips: dict[int, int]) -> tuple[int, Span | None]:
        """Return the first place from `at` on and before `stop` at which a word really stands.

        What was passed over is skipped the next time, so that all questions together look at
        every sighting once.
        """
        step = 1 if skips is self._on else -1
        passed = []
        found = None
        while (stop - at) * step > 0 and (found := self._span(at)) is None:
            passed.append(at)
            at = skips.get(at, at + step)
        for one in passed:
            skips[one] = at
        return at, found

    def _span(self, at: int) -> Span | None:
        if at in self._spans:
            return self._spans[at]
        start, end, term = self._seen[at]
        span = None
        if term.pattern.tail or not self._masked.holds(start, end):
            span = stand(self._document, term, start, end)
        if span and self._masked.holds(start, span.folded_end):
            span = None
        self._spans[at] = span
        return span
