"""Time goes wrong under a running daemon: set back, set ahead, stopped. It goes on as before."""

import json
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from daemons import Daemon, running
from faults import (
    EVERY_S,
    Hook,
    Polls,
    Store,
    WallClock,
    configure,
    everywhere,
    feed,
    until,
    wall_clock,
)
from newsroom import Answer, NewsSite

_DAY_S = 86_400
_STOPPED_S = 12.0
_SOURCES = 20


@contextmanager
def watching(
    site: NewsSite, folder: Path, *, sources: int = _SOURCES
) -> Iterator[tuple[Daemon, WallClock, list[Polls]]]:
    """Run a daemon that polls some feeds every 5 s, and whose wall clock can be set."""
    if shutil.which("cc") is None:
        pytest.skip("needs a C compiler: the wall clock is set by a preloaded library")
    polls = [Polls(feed(range(2 * n, 2 * n + 2))) for n in range(sources)]
    site.routes |= {f"/{n}.xml": each for n, each in enumerate(polls)}
    # Each on a host of its own, so that none waits for another's turn.
    port = site.port
    urls = {f"s{n}": f"http://127.0.1.{n}:{port}/{n}.xml" for n in range(1, sources)}
    urls["s0"] = f"http://127.0.0.1:{port}/0.xml"
    config = configure(
        folder / "sources.yaml",
        urls,
        {"hook": f"{site.url}/hook"},
        settings="heartbeat: 00:00",
        events={"hook": "[alert, coverage]"},
        when='"kestrel 0" OR "kestrel 1"',
    )
    clock = wall_clock(folder)
    with running(config, "--log-level", "debug", command=clock.command) as daemon:
        yield daemon, clock, polls


@pytest.fixture
def town() -> Iterator[NewsSite]:
    """A site on every address of this machine."""
    with everywhere() as site:
        yield site


def test_a_wall_clock_that_is_set(town: NewsSite, tmp_path: Path) -> None:
    """Set back by a day, then a year ahead of the truth, then right: one daemon sees it all."""
    hook, store = Hook(answer=Answer(status=500)), Store(tmp_path / "wire.db")
    town.routes["/hook"] = hook
    with watching(town, tmp_path) as (daemon, clock, polls):
        # Each source was polled; deliveries were refused twice, and wait five minutes.
        until(lambda: waiting(store) and all(each.at for each in polls))
        was_s = 0
        for number, off_s in enumerate((-_DAY_S, 365 * _DAY_S, 0), start=1):
            before = waiting(store)
            clock.set(off_s)
            until(partial(stepped, daemon, number), 5)
            by_s = float(daemon.lines("clock.stepped")[-1]["by_s"])
            assert by_s == pytest.approx(off_s - was_s, abs=1)
            polled_once_more(polls)
            assert not odd_gaps(polls), "polled on as planned: no gap, no burst"
            step = timedelta(seconds=off_s - was_s)
            after = waiting(store)
            assert before.keys() <= after.keys(), "what waits is not tried early"
            for id_, at in before.items():
                assert abs(after[id_] - at - step) < timedelta(seconds=1.5), "it waits as long"
            was_s = off_s
        assert daemon.get("/readyz")[0] == 200
        hook.answer = Answer(status=204)
        assert daemon.end() == 0
        assert not daemon.lines("bug")
    assert store.articles() == list(range(2 * _SOURCES))
    reports = store.rows("SELECT body FROM delivery WHERE alert_id IS NULL")
    days = [json.loads(body)["data"]["until"][:10] for (body,) in reports]
    assert days
    assert len(days) == len(set(days)), "no day is reported twice"


def stepped(daemon: Daemon, times: int) -> bool:
    """Whether the daemon has noticed so many times that its clock was set."""
    return len(daemon.lines("clock.stepped")) == times


def polled_once_more(polls: list[Polls]) -> None:
    """Wait until each source was polled once more, which takes no longer than an interval."""
    seen = [len(each.at) for each in polls]
    until(lambda: all(len(p.at) > n for p, n in zip(polls, seen, strict=True)), 2 * EVERY_S)


def odd_gaps(polls: list[Polls]) -> list[float]:
    """Return the distances between polls that a source every 5 s should not have."""
    gaps = [gap for each in polls for gap in each.gaps()]
    return [gap for gap in gaps if not 0.6 * EVERY_S <= gap <= 2 * EVERY_S]


def waiting(store: Store) -> dict[str, datetime]:
    """Return when each delivery that was refused is tried again, if that is in minutes only."""
    rows = store.rows(
        "SELECT id, next_attempt_at FROM delivery WHERE state = 'retry_wait' AND attempts > 1"
    )
    return {id_: datetime.fromisoformat(at) for id_, at in rows}


def test_a_daemon_that_is_stopped_for_a_while(town: NewsSite, tmp_path: Path) -> None:
    """Stopped for 12 s, two intervals; three minutes or a night on the lid go the same way."""
    town.routes["/hook"] = Hook()
    with watching(town, tmp_path) as (daemon, _, polls):
        until(lambda: all(each.at for each in polls))
        daemon.send(signal.SIGSTOP)
        seen = [len(each.at) for each in polls]
        assert daemon.silent("WATCHDOG=1", _STOPPED_S)
        assert [len(each.at) for each in polls] == seen
        daemon.send(signal.SIGCONT)
        until(lambda: all(len(p.at) >= n + 2 for p, n in zip(polls, seen, strict=True)), 20)
        for each, before in zip(polls, seen, strict=True):
            gaps = each.gaps()[before - 1 :]
            assert gaps[0] >= _STOPPED_S
            assert min(gaps[1:]) >= 0.6 * EVERY_S, "what was missed is polled once"
        assert daemon.get("/readyz")[0] == 200
        assert not daemon.lines("bug")
        assert not daemon.lines("clock.stepped")
