"""The store and the network fail under a running daemon; after each: nothing lost, nothing double.

Faults of seconds stand for those of minutes: what is waited out is waited out the same way.
"""

import os
import random
import signal
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from daemons import running
from faults import (
    Hook,
    Polls,
    Store,
    configure,
    feed,
    metric,
    mounted,
    ready,
    settled,
    until,
)
from newsroom import Answer, NewsSite, Request

_KILLS = 3
_SEED = 20260101
_FULL_S = 5.0


def test_killed_at_random_moments_and_started_again(site: NewsSite, tmp_path: Path) -> None:
    """It is killed at three requests drawn by lot, deliveries under way, then let to finish."""
    numbers = range(24)
    hook, lot = Hook(), random.Random(_SEED)
    victims: list[int] = []
    seen, kill_at = 0, 0

    def watched(answer: Answer | Hook, request: Request) -> Answer:
        nonlocal seen
        given = answer(request) if isinstance(answer, Hook) else answer
        seen += 1
        if seen == kill_at:
            os.kill(victims[-1], signal.SIGKILL)
        return given

    site.routes |= {
        "/a.xml": partial(watched, feed(numbers[:12])),
        "/b.xml": partial(watched, feed(numbers[12:])),
        "/hook": partial(watched, hook),
    }
    sources = {"a": f"{site.url}/a.xml", "b": f"{site.url}/b.xml"}
    config = configure(tmp_path / "sources.yaml", sources, {"hook": f"{site.url}/hook"})
    for _ in range(_KILLS):
        with running(config) as daemon:
            seen, kill_at = 0, lot.randint(2, 9)
            victims.append(daemon.process.pid)
            assert daemon.process.wait(60) == -signal.SIGKILL
    kill_at = 0
    with running(config) as daemon:
        settled(Store(tmp_path / "wire.db"), hook, numbers)
        assert ready(daemon)


def test_a_full_disk_is_waited_out(site: NewsSite, tmp_path: Path) -> None:
    hook, polls = Hook(), Polls(feed(range(3)))
    site.routes |= {"/feed": polls, "/hook": hook}
    disk = tmp_path / "disk"
    disk.mkdir()
    config = configure(
        tmp_path / "sources.yaml",
        {"wire": f"{site.url}/feed"},
        {"hook": f"{site.url}/hook"},
        database=f"{disk}/wire.db",
    )
    script = f"mount -t tmpfs -o size=16m tmpfs {disk}"
    try:
        with mounted(config, script) as (daemon, root):
            inside = root / disk.relative_to("/")
            store = Store(disk / "wire.db", seen_by=daemon.process.pid)
            settled(store, hook, range(3))
            _fill(inside / "ballast")
            polls.answer = feed(range(20), words=4_000)
            daemon.written("store.trouble", reason="full")
            assert daemon.get("/readyz")[0] == 503
            assert daemon.get("/healthz")[0] == 200
            before = len(polls.at)
            assert daemon.silent("READY=1", _FULL_S)
            assert daemon.process.poll() is None
            assert not ready(daemon)
            assert len(polls.at) - before <= 3, "the site is asked less and less meanwhile"
            (inside / "ballast").unlink()
            daemon.written("store.back")
            settled(store, hook, range(20))
            until(partial(ready, daemon))
            assert len(daemon.lines("store.back")) == 1
    except PermissionError as error:
        pytest.skip(f"needs the right to mount: {error}")


def _fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12):
            try:
                while file.write(bytes(size)) == size:
                    pass
            except OSError:
                continue


def test_a_locked_database_is_waited_out(site: NewsSite, tmp_path: Path) -> None:
    """Another program holds the write lock for longer than the store waits for it, 10 s."""
    hook, polls = Hook(), Polls(feed(range(3)))
    site.routes |= {"/feed": polls, "/hook": hook}
    config = configure(
        tmp_path / "sources.yaml", {"wire": f"{site.url}/feed"}, {"hook": f"{site.url}/hook"}
    )
    store = Store(tmp_path / "wire.db")
    with running(config, "--log-level", "debug") as daemon:
        settled(store, hook, range(3))
        with closing(sqlite3.connect(store.path, isolation_level=None, timeout=30)) as other:
            other.execute("BEGIN IMMEDIATE")
            polls.answer = feed(range(6))
            daemon.written("store.trouble", reason="busy")
            assert daemon.get("/readyz")[0] == 503
            assert daemon.get("/healthz")[0] == 200
            other.execute("ROLLBACK")
        daemon.written("store.back")
        settled(store, hook, range(6))
        until(partial(ready, daemon))
        assert metric(daemon, 'wireroom_store_errors_total{reason="busy"}') >= 1
