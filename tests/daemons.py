"""`wireroom run` as a process of its own, for tests; they hear what it tells systemd."""

import os
import re
import select
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from commands import COMMAND, environment

READY_S = 60.0
"""How long a test waits for a message or for an end: a busy machine is no failure."""

_PAIR = re.compile(r'([^\s=]+)=("(?:[^"\\]|\\.)*"|\S*)')
_ESCAPED = re.compile(r"\\(.)")


def logfmt(line: str) -> dict[str, str]:
    """Return the keys and values of one line of the log."""
    return {key: _plain(value) for key, value in _PAIR.findall(line)}


def _plain(value: str) -> str:
    if not value.startswith('"'):
        return value
    return _ESCAPED.sub(lambda found: {"n": "\n"}.get(found[1], found[1]), value[1:-1])


@dataclass
class Daemon:
    """A running daemon; `told` are the states that it has sent to systemd so far, in order."""

    process: subprocess.Popen[bytes]
    log: Path
    notify: socket.socket
    told: list[str] = field(default_factory=list)

    def hear(self, state: str, within_s: float = READY_S) -> str:
        """Return the next state that begins with `state`; fail if it does not come in time."""
        heard = self._hear(state, within_s)
        if heard is None:
            raise self._failed(f"no {state} within {within_s:g} s")
        return heard

    def silent(self, state: str, for_s: float) -> bool:
        """Whether `state` does not come for so long."""
        return self._hear(state, for_s) is None

    def drain(self) -> None:
        """Take what was sent already: it tells nothing of what is to come."""
        while select.select([self.notify], [], [], 0)[0]:
            self.told.extend(self.notify.recv(4096).decode().split("\n"))

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the main process."""
        self.process.send_signal(number)

    def end(self, number: signal.Signals = signal.SIGTERM, within_s: float = READY_S) -> int:
        """Send a signal and return what the process ended with."""
        self.process.send_signal(number)
        return self.process.wait(within_s)

    def lines(self, event: str | None = None) -> list[dict[str, str]]:
        """Return the lines of the log so far, of one event if given; others have no `event`."""
        written = self.log.read_text(errors="replace").splitlines()
        found = [logfmt(line) for line in written]
        return [line for line in found if event is None or line.get("event") == event]

    def written(self, event: str, within_s: float = READY_S, **values: str) -> dict[str, str]:
        """Return the first line of `event` with such `values`, waiting until it is written."""
        with subprocess.Popen(
            ["tail", "-n", "+1", "-f", "-s", "0.05", str(self.log)],
            stdout=subprocess.PIPE,
        ) as tail:
            assert tail.stdout is not None
            try:
                return self._matching(tail.stdout.fileno(), {"event": event, **values}, within_s)
            finally:
                tail.kill()

    def _matching(self, stream: int, wanted: dict[str, str], within_s: float) -> dict[str, str]:
        unread = b""
        for _ in _readable(stream, within_s):
            unread += os.read(stream, 65536)
            *whole, unread = unread.split(b"\n")
            for line in map(logfmt, (raw.decode(errors="replace") for raw in whole)):
                if wanted.items() <= line.items():
                    return line
        raise self._failed(f"no line with {wanted} within {within_s:g} s")

    @property
    def url(self) -> str:
        """Where it serves its pages."""
        return f"http://{self.written('daemon.started')['listen']}"

    def get(self, path: str) -> tuple[int, bytes]:
        """Ask it for a page; return the status and the body."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=READY_S) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()

    def _hear(self, state: str, within_s: float) -> str | None:
        for _ in _readable(self.notify.fileno(), within_s):
            told = self.notify.recv(4096).decode().split("\n")
            self.told.extend(told)
            for found in told:
                if found.startswith(state):
                    return found
        return None

    def _failed(self, what: str) -> AssertionError:
        return AssertionError(f"{what}; told {self.told[-5:]}; {self.log.read_text()[-2000:]}")


def _readable(stream: int, within_s: float) -> Iterator[None]:
    """Yield each time that `stream` can be read, until so many seconds are over."""
    until_s = time.monotonic() + within_s
    while select.select([stream], [], [], max(0.0, until_s - time.monotonic()))[0]:
        yield


@contextmanager
def running(
    config: Path,
    *args: str,
    command: Sequence[str] = (*COMMAND, "run"),
    listen: str = "127.0.0.1:0",
    ready: bool = True,
    watchdog_s: float | None = None,
    **environ: str,
) -> Iterator[Daemon]:
    """Run the daemon on `config`, and kill it with all its processes at the end.

    Waits for READY=1 if `ready`. The log goes to a file beside the configuration, as logfmt.
    """
    if watchdog_s is not None:
        environ["WATCHDOG_USEC"] = str(round(watchdog_s * 1_000_000))
    with tempfile.TemporaryDirectory(prefix="wireroom-") as folder:
        notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        notify.bind(f"{folder}/notify")
        log = Path(folder, "log")
        with notify, log.open("wb") as stream:
            process = subprocess.Popen(
                [*command, "--config", str(config), "--listen", listen, *args],
                cwd=config.parent,
                env=environment(NOTIFY_SOCKET=f"{folder}/notify", **environ),
                stdin=subprocess.DEVNULL,
                stderr=stream,
                start_new_session=True,
            )
            with process:
                daemon = Daemon(process, log, notify)
                try:
                    if ready:
                        daemon.hear("READY=1")
                    yield daemon
                finally:
                    _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the process and its children: they share its process group."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    finally:
        process.wait()
