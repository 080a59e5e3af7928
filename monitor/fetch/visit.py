"""One request and its answer: paced, within a budget of time, foreign errors translated."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

import httpx

from monitor.errors import FetchError, FetchReason
from monitor.fetch import body
from monitor.fetch.address import host_of
from monitor.fetch.answer import READABLE, WALLED, retry_after_s
from monitor.fetch.pace import Pacer
from monitor.fetch.wire import UnreachableError
from monitor.walls import bot_wall

_DRAIN_BYTES = 16_384
_DRAIN_S = 0.5
_UNTOLD_HOLD_S = 60.0
_ACCEPT = (
    b"text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,"
    b"application/feed+json,application/xml;q=0.9,*/*;q=0.8"
)

Condition = tuple[bytes, bytes]


class Budget:
    """Seconds that a whole exchange may take, spent only while it is under way."""

    def __init__(self, total_s: float) -> None:
        self._total_s = total_s
        self._left_s = total_s

    @asynccontextmanager
    async def spend(self, url: str) -> AsyncIterator[None]:
        """Run on the budget; FetchError TIMEOUT, for `url`, when it is used up."""
        loop = asyncio.get_running_loop()
        begun = loop.time()
        try:
            async with asyncio.timeout(self._left_s):
                yield
        except TimeoutError as error:
            detail = f"not done after {self._total_s:g} s"
            raise FetchError(FetchReason.TIMEOUT, url, detail) from error
        finally:
            self._left_s -= loop.time() - begun


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back. `body` is empty unless the status is 200 or 203; Retry-After in seconds.

    `walled` tells that the answer is no page but a check against bots.
    """

    url: httpx.URL
    status: int
    headers: httpx.Headers
    body: bytes
    retry_after_s: float | None
    walled: bool = False


class Visitor:
    """Makes single requests, each in its host's turn.

    Retry-After with a 429 or 503 puts the host on hold, and a 429 without it for a minute.
    """

    def __init__(
        self,
        transport: httpx.AsyncBaseTransport,
        pacer: Pacer,
        *,
        user_agent: str,
        now: Callable[[], datetime],
    ) -> None:
        self._transport = transport
        self._pacer = pacer
        self._now = now
        self._headers = [
            (b"User-Agent", user_agent.encode("ascii", "replace")),
            (b"Accept", _ACCEPT),
            (b"Accept-Encoding", b"gzip, deflate"),
        ]

    async def get(
        self,
        url: httpx.URL,
        budget: Budget,
        *,
        max_bytes: int,
        conditions: list[Condition] | None = None,
        truncate: bool = False,
    ) -> Answer:
        """Ask for `url`, without following anything; FetchError but for statuses."""
        name, host = str(url), host_of(url)
        headers = [(b"Host", url.netloc), *self._headers, *(conditions or ())]
        request = httpx.Request("GET", url, headers=headers)
        async with self._pacer.turn(host, name), budget.spend(name):
            with _translated(name):
                response = await self._transport.handle_async_request(request)
                try:
                    content = await _content(response, name, max_bytes, truncate)
                finally:
                    await response.aclose()
            wait_s = self._obey(host, response)
        return Answer(
            url=url,
            status=response.status_code,
            headers=response.headers,
            body=content if response.status_code in READABLE else b"",
            retry_after_s=wait_s,
            walled=response.status_code in WALLED
            and bot_wall(content.decode("utf-8", "replace"), response.headers),
        )

    def _obey(self, host: str, response: httpx.Response) -> float | None:
        if response.status_code not in {429, 503}:
            return None
        wait_s = retry_after_s(response.headers.get("retry-after"), self._now())
        if wait_s is not None:
            self._pacer.hold(host, wait_s)
        elif response.status_code == 429:
            self._pacer.hold(host, _UNTOLD_HOLD_S)
        return wait_s


async def _content(response: httpx.Response, url: str, max_bytes: int, truncate: bool) -> bytes:
    if response.status_code in READABLE:
        return await body.read(response, url, max_bytes=max_bytes, truncate=truncate)
    if response.status_code == 304:  # has no body; the transport itself reads its end
        return b""
    # A short error page is read so that the connection can be used again.
    length = response.headers.get("content-length", "")
    short = length.isdecimal() and int(length[:9]) <= _DRAIN_BYTES
    if response.status_code in WALLED or short:
        with suppress(TimeoutError, httpx.TransportError, FetchError):
            async with asyncio.timeout(_DRAIN_S):
                return await body.read(response, url, max_bytes=_DRAIN_BYTES, truncate=True)
    return b""


@contextmanager
def _translated(url: str) -> Iterator[None]:
    """Translate what httpx raises, once, into FetchError for `url`."""
    try:
        yield
    except httpx.TransportError as error:
        detail = str(error) or "the connection broke"
        raise FetchError(_reason(error), url, detail) from error


def _reason(error: httpx.TransportError) -> FetchReason:
    if isinstance(error, UnreachableError):
        return error.reason
    if isinstance(error, httpx.TimeoutException):
        return FetchReason.TIMEOUT
    # The connection broke in the middle, or what came was not HTTP.
    return FetchReason.CONNECT if isinstance(error, httpx.NetworkError) else FetchReason.PROTOCOL
