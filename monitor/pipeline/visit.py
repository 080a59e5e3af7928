"""One source: poll it, bring in what is new, and remember how it went."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from alerts.types import ArticleId
from monitor import schedule
from monitor.cadence import learned
from monitor.errors import FetchError, FetchReason, ParseError, PollError
from monitor.health import BUG, health, told
from monitor.pipeline.aftermath import remember
from monitor.pipeline.ingest import Ingested, Stages, entry_hash, ingest
from monitor.pipeline.look import look
from monitor.store import sources
from monitor.types import Candidate, Health, Source, SourceState, Tally
from monitor.urls import identity

_AT_ONCE = 4
"""Candidates of one source under way: one is fetched while others are extracted and stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visited:
    """How a visit went: the source's health `before` and `after` it, and what came of it.

    `problem` is None, or why the source failed, for people.
    """

    source: Source
    before: Health
    after: Health
    next_due: datetime | None
    tally: Tally
    items: tuple[Ingested, ...] = ()
    problem: str | None = None


async def visit(stages: Stages, source: Source, memory: sources.Memory) -> Visited:
    """Poll `source`, ingest its new and changed candidates, and store its new state.

    Errors of the source and of its pages are results, never raised.
    """
    state = memory.state
    whole = schedule.wants_all(state, stages.now())
    try:
        seen = await look(stages.eyes, source, state, memory.validators, whole=whole)
    except (FetchError, PollError, ParseError) as error:
        return await _failed(stages, source, state, error)
    source = replace(source, kind=seen.state.kind)
    found = await _ingest_all(stages, source, seen.candidates, memory.retries)
    now = stages.now()
    rhythm = learned(state, (c.published_at for c in seen.candidates), new=found.fresh, now=now)
    after = replace(
        seen.state,
        failures=0,
        reason=None,
        since=state.since if state.since and not state.failures else now,
        polled_at=now,
        retry_at=None,
        full_at=now if whole else state.full_at,
        weekly=rhythm.weekly,
        usual_gap_s=rhythm.usual_gap_s,
        newest_at=rhythm.newest_at,
        dated=rhythm.dated,
        oldest_at=rhythm.oldest_at,
    )
    after = replace(after, due_at=now) if found.cut else _planned(stages, source, after, now)
    stale = memory.validators.keys() - set(seen.asked)

    def save(conn: Connection) -> None:
        remember(conn, source, state, after, book=stages.book, now=now)
        if stale:
            sources.forget_validators(conn, source.id, stale)
        if found.complete:
            for validators in seen.validators:
                sources.save_validators(conn, source.id, validators)

    await stages.store.transact(save)
    return Visited(
        source=source,
        before=health(state, now),
        after=health(after, now),
        next_due=after.due_at,
        tally=found.tally + Tally(polled=1, not_modified=int(seen.not_modified)),
        items=found.items,
    )


def _planned(stages: Stages, source: Source, state: SourceState, now: datetime) -> SourceState:
    due_at = schedule.next_poll(source, state, health(state, now), now=now, jitter=stages.jitter())
    return replace(state, due_at=due_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What the candidates of a poll came to; `fresh` counts those never seen before.

    `complete` says that none is left, to a later poll (`cut`) or to another source that shows it.
    """

    items: tuple[Ingested, ...]
    tally: Tally
    fresh: int
    complete: bool = True
    cut: bool = False


async def _ingest_all(
    stages: Stages,
    source: Source,
    candidates: Sequence[Candidate],
    retries: Sequence[sources.Known],
) -> _Found:
    """Ingest what is new, changed or to be tried again, the oldest first.

    Of more than `at_most` the newest.
    """
    if not (candidates or retries):
        return _Found(items=(), tally=Tally(), fresh=0)
    shown, unusable = _by_key(candidates)
    todo = await stages.store.transact(lambda conn: _todo(conn, source, shown, retries))
    slots = asyncio.Semaphore(_AT_ONCE)

    async def one(candidate: Candidate, known: sources.Known) -> Ingested:
        async with slots:
            return await ingest(stages, source, candidate, known)

    cut = stages.at_most is not None and len(todo.wanted) > stages.at_most
    wanted = todo.wanted[-stages.at_most :] if cut and stages.at_most else todo.wanted
    mine = [(c, known) for c, known in wanted if known.key not in stages.claimed]
    stages.claimed.update(known.key for _, known in mine)
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(*each)) for each in mine]
    finally:
        stages.claimed.difference_update(known.key for _, known in mine)
    items = tuple(task.result() for task in tasks)
    tally = sum((item.tally for item in items), Tally(articles_failed=unusable))
    return _Found(
        items=items,
        tally=tally,
        fresh=todo.fresh,
        complete=len(mine) == len(todo.wanted),
        cut=cut,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Todo:
    """The candidates whose page is wanted, and how many were never seen in this source."""

    wanted: tuple[tuple[Candidate, sources.Known], ...]
    fresh: int


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
    conn: Connection,
    source: Source,
    shown: dict[str, Candidate],
    retries: Sequence[sources.Known],
) -> _Todo:
    """Return the candidates whose page is wanted, each with what is known of it.

    An article that another source brought already is only noted as shown here too.
    """
    known = sources.known(conn, source.id, list(shown))
    unseen = [key for key in shown if key not in known]
    stored = sources.articles_at(conn, unseen)
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
    for again in retries:
        todo.setdefault(again.key, (shown.get(again.key, Candidate(url=again.url)), again))
    return _Todo(wanted=tuple(todo.values()), fresh=len(unseen))


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
        return await _held(stages, source, state, retry_at or now, told(error.reason, error.detail))
    after = _forgetting(state) if _is_elsewhere(error) else state
    reason = told(error.reason, error.detail)
    return await _failing(stages, source, state, replace(after, retry_at=retry_at), reason)


async def crashed(
    stages: Stages, source: Source, memory: sources.Memory, error: Exception
) -> Visited:
    """Remember that a poll met a bug of ours: to its source it is a failure like any other."""
    reason = f"{BUG}: {type(error).__name__}"
    return await _failing(stages, source, memory.state, memory.state, reason)


async def _failing(
    stages: Stages, source: Source, before: SourceState, after: SourceState, reason: str
) -> Visited:
    now = stages.now()
    lasting = before.failures > 0 or before.alarmed
    after = replace(
        after,
        failures=before.failures + 1,
        reason=reason,
        since=before.since if lasting and before.since else now,
        polled_at=now,
        hint_s=0.0,
    )
    after = _planned(stages, source, after, now)
    await stages.store.transact(
        lambda conn: remember(conn, source, before, after, book=stages.book, now=now)
    )
    return Visited(
        source=source,
        before=health(before, now),
        after=health(after, now),
        next_due=after.due_at,
        tally=Tally(polled=1, sources_failed=1),
        problem=after.reason,
    )


async def _held(
    stages: Stages, source: Source, state: SourceState, until: datetime, reason: str
) -> Visited:
    """Remember that the source's host wants to be left alone: no poll, and no failure."""
    held = replace(
        state,
        retry_at=until,
        due_at=max(until, state.due_at or until),
        reason=state.reason if state.failures else reason,
    )
    await stages.store.transact(lambda conn: sources.save_state(conn, source, held))
    now = stages.now()
    return Visited(
        source=source,
        before=health(state, now),
        after=health(held, now),
        next_due=until,
        tally=Tally(),
    )


def _is_elsewhere(error: FetchError | PollError | ParseError) -> bool:
    """Whether an error says that what was found at the first poll no longer stands there."""
    if isinstance(error, FetchError):
        return error.reason in (FetchReason.NOT_FOUND, FetchReason.GONE)
    return isinstance(error, PollError)


def _forgetting(state: SourceState) -> SourceState:
    return replace(state, kind=None, feed_url=None, moved_url=None, moves=0)
