"""The small texts of a source: titles, names, languages."""

import re
from collections.abc import Iterable

from monitor.plain import plain

_MAX_NAME_CHARS = 120
_MAIL_AND_NAME = re.compile(r"\S+@\S+\s*\((?P<name>[^()]+)\)|(?P<other>[^<]*)<[^<>@]+@[^<>]+>")
_MAIL = re.compile(r"\S+@\S+")
_BY = re.compile(r"(?:by|par|por|von)\s+(?=\S)", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?=$|[-_])")


def one_line(markup: str) -> str:
    """Return HTML as plain text in one line."""
    return plain(markup).replace("\n", " ")


def names(written: Iterable[str]) -> tuple[str, ...]:
    """Return the people named, each once; addresses and a leading "By" go, as RSS 2.0 has them."""
    found: dict[str, None] = {}
    for markup in written:
        mail = _MAIL_AND_NAME.fullmatch(markup.strip())
        name = one_line((mail["name"] or mail["other"] or "") if mail else markup)
        name = _BY.sub("", _MAIL.sub("", name), count=1) if _BY.match(name) else _MAIL.sub("", name)
        name = name.strip(" ,;|-\"'")
        if name and len(name) <= _MAX_NAME_CHARS:
            found[name] = None
    return tuple(found)


def language_tag(written: str | None) -> str | None:
    """Return the primary subtag of a language tag (RFC 5646), lower case: `fr` for `fr-FR`."""
    found = _LANGUAGE.match(written.strip()) if written else None
    return found[0].lower() if found else None
