"""How long an answer stays fresh, as its headers say (RFC 9111, section 4.2)."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

_MAX_S = 31_536_000.0  # a year: who says more means "for ever"
_DIRECTIVE = re.compile(r'([\w-]+)(?:\s*=\s*(?:"([^"]*)"|([^\s,;"]*)))?')


def fresh_s(headers: httpx.Headers, now: datetime) -> float | None:
    """Return for how many seconds from `now` the answer is fresh, at most a year; None if untold.

    `max-age` counts, else `Expires` less `Date`; `Age` is taken off. `s-maxage` is for shared
    caches, and `private` does not concern us. 0 for `no-store`, `no-cache` and whatever cannot be
    read: a cache should then take the answer for stale (section 4.2.1). The apparent age (4.2.3) is
    left out: it trusts the server's clock to agree with ours.
    """
    stated = _directives(headers.get("cache-control", ""))
    if "no-store" in stated or "no-cache" in stated:
        return 0.0
    if "max-age" in stated:
        lifetime_s = _seconds(stated["max-age"])
    elif "expires" in headers:
        lifetime_s = _until_expiry_s(headers, now)
    else:
        return None
    age_s = _seconds(headers.get("age", "").partition(",")[0].strip())
    return min(max(lifetime_s - age_s, 0.0), _MAX_S)


def http_date(value: str) -> datetime | None:
    """Return an HTTP date (RFC 9110, section 5.6.7) in any of its three forms; None if it is none.

    A date without a zone is UTC.
    """
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, IndexError, OverflowError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _directives(value: str) -> dict[str, str]:
    """Return the directives by lower-case name; of one that stands twice, the first (4.2.1)."""
    found: dict[str, str] = {}
    for name, quoted, bare in _DIRECTIVE.findall(value):
        found.setdefault(name.lower(), quoted or bare)
    return found


def _seconds(value: str) -> float:
    """Return delta-seconds (section 1.2.2); 0 if they cannot be read."""
    return float(value[:12]) if value.isascii() and value.isdecimal() else 0.0


def _until_expiry_s(headers: httpx.Headers, now: datetime) -> float:
    """Return Expires less Date; the moment of receipt where there is no Date (RFC 9110, 6.6.1)."""
    expires = http_date(headers["expires"])
    if expires is None:
        return 0.0
    return (expires - (http_date(headers.get("date", "")) or now)).total_seconds()
