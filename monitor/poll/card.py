"""The card around a listing's link: its headline, teaser and date."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from monitor.poll.dates import moment

_MAX_LEVELS = 7
_MAX_TITLE_CHARS = 300
_MAX_TEXT_CHARS = 2_000
_EDGE = frozenset({"html", "body", "main"})
_HEADINGS = "h1, h2, h3, h4, h5"
_TITLE = "[class*=title], [class*=headline], [class*=titre], [class*=titulo], [itemprop=headline]"
_TEASER = (
    "[class*=summary], [class*=excerpt], [class*=teaser], [class*=desc], [class*=standfirst],"
    "[class*=chapo], [class*=intro], [class*=dek], [class*=lead], [itemprop=description]"
)
_STATED_DATE = "time[datetime], [itemprop=datePublished], [datetime]"
_WRITTEN_DATE = "time, [class*=date], [class*=time], [class*=fecha], [class*=datum]"
_MORE = re.compile(
    r"\W*(?:read|continue|full|more|lire|leer|weiter|mehr|ler|leia|suite|mais|view|watch|اقرأ|المزيد)\b.{0,40}",
    re.IGNORECASE,
)
_DATE_IN_PATH = re.compile(r"(?<!\d)((?:19|20)\d{2})([/_-])(\d{1,2})\2(\d{1,2})(?!\d)")
_PACKED_IN_PATH = re.compile(r"(?<!\d)(20\d{2})()(0[1-9]|1[0-2])([0-2]\d|3[01])(?!\d)")
_NAMED_IN_PATH = re.compile(r"(?<!\d)(20\d{2})([/-])([a-z]{3})[a-z]{0,6}\2(\d{1,2})(?!\d)", re.I)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


class Link(NamedTuple):
    """A link of a page: where it leads and the anchor that says so."""

    url: str
    anchor: LexborNode


class Card(NamedTuple):
    """What a listing shows of one article."""

    url: str
    title: str
    text: str
    published_at: datetime | None


def cards_of(links: Sequence[Link]) -> list[Card]:
    """Return a card for each address, in order.

    A link's card is the largest part of the page around it that leads to no other of the links.
    """
    anchors: dict[str, list[LexborNode]] = {}
    owners: dict[int, str] = {}
    for link in links:
        anchors.setdefault(link.url, []).append(link.anchor)
        for node in _upwards(link.anchor):
            if owners.setdefault(node.mem_id, link.url) != link.url:
                owners[node.mem_id] = ""
    return [_card(url, around, owners) for url, around in anchors.items()]


def _upwards(anchor: LexborNode) -> list[LexborNode]:
    """Return a node and the elements around it that can belong to one card."""
    nodes: list[LexborNode] = []
    node: LexborNode | None = anchor
    while node is not None and node.tag not in _EDGE and len(nodes) <= _MAX_LEVELS:
        nodes.append(node)
        node = node.parent
    return nodes


def _card(url: str, anchors: list[LexborNode], owners: dict[int, str]) -> Card:
    whole = anchors[0]
    for node in _upwards(anchors[0]):
        if owners[node.mem_id] != url:
            break
        whole = node
    title = _title(anchors, whole)
    return Card(url, title, _teaser(whole, title), _date(whole) or date_in(url))


def shown(node: LexborNode) -> str:
    """Return an element's text in one line."""
    return " ".join(node.text().split())


def _title(anchors: list[LexborNode], whole: LexborNode) -> str:
    """Return the headline: of the link, else of the card, else what the link is labelled."""
    texts = [_heading(anchor) or shown(anchor) for anchor in anchors]
    good = [text for text in texts if text and not _MORE.fullmatch(text)]
    best = max(good, key=lambda text: (len(text) <= _MAX_TITLE_CHARS, len(text)), default="")
    if not _is_phrase(best):
        best = _heading(whole) or best
    return _cut(best or _label(anchors) or next(iter(texts), ""), _MAX_TITLE_CHARS)


def _heading(node: LexborNode) -> str:
    """Return the heading in an element, else what its class calls a title, if that is a phrase."""
    heading = node.css_first(_HEADINGS)
    if heading is not None:
        return shown(heading)
    return next(filter(_is_phrase, map(shown, node.css(_TITLE))), "")


def _is_phrase(text: str) -> bool:
    """Tell a headline from a label such as "Latest"; Chinese has no blanks to count."""
    return len(text.split()) > 2 or len(text) > 15


def _label(anchors: list[LexborNode]) -> str:
    for anchor in anchors:
        image = anchor.css_first("img[alt]")
        attributes = anchor.attributes
        written = attributes.get("title") or attributes.get("aria-label")
        written = written or (image.attributes.get("alt") if image else None)
        if written and not _MORE.fullmatch(written):
            return " ".join(written.split())
    return ""


def _cut(text: str, size: int) -> str:
    return text if len(text) <= size else text[:size].rsplit(" ", 1)[0]


def _teaser(whole: LexborNode, title: str) -> str:
    """Return the card's paragraphs but the headline, a paragraph a line."""
    for query in ("p", _TEASER):
        lines: dict[str, None] = {}
        for node in whole.css(query):
            text = shown(node)
            if len(text.split()) > 3 and title not in text and text not in title:
                lines[text] = None
        if lines:
            text = "\n".join(lines if query == "p" else [max(lines, key=len)])
            return _cut(text, _MAX_TEXT_CHARS)
    return ""


def _date(whole: LexborNode) -> datetime | None:
    """Return the first date that the card states or shows."""
    for node in whole.css(_STATED_DATE):
        attributes = node.attributes
        stated = moment(attributes.get("datetime") or attributes.get("content") or "")
        if stated:
            return stated
    for node in whole.css(_WRITTEN_DATE):
        written = moment(shown(node))
        if written:
            return written
    return None


def date_in(url: str) -> datetime | None:
    """Return the day in an address (/2023/08/14/, /2023/aug/14/, /20230814) at midnight UTC."""
    path = urlsplit(url).path
    for pattern in (_DATE_IN_PATH, _NAMED_IN_PATH, _PACKED_IN_PATH):
        found = pattern.search(path)
        if found:
            year, _, month, day = found.groups()
            number = int(month) if month.isdecimal() else _number(month)
            try:
                return datetime(int(year), number, int(day), tzinfo=UTC)
            except ValueError:
                continue
    return None


def _number(month: str) -> int:
    """Return 1 to 12, or 0, which is no month."""
    name = month.lower()
    return _MONTHS.index(name) + 1 if name in _MONTHS else 0
