"""A text on a terminal with what was found in it: names bold and coloured, evidence underlined."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from alerts.render.excerpt import window_of
from alerts.render.neutral import one_line, visible
from alerts.types import Field

_NAME, _EVIDENCE, _PLAIN = "\x1b[1;33m", "\x1b[4m", "\x1b[0m"

Span = Mapping[str, Any]


def lines(text: str, field: str, matches: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the lines of a field with the spans of `matches` that stand in it made visible.

    A name that is evidence for another one is both. Control characters are left out.
    """
    found = list(matches)
    names = [one for one in found if one["field"] == field]
    proofs = [each for one in found for each in one["evidence"] if each["field"] == field]
    yield from _styled(text, (0, len(text)), names, proofs).split("\n")


def excerpt(text: str, match: Mapping[str, Any], *, coloured: bool) -> str:
    """Return a line of `text` around `match`, with it made visible: in brackets without colours."""
    start, end = window_of(text, match["start"], match["end"])
    if coloured:
        proofs = [each for each in match["evidence"] if each["field"] == match["field"]]
        shown = _styled(text, (start, end), [match], proofs)
    else:
        last = min(match["end"], end)
        parts = text[start : match["start"]], text[match["start"] : last], text[last:end]
        shown = "{}[{}]{}".format(*map(visible, parts))
    before = "… " if start > 0 and text[start - 1] != "\n" else ""
    after = " …" if end < len(text) and text[end] != "\n" else ""
    return f"{before}{shown.replace(chr(10), ' ')}{after}"


def quoted(
    text: str, sentence: str, matches: Iterable[Mapping[str, Any]], *, coloured: bool
) -> str:
    """Return a sentence on one line, with the `matches` in it made visible where colours may be.

    They are where it stands in `text`; of a sentence that does not there are none.
    """
    start = text.find(sentence) if coloured else -1
    if start < 0:
        return one_line(sentence)
    names = [each for each in matches if each["field"] == Field.TEXT]
    return _styled(text, (start, start + len(sentence)), names, ()).replace("\n", " ")


def _styled(
    text: str, window: tuple[int, int], names: Sequence[Span], proofs: Sequence[Span]
) -> str:
    first, last = window
    cuts = {first, last}
    for one in (*names, *proofs):
        cuts |= {min(max(one[edge], first), last) for edge in ("start", "end")}
    styled = []
    for start, end in pairwise(sorted(cuts)):
        style = _style(start, names, _NAME) + _style(start, proofs, _EVIDENCE)
        pieces = map(visible, text[start:end].split("\n"))
        styled.append("\n".join(f"{style}{p}{_PLAIN}" if style and p else p for p in pieces))
    return "".join(styled)


def _style(at: int, spans: Iterable[Span], style: str) -> str:
    return style if any(one["start"] <= at < one["end"] for one in spans) else ""
