"""The body of a source made ready for a parser: unpacked, stripped, in UTF-8, without a DTD."""

import re
import zlib
from html import escape
from html.entities import html5

from monitor.charset import decode
from monitor.errors import PollError, PollReason
from monitor.types import Page

# What the sitemap protocol allows a file to hold, unpacked (sitemaps.org, "Using Sitemap index").
MAX_BYTES = 52_428_800

_GZIP = b"\x1f\x8b"
_BLANK = b" \t\r\n\x0b\x0c\xef\xbb\xbf"
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,400}\?>")
_DOCTYPE = re.compile(r"(?:\s++|<\?.*?\?>|<!--.*?-->)*+(<!DOCTYPE\s)", re.DOTALL | re.IGNORECASE)
_SUBSET_END = re.compile(r"\]\s*>")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_AMPERSAND = re.compile(
    r"&(?!(?:lt|gt|amp|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)(?:([A-Za-z][A-Za-z0-9]{1,30});)?"
)


def unpacked(page: Page) -> bytes:
    """Return the body without compression and without blank space or a mark before it.

    Raises PollError: EMPTY if nothing is left, MALFORMED if it is broken or unpacks beyond 50 MB.
    """
    body = page.body
    if body.startswith(_GZIP):
        body = _gunzip(body, page.url)
    if body.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in body[:4]:
        body = decode(body, page.content_type).encode()
    body = body.strip(_BLANK)
    if not body:
        raise PollError(
            PollReason.EMPTY,
            f"{page.url} answered with an empty body; open it in a browser: if it is empty there "
            "too, the source has moved or is broken",
        )
    return body


def _gunzip(body: bytes, url: str) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        whole = unpacker.decompress(body, MAX_BYTES + 1)
    except zlib.error as error:
        raise PollError(
            PollReason.MALFORMED, f"{url} looks like gzip but cannot be unpacked ({error})"
        ) from error
    if len(whole) > MAX_BYTES:
        raise PollError(
            PollReason.MALFORMED,
            f"{url} unpacks to more than {MAX_BYTES // 1_000_000} MB; name a smaller source",
        )
    return whole


def xml_bytes(body: bytes, content_type: str) -> bytes:
    """Return XML that any parser reads alike: UTF-8, no declaration, no DTD, no HTML entities.

    Nothing that a feed means is in its DTD, but bombs and references to files are. HTML's named
    entities and bare ampersands are no XML: lxml ends a title at the first and drops the second.
    """
    text = decode(body, content_type)
    text = _DECLARATION.sub("", text, count=1)
    text = _without_doctype(text)
    if "&" in text:
        text = _with_entities(text)
    return _ILLEGAL.sub("", text).encode("utf-8", "replace")


def _without_doctype(text: str) -> str:
    found = _DOCTYPE.match(text)
    if found is None:
        return text
    end, subset = text.find(">", found.end()), text.find("[", found.end())
    if 0 <= subset < end:
        closed = _SUBSET_END.search(text, subset)
        end = closed.end() - 1 if closed else -1
    return text[: found.start(1)] + (text[end + 1 :] if end >= 0 else "")


def _with_entities(text: str) -> str:
    """Resolve named entities and escape bare ampersands, but not in CDATA: there they are text."""
    before, *sections = text.split("<![CDATA[")
    pieces = [_AMPERSAND.sub(_character, before)]
    for section in sections:
        inside, end, outside = section.partition("]]>")
        pieces += ["<![CDATA[", inside, end, _AMPERSAND.sub(_character, outside)]
    return "".join(pieces)


def _character(found: re.Match[str]) -> str:
    character = html5.get(f"{found[1]};") if found[1] else None
    if character is None:
        return "&amp;" + found[0][1:]
    return escape(character)
