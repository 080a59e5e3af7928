"""The article's text, out of a page that is already parsed."""

import logging

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from selectolax.lexbor import LexborHTMLParser, LexborNode
from trafilatura import bare_extraction
from trafilatura.settings import Extractor

from monitor.extract.boxes import drop_boxes
from monitor.extract.remnants import article_lines
from monitor.plain import plain

# Nothing of an article is in these; without them trafilatura's fast cascade took 21 ms for 30 on
# real pages.
_SILENT = [
    *("script", "style", "noscript", "template", "link", "meta", "iframe", "object", "embed"),
    *("nav", "menu", "aside", "footer", "form", "button", "select", "input", "textarea", "label"),
    *("svg", "canvas", "figure", "picture", "video", "audio", "map"),
]
_PARSER = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
# Built once: making one parses a configuration and asks for today's date.
_FAST = Extractor(output_format="python", comments=False, fast=True)
_FULL = Extractor(output_format="python", comments=False)
# The fast answer stands if it is this share of what stands in paragraphs, or not too much more:
# on 174 pages F1 was .961 and .951 for the full cascade's .960 and .948, at about 0.8 of its cost.
_MIN_SHARE = 0.5
_MAX_SHARE = 6.0
_MIN_CHARS = 250
_PARAGRAPH_CHARS = 60
# Given the marked article alone trafilatura is as right, and a quarter cheaper on the simulator's
# pages; on real ones the gain was within the noise.
_MARKED_SHARE = 0.8
_MAX_MARKED = 12
_LINKED_SHARE = 0.8

# It warns of every page without text; that is told by our error.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def body_of(page: LexborHTMLParser, linked_body: str, *known: str) -> str:
    """Return the article's text, a paragraph a line; empty if there is none.

    Repeated lines, remnants of the page and `known` lines (title, byline) are left out.
    `linked_body` is JSON-LD's articleBody; it is the text only where the page shows under 0.8 of
    its length. `page` is stripped by this.
    """
    page.strip_tags(_SILENT)
    drop_boxes(page)
    text = "\n".join(article_lines(_extracted(page), *known))
    if linked_body and len(text) < _LINKED_SHARE * len(linked_body):
        linked = "\n".join(article_lines(plain(linked_body).splitlines(), *known))
        if len(text) < _LINKED_SHARE * len(linked):
            return linked
    return text


def _extracted(page: LexborHTMLParser) -> list[str]:
    body = page.body
    if body is None:
        return []
    paragraphs = _paragraph_chars(body)
    article = _article(page, paragraphs)
    fast = _run(_tree(article.html if article is not None else page.html), _FAST)
    if len(fast) >= _MIN_CHARS and _MIN_SHARE * paragraphs <= len(fast) <= _MAX_SHARE * paragraphs:
        return _lines(fast)
    return _lines(_run(_tree(page.html), _FULL))


def _article(page: LexborHTMLParser, paragraphs: int) -> LexborNode | None:
    """Return the innermost element marked as the article that holds nearly all paragraphs."""
    if paragraphs < _MIN_CHARS:
        return None
    marked = page.css("article,main,[itemprop~='articleBody']")
    holding = (n for n in marked[:_MAX_MARKED] if _paragraph_chars(n) >= _MARKED_SHARE * paragraphs)
    return max(holding, key=_depth, default=None)


def _depth(node: LexborNode) -> int:
    depth, parent = 0, node.parent
    while parent is not None:
        depth, parent = depth + 1, parent.parent
    return depth


def _paragraph_chars(node: LexborNode) -> int:
    return sum(n for p in node.css("p") if (n := len(p.text())) > _PARAGRAPH_CHARS)


def _lines(text: str) -> list[str]:
    return [line.removeprefix("- ") for line in text.splitlines()]  # the mark of list items


def _tree(markup: str | None) -> HtmlElement | None:
    try:
        return document_fromstring((markup or "").encode(), parser=_PARSER)
    except etree.ParserError:
        return None


def _run(tree: HtmlElement | None, options: Extractor) -> str:
    found = bare_extraction(tree, options=options) if tree is not None else None
    return (found.text or "") if found is not None and not isinstance(found, dict) else ""
