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
from monitor.fetch.freshness import fresh_s
from monitor.fetch.pace import Pacer
from monitor.fetch.visit import Budget, Visitor

_MAX_BYTES = 512_000  # RFC 9309, section 2.5: at least 500 KiB; what follows is not read
_LONG_CHARS = 32_768  # 500 kB of rules take seconds, which other hosts shall not wait
_MAX_REDIRECTS = 5  # section 2.3.1.2
_MIN_FRESH_S, _MAX_FRESH_S = 3_600.0, 86_400.0  # section 2.4
_RETRY = timedelta(minutes=5)
# Measured: 0.4 kB a site that binds us to nothing, 1.9 kB with the two lines of WordPress; 9 to 19
# bytes a character of longer rules. So at most 40 MB for 20,000 such sites, 95 MB for all rules.
_KEPT_SITES = 20_000
_KEPT_CHARS = 5_000_000
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
# The page stands where robots.txt does: if that is out of reach, so is the page, for this reason.
_ABOUT_HOST = {
    FetchReason.DNS,
    FetchReason.REFUSED_ADDRESS,
    FetchReason.CONNECT,
    FetchReason.TLS,
}
_AGENT_LINE = re.compile(r"\s*user[- ]?agent\s*:?\s*([^\s#/*]*)(.*)", re.IGNORECASE)
# Misspelt as Google's parser and Protego allow.
_FORBIDS = r"(?:dis{1,2}al{1,2}ow|diasllow|disallaw)"
_RULE_LINE = re.compile(rf"\s*(?:{_FORBIDS}|allow|crawl[- ]delay)(?:\s|:)", re.IGNORECASE)
_BINDING_LINE = re.compile(rf"\s*(?:{_FORBIDS}|crawl[- ]delay)(?:\s*:\s*|\s+)[^\s#]", re.IGNORECASE)
# What nearly every second file says; Protego keeps nothing in it.
_ALL_ALLOWED = Protego()


@dataclass(slots=True)
class _Site:
    """What is known of one scheme and authority; without rules everything is forbidden.

    `size` is how many characters the rules were made of.
    """

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    since: datetime = _LONG_AGO
    until: datetime = _LONG_AGO
    rules: Protego | None = None
    size: int = 0
    why: str = ""

    def is_fresh(self, now: datetime) -> bool:
        """Whether it counts at `now`; not before it was learned, by a clock that was set back."""
        return self.since <= now < self.until

    def keep(self, now: datetime, how_long: timedelta) -> None:
        """Let it count from `now` on, for so long."""
        self.since, self.until = now, now + how_long


class Robots:
    """Keeps the robots.txt of each scheme and authority as long as it is fresh, by `now`.

    That is what its headers say, but an hour at least and a day at most, and a day where they say
    nothing. The file counts as a request to its host. A 4xx allows everything, and so does a sixth
    redirect; a 429 or 5xx, or no answer, forbids everything for five minutes, unless older rules
    are known. Its Crawl-delay goes to `pacer`. At most 20,000 sites, with rules of 5 million
    characters, are remembered: those asked about last.
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
        self._size = 0

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
        if site.is_fresh(self._now()):
            return site
        async with site.lock:
            if not site.is_fresh(self._now()):
                before = site.size
                try:
                    await self._learn(site, url)
                finally:
                    self._make_room(key, site, before)
        return site

    def _make_room(self, key: bytes, site: _Site, before: int) -> None:
        if self._sites.get(key) is site:
            self._size += site.size - before
        while len(self._sites) > _KEPT_SITES or self._size > _KEPT_CHARS:
            self._size -= self._sites.popitem(last=False)[1].size

    async def _learn(self, site: _Site, url: httpx.URL) -> None:
        home = url.copy_with(raw_path=b"/robots.txt")
        try:
            text, keep = await self._fetch(home)
        except FetchError as error:
            if error.reason is FetchReason.WAIT:
                raise
            if error.reason in _ABOUT_HOST and error.url == str(home):
                raise FetchError(error.reason, str(url), error.detail) from error
            site.why = f"{error.url}: {error.reason}: {error.detail}"
            site.keep(self._now(), _RETRY)
            return
        if len(text) > _LONG_CHARS:
            rules, site.size = await asyncio.to_thread(_rules, text, self._token)
        else:
            rules, site.size = _rules(text, self._token)
        site.rules = rules
        site.keep(self._now(), keep)
        self._pacer.slow_down(host_of(url), rules.crawl_delay(self._token))

    async def _fetch(self, url: httpx.URL) -> tuple[str, timedelta]:
        """Return the text of robots.txt, "" if there is none, and how long it may be kept.

        FetchError if that is not known.
        """
        budget = Budget(self._timeout_s)
        for _ in range(_MAX_REDIRECTS + 1):
            answer = await self._visitor.get(url, budget, max_bytes=_MAX_BYTES, truncate=True)
            # RFC 9309 lets a 429 allow everything; Google takes it for what it is, a busy server.
            if answer.status >= 500 or answer.status == 429:
                detail = f"HTTP {answer.status}"
                raise FetchError(
                    FetchReason.SERVER_ERROR, str(url), detail, retry_after_s=answer.retry_after_s
                )
            if answer.status not in REDIRECTS:
                text = answer.body.decode("utf-8-sig", "replace")
                return text, _keep(fresh_s(answer.headers, self._now()))
            url = next_hop(answer.url, answer.headers)
        return "", _keep(None)


def _keep(told_s: float | None) -> timedelta:
    wanted_s = _MAX_FRESH_S if told_s is None else told_s
    return timedelta(seconds=min(max(wanted_s, _MIN_FRESH_S), _MAX_FRESH_S))


def _rules(text: str, token: str) -> tuple[Protego, int]:
    """Return the rules for `token` and how many characters they were made of."""
    ours = relevant(text, token)
    return (Protego.parse(ours), len(ours)) if ours else (_ALL_ALLOWED, 0)


def product_token(user_agent: str) -> str:
    """Return the name by which robots.txt knows us: the part before a slash or a blank."""
    return re.split(r"[/\s(]", user_agent.strip(), maxsplit=1)[0].lower() or "*"


def relevant(text: str, token: str) -> str:
    """Return the rules of robots.txt that hold for `token`, as one group; "" if they bind nothing.

    Those of the groups that name it, else those for all (RFC 9309, section 2.2.1). They say the
    same to us as the whole file. Protego would keep the rules for every other crawler too, and
    compare every agent with every rule of a group: 15,000 of each take it minutes.
    """
    rules: dict[str, list[str]] = {}
    group: set[str] = set()
    in_agents = False
    for line in text.splitlines():
        if agent := _AGENT_LINE.match(line):
            if not in_agents:
                group.clear()
            in_agents = True
            name = agent[1].lower() or agent[2][:1]
            if name in {token, "*"}:
                group.add(name)
                rules.setdefault(name, [])
        elif _RULE_LINE.match(line):
            in_agents = False
            for name in group:
                rules[name].append(line)
    ours = rules.get(token, rules.get("*", []))
    if not any(map(_BINDING_LINE.match, ours)):
        return ""
    return "\n".join(["User-agent: *", *ours])
