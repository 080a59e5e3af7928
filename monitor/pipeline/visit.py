"""One source: poll it, bring in what is new, and remember how it went."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from alerts.types import ArticleId
from monitor import schedule
from monitor.errors import FetchError, FetchReason, ParseError, PollError
from monitor.pipeline.ingest import Stages, entry_hash, ingest
from monitor.pipeline.look import look
from monitor.store import sources
from monitor.types import Candidate, Source, SourceState, Tally
from monitor.urls import identity

_AT_ONCE = 4
"""Candidates of one source under way: one is fetched while others are extracted and stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visited:
    """How a visit went. `problem` is None, or why the source failed, for people."""

    source: Source
    tally: Tally
    problem: str | None = None


async def visit(stages: Stages, source: Source, state: SourceState) -> Visited:
    """Poll `source`, ingest its new and changed candidates, and store its new state.

    Errors of the source and of its pages are results, never raised.
    """
    try:
        kept = await stages.store.transact(lambda conn: sources.validators(conn, source.id))
        seen = await look(stages.eyes, source, state, kept)
    except (FetchError, PollError, ParseError) as error:
        return await _failed(stages, source, state, error)
    source = replace(source, kind=seen.state.kind)
    tally = await _ingest_all(stages, source, seen.candidates)
    now = stages.now()
    after = replace(
        seen.state,
        failures=0,
        reason=None,
        since=state.since if state.since and not state.failures else now,
        polled_at=now,
        due_at=schedule.next_poll(every_s=source.every_s, failures=0, now=now),
        retry_at=None,
    )

    def save(conn: Connection) -> None:
        sources.save_state(conn, source, after)
        for validators in seen.validators:
            sources.save_validators(conn, source.id, validators)

    await stages.store.transact(save)
    return Visited(
        source=source, tally=tally + Tally(polled=1, not_modified=int(seen.not_modified))
    )


async def _ingest_all(stages: Stages, source: Source, candidates: Sequence[Candidate]) -> Tally:
    """Ingest what is new, changed or to be tried again, the oldest first."""
    now = stages.now()
    shown, unusable = _by_key(candidates)
    todo = await stages.store.transact(lambda conn: _todo(conn, source, shown, now))
    slots = asyncio.Semaphore(_AT_ONCE)

    async def one(candidate: Candidate, known: sources.Known) -> Tally:
        async with slots:
            return await ingest(stages, source, candidate, known)

    mine = [(c, known) for c, known in todo if known.key not in stages.claimed]
    stages.claimed.update(known.key for _, known in mine)
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(*each)) for each in mine]
    finally:
        stages.claimed.difference_update(known.key for _, known in mine)
    return sum((task.result() for task in tasks), Tally(articles_failed=unusable))


def _by_key(candidates: Sequence[Candidate]) -> tuple[dict[str, Candidate], int]:
    """Return the candidates by the key of their address, the last shown first.

    Also returns how many have an address that names nothing.
    """
    shown: dict[str, Candidate] = {}
    unusable = 0
    for candidate in reversed(candidates):
        try:
            shown[identity(candidate.url)] = candidate
        except ValueError:
            unusable += 1
    return shown, unusable


def _todo(
    conn: Connection, source: Source, shown: dict[str, Candidate], now: datetime
) -> list[tuple[Candidate, sources.Known]]:
    """Return the candidates whose page is wanted, each with what is known of it.

    An article that another source brought already is only noted as shown here too.
    """
    known = sources.known(conn, source.id, list(shown))
    stored = sources.articles_at(conn, [key for key in shown if key not in known])
    todo: dict[str, tuple[Candidate, sources.Known]] = {}
    for key, candidate in shown.items():
        before = known.get(key)
        if before is None:
            first = _first_seen(key, candidate, stored.get(key))
            if first.article_id is None:
                todo[key] = (candidate, first)
            else:
                sources.save_candidate(conn, source.id, first, reason=None)
        elif before.entry_hash != (hashed := entry_hash(candidate)):
            todo[key] = (candidate, replace(before, entry_hash=hashed, tries=0))
    for again in sources.retries(conn, source.id, now):
        todo.setdefault(again.key, (shown.get(again.key, Candidate(url=again.url)), again))
    return list(todo.values())


def _first_seen(key: str, candidate: Candidate, article: ArticleId | None) -> sources.Known:
    return sources.Known(
        key=key,
        url=candidate.url,
        entry_hash=entry_hash(candidate),
        article_id=article,
        tries=0,
        retry_at=None,
    )


async def _failed(
    stages: Stages,
    source: Source,
    state: SourceState,
    error: FetchError | PollError | ParseError,
) -> Visited:
    """Remember that a source could not be read, and when it may be asked again."""
    now = stages.now()
    wait_s = (error.retry_after_s or 0.0) if isinstance(error, FetchError) else 0.0
    retry_at = schedule.hold_until(retry_after_s=wait_s, now=now) if wait_s else None
    if isinstance(error, FetchError) and error.reason is FetchReason.WAIT:  # nothing was asked
        held = replace(state, retry_at=retry_at)
        await stages.store.transact(lambda conn: sources.save_state(conn, source, held))
        return Visited(source=source, tally=Tally())
    failures = state.failures + 1
    told = f"{error.reason}: {error.detail}" if isinstance(error, FetchError) else str(error)
    after = replace(
        _forgetting(state) if _is_elsewhere(error) else state,
        failures=failures,
        reason=told.removesuffix(": "),
        since=now if not state.failures else state.since,
        polled_at=now,
        due_at=schedule.next_poll(every_s=source.every_s, failures=failures, now=now),
        retry_at=retry_at,
    )
    await stages.store.transact(lambda conn: sources.save_state(conn, source, after))
    return Visited(source=source, tally=Tally(polled=1, sources_failed=1), problem=after.reason)


def _is_elsewhere(error: FetchError | PollError | ParseError) -> bool:
    """Whether an error says that what was found at the first poll no longer stands there."""
    if isinstance(error, FetchError):
        return error.reason in (FetchReason.NOT_FOUND, FetchReason.GONE)
    return isinstance(error, PollError)


def _forgetting(state: SourceState) -> SourceState:
    return replace(state, kind=None, feed_url=None)
