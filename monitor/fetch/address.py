"""Which addresses can be asked for at all, and how they are named in errors."""

import re
from functools import lru_cache

import httpx

from monitor.errors import FetchError, FetchReason
from monitor.urls import host

_MAX_URL = 8_192
_USERINFO = re.compile(r"//[^/?#]*@")


@lru_cache(maxsize=8_192)  # a source's own is asked for at every poll
def parse(url: str) -> httpx.URL:
    """Return `url` parsed; FetchError BAD_URL, without its credentials, if it cannot be fetched.

    It must be http or https, name a host and hold no user or password: those would end up in the
    store and the log.
    """
    name = shown(url)
    if len(url) > _MAX_URL:
        raise FetchError(FetchReason.BAD_URL, name[:200], f"longer than {_MAX_URL:,} characters")
    try:
        parsed = httpx.URL(url.strip())
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError(FetchReason.BAD_URL, name, str(error)) from error
    if parsed.scheme not in {"http", "https"}:
        raise FetchError(FetchReason.BAD_URL, name, "neither http nor https")
    if not parsed.raw_host or parsed.port == 0:
        raise FetchError(FetchReason.BAD_URL, name, "no host to connect to")
    if parsed.userinfo:
        raise FetchError(FetchReason.BAD_URL, name, "holds a user name or password; leave it out")
    try:
        host_of(parsed)
    except ValueError as error:
        raise FetchError(FetchReason.BAD_URL, name, "no host to connect to") from error
    return parsed.copy_with(fragment=None) if parsed.fragment else parsed


def shown(url: str) -> str:
    """Return `url` without user and password."""
    return _USERINFO.sub("//", url, count=1)


def host_of(url: httpx.URL) -> str:
    """Return the key of politeness of a parsed address: that of `monitor.urls.host`."""
    return host(str(url))
