"""A simulated day of 1,000 sources: is all picked up in time, and nobody asked too often.

    unshare --net sh -c 'ip link set lo up; python -m bench.day SHARED'

Runs the daemon on the simulated newsroom in accelerated time (`bench.world`), each source on its
own address. The sources take turns in the values of `--every`; where a source publishes faster than
its `every`, the cadence rule makes it due more often. After all sources were polled once and none
is overdue, the day begins; after it the daemon goes on until what appeared last is there.

Prints, as JSON: how long after its publication each article was stored, in intervals of its source
(the interval that the cadence rule gave, averaged over the day); the requests for each feed beside
the day divided by that interval; the most requests at a time to a source; what was asked of a
site that forbids half of itself; the share of 304; CPU, and how late polls and the event loop were.
If the main process used more than 0.8 of a core, the figures tell of overload: lower `--speed`.
`--article feed` stores the feeds' own texts in place of pages.
"""

import argparse
import asyncio
import os
import sqlite3
import sys
import tempfile
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from bench import proc
from bench.newsroom import admin, newsroom
from bench.trap import SOURCES, Trap, trap
from bench.world import (
    Publications,
    Run,
    accelerated,
    feed_path,
    hours,
    options,
    quantiles,
    requests_of,
    show,
    simulator_options,
    source_line,
    watched,
    watching,
)
from monitor.schedule import interval_s
from monitor.store import Store
from monitor.store.tables import article, revision
from monitor.watch.clock import Clock

_LONGEST_WARM_UP_S = 900.0


def main() -> None:
    """Run the day and print its figures."""
    given = options(
        __doc__ or "",
        sources=1000,
        speed=96.0,
        every="900,1800,3600",
        interval=7200.0,
        hours=24.0,
        initial=6,
        latency_ms=5.0,
        faults=0.0,
        tick_s=0.05,
    )
    given.add_argument("--article", choices=("page", "feed"), default="page")
    given.set_defaults(pages=1, entries=20)
    told = given.parse_args()
    told.every = [float(part) for part in told.every.split(",")]
    with (
        newsroom(told, faults=told.faults, more=simulator_options(told)),
        tempfile.TemporaryDirectory() as folder,
    ):
        clock = accelerated(told.speed)
        with trap(clock.now) as site:
            asyncio.run(_day(told, Path(folder), clock, site))


def _every(told: argparse.Namespace, n: int) -> float:
    every: float = told.every[n % len(told.every)]
    return every


@dataclass(frozen=True)
class _Mark:
    """Where all counters stood at one moment."""

    at: datetime
    stats: dict[str, Any]
    cpu: proc.Cpu

    @classmethod
    async def now(cls, clock: Clock) -> "_Mark":
        stats = await asyncio.to_thread(admin, "__stats__?urls=1")
        return cls(at=clock.now(), stats=stats, cpu=proc.cpu(os.getpid()))


async def _day(told: argparse.Namespace, folder: Path, clock: Clock, site: Trap) -> None:
    lines = [
        source_line(n, every_s=_every(told, n), article=told.article) for n in range(told.sources)
    ]
    config = watched(folder, [*lines, *SOURCES], gap_s=1 / told.speed, rules=True)
    async with watching(config, clock, tick_s=told.tick_s) as run:
        await _warmed_up(run, told)
        await asyncio.to_thread(admin, "__reset__")
        run.seen.clear()
        begin = await _Mark.now(clock)
        intervals = await _hourly(run, told, begin.at)
        end = await _Mark.now(clock)
        _show_work(run, told, begin, end)
        expected = _expected(told, begin.at, end.at)
        await _caught_up(run, told, expected)
    _show_pickup(config.settings.database_path, told, expected, intervals)
    _show_requests(told, begin, end, intervals)
    show(
        robots=site.counts(),
        max_concurrent_to_a_source=max(
            requests_of(end.stats, n).get("max_concurrent", 0) for n in range(told.sources)
        ),
    )


async def _warmed_up(run: Run, told: argparse.Namespace) -> None:
    """Wait until each source was polled, and none is overdue."""

    def met() -> bool:
        if len(run.seen.polled) < told.sources:
            return False
        late = run.clock.now() - timedelta(seconds=min(told.every) / 5)
        overdue = _rows(run.config.settings.database_path, _OVERDUE, f"{late:%Y-%m-%d %H:%M:%S}")
        return bool(overdue[0][0] == 0)

    began = run.clock.steady_s()
    await run.until(met, real_s=_LONGEST_WARM_UP_S, check_s=0.5)
    took_s = (run.clock.steady_s() - began) / told.speed
    show(warm_up={"real_s": round(took_s, 1), "articles": run.seen.entries})


_OVERDUE = "SELECT count(*) FROM source WHERE due_at < ?"
_WEEKLY = "SELECT id, weekly FROM source"


def _rows(path: Path, statement: str, *values: str) -> list[Any]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as conn:
        return conn.execute(statement, values).fetchall()


async def _hourly(run: Run, told: argparse.Namespace, since: datetime) -> dict[int, float]:
    """Let the day pass; return each source's mean interval, which is looked at each hour."""
    found: dict[int, list[float]] = defaultdict(list)
    for hour, end in enumerate(hours(since, told.hours), 1):
        wait_s = (end - run.clock.now()).total_seconds() / told.speed
        await asyncio.sleep(max(0.0, wait_s))
        for name, weekly in _rows(run.config.settings.database_path, _WEEKLY):
            if name[1:].isdecimal():
                n = int(name[1:])
                found[n].append(interval_s(every_s=_every(told, n), weekly=weekly))
        print(f"hour {hour}: {run.seen.polls} polls", file=sys.stderr, flush=True)
    return {n: len(values) / sum(1 / value for value in values) for n, values in found.items()}


def _show_work(run: Run, told: argparse.Namespace, begin: _Mark, end: _Mark) -> None:
    used, seen = end.cpu - begin.cpu, run.seen
    real_s = (end.at - begin.at).total_seconds() / told.speed
    show(
        day={
            "hours": round((end.at - begin.at) / timedelta(hours=1), 2),
            "real_s": round(real_s, 1),
            "polls": seen.polls,
            "articles": seen.entries,
            "failed": seen.problems,
            "bugs": run.bugs,
            "clock_steps": run.steps,
        },
        cpu={
            "main_s": round(used.main_s, 1),
            "parsers_s": round(used.children_s, 1),
            "main_share_of_a_core": round(used.main_s / real_s, 3),
            "main_share_in_real_time": round(used.main_s / real_s / told.speed, 5),
            "all_share_in_real_time": round(used.all_s / real_s / told.speed, 5),
        },
        poll_lag_simulated_s=quantiles(seen.lags_s, digits=1),
        loop_lag_real_s=quantiles(seen.loop_lags_s),
    )


Expected = dict[tuple[int, int], datetime]


def _expected(told: argparse.Namespace, since: datetime, until: datetime) -> Expected:
    published = Publications(told)
    return {
        (n, k): when
        for n in range(told.sources)
        for k, when in published.between(n, since, until).items()
    }


async def _caught_up(run: Run, told: argparse.Namespace, expected: Expected) -> None:
    """Let twice the longest interval pass, so that what appeared last is there."""
    await asyncio.sleep(2 * max(told.every) / told.speed)


def _show_pickup(
    path: Path, told: argparse.Namespace, expected: Expected, intervals: dict[int, float]
) -> None:
    stored = _fetched(path)
    late: dict[str, list[float]] = defaultdict(list)
    for (n, k), when in expected.items():
        if (n, k) in stored:
            ratio = (stored[n, k] - when).total_seconds() / intervals[n]
            late["all"].append(ratio)
            late[f"every {_every(told, n):g} s"].append(ratio)
            if intervals[n] < 0.95 * _every(told, n):
                late["faster than every"].append(ratio)
    missing = [key for key in expected if key not in stored]
    show(
        appeared=len(expected),
        missing=len(missing),
        examples=missing[:5],
        pickup_in_intervals={name: quantiles(values) for name, values in sorted(late.items())},
    )


def _fetched(path: Path) -> dict[tuple[int, int], datetime]:
    """Return when each article of the simulator was stored first."""
    first = (
        select(revision.c.article_id, func.min(revision.c.fetched_at).label("at"))
        .group_by(revision.c.article_id)
        .subquery()
    )
    rows = select(article.c.url, func.coalesce(first.c.at, article.c.fetched_at)).join_from(
        article, first, article.c.id == first.c.article_id, isouter=True
    )
    found: dict[tuple[int, int], datetime] = {}
    with Store.to_read(path) as store, store.transaction() as conn:
        for url, at in conn.execute(rows):
            parts = url.split("/")
            if parts[3] == "s":
                found[int(parts[4]), int(parts[6].removesuffix(".html"))] = at
    return found


def _show_requests(
    told: argparse.Namespace, begin: _Mark, end: _Mark, intervals: dict[int, float]
) -> None:
    """Show the requests for each feed beside what the cadence rule says, and what came back."""
    seconds = (end.at - begin.at).total_seconds()
    ratios: list[float] = []
    feeds = unchanged = 0
    for n in range(told.sources):
        before, after = requests_of(begin.stats, n), requests_of(end.stats, n)
        asked = _feed_requests(after, n) - _feed_requests(before, n)
        feeds += asked
        unchanged += _status(after, "304") - _status(before, "304")
        ratios.append(asked * intervals[n] / seconds)
    ratios.sort()
    show(
        feed_requests=feeds,
        requests_beside_the_rule={
            "all": round(sum(ratios) / len(ratios), 4),
            "min": round(ratios[0], 3),
            "p5": round(ratios[len(ratios) // 20], 3),
            "p50": round(ratios[len(ratios) // 2], 3),
            "p95": round(ratios[len(ratios) * 95 // 100], 3),
            "max": round(ratios[-1], 3),
            "sources_within_10_percent": round(
                sum(0.9 <= ratio <= 1.1 for ratio in ratios) / len(ratios), 4
            ),
        },
        share_of_304=round(unchanged / feeds, 4),
    )


def _feed_requests(counted: Any, n: int) -> int:
    return sum(
        count
        for url, count in counted.get("urls", {}).items()
        if url.partition("?")[0] == feed_path(n)
    )


def _status(counted: Any, status: str) -> int:
    return int(counted.get("status", {}).get(status, 0))


if __name__ == "__main__":
    main()
