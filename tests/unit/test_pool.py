import asyncio
import os
import time
from collections.abc import Callable

import pytest

from monitor.errors import ParseError, ParseReason, PollError, PollReason
from monitor.queue import ParsePool


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
