"""Scraped strings made harmless for the place that shows them."""

import re
import unicodedata
from typing import Final
from urllib.parse import quote, urlsplit

# Cc: control characters. Cs: lone surrogates, which no encoder takes. Zl, Zp: line separators.
_BREAKS: Final = frozenset("\t\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029")
# Cf without what scripts and emoji are spelled with: ZWNJ and ZWJ (U+200C, U+200D), Arabic
# number signs and Syriac marks. All bidi controls (UAX 9) are Cf.
_SPELLED: Final = frozenset("\u200c\u200d\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2")
# Marks on one letter: more than any script stacks (Hebrew with accents has five), and few enough
# that they do not paint over the lines above and below. UAX 15 allows for 30 in a stream.
_MAX_MARKS: Final = 8
_MARKS: Final = frozenset({"Mn", "Me"})
_SPACES: Final = re.compile(r"\s+")
_NO_URL: Final = re.compile(r"[\x00-\x20\x7f]")
_HOST: Final = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+")
# What chat services take for a mention (@everyone, <!channel>, <@U1>) or a link with a text of its
# own, [Reuters](https://…): a word joiner (U+2060), which nobody sees, comes between.
_ACTIVE: Final = re.compile(r"(?<=[@<])(?=\S)|(?<=\])(?=\()")
_JOINER: Final = "\u2060"
_URL_SAFE: Final = "!#$%&'()*+,/:;=?@[]~"


def one_line(text: str) -> str:
    """Return `text` on one line, without controls, bidi controls and lone surrogates.

    Line breaks become spaces, runs of spaces one. Letters of every script stay as they are, with
    at most eight marks on each.
    """
    return _SPACES.sub(" ", visible(text)).strip()


def visible(text: str) -> str:
    """Return `text` on one line as `one_line` does, but with its spaces left as they are."""
    if text.isascii() and text.isprintable():
        return text
    shown: list[str] = []
    marks = 0
    for character in text:
        category = unicodedata.category(character)
        marks = marks + 1 if category in _MARKS else 0
        if marks <= _MAX_MARKS:
            shown.append(_harmless(character, category))
    return "".join(shown)


def _harmless(character: str, category: str) -> str:
    if character in _BREAKS:
        return " "
    if category == "Cs":
        return "\N{REPLACEMENT CHARACTER}"
    if category == "Cc" or (category == "Cf" and character not in _SPELLED):
        return ""
    return character


def inert(text: str) -> str:
    """Return `text` on one line as `one_line` does, and so that no chat service acts on it."""
    return _ACTIVE.sub(_JOINER, one_line(text))


def clip(text: str, limit: int) -> str:
    """Return at most `limit` code points of `text`, the last an ellipsis if some are missing."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def web_link(url: str) -> str | None:
    """Return `url` in ASCII if a reader may safely be sent there, else None.

    Only http and https with a host and without user information are links; `javascript:`,
    `data:`, `file:` and what is no URL are for showing, not for following.
    """
    if _NO_URL.search(url):
        return None
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port is not None else ""
        rest = quote(url.partition("://")[2][len(parts.netloc) :], safe=_URL_SAFE)
    except ValueError:  # also UnicodeError: no host name in the sense of IDNA, a lone surrogate
        return None
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc or not _HOST.fullmatch(host):
        return None
    authority = f"[{host}]{port}" if ":" in host else host + port
    return f"{parts.scheme}://{authority}{rest}"
