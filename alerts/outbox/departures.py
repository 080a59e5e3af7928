"""The messages that left channels with calm: what `calm` has to know of the past day."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, case, delete, func, insert, select

from alerts.calm import REMEMBERED, Left, Pace
from alerts.outbox.tables import departure
from alerts.types import Calm, ChannelId, RuleId

_HOUR: Final = timedelta(hours=1)


def pace(conn: Connection, channel: ChannelId, rule: RuleId, calm: Calm, now: datetime) -> Pace:
    """Return what left `channel` lately, as far as `calm` asks for it."""
    messages: list[Left] = []
    latest = None
    own = departure.c.channel == channel
    if calm.at_most is not None:
        recent = (
            select(func.max(departure.c.at), func.max(case((departure.c.loud, 1), else_=0)))
            .where(own, departure.c.at > now - _HOUR)
            .group_by(departure.c.message)
        )
        messages = [Left(at=at, loud=bool(loud)) for at, loud in conn.execute(recent)]
    if calm.group_s:
        last = select(func.max(departure.c.at)).where(own, departure.c.rule == rule)
        latest = conn.execute(last).scalar_one()
    return Pace(messages=messages, latest=latest)


def depart(
    conn: Connection,
    channel: ChannelId,
    rules: Iterable[RuleId],
    *,
    message: str,
    loud: bool,
    now: datetime,
) -> None:
    """Write down that `message` leaves `channel` at `now` with alerts of `rules`."""
    rows = [
        {"channel": channel, "rule": rule, "message": message, "at": now, "loud": loud}
        for rule in rules
    ]
    conn.execute(insert(departure), rows)
    old = departure.c.at <= now - REMEMBERED
    conn.execute(delete(departure).where(departure.c.channel == channel, old))
