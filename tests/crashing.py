"""Kill a process before its n-th call of the kernel.

`strace` injects the SIGKILL. It counts calls by thread, so one thread is traced at a time: of two
under one count, the n-th call of the slower is never reached.
"""

import json
import os
import select
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import trustme

HERE: Final = Path(__file__).parent
CALLS: Final = (
    "write", "writev", "pwrite64", "pwritev", "pwritev2", "fsync", "fdatasync", "sync_file_range",
    "msync", "ftruncate", "fallocate", "copy_file_range", "rename", "renameat", "renameat2",
    "link", "linkat", "unlink", "unlinkat", "connect", "sendto", "sendmsg", "sendmmsg",
    "sendfile", "splice", "recvfrom", "recvmsg",
)  # fmt: skip
"""What changes a file, makes it last, or reaches another process; the answers read are among it."""

_PATIENCE_S = 60


def unavailable() -> str:
    """Return why no process can be killed by strace here, or ""."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as cat:
        try:
            with _strace(cat.pid, Path(os.devnull), "close") as tracing:
                attached = _attached(tracing)
                cat.communicate()
        except OSError as error:
            return f"strace cannot run: {error}"
    return "" if attached else "strace may not trace another process"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kill:
    """A SIGKILL on entry to the `nth` `call` of a thread, which is not made any more.

    Of the two threads, `main` opens, sends and closes, `store` makes the transactions.
    """

    thread: str
    call: str
    nth: int

    def __str__(self) -> str:
        return f"killed before {self.call} {self.nth} of the {self.thread} thread"


class Victim:
    """The process that forks the children."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self._process = process
        self._log = log
        assert self._line() == {"ready": True}

    def run(self, act: str, folder: Path) -> None:
        """Run a child to its end; fail if it fails."""
        self._order(act, folder, None)
        assert self._line() == {"status": 0}, f"{act} failed: see the captured output"

    def calls(self, act: str, folder: Path, thread: str) -> Counter[str]:
        """Run a child to its end and return which of CALLS a thread of it made."""
        status, log = self._traced(act, folder, thread, ",".join(CALLS))
        assert status == 0, f"{act} failed: see the captured output"
        return Counter(line.partition("(")[0] for line in log if "(" in line)

    def killed(self, act: str, folder: Path, kill: Kill) -> bool:
        """Run a child that is killed at `kill`; whether it got there, else it ended well."""
        inject = f"inject={kill.call}:signal=SIGKILL:when={kill.nth}"
        status, log = self._traced(act, folder, kill.thread, kill.call, "-e", inject)
        made = sum(line.startswith(f"{kill.call}(") for line in log)
        if os.WIFSIGNALED(status):
            assert os.WTERMSIG(status) == signal.SIGKILL
            assert made == kill.nth, f"{kill}: it had made {made}"
            return True
        assert status == 0, f"{act} failed: see the captured output"
        assert made < kill.nth, f"{kill}: it outlived the call"
        return False

    def _traced(
        self, act: str, folder: Path, thread: str, calls: str, *options: str
    ) -> tuple[int, list[str]]:
        self._order(act, folder, thread)
        with _strace(self._line()["thread"], self._log, calls, *options) as tracing:
            assert _attached(tracing)
            self._say({})
            status: int = self._line()["status"]
        return status, self._log.read_text(errors="replace").splitlines()

    def _order(self, act: str, folder: Path, pause: str | None) -> None:
        self._say({"act": act, "folder": str(folder), "pause": pause})

    def _say(self, said: dict[str, object]) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(said).encode() + b"\n")

    def _line(self) -> Any:
        assert self._process.stdout
        ready, _, _ = select.select([self._process.stdout], [], [], _PATIENCE_S)
        if not ready:
            self._process.kill()
            raise AssertionError(f"nothing heard of the victim for {_PATIENCE_S} s")
        line = self._process.stdout.readline()
        assert line, "the victim is gone: see the captured output"
        return json.loads(line)


@contextmanager
def victim(folder: Path) -> Iterator[Victim]:
    """Start a victim with the configuration in `folder`."""
    pem = folder / "authority.pem"  # a small one: to load the system's takes 25 ms a time
    trustme.CA().cert_pem.write_to_path(str(pem))
    with subprocess.Popen(
        [sys.executable, "-W", "error", HERE / "victim.py", folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,
        env=os.environ | {"PYTHONPATH": str(HERE.parent), "SSL_CERT_FILE": str(pem)},
    ) as process:
        yield Victim(process, folder / "strace.log")


def _strace(thread: int, log: Path, calls: str, *options: str) -> subprocess.Popen[str]:
    """Trace one thread, and none that it starts."""
    command = ["strace", "-p", str(thread), "-o", str(log), "-e", f"trace={calls}", *options]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


def _attached(tracing: subprocess.Popen[str]) -> bool:
    assert tracing.stderr
    return tracing.stderr.readline().rstrip().endswith("attached")
