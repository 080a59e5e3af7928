"""Manners: robots.txt, one request at a time, gaps."""

import asyncio
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime, timedelta

import pytest

from monitor.errors import FetchError, FetchReason
from monitor.fetch import AddressGuard, Fetcher
from website import Reply, drip, moved, page, raw, website

GAP_S = 0.05


class Clock:
    """A clock set by hand."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


def fetcher(
    clock: Clock | None = None,
    *,
    gap_s: float = 0,
    concurrency: int = 64,
    timeout_s: float = 5,
) -> Fetcher:
    return Fetcher(
        guard=AddressGuard(["127.0.0.0/8"]),
        user_agent="wireroom (+https://example.org/contact)",
        now=clock or Clock(),
        gap_s=gap_s,
        concurrency=concurrency,
        timeout_s=timeout_s,
    )


async def outcome(f: Fetcher, url: str, *, robots: bool = True) -> FetchReason | None:
    """Why `url` could not be fetched; None if it could."""
    try:
        await f.fetch(url, robots=robots)
    except FetchError as error:
        return error.reason
    return None


def rules(text: str) -> bytes:
    return page(text.encode(), Content_Type="text/plain")


@pytest.mark.parametrize(
    ("robots", "want"),
    [
        pytest.param(rules(""), None, id="empty"),
        pytest.param(rules("User-agent: *\nDisallow: /a"), FetchReason.ROBOTS, id="forbidden"),
        pytest.param(rules("User-agent: *\nDisallow: /b"), None, id="elsewhere"),
        pytest.param(
            rules("User-agent: WireRoom/9\nDisallow: /a"), FetchReason.ROBOTS, id="us by name"
        ),
        pytest.param(rules("User-agent: wire\nDisallow: /"), None, id="half our name"),
        pytest.param(
            rules("User-agent: *\nDisallow: /\n\nUser-agent: wireroom\nDisallow:"),
            None,
            id="ours wins",
        ),
        pytest.param(
            rules("User-agent: x\nUser-agent: wireroom\nDisallow: /a"),
            FetchReason.ROBOTS,
            id="group",
        ),
        pytest.param(
            rules("User-agent: x\nDisallow: /\nUser-agent: y\nDisallow: /"), None, id="others only"
        ),
        pytest.param(
            rules("User-agent: *\nDisallow: /\nAllow: /a.html"), None, id="the longer rule wins"
        ),
        pytest.param(
            rules("User-agent: *\nDisallow: /*.html$"), FetchReason.ROBOTS, id="wildcard and end"
        ),
        pytest.param(
            rules("\ufeffUser-agent: *\r\nDisallow: /a\r\n"), FetchReason.ROBOTS, id="mark and CRLF"
        ),
        pytest.param(rules("<html><body>Not a robots file"), None, id="html"),
        pytest.param(
            rules("User-agent: *\nDisallow: /a\n" + "#" * 600_000), FetchReason.ROBOTS, id="600 kB"
        ),
        pytest.param(
            rules("#" * 600_000 + "\nUser-agent: *\nDisallow: /a\n"), None, id="past 500 kB"
        ),
        pytest.param(page(b"", status=404), None, id="404"),
        pytest.param(page(b"", status=401), None, id="401"),
        pytest.param(page(b"", status=403), None, id="403"),
        pytest.param(page(b"", status=410), None, id="410"),
        pytest.param(page(b"", status=204), None, id="204"),
        pytest.param(page(b"", status=500), FetchReason.ROBOTS_UNREACHABLE, id="500"),
        pytest.param(page(b"", status=503), FetchReason.ROBOTS_UNREACHABLE, id="503"),
        pytest.param(
            page(b"", status=429, Retry_After="0"), FetchReason.ROBOTS_UNREACHABLE, id="429"
        ),
        pytest.param(
            page(b"<p>User-agent: *\nDisallow: /", status=403), None, id="403 with a body"
        ),
        pytest.param(raw(b"?"), FetchReason.ROBOTS_UNREACHABLE, id="no HTTP"),
        pytest.param(raw(b""), FetchReason.ROBOTS_UNREACHABLE, id="hangs up"),
        pytest.param(drip(b"", b"", 1), FetchReason.ROBOTS_UNREACHABLE, id="no answer in time"),
        pytest.param(moved("/moved"), FetchReason.ROBOTS, id="redirect"),
        pytest.param(moved("/robots.txt"), None, id="redirects without end"),
        pytest.param(
            moved("http://10.0.0.1/"),
            FetchReason.ROBOTS_UNREACHABLE,
            id="redirect to a private host",
        ),
    ],
)
def test_robots(robots: Reply, want: FetchReason | None) -> None:
    async def act() -> None:
        replies = {
            "/robots.txt": robots,
            "/moved": rules("User-agent: *\nDisallow: /a"),
            "/a.html": page(),
        }
        async with website(replies) as site, fetcher(timeout_s=0.4) as f:
            assert await outcome(f, f"{site.url}/a.html") is want
            assert ("/a.html" in site.targets) is (want is None)
            assert await outcome(f, f"{site.url}/a.html", robots=False) is None

    asyncio.run(act())


def test_robots_is_asked_once_a_day_and_site() -> None:
    async def act() -> None:
        clock = Clock()
        replies = {"/robots.txt": rules(""), "/a": page(), "/b": page()}
        async with website(replies, latency_s=0.01) as site, fetcher(clock) as f:
            await asyncio.gather(*(f.fetch(site.url + path) for path in ("/a", "/b", "/a", "/b")))
            assert site.targets.count("/robots.txt") == 1
            assert site.most_busy == 1
            clock.at += timedelta(hours=25)
            await f.fetch(f"{site.url}/a")
            assert site.targets.count("/robots.txt") == 2

    asyncio.run(act())


def test_unreachable_robots_is_asked_again_after_minutes_and_known_rules_hold() -> None:
    async def act() -> None:
        clock = Clock()
        replies: dict[str, Reply] = {"/robots.txt": page(b"", status=500), "/a": page()}
        async with website(replies) as site, fetcher(clock) as f:
            for _ in range(3):
                assert await outcome(f, f"{site.url}/a") is FetchReason.ROBOTS_UNREACHABLE
            assert site.targets == ["/robots.txt"]
            replies["/robots.txt"] = rules("User-agent: *\nDisallow: /b")
            clock.at += timedelta(minutes=6)
            assert await outcome(f, f"{site.url}/a") is None
            replies["/robots.txt"] = page(b"", status=500)
            clock.at += timedelta(hours=25)
            assert await outcome(f, f"{site.url}/a") is None
            assert await outcome(f, f"{site.url}/b") is FetchReason.ROBOTS

    asyncio.run(act())


def test_robots_rules_at_every_hop() -> None:
    async def act() -> None:
        inner = {"/robots.txt": rules("User-agent: *\nDisallow: /"), "/": page()}
        async with website(inner, host="127.0.0.2") as target:
            async with website({"/": moved(f"{target.url}/")}) as site, fetcher() as f:
                assert await outcome(f, f"{site.url}/") is FetchReason.ROBOTS
            assert target.targets == ["/robots.txt"]

    asyncio.run(act())


def test_one_request_at_a_time_and_a_gap_after_each() -> None:
    async def act() -> None:
        replies = {"/robots.txt": rules(""), "/": page(), "/r": moved("/")}
        async with website(replies, latency_s=0.01) as site, fetcher(gap_s=GAP_S) as f:
            await asyncio.gather(*(f.fetch(site.url + path) for path in ("/", "/r", "/")))
            assert site.most_busy == 1
            assert len(site.times) == 5
            ends_and_starts = zip(site.times, site.times[1:], strict=False)
            assert min(start - end for (_, end), (start, _) in ends_and_starts) > GAP_S * 0.9

    asyncio.run(act())


def test_the_gap_holds_after_a_failure_too() -> None:
    async def act() -> None:
        async with website({}) as site, fetcher(gap_s=GAP_S) as f:
            await asyncio.gather(*(outcome(f, f"{site.url}/", robots=False) for _ in range(3)))
            (_, first), (start, _) = site.times[:2]
            assert start - first > GAP_S * 0.9

    asyncio.run(act())


@pytest.mark.parametrize(
    ("delay", "least_s"),
    [("0.2", 0.18), ("nonsense", 0), ("-3", 0)],
)
def test_crawl_delay(delay: str, least_s: float) -> None:
    async def act() -> None:
        text = f"User-agent: *\nCrawl-delay: {delay}"
        async with website({"/robots.txt": rules(text), "/": page()}) as site, fetcher() as f:
            await f.fetch(f"{site.url}/")
            (_, end), (start, _) = site.times
            assert least_s <= start - end < least_s + 0.5

    asyncio.run(act())


def test_a_slow_host_delays_no_other_and_a_wait_costs_no_time() -> None:
    async def act() -> None:
        async with AsyncExitStack() as stack:
            slow = await stack.enter_async_context(website({"/": page()}, latency_s=0.2))
            fast = await stack.enter_async_context(website({"/": page()}, host="127.0.0.2"))
            f = await stack.enter_async_context(fetcher(concurrency=2, timeout_s=0.5))
            loop = asyncio.get_running_loop()
            begun = loop.time()
            waiting = [asyncio.create_task(f.fetch(f"{slow.url}/", robots=False)) for _ in range(4)]
            await asyncio.sleep(0)
            for _ in range(5):
                await f.fetch(f"{fast.url}/", robots=False)
            assert loop.time() - begun < 0.2
            await asyncio.gather(*waiting)  # the last waited 0.6 s and has still 0.5 s to go
            assert slow.most_busy == 1

    asyncio.run(act())


def test_requests_to_one_host_go_in_the_order_of_asking() -> None:
    async def act() -> None:
        paths = [f"/{n}" for n in range(9)]
        async with website(dict.fromkeys(paths, page())) as site, fetcher() as f:
            await asyncio.gather(*(f.fetch(site.url + path, robots=False) for path in paths))
            assert site.targets == paths

    asyncio.run(act())


def test_cancelled_waiters_leave_the_line() -> None:
    async def act() -> None:
        async with website({"/": page()}, latency_s=0.05) as site, fetcher(concurrency=1) as f:
            tasks = [asyncio.create_task(f.fetch(f"{site.url}/", robots=False)) for _ in range(6)]
            await asyncio.sleep(0.02)
            for task in tasks[:5]:  # the first is under way
                task.cancel()
            for task in tasks[:5]:
                with suppress(asyncio.CancelledError):
                    await task
            await tasks[5]
            await f.fetch(f"{site.url}/", robots=False)
            assert len(site.asked) == 3

    asyncio.run(act())


@pytest.mark.parametrize(
    ("headers", "kept"),
    [
        pytest.param({}, timedelta(hours=24), id="says nothing"),
        pytest.param({"Cache_Control": "max-age=7200"}, timedelta(hours=2), id="two hours"),
        pytest.param({"Cache_Control": "max-age=60"}, timedelta(hours=1), id="an hour at least"),
        pytest.param({"Cache_Control": "no-store"}, timedelta(hours=1), id="not to be kept"),
        pytest.param({"Cache_Control": "max-age=9999999"}, timedelta(hours=24), id="a day at most"),
        pytest.param(
            {"Cache_Control": "max-age=14400", "Age": "7200"}, timedelta(hours=2), id="already old"
        ),
    ],
)
def test_robots_is_kept_as_long_as_it_is_fresh(headers: dict[str, str], kept: timedelta) -> None:
    async def act() -> None:
        clock = Clock()
        replies = {"/robots.txt": page(b"", status=200, **headers), "/": page()}
        async with website(replies) as site, fetcher(clock) as f:
            for step in (timedelta(0), kept - timedelta(seconds=1)):
                clock.at += step
                await f.fetch(f"{site.url}/")
            assert site.targets.count("/robots.txt") == 1
            clock.at += timedelta(seconds=2)
            await f.fetch(f"{site.url}/")
            assert site.targets.count("/robots.txt") == 2

    asyncio.run(act())
