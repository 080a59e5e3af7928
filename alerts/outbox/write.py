"""Rows that are there already stay as they are: a constraint decides, not a look beforehand."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, Table
from sqlalchemy.dialects import postgresql, sqlite

from alerts.types import AlertId, ChannelId, DeliveryId, DeliveryState


def insert(conn: Connection, table: Table, row: Mapping[str, Any]) -> int:
    """Insert `row` unless it is there already; return 1 or 0."""
    return conn.execute(_insert_of(table, conn.dialect.name), row).rowcount


@cache
def _insert_of(table: Table, dialect: str) -> Insert:
    """Return the statement, built once: building costs more than running it."""
    if dialect == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()


def delivery_row(
    delivery: DeliveryId,
    *,
    alert: AlertId | None,
    channel: ChannelId,
    recipient: str,
    body: bytes,
    now: datetime,
) -> dict[str, Any]:
    """Return the row of a delivery that is due at `now`, for the first time."""
    return {
        "id": delivery,
        "alert_id": alert,
        "channel": channel,
        "recipient": recipient,
        "state": DeliveryState.PENDING.value,
        "attempts": 0,
        "next_attempt_at": now,
        "body": body,
        "created_at": now,
    }
