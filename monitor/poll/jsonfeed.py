"""JSON Feed 1.0 and 1.1 (jsonfeed.org)."""

import html
import json
from collections.abc import Iterator
from typing import Any

from monitor.charset import decode
from monitor.poll.entry import Entry, listed
from monitor.poll.words import names
from monitor.types import Listed, Page


def read_json_feed(body: bytes, page: Page) -> Listed | None:
    """Return a JSON feed's candidates in its order; None if the body is no JSON feed.

    The version is not asked for, the list `items` is. An item that is not as it should be gives
    what it can. `url` comes before `external_url`, and an `id` that is an address before nothing.
    """
    try:
        feed = json.loads(decode(body, page.content_type))
    except (ValueError, RecursionError):
        return None
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        return None
    return listed(_entries(feed, page.url))


def _entries(feed: dict[str, Any], page_url: str) -> Iterator[Entry]:
    writers, language = _authors(feed), _string(feed, "language")
    for item in feed["items"]:
        if not isinstance(item, dict):
            continue
        identity = _string(item, "id")
        links = [_string(item, "url"), _string(item, "external_url")]
        if identity.startswith(("http://", "https://")):
            links.append(identity)
        yield Entry(
            links=tuple(links),
            base=_string(feed, "home_page_url") or page_url,
            title=html.escape(_string(item, "title"), quote=False),
            text=_content(item),
            authors=_authors(item) or writers,
            published=_string(item, "date_published") or _string(item, "date_modified"),
            language=_string(item, "language") or language,
        )


def _string(value: dict[str, Any], key: str) -> str:
    found = value.get(key)
    return found if isinstance(found, str) else ""


def _content(item: dict[str, Any]) -> str:
    """Return an item's text as HTML."""
    return _string(item, "content_html") or html.escape(
        _string(item, "content_text") or _string(item, "summary"), quote=False
    )


def _authors(value: dict[str, Any]) -> tuple[str, ...]:
    """Return `authors` of version 1.1, else `author` of 1.0."""
    listed = value.get("authors")
    people = listed if isinstance(listed, list) else [value.get("author")]
    return names(_string(person, "name") for person in people if isinstance(person, dict))
