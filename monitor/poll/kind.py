"""What a body is, told by its bytes: servers call feeds text/html and pages application/xml."""

import re
from enum import Enum, auto

_HEAD_BYTES = 8_192
# Warnings of a broken PHP installation stand before many a feed.
_XML_START = re.compile(rb"<\?xml\b|<(?:rss|feed|rdf:RDF|urlset|sitemapindex)[\s>]", re.IGNORECASE)
_HTML_START = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_SKIPPED = re.compile(rb"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_DOCTYPE = re.compile(rb"<!doctype\s+([\w:.-]+)[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_ELEMENT = re.compile(rb"<(?:[\w.-]+:)?([\w.-]+)")
_URL_LINE = re.compile(rb"https?://\S+\s*(?:\n|\Z)")
_HTML_TAG = re.compile(
    rb"<(?:p|div|a|h[1-6]|ul|table|section|article|main|header|script|meta|title|link|br|b|span)\b",
    re.IGNORECASE,
)
_FEEDS = frozenset({b"rss", b"feed", b"rdf", b"channel"})
_SITEMAPS = frozenset({b"urlset", b"sitemapindex"})


class Shape(Enum):
    """The formats that are told apart."""

    XML_FEED = auto()
    JSON = auto()
    XML_SITEMAP = auto()
    TEXT_SITEMAP = auto()
    HTML = auto()
    UNKNOWN = auto()


def shape(body: bytes) -> Shape:
    """Return what `body`, which starts with no blank space, is written in."""
    head = body[:_HEAD_BYTES]
    if head[:1] in b"{[":
        return Shape.JSON
    if _URL_LINE.match(head):
        return Shape.TEXT_SITEMAP
    if head[:1] != b"<":
        return _embedded(head)
    root = _root(head)
    if root in _FEEDS:
        return Shape.XML_FEED
    if root in _SITEMAPS:
        return Shape.XML_SITEMAP
    if root == b"html":
        return Shape.HTML
    return _embedded(head)


def _root(head: bytes) -> bytes:
    """Return the lower-case local name of the first element, or what a doctype calls it."""
    position = 0
    while True:
        skipped = _SKIPPED.match(head, position)
        doctype = None if skipped else _DOCTYPE.match(head, position)
        if doctype and doctype[1].lower() == b"html":
            return b"html"
        step = skipped or doctype
        if step is None:
            break
        position = step.end()
    element = _ELEMENT.match(head, position)
    return element[1].lower() if element else b""


def xml_start(body: bytes) -> int:
    """Return where XML begins that stands behind something else; 0 if there is none."""
    found = _XML_START.search(body[:_HEAD_BYTES])
    return found.start() if found else 0


def _embedded(head: bytes) -> Shape:
    """Tell what stands behind a warning, or which fragment this is."""
    html = _HTML_START.search(head)
    xml = _XML_START.search(head)
    if xml and xml.start() > 0 and (html is None or xml.start() < html.start()):
        behind = shape(head[xml.start() :])
        if behind in {Shape.XML_FEED, Shape.XML_SITEMAP}:
            return behind
    return Shape.HTML if html or _HTML_TAG.search(head) else Shape.UNKNOWN
