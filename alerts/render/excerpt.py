"""Short pieces of an article around what matched in it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from alerts.render.neutral import visible
from alerts.types import Field, Match

_LEAD_CHARS: Final = 300
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


def lead(
    text: str, matches: Sequence[Match], taken: Sequence[Span] = ()
) -> tuple[tuple[Piece, ...], int]:
    """Return the first paragraph of `text` with its matches marked, and where in `text` it ends.

    One of more than 300 characters is cut between words and ends with an ellipsis. What of it is
    `taken`, as it was shown before, is left out; there is one then too.
    """
    end = text.find("\n")
    end = len(text) if end < 0 else end
    cut = end > _LEAD_CHARS
    if cut:
        head = text[:_LEAD_CHARS].rpartition(" ")[0]
        end = len(head.rstrip()) or _LEAD_CHARS
    rests = _without((0, end), text, taken)
    pieces: list[Piece] = []
    for left, right in rests:
        pieces += [Piece(text=" … " if pieces else "… ", marked=False)] if left else []
        pieces += marked(text, _spans(matches), (left, right))
    if rests and (cut or rests[-1][1] < end):
        pieces.append(Piece(text=" …", marked=False))
    return tuple(pieces), end


def snippets(
    text: str, matches: Sequence[Match], start: int = 0, taken: Sequence[Span] = ()
) -> tuple[tuple[Piece, ...], ...]:
    """Return at most six windows of `text` from `start` around matches in it, in their order.

    Every entity shows before any shows twice, and those that stand before `start`, or in what is
    `taken` as it was shown before, come last. Matches that are near share a window; a window stays
    in its paragraph and out of what is taken, and ends between words, with an ellipsis where
    something is missing.
    """
    here = [m for m in matches if m.field is Field.TEXT and 0 <= m.start < m.end <= len(text)]
    first, later = _first_of_each(here, start, taken)
    chosen: list[Span] = []
    for match in first + later:
        window = _beside(window_of(text, match.start, match.end, start), text, match, taken)
        if any(w[0] <= match.start and match.end <= w[1] for w in chosen):
            continue
        if len(chosen) == _MAX_SNIPPETS:
            break
        chosen.append(window)
    spans = _spans(here)
    return tuple(_cut_out(text, spans, window) for window in _merged(chosen))


def _cut_out(text: str, spans: Iterable[Span], window: Span) -> tuple[Piece, ...]:
    """Return the `window` of `text` with an ellipsis where its paragraph goes on."""
    left, right = window
    before = () if _is_break(text, left - 1) else (Piece(text="… ", marked=False),)
    after = () if _is_break(text, right) else (Piece(text=" …", marked=False),)
    return (*before, *marked(text, spans, window), *after)


def _is_break(text: str, at: int) -> bool:
    """Whether a paragraph ends at the offset `at` of `text`, which may be just outside of it."""
    return not 0 <= at < len(text) or text[at] == "\n"


def _spans(matches: Sequence[Match]) -> list[Span]:
    return [(m.start, m.end) for m in matches if m.field is Field.TEXT]


def _first_of_each(
    matches: Sequence[Match], start: int, taken: Sequence[Span]
) -> tuple[list[Match], list[Match]]:
    """Split `matches` from `start` on into the first one of each entity, and the others.

    Without those in what is `taken`. An entity that is named there, or before `start`, was seen.
    """
    shown = [m.start < start or _is_in(m, taken) for m in matches]
    seen = {_name(match) for match, was in zip(matches, shown, strict=True) if was}
    first: list[Match] = []
    later: list[Match] = []
    for match, was in zip(matches, shown, strict=True):
        if was:
            continue
        (later if _name(match) in seen else first).append(match)
        seen.add(_name(match))
    return first, later


def _is_in(match: Match, taken: Sequence[Span]) -> bool:
    return any(left < match.end and match.start < right for left, right in taken)


def _beside(window: Span, text: str, match: Match, taken: Sequence[Span]) -> Span:
    """Return the `window` around a match without what is `taken` before it and after it."""
    left = max([window[0], *(end for _, end in taken if end <= match.start)])
    right = min([window[1], *(start for start, _ in taken if start >= match.end)])
    return _stripped((left, right), text) if taken else window


def _without(window: Span, text: str, taken: Sequence[Span]) -> list[Span]:
    """Return what is left of `window` without what is `taken`: spans that hold a word."""
    if not taken:
        return [window]
    rests = []
    at = window[0]
    for left, right in [*_merged(_within(taken, *window)), (window[1], window[1])]:
        if any(map(str.isalnum, text[at:left])):
            rests.append(_stripped((at, left), text))
        at = right
    return rests


def _stripped(span: Span, text: str) -> Span:
    """Return a span that holds more than white space without the white space around it."""
    inside = text[span[0] : span[1]]
    return span[0] + len(inside) - len(inside.lstrip()), span[0] + len(inside.rstrip())


def _name(match: Match) -> str:
    return match.entity or match.text.casefold()


def window_of(text: str, start: int, end: int, first: int = 0) -> Span:
    """Return the span around a match that ends between words and inside the paragraph.

    What stands before `first` is left out.
    """
    end = min(end, start + _MAX_MARKED)
    before = text[max(first, start - _CONTEXT) : start].rpartition("\n")[2]
    after = text[end : end + _CONTEXT].partition("\n")[0]
    left, right = start - len(before), end + len(after)
    if left > first and not _is_break(text, left - 1) and (cut := re.match(r"\S*\s+", before)):
        left += cut.end()
    if not _is_break(text, right) and (cut := re.search(r"\s+\S*$", after)):
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
