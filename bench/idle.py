"""`wireroom run` with 5,000 sources, none of them due: what it costs to wait.

    python -m bench.idle [--sources 5000] [--seconds 300] [--listen 127.0.0.1:0] [--scrape 15]

The store says of each source that it was polled well and is due in a day. Measured from `--settle`
seconds after the daemon is ready: CPU of the main process and of what it started, memory, open
files, threads, and how often the main process was woken. `--scrape S` asks for /metrics every S
seconds. Start and stop are reported apart. Prints JSON.
"""

import argparse
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from bench import proc
from bench.world import show, watched
from monitor.app.compose import utc_now
from monitor.config import Config
from monitor.store import Store, sources
from monitor.types import SourceKind, SourceState, Validators

_READY_S = 120.0
_DAY = timedelta(days=1)


def main() -> None:
    """Start it, let it wait, and print what that cost."""
    given = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    given.add_argument("--sources", type=int, default=5000)
    given.add_argument("--seconds", type=float, default=300)
    given.add_argument("--settle", type=float, default=10)
    given.add_argument("--listen", default="127.0.0.1:0", help="HOST:PORT or none")
    given.add_argument("--scrape", type=float, default=0, help="every so many seconds; 0: never")
    told = given.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        config = _configured(Path(folder), told.sources)
        with _running(config, told.listen) as (process, log):
            _measure(process, log, told)


def _configured(folder: Path, count: int) -> Config:
    """Write a configuration and a store that is in no hurry."""
    lines = [
        f"  - {{id: s{n}, url: 'https://s{n}.example.org/feed.xml', every: 1d}}"
        for n in range(count)
    ]
    config, now = watched(folder, lines, rules=True), utc_now()
    with Store.to_write(config.settings.database_path) as store, store.transaction() as conn:
        for n, source in enumerate(config.sources):
            state = SourceState(
                kind=SourceKind.FEED,
                since=now - _DAY,
                polled_at=now,
                full_at=now,
                due_at=now + _DAY * (0.75 + 0.25 * n / count),
                weekly=3.0,
                usual_gap_s=200_000.0,
                newest_at=now,
            )
            sources.save_state(conn, source, state)
            kept = Validators(url=source.url, etag=f'"{n}"', body_hash=bytes(16))
            sources.save_validators(conn, source.id, kept)
    return config


@contextmanager
def _running(config: Config, listen: str) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """Run the daemon, until it is ready; end it as systemd would."""
    log = config.path.with_name("log")
    command = [sys.executable, "-m", "monitor", "--config", str(config.path)]
    began = time.monotonic()
    with log.open("wb") as stream:
        process = subprocess.Popen([*command, "run", "--listen", listen], stderr=stream)
    try:
        while "event=daemon.ready" not in log.read_text():
            if process.poll() is not None or time.monotonic() > began + _READY_S:
                raise RuntimeError(log.read_text()[-2000:] or "it is not ready")
            time.sleep(0.05)
        ready_s = time.monotonic() - began
        show(start={"real_s": round(ready_s, 2), "cpu_s": round(proc.cpu(process.pid).all_s, 2)})
        yield process, log
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        show(stop={"real_s": round(time.monotonic() - began, 2), "code": process.returncode})
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _measure(process: subprocess.Popen[bytes], log: Path, told: argparse.Namespace) -> None:
    pid = process.pid
    url = _address(log.read_text())
    time.sleep(told.settle)
    before, woken, written = proc.cpu(pid), _switches(pid), log.stat().st_size
    began = time.monotonic()
    scrapes = _wait(told, url)
    real_s = time.monotonic() - began
    used, held = proc.cpu(pid) - before, proc.held(pid)
    show(
        sources=told.sources,
        listen=told.listen,
        scrapes=scrapes,
        real_s=round(real_s, 1),
        main_cpu_s=round(used.main_s, 2),
        children_cpu_s=round(used.children_s, 2),
        main_percent_of_a_core=round(100 * used.main_s / real_s, 3),
        all_percent_of_a_core=round(100 * used.all_s / real_s, 3),
        main_rss_mb=round(held.rss / 2**20, 1),
        main_pss_mb=round(held.pss / 2**20, 1),
        processes=len(proc.below(pid)),
        children_pss_mb=round(proc.pss_below(pid) / 2**20, 1),
        files=held.files,
        threads=held.threads,
        wakes_a_second=round((_switches(pid) - woken) / real_s, 1),
        log_bytes=log.stat().st_size - written,
    )


def _wait(told: argparse.Namespace, url: str | None) -> int:
    """Let the time pass; return how often it was scraped meanwhile."""
    if not told.scrape or url is None:
        time.sleep(told.seconds)
        return 0
    count = int(told.seconds / told.scrape)
    for _ in range(count):
        time.sleep(told.scrape)
        with urllib.request.urlopen(f"http://{url}/metrics", timeout=10) as answer:
            answer.read()
    return count


def _address(log: str) -> str | None:
    found = re.search(r"event=daemon\.started.* listen=(\S+)", log)
    return found[1].strip('"') if found else None


def _switches(pid: int) -> int:
    """Return how often the threads of `pid` gave up the processor to wait."""
    total = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        found = re.search(r"^voluntary_ctxt_switches:\s+(\d+)", (task / "status").read_text(), re.M)
        total += int(found[1]) if found else 0
    return total


if __name__ == "__main__":
    main()
