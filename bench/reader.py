"""wireroom beside lemon24/reader: new and unchanged feeds per CPU-second, in turn in one run.

    unshare --net sh -c 'ip link set lo up; python -m bench.reader SHARED --peer PYTHON'

PYTHON is that of a virtual environment with `reader[search]` and `sgmllib3k`. Both poll the same
feeds of the simulated newsroom, each on its own address, twice: all entries new, then nothing
changed (304). Everything on one core, the simulator on the other. wireroom runs as its daemon does
(timer, poller, pipeline, log, metrics, commits with synchronous=FULL, parsers in processes of their
own); the feeds' own texts are the articles, so that both store the same. Four lines: without rules,
with the shipped ones, reader, and reader with its full-text index, which wireroom always has. CPU
is that of all processes. A daemon starts once in months: its start, and that of its parsers, is
`start` and not part of the others. `--rounds` repeats it.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench import proc
from bench.newsroom import PORT, newsroom
from bench.world import Run, show, source_line, watched, watching
from monitor.app.compose import utc_now
from monitor.config import Config
from monitor.store import Store, sources
from monitor.types import SourceState
from monitor.watch.clock import Clock

_EVERY_S = 900.0
_LONGEST_S = 500.0
_WARM = 10
"""Feeds that are polled before it counts."""
_POSTPONED_S = 600.0
_SEARCHED = """
import json, os, resource, sys, tempfile, time
from reader import make_reader
def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
feeds = int(sys.argv[1])
reader = make_reader(os.path.join(tempfile.mkdtemp(), "reader.sqlite"))
for n in range(feeds):
    reader.add_feed(sys.argv[2].format(a=n // 250, b=n % 250 + 1, n=n))
reader.enable_search()
before, began = cpu(), time.perf_counter()
reader.update_feeds(workers=10, scheduled=False)
reader.update_search()
print(json.dumps({
    "entries": reader.get_entry_counts().total, "cpu_s": cpu() - before,
    "wall_s": time.perf_counter() - began,
    "errors": sum(1 for feed in reader.get_feeds() if feed.last_exception),
}))
"""
"""reader with its own full-text index, which its script above leaves out."""


def main() -> None:
    """Run both, or be one of wireroom's runs."""
    given = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    given.add_argument("shared", type=Path)
    given.add_argument("--peer", metavar="PYTHON")
    given.add_argument("--feeds", type=int, default=300)
    given.add_argument("--rounds", type=int, default=1)
    given.add_argument("--tick-s", type=float, default=0.1)
    given.add_argument("--only", choices=("plain", "rules"), help="wireroom alone, in this process")
    given.set_defaults(pages=1, latency_ms=0.0)
    told = given.parse_args()
    told.sources = told.feeds + _WARM
    if told.only:
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(_wireroom(told, Path(folder)))
        return
    found: dict[str, list[dict[str, Any]]] = {}
    with newsroom(told, faults=0):
        for _ in range(told.rounds):
            for name, lines in _one_round(told):
                found.setdefault(name, []).append(lines)
                show(system=name, **lines)
    _compare(found)


def _one_round(told: argparse.Namespace) -> Sequence[tuple[str, dict[str, Any]]]:
    ours = [sys.executable, "-m", "bench.reader", str(told.shared), "--feeds", str(told.feeds)]
    ours += ["--tick-s", str(told.tick_s)]
    results = []
    for kind in ("plain", "rules"):
        lines = _lines([*ours, "--only", kind], Path.cwd())
        results.append((f"wireroom, {kind}", {k: v for line in lines for k, v in line.items()}))
    if told.peer:
        folder = told.shared / "evals" / "peers"
        lines = _lines([told.peer, "peer_reader.py", str(told.feeds), "10"], folder)
        new, unchanged = (_peer(line, told.feeds) for line in lines[1:])
        results.append(("reader", {"new": new, "unchanged": unchanged}))
        template = f"http://127.1.{{a}}.{{b}}:{PORT}/s/{{n}}/feed.xml"
        searched = [told.peer, "-c", _SEARCHED, str(told.feeds), template]
        (line,) = _lines(searched, folder)
        results.append(("reader, with search", {"new": _peer(line, told.feeds)}))
    return results


def _lines(command: Sequence[str], folder: Path) -> list[dict[str, Any]]:
    """Run on the first core; return the lines of JSON that it printed."""
    done = subprocess.run(
        ["taskset", "-c", "0", *command],
        cwd=folder,
        stdout=subprocess.PIPE,
        check=True,
        timeout=_LONGEST_S,
        env=os.environ | {"HOSTS": "1", "PYTHONDONTWRITEBYTECODE": "1"},
    )
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith(b"{")]


def _peer(line: dict[str, Any], feeds: int) -> dict[str, float]:
    if line["errors"]:
        raise RuntimeError(f"reader could not read {line['errors']} feeds")
    return _figures(feeds, line["entries"], line["cpu_s"], line["wall_s"])


def _figures(feeds: int, entries: int, cpu_s: float, wall_s: float) -> dict[str, float]:
    return {
        "feeds": feeds,
        "entries": entries,
        "cpu_s": round(cpu_s, 2),
        "wall_s": round(wall_s, 2),
        "feeds_per_cpu_s": round(feeds / cpu_s, 1),
        "entries_per_cpu_s": round(entries / cpu_s, 1),
    }


def _compare(found: dict[str, list[dict[str, Any]]]) -> None:
    """Print how many times as much as each reader each wireroom does, by the best rounds."""
    for name in (name for name in found if name.startswith("wireroom")):
        for peer in (peer for peer in found if peer.startswith("reader")):
            times = {
                what: round(_best(found[name], what) / _best(found[peer], what), 2)
                for what in ("new", "unchanged")
                if what in found[peer][0]
            }
            show(system=name, times={peer: times})


def _best(rounds: Sequence[dict[str, Any]], what: str) -> float:
    return max(float(line[what]["feeds_per_cpu_s"]) for line in rounds)


class _Shifted:
    """A clock that can be set ahead, both hands at once: time passes, nothing is stepped."""

    def __init__(self) -> None:
        usual = Clock()
        self._by_s = 0.0
        self.clock = Clock(
            now=lambda: usual.now() + timedelta(seconds=self._by_s),
            steady_s=lambda: usual.steady_s() + self._by_s,
        )

    def ahead(self, seconds: float) -> None:
        """Set it ahead."""
        self._by_s += seconds


async def _wireroom(told: argparse.Namespace, folder: Path) -> None:
    """Poll all feeds, and all again an interval later; print what each took."""
    lines = [source_line(n, every_s=_EVERY_S, article="feed") for n in range(told.sources)]
    config = watched(folder, lines, rules=told.only == "rules")
    _postpone(config)
    shifted = _Shifted()
    async with watching(config, shifted.clock, tick_s=told.tick_s) as run:
        await run.until(lambda: run.seen.polls >= _WARM and not run.running, real_s=_LONGEST_S)
        used = proc.cpu(os.getpid())
        show(start={"main_s": round(used.main_s, 2), "parsers_s": round(used.children_s, 2)})
        # The feeds that were polled already are due after 810 s at the earliest.
        await _phase(run, "new", told.feeds, lambda: shifted.ahead(_POSTPONED_S + 20))
        await _phase(run, "unchanged", told.sources, lambda: shifted.ahead(2 * _EVERY_S))


def _postpone(config: Config) -> None:
    """Let only the first sources be due now, which start the parsers and fill the caches."""
    due_at = utc_now() + timedelta(seconds=_POSTPONED_S)
    with Store.to_write(config.settings.database_path) as store, store.transaction() as conn:
        for source in config.sources[_WARM:]:
            sources.save_state(conn, source, SourceState(due_at=due_at))


async def _phase(run: Run, what: str, feeds: int, begin: Callable[[], None]) -> None:
    """Poll what becomes due at `begin`, and print what that took."""
    run.seen.clear()
    before, began = proc.cpu(os.getpid()), time.perf_counter()
    begin()
    await run.until(lambda: run.seen.polls >= feeds and not run.running, real_s=_LONGEST_S)
    used, seen = proc.cpu(os.getpid()) - before, run.seen
    if (seen.polls, seen.failed) != (feeds, 0) or (what == "unchanged") != (not seen.entries):
        raise RuntimeError(f"{what}: {seen.polls} polls, {seen.entries} entries, {seen.problems}")
    entries = seen.entries or 20 * feeds
    figures = _figures(feeds, entries, used.all_s, time.perf_counter() - began)
    show(**{what: figures | {"parsers_cpu_s": round(used.children_s, 2)}})


if __name__ == "__main__":
    main()
