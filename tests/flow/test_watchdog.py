"""What systemd hears of the real process, and what comes of killing it as systemd would."""

import asyncio
import signal
import socket
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from commands import COMMAND, PAGE, newsdesk
from daemons import READY_S, Daemon, running
from monitor.watch.clock import Clock
from monitor.watch.heart import Heart
from monitor.watch.systemd import Notifier
from newsroom import Answer, NewsSite, Request, page

_WATCHDOG_S = 3.0

BLOCKING = '''
"""`wireroom run` with a wall clock that stops the event loop for good once a file is there."""
import asyncio, os, sys, threading
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from monitor import app
from monitor.config import load
from monitor.log import open_log
from monitor.metrics import Metrics
from monitor.poll import selector_error
from monitor.store import Store
from monitor.watch.clock import Clock

flag, config_path = Path(sys.argv[1]), Path(sys.argv[3])

def now():
    if flag.exists():
        threading.Event().wait()
    return datetime.now(UTC)

def read():
    return load(config_path, os.environ, selector_error=selector_error)

async def main(config, store):
    record = app.Record(open_log(sys.stderr, os.environ, hide=config.hide), Metrics())
    notifier = app.Notifier(os.environ)
    clock = Clock(now=now)
    daemon = app.Daemon(
        config, store, reread=read, record=record, notifier=notifier, clock=clock, tick_s=0.2
    )
    await daemon.run(lambda daemon: nullcontext())

if __name__ == "__main__":  # the workers import this file too
    config = read()
    with Store.to_write(config.settings.database_path) as store:
        asyncio.run(main(config, store))
'''


@pytest.fixture
def site(tmp_path: Path) -> Iterator[NewsSite]:
    with newsdesk(tmp_path) as site:
        yield site


@contextmanager
def desk(
    folder: Path, *, ready: bool = True, command: Sequence[str] = (*COMMAND, "run")
) -> Iterator[Daemon]:
    """Run the daemon in `folder`, watched as the unit has it watched."""
    environ = {"PYTHONFAULTHANDLER": "1"}
    config = folder / "sources.yaml"
    with running(config, command=command, ready=ready, watchdog_s=_WATCHDOG_S, **environ) as daemon:
        yield daemon


def watchdog(daemon: Daemon) -> int:
    """Do as systemd: once the daemon was silent for so long, end it, and say how it ended."""
    fed = 0
    while not daemon.silent("WATCHDOG=1", _WATCHDOG_S):
        fed += 1
        assert fed < READY_S, "it was fed all the time"
    assert daemon.process.poll() is None, "it was killed, it did not end"
    daemon.send(signal.SIGABRT)
    return daemon.end(signal.SIGCONT)


def stored(folder: Path) -> tuple[list[str], list[str]]:
    """Return the addresses of the stored articles and the states of the deliveries."""
    with closing(sqlite3.connect(folder / "wireroom.db")) as conn:
        urls = [row[0] for row in conn.execute("SELECT url FROM article")]
        return urls, [row[0] for row in conn.execute("SELECT state FROM delivery")]


def hooked(site: NewsSite) -> set[str]:
    """Return the ids of what the webhook got."""
    return {request.headers["webhook-id"] for request in site.asked("/hook")}


def finished(folder: Path, site: NewsSite) -> None:
    """Run the daemon again, as systemd does: nothing is lost, nothing is there twice."""
    with desk(folder) as daemon:
        daemon.hear("WATCHDOG=1")
        daemon.written("delivery.settled", outcome="sent")
        assert daemon.end() == 0
    assert stored(folder) == ([f"{site.url}/1"], ["delivered"])
    assert len(hooked(site)) == 1


def test_a_blocked_loop_is_killed_and_comes_back(site: NewsSite, tmp_path: Path) -> None:
    flag, script = tmp_path / "blocked", tmp_path / "blocking.py"
    script.write_text(BLOCKING)

    def block(_request: Request) -> Answer:
        flag.touch()
        return page(PAGE)

    site.routes["/1"] = block
    with desk(tmp_path, command=(sys.executable, str(script), str(flag))) as daemon:
        daemon.hear("WATCHDOG=1")
        assert watchdog(daemon) == -signal.SIGABRT
        stack = daemon.log.read_text()
        assert "Fatal Python error: Aborted" in stack
        assert f'"{script}", line' in stack, "the log says where it stood"
    assert site.asked("/1")
    assert not hooked(site)

    flag.unlink()
    site.routes["/1"] = page(PAGE)
    finished(tmp_path, site)


def test_a_stopped_process_is_killed_and_comes_back(site: NewsSite, tmp_path: Path) -> None:
    with desk(tmp_path, ready=False) as daemon:

        def stop(_request: Request) -> Answer:
            daemon.send(signal.SIGSTOP)
            return page(PAGE)

        site.routes["/1"] = stop
        daemon.hear("READY=1")
        assert watchdog(daemon) == -signal.SIGABRT
    assert not hooked(site)

    site.routes["/1"] = page(PAGE)
    finished(tmp_path, site)


def test_what_systemd_hears(site: NewsSite, tmp_path: Path) -> None:
    with desk(tmp_path) as daemon:
        assert daemon.told == ["READY=1", "STATUS=watching"]
        assert daemon.hear("STATUS=").endswith("of 2 sources healthy, 2 not polled yet")
        daemon.send(signal.SIGHUP)
        daemon.hear("RELOADING=1")
        daemon.hear("READY=1")
        (tmp_path / "sources.yaml").write_text("version: 2")
        daemon.send(signal.SIGHUP)
        daemon.hear("RELOADING=1")
        daemon.hear("READY=1")
        daemon.hear("WATCHDOG=1")
        daemon.send(signal.SIGTERM)
        daemon.hear("STOPPING=1")
        assert daemon.process.wait(READY_S) == 0
    told = [state for state in daemon.told if not state.startswith(("STATUS", "WATCHDOG"))]
    assert told == ["READY=1", *("RELOADING=1", "READY=1") * 2, "STOPPING=1"]


def test_without_a_watchdog_none_is_fed(site: NewsSite, tmp_path: Path) -> None:
    with running(tmp_path / "sources.yaml") as daemon:
        daemon.written("article.stored")
        assert daemon.end() == 0
        daemon.drain()
    assert "WATCHDOG=1" not in daemon.told


@pytest.mark.parametrize(
    ("since_s", "fed"),
    [
        pytest.param(0.0, True, id="a tick went through"),
        pytest.param(59.0, True, id="a slow disk"),
        pytest.param(60.0, False, id="ticks do not end"),
    ],
)
def test_only_progress_feeds_it(tmp_path: Path, since_s: float, fed: bool) -> None:
    began = datetime(2026, 1, 1, tzinfo=UTC)
    passed_s = 0.0
    clock = Clock(now=lambda: began + timedelta(seconds=passed_s), steady_s=lambda: passed_s)
    environ = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "120000000"}
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as systemd:
        systemd.bind(environ["NOTIFY_SOCKET"])
        heart = Heart(clock, Notifier(environ), lambda by: None)
        passed_s = since_s
        asyncio.run(_one_beat(heart))
        try:
            heard = systemd.recv(100)
        except BlockingIOError:
            heard = b""
    assert heard == (b"WATCHDOG=1" if fed else b"")


async def _one_beat(heart: Heart) -> None:
    beating = asyncio.create_task(heart.beat())
    await asyncio.sleep(0)
    beating.cancel()
