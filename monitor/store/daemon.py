"""What the daemon says of itself in the store, for whoever looks from outside: the SQL."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from monitor.store.sources import upsert
from monitor.store.tables import article, daemon


@dataclass(frozen=True, slots=True, kw_only=True)
class Daemon:
    """The daemon that has the store, or had it until `stopped_at`.

    `loaded_at` is when its configuration was read; `reload_error` why a newer one was refused.
    """

    pid: int
    version: str
    started_at: datetime
    beat_at: datetime
    loaded_at: datetime
    stopped_at: datetime | None = None
    reload_error: str | None = None
    listen: str | None = None


def save(conn: Connection, given: Daemon) -> None:
    """Remember what the daemon says of itself."""
    upsert(conn, daemon, {"id": 1, **asdict(given)})


def read(conn: Connection) -> Daemon | None:
    """Return what the last daemon said of itself, or None if there was none."""
    row = conn.execute(select(daemon)).mappings().first()
    return Daemon(**{k: v for k, v in row.items() if k != "id"}) if row else None


def last_article_at(conn: Connection) -> datetime | None:
    """Return when the newest article was stored."""
    newest = select(func.max(article.c.id)).scalar_subquery()
    found: datetime | None = conn.execute(
        select(article.c.fetched_at).where(article.c.id == newest)
    ).scalar()
    return found
