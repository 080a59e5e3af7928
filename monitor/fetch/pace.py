"""Whose turn it is: one request at a time to a host, a gap after each, and Retry-After."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import inf

from monitor.errors import FetchError, FetchReason

_MAX_HOLD_S = 86_400.0
_MAX_DELAY_S = 60.0
_KEPT_HOSTS = 1_024


@dataclass(slots=True)
class _Line:
    """The queue before a host. asyncio.Lock serves in the order of asking."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0
    ended_at: float = -inf


class Pacer:
    """Hands out turns: at most `concurrency` in all, one a host, `gap_s` seconds after the last.

    `holds` says until when a host must not be asked, by `now`, and a day at most. A waiting host
    takes no place from another; before each turn `room` is awaited. Lines are
    dropped once they are empty and their gap is over. Made inside a running event loop, whose time
    measures all waiting: whichever way the wall clock is set meanwhile, a hold lasts as long as it
    was asked to.
    """

    def __init__(
        self,
        *,
        gap_s: float,
        concurrency: int,
        now: Callable[[], datetime],
        holds: Mapping[str, datetime],
        room: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._gap_s = gap_s
        self._slots = asyncio.Semaphore(concurrency)
        self._now = now
        self._room = room or _no_wait
        self._holds: dict[str, float] = {}
        self._delays: dict[str, float] = {}
        self._lines: dict[str, _Line] = {}
        self._sweep_at = _KEPT_HOSTS
        for host, until in holds.items():
            self.hold(host, (until - now()).total_seconds())

    @property
    def holds(self) -> dict[str, datetime]:
        """The hosts that must not be asked yet, and until when by `now`."""
        now, time = self._now(), _time()
        return {
            host: now + timedelta(seconds=end - time)
            for host, end in self._holds.items()
            if end > time
        }

    @asynccontextmanager
    async def turn(self, host: str, url: str) -> AsyncIterator[None]:
        """Wait for the host's turn and hold it. FetchError WAIT, for `url`, if it is on hold."""
        self._refuse_held(host, url)
        line = self._lines.setdefault(host, _Line())
        line.users += 1
        try:
            async with line.lock:
                self._refuse_held(host, url)
                await self._await_gap(host, line)
                await self._room()
                async with self._slots:
                    try:
                        yield
                    finally:
                        line.ended_at = _time()
        finally:
            line.users -= 1
            self._sweep()

    def slow_down(self, host: str, delay_s: float | None) -> None:
        """Leave `delay_s` (Crawl-delay, at most 60 s) between requests to `host`; None: the gap."""
        if delay_s is None or delay_s <= self._gap_s:
            self._delays.pop(host, None)
        else:
            self._delays[host] = min(delay_s, _MAX_DELAY_S)

    def hold(self, host: str, wait_s: float) -> None:
        """Ask nothing of `host` for `wait_s` seconds, at most a day."""
        if wait_s > 0:
            end = _time() + min(wait_s, _MAX_HOLD_S)
            self._holds[host] = max(end, self._holds.get(host, end))

    def _refuse_held(self, host: str, url: str) -> None:
        end = self._holds.get(host)
        if end is None:
            return
        left_s = end - _time()
        if left_s <= 0:
            del self._holds[host]
            return
        until = self._now() + timedelta(seconds=left_s)
        detail = f"{host} asked to wait until {until:%Y-%m-%d %H:%M:%S} UTC"
        raise FetchError(FetchReason.WAIT, url, detail, retry_after_s=left_s)

    def _gap(self, host: str) -> float:
        return self._delays.get(host, self._gap_s)

    async def _await_gap(self, host: str, line: _Line) -> None:
        left_s = line.ended_at + self._gap(host) - _time()
        if left_s > 0:
            await asyncio.sleep(left_s)

    def _sweep(self) -> None:
        if len(self._lines) < self._sweep_at:
            return
        time = _time()
        self._lines = {
            host: line
            for host, line in self._lines.items()
            if line.users or line.ended_at + self._gap(host) > time
        }
        self._sweep_at = max(_KEPT_HOSTS, 2 * len(self._lines))


def _time() -> float:
    return asyncio.get_running_loop().time()


async def _no_wait() -> None:
    """Wait for nothing."""
