"""The alerts of a rule as an Atom feed (RFC 4287)."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from lxml import etree

from alerts.render.mail import shown
from alerts.render.neutral import clip
from alerts.render.payload import instant
from alerts.types import Alert, Field, RuleId

_ATOM: Final = "http://www.w3.org/2005/Atom"
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_TITLE_CHARS: Final = 300
# XML 1.0, section 2.2: of what `neutral` lets through, these are no characters of it.
_NO_XML: Final = re.compile("[\ufffe\uffff]")
_BEFORE_ANY: Final = datetime(1970, 1, 1, tzinfo=UTC)  # a feed without entries has to have a time

_TEMPLATE: Final = Environment(
    loader=PackageLoader("alerts.render", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
).get_template("entry.html")


def atom(
    rule: RuleId, alerts: Sequence[tuple[Alert, str]], *, address: str, timezone: ZoneInfo
) -> bytes:
    """Return a feed of `alerts` of `rule`, the newest first, each with the text of its article.

    `address` is where the feed is found, relative to its host. Every scraped string is neutral;
    only http and https addresses become links. Where a text is no longer the one in which the
    matches were found, there are no excerpts of it. The same arguments give the same bytes.
    """
    feed = etree.XML(f'<feed xmlns="{_ATOM}"/>')
    _add(feed, "id", f"urn:wireroom:rule:{rule}")
    _add(feed, "title", f"wireroom: {rule}")
    latest = max((alert.created_at for alert, _ in alerts), default=_BEFORE_ANY)
    _add(feed, "updated", instant(latest))
    _add(feed, "link", rel="self", type="application/atom+xml", href=address)
    _add(_add(feed, "author"), "name", "wireroom")
    _add(feed, "generator", "wireroom")
    for alert, text in alerts:
        _entry(feed, alert, text, timezone)
    return bytes(etree.tostring(feed, encoding="utf-8", xml_declaration=True))


def _entry(feed: etree._Element, alert: Alert, text: str, timezone: ZoneInfo) -> None:
    seen = shown(alert, text if _is_same(alert, text) else "", timezone)
    entry = _add(feed, "entry")
    if re.fullmatch(r"[a-z]{2,3}", seen["language"]):
        entry.set(_LANG, seen["language"])
    _add(entry, "id", f"urn:wireroom:alert:{alert.id}")
    _add(entry, "title", clip(seen["title_line"], _TITLE_CHARS))
    _add(entry, "published", instant(alert.created_at))
    _add(entry, "updated", instant(alert.created_at))
    _add(_add(entry, "author"), "name", seen["source"])
    _add(entry, "category", scheme="urn:wireroom:severity", term=str(alert.severity))
    if seen["link"]:
        _add(entry, "link", rel="alternate", href=seen["link"])
    # Section 4.1.2: an entry without a link to what it is about has to have it in itself.
    _add(entry, "summary" if seen["link"] else "content", _TEMPLATE.render(seen), type="html")


def _is_same(alert: Alert, text: str) -> bool:
    """Whether the matches still stand in `text`: a revision has replaced it otherwise."""
    inside = (match for match in alert.matches if match.field is Field.TEXT)
    return all(text[match.start : match.end] == match.text for match in inside)


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, _name(name), attributes)
    element.text = _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text) or None
    return element


def _name(name: str) -> str:
    return f"{{{_ATOM}}}{name}"
