import asyncio
from types import SimpleNamespace
from typing import cast

import pytest

from monitor import web
from monitor.app.daemon import Daemon

_DAEMON = cast("Daemon", SimpleNamespace(heart=SimpleNamespace(stuck=False)))


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"GET /healthz HTTP/1.1\r\nHost: x\r\n", id="half a request"),
    ],
)
def test_who_asks_nothing_is_hung_up_on(asked: bytes) -> None:
    async def ask() -> bytes:
        sock = web.bind(("127.0.0.1", 0))
        async with web.serving(sock, idle_s=0)(_DAEMON):
            reader, writer = await asyncio.open_connection(*sock.getsockname())
            writer.write(asked)
            answer = await asyncio.wait_for(reader.read(), 60)
            writer.close()
            return answer

    assert asyncio.run(ask()) == b""


def test_it_answers() -> None:
    async def ask() -> bytes:
        sock = web.bind(("127.0.0.1", 0))
        async with web.serving(sock)(_DAEMON):
            reader, writer = await asyncio.open_connection(*sock.getsockname())
            writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            answer = await asyncio.wait_for(reader.read(), 60)
            writer.close()
            return answer

    assert asyncio.run(ask()).startswith(b"HTTP/1.1 200 OK")
