"""The server of the daemon's own address, in the daemon's own event loop."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager

import uvicorn

from monitor.app.daemon import Daemon
from monitor.errors import UsageError
from monitor.web.pages import pages

_BACKLOG = 128
_MOST_CONNECTIONS = 64
_IDLE_S = 15


class _Server(uvicorn.Server):
    """Leaves the signals to the daemon."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def bind(address: tuple[str, int]) -> socket.socket:
    """Return a socket that listens on `address`. Raises UsageError if that cannot be."""
    host, port = address
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
        sock.listen(_BACKLOG)
    except OSError as error:
        sock.close()
        raise UsageError(
            f"settings.listen: {host}:{port}: {error.strerror}; name another address, or none"
        ) from error
    return sock


def serving(sock: socket.socket) -> Callable[[Daemon], AbstractAsyncContextManager[None]]:
    """Return what serves a daemon's pages on `sock` while it runs."""

    @asynccontextmanager
    async def serve(daemon: Daemon) -> AsyncIterator[None]:
        server = _Server(
            uvicorn.Config(
                pages(daemon),
                access_log=False,
                log_config=None,
                lifespan="off",
                limit_concurrency=_MOST_CONNECTIONS,
                timeout_keep_alive=_IDLE_S,
                timeout_graceful_shutdown=1,
                server_header=False,
            )
        )
        task = asyncio.create_task(server.serve(sockets=[sock]))
        try:
            yield
        finally:
            server.should_exit = True
            await task
            sock.close()

    return serve
