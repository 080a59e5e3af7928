"""What is sent now: each channel by itself, as soon as something is due on it."""

import asyncio
from collections.abc import Mapping
from datetime import datetime

from alerts import api as alerts
from alerts.types import Channel, ChannelId, Transact
from monitor.errors import StoreError, first_error
from monitor.watch.clock import Clock
from monitor.watch.record import Record
from monitor.watch.trouble import Trouble

_REST_S = 300.0


class Post:
    """Keeps the outbox empty. One channel that is slow or dead does not delay the others."""

    def __init__(self, record: Record, trouble: Trouble, clock: Clock) -> None:
        self._record = record
        self._trouble = trouble
        self._clock = clock
        self._running: dict[ChannelId, asyncio.Task[None]] = {}
        self._resting: dict[ChannelId, float] = {}

    async def tick(
        self,
        transact: Transact,
        courier: alerts.Courier,
        channels: Mapping[ChannelId, Channel],
    ) -> None:
        """Start sending on every channel that has something due."""
        if self._trouble.resting:
            return
        now = self._clock.now()
        try:
            due = await transact(lambda conn: alerts.channels_due(conn, now))
        except StoreError as error:
            self._trouble.failed(error)
            return
        steady_s = self._clock.steady_s()
        for name in due:
            if name not in self._running and self._resting.get(name, 0.0) <= steady_s:
                drain = self._drain(courier, name, channels.get(name))
                self._running[name] = asyncio.create_task(drain)

    def look_again(self) -> None:
        """Forget which channels were found down: they may have been mended by a reload."""
        self._resting.clear()

    async def stop(self, grace_s: float) -> None:
        """Let deliveries finish for `grace_s` seconds, then cancel them: their leases run out."""
        tasks = set(self._running.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=grace_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _drain(
        self, courier: alerts.Courier, name: ChannelId, channel: Channel | None
    ) -> None:
        """Send what is due on one channel. No error of it reaches another."""
        try:
            with first_error():
                again = await courier.drain(name, channel, patience_s=0.0)
        except StoreError as error:
            self._trouble.failed(error)
        except Exception as error:  # a bug must not stop the other channels
            self._resting[name] = self._clock.steady_s() + _REST_S
            self._record.bug(error, where=f"channel {name}")
        else:
            self._rest(name, again)
        finally:
            del self._running[name]

    def _rest(self, name: ChannelId, again: datetime | None) -> None:
        """Leave a channel that was found down alone until its next retry."""
        if again is None:
            self._resting.pop(name, None)
        else:
            wait_s = (again - self._clock.now()).total_seconds()
            self._resting[name] = self._clock.steady_s() + max(0.0, wait_s)
