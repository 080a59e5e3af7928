"""wireroom beside scrapy and newspaper4k on one simulated newsroom: articles per CPU-second.

    python bench/newsroom.py SHARED [--sources 200] [--peer NAME=PYTHON]...

SHARED is the folder with evals/newsroom and evals/peers. A peer is named with the interpreter of
its own virtual environment: `scrapy` (with trafilatura, lxml_html_clean), `newspaper`
(newspaper4k[nlp]). Each source has its own address 127.1.x.y, so run it where the wildcard address
is loopback only: `unshare --net sh -c 'ip link set lo up; python bench/newsroom.py …'`.

Prints one JSON line a run: the first fetch, a second one (only conditional requests, nothing
stored), and each peer on as many pages, all in turn on one core with the simulator on the other.
"""

import argparse
import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

PORT = 8899
ENTITIES = Path(__file__).resolve().parent.parent / "entities.yaml"
CONFIG = """\
version: 1
include: ["{entities}"]
settings: {{database: "sqlite:///bench.db", gap: 0s, allow_networks: ["127.0.0.0/8"]}}
rules:
  - {{id: un-leaves-the-north, when: '@minusma AND (@ber OR @kidal)'}}
  - {{id: cma, when: '@cma'}}
sources:
{sources}
"""


def main() -> None:
    """Run it all and print the figures."""
    given = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    given.add_argument("shared", type=Path)
    given.add_argument("--sources", type=int, default=200)
    given.add_argument("--faults", type=float, default=0.1)
    given.add_argument("--latency-ms", type=float, default=50)
    given.add_argument("--pages", type=int, default=500, help="for each peer")
    given.add_argument("--peer", action="append", default=[], metavar="NAME=PYTHON")
    options = given.parse_args()
    with newsroom(options, faults=options.faults), tempfile.TemporaryDirectory() as folder:
        fetch_twice(Path(folder), options.sources)
    with newsroom(options, faults=0):  # which would end newspaper4k's script
        for peer in options.peer:
            name, python = peer.split("=", 1)
            run_peer(options.shared, name, python, count=options.pages)


@contextmanager
def newsroom(
    options: argparse.Namespace, *, faults: float, more: Sequence[str] = ()
) -> Iterator[None]:
    """Run the simulator on the second core, with `more` options; it listens when this begins."""
    script = options.shared / "evals" / "newsroom" / "server.py"
    command = [sys.executable, str(script), "--host", "0.0.0.0", "--port", str(PORT)]
    command += ["--sources", str(max(options.sources, options.pages)), "--faults", str(faults)]
    command += ["--latency-ms", str(options.latency_ms), *more]
    server = subprocess.Popen(["taskset", "-c", "1", *command], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    server.stdout.readline()
    try:
        yield
    finally:
        server.terminate()
        server.wait()
        server.stdout.close()


def addresses(count: int) -> Iterator[str]:
    """Yield the lines of that many sources, each on its own address."""
    for n in range(count):
        host = f"127.1.{n // 250}.{n % 250 + 1}"
        yield f"  - {{id: s{n}, url: 'http://{host}:{PORT}/s/{n}/feed.xml'}}"


def fetch_twice(folder: Path, count: int) -> None:
    """Fetch everything, then again; print what was stored, asked and used."""
    config = folder / "sources.yaml"
    config.write_text(
        CONFIG.format(
            entities=ENTITIES,
            sources="\n".join(addresses(count)),
        )
    )
    for run in ("first", "second"):
        admin("__reset__")
        before = cpu_s()
        start = time.perf_counter()
        command = [sys.executable, "-m", "monitor", "--config", str(config), "fetch", "--all"]
        done = subprocess.run(
            ["taskset", "-c", "0", *command, "--json"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        used, wall = cpu_s() - before, time.perf_counter() - start
        summary = json.loads(done.stdout)
        stats = admin("__stats__")
        print_line(f"wireroom, {run} fetch", used, wall, summary, stats, folder / "bench.db")


def print_line(
    what: str, used: float, wall: float, summary: dict[str, Any], stats: dict[str, Any], db: Path
) -> None:
    """Print one run as a line of JSON."""
    new = summary["articles"]["new"]
    with closing(sqlite3.connect(db)) as conn:
        stored, urls = conn.execute("SELECT count(*), count(DISTINCT key) FROM article").fetchone()
    line = {
        "what": what,
        "count": new,
        "cpu_s": round(used, 2),
        "wall_s": round(wall, 2),
        "per_cpu_s": round(new / used, 1),
        "stored": stored,
        "distinct": urls,
        "summary": summary,
        "requests": stats["total"]["requests"],
        "conditional": stats["total"]["conditional"],
        # The simulator counts the robots.txt of all addresses as one source, -1.
        "max_concurrent": max(
            s["max_concurrent"] for n, s in stats["sources"].items() if n != "-1"
        ),
        "status": stats["total"]["status"],
    }
    print(json.dumps(line), flush=True)


def run_peer(shared: Path, name: str, python: str, count: int) -> None:
    """Run a peer's own script on `count` pages; it prints its line itself."""
    extra = {"scrapy": ["trafilatura"], "newspaper": ["8"]}[name]
    script = shared / "evals" / "peers" / f"peer_{name}.py"
    subprocess.run(
        ["taskset", "-c", "0", python, script.name, str(count), *extra],
        cwd=script.parent,
        stderr=subprocess.DEVNULL,
        check=False,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )


def admin(path: str) -> dict[str, Any]:
    """Ask the simulator's own pages."""
    with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/{path}") as answer:
        found: dict[str, Any] = json.load(answer)
    return found


def cpu_s() -> float:
    """Return the CPU seconds of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
