"""One entry as its feed states it, and what becomes of it."""

from collections.abc import Iterable
from typing import NamedTuple

from monitor.plain import plain
from monitor.poll.dates import moment
from monitor.poll.limits import MAX_CANDIDATES
from monitor.poll.link import absolute
from monitor.poll.words import language_tag, one_line
from monitor.types import Candidate, Listed, SourceKind

_MAX_TTL_S = 86_400.0


class Entry(NamedTuple):
    """Links in order of preference, relative to `base`; title and text as HTML."""

    links: tuple[str, ...]
    base: str
    title: str
    text: str
    authors: tuple[str, ...]
    published: str
    language: str | None


class Entries(NamedTuple):
    """The entries of a feed, and its `ttl` as written."""

    entries: list[Entry]
    ttl: str = ""


def listed(entries: Iterable[Entry], ttl: str = "") -> Listed:
    """Return a feed's candidates, and how long it wants to be left alone, a day at most.

    RSS 2.0 gives `ttl` in minutes; what is no whole number of them is not said.
    """
    minutes = ttl.strip()
    told = minutes.isascii() and minutes.isdecimal()
    return Listed(
        kind=SourceKind.FEED,
        candidates=candidates_of(entries),
        ttl_s=min(float(minutes[:9]) * 60, _MAX_TTL_S) if told else 0.0,
    )


def candidates_of(entries: Iterable[Entry]) -> tuple[Candidate, ...]:
    """Return a candidate for each entry that leads to a page; of two with one address the first.

    At most MAX_CANDIDATES, in the order given.
    """
    found: dict[str, Candidate] = {}
    for entry in entries:
        url = next(filter(None, (absolute(link, entry.base) for link in entry.links)), None)
        if url is None or url in found:
            continue
        found[url] = Candidate(
            url=url,
            title=one_line(entry.title),
            text=plain(entry.text),
            authors=entry.authors,
            published_at=moment(entry.published) if entry.published else None,
            language=language_tag(entry.language),
        )
        if len(found) == MAX_CANDIDATES:
            break
    return tuple(found.values())
