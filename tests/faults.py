"""Faults for tests of the daemon: what breaks, what is published meanwhile, and what came of it."""

import asyncio
import json
import os
import random
import sqlite3
import struct
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from commands import COMMAND, SECRET
from daemons import READY_S, Daemon, running
from newsroom import Answer, NewsSite, Request, page
from website import Website, drip, website

T = TypeVar("T")

EVERY_S = 5.0
"""The shortest interval that may be configured; with its jitter 4.5 to 5.5 s."""
_LOOK_S = 0.05
_WORDS = (
    "harbour ferry lagoon clerk mayor bridge market river school teacher road convoy valley "
    "village garden station engine winter summer letter captain doctor farmer miller baker "
    "soldier singer window kitchen mountain island forest tunnel castle library museum"
)


def until(found: Callable[[], T], within_s: float = READY_S) -> T:
    """Return what `found` returns once that is true; fail if it is not in time."""
    ends_s = time.monotonic() + within_s
    while True:
        result = found()
        if result:
            return result
        assert time.monotonic() < ends_s, f"not within {within_s:g} s: {result!r}"
        threading.Event().wait(_LOOK_S)


def text(number: int, words: int = 60) -> str:
    """Return a text like no other's; each has the word that the rule of `settings` looks for."""
    chosen = random.Random(number).choices(_WORDS.split(), k=words)
    return f"Number {number} of the kestrel: {' '.join(chosen)} {number * 37}."


def feed(numbers: Sequence[int], *, words: int = 60) -> Answer:
    """Return a feed whose entries are articles in full; without dates, so that none slows it."""
    items = "".join(
        f"<item><link>/{n}.html</link><title>Kestrel {n}</title>"
        f"<description>{text(n, words)}</description></item>"
        for n in numbers
    )
    body = f'<rss version="2.0"><channel><title>Wire</title>{items}</channel></rss>'
    return page(body, "application/rss+xml")


def configure(
    path: Path,
    sources: Mapping[str, str],
    hooks: Mapping[str, str],
    *,
    database: str = "wire.db",
    settings: str = "",
    article: str = "feed",
    events: Mapping[str, str] | None = None,
    when: str = "kestrel",
) -> Path:
    """Write a configuration: sources and webhooks by id and address; each source every 5 s.

    `events` are what the webhooks ask for, by id; else alerts only.
    """
    asked = dict.fromkeys(hooks, "[alert]") | dict(events or {})
    lines = [
        "version: 1",
        f'settings: {{database: "sqlite:///{database}", every: 5s, gap: 0s,'
        f' allow_networks: ["127.0.0.0/8"]{settings and ", " + settings}}}',
        f"rules: [{{id: kestrel, when: '{when}', notify: article}}]",
        "sources:",
        *(f'  - {{id: {i}, url: "{url}", article: {article}}}' for i, url in sources.items()),
        "channels:",
        *(
            f'  - {{id: {i}, events: {asked[i]}, webhook: {{url: "{url}", secret: "{SECRET}"}}}}'
            for i, url in hooks.items()
        ),
    ]
    path.write_text("\n".join(lines) + "\n")
    return path


@dataclass
class Hook:
    """A webhook receiver: give it to a site as a route. `answer` is what it says."""

    answer: Answer = field(default_factory=lambda: Answer(status=204))
    got: dict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    refused: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def __call__(self, request: Request) -> Answer:
        answer, id_ = self.answer, request.headers["webhook-id"]
        if answer.status < 300:
            self.got[id_].append(request.body)
        else:
            self.refused[id_].append(time.monotonic())
        return answer

    def doubled(self) -> list[str]:
        """Return the deliveries that came more than once, but with other bytes than before."""
        return [id_ for id_, bodies in self.got.items() if len(set(bodies)) > 1]


@dataclass
class Polls:
    """A route that notes when it was asked, by the clock that is never set."""

    answer: Answer
    at: list[float] = field(default_factory=list)

    def __call__(self, request: Request) -> Answer:
        self.at.append(time.monotonic())
        return self.answer

    def gaps(self) -> list[float]:
        """Return the seconds between each two requests."""
        return [after - before for before, after in zip(self.at, self.at[1:], strict=False)]

    def more(self, count: int = 1, within_s: float = READY_S) -> None:
        """Wait for so many requests more."""
        wanted = len(self.at) + count
        until(lambda: len(self.at) >= wanted, within_s)


_ASK = """\
import json, sqlite3, sys
conn = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True, timeout=30)
print(json.dumps(conn.execute(sys.argv[2]).fetchall()))
"""


@dataclass(frozen=True)
class Store:
    """What is in the store at `path`, beside the daemon that writes to it.

    `seen_by` is the process that sees the file, if this one does not.
    """

    path: Path
    seen_by: int | None = None

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return what a statement finds."""
        if self.seen_by is not None:
            command = ["nsenter", "-t", str(self.seen_by), "-m", sys.executable, "-c", _ASK]
            command += [str(self.path), sql]
            done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
            return [tuple(row) for row in json.loads(done.stdout)]
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, timeout=30)) as conn:
            return conn.execute(sql).fetchall()

    def articles(self) -> list[int]:
        """Return the numbers of the articles, as often as they are stored."""
        return sorted(
            int(url.rpartition("/")[2].removesuffix(".html"))
            for (url,) in self.rows("SELECT url FROM article")
        )

    def deliveries(self, state: str | None = None) -> list[str]:
        """Return the ids of the deliveries, of one state if given."""
        found = self.rows("SELECT id, state FROM delivery")
        return sorted(id_ for id_, its in found if state is None or its == state)


def settled(store: Store, hook: Hook, numbers: Sequence[int], within_s: float = READY_S) -> None:
    """Wait until the articles `numbers` are stored and told of, and check that each is once.

    A delivery may be repeated, but only as the same bytes under the same id.
    """
    until(lambda: len(store.deliveries("delivered")) >= len(numbers), within_s)
    assert store.articles() == sorted(numbers)
    told = store.rows("SELECT id FROM delivery WHERE alert_id IS NOT NULL")
    assert len(told) == len(numbers)
    assert {id_ for (id_,) in told} <= set(hook.got)
    assert not hook.doubled()


def ready(daemon: Daemon) -> bool:
    """Whether the daemon says that it does its work."""
    return daemon.get("/readyz")[0] == 200


def metric(daemon: Daemon, name: str) -> float:
    """Return the value of one series, its labels written as they are shown."""
    for line in daemon.get("/metrics")[1].decode().splitlines():
        if line.startswith(f"{name} "):
            return float(line.rpartition(" ")[2])
    raise AssertionError(f"no {name}")


@dataclass(frozen=True)
class WallClock:
    """The wall clock of a daemon that is run by `command`; see wallclock.c."""

    path: Path
    command: tuple[str, ...]

    def set(self, seconds: int) -> None:
        """Let it be off by so many seconds."""
        with self.path.open("r+b", buffering=0) as file:
            file.write(struct.pack("q", seconds))


def wall_clock(folder: Path) -> WallClock:
    """Return a clock to be set, which is right until then. Needs a C compiler: OSError."""
    library, offset = folder / "wallclock.so", folder / "offset"
    source = Path(__file__).with_name("wallclock.c")
    made = ["cc", "-O1", "-shared", "-fPIC", "-o", str(library), str(source), "-ldl"]
    subprocess.run(made, check=True)
    offset.write_bytes(struct.pack("q", 0))
    given = (f"LD_PRELOAD={library}", f"WALLCLOCK={offset}")
    return WallClock(offset, ("env", *given, *COMMAND, "run"))


@contextmanager
def everywhere() -> Iterator[NewsSite]:
    """Serve a site on every address of this machine: as many hosts as a test wants."""
    with NewsSite(host="0.0.0.0") as site:
        site.url = f"http://127.0.0.1:{site.port}"
        yield site


@contextmanager
def mounted(config: Path, script: str) -> Iterator[tuple[Daemon, Path]]:
    """Run the daemon after a shell `script` that mounts what only it is to see.

    Yields it and the folder in which its own view of all files is. PermissionError without the
    right to mount.
    """
    tried = subprocess.run(["unshare", "-m", "true"], capture_output=True, text=True, check=False)
    if tried.returncode:
        raise PermissionError(tried.stderr.strip())
    command = ("unshare", "-m", "sh", "-ec", f'{script}\nexec "$@"', "sh", *COMMAND, "run")
    with running(config, "--log-level", "debug", command=command) as daemon:
        yield daemon, Path(f"/proc/{daemon.process.pid}/root")


@contextmanager
def dripping(host: str) -> Iterator[Website]:
    """Serve /0.xml to /9.xml: answers of a byte each fifth of a second, without end."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<rss>"
    started: Future[tuple[Website, asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def serve() -> None:
        over = asyncio.Event()
        replies = {f"/{n}.xml": drip(head, b" ", 0.2) for n in range(10)}
        async with website(replies, host=host) as site:
            started.set_result((site, asyncio.get_running_loop(), over))
            await over.wait()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    site, loop, over = started.result(READY_S)
    try:
        yield site
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()


@dataclass(frozen=True)
class Parsing:
    """A process that parses, or the one that forks them (`forks`), and its seconds of CPU."""

    pid: int
    forks: bool
    cpu_s: float


def parsing(daemon: Daemon) -> list[Parsing]:
    """Return the processes beside the main one that pages are parsed with."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            _, _, rest = (folder / "stat").read_text().rpartition(") ")
            name = (folder / "cmdline").read_bytes()
        except OSError:
            continue  # it has ended meanwhile
        values = rest.split()  # proc(5), from the third field on
        parent, group, used = int(values[1]), int(values[2]), int(values[11]) + int(values[12])
        if group == daemon.process.pid and b"forkserver" in name:
            forks = parent == daemon.process.pid
            found.append(Parsing(int(folder.name), forks, used / os.sysconf("SC_CLK_TCK")))
    return found
