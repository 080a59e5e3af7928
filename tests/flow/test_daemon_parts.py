"""Parts of the daemon whose faults take too long to wait for: the time is given."""

import asyncio
import io
from datetime import UTC, datetime, timedelta

import pytest

from monitor.errors import StoreError, StoreReason
from monitor.log import open_log
from monitor.metrics import Metrics
from monitor.queue.local import LocalTimer
from monitor.watch.clock import Clock
from monitor.watch.heart import Heart
from monitor.watch.record import Record
from monitor.watch.systemd import Notifier
from monitor.watch.trouble import Trouble

_FULL = StoreError(StoreReason.FULL, "wire.db: the disk is full")


class Time:
    """Both clocks, as a test sets them."""

    def __init__(self) -> None:
        self.steady_s = 1_000.0
        self.wall = datetime(2026, 1, 2, tzinfo=UTC)

    def pass_by(self, seconds: float) -> None:
        self.steady_s += seconds
        self.wall += timedelta(seconds=seconds)

    @property
    def clock(self) -> Clock:
        return Clock(now=lambda: self.wall, steady_s=lambda: self.steady_s)


def trouble(time: Time) -> tuple[Trouble, io.StringIO]:
    written = io.StringIO()
    log = open_log(written, {}, hide=lambda text: text)
    return Trouble(Record(log, Metrics()), lambda: time.steady_s), written


def pause_s(given: Trouble, time: Time) -> float:
    """Return for how long the store is left alone from now on, as that time passes."""
    begun_s = time.steady_s
    while given.resting:
        time.pass_by(1.0)
    return time.steady_s - begun_s


def test_a_store_that_goes_on_failing_is_left_alone_longer_each_time() -> None:
    time = Time()
    given, _ = trouble(time)
    pauses = []
    for _ in range(6):
        given.failed(_FULL)
        pauses.append(pause_s(given, time))
    assert pauses == [2, 4, 8, 16, 30, 30]


@pytest.mark.parametrize(
    ("well_s", "want_s"),
    [
        pytest.param(5.0, 8, id="it failed again soon: it was not mended"),
        pytest.param(59.0, 8, id="within a minute"),
        pytest.param(61.0, 2, id="after a minute it is a new failure"),
    ],
)
def test_a_store_that_fails_again_soon_was_not_mended(well_s: float, want_s: float) -> None:
    time = Time()
    given, written = trouble(time)
    for _ in range(2):
        given.failed(_FULL)
        pause_s(given, time)
    given.over()
    assert written.getvalue().count("store.back") == 1
    time.pass_by(well_s)
    given.failed(_FULL)
    assert given.lasting
    assert pause_s(given, time) == want_s


def test_a_rest_is_not_over_before_its_time() -> None:
    time = Time()
    given, written = trouble(time)
    given.failed(_FULL)
    given.over()  # by what was under way, and could still write
    assert given.lasting
    assert "store.back" not in written.getvalue()


def test_each_setting_of_the_clock_is_noticed_once() -> None:
    time = Time()
    steps: list[timedelta] = []
    heart = Heart(time.clock, Notifier({}), steps.append)
    for step in (0.0, 3.0, -86_400.0, 0.0, 31_536_000.0):
        time.pass_by(1.0)
        time.wall += timedelta(seconds=step)
        heart.look()
        heart.look()
    assert [step.total_seconds() for step in steps] == [-86_400.0, 31_536_000.0]


def test_an_act_that_raises_runs_again() -> None:
    """And what the timer runs is begun at once, without waiting for its first interval."""
    errors: list[BaseException] = []
    ran = 0

    async def run() -> None:
        done = asyncio.Event()
        timer = LocalTimer(errors.append)

        async def act() -> None:
            nonlocal ran
            ran += 1
            if ran == 1:
                raise ValueError("a bug")
            done.set()

        timer.every(0.05, act)
        timer.start()
        async with asyncio.timeout(10):
            await done.wait()
        timer.stop()

    asyncio.run(run())
    assert [str(error) for error in errors] == ["a bug"]
    assert ran >= 2
