"""What the outbox shows: plain values with the keys that are promised, newest first."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, Connection, RowMapping, exists, or_, select, type_coerce

from alerts.calm import Raised
from alerts.outbox.hold import holds_of
from alerts.outbox.tables import alert, attempt, delivery, delivery_alert
from alerts.render import explained, instant, restored
from alerts.types import (
    Alert,
    AlertId,
    ChannelId,
    DeliveryId,
    DeliveryState,
    RuleId,
    Severity,
    StoryId,
)

_LISTED = (
    delivery.c.id,
    delivery.c.alert_id,
    delivery.c.channel,
    delivery.c.state,
    delivery.c.attempts,
    delivery.c.next_attempt_at,
    delivery.c.last_status,
    delivery.c.last_error,
)
_BATCH = 500
"""Rows in memory at a time, however many are asked for."""


def list_alerts(
    conn: Connection,
    *,
    limit: int | None = None,
    rule: RuleId | None = None,
    since: datetime | None = None,
    before: AlertId | None = None,
) -> Iterator[dict[str, Any]]:
    """Yield alerts, the newest first: at most `limit`, of `rule` and raised `since`, if given.

    With `before` only those that came before that alert; none if there is no such alert.
    """
    query = select(alert.c.payload).order_by(alert.c.seq.desc()).limit(limit)
    if rule is not None:
        query = query.where(alert.c.rule == rule)
    if since is not None:
        query = query.where(alert.c.created_at >= since)
    if before is not None:
        own = select(alert.c.seq).where(alert.c.id == before).scalar_subquery()
        query = query.where(alert.c.seq < own)
    return map(json.loads, conn.execute(query.execution_options(yield_per=_BATCH)).scalars())


def show_alert(conn: Connection, alert_id: AlertId) -> dict[str, Any] | None:
    """Return one alert with its `deliveries`, each as it is shown; None if there is no such id.

    Digests that carry it are among them. `held` tells which channels hold it, until when and why.
    """
    found = conn.execute(select(alert.c.payload).where(alert.c.id == alert_id)).scalar_one_or_none()
    if found is None:
        return None
    shown: dict[str, Any] = json.loads(found)
    own = select(delivery).where(_carries(alert_id)).order_by(delivery.c.seq.desc())
    rows = conn.execute(own).mappings().all()
    return shown | {
        "deliveries": [_shown(conn, row) for row in rows],
        "held": holds_of(conn, alert_id),
    }


def stored_alert(conn: Connection, alert_id: AlertId) -> Alert | None:
    """Return one alert as a value, or None if there is none of that id."""
    found = conn.execute(select(alert.c.payload).where(alert.c.id == alert_id)).scalar_one_or_none()
    return None if found is None else restored(json.loads(found))


def list_raised(conn: Connection, *, since: datetime) -> Iterator[Raised]:
    """Yield the alerts raised from `since` on, in the order of their times."""
    columns = (alert.c.id, alert.c.rule, alert.c.severity, alert.c.created_at, alert.c.story_id)
    query = select(*columns).where(alert.c.created_at >= since)
    for id_, rule, severity, at, story in conn.execute(
        query.order_by(alert.c.created_at, alert.c.seq)
    ):
        yield Raised(
            id=AlertId(id_),
            rule=RuleId(rule),
            severity=Severity(severity),
            at=at,
            story=None if story is None else StoryId(story),
        )


def list_deliveries(
    conn: Connection,
    *,
    limit: int | None = None,
    state: DeliveryState | None = None,
    alert_id: AlertId | None = None,
    since: datetime | None = None,
) -> Iterator[dict[str, Any]]:
    """Yield deliveries, the newest first, at most `limit`.

    Of one state or alert, and written `since`, if given. Those of an alert are also the digests
    that carry it.
    """
    query = select(*_LISTED).order_by(delivery.c.seq.desc()).limit(limit)
    if state is not None:
        query = query.where(delivery.c.state == state.value)
    if alert_id is not None:
        query = query.where(_carries(alert_id))
    if since is not None:
        query = query.where(delivery.c.created_at >= since)
    return map(_delivery, conn.execute(query.execution_options(yield_per=_BATCH)).mappings())


def listed(conn: Connection, delivery_id: DeliveryId) -> dict[str, Any]:
    """Return one delivery that is stored, as it is listed."""
    query = select(*_LISTED).where(delivery.c.id == delivery_id)
    return _delivery(conn.execute(query).mappings().one())


def goes_to(conn: Connection, channel: ChannelId) -> bool:
    """Whether any delivery, ended or not, is for `channel`."""
    return bool(conn.execute(select(exists().where(delivery.c.channel == channel))).scalar())


def show_delivery(conn: Connection, delivery_id: DeliveryId) -> dict[str, Any] | None:
    """Return one delivery with `recipient`, its times and the `history` of its attempts.

    `explained` says in one sentence where it stands; `alerts` are those that it carries, newest
    first, none for a notice. None if there is none of that id.
    """
    query = select(delivery).where(delivery.c.id == delivery_id)
    row = conn.execute(query).mappings().one_or_none()
    return None if row is None else _shown(conn, row) | {"alerts": _carried(conn, row)}


def _carries(alert_id: AlertId) -> ColumnElement[bool]:
    digests = select(delivery_alert.c.delivery_id).where(delivery_alert.c.alert_id == alert_id)
    return or_(delivery.c.alert_id == alert_id, delivery.c.id.in_(digests))


def _carried(conn: Connection, row: RowMapping) -> list[dict[str, Any]]:
    """Return the alerts of a delivery, in short."""
    listed = select(delivery_alert.c.alert_id).where(delivery_alert.c.delivery_id == row["id"])
    own = or_(alert.c.id == row["alert_id"], alert.c.id.in_(listed))
    title = type_coerce(alert.c.payload, JSON)[("article", "title")].as_string()
    query = select(alert.c.id, alert.c.rule, title.label("title")).where(own)
    return [dict(each) for each in conn.execute(query.order_by(alert.c.seq.desc())).mappings()]


def list_attempts(
    conn: Connection, channel: ChannelId, *, limit: int | None = None
) -> Iterator[dict[str, Any]]:
    """Yield the attempts at deliveries of `channel`, those of the newest delivery first."""
    query = (
        select(delivery.c.alert_id, attempt)
        .join(attempt, attempt.c.delivery_id == delivery.c.id)
        .where(delivery.c.channel == channel)
        .order_by(delivery.c.seq.desc(), attempt.c.n.desc())
        .limit(limit)
    )
    for row in conn.execute(query).mappings():
        yield {"delivery_id": row["delivery_id"], "alert_id": row["alert_id"]} | _attempt(row)


def _shown(conn: Connection, row: RowMapping) -> dict[str, Any]:
    tries = select(attempt).where(attempt.c.delivery_id == row["id"]).order_by(attempt.c.n)
    history = conn.execute(tries).mappings().all()
    return _delivery(row) | {
        "explained": explained(dict(row), dict(history[-1]) if history else None),
        "recipient": row["recipient"],
        "created_at": instant(row["created_at"]),
        "settled_at": instant(row["settled_at"]) if row["settled_at"] else None,
        "resent_at": instant(row["resent_at"]) if row["resent_at"] else None,
        "history": [_attempt(r) for r in history],
    }


def _delivery(row: RowMapping) -> dict[str, Any]:
    shown = {column.name: row[column.name] for column in _LISTED}
    due = row["next_attempt_at"]
    return shown | {"next_attempt_at": instant(due) if due else None}


def _attempt(row: RowMapping) -> dict[str, Any]:
    shown = {k: v for k, v in row.items() if k not in {"delivery_id", "alert_id"}}
    return shown | {"at": instant(row["at"])}
