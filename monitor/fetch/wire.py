"""A connection to a checked address, as httpcore wants its streams. Plain asyncio, no anyio.

Measured: half the CPU of httpcore's own backend, and it knows without a system call whether the
server has hung up.
"""

import asyncio
import ssl
from typing import Any

import httpcore
import httpx

from monitor.errors import FetchError, FetchReason
from monitor.fetch.guard import AddressGuard

_HIGH_WATER_BYTES = 256 * 1024
_ADDRESSES_TRIED = 4
_CONNECT_S = 5.0


class UnreachableError(httpx.ConnectError):
    """No connection: `reason` is DNS, REFUSED_ADDRESS, CONNECT, TLS or TIMEOUT."""

    def __init__(self, reason: FetchReason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


class Wire(asyncio.Protocol, httpcore.AsyncNetworkStream):
    """A TCP or TLS connection. One reader and one writer at a time; at most 256 kB are buffered."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._ended = False
        self._error: Exception | None = None
        self._readable: asyncio.Future[None] | None = None
        self._writable: asyncio.Future[None] | None = None
        self._transport: asyncio.Transport | None = None
        self._reading_paused = False

    # The side of asyncio.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport."""
        if isinstance(transport, asyncio.Transport):
            self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Buffer `data`; stop reading while there is too much."""
        self._buffer += data
        if len(self._buffer) > _HIGH_WATER_BYTES and self._transport is not None:
            self._transport.pause_reading()
            self._reading_paused = True
        self._wake()

    def eof_received(self) -> bool:
        """Note the end; asyncio then closes."""
        self._ended = True
        self._wake()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Note the end and wake who waits."""
        self._ended = True
        self._error = exc
        self._wake()
        self.resume_writing()

    def pause_writing(self) -> None:
        """Let writers wait."""
        self._writable = asyncio.get_running_loop().create_future()

    def resume_writing(self) -> None:
        """Let writers go on."""
        if self._writable is not None and not self._writable.done():
            self._writable.set_result(None)
        self._writable = None

    def _wake(self) -> None:
        if self._readable is not None and not self._readable.done():
            self._readable.set_result(None)

    # The side of httpcore.

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - httpcore's signature
        """Return the next bytes, b"" at the end; httpcore.ReadTimeout, httpcore.ReadError."""
        while not self._buffer and not self._ended:
            self._readable = asyncio.get_running_loop().create_future()
            try:
                await _within(timeout, self._readable, httpcore.ReadTimeout)
            finally:
                self._readable = None
        if not self._buffer and self._error is not None:
            raise httpcore.ReadError(str(self._error)) from self._error
        data = bytes(self._buffer[:max_bytes])
        del self._buffer[:max_bytes]
        if self._reading_paused and self._transport is not None:
            self._reading_paused = False
            self._transport.resume_reading()
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - httpcore's signature
        """Send `buffer`; httpcore.WriteTimeout, httpcore.WriteError."""
        if not buffer:
            return
        if self._ended or self._transport is None:
            raise httpcore.WriteError("the server has hung up")
        self._transport.write(buffer)
        if self._writable is not None:
            await _within(timeout, self._writable, httpcore.WriteTimeout)

    async def aclose(self) -> None:
        """Close at once, without a TLS farewell that may never be answered."""
        if self._transport is not None:
            self._transport.abort()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
    ) -> "Wire":
        """Return the connection under TLS, verified for `server_hostname`; UnreachableError."""
        if self._transport is None or self._ended or self._buffer:
            # What came in the clear must never be read as if it had come under TLS.
            await self.aclose()
            raise UnreachableError(FetchReason.TLS, "the server does not speak TLS")
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(timeout):
                secured = await loop.start_tls(
                    self._transport, self, ssl_context, server_hostname=server_hostname
                )
        except TimeoutError as error:
            self._transport.abort()
            raise UnreachableError(FetchReason.TIMEOUT, "TLS handshake took too long") from error
        except (OSError, ValueError) as error:
            self._transport.abort()
            raise UnreachableError(FetchReason.TLS, _tls_detail(error)) from error
        except BaseException:
            self._transport.abort()
            raise
        if secured is None:
            raise UnreachableError(FetchReason.TLS, "the server hung up")
        self._transport = secured
        return self

    def get_extra_info(self, info: str) -> Any:
        """Answer what httpcore asks of an idle connection; every other question with None."""
        if info == "is_readable":
            return self._ended or bool(self._buffer)
        return None


async def connect(
    guard: AddressGuard, host: str, port: int, timeout_s: float | None = None
) -> Wire:
    """Return a connection to the first address of `host` that answers, each checked beforehand.

    What was checked is what is connected to: there is no second look-up. UnreachableError.
    """
    try:
        async with asyncio.timeout(timeout_s):
            return await _connect(await guard.resolve(host, port), port)
    except FetchError as error:
        raise UnreachableError(error.reason, error.detail) from error
    except TimeoutError as error:
        raise UnreachableError(FetchReason.TIMEOUT, "connecting took too long") from error
    except OSError as error:
        raise UnreachableError(FetchReason.CONNECT, f"no connection: {error}") from error


async def _connect(addresses: tuple[str, ...], port: int) -> Wire:
    loop = asyncio.get_running_loop()
    *others, last = addresses[:_ADDRESSES_TRIED]
    for address in others:
        try:
            async with asyncio.timeout(_CONNECT_S):
                return (await loop.create_connection(Wire, address, port))[1]
        except OSError:  # TimeoutError is one; the next address may answer
            continue
    return (await loop.create_connection(Wire, last, port))[1]


def _tls_detail(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"certificate: {error.verify_message}"
    return f"TLS: {getattr(error, 'reason', None) or error or 'the server hung up'}"


async def _within(
    limit_s: float | None, future: asyncio.Future[None], late: type[Exception]
) -> None:
    if limit_s is None:
        await future
        return
    try:
        async with asyncio.timeout(limit_s):
            await future
    except TimeoutError as error:
        raise late(f"nothing for {limit_s:g} s") from error
