"""The simulated newsroom under accelerated time, and the daemon that watches it.

One second of the machine is `speed` seconds of the simulator and of the daemon's clock: both read
the same monotonic clock of the kernel, so they never drift apart. What the daemon counts in the
loop's own time stays real: the gap and the order at a host, time limits, the minute's and the
hour's acts.
"""

import argparse
import asyncio
import importlib.util
import json
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.newsroom import ENTITIES, PORT, admin
from monitor.app.daemon import Daemon
from monitor.config import Config, load
from monitor.log import open_log
from monitor.metrics import Metrics
from monitor.pipeline import Visited
from monitor.store import Store
from monitor.types import SourceId
from monitor.watch.clock import Clock
from monitor.watch.record import Record
from monitor.watch.systemd import Notifier

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
_ONE_MOMENT_S = 0.05
_RULES = """\
rules:
  - {id: un-leaves-the-north, when: '@minusma AND (@ber OR @kidal)'}
  - {id: cma, when: '@cma'}
"""


def options(doc: str, **defaults: float | str) -> argparse.ArgumentParser:
    """Return a parser with the options that all runs in accelerated time share."""
    given = argparse.ArgumentParser(description=doc.split("\n")[0])
    given.add_argument("shared", type=Path)
    for name, default in defaults.items():
        flag = f"--{name.replace('_', '-')}"
        given.add_argument(flag, type=type(default), default=default, help=f"default {default}")
    return given


def simulator_options(given: argparse.Namespace) -> list[str]:
    """Return what the simulator is told beyond the usual."""
    return [
        *("--speed", str(given.speed), "--interval", str(given.interval)),
        *("--initial", str(given.initial), "--epoch", f"{EPOCH:%Y-%m-%d}"),
    ]


def watched(folder: Path, sources: Iterable[str], *, gap_s: float = 0.0, rules: bool) -> Config:
    """Return a configuration of `sources`, lines of YAML; `rules` are those that are shipped."""
    lines = ["version: 1"]
    if rules:
        lines.append(f'include: ["{ENTITIES}"]')
    lines += [
        "settings:",
        '  database: "sqlite:///bench.db"',
        f"  gap: {gap_s:.6f}",
        '  allow_networks: ["127.0.0.0/8"]',
        *([_RULES] if rules else []),
        "sources:",
        *sources,
    ]
    path = folder / "sources.yaml"
    path.write_text("\n".join(lines) + "\n")
    return load(path, {}, selector_error=lambda selector: None)


def source_line(n: int, *, every_s: float, article: str) -> str:
    """Return one source of the simulator, on an address of its own."""
    url = f"http://127.1.{n // 250}.{n % 250 + 1}:{PORT}{feed_path(n)}"
    return f"  - {{id: s{n}, url: '{url}', every: {every_s:g}s, article: {article}}}"


def feed_path(n: int) -> str:
    """Return where the feed of a source stands."""
    return f"/s/{n}/feed.xml"


def accelerated(speed: float) -> Clock:
    """Return the clock of the running simulator."""
    asked = time.monotonic()
    elapsed_s = admin("__stats__?brief=1")["total"]["simulated_elapsed_s"]
    zero_s = (asked + time.monotonic()) / 2 - elapsed_s / speed
    return _Accelerated(zero_s, speed).clock


class _Accelerated:
    """Shows one moment on both hands, for which the daemon asks one after the other.

    At speed 2,000 a thread that is switched away from between the two for 5 ms would see the wall
    clock set by 10 s.
    """

    def __init__(self, zero_s: float, speed: float) -> None:
        self._zero_s = zero_s
        self._speed = speed
        self._asked_s = 0.0
        self.clock = Clock(now=self._now, steady_s=self._steady_s)

    def _now(self) -> datetime:
        self._asked_s = asked_s = time.monotonic()
        return EPOCH + timedelta(seconds=self._shown_s(asked_s))

    def _steady_s(self) -> float:
        now_s = time.monotonic()
        return self._shown_s(self._asked_s if now_s - self._asked_s < _ONE_MOMENT_S else now_s)

    def _shown_s(self, real_s: float) -> float:
        return (real_s - self._zero_s) * self._speed


class Publications:
    """When the simulator publishes what: its own arithmetic, from its own file."""

    def __init__(self, given: argparse.Namespace) -> None:
        file = given.shared / "evals" / "newsroom" / "server.py"
        spec = importlib.util.spec_from_file_location("newsroom_server", file)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        told = {"seed": 1, "faults": 0.0, "cache": 1, "epoch": f"{EPOCH:%Y-%m-%d}"}
        self._room = module.Newsroom(argparse.Namespace(**{**vars(given), **told}))
        self._initial = given.initial

    def between(self, n: int, since: datetime, until: datetime) -> dict[int, datetime]:
        """Return the articles of source `n` that appear in that time, by number.

        The simulator shows an article when its time is over by less than a second.
        """
        step_s: float = self._room.interval_of(n)
        first = int((since - EPOCH).total_seconds() / step_s) + self._initial
        found: dict[int, datetime] = {}
        for k in range(first, first + 1_000_000):
            when: datetime = self._room.published(n, k)
            if when >= until:
                break
            if when >= since:
                found[k] = when
        return found


@dataclass
class Seen:
    """What a run shows while it goes on; lags in simulated seconds, `loop_lags_s` in real ones."""

    polls: int = 0
    failed: int = 0
    entries: int = 0
    unchanged: int = 0
    polled: set[SourceId] = field(default_factory=set)
    lags_s: list[float] = field(default_factory=list)
    loop_lags_s: list[float] = field(default_factory=list)
    problems: dict[str, int] = field(default_factory=dict)

    def clear(self) -> None:
        """Begin anew; which sources were polled stays."""
        self.polls = self.failed = self.entries = self.unchanged = 0
        for series in (self.lags_s, self.loop_lags_s, self.problems):
            series.clear()


class Recording(Record):
    """The daemon's own record, which also keeps what a benchmark asks."""

    seen: Seen

    def visited(self, visited: Visited, *, elapsed_s: float, lag_s: float) -> None:
        """Write down a poll, and count it."""
        super().visited(visited, elapsed_s=elapsed_s, lag_s=lag_s)
        seen = self.seen
        seen.polls += 1
        seen.entries += len(visited.items)
        seen.unchanged += visited.tally.not_modified
        seen.polled.add(visited.source.id)
        seen.lags_s.append(lag_s)
        if visited.problem:
            seen.failed += 1
            word = visited.problem.partition(":")[0]
            seen.problems[word] = seen.problems.get(word, 0) + 1


@dataclass(frozen=True)
class Run:
    """A daemon at work."""

    daemon: Daemon
    store: Store
    config: Config
    clock: Clock
    seen: Seen
    log: Path

    @property
    def running(self) -> int:
        """How many polls are under way."""
        self.daemon.live()
        metrics = self.daemon.record.metrics
        return int(metrics.registry.get_sample_value("wireroom_visits_running") or 0)

    @property
    def bugs(self) -> int:
        """How many errors there were that should not be possible."""
        metrics = self.daemon.record.metrics
        return int(metrics.registry.get_sample_value("wireroom_bugs_total") or 0)

    @property
    def steps(self) -> int:
        """How often the daemon thought that the clock was set: never, or the run is void."""
        metrics = self.daemon.record.metrics
        return int(metrics.registry.get_sample_value("wireroom_clock_steps_total") or 0)

    async def until(self, met: Callable[[], bool], *, real_s: float, check_s: float = 0.05) -> None:
        """Wait until `met`; TimeoutError after `real_s` seconds."""
        async with asyncio.timeout(real_s):
            while True:
                if met():
                    return
                await asyncio.sleep(check_s)


@asynccontextmanager
async def watching(config: Config, clock: Clock, *, tick_s: float) -> AsyncIterator[Run]:
    """Run the daemon, which logs to a file; stop it in order at the end."""
    path, seen = config.settings.database_path, Seen()
    log = path.with_name("log")
    with Store.to_write(path) as store, log.open("w") as stream:
        record = Recording(open_log(stream, {}, hide=config.hide), Metrics())
        record.seen = seen
        daemon = Daemon(
            config,
            store,
            reread=lambda: config,
            record=record,
            notifier=Notifier({}),
            clock=clock,
            tick_s=tick_s,
        )
        run = Run(daemon=daemon, store=store, config=config, clock=clock, seen=seen, log=log)
        working = asyncio.create_task(daemon.run(lambda daemon: nullcontext()))
        lagging = asyncio.create_task(_feel_lag(seen))
        try:
            await run.until(lambda: daemon.watching or working.done(), real_s=60)
            yield run
        finally:
            lagging.cancel()
            daemon.stop()
            await working


async def _feel_lag(seen: Seen, step_s: float = 0.05) -> None:
    """Note by how much the loop is late for a sleeper."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + step_s
        await asyncio.sleep(step_s)
        seen.loop_lags_s.append(loop.time() - due)


def requests_of(stats: Mapping[str, Any], n: int) -> Mapping[str, Any]:
    """Return what the simulator counted of one source."""
    found: Mapping[str, Any] = stats["sources"].get(str(n), {})
    return found


def quantiles(values: Iterable[float], *, digits: int = 3) -> dict[str, float | int]:
    """Return count, median, 95th percentile and maximum."""
    found = sorted(values)
    if not found:
        return {"count": 0}
    return {
        "count": len(found),
        "p50": round(found[len(found) // 2], digits),
        "p95": round(found[min(len(found) - 1, int(len(found) * 0.95))], digits),
        "max": round(found[-1], digits),
    }


def show(**values: object) -> None:
    """Print one line of JSON."""
    print(json.dumps(values), flush=True)


def hours(since: datetime, count: float) -> Iterator[datetime]:
    """Yield the ends of `count` hours."""
    for hour in range(1, int(count) + 1):
        yield since + timedelta(hours=hour)
    if count != int(count):
        yield since + timedelta(hours=count)
