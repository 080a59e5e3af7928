"""What a server's answer means: redirects, refusals, Retry-After, validators."""

from datetime import datetime

import httpx

from monitor.errors import FetchError, FetchReason
from monitor.fetch.address import parse, shown
from monitor.fetch.freshness import http_date

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})
READABLE = frozenset({200, 203})
# With which bot walls answer: AWS WAF has 202 and 405 of its own, Fastly 406.
WALLED = frozenset({202, 401, 403, 405, 406, 429, 503})
_MAX_VALIDATOR = 1_000

_REFUSALS = {
    401: (FetchReason.UNAUTHORIZED, "it wants a login"),
    402: (FetchReason.PAYWALL, "it wants payment"),
    403: (FetchReason.FORBIDDEN, "it refuses"),
    404: (FetchReason.NOT_FOUND, "nothing there"),
    410: (FetchReason.GONE, "gone for good"),
    429: (FetchReason.RATE_LIMITED, "too many requests"),
    451: (FetchReason.FORBIDDEN, "withheld for legal reasons"),
}


def refusal(
    url: str, status: int, retry_after_s: float | None = None, *, walled: bool = False
) -> FetchError:
    """Return the error that a status other than 200, 203, 304 and redirects stands for.

    `walled` says that a check against bots came with it.
    """
    if walled:
        reason, detail = FetchReason.BOT_WALL, "a check against bots stands before it"
    elif status in _REFUSALS:
        reason, detail = _REFUSALS[status]
    elif 400 <= status < 500:
        reason, detail = FetchReason.CLIENT_ERROR, "it refuses the request"
    elif 500 <= status < 600:
        reason, detail = FetchReason.SERVER_ERROR, "the server failed"
    else:
        # 204 has no page, 206 half a page, an unasked 304 none: nothing to read an article from.
        reason, detail = FetchReason.PROTOCOL, "an answer to another question"
    return FetchError(
        reason, url, f"HTTP {status}, {detail}", status=status, retry_after_s=retry_after_s
    )


def retry_after_s(value: str | None, now: datetime) -> float | None:
    """Return the seconds that a Retry-After asks for, unclamped; None if absent or unreadable.

    Seconds or an HTTP date (RFC 9110, section 10.2.3); a date gone by is 0.
    """
    value = (value or "").strip()
    if value.isascii() and value.isdecimal():
        return float(value[:12])
    at = http_date(value)
    return None if at is None else max(0.0, (at - now).total_seconds())


def conditions(etag: str | None, last_modified: str | None) -> list[tuple[bytes, bytes]]:
    """Return the headers of a conditional request, of those validators that can be sent."""
    given = ((b"If-None-Match", etag), (b"If-Modified-Since", last_modified))
    return [(name, value.encode("ascii")) for name, value in given if value and _sendable(value)]


def validator(headers: httpx.Headers, name: str) -> str | None:
    """Return a validator of a response, or None if there is none that could be sent back."""
    value = headers.get(name, "").strip()
    return value if value and _sendable(value) else None


def _sendable(value: str) -> bool:
    return value.isascii() and value.isprintable() and len(value) <= _MAX_VALIDATOR


def next_hop(url: httpx.URL, headers: httpx.Headers) -> httpx.URL:
    """Return where a redirect from `url` leads; FetchError REDIRECTS or BAD_URL.

    From https to http is allowed, as browsers do: no secret travels with our requests.
    """
    location = headers.get("location", "").strip()
    if not location:
        raise FetchError(FetchReason.REDIRECTS, str(url), "a redirect to nowhere")
    try:
        joined = str(url.join(location))
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError(FetchReason.BAD_URL, shown(location)[:200], str(error)) from error
    return parse(joined)
