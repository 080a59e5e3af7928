"""What is remembered of sources, of their candidates and of hosts: the SQL."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, bindparam, delete, func, or_, select, update
from sqlalchemy.dialects.sqlite import Insert, insert

from alerts.types import ArticleId
from monitor.store.tables import article, candidate, host, source, validator
from monitor.types import Source, SourceId, SourceKind, SourceState, Validators
from monitor.urls import host as host_of

_MANY = 500
_STATE = tuple(field.name for field in fields(SourceState))


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is stored of a candidate. `tries` counts the failed ones of its page."""

    key: str
    url: str
    entry_hash: bytes
    article_id: ArticleId | None
    tries: int
    retry_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What a poll begins with: the state, validators by address, and pages to be tried again."""

    state: SourceState
    validators: Mapping[str, Validators] = field(default_factory=dict)
    retries: tuple[Known, ...] = ()


def states(conn: Connection, sources: Iterable[Source]) -> dict[SourceId, SourceState]:
    """Return the state of each of `sources`; one whose address has changed begins anew."""
    given = tuple(sources)
    rows = {
        row["id"]: row
        for part in _parts([each.id for each in given])
        for row in conn.execute(select(source).where(source.c.id.in_(part))).mappings()
    }
    return {each.id: _state_of(each, rows.get(each.id)) for each in given}


def _state_of(given: Source, row: RowMapping | None) -> SourceState:
    """Return the state in `row`. Under another address only what people were told still holds."""
    if row is None:
        return SourceState()
    state = _state(row)
    if row["url"] == given.url:
        return state
    return SourceState(alarmed=True, since=state.since) if state.alarmed else SourceState()


def plainly_healthy(conn: Connection, since: datetime) -> set[tuple[str, str]]:
    """Return id and address of the sources that are healthy beyond doubt.

    Those could be read, and showed something new `since`, or have no cadence that it could be held
    against. Of the others their state has to tell.
    """
    lively = or_(
        source.c.newest_at.is_(None),
        source.c.usual_gap_s.is_(None),
        source.c.newest_at >= since,
    )
    rows = conn.execute(
        select(source.c.id, source.c.url).where(
            source.c.failures == 0,
            source.c.polled_at.is_not(None),
            source.c.retry_at.is_(None),
            lively,
        )
    )
    return {(row[0], row[1]) for row in rows}


def _state(row: RowMapping) -> SourceState:
    values = {key: value for key, value in row.items() if key not in ("id", "url", "host")}
    values["kind"] = SourceKind(row["kind"]) if row["kind"] else None
    return SourceState(**values)


def save_state(conn: Connection, given: Source, state: SourceState) -> None:
    """Remember `state`."""
    values = {name: getattr(state, name) for name in _STATE}  # asdict copies, at ten times the cost
    upsert(conn, source, values | _named(given))


def enroll(
    conn: Connection, given: Iterable[Source], due: Callable[[Source, SourceState], datetime]
) -> None:
    """Let exactly the sources `given` be due, each at the time that `due` tells of its state.

    For a daemon that starts, reloads, or looks after itself: what is right already is not written.
    What is remembered of the others stays.
    """
    configured = {each.id: each for each in given}
    known = states(conn, configured.values())
    planned = select(source.c.id).where(source.c.due_at.is_not(None))
    for (id_,) in conn.execute(planned).all():
        if id_ not in configured:
            conn.execute(update(source).where(source.c.id == id_).values(due_at=None))
    hosts = {row.id: row.host for row in conn.execute(select(source.c.id, source.c.host))}
    for each in configured.values():
        state = known[each.id]
        when = due(each, state)
        if when != state.due_at or hosts.get(each.id) != _host(each.url):
            save_state(conn, each, replace(state, due_at=when))


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A source that is due, the host whose turn its poll takes, and what the poll begins with."""

    id: SourceId
    host: str
    memory: Memory


def due(conn: Connection, now: datetime, *, busy: Set[str], limit: int) -> tuple[Due, ...]:
    """Return at most `limit` sources due at `now`, one a host, the longest due first.

    None of a host in `busy`: its others wait their turn in the store, not in memory.
    """
    rows = conn.execute(select(source).where(source.c.due_at <= now).order_by(source.c.due_at))
    found: dict[str, tuple[SourceId, SourceState]] = {}
    for row in rows.mappings():
        if len(found) == limit:
            break
        if row["host"] not in busy and row["host"] not in found:
            found[row["host"]] = (SourceId(row["id"]), _state(row))
    rows.close()
    known = memories(conn, dict(found.values()), now)
    return tuple(Due(id=own, host=host, memory=known[own]) for host, (own, _) in found.items())


def count_due(conn: Connection, now: datetime) -> int:
    """Return how many sources are due at `now`."""
    waiting = select(func.count()).select_from(source).where(source.c.due_at <= now)
    return conn.execute(waiting).scalar_one()


def shift(conn: Connection, by: timedelta) -> None:
    """Move all that is planned by `by`: the wall clock was set, and no time has passed."""
    for table, column in (
        (source, source.c.due_at),
        (source, source.c.retry_at),
        (source, source.c.full_at),
        (source, source.c.polled_at),
        (source, source.c.since),
        (host, host.c.not_before),
        (candidate, candidate.c.retry_at),
    ):
        keys = list(table.primary_key.columns)
        rows = conn.execute(select(*keys, column).where(column.is_not(None))).all()
        for row in rows:
            here = [key == value for key, value in zip(keys, row, strict=False)]
            conn.execute(update(table).where(*here).values({column.name: row[-1] + by}))


def _named(given: Source) -> dict[str, str]:
    return {"id": given.id, "url": given.url, "host": _host(given.url)}


@lru_cache(maxsize=65_536)
def _host(url: str) -> str:
    return host_of(url)


def memories(
    conn: Connection, given: Mapping[SourceId, SourceState], now: datetime
) -> dict[SourceId, Memory]:
    """Return what polls at `now` of the sources `given` with their states begin with."""
    kept: defaultdict[str, dict[str, Validators]] = defaultdict(dict)
    again: defaultdict[str, list[Known]] = defaultdict(list)
    for part in _parts(list(given)):
        shown = select(validator).where(validator.c.source.in_(part))
        for row in conn.execute(shown).mappings():
            kept[row["source"]][row["url"]] = _validators(row)
        missed = select(candidate).where(candidate.c.source.in_(part), candidate.c.retry_at <= now)
        for row in conn.execute(missed.order_by(candidate.c.retry_at)).mappings():
            again[row["source"]].append(_known(row))
    return {
        name: Memory(state=state, validators=kept[name], retries=tuple(again[name]))
        for name, state in given.items()
    }


def _validators(row: RowMapping) -> Validators:
    return Validators(**{k: v for k, v in row.items() if k != "source"})


def forget_validators(conn: Connection, source_id: SourceId, urls: Iterable[str]) -> None:
    """Forget the validators of addresses that a source does not lead to any more."""
    gone = validator.c.url.in_(list(urls))
    conn.execute(delete(validator).where(validator.c.source == source_id, gone))


def save_validators(conn: Connection, source_id: SourceId, given: Validators) -> None:
    """Remember the validators of one address."""
    upsert(conn, validator, asdict(given) | {"source": source_id})


# Built once, for any number of keys: a list of binds costs more than the look-up.
_GIVEN = select(func.json_each(bindparam("keys")).table_valued("value").c.value)
_SHOWN = select(candidate).where(candidate.c.source == bindparam("of"), candidate.c.key.in_(_GIVEN))
_SHOWN_ANYWHERE = select(candidate.c.key, candidate.c.article_id).where(
    candidate.c.key.in_(_GIVEN), candidate.c.article_id.is_not(None)
)
_STORED = select(article.c.key, article.c.id).where(article.c.key.in_(_GIVEN))


def known(conn: Connection, source_id: SourceId, keys: Sequence[str]) -> dict[str, Known]:
    """Return what is stored of those of `keys` that the source has shown before."""
    rows = conn.execute(_SHOWN, {"of": source_id, "keys": json.dumps(keys)}).mappings()
    return {row["key"]: _known(row) for row in rows}


def articles_at(conn: Connection, keys: Sequence[str]) -> dict[str, ArticleId]:
    """Return the articles already stored under `keys`, whichever source showed them."""
    given = {"keys": json.dumps(keys)}
    found = {key: ArticleId(id_) for key, id_ in conn.execute(_SHOWN_ANYWHERE, given)}
    return found | {key: ArticleId(id_) for key, id_ in conn.execute(_STORED, given)}


def save_candidate(
    conn: Connection, source_id: SourceId, given: Known, *, reason: str | None
) -> None:
    """Remember a candidate, and why its page could not be had."""
    values = asdict(given) | {"source": source_id, "reason": reason}
    upsert(conn, candidate, values)


def holds(conn: Connection, now: datetime) -> dict[str, datetime]:
    """Return the hosts that asked to be left alone, and until when."""
    conn_rows = conn.execute(select(host).where(host.c.not_before > now))
    return {row.host: row.not_before for row in conn_rows}


def save_holds(conn: Connection, given: Mapping[str, datetime], now: datetime) -> None:
    """Remember the hosts to be left alone; forget those whose time has come."""
    conn.execute(delete(host).where(host.c.not_before <= now))
    for name, not_before in given.items():
        upsert(conn, host, {"host": name, "not_before": not_before})


def article_counts(conn: Connection) -> dict[str, int]:
    """Return how many articles each source has brought, copies included."""
    rows = conn.execute(select(article.c.source, func.count()).group_by(article.c.source))
    return {row[0]: row[1] for row in rows}


def article_count(conn: Connection, source_id: SourceId) -> int:
    """Return how many articles one source has brought, copies included."""
    mine = select(func.count()).select_from(article).where(article.c.source == source_id)
    return conn.execute(mine).scalar_one()


def _known(row: RowMapping) -> Known:
    return Known(**{k: v for k, v in row.items() if k not in ("source", "reason")})


def _parts(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[start : start + _MANY] for start in range(0, len(values), _MANY))


def upsert(conn: Connection, table: Table, values: dict[str, Any]) -> None:
    """Write a whole row of `table`, in the place of one with the same key."""
    conn.execute(_upserting(table), values)


@cache
def _upserting(table: Table) -> Insert:
    """Return the statement that writes a whole row; to build it costs more than to run it."""
    statement = insert(table)
    keys = list(table.primary_key.columns)
    changed = {c.name: statement.excluded[c.name] for c in table.columns if not c.primary_key}
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)
