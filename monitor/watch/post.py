"""What is sent now: each channel by itself, as soon as something is due on it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from alerts import api as alerts
from alerts.types import Channel, ChannelId, Transact
from monitor.errors import StoreError, first_error
from monitor.watch.clock import Clock
from monitor.watch.record import Record
from monitor.watch.trouble import Trouble

_REST_S = 300.0

Flush = Callable[[Connection, ChannelId, datetime], alerts.Flushed | None]
"""Lets leave what a channel holds and need hold no longer; see `alerts.api.flush`."""


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
        flush: Flush,
    ) -> None:
        """Start sending on every channel that has something due, or holds what now leaves."""
        if self._trouble.resting:
            return
        now = self._clock.now()
        try:
            held, due = await transact(
                lambda conn: (alerts.channels_held(conn, now), alerts.channels_due(conn, now))
            )
        except StoreError as error:
            self._trouble.failed(error)
            return
        steady_s = self._clock.steady_s()
        for name in dict.fromkeys((*held, *due)):
            if name not in self._running and self._resting.get(name, 0.0) <= steady_s:
                leave = partial(self._leave, transact, flush) if name in held else _nothing
                drain = self._drain(courier, name, channels.get(name), leave)
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
        self,
        courier: alerts.Courier,
        name: ChannelId,
        channel: Channel | None,
        leave: Callable[[ChannelId], Awaitable[None]],
    ) -> None:
        """Let what is held `leave`, and send what is due. No error reaches another channel."""
        try:
            with first_error():
                await leave(name)
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

    async def _leave(self, transact: Transact, flush: Flush, name: ChannelId) -> None:
        now = self._clock.now()
        flushed = await transact(lambda conn: flush(conn, name, now))
        if flushed is not None:
            self._record.flushed(flushed)

    def _rest(self, name: ChannelId, again: datetime | None) -> None:
        """Leave a channel that was found down alone until its next retry."""
        if again is None:
            self._resting.pop(name, None)
        else:
            wait_s = (again - self._clock.now()).total_seconds()
            self._resting[name] = self._clock.steady_s() + max(0.0, wait_s)


async def _nothing(_name: ChannelId) -> None:
    """Leave it at that: nothing held is due."""
