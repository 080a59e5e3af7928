"""Links as sources write them, as addresses that can be fetched."""

import re
from urllib.parse import urljoin, urlsplit

_MAX_URL_CHARS = 2_000
# A WHATWG URL parser drops these wherever they stand (URL Standard, section 4.4).
_DROPPED = re.compile(r"[\t\n\r]")
# Most links are absolute and clean already; this spares them urllib, half the cost of a feed.
_CLEAN = re.compile(
    r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d{1,4})?/[\w!$%&'()*+,./:;=?@~|-]*", re.ASCII
)
_HARD = re.compile("[\x00-\x20\x7f<>\ud800-\udfff]")
_SECOND_LEVEL = frozenset(
    {
        "ac",
        "co",
        "com",
        "edu",
        "gob",
        "gouv",
        "gov",
        "gv",
        "info",
        "mil",
        "ne",
        "net",
        "nom",
        "or",
        "org",
    }
)


def absolute(href: str, base: str) -> str | None:
    """Return the address that `href` on a document at `base` leads to, without its fragment.

    None if it is no web page: another scheme (javascript:, data:, mailto:), no host, broken.
    A fragment that is a route of its own (`#!`) stays. A space becomes %20.
    """
    href = _DROPPED.sub("", href.strip())
    if not href or len(href) > _MAX_URL_CHARS:
        return None
    if _CLEAN.fullmatch(href) and "/." not in href:
        return href
    try:
        url = urljoin(base, href)
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return None
        _ = parts.port  # raises where the port is none
    except ValueError:
        return None
    before, mark, fragment = url.partition("#")
    if mark and not fragment.startswith("!"):
        url = before
    return _HARD.sub(_escaped, url) if _HARD.search(url) else url


def _escaped(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "replace"))


def site(url: str) -> str:
    """Return the name under which a publisher keeps its hosts: `bbc.co.uk` for `www.bbc.co.uk`.

    Two labels, or three below a country's `co`, `com`, `org` and the like; an IP address whole.
    An approximation of the Public Suffix List that errs only for exotic registries.
    """
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""
    labels = host.split(".")
    if ":" in host or labels[-1].isdecimal():
        return host
    country = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3 if country else -2 :])


def same_site(url: str, other: str) -> bool:
    """Tell whether two addresses are one publisher's, subdomains included."""
    return site(url) == site(other)
