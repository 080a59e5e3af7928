"""Whose turn it is: one request at a time to a host, a gap after each, and Retry-After."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
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

    `holds` says before when a host must not be asked again, by `now`. A waiting host takes no
    place from another. Lines are dropped once they are empty and their gap is over.
    """

    def __init__(
        self,
        *,
        gap_s: float,
        concurrency: int,
        now: Callable[[], datetime],
        holds: Mapping[str, datetime],
    ) -> None:
        self._gap_s = gap_s
        self._slots = asyncio.Semaphore(concurrency)
        self._now = now
        self._holds = dict(holds)
        self._delays: dict[str, float] = {}
        self._lines: dict[str, _Line] = {}
        self._sweep_at = _KEPT_HOSTS

    @property
    def holds(self) -> dict[str, datetime]:
        """The hosts that must not be asked yet, and until when."""
        now = self._now()
        return {host: until for host, until in self._holds.items() if until > now}

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
                async with self._slots:
                    try:
                        yield
                    finally:
                        line.ended_at = asyncio.get_running_loop().time()
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
        until = self._now() + timedelta(seconds=min(max(wait_s, 0.0), _MAX_HOLD_S))
        if wait_s > 0:
            self._holds[host] = max(until, self._holds.get(host, until))

    def _refuse_held(self, host: str, url: str) -> None:
        until = self._holds.get(host)
        if until is None:
            return
        left_s = (until - self._now()).total_seconds()
        if left_s <= 0:
            del self._holds[host]
            return
        detail = f"{host} asked to wait until {until:%Y-%m-%d %H:%M:%S} UTC"
        raise FetchError(FetchReason.WAIT, url, detail, retry_after_s=left_s)

    def _gap(self, host: str) -> float:
        return self._delays.get(host, self._gap_s)

    async def _await_gap(self, host: str, line: _Line) -> None:
        left_s = line.ended_at + self._gap(host) - asyncio.get_running_loop().time()
        if left_s > 0:
            await asyncio.sleep(left_s)

    def _sweep(self) -> None:
        if len(self._lines) < self._sweep_at:
            return
        time = asyncio.get_running_loop().time()
        self._lines = {
            host: line
            for host, line in self._lines.items()
            if line.users or line.ended_at + self._gap(host) > time
        }
        self._sweep_at = max(_KEPT_HOSTS, 2 * len(self._lines))
