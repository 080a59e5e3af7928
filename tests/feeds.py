"""Feeds for tests, and the candidates that polling finds in them."""

from monitor.poll import read
from monitor.types import Candidate, Listed, Page, SourceKind

URL = "https://wire.example/feeds/all.xml"
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"{}><title>Wire</title>{}</feed>'
NAMESPACES = (
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:atom="http://www.w3.org/2005/Atom"'
    ' xmlns:media="http://search.yahoo.com/mrss/"'
    ' xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
)
LINK = "<link>https://wire.example/1</link>"


def rss(items: str, channel: str = "", root: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"{NAMESPACES}{root}><channel>'
        f"<title>Wire</title>{channel}{items}</channel></rss>"
    ).encode()


def item(inner: str, link: str = LINK) -> bytes:
    return rss(f"<item>{link}{inner}</item>")


def atom(inner: str, root: str = "") -> bytes:
    return ATOM.format(root, f"<entry>{inner}</entry>").encode()


def polled(body: bytes, content_type: str = "", url: str = URL) -> tuple[Candidate, ...]:
    page = Page(requested_url=url, url=url, body=body, content_type=content_type)
    found = read(page, kind=SourceKind.FEED, links=None)
    assert isinstance(found, Listed)
    assert found.kind is SourceKind.FEED
    return found.candidates


def only(body: bytes, content_type: str = "", url: str = URL) -> Candidate:
    (candidate,) = polled(body, content_type, url)
    return candidate
