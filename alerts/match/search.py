"""Regular expressions on the stored title and text."""

from collections.abc import Iterable, Iterator
from itertools import islice

from alerts.match.layout import Document
from alerts.match.sightings import MOST
from alerts.match.spans import Span
from alerts.rules.regex import Regex


def search(document: Document, regex: Regex) -> list[Span]:
    """Return the first `MOST` places in title, lead and body, in order.

    Each belongs to where it begins. Nothing matches from the title into the text.
    """
    title, text, lead = document.encoded
    headed = list(islice(regex.spans(title), MOST))
    first = list(islice(regex.spans(text), MOST))
    if not headed and not first:
        return []
    found = [*_places(title, headed, 0, 0)]
    early = [span for span in first if span[0] < lead]
    found += _places(text, early, 0, document.body)
    if first:
        begin = max(lead, early[-1][1] if early else first[0][0])
        found += _places(text, islice(regex.spans(text, begin), MOST), lead, document.lead_end)
    at = document.folded.at
    return [Span(low, high, at(low), at(high)) for low, high in found]


def _places(
    data: bytes, spans: Iterable[tuple[int, int]], at: int, base: int
) -> Iterator[tuple[int, int]]:
    """Yield spans of bytes in code points; `at` in bytes is `base` in those."""
    for low, high in spans:
        start = base + len(data[at:low].decode())
        base, at = start + len(data[low:high].decode()), high
        yield start, base
