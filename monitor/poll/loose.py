"""Feeds too damaged for an XML parser, by feedparser: slow, but it gives up on nothing."""

import io
import re
from itertools import islice
from typing import Any

import feedparser

from monitor.poll.entry import Entries, Entry
from monitor.poll.words import names

ENTRY_TAG = re.compile(rb"<(?:[\w-]+:)?(?:item|entry)[\s>]")
_MAX_BYTES = 4_000_000
_MAX_ENTRIES = 500


def loose_entries(clean: bytes, page_url: str) -> Entries:
    """Return the entries that feedparser finds.

    Nothing is sanitized or resolved here. Only the first 500 entries and 4 MB are read: an entry
    costs 1.5 ms, and a feed that is both damaged and long is made to cost.
    """
    start = next(islice(ENTRY_TAG.finditer(clean), _MAX_ENTRIES, None), None)
    clean = clean[: min(_MAX_BYTES, start.start() if start else _MAX_BYTES)]
    found: Any = feedparser.parse(
        io.BytesIO(clean),
        sanitize_html=False,
        resolve_relative_uris=False,
        response_headers={"content-type": "application/xml; charset=utf-8"},
    )
    base = found.feed.get("link") or page_url
    language = found.feed.get("language") or ""
    return Entries(
        [_entry(entry, base, language) for entry in found.entries], found.feed.get("ttl") or ""
    )


def _entry(entry: Any, base: str, language: str) -> Entry:
    content = next((part.get("value") for part in entry.get("content", ())), None)
    return Entry(
        links=tuple(entry.get(key) or "" for key in ("feedburner_origlink", "link", "id")),
        base=base,
        title=entry.get("title") or "",
        text=content or entry.get("summary") or "",
        authors=names(author.get("name") or "" for author in entry.get("authors", ())),
        published=entry.get("published") or entry.get("updated") or "",
        language=language,
    )
