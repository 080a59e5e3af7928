"""What waits, under a wall clock that is not to be trusted."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Column, Connection, Table, bindparam, select, update

from alerts import retry
from alerts.outbox.tables import cooldown, delivery, departure, endpoint, held

_LONGEST: Final = timedelta(seconds=retry.MAX_DELAY_S)


def shift(conn: Connection, by: timedelta) -> int:
    """Move what has not ended by `by`: deliveries, and what is held; return how many of the first.

    For a wall clock that stepped by as much: what was due in an hour still is, a lease still ends
    when it would have, and no webhook has failed for longer than it did. Whether what is held
    leaves is another question: see `recall`.
    """
    _move(conn, endpoint, endpoint.c.failing_since, by)
    _move(conn, held, held.c.since, by)
    _move(conn, departure, departure.c.at, by)
    _move(conn, cooldown, cooldown.c.at, by)
    return _move(conn, delivery, delivery.c.next_attempt_at, by)


def _move(conn: Connection, table: Table, column: Column[datetime], by: timedelta) -> int:
    # In Python and not by SQLite's functions, which know no microseconds.
    keys = list(table.primary_key.columns)
    rows = conn.execute(select(*keys, column).where(column.is_not(None)))
    moved = [{f"own{n}": key for n, key in enumerate(own)} | {"to": at + by} for *own, at in rows]
    if moved:
        this = (key == bindparam(f"own{n}") for n, key in enumerate(keys))
        conn.execute(update(table).where(*this).values({column: bindparam("to")}), moved)
    return len(moved)


def clamp(conn: Connection, now: datetime) -> int:
    """Make due at `now` what is due later than any retry can be; return how many there were.

    No schedule and no Retry-After puts a delivery off for more than `retry.MAX_DELAY_S`: a clock
    that ran ahead did. Nor did anything leave, or was it held, later than `now`.
    """
    for column in (held.c.since, departure.c.at, cooldown.c.at):
        conn.execute(update(column.table).where(column > now).values({column: now}))
    beyond = delivery.c.next_attempt_at > now + _LONGEST
    return conn.execute(update(delivery).where(beyond).values(next_attempt_at=now)).rowcount
