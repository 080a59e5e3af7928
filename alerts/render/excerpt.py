"""Short pieces of an article around what matched in it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from alerts.render.neutral import visible
from alerts.types import Field, Match

_CONTEXT: Final = 90
_MAX_SNIPPETS: Final = 6
_MAX_MARKED: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of text that is marked as a match or not."""

    text: str
    marked: bool


Span = tuple[int, int]


def marked(text: str, spans: Iterable[Span], window: Span | None = None) -> tuple[Piece, ...]:
    """Return the `window` of `text` (all of it by default), neutral, with `spans` marked.

    Spans may overlap and may reach out of the text: what stands in the window is marked.
    """
    start, end = window or (0, len(text))
    pieces = []
    at = start
    for left, right in _merged(_within(spans, start, end)):
        pieces += [(text[at:left], False), (text[left:right], True)]
        at = right
    pieces.append((text[at:end], False))
    return tuple(Piece(text=visible(t), marked=m) for t, m in pieces if t)


def snippets(text: str, matches: Sequence[Match]) -> tuple[tuple[Piece, ...], ...]:
    """Return at most six windows of `text` around matches in it, in their order.

    Every entity shows before any shows twice. Matches that are near share a window; a window
    stays in its paragraph and ends between words.
    """
    here = [m for m in matches if m.field is Field.TEXT and 0 <= m.start < m.end <= len(text)]
    spans = [(m.start, m.end) for m in here]
    first, later = _first_of_each(here)
    chosen: list[Span] = []
    for match in first + later:
        window = window_of(text, match.start, match.end)
        if any(w[0] <= match.start and match.end <= w[1] for w in chosen):
            continue
        if len(chosen) == _MAX_SNIPPETS:
            break
        chosen.append(window)
    return tuple(marked(text, spans, window) for window in _merged(chosen))


def _first_of_each(matches: Sequence[Match]) -> tuple[list[Match], list[Match]]:
    """Split `matches` into the first one of each entity, and the others."""
    seen = set()
    first: list[Match] = []
    later: list[Match] = []
    for match in matches:
        name = match.entity or match.text.casefold()
        (later if name in seen else first).append(match)
        seen.add(name)
    return first, later


def window_of(text: str, start: int, end: int) -> Span:
    """Return the span around a match that ends between words and inside the paragraph."""
    end = min(end, start + _MAX_MARKED)
    before = text[max(0, start - _CONTEXT) : start].rpartition("\n")[2]
    after = text[end : end + _CONTEXT].partition("\n")[0]
    left, right = start - len(before), end + len(after)
    if left > 0 and text[left - 1] != "\n" and (cut := re.match(r"\S*\s+", before)):
        left += cut.end()
    if right < len(text) and text[right] != "\n" and (cut := re.search(r"\s+\S*$", after)):
        right -= len(after) - cut.start()
    return left, right


def _within(spans: Iterable[Span], start: int, end: int) -> list[Span]:
    clipped = [(max(left, start), min(right, end)) for left, right in spans]
    return [span for span in clipped if span[0] < span[1]]


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Return the union of `spans` as spans that neither touch nor overlap, in order."""
    merged: list[Span] = []
    for left, right in sorted(spans):
        if merged and left <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], right))
        else:
            merged.append((left, right))
    return merged
