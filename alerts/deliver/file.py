"""Files, named pipes and standard output, a line a message."""

import asyncio
import errno
import threading
import time
from concurrent.futures import Future
from pathlib import Path
from typing import Final

from alerts.deliver.append import TornError, append
from alerts.deliver.sender import redacted
from alerts.errors import DeliverReason
from alerts.types import ChannelId, FileChannel, Later, Message, Outcome, Sent

_GRACE_S: Final = 1.0  # what does not block ends by itself at the deadline, and says more
_NOBODY_READS: Final = {errno.ENXIO, errno.EPIPE}


class FileSender:
    """Appends the bytes of a message, which are one whole line.

    `deadline_s` is for one line. Each has a thread of its own, which nobody waits for in the end:
    a network drive or a pipe may keep it for as long as it likes.
    """

    def __init__(self, *, deadline_s: float = 10.0) -> None:
        self._deadline_s = deadline_s
        self._writing: dict[ChannelId, Future[None]] = {}
        self._torn: set[Path | None] = set()

    async def send(self, message: Message, channel: FileChannel) -> Outcome:
        """Append `message`; a regular file has it on disk before that counts.

        Whatever prevents it is tried again: a full disk, a folder that is missing, a pipe without
        a reader. No line begins before the one before it has come to an end.
        """
        where = redacted(str(channel.path or "standard output"))
        before = self._writing.get(channel.id)
        if before is not None and not before.done():
            return _later(DeliverReason.TIMEOUT, where, "the line before is still being written")
        self._writing[channel.id] = done = self._begin(channel.path, message.body)
        try:
            async with asyncio.timeout(self._deadline_s + _GRACE_S):
                await asyncio.shield(asyncio.wrap_future(done))
        except TimeoutError:
            told = f"nothing took the line within {self._deadline_s:g} s"
            return _later(DeliverReason.TIMEOUT, where, told)
        except OSError as error:
            nobody = "nobody reads the pipe" if error.errno in _NOBODY_READS else None
            told = nobody or error.strerror or type(error).__name__
            return _later(DeliverReason.FILE, where, told)
        return Sent()

    def _begin(self, path: Path | None, line: bytes) -> Future[None]:
        """Start to write in a thread, and return what tells the end of it."""
        done: Future[None] = Future()
        until_s = time.monotonic() + self._deadline_s

        def write() -> None:
            try:
                self._write(path, line, until_s)
                done.set_result(None)
            except OSError as error:
                done.set_exception(error)

        threading.Thread(target=write, name="line", daemon=True).start()
        return done

    def _write(self, path: Path | None, line: bytes, until_s: float) -> None:
        try:
            append(path, b"\n" + line if path in self._torn else line, until_s=until_s)
            self._torn.discard(path)
        except TornError:
            self._torn.add(path)
            raise


def _later(reason: DeliverReason, where: str, told: str) -> Later:
    return Later(reason=reason, error=f"{where}: {told}")
