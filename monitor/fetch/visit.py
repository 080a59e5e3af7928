"""One request and its answer: paced, within a budget of time, foreign errors translated."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime

import httpx

from monitor.errors import FetchError, FetchReason
from monitor.fetch import body
from monitor.fetch.address import host_of
from monitor.fetch.answer import READABLE, retry_after_s
from monitor.fetch.pace import Pacer
from monitor.fetch.wire import UnreachableError

_DRAIN_BYTES = 16_384
_DRAIN_S = 0.5
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
    """What came back. `body` is empty unless the status is 200 or 203; Retry-After in seconds."""

    url: httpx.URL
    status: int
    headers: httpx.Headers
    body: bytes
    retry_after_s: float | None


class Visitor:
    """Makes single requests, each in its host's turn; a 429 or 503 puts the host on hold."""

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
            body=content,
            retry_after_s=wait_s,
        )

    def _obey(self, host: str, response: httpx.Response) -> float | None:
        if response.status_code not in {429, 503}:
            return None
        wait_s = retry_after_s(response.headers.get("retry-after"), self._now())
        if wait_s is not None:
            self._pacer.hold(host, wait_s)
        return wait_s


async def _content(response: httpx.Response, url: str, max_bytes: int, truncate: bool) -> bytes:
    if response.status_code in READABLE:
        return await body.read(response, url, max_bytes=max_bytes, truncate=truncate)
    # A short error page is read so that the connection can be used again; its text is nothing.
    length = response.headers.get("content-length", "")
    if response.status_code == 304 or (length.isdecimal() and int(length[:9]) <= _DRAIN_BYTES):
        try:
            async with asyncio.timeout(_DRAIN_S):
                async for _ in response.aiter_raw():
                    pass
        except (TimeoutError, httpx.TransportError):
            return b""
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
