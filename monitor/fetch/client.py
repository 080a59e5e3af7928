"""httpx behind the guard: a transport that reaches only checked addresses, and a client on it."""

import ssl
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpcore
import httpx

from monitor.fetch.guard import AddressGuard
from monitor.fetch.wire import connect

_MAX_IDLE = 256
_IDLE_S = 15.0
_PORTS = {b"http": 80, b"https": 443}

_HTTPX_ERRORS: dict[type[Exception], type[httpx.TransportError]] = {
    httpcore.ReadTimeout: httpx.ReadTimeout,
    httpcore.WriteTimeout: httpx.WriteTimeout,
    httpcore.ReadError: httpx.ReadError,
    httpcore.WriteError: httpx.WriteError,
    httpcore.RemoteProtocolError: httpx.RemoteProtocolError,
    httpcore.LocalProtocolError: httpx.LocalProtocolError,
}
_CORE_ERRORS = tuple(_HTTPX_ERRORS)


class GuardedTransport(httpx.AsyncBaseTransport):
    """Sends requests over HTTP/1.1 to addresses that `guard` lets through, and to no proxy.

    Keeps up to 256 idle connections, one an origin, for 15 s. Every look-up in it is O(1): the pool
    of httpcore walks all connections twice a request and, past its limit of idle connections,
    drops each one as it falls idle. Raises httpx.TransportError; without a connection it is an
    UnreachableError, whose `reason` says why. `plain` guards what goes without TLS.
    """

    def __init__(
        self,
        guard: AddressGuard,
        *,
        plain: AddressGuard | None = None,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self._guard = guard
        self._plain = plain or guard
        self._ssl_context = ssl_context or _trusted()
        self._idle: OrderedDict[bytes, httpcore.AsyncHTTP11Connection] = OrderedDict()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send `request`; a GET that an idle connection failed is sent once more, on a new one."""
        url = request.url
        port = url.port or _PORTS[url.raw_scheme]
        sent = httpcore.Request(
            request.method,
            httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=port, target=url.raw_path),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        kept = await self._take(_key(sent.url.origin))
        if kept is not None:
            try:
                return await self._send(sent, kept)
            except (httpx.NetworkError, httpx.RemoteProtocolError):
                # RFC 9112, section 9.3.1: the server may have hung up in this very moment.
                if request.method != "GET":
                    raise
        return await self._send(sent, await self._connect(sent))

    async def aclose(self) -> None:
        """Close the idle connections."""
        while self._idle:
            await self._idle.popitem()[1].aclose()

    async def _connect(self, sent: httpcore.Request) -> httpcore.AsyncHTTP11Connection:
        origin = sent.url.origin
        host = origin.host.decode("ascii")
        timeout_s = sent.extensions.get("timeout", {}).get("connect")
        secure = origin.scheme == b"https"
        guard = self._guard if secure else self._plain
        wire = await connect(guard, host, origin.port, timeout_s)
        if secure:
            wire = await wire.start_tls(self._ssl_context, host, timeout_s)
        return httpcore.AsyncHTTP11Connection(origin, wire, keepalive_expiry=_IDLE_S)

    async def _send(
        self, sent: httpcore.Request, connection: httpcore.AsyncHTTP11Connection
    ) -> httpx.Response:
        try:
            answer = await connection.handle_async_request(sent)
        except _CORE_ERRORS as error:
            raise _HTTPX_ERRORS[type(error)](str(error)) from error
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Stream(self, answer, connection, _key(sent.url.origin)),
            extensions=answer.extensions,
        )

    async def _take(self, key: bytes) -> httpcore.AsyncHTTP11Connection | None:
        connection = self._idle.pop(key, None)
        if connection is not None and connection.has_expired():
            await connection.aclose()
            return None
        return connection

    async def give_back(self, key: bytes, connection: httpcore.AsyncHTTP11Connection) -> None:
        """Keep `connection` for the next request to its origin, if it can take one."""
        if not connection.is_idle():
            return
        former = self._idle.pop(key, None)
        if former is not None:
            await former.aclose()
        self._idle[key] = connection
        while len(self._idle) > _MAX_IDLE or next(iter(self._idle.values())).has_expired():
            await self._idle.popitem(last=False)[1].aclose()
            if not self._idle:
                break


class _Stream(httpx.AsyncByteStream):
    """The body of a response; closing it hands the connection back."""

    def __init__(
        self,
        transport: GuardedTransport,
        answer: httpcore.Response,
        connection: httpcore.AsyncHTTP11Connection,
        key: bytes,
    ) -> None:
        self._transport = transport
        self._answer = answer
        self._connection = connection
        self._key = key

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for part in self._answer.aiter_stream():
                yield part
        except _CORE_ERRORS as error:
            raise _HTTPX_ERRORS[type(error)](str(error)) from error

    async def aclose(self) -> None:
        if self._answer.status == 304:
            await self._end()
        await self._answer.aclose()
        await self._transport.give_back(self._key, self._connection)

    async def _end(self) -> None:
        """Read the end of an answer without a body, so that the connection can be used again."""
        with suppress(*_CORE_ERRORS):
            async for _ in self._answer.aiter_stream():
                return


def guarded_client(
    guard: AddressGuard,
    *,
    user_agent: str,
    plain: AddressGuard | None = None,
    timeout_s: float = 30.0,
    ssl_context: ssl.SSLContext | None = None,
) -> httpx.AsyncClient:
    """Return a client that reaches only what `guard` lets through, by http what `plain` does.

    It follows no redirect, keeps no cookie and asks no proxy. `timeout_s` bounds each single step;
    a deadline for the whole exchange is the caller's. Where no connection came about it raises
    UnreachableError, an httpx.ConnectError whose `reason` is a FetchReason.
    """
    return httpx.AsyncClient(
        transport=GuardedTransport(guard, plain=plain, ssl_context=ssl_context),
        trust_env=False,
        follow_redirects=False,
        timeout=httpx.Timeout(timeout_s),
        headers={"User-Agent": user_agent},
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
    )


@cache
def _trusted() -> ssl.SSLContext:
    """Return the one context of all connections: to load the certificates takes 20 ms."""
    return httpx.create_ssl_context()


def _key(origin: httpcore.Origin) -> bytes:
    return b"%b://%b:%d" % (origin.scheme, origin.host, origin.port)
