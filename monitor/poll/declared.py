"""The feeds that an HTML page says it has."""

import re
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.poll.link import absolute

_FEED_TYPES = re.compile(r"application/(?:rss|atom|rdf)\+xml|application/feed\+json", re.IGNORECASE)
_MAYBE_TYPES = re.compile(r"(?:application|text)/(?:json|xml|rss|atom)", re.IGNORECASE)
_FEED_NAME = re.compile(r"\b(?:rss|feeds?|atom)\b|rss", re.IGNORECASE)
_COMMENTS = re.compile(r"comment|kommentar|coment[aá]rio|reacties|تعليق", re.IGNORECASE)
_FEED_ADDRESS = re.compile(
    r"(?:/(?:feed|rss|atom)/?|\.(?:rss|atom|rdf)|/(?:feed|rss|atom|index)\.(?:xml|json|rdf))(?:\?.*)?$",
    re.IGNORECASE,
)
_MAX_DECLARED = 8


def base_of(tree: LexborHTMLParser, page_url: str) -> str:
    """Return what relative links of a page are relative to (HTML Standard, section 4.2.3)."""
    node = tree.css_first("base[href]")
    return (absolute(_attribute(node, "href"), page_url) if node else None) or page_url


def declared_feeds(tree: LexborHTMLParser, page_url: str) -> tuple[str, ...]:
    """Return the feeds in a page's `<link rel=alternate>`, the one that fits the page first.

    Comment feeds are left out. A feed fits the better, the more of its path the page shares: on a
    section's page its own feed comes before the whole site's.
    """
    base = base_of(tree, page_url)
    found: dict[str, None] = {}
    for node in tree.css("link[href]"):
        if _is_feed(node):
            url = absolute(_attribute(node, "href"), base)
            if url and url != page_url:
                found[url] = None
    return tuple(sorted(found, key=lambda url: -_shared(url, page_url))[:_MAX_DECLARED])


def linked_feeds(tree: LexborHTMLParser, page_url: str) -> tuple[str, ...]:
    """Return the feeds that a page links to in its text, told by their addresses."""
    base = base_of(tree, page_url)
    found: dict[str, None] = {}
    for node in tree.css("a[href]"):
        href = _attribute(node, "href")
        if _FEED_ADDRESS.search(href) and not _COMMENTS.search(href):
            url = absolute(href, base)
            if url and url != page_url:
                found[url] = None
    return tuple(sorted(found, key=lambda url: -_shared(url, page_url))[:_MAX_DECLARED])


def _attribute(node: LexborNode, name: str) -> str:
    return node.attributes.get(name) or ""


def _is_feed(node: LexborNode) -> bool:
    relations = _attribute(node, "rel").lower().split()
    label = f"{_attribute(node, 'title')} {_attribute(node, 'href')}"
    if not {"alternate", "feed"}.intersection(relations) or _COMMENTS.search(label):
        return False
    declared = _attribute(node, "type").strip()
    if _FEED_TYPES.match(declared) or "feed" in relations:
        return True
    # WordPress calls its REST interface an alternate in application/json: that is no feed.
    return bool(
        _MAYBE_TYPES.match(declared) and _FEED_NAME.search(label) and "oembed" not in declared
    )


def _shared(url: str, page_url: str) -> int:
    """Return how many leading path segments two addresses share; -1 if their hosts differ."""
    ours, theirs = urlsplit(page_url), urlsplit(url)
    if (ours.hostname or "").removeprefix("www.") != (theirs.hostname or "").removeprefix("www."):
        return -1
    count = 0
    for one, other in zip(_segments(ours.path), _segments(theirs.path), strict=False):
        if one != other:
            break
        count += 1
    return count


def _segments(path: str) -> list[str]:
    return [part for part in path.split("/") if part]
