"""Phrases with slop: their words in order, with a few others between them."""

from bisect import bisect_left
from collections.abc import Sequence

from alerts.match.layout import Document
from alerts.match.spans import Span


def sloppy(document: Document, rows: Sequence[Sequence[Span]], slop: int) -> list[Span]:
    """Return the places where one span of each row follows the other, in order of place.

    At most `slop` words stand between them in all, and no blank line. Where one place holds
    another, the shorter counts. Each row is in order of place.
    """
    starts = [[span.folded_start for span in row] for row in rows[1:]]
    ends: dict[int, Span] = {}
    for first in rows[0]:
        last, left = first, slop
        for row, begins in zip(rows[1:], starts, strict=True):
            found, left = _next(document, last, row, begins, left)
            if found is None:
                break
            last = found
        else:  # a later beginning replaces an earlier one
            ends[last.folded_end] = Span(first.start, last.end, first.folded_start, last.folded_end)
    return list(ends.values())


def _next(
    document: Document, before: Span, row: Sequence[Span], begins: Sequence[int], left: int
) -> tuple[Span | None, int]:
    """Return the nearest span of a row behind another, and how many words are left to skip."""
    at = bisect_left(begins, before.folded_end)
    if at == len(row):
        return None, 0
    words, found = document.folded_words, row[at]
    left -= bisect_left(words, found.folded_start) - bisect_left(words, before.folded_end)
    if left < 0 or "\n" in document.folded.text[before.folded_end : found.folded_start]:
        return None, 0
    return found, left
