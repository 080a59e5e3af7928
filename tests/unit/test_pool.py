import asyncio
import os
import select
import signal
import time
from collections.abc import Callable

import pytest

from monitor.errors import ParseError, ParseReason, PollError, PollReason
from monitor.queue import ParsePool
from monitor.types import Page


def double(number: int) -> int:
    return 2 * number


def hang(_: int) -> int:
    while True:
        time.monotonic()


def hoard(megabytes: int) -> int:
    return len(bytearray(megabytes << 20))


def dive(depth: int) -> int:
    return dive(depth + 1)


def die(code: int) -> int:
    os._exit(code)


def own_pid(_: int) -> int:
    return os.getpid()


def dwell(page: Page) -> int:
    return hang(len(page.body))


def refuse(_: int) -> int:
    raise PollError(PollReason.EMPTY, "nothing there")


async def beside_others(
    pool: ParsePool, act: Callable[[int], int], given: int
) -> tuple[object, list[object]]:
    """Return what became of `act`, and of work that was asked for beside it."""
    results = await asyncio.gather(
        pool(act, given), *(pool(double, n) for n in range(4)), return_exceptions=True
    )
    return results[0], list(results[1:])


@pytest.mark.parametrize(
    ("act", "given", "reason"),
    [
        pytest.param(hang, 0, ParseReason.TIMEOUT, id="hangs"),
        pytest.param(hoard, 4096, ParseReason.CRASHED, id="needs too much memory"),
        pytest.param(dive, 0, ParseReason.CRASHED, id="recurses without end"),
        pytest.param(die, 1, ParseReason.CRASHED, id="dies"),
    ],
)
def test_a_parse_over_its_limits_is_ended_and_the_others_go_on(
    act: Callable[[int], int], given: int, reason: ParseReason
) -> None:
    with ParsePool(workers=2, timeout_s=1.0, max_memory=1 << 30) as pool:
        error, others = asyncio.run(beside_others(pool, act, given))
    assert isinstance(error, ParseError)
    assert error.reason is reason
    assert others == [0, 2, 4, 6]


def test_our_own_errors_come_back_as_they_are() -> None:
    with ParsePool(workers=1, timeout_s=5.0, max_memory=1 << 30) as pool:
        error, others = asyncio.run(beside_others(pool, refuse, 0))
    assert isinstance(error, PollError)
    assert (error.reason, error.detail) == (PollReason.EMPTY, "nothing there")
    assert others == [0, 2, 4, 6]


async def ended(pid: int) -> bool:
    """Whether a process ends within ten seconds."""
    handle = os.pidfd_open(pid)
    try:
        return bool((await asyncio.to_thread(select.select, [handle], [], [], 10.0))[0])
    finally:
        os.close(handle)


def test_an_idle_worker_that_is_killed_costs_at_most_the_calls_of_that_moment() -> None:
    async def scenario(pool: ParsePool) -> bool:
        pid = await pool(own_pid, 0)
        os.kill(pid, signal.SIGKILL)
        assert await ended(pid)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            again = (await asyncio.gather(pool(own_pid, 0), return_exceptions=True))[0]
            if not isinstance(again, ParseError):
                return again != pid
        return False

    with ParsePool(workers=1, timeout_s=5.0, max_memory=1 << 30) as pool:
        assert asyncio.run(scenario(pool))


def test_a_pool_in_which_nothing_moves_is_replaced() -> None:
    async def scenario(pool: ParsePool) -> tuple[object, int]:
        pid = await pool(own_pid, 0)
        os.kill(pid, signal.SIGSTOP)  # as if it waited for a lock that a killed worker held
        stuck = (await asyncio.gather(pool(double, 1), return_exceptions=True))[0]
        return stuck, await pool(double, 21)

    with ParsePool(workers=1, timeout_s=0.5, max_memory=1 << 30, patience_s=0.5) as pool:
        stuck, after = asyncio.run(scenario(pool))
    assert isinstance(stuck, ParseError)
    assert stuck.reason is ParseReason.CRASHED
    assert after == 42


def test_workers_end_when_nothing_was_parsed_for_a_while_and_come_back() -> None:
    async def scenario(pool: ParsePool) -> tuple[bool, int]:
        pid = await pool(own_pid, 0)
        return await ended(pid), await pool(double, 21)

    with ParsePool(workers=1, timeout_s=5.0, max_memory=1 << 30, idle_s=0.0) as pool:
        assert asyncio.run(scenario(pool)) == (True, 42)


def test_whoever_fetches_waits_while_too_much_is_to_be_parsed() -> None:
    async def scenario(pool: ParsePool) -> list[int]:
        await pool.room()
        large = Page(requested_url="u", url="u", body=bytes(65 << 20))
        parsing = asyncio.create_task(pool(dwell, large))
        await asyncio.sleep(0)
        assert pool.waiting_bytes == 65 << 20
        room = asyncio.create_task(pool.room())
        done, _ = await asyncio.wait({parsing, room}, return_when=asyncio.FIRST_COMPLETED)
        assert parsing in done, "there was room before the page was done with"
        assert isinstance(parsing.exception(), ParseError)
        await room
        return [pool.waiting_bytes]

    with ParsePool(workers=1, timeout_s=1.0, max_memory=1 << 30) as pool:
        assert asyncio.run(scenario(pool)) == [0]
