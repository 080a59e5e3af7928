"""Hosts that asked to be left alone: how long they are, whatever the clocks do meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta

import pytest

from monitor.errors import FetchError, FetchReason
from monitor.fetch import AddressGuard, Fetcher
from website import Reply, Website, page, website

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Loop(asyncio.SelectorEventLoop):
    """An event loop whose time, and the wall clock beside it, can be moved on by hand."""

    passed_s = 0.0
    wall = START

    def time(self) -> float:
        return super().time() + self.passed_s

    def pass_(self, seconds: float) -> None:
        self.passed_s += seconds
        self.wall += timedelta(seconds=seconds)


def run(
    replies: Mapping[str, Reply],
    act: Callable[[Fetcher, Website, Loop], Awaitable[None]],
    holds: Mapping[str, datetime] | None = None,
) -> None:
    async def both() -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, Loop)
        async with (
            website(replies) as site,
            Fetcher(
                guard=AddressGuard(["127.0.0.0/8"]),
                user_agent="wireroom",
                now=lambda: loop.wall,
                gap_s=0,
                holds=holds,
            ) as f,
        ):
            await act(f, site, loop)

    with asyncio.Runner(loop_factory=Loop) as runner:
        runner.run(both())


async def failure(f: Fetcher, url: str) -> FetchError | None:
    try:
        await f.fetch(url, robots=False)
    except FetchError as error:
        return error
    return None


def busy(status: int, **headers: str) -> dict[str, Reply]:
    return {"/": page(), "/busy": page(b"", status=status, **headers)}


@pytest.mark.parametrize(
    ("status", "headers", "held_s"),
    [
        pytest.param(429, {"Retry_After": "120"}, 120, id="429"),
        pytest.param(503, {"Retry_After": "120"}, 120, id="503"),
        pytest.param(503, {"Retry_After": "316800"}, 86_400, id="a day at most"),
        pytest.param(429, {}, 60, id="429 says no time"),
        pytest.param(429, {"Retry_After": "soon"}, 60, id="429 says what cannot be read"),
    ],
)
def test_a_busy_host_is_left_alone(status: int, headers: dict[str, str], held_s: int) -> None:
    async def act(f: Fetcher, site: Website, loop: Loop) -> None:
        first = await asyncio.gather(*(failure(f, site.url + path) for path in ("/busy", "/", "/")))
        assert [e and e.reason for e in first[1:]] == [FetchReason.WAIT] * 2
        loop.pass_(held_s - 5)
        late = await failure(f, f"{site.url}/")
        assert late is not None
        assert late.retry_after_s == pytest.approx(5, abs=2)
        assert site.targets == ["/busy"]
        assert set(f.holds) == {"127.0.0.1"}
        assert abs(f.holds["127.0.0.1"] - (loop.wall + 5 * SECOND)) < 2 * SECOND
        loop.pass_(5)
        assert await failure(f, f"{site.url}/") is None
        assert f.holds == {}

    run(busy(status, **headers), act)


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        pytest.param(503, {}, id="503 says no time"),
        pytest.param(503, {"Retry_After": "soon"}, id="503 says what cannot be read"),
        pytest.param(429, {"Retry_After": "0"}, id="at once"),
        pytest.param(403, {"Retry_After": "120"}, id="another refusal"),
    ],
)
def test_a_host_that_asks_for_no_wait_gets_none(status: int, headers: dict[str, str]) -> None:
    async def act(f: Fetcher, site: Website, loop: Loop) -> None:
        assert await failure(f, f"{site.url}/busy") is not None
        assert await failure(f, f"{site.url}/") is None
        assert f.holds == {}

    run(busy(status, **headers), act)


@pytest.mark.parametrize(
    "step",
    [
        pytest.param(timedelta(days=400), id="forward"),
        pytest.param(-timedelta(days=400), id="back"),
    ],
)
def test_a_hold_outlasts_a_step_of_the_wall_clock(step: timedelta) -> None:
    async def act(f: Fetcher, site: Website, loop: Loop) -> None:
        await failure(f, f"{site.url}/busy")
        loop.wall += step
        held = await failure(f, f"{site.url}/")
        assert held is not None
        assert held.reason is FetchReason.WAIT
        assert abs(f.holds["127.0.0.1"] - (loop.wall + 120 * SECOND)) < 2 * SECOND
        loop.pass_(121)
        assert await failure(f, f"{site.url}/") is None

    run(busy(503, Retry_After="120"), act)


def test_a_hold_of_an_earlier_run_is_kept() -> None:
    async def act(f: Fetcher, site: Website, loop: Loop) -> None:
        held = await failure(f, f"{site.url}/")
        assert held is not None
        assert held.retry_after_s == pytest.approx(60, abs=2)
        assert site.accepts == 0
        assert set(f.holds) == {"127.0.0.1"}

    run({"/": page()}, act, {"127.0.0.1": START + 60 * SECOND, "a.example": START})


def test_a_hold_from_a_clock_that_ran_ahead_is_a_day_at_most() -> None:
    async def act(f: Fetcher, site: Website, loop: Loop) -> None:
        loop.pass_(86_401)
        assert await failure(f, f"{site.url}/") is None

    run({"/": page()}, act, {"127.0.0.1": START + timedelta(days=4_000)})
