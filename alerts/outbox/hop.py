"""The channels for which something is due, found by a few probes of an index."""

from datetime import datetime

from sqlalchemy import Column, ColumnElement, Select, bindparam, exists, func, select, true


def channels_with_due(
    channel: Column[str], due: Column[datetime], waits: ColumnElement[bool] | None = None
) -> Select[str]:
    """Return the query of the channels of which a row is due at the parameter `now`.

    It hops from channel to channel and asks each whether anything is due: `SELECT DISTINCT` would
    read every row. `waits` is the condition of a partial index, so that it is taken.
    """
    waits = true() if waits is None else waits
    hop = select(func.min(channel).label("channel")).where(waits).cte(recursive=True)
    following = select(func.min(channel)).where(waits, channel > hop.c.channel)
    hop = hop.union_all(select(following.scalar_subquery()).where(hop.c.channel.is_not(None)))
    is_due = exists().where(channel == hop.c.channel, due <= bindparam("now"))
    return select(hop.c.channel).where(is_due)
