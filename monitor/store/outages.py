"""When sources were blind: the SQL."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, or_, select, update

from monitor.store.sources import upsert
from monitor.store.tables import outage
from monitor.types import SourceId


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """A time in which a source was blind; `ended_at` is None while it lasts."""

    source: SourceId
    began_at: datetime
    ended_at: datetime | None
    reason: str


def begin(conn: Connection, source_id: SourceId, began_at: datetime, *, reason: str) -> None:
    """Remember that a source has been blind since `began_at`."""
    row = {"source": source_id, "began_at": began_at, "ended_at": None, "reason": reason}
    upsert(conn, outage, row)


def end(conn: Connection, source_id: SourceId, now: datetime) -> None:
    """Remember that a source can be read again."""
    lasting = (outage.c.source == source_id, outage.c.ended_at.is_(None))
    conn.execute(update(outage).where(*lasting).values(ended_at=now))


def between(conn: Connection, since: datetime, until: datetime) -> tuple[Outage, ...]:
    """Return the outages of which a part lies between two times, the earliest first."""
    touching = (
        outage.c.began_at < until,
        or_(outage.c.ended_at.is_(None), outage.c.ended_at > since),
    )
    rows = conn.execute(select(outage).where(*touching).order_by(outage.c.began_at)).mappings()
    return tuple(Outage(**row) for row in rows)
