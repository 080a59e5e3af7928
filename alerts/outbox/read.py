"""What the outbox shows: plain values with the keys that are promised, newest first."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from alerts.outbox.tables import alert, attempt, delivery
from alerts.render import instant
from alerts.types import AlertId, DeliveryId, DeliveryState, RuleId

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


def list_alerts(
    conn: Connection, *, limit: int | None = None, rule: RuleId | None = None
) -> Iterator[dict[str, Any]]:
    """Yield alerts, the newest first: at most `limit`, and only those of `rule`, if given."""
    query = select(alert.c.payload).order_by(alert.c.seq.desc()).limit(limit)
    if rule is not None:
        query = query.where(alert.c.rule == rule)
    return map(json.loads, conn.execute(query).scalars())


def show_alert(conn: Connection, alert_id: AlertId) -> dict[str, Any] | None:
    """Return one alert with its `deliveries`, or None if there is none of that id."""
    found = conn.execute(select(alert.c.payload).where(alert.c.id == alert_id)).scalar_one_or_none()
    if found is None:
        return None
    shown: dict[str, Any] = json.loads(found)
    return shown | {"deliveries": list(list_deliveries(conn, alert_id=alert_id))}


def list_deliveries(
    conn: Connection,
    *,
    limit: int | None = None,
    state: DeliveryState | None = None,
    alert_id: AlertId | None = None,
) -> Iterator[dict[str, Any]]:
    """Yield deliveries, the newest first, at most `limit`: of one state or alert, if given."""
    query = select(*_LISTED).order_by(delivery.c.seq.desc()).limit(limit)
    if state is not None:
        query = query.where(delivery.c.state == state.value)
    if alert_id is not None:
        query = query.where(delivery.c.alert_id == alert_id)
    return map(_delivery, conn.execute(query).mappings())


def show_delivery(conn: Connection, delivery_id: DeliveryId) -> dict[str, Any] | None:
    """Return one delivery with `recipient`, its times and the `history` of its attempts.

    None if there is none of that id.
    """
    query = select(delivery).where(delivery.c.id == delivery_id)
    row = conn.execute(query).mappings().one_or_none()
    if row is None:
        return None
    tries = select(attempt).where(attempt.c.delivery_id == delivery_id).order_by(attempt.c.n)
    return _delivery(row) | {
        "recipient": row["recipient"],
        "created_at": instant(row["created_at"]),
        "settled_at": instant(row["settled_at"]) if row["settled_at"] else None,
        "history": [_attempt(r) for r in conn.execute(tries).mappings()],
    }


def _delivery(row: RowMapping) -> dict[str, Any]:
    shown = {column.name: row[column.name] for column in _LISTED}
    due = row["next_attempt_at"]
    return shown | {"next_attempt_at": instant(due) if due else None}


def _attempt(row: RowMapping) -> dict[str, Any]:
    shown = {k: v for k, v in row.items() if k != "delivery_id"}
    return shown | {"at": instant(row["at"])}
