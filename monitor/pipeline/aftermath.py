"""What a poll leaves behind: the source's state, its outage, and word to the people who asked."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from alerts import api as alerts
from alerts.types import Event, Notice
from monitor.health import alarming, health, health_since
from monitor.pipeline.commit import Rulebook
from monitor.store import outages, sources
from monitor.types import Source, SourceState


def source_data(
    source: Source,
    state: SourceState,
    *,
    articles: int,
    now: datetime,
    hide: Callable[[str], str],
) -> dict[str, Any]:
    """Return a source as listings and webhooks show it, with PRODUCT's keys."""
    return {
        "id": source.id,
        "name": source.name,
        "url": hide(source.url),
        "kind": source.kind or state.kind,
        "health": health(state, now),
        "since": _iso(health_since(state, now)),
        "reason": hide(state.reason) if state.reason else None,
        "last_poll": _iso(state.polled_at),
        "next_due": _iso(max(filter(None, (state.due_at, state.retry_at)), default=None)),
        "articles": articles,
    }


def remember(
    conn: Connection,
    source: Source,
    before: SourceState,
    after: SourceState,
    *,
    book: Rulebook,
    now: datetime,
) -> SourceState:
    """Store what a poll made of a source, and tell of it if it went blind or came back.

    All in the transaction of `conn`, so that nobody is told twice, or never. Returns the state as
    it was stored.
    """
    alarmed = alarming(after)
    raised, over = alarmed and not before.alarmed, before.alarmed and not after.failures
    after = replace(after, alarmed=alarmed or (before.alarmed and not over))
    sources.save_state(conn, source, after)
    if raised:
        outages.begin(conn, source.id, after.since or now, reason=after.reason or "")
    if over:
        outages.end(conn, source.id, now)
    if raised or over:
        data = source_data(
            source,
            after,
            articles=sources.article_count(conn, source.id),
            now=now,
            hide=book.hide,
        )
        notice = _notice(
            data,
            began=(before if over else after).since or now,
            next_due=after.due_at or now,
            over=over,
            now=now,
            timezone=book.timezone,
        )
        alerts.notify(conn, notice, channels=book.channels, timezone=book.timezone)
    return after


def local_time(when: datetime, timezone: ZoneInfo) -> str:
    """Return a time as people read it: `2023-08-13 14:05 Africa/Bamako`."""
    return f"{when.astimezone(timezone):%Y-%m-%d %H:%M} {timezone.key}"


def _notice(
    data: Mapping[str, Any],
    *,
    began: datetime,
    next_due: datetime,
    over: bool,
    now: datetime,
    timezone: ZoneInfo,
) -> Notice:
    name = data["name"] if data["name"] == data["id"] else f"{data['name']} ({data['id']})"
    since = f"since {local_time(began, timezone)}"
    if over:
        type_, title = "source.recovered", f"{name} can be read again"
        lines = [f"It could not be read {since}."]
    else:
        type_, title = "source.failing", f"{name} cannot be read: {data['health']}"
        lines = [
            f"Blind {since}: news from this source would be missed.",
            f"Why: {data['reason']}",
            f"Next try: {local_time(next_due, timezone)}",
        ]
    return Notice(
        type=type_,
        event=Event.SOURCE,
        key=(type_, data["id"], began.isoformat()),
        title=title,
        lines=(*lines, "", data["url"]),
        data=data,
        created_at=now,
    )


def _iso(when: datetime | None) -> str | None:
    return when.isoformat() if when else None
