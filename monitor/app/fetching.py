"""`fetch`: poll what is due, process it, deliver what is due, once."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from alerts import api as alerts
from monitor import schedule
from monitor.app.compose import (
    deliver,
    jitter,
    open_fetcher,
    parse_pool,
    rulebook,
    utc_now,
)
from monitor.app.summary import counted, sent
from monitor.config import Config
from monitor.errors import UsageError, first_error
from monitor.health import health
from monitor.pipeline import Eyes, Stages, Storybook, Visited, visit
from monitor.queue import spare_collector
from monitor.store import Store, sources
from monitor.types import Health, Source, SourceId, SourceState, Tally

_SOURCES_AT_ONCE = 64
_LONGEST_HOLD = timedelta(seconds=schedule.MAX_HINT_S)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one run came to."""

    visited: tuple[Visited, ...]
    tally: Tally
    deliveries: alerts.Tally
    elapsed_s: float

    def as_json(self) -> dict[str, Any]:
        """Return the summary of `fetch --json`."""
        return counted(self.tally) | {
            "deliveries": sent(self.deliveries),
            "elapsed_s": round(self.elapsed_s, 3),
        }


async def fetch(
    config: Config,
    store: Store,
    *,
    only: Sequence[str] = (),
    every: bool = False,
    now: Callable[[], datetime] = utc_now,
    started: Callable[[int], None] = lambda total: None,
    advanced: Callable[[Visited], None] = lambda visited: None,
) -> Report:
    """Poll what is due, or `only` these, or `every` source; process it; deliver what is due.

    `now` is the clock. `started` is told how many sources there are, `advanced` of each one that
    is done. Raises UsageError for a source that is not configured, StoreError if the store fails.
    """
    start = time.monotonic()
    spare_collector()
    states = await store.transact(lambda conn: sources.states(conn, config.sources))
    todo = chosen(config, states, only=only, every=every, now=now())
    started(len(todo))
    visited: tuple[Visited, ...] = ()
    if todo:
        async with _stages(config, store, now) as stages:
            visited = await _visit_all(stages, todo, states, advanced)
    delivered = await deliver(config, store, now)
    return Report(
        visited=visited,
        tally=sum((each.tally for each in visited), Tally()),
        deliveries=delivered,
        elapsed_s=time.monotonic() - start,
    )


def chosen(
    config: Config,
    states: Mapping[SourceId, SourceState],
    *,
    only: Sequence[str],
    every: bool,
    now: datetime,
) -> tuple[Source, ...]:
    """Return the sources that a fetch polls: those named, every one not parked, or those due.

    None of them is one whose server asked to be left alone until later. Raises UsageError for an
    id that is not configured.
    """
    by_id = {source.id: source for source in config.sources}
    if unknown := [name for name in only if name not in by_id]:
        raise UsageError(f"source {', '.join(unknown)}: not in {config.path}")
    wanted = [by_id[SourceId(name)] for name in dict.fromkeys(only)] or config.sources

    def due(source: Source) -> bool:
        state = states[source.id]
        fares = health(state, now)
        if state.retry_at and now < state.retry_at <= now + _LONGEST_HOLD:
            return False
        if only or (every and fares is not Health.PARKED):
            return True
        return not every and schedule.is_due(source, state, fares, now)

    return tuple(filter(due, wanted))


async def _visit_all(
    stages: Stages,
    todo: Iterable[Source],
    states: Mapping[SourceId, SourceState],
    advanced: Callable[[Visited], None],
) -> tuple[Visited, ...]:
    slots = asyncio.Semaphore(_SOURCES_AT_ONCE)
    wanted = {source.id: states[source.id] for source in todo}
    known = await stages.store.transact(lambda conn: sources.memories(conn, wanted, stages.now()))

    async def one(source: Source) -> Visited:
        async with slots:
            visited = await visit(stages, source, known[source.id])
        advanced(visited)
        return visited

    with first_error():
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(source)) for source in todo]
    return tuple(task.result() for task in tasks)


@asynccontextmanager
async def _stages(
    config: Config, store: Store, now: Callable[[], datetime]
) -> AsyncIterator[Stages]:
    """Open what the pipeline works with; what hosts asked for outlives the run."""
    held = await store.transact(lambda conn: sources.holds(conn, now()))
    with parse_pool() as parse:
        async with open_fetcher(config, now, held) as fetcher:
            yield Stages(
                eyes=Eyes(fetcher=fetcher, parse=parse),
                store=store,
                book=rulebook(config),
                stories=Storybook(),
                now=now,
                jitter=jitter,
            )
            learned = dict(fetcher.holds)
    await store.transact(lambda conn: sources.save_holds(conn, learned, now()))
