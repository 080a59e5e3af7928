"""The server of the daemon's own address, in the daemon's own event loop."""

import asyncio
import errno
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from monitor.app.daemon import Daemon
from monitor.errors import InUseError, UsageError
from monitor.web.pages import pages

_BACKLOG = 128
_MOST_CONNECTIONS = 64
_IDLE_S = 15


class _Server(uvicorn.Server):
    """Leaves the signals to the daemon, and looks at no clock ten times a second."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._over = asyncio.Event()

    async def main_loop(self) -> None:
        """Serve until `end`."""
        await self._over.wait()

    def end(self) -> None:
        """Serve no more."""
        self._over.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


class _Protocol(H11Protocol):
    """Hangs up on who asks nothing, or not all of it, for as long as a connection is kept.

    uvicorn itself waits for a first request, and for the end of any, as long as the other side
    likes: 64 silent connections would keep everybody else out.
    """

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._wait()

    def on_response_complete(self) -> None:
        """Begin to wait for the next request."""
        self._wait()
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        super().connection_lost(exc)
        if self._deadline is not None:
            self._deadline.cancel()

    def _wait(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = self.loop.call_later(self.timeout_keep_alive, self._hang_up)

    def _hang_up(self) -> None:
        if self.cycle is None or self.cycle.response_complete:
            self.transport.close()


def bind(address: tuple[str, int]) -> socket.socket:
    """Return a socket that listens on `address`.

    Raises InUseError if another program does, UsageError if that can never be.
    """
    host, port = address
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
        sock.listen(_BACKLOG)
    except OSError as error:
        sock.close()
        told = f"settings.listen: {host}:{port}: {error.strerror}; name another address, or none"
        kind = InUseError if error.errno == errno.EADDRINUSE else UsageError
        raise kind(told) from error
    return sock


def serving(
    sock: socket.socket, *, idle_s: int = _IDLE_S
) -> Callable[[Daemon], AbstractAsyncContextManager[None]]:
    """Return what serves a daemon's pages on `sock` while it runs.

    A connection on which no request comes for `idle_s` seconds is closed.
    """

    @asynccontextmanager
    async def serve(daemon: Daemon) -> AsyncIterator[None]:
        server = _Server(
            uvicorn.Config(
                pages(daemon),
                http=_Protocol,
                access_log=False,
                log_config=None,
                lifespan="off",
                limit_concurrency=_MOST_CONNECTIONS,
                timeout_keep_alive=idle_s,
                timeout_graceful_shutdown=1,
                server_header=False,
                date_header=False,
            )
        )
        task = asyncio.create_task(server.serve(sockets=[sock]))
        try:
            yield
        finally:
            server.end()
            await task
            sock.close()

    return serve
