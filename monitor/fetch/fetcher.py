"""The fetcher: an address in, a page out, whatever stands there."""

import ssl
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from types import TracebackType
from typing import Self

import httpx

from monitor.errors import FetchError, FetchReason
from monitor.fetch.address import parse, shown
from monitor.fetch.answer import (
    PERMANENT,
    READABLE,
    REDIRECTS,
    conditions,
    next_hop,
    refusal,
    validator,
)
from monitor.fetch.client import GuardedTransport
from monitor.fetch.freshness import fresh_s
from monitor.fetch.guard import AddressGuard
from monitor.fetch.pace import Pacer
from monitor.fetch.robots import Robots
from monitor.fetch.visit import Answer, Budget, Condition, Visitor
from monitor.types import NotModified, Page

_MAX_REDIRECTS = 10


class Fetcher:
    """Fetches pages, politely and within limits; an async context manager.

    `timeout_s` bounds one whole exchange with its redirects, but not the wait for the host's turn;
    `max_bytes` one body, raw and decompressed; `gap_s` is left between two requests to one host,
    which never run at once; `concurrency` bounds all. `holds` are the hosts on hold by an earlier
    Retry-After, judged by `now`. `room` is awaited before each request, so that whoever is to work
    on the pages can be caught up with. `ssl_context` replaces the usual trusted certificates.
    Made inside a running event loop. docs/fetching.md has every limit and what happens at it.
    """

    def __init__(
        self,
        *,
        guard: AddressGuard,
        user_agent: str,
        now: Callable[[], datetime],
        timeout_s: float = 30.0,
        max_bytes: int = 10_000_000,
        gap_s: float = 1.0,
        holds: Mapping[str, datetime] | None = None,
        concurrency: int = 64,
        room: Callable[[], Awaitable[None]] | None = None,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self._timeout_s = timeout_s
        self._max_bytes = max_bytes
        self._now = now
        self._pacer = Pacer(
            gap_s=gap_s, concurrency=concurrency, now=now, holds=holds or {}, room=room
        )
        self._transport = GuardedTransport(guard, ssl_context=ssl_context)
        self._visitor = Visitor(self._transport, self._pacer, user_agent=user_agent, now=now)
        self._robots = Robots(
            self._visitor, self._pacer, user_agent=user_agent, timeout_s=timeout_s, now=now
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._transport.aclose()

    @property
    def holds(self) -> Mapping[str, datetime]:
        """The hosts that asked to be left alone (Retry-After), and until when."""
        return self._pacer.holds

    async def fetch(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        robots: bool = True,
    ) -> Page | NotModified:
        """Return what stands at `url`, or NotModified if it is what the validators say.

        `robots` obeys robots.txt, at every hop; a feed that the user named needs no leave.
        Raises FetchError for `url`; where a redirect was followed the detail names the hop.
        """
        try:
            return await self._follow(url, conditions(etag, last_modified), robots)
        except FetchError as error:
            name = shown(url)
            if error.url == name:
                raise
            raise FetchError(
                error.reason,
                name,
                f"at {error.url}: {error.detail}",
                status=error.status,
                retry_after_s=error.retry_after_s,
            ) from error

    async def _follow(self, url: str, asked: list[Condition], robots: bool) -> Page | NotModified:
        target = parse(url)
        budget = Budget(self._timeout_s)
        seen: set[httpx.URL] = set()
        for_good = True
        while target not in seen and len(seen) <= _MAX_REDIRECTS:
            seen.add(target)
            if robots:
                await self._robots.check(target)
            answer = await self._visitor.get(
                target, budget, max_bytes=self._max_bytes, conditions=asked
            )
            if answer.status not in REDIRECTS:
                moved_to = str(answer.url) if len(seen) > 1 and for_good else None
                return self._outcome(url, answer, moved_to, conditional=bool(asked))
            for_good = for_good and answer.status in PERMANENT
            target = next_hop(answer.url, answer.headers)
        detail = "redirects in a circle" if target in seen else f"over {_MAX_REDIRECTS} redirects"
        raise FetchError(FetchReason.REDIRECTS, shown(url), detail)

    def _outcome(
        self, url: str, answer: Answer, moved_to: str | None, *, conditional: bool
    ) -> Page | NotModified:
        fresh = fresh_s(answer.headers, self._now()) or 0.0
        if answer.status == 304 and conditional:
            return NotModified(url=str(answer.url), fresh_s=fresh, moved_to=moved_to)
        if answer.status not in READABLE:
            raise refusal(
                str(answer.url), answer.status, answer.retry_after_s, walled=answer.walled
            )
        return Page(
            requested_url=url,
            url=str(answer.url),
            body=answer.body,
            content_type=answer.headers.get("content-type", "")[:200],
            etag=validator(answer.headers, "etag"),
            last_modified=validator(answer.headers, "last-modified"),
            fresh_s=fresh,
            moved_to=moved_to,
        )
