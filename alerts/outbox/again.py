"""Deliveries that a person asks for again: under their own id, with the bytes of the first time.

The bytes of what was delivered are kept for `KEPT`, those of what was not until then and longer.
They are never made anew: the article, the configuration and the renderer may have changed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, func, select, update

from alerts.outbox.read import listed
from alerts.outbox.tables import delivery
from alerts.types import ChannelId, DeliveryId, DeliveryState

KEPT: Final = timedelta(days=7)
"""For how long what was delivered can be sent again; by then its receiver has forgotten the id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resent:
    """What became of a wish: the `deliveries` as they are listed now, in the order asked for.

    If any is `unknown`, or `forgotten` since its bytes are not kept any more, nothing was changed.
    """

    deliveries: tuple[dict[str, Any], ...] = ()
    unknown: tuple[DeliveryId, ...] = ()
    forgotten: tuple[DeliveryId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """Deliveries that ended undelivered: in this `state`, from `since` on and before `until`."""

    state: DeliveryState
    since: datetime
    until: datetime
    channel: ChannelId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """How many deliveries were made due, and when the last of them had ended."""

    count: int
    reached: datetime


def resend(conn: Connection, ids: Iterable[DeliveryId], now: datetime) -> Resent:
    """Make each of `ids` due at `now`, whether it has ended or waits; all of them or none.

    Its attempts count on, its schedule begins anew. One that is leased is left alone: it is being
    sent, or will be once its lease ends.
    """
    wanted = list(dict.fromkeys(ids))
    query = select(delivery.c.id, delivery.c.state, delivery.c.body.is_not(None).label("kept"))
    found = {
        row.id: row for one in wanted for row in conn.execute(query.where(delivery.c.id == one))
    }
    unknown = tuple(one for one in wanted if one not in found)
    forgotten = tuple(one for one in wanted if one in found and not found[one].kept)
    if unknown or forgotten:
        return Resent(unknown=unknown, forgotten=forgotten)
    for one in wanted:
        if found[one].state != DeliveryState.LEASED:
            _make_due(conn, delivery.c.id == one, now)
    return Resent(deliveries=tuple(listed(conn, one) for one in wanted))


def count_lost(conn: Connection, lost: Lost) -> int:
    """Return how many deliveries `recover` would make due."""
    return conn.execute(select(func.count()).select_from(delivery).where(_is(lost))).scalar_one()


def recover(conn: Connection, lost: Lost, now: datetime, *, limit: int) -> Recovered | None:
    """Make at most `limit` of what was `lost` due at `now`, those that ended first; None if none.

    As `resend` does. Go on with `since` at what was `reached`: each call reads an index from
    there on, and holds the store for a moment only.
    """
    found = select(delivery.c.seq, delivery.c.settled_at).where(_is(lost))
    rows = conn.execute(found.order_by(delivery.c.settled_at, delivery.c.seq).limit(limit)).all()
    if not rows:
        return None
    _make_due(conn, delivery.c.seq.in_([row.seq for row in rows]), now)
    return Recovered(count=len(rows), reached=rows[-1].settled_at)


def forget(conn: Connection, now: datetime, *, limit: int = 500) -> int:
    """Drop the bytes of what was delivered over `KEPT` ago, of at most `limit`; return how many."""
    old = select(delivery.c.seq).where(
        delivery.c.state == DeliveryState.DELIVERED.value,
        delivery.c.settled_at < now - KEPT,
        delivery.c.body.is_not(None),
    )
    dropped = update(delivery).where(delivery.c.seq.in_(old.limit(limit))).values(body=None)
    return conn.execute(dropped).rowcount


def _make_due(conn: Connection, which: ColumnElement[bool], now: datetime) -> None:
    due = {
        "state": DeliveryState.PENDING.value,
        "next_attempt_at": now,
        "settled_at": None,
        "resent_at": now,
        "resent_after": delivery.c.attempts,
    }
    conn.execute(update(delivery).where(which).values(due))


def _is(lost: Lost) -> ColumnElement[bool]:
    own = and_(
        delivery.c.state == lost.state.value,
        delivery.c.settled_at >= lost.since,
        delivery.c.settled_at < lost.until,
        delivery.c.body.is_not(None),
    )
    return own if lost.channel is None else and_(own, delivery.c.channel == lost.channel)
