"""Who is polled now: the longest due first, one source a host at a time, and only so many."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from monitor.errors import StoreError, first_error
from monitor.pipeline import Stages, Visited, crashed, visit
from monitor.store import sources
from monitor.types import Source, SourceId
from monitor.watch.clock import Clock
from monitor.watch.record import Record
from monitor.watch.trouble import Trouble

_AT_ONCE = 256
_A_TICK = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What polls work with, from one reload to the next."""

    stages: Stages
    sources: Mapping[SourceId, Source] = field(repr=False)


class Poller:
    """Starts the polls that are due. What is due and has to wait, waits in the store."""

    def __init__(self, record: Record, trouble: Trouble, clock: Clock) -> None:
        self._record = record
        self._trouble = trouble
        self._clock = clock
        self._running: dict[str, tuple[Source, asyncio.Task[None]]] = {}

    @property
    def running(self) -> int:
        """How many polls are under way."""
        return len(self._running)

    async def tick(self, work: Work) -> None:
        """Start what is due: at most 64 polls now, 256 at once, and one a host.

        What is due and has no room waits in the store.
        """
        room = min(_AT_ONCE - len(self._running), _A_TICK)
        if room <= 0 or self._trouble.resting:
            return
        now, store = self._clock.now(), work.stages.store
        busy = set(self._running)
        try:
            found = await store.transact(lambda conn: sources.due(conn, now, busy=busy, limit=room))
        except StoreError as error:
            self._trouble.failed(error)
            return
        for due in found:
            source = work.sources.get(due.id)
            if source is not None:
                poll = self._poll(work.stages, source, due)
                self._running[due.host] = source, asyncio.create_task(poll)

    async def stop(self, grace_s: float) -> None:
        """Let polls finish for `grace_s` seconds, then cancel them.

        What is cancelled is shown again at the next poll: nothing of it was marked as seen.
        """
        tasks = {task for _, task in self._running.values()}
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=grace_s)
            await _end(late)

    async def let_go(self, wanted: Mapping[SourceId, Source]) -> None:
        """End the polls of sources that are not `wanted` any more as they were.

        What such a poll stored at its end would be the state of a source that is no more.
        """
        polls = self._running.values()
        await _end([task for source, task in polls if wanted.get(source.id) != source])

    async def _poll(self, stages: Stages, source: Source, due: sources.Due) -> None:
        """Run one poll. This is the boundary of the item: no error of it reaches another."""
        begun_s, began = self._clock.steady_s(), self._clock.now()
        try:
            visited = await self._visited(stages, source, due.memory)
        except StoreError as error:
            self._trouble.failed(error)
        else:
            due_at = due.memory.state.due_at
            lag_s = (began - due_at).total_seconds() if due_at else 0.0
            elapsed_s = self._clock.steady_s() - begun_s
            self._record.visited(visited, elapsed_s=elapsed_s, lag_s=lag_s)
        finally:
            del self._running[due.host]

    async def _visited(self, stages: Stages, source: Source, memory: sources.Memory) -> Visited:
        """Visit a source. A bug of ours is written down, and is a failure of that source alone."""
        try:
            with first_error():
                return await visit(stages, source, memory)
        except StoreError:
            raise
        except Exception as error:
            self._record.bug(error, where=f"source {source.id}")
            return await crashed(stages, source, memory, error)


async def _end(tasks: Collection[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
