"""Deliveries that wait, under a wall clock that is not to be trusted."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Connection, bindparam, select, update

from alerts import retry
from alerts.outbox.tables import delivery, endpoint

_LONGEST: Final = timedelta(seconds=retry.MAX_DELAY_S)


def shift(conn: Connection, by: timedelta) -> int:
    """Move the time of every delivery that has not ended by `by`; return how many there were.

    For a wall clock that stepped by as much: what was due in an hour still is, a lease still ends
    when it would have, and no webhook has failed for longer than it did.
    """
    _move(conn, endpoint.c.channel, endpoint.c.failing_since, by)
    return _move(conn, delivery.c.seq, delivery.c.next_attempt_at, by)


def _move(conn: Connection, key: ColumnElement[Any], at: Column[Any], by: timedelta) -> int:
    found = conn.execute(select(key, at).where(at.is_not(None)))
    moved = [{"own": own, "at": before + by} for own, before in found]
    if moved:
        # In Python and not by SQLite's functions, which know no microseconds.
        move = update(at.table).where(key == bindparam("own"))
        conn.execute(move.values({at.name: bindparam("at")}), moved)
    return len(moved)


def clamp(conn: Connection, now: datetime) -> int:
    """Make due at `now` what is due later than any retry can be; return how many there were.

    No schedule and no Retry-After puts a delivery off for more than `retry.MAX_DELAY_S`: a clock
    that ran ahead did.
    """
    beyond = delivery.c.next_attempt_at > now + _LONGEST
    return conn.execute(update(delivery).where(beyond).values(next_attempt_at=now)).rowcount
