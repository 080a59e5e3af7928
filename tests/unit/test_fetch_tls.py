"""TLS on the way to a server: whose certificate is believed, and what is no TLS."""

import asyncio
import ssl
from datetime import UTC, datetime

import pytest
import trustme

from monitor.errors import FetchError, FetchReason
from monitor.fetch import AddressGuard, Fetcher
from website import page, website


def fetcher(*, timeout_s: float = 20.0, tls: ssl.SSLContext | None = None) -> Fetcher:
    return Fetcher(
        guard=AddressGuard(["127.0.0.0/8"]),
        user_agent="wireroom (+https://example.org/contact)",
        now=lambda: datetime(2026, 3, 1, tzinfo=UTC),
        gap_s=0,
        timeout_s=timeout_s,
        ssl_context=tls,
    )


def test_tls_is_verified_against_the_host_name() -> None:
    authority, stranger = trustme.CA(), trustme.CA()
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(server)
    trusting, other = ssl.create_default_context(), ssl.create_default_context()
    authority.configure_trust(trusting)
    stranger.configure_trust(other)

    async def reason(f: Fetcher, url: str) -> FetchReason | None:
        try:
            await f.fetch(url, robots=False)
        except FetchError as error:
            return error.reason
        return None

    async def act() -> None:
        async with website({"/": page()}, tls=server) as site:
            named = site.url.replace("127.0.0.1", "localhost")
            async with fetcher(tls=trusting) as f, fetcher(tls=other) as g:
                assert await reason(f, named) is None
                assert await reason(f, named) is None
                assert site.accepts == 1
                assert await reason(f, site.url) is FetchReason.TLS
                assert await reason(g, named) is FetchReason.TLS

    asyncio.run(act())


@pytest.mark.parametrize(
    ("greeting", "want"),
    [
        pytest.param(b"", FetchReason.TIMEOUT, id="silence"),
        pytest.param(b"HTTP/1.1 200 OK\r\n\r\n", FetchReason.TLS, id="clear text"),
    ],
)
def test_a_server_without_tls_is_not_read(greeting: bytes, want: FetchReason) -> None:
    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting)
        try:
            await asyncio.wait_for(ended.wait(), 5)
        finally:
            writer.transport.abort()

    ended = asyncio.Event()

    async def act() -> None:
        server = await asyncio.start_server(greet, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with server, fetcher(timeout_s=0.5) as f:
            with pytest.raises(FetchError) as caught:
                await f.fetch(f"https://127.0.0.1:{port}/", robots=False)
            ended.set()
        assert caught.value.reason is want

    asyncio.run(act())
