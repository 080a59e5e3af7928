"""Deliveries that wait, under a wall clock that is not to be trusted."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, bindparam, select, update

from alerts import retry
from alerts.outbox.tables import delivery

_LONGEST: Final = timedelta(seconds=retry.MAX_DELAY_S)


def shift(conn: Connection, by: timedelta) -> int:
    """Move the time of every delivery that has not ended by `by`; return how many there were.

    For a wall clock that stepped by as much: what was due in an hour still is, and a lease still
    ends when it would have.
    """
    waiting = select(delivery.c.seq, delivery.c.next_attempt_at).where(
        delivery.c.next_attempt_at.is_not(None)
    )
    moved = [{"own": seq, "at": at + by} for seq, at in conn.execute(waiting)]
    if moved:
        # In Python and not by SQLite's functions, which know no microseconds.
        move = update(delivery).where(delivery.c.seq == bindparam("own"))
        conn.execute(move.values(next_attempt_at=bindparam("at")), moved)
    return len(moved)


def clamp(conn: Connection, now: datetime) -> int:
    """Make due at `now` what is due later than any retry can be; return how many there were.

    No schedule and no Retry-After puts a delivery off for more than `retry.MAX_DELAY_S`: a clock
    that ran ahead did.
    """
    beyond = delivery.c.next_attempt_at > now + _LONGEST
    return conn.execute(update(delivery).where(beyond).values(next_attempt_at=now)).rowcount
