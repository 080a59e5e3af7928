"""Abbreviations that a text itself spells out: "Conselho Municipal do Ambiente (CMA)".

After Schwartz and Hearst, A simple algorithm for identifying abbreviation definitions in
biomedical text (2003): the words before the parenthesis, or in it, have the letters of the
abbreviation as initials.
"""

import re

from alerts.match.layout import Document
from alerts.match.spans import Span

_MOST = 6
_INSIDE = re.compile(r"\s*\(([^()\n]{5,90})\)")
_JOINED = re.compile(r"(?:,? (?:or|ou|oder|o),? (?:the |la |le |die )?|\s*\(\s*)\Z")
_CLAUSE = re.compile(r"[^().;!?\n]*\Z")


def defined(document: Document, span: Span) -> tuple[int, int] | None:
    """Return the span of the words that spell the abbreviation out where it stands, or None."""
    short = document.text[span.start : span.end].replace(".", "")
    if not (2 <= len(short) <= _MOST and short.isupper() and short.isalpha()):
        return None
    after = _INSIDE.match(document.text, span.end, span.end + 100)
    if after and (at := _spelled(after[1], short, whole=True)) is not None:
        return after.start(1) + at, after.end(1)
    joint = _JOINED.search(document.text, max(0, span.start - 12), span.start)
    if not joint:
        return None
    clause = _CLAUSE.search(document.text, max(0, joint.start() - 90), joint.start())
    if clause and (at := _spelled(clause[0], short, whole=False)) is not None:
        return clause.start() + at, clause.end()
    return None


def _spelled(words: str, short: str, *, whole: bool) -> int | None:
    """Return where the words begin whose initials are the letters of `short`, in order."""
    found = list(re.finditer(r"[^\W\d_]+", words))
    letters = [word.group()[0].casefold() for word in found]
    wanted = short.casefold()
    first = 0 if whole else max(0, len(found) - 2 * len(short) - 1)
    for begin in reversed(range(first, len(found))):
        if letters[begin] == wanted[0] and _subsequence(wanted, letters[begin:]):
            return found[begin].start()
    return None


def _subsequence(wanted: str, letters: list[str]) -> bool:
    rest = iter(letters)
    return all(letter in rest for letter in wanted)
