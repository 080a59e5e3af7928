"""What comes back from a server, and every limit that it may run into."""

import asyncio
import gzip
import random
import zlib
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from monitor.errors import FetchError, FetchReason
from monitor.fetch import AddressGuard, Fetcher
from monitor.types import NotModified, Page
from website import Reply, Website, drip, moved, page, raw, website

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MAX_BYTES = 50_000
TEXT = random.Random(1).randbytes(20_000)
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
RAW_DEFLATE = zlib.compress(TEXT)[2:-4]


def fetcher(*, timeout_s: float = 20.0) -> Fetcher:
    return Fetcher(
        guard=AddressGuard(["127.0.0.0/8"]),
        user_agent="wireroom (+https://example.org/contact)",
        now=lambda: NOW,
        gap_s=0,
        timeout_s=timeout_s,
        max_bytes=MAX_BYTES,
    )


def run(
    replies: Mapping[str, Reply],
    act: Callable[[Fetcher, Website], Awaitable[None]],
    *,
    timeout_s: float = 20.0,
) -> None:
    async def both() -> None:
        async with website(replies) as site, fetcher(timeout_s=timeout_s) as f:
            await act(f, site)

    asyncio.run(both())


def failure(reply: Reply, *, timeout_s: float = 20.0, path: str = "/") -> FetchError:
    """The error of fetching `reply`."""
    errors = []

    async def act(f: Fetcher, site: Website) -> None:
        with pytest.raises(FetchError) as caught:
            await f.fetch(site.url + path, robots=False)
        errors.append(caught.value)

    run({path: reply}, act, timeout_s=timeout_s)
    return errors[0]


def coded(body: bytes, coding: str) -> bytes:
    return page(body, Content_Encoding=coding)


@pytest.mark.parametrize(
    ("reply", "want"),
    [
        pytest.param(page(TEXT), TEXT, id="identity"),
        pytest.param(coded(gzip.compress(TEXT), "gzip"), TEXT, id="gzip"),
        pytest.param(coded(gzip.compress(TEXT), "X-GZIP"), TEXT, id="its old name"),
        pytest.param(
            coded(gzip.compress(TEXT[:99]) + gzip.compress(TEXT[99:]), "gzip"),
            TEXT,
            id="two members",
        ),
        pytest.param(coded(gzip.compress(TEXT) + b"\0" * 9, "gzip"), TEXT, id="padded gzip"),
        pytest.param(coded(zlib.compress(TEXT), "deflate"), TEXT, id="deflate"),
        pytest.param(coded(RAW_DEFLATE, "deflate"), TEXT, id="raw deflate"),
        pytest.param(coded(b"", "gzip"), b"", id="gzip of nothing"),
        pytest.param(
            CHUNKED + b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
            b"abcde",
            id="chunked",
        ),
        pytest.param(
            raw(b"HTTP/1.0 200 OK\r\n\r\nuntil the end"), b"until the end", id="no length"
        ),
        pytest.param(page(b"a" * MAX_BYTES), b"a" * MAX_BYTES, id="just not too large"),
        pytest.param(page(b"x", status=203), b"x", id="203"),
        pytest.param(
            raw(b"HTTP/1.1 103 Early\r\nLink: </a>\r\n\r\n" + page(b"late")),
            b"late",
            id="early hints",
        ),
    ],
)
def test_body(reply: Reply, want: bytes) -> None:
    async def act(f: Fetcher, site: Website) -> None:
        got = await f.fetch(f"{site.url}/", robots=False)
        assert isinstance(got, Page)
        assert got.body == want

    run({"/": reply}, act)


@pytest.mark.parametrize(
    ("reply", "want"),
    [
        pytest.param(coded(gzip.compress(TEXT)[:-9], "gzip"), FetchReason.ENCODING, id="cut gzip"),
        pytest.param(coded(b"hello", "gzip"), FetchReason.ENCODING, id="no gzip"),
        pytest.param(coded(b"\x1f", "gzip"), FetchReason.ENCODING, id="one byte of gzip"),
        pytest.param(coded(b"\x78\x9c\xff\xff", "deflate"), FetchReason.ENCODING, id="bad deflate"),
        pytest.param(coded(b"hello", "br"), FetchReason.ENCODING, id="not asked for"),
        pytest.param(page(b"a" * (MAX_BYTES + 1)), FetchReason.TOO_LARGE, id="one byte too large"),
        pytest.param(
            raw(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n"),
            FetchReason.TOO_LARGE,
            id="announced too large",
        ),
        pytest.param(
            drip(b"HTTP/1.1 200 OK\r\n\r\n", b"a" * 9_999, 0), FetchReason.TOO_LARGE, id="endless"
        ),
        pytest.param(
            raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"),
            FetchReason.PROTOCOL,
            id="short",
        ),
        pytest.param(
            raw(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"),
            FetchReason.PROTOCOL,
            id="two lengths",
        ),
        pytest.param(
            raw(CHUNKED + b"1\r\na\r\n" * 11_000), FetchReason.PROTOCOL, id="byte by byte"
        ),
        pytest.param(raw(b"SSH-2.0-OpenSSH\r\n"), FetchReason.PROTOCOL, id="not HTTP"),
        pytest.param(raw(b""), FetchReason.PROTOCOL, id="hangs up at once"),
        pytest.param(
            raw(b"HTTP/1.1 200 OK\r\nA: " + b"b" * 200_000), FetchReason.PROTOCOL, id="long header"
        ),
        pytest.param(
            drip(b"HTTP/1.1 200 OK\r\n", b"A: b\r\n" * 999, 0),
            FetchReason.PROTOCOL,
            id="many headers",
        ),
        pytest.param(
            raw(b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n"), FetchReason.PROTOCOL, id="101"
        ),
        pytest.param(page(b"", status=204), FetchReason.PROTOCOL, id="204"),
        pytest.param(page(b"ab", status=206), FetchReason.PROTOCOL, id="206 unasked"),
        pytest.param(page(b"", status=304), FetchReason.PROTOCOL, id="304 unasked"),
        pytest.param(page(status=400), FetchReason.CLIENT_ERROR, id="400"),
        pytest.param(page(status=401), FetchReason.UNAUTHORIZED, id="401"),
        pytest.param(page(status=402), FetchReason.PAYWALL, id="402"),
        pytest.param(page(status=403), FetchReason.FORBIDDEN, id="403"),
        pytest.param(page(status=404), FetchReason.NOT_FOUND, id="404"),
        pytest.param(page(status=410), FetchReason.GONE, id="410"),
        pytest.param(page(status=418), FetchReason.CLIENT_ERROR, id="418"),
        pytest.param(page(status=429), FetchReason.RATE_LIMITED, id="429"),
        pytest.param(page(status=451), FetchReason.FORBIDDEN, id="451"),
        pytest.param(page(status=500), FetchReason.SERVER_ERROR, id="500"),
        pytest.param(page(status=503), FetchReason.SERVER_ERROR, id="503"),
        pytest.param(page(status=999), FetchReason.PROTOCOL, id="999"),
        pytest.param(page(b"", status=302), FetchReason.REDIRECTS, id="redirect to nowhere"),
        pytest.param(moved("/"), FetchReason.REDIRECTS, id="redirect to itself"),
        pytest.param(moved("ftp://127.0.0.1/"), FetchReason.BAD_URL, id="redirect to ftp"),
        pytest.param(moved("file:///etc/passwd"), FetchReason.BAD_URL, id="redirect to a file"),
        pytest.param(moved("http://[::1/"), FetchReason.BAD_URL, id="redirect to nonsense"),
        pytest.param(
            moved("http://u:secret@127.0.0.1/"), FetchReason.BAD_URL, id="redirect with a password"
        ),
    ],
)
def test_failure(reply: Reply, want: FetchReason) -> None:
    error = failure(reply)
    assert error.reason is want
    assert error.url.startswith("http://127.0.0.1:")
    assert "secret" not in str(error)


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(drip(b"HTTP/1.1 200 OK\r\n\r\n", b"a", 0.02), id="body"),
        pytest.param(drip(b"HTTP/1.1 200 OK\r\nA: ", b"b", 0.02), id="headers"),
        pytest.param(drip(b"", b"HTTP/1.1 103 Early\r\n\r\n", 0.02), id="informational"),
        pytest.param(drip(b"", b"", 0.02), id="silence"),
        pytest.param(
            drip(CHUNKED, b"1\r\na\r\n", 0.02),
            id="chunks",
        ),
    ],
)
def test_a_drip_ends_at_the_deadline(reply: Reply) -> None:
    error = failure(reply, timeout_s=0.3)
    assert error.reason is FetchReason.TIMEOUT
    assert "0.3 s" in error.detail


def test_redirects_share_one_deadline() -> None:
    async def slow(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.2)
        writer.write(moved("/b"))

    async def act(f: Fetcher, site: Website) -> None:
        with pytest.raises(FetchError) as caught:
            await f.fetch(f"{site.url}/a", robots=False)
        assert caught.value.reason is FetchReason.TIMEOUT
        assert site.targets == ["/a", "/b"]

    run({"/a": slow, "/b": drip(b"", b"", 1)}, act, timeout_s=0.4)


def test_a_gzip_bomb_is_never_unpacked() -> None:
    bomb = gzip.compress(bytes(67_000_000))
    assert failure(coded(bomb[:49_000], "gzip")).reason is FetchReason.TOO_LARGE


def test_many_empty_gzip_members_end() -> None:
    members = gzip.compress(b"") * 2_000

    async def act(f: Fetcher, site: Website) -> None:
        got = await f.fetch(f"{site.url}/", robots=False)
        assert isinstance(got, Page)
        assert got.body == b""

    run({"/": coded(members, "gzip")}, act)


def test_a_server_that_is_not_there_is_a_connect_error() -> None:
    async def act() -> None:
        async with website({}) as site:
            pass
        async with fetcher() as f:
            with pytest.raises(FetchError) as caught:
                await f.fetch(site.url)
        assert caught.value.reason is FetchReason.CONNECT

    asyncio.run(act())


@pytest.mark.parametrize(
    "url",
    [
        "",
        "no address",
        "/path",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://",
        "http:///path",
        "http://127.0.0.1:0/",
        "http://127.0.0.1:99999/",
        "http://user:secret@127.0.0.1/",
        "http://[::1/",
        "http://exa mple.org/",
        "http://127.0.0.1/" + "a" * 9_000,
    ],
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    async def act() -> None:
        async with fetcher() as f:
            with pytest.raises(FetchError) as caught:
                await f.fetch(url)
            assert caught.value.reason is FetchReason.BAD_URL
            assert "secret" not in str(caught.value)

    asyncio.run(act())


def test_a_page_says_where_it_stands_and_how_to_ask_again() -> None:
    async def act(f: Fetcher, site: Website) -> None:
        got = await f.fetch(f"{site.url}/old#part", robots=False)
        assert got == Page(
            requested_url=f"{site.url}/old#part",
            url=f"{site.url}/new?a=%C3%A9",
            body=b"hello",
            content_type="text/html; charset=utf-8",
            etag='"v1"',
            last_modified="Sun, 01 Mar 2026 09:00:00 GMT",
            moved_to=f"{site.url}/new?a=%C3%A9",
        )
        assert site.targets == ["/old", "/new?a=%C3%A9"]
        sent = site.asked[0][1]
        assert sent["user-agent"] == "wireroom (+https://example.org/contact)"
        assert sent["accept-encoding"] == "gzip, deflate"

    reply = page(
        Content_Type="text/html; charset=utf-8",
        ETag='"v1"',
        Last_Modified="Sun, 01 Mar 2026 09:00:00 GMT",
    )
    run({"/old": moved("/new?a=é", 301), "/new?a=%C3%A9": reply}, act)


def test_an_unchanged_page_is_not_modified() -> None:
    async def act(f: Fetcher, site: Website) -> None:
        got = await f.fetch(f"{site.url}/", etag='"v1"', last_modified="then", robots=False)
        assert got == NotModified(url=f"{site.url}/")
        sent = site.asked[0][1]
        assert (sent["if-none-match"], sent["if-modified-since"]) == ('"v1"', "then")

    run({"/": page(b"", status=304)}, act)


def test_validators_that_would_break_the_request_are_not_sent() -> None:
    async def act(f: Fetcher, site: Website) -> None:
        got = await f.fetch(f"{site.url}/", etag='"é"', last_modified="a\r\nX: y", robots=False)
        assert isinstance(got, Page)
        assert got.etag is None
        assert not {"if-none-match", "if-modified-since", "x"} & set(site.asked[0][1])

    run({"/": page(ETag='"\xe9"')}, act)


def test_no_cookie_is_kept() -> None:
    async def act(f: Fetcher, site: Website) -> None:
        await f.fetch(f"{site.url}/", robots=False)
        assert "cookie" not in site.asked[1][1]

    run({"/": page(b"", status=302, Location="/b", Set_Cookie="a=b; Path=/"), "/b": page()}, act)


def test_one_connection_serves_one_host_even_over_refusals() -> None:
    async def act(f: Fetcher, site: Website) -> None:
        for path in ("/", "/missing", "/unchanged", "/"):
            with suppress(FetchError):
                await f.fetch(site.url + path, etag='"v"', robots=False)
        assert len(site.asked) == 4
        assert site.accepts == 1

    run({"/": page(), "/unchanged": page(b"", status=304)}, act)


def test_a_connection_that_died_idle_is_replaced() -> None:
    async def act(f: Fetcher, site: Website) -> None:
        await f.fetch(f"{site.url}/", robots=False)
        got = await f.fetch(f"{site.url}/bye", robots=False)
        assert isinstance(got, Page)
        assert site.targets == ["/", "/bye", "/bye"]

    turns = iter([b"", page(b"again")])

    async def once(writer: asyncio.StreamWriter) -> None:
        writer.write(next(turns))
        await writer.drain()

    run({"/": page(), "/bye": once}, act)


def test_more_than_ten_redirects_end() -> None:
    async def act(f: Fetcher, site: Website) -> None:
        with pytest.raises(FetchError, match="over 10 redirects") as caught:
            await f.fetch(f"{site.url}/0", robots=False)
        assert caught.value.reason is FetchReason.REDIRECTS
        assert len(site.asked) == 11

    run({f"/{n}": moved(f"/{n + 1}") for n in range(20)}, act)


@pytest.mark.parametrize(
    ("value", "want"),
    [
        pytest.param("120", 120.0, id="seconds"),
        pytest.param(
            format(NOW + timedelta(hours=2), "%a, %d %b %Y %H:%M:%S GMT"), 7200.0, id="date"
        ),
        pytest.param("Sun, 01 Mar 2026 11:00:00 GMT", 0.0, id="a date gone by"),
        pytest.param("9" * 400, 999_999_999_999.0, id="for ever"),
        pytest.param("soon", None, id="unreadable"),
        pytest.param("-5", None, id="negative"),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_told(value: str, want: float | None, status: int) -> None:
    error = failure(page(b"", status=status, Retry_After=value))
    assert (error.status, error.retry_after_s) == (status, want)
