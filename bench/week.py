"""A simulated week: what of the daemon grows.

    unshare --net sh -c 'ip link set lo up; python -m bench.week SHARED'

Runs the daemon on the simulated newsroom in accelerated time (`bench.world`); the feeds' own texts
are the articles. Each simulated hour it is scraped, its write-ahead log is cut, as its own hourly
act does by the real clock, and what it holds is sampled: memory, open files, threads, tasks, the
write-ahead log before it is cut, bytes of log and CPU since the hour before.

Prints, as JSON, the median of each day, the last day beside the first, and the slope from the
second day on, a day, in percent of the median. `rss_mb` holds SQLite's page cache, which grows with
the store up to its bound (`cache_size` in monitor/store/engine.py): with a bound of 2 MB it grew by
1.3 % in a week, with 64 MB by 7.5 %, as much as the store did. `store` is there to compare with.
"""

import argparse
import asyncio
import gc
import os
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench import proc
from bench.newsroom import newsroom
from bench.world import (
    Run,
    accelerated,
    hours,
    options,
    quantiles,
    show,
    simulator_options,
    source_line,
    watched,
    watching,
)
from monitor.watch.clock import Clock

Sample = dict[str, float]
_HOURS_A_DAY = 24
_SUMS = ("log_bytes", "polls", "articles", "main_cpu_ms", "parsers_cpu_ms")
"""Of each hour; the others are levels."""


def main() -> None:
    """Run the week and print what grew."""
    given = options(
        __doc__ or "",
        sources=200,
        speed=2000.0,
        every=3600.0,
        interval=14400.0,
        days=7.0,
        initial=20,
        latency_ms=0.0,
        faults=0.05,
        tick_s=0.05,
    )
    given.set_defaults(pages=1, entries=20)
    told = given.parse_args()
    with (
        newsroom(told, faults=told.faults, more=simulator_options(told)),
        tempfile.TemporaryDirectory() as folder,
    ):
        asyncio.run(_week(told, Path(folder), accelerated(told.speed)))


async def _week(told: argparse.Namespace, folder: Path, clock: Clock) -> None:
    lines = [source_line(n, every_s=told.every, article="feed") for n in range(told.sources)]
    config = watched(folder, lines, rules=True)
    async with watching(config, clock, tick_s=told.tick_s) as run:
        await run.until(lambda: len(run.seen.polled) >= told.sources, real_s=600)
        show(first_polls={"articles": run.seen.entries})
        samples = await _sampled(run, told)
        bugs, steps = run.bugs, run.steps
    days = [samples[at : at + _HOURS_A_DAY] for at in range(0, len(samples), _HOURS_A_DAY)]
    for name in samples[0]:
        show(**{name: _growth(name, days)})
    show(
        bugs=bugs,
        clock_steps=steps,
        failed=run.seen.problems,
        poll_lag_simulated_s=quantiles(run.seen.lags_s, digits=1),
        loop_lag_real_s=quantiles(run.seen.loop_lags_s),
    )


async def _sampled(run: Run, told: argparse.Namespace) -> list[Sample]:
    """Let the week pass, and return what there was each hour."""
    begin, total = run.clock.now(), told.days * _HOURS_A_DAY
    before = _totals(run)
    samples: list[Sample] = []
    objects: list[int] = []
    for hour, end in enumerate(hours(begin, total), 1):
        wait_s = (end - run.clock.now()).total_seconds() / told.speed
        await asyncio.sleep(max(0.0, wait_s))
        run.daemon.live()
        scraped = len(run.daemon.record.metrics.text())
        after = _totals(run)
        samples.append(
            _levels(run)
            | {"scrape_bytes": scraped}
            | {name: round(after[name] - before[name]) for name in _SUMS}
        )
        before = after
        await run.store.checkpoint()
        if hour % _HOURS_A_DAY == 0:
            gc.collect()
            objects.append(len(gc.get_objects()))
            late_s = (run.clock.now() - end).total_seconds()
            day = hour // _HOURS_A_DAY
            print(f"day {day}: {samples[-1]}, late by {late_s:.0f} s", file=sys.stderr, flush=True)
    show(live_objects_at_the_end_of_each_day=objects)
    return samples


def _levels(run: Run) -> Sample:
    pid, path = os.getpid(), run.config.settings.database_path
    held = proc.held(pid)
    return {
        "rss_mb": round(held.rss / 2**20, 2),
        "parsers_pss_mb": round(proc.pss_below(pid) / 2**20, 2),
        "files": held.files,
        "threads": held.threads,
        "processes": len(proc.below(pid)),
        "tasks": len(asyncio.all_tasks()) - run.running,
        "wal_mb": round(path.with_name(f"{path.name}-wal").stat().st_size / 2**20, 2),
        "store_mb": round(path.stat().st_size / 2**20, 2),
    }


def _totals(run: Run) -> dict[str, float]:
    used = proc.cpu(os.getpid())
    return {
        "log_bytes": run.log.stat().st_size,
        "polls": run.seen.polls,
        "articles": run.seen.entries,
        "main_cpu_ms": 1000 * used.main_s,
        "parsers_cpu_ms": 1000 * used.children_s,
    }


def _growth(name: str, days: Sequence[Sequence[Sample]]) -> dict[str, object]:
    medians = [statistics.median(sample[name] for sample in day) for day in days if day]
    later = [sample[name] for day in days[1:] for sample in day]
    found: dict[str, object] = {"days": [round(median, 2) for median in medians]}
    if medians[0]:
        found["last_by_first"] = round(medians[-1] / medians[0], 3)
    if len(later) > 1 and (middle := statistics.median(later)):
        slope = statistics.linear_regression(range(len(later)), later).slope
        found["slope_percent_a_day"] = round(100 * slope * _HOURS_A_DAY / middle, 2)
    return found


if __name__ == "__main__":
    main()
