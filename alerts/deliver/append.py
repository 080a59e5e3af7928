"""One line at the end of a file, in a named pipe or on standard output: whole, or an error."""

import errno
import fcntl
import os
import select
import stat
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

# Not blocking: a named pipe that nobody reads is an error at once, and so is one that is full.
_FLAGS: Final = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_MODE: Final = 0o666  # as of any program; the umask decides
_STDOUT: Final = 1
_ONE_AT_A_TIME: Final = threading.Lock()  # for standard output, which has no file of its own


class TornError(OSError):
    """A pipe took a part of a line and nothing more: what comes next has to begin a new one."""


def append(path: Path | None, line: bytes, *, until_s: float) -> None:
    """Write `line`, which ends in a line break; to standard output if `path` is None.

    A regular file has it on disk, or is as it was before; the rest of a line that a killed process
    left is ended first. A pipe is given until `until_s` of the monotonic clock to take all of it.
    Raises OSError, TornError among them.
    """
    with _opened(path) as fd:
        if path is not None and stat.S_ISREG(os.fstat(fd).st_mode):
            _to_file(fd, path, line)
        else:
            _to_stream(fd, line, until_s)


@contextmanager
def _opened(path: Path | None) -> Iterator[int]:
    """Yield what to write to, for this line alone: two wirerooms may share a file."""
    if path is None:
        if sys.__stdout__ is None:  # closed from the start: the number may be another file's
            raise OSError(errno.EBADF, "closed")
        with _ONE_AT_A_TIME:
            yield _STDOUT
        return
    fd = os.open(path, _FLAGS, _MODE)
    try:
        with suppress(OSError):  # a drive that knows no locks
            fcntl.flock(fd, fcntl.LOCK_EX)
        yield fd
    finally:
        os.close(fd)


def _to_file(fd: int, path: Path, line: bytes) -> None:
    before = os.fstat(fd).st_size
    data = line if _ends_in_a_line(path) else b"\n" + line
    written = 0
    try:
        while written < len(data):  # all at once, unless the disk is full
            written += os.write(fd, data[written:])
        os.fsync(fd)
    except OSError:
        with suppress(OSError):
            if os.fstat(fd).st_size == before + written:
                os.ftruncate(fd, before)
        raise
    if not before:
        _keep_name(path)


def _ends_in_a_line(path: Path) -> bool:
    """Whether a file is empty or ends in a line break; also where it cannot be read."""
    with suppress(OSError), path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"
    return True


def _keep_name(path: Path) -> None:
    """Bring the name of a new file to disk too, where the drive can do that."""
    with suppress(OSError):
        folder = os.open(path.parent, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _to_stream(fd: int, line: bytes, until_s: float) -> None:
    left = memoryview(line)
    try:
        while left:
            try:
                left = left[os.write(fd, left) :]
            except BlockingIOError:
                _await_room(fd, until_s)
    except OSError as error:
        if len(left) < len(line):
            raise TornError(error.errno, error.strerror) from error
        raise


def _await_room(fd: int, until_s: float) -> None:
    poll = select.poll()
    poll.register(fd, select.POLLOUT)
    left_s = until_s - time.monotonic()
    if left_s <= 0 or not poll.poll(left_s * 1000):
        raise TimeoutError(errno.ETIMEDOUT, "the pipe is full and nobody reads")
