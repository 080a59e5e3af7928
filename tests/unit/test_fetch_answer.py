"""What an answer tells beside its body: its freshness, where it moved, and bot walls."""

import asyncio
import gzip
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import FetchError, FetchReason
from monitor.fetch import AddressGuard, Fetcher
from monitor.fetch.freshness import fresh_s
from monitor.types import NotModified, Page
from website import Reply, drip, moved, page, raw, website

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
YEAR_S = 31_536_000


def date(hours: float) -> str:
    return format(NOW + timedelta(hours=hours), "%a, %d %b %Y %H:%M:%S GMT")


async def fetched(f: Fetcher, url: str, etag: str | None = None) -> Page | NotModified | FetchError:
    try:
        return await f.fetch(url, etag=etag, robots=False)
    except FetchError as error:
        return error


def answer(
    replies: Mapping[str, Reply], path: str = "/", etag: str | None = None
) -> Page | NotModified | FetchError:
    """What comes of asking for `path`."""

    async def act() -> Page | NotModified | FetchError:
        async with (
            website(replies) as site,
            Fetcher(
                guard=AddressGuard(["127.0.0.0/8"]),
                user_agent="wireroom",
                now=lambda: NOW,
                gap_s=0,
            ) as f,
        ):
            return await fetched(f, site.url + path, etag)

    return asyncio.run(act())


@pytest.mark.parametrize(
    ("headers", "want"),
    [
        pytest.param({}, None, id="nothing said"),
        pytest.param({"Cache-Control": "public"}, None, id="no time said"),
        pytest.param({"Cache-Control": "max-age=600"}, 600, id="max-age"),
        pytest.param({"Cache-Control": 'MAX-AGE = "600"'}, 600, id="capitals, blanks and quotes"),
        pytest.param({"Cache-Control": "max-age=600", "Age": "200"}, 400, id="less its age"),
        pytest.param({"Cache-Control": "max-age=600", "Age": "900"}, 0, id="stale already"),
        pytest.param({"Cache-Control": "max-age=600", "Age": "old"}, 600, id="unreadable age"),
        pytest.param({"Cache-Control": "max-age=600", "Age": "200, 1"}, 400, id="two ages"),
        pytest.param({"Cache-Control": "s-maxage=600"}, None, id="for shared caches"),
        pytest.param({"Cache-Control": "s-maxage=9, max-age=60"}, 60, id="ours, not theirs"),
        pytest.param({"Cache-Control": "private, max-age=60"}, 60, id="private is us"),
        pytest.param({"Cache-Control": "private"}, None, id="private and no more"),
        pytest.param({"Cache-Control": "max-age=60, max-age=9"}, 60, id="said twice: the first"),
        pytest.param({"Cache-Control": 'x="max-age=9", max-age=60'}, 60, id="within quotes"),
        pytest.param({"Cache-Control": "no-store, max-age=600"}, 0, id="no-store"),
        pytest.param({"Cache-Control": "max-age=600, no-cache"}, 0, id="no-cache"),
        pytest.param({"Cache-Control": "max-age=-1"}, 0, id="negative"),
        pytest.param({"Cache-Control": "max-age=soon"}, 0, id="unreadable"),
        pytest.param({"Cache-Control": "max-age"}, 0, id="without a value"),
        pytest.param({"Cache-Control": "max-age=" + "9" * 400}, YEAR_S, id="for ever"),
        pytest.param({"Expires": date(2), "Date": date(1)}, 3600, id="Expires less Date"),
        pytest.param({"Expires": date(2)}, 7200, id="Expires without Date"),
        pytest.param({"Expires": date(-2), "Date": date(0)}, 0, id="expired"),
        pytest.param({"Expires": "0"}, 0, id="Expires that is no date"),
        pytest.param({"Expires": date(2), "Date": "today"}, 7200, id="Date that is none"),
        pytest.param(
            {"Expires": "Sunday, 01-Mar-26 13:00:00 GMT", "Date": "Sun Mar  1 12:00:00 2026"},
            3600,
            id="obsolete forms of dates",
        ),
        pytest.param(
            {"Expires": date(2), "Date": date(0), "Age": "7000"}, 200, id="Expires less Age"
        ),
        pytest.param(
            {"Expires": date(2), "Cache-Control": "max-age=5"}, 5, id="max-age before Expires"
        ),
        pytest.param(
            {"Expires": date(2), "Cache-Control": "max-age=x"}, 0, id="even where it is unreadable"
        ),
    ],
)
def test_fresh_s(headers: dict[str, str], want: float | None) -> None:
    assert fresh_s(httpx.Headers(headers), NOW) == want


_VALUES = st.text(st.characters(max_codepoint=255), max_size=40) | st.sampled_from(
    ["max-age=5", date(9), "Mon, 01 Jan 99999 00:00:00 GMT", "1 Jan 1 00:00:00 +99999999999999999"]
)


@given(_VALUES, _VALUES, _VALUES, _VALUES)
def test_no_header_makes_freshness_endless(control: str, expires: str, at: str, age: str) -> None:
    headers = {b"Cache-Control": control, b"Expires": expires, b"Date": at, b"Age": age}
    sent = httpx.Headers([(name, value.encode("latin-1")) for name, value in headers.items()])
    found = fresh_s(sent, NOW)
    assert found is None or 0 <= found <= YEAR_S


@pytest.mark.parametrize(
    ("status", "etag"),
    [pytest.param(200, None, id="a page"), pytest.param(304, '"v"', id="an unchanged one")],
)
def test_an_answer_tells_how_long_it_is_fresh(status: int, etag: str | None) -> None:
    reply = page(b"", status=status, Cache_Control="max-age=900", Age="300")
    got = answer({"/": reply}, etag=etag)
    assert isinstance(got, Page | NotModified)
    assert got.fresh_s == 600


@pytest.mark.parametrize(
    ("statuses", "for_good"),
    [
        pytest.param([], False, id="not moved"),
        pytest.param([301], True, id="301"),
        pytest.param([308], True, id="308"),
        pytest.param([308, 301, 301], True, id="for good at every hop"),
        pytest.param([302], False, id="302"),
        pytest.param([303], False, id="303"),
        pytest.param([307], False, id="307"),
        pytest.param([302, 301], False, id="for now, then for good"),
        pytest.param([301, 307], False, id="for good, then for now"),
    ],
)
@pytest.mark.parametrize("etag", [None, '"v"'])
def test_moved_to(statuses: list[int], for_good: bool, etag: str | None) -> None:
    end = f"/{len(statuses)}?a=b"
    hops = [f"/{n}" for n in range(len(statuses))] + [end]
    replies: dict[str, Reply] = {
        hop: moved(target, status)
        for hop, target, status in zip(hops, hops[1:], statuses, strict=False)
    }
    replies[end] = page(b"", status=304 if etag else 200)
    got = answer(replies, hops[0], etag)
    assert isinstance(got, NotModified if etag else Page)
    assert isinstance(got, Page | NotModified)
    assert got.url.endswith(end)
    assert got.moved_to == (got.url if for_good else None)


CHECK = b"<html><title>Just a moment...</title><script>window._cf_chl_opt={}</script></html>"
CHUNKS = b"HTTP/1.1 403 X\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n"
LOGIN = b"<form action=/login><input name=u><input type=password></form>"


@pytest.mark.parametrize(
    ("reply", "want"),
    [
        pytest.param(page(CHECK, status=403), FetchReason.BOT_WALL, id="403"),
        pytest.param(page(CHECK, status=401), FetchReason.BOT_WALL, id="401"),
        pytest.param(page(CHECK, status=503), FetchReason.BOT_WALL, id="503"),
        pytest.param(page(CHECK, status=429), FetchReason.BOT_WALL, id="429"),
        pytest.param(
            page(b"", status=202, X_Amzn_Waf_Action="challenge"), FetchReason.BOT_WALL, id="202"
        ),
        pytest.param(
            page(b"", status=405, X_Amzn_Waf_Action="captcha"), FetchReason.BOT_WALL, id="405"
        ),
        pytest.param(
            page(gzip.compress(CHECK), status=403, Content_Encoding="gzip"),
            FetchReason.BOT_WALL,
            id="compressed",
        ),
        pytest.param(raw(CHUNKS % (len(CHECK), CHECK)), FetchReason.BOT_WALL, id="in chunks"),
        pytest.param(
            page(CHECK + b" " * 200_000, status=403), FetchReason.BOT_WALL, id="longer than is read"
        ),
        pytest.param(
            page(b"\x00", status=403, Cf_Mitigated="challenge", Content_Encoding="br"),
            FetchReason.BOT_WALL,
            id="told by a header alone",
        ),
        pytest.param(
            drip(b"HTTP/1.1 403 X\r\nCf-Mitigated: challenge\r\n\r\n", b"a", 0.02),
            FetchReason.BOT_WALL,
            id="a body that never ends",
        ),
        pytest.param(page(b"Forbidden", status=403), FetchReason.FORBIDDEN, id="a plain 403"),
        pytest.param(page(LOGIN, status=403), FetchReason.FORBIDDEN, id="403 with a log-in"),
        pytest.param(page(LOGIN, status=401), FetchReason.UNAUTHORIZED, id="401 with a log-in"),
        pytest.param(page(b"Slow down", status=429), FetchReason.RATE_LIMITED, id="a plain 429"),
        pytest.param(page(b"Upkeep", status=503), FetchReason.SERVER_ERROR, id="a plain 503"),
        pytest.param(page(CHECK, status=404), FetchReason.NOT_FOUND, id="404 stays"),
        pytest.param(page(CHECK, status=410), FetchReason.GONE, id="410 stays"),
        pytest.param(page(b"Accepted", status=202), FetchReason.PROTOCOL, id="a plain 202"),
    ],
)
def test_a_refusal_by_a_bot_wall(reply: Reply, want: FetchReason) -> None:
    got = answer({"/": reply})
    assert isinstance(got, FetchError)
    assert got.reason is want


def test_a_bot_wall_keeps_status_and_retry_after() -> None:
    got = answer({"/": page(CHECK, status=503, Retry_After="30")})
    assert isinstance(got, FetchError)
    assert (got.reason, got.status, got.retry_after_s) == (FetchReason.BOT_WALL, 503, 30)


def test_a_page_is_never_judged_by_the_fetcher() -> None:
    got = answer({"/": page(CHECK)})
    assert isinstance(got, Page)
    assert got.body == CHECK
