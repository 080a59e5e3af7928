"""What robots.txt allows us: RFC 9309, read by protego."""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx
from protego import Protego

from monitor.errors import FetchError, FetchReason
from monitor.fetch.address import host_of
from monitor.fetch.answer import REDIRECTS, next_hop
from monitor.fetch.pace import Pacer
from monitor.fetch.visit import Budget, Visitor

_MAX_BYTES = 512_000  # RFC 9309, section 2.5: at least 500 KiB; what follows is not read
_LONG_CHARS = 32_768  # 500 kB of rules take seconds, which other hosts shall not wait
_MAX_REDIRECTS = 5  # section 2.3.1.2
_FRESH = timedelta(hours=24)  # section 2.4
_RETRY = timedelta(minutes=5)
_KEPT_SITES = 2_048
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
# The page stands where robots.txt does: if that is out of reach, so is the page, for this reason.
_ABOUT_HOST = {
    FetchReason.DNS,
    FetchReason.REFUSED_ADDRESS,
    FetchReason.CONNECT,
    FetchReason.TLS,
}
_AGENT_LINE = re.compile(
    r"^[^\S\n]*user[- ]?agent[^\S\n]*:?[^\S\n]*([^\s#/*]*)([^\n]*)$", re.IGNORECASE | re.MULTILINE
)


@dataclass(slots=True)
class _Site:
    """What is known of one scheme and authority; without rules everything is forbidden."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    until: datetime = _LONG_AGO
    rules: Protego | None = None
    why: str = ""


class Robots:
    """Keeps the robots.txt of each scheme and authority for a day, by `now`.

    The file counts as a request to its host. A 4xx allows everything, and so does a sixth
    redirect; a 5xx, or no answer, forbids everything for five minutes, unless older rules are
    known. Its Crawl-delay goes to `pacer`. At most 2,048 sites are remembered.
    """

    def __init__(
        self,
        visitor: Visitor,
        pacer: Pacer,
        *,
        user_agent: str,
        timeout_s: float,
        now: Callable[[], datetime],
    ) -> None:
        self._visitor = visitor
        self._pacer = pacer
        self._token = product_token(user_agent)
        self._timeout_s = timeout_s
        self._now = now
        self._sites: OrderedDict[bytes, _Site] = OrderedDict()

    async def check(self, url: httpx.URL) -> None:
        """Return if `url` may be fetched.

        Raises FetchError: ROBOTS if the file forbids it, ROBOTS_UNREACHABLE if there is no answer,
        WAIT if the host is on hold, and what keeps the host itself out of reach.
        """
        site = await self._site(url)
        if site.rules is None:
            raise FetchError(FetchReason.ROBOTS_UNREACHABLE, str(url), site.why)
        if not site.rules.can_fetch(str(url), self._token):
            detail = f"robots.txt forbids it to {self._token}"
            raise FetchError(FetchReason.ROBOTS, str(url), detail)

    async def _site(self, url: httpx.URL) -> _Site:
        key = url.raw_scheme + b"://" + url.netloc
        site = self._sites.setdefault(key, _Site())
        self._sites.move_to_end(key)
        if site.until > self._now():
            return site
        async with site.lock:
            if site.until <= self._now():
                await self._learn(site, url)
        while len(self._sites) > _KEPT_SITES:
            self._sites.popitem(last=False)
        return site

    async def _learn(self, site: _Site, url: httpx.URL) -> None:
        home = url.copy_with(raw_path=b"/robots.txt")
        try:
            text = await self._fetch(home)
        except FetchError as error:
            if error.reason is FetchReason.WAIT:
                raise
            if error.reason in _ABOUT_HOST and error.url == str(home):
                raise FetchError(error.reason, str(url), error.detail) from error
            site.why = f"{error.url}: {error.reason}: {error.detail}"
            site.until = self._now() + _RETRY
            return
        if len(text) > _LONG_CHARS:
            site.rules = await asyncio.to_thread(_rules, text, self._token)
        else:
            site.rules = _rules(text, self._token)
        site.until = self._now() + _FRESH
        self._pacer.slow_down(host_of(url), site.rules.crawl_delay(self._token))

    async def _fetch(self, url: httpx.URL) -> str:
        """Return the text of robots.txt, "" if there is none; FetchError if that is not known."""
        budget = Budget(self._timeout_s)
        for _ in range(_MAX_REDIRECTS + 1):
            answer = await self._visitor.get(url, budget, max_bytes=_MAX_BYTES, truncate=True)
            if answer.status >= 500:
                detail = f"HTTP {answer.status}"
                raise FetchError(
                    FetchReason.SERVER_ERROR, str(url), detail, retry_after_s=answer.retry_after_s
                )
            if answer.status not in REDIRECTS:
                return answer.body.decode("utf-8-sig", "replace")
            url = next_hop(answer.url, answer.headers)
        return ""


def _rules(text: str, token: str) -> Protego:
    return Protego.parse(relevant(text, token))


def product_token(user_agent: str) -> str:
    """Return the name by which robots.txt knows us: the part before a slash or a blank."""
    return re.split(r"[/\s(]", user_agent.strip(), maxsplit=1)[0].lower() or "*"


def relevant(text: str, token: str) -> str:
    """Return robots.txt with all groups of other crawlers under one name.

    It says the same to us. Protego compares every agent with every rule of a group: 15,000 of
    each take it minutes.
    """

    def renamed(line: re.Match[str]) -> str:
        name = line[1].lower()
        if name == token:
            return f"User-agent: {token}"
        return "User-agent: *" if not name and line[2].startswith("*") else "User-agent: -other-"

    return _AGENT_LINE.sub(renamed, "\n".join(text.splitlines()))
