"""A text on a terminal with what was found in it: names bold and coloured, evidence underlined."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from alerts.render.neutral import visible

_NAME, _EVIDENCE, _PLAIN = "\x1b[1;33m", "\x1b[4m", "\x1b[0m"


def lines(text: str, field: str, matches: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the lines of a field with the spans of `matches` that stand in it made visible.

    A name that is evidence for another one is both. Control characters are left out.
    """
    found = list(matches)
    names = [one for one in found if one["field"] == field]
    proofs = [each for one in found for each in one["evidence"] if each["field"] == field]
    cuts = {0, len(text)} | {one[end] for one in (*names, *proofs) for end in ("start", "end")}
    styled = []
    for start, end in pairwise(sorted(cuts)):
        style = _style(start, names, _NAME) + _style(start, proofs, _EVIDENCE)
        pieces = map(visible, text[start:end].split("\n"))
        styled.append("\n".join(f"{style}{p}{_PLAIN}" if style and p else p for p in pieces))
    yield from "".join(styled).split("\n")


def _style(at: int, spans: Iterable[Mapping[str, Any]], style: str) -> str:
    return style if any(one["start"] <= at < one["end"] for one in spans) else ""
