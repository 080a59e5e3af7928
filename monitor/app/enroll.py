"""What is due, and when, as the daemon starts, reloads or looks after itself."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from alerts import api as alerts
from monitor import schedule
from monitor.app.compose import jitter
from monitor.config import Config
from monitor.health import health
from monitor.store import sources
from monitor.types import Source, SourceState


def enroll(conn: Connection, config: Config, now: datetime) -> None:
    """Let exactly the sources of `config` be due, each at the time that is stored of it.

    What is held is asked again whether it leaves, as the calm of channels may be another one now.

    A source that is new is due at once. One that is due later than can be meant is spread over its
    interval: another clock planned it, or its `every` has become shorter.
    """

    def due(source: Source, state: SourceState) -> datetime:
        fares = health(state, now)
        if state.due_at is None:
            return now
        if state.due_at <= schedule.latest_due(source, state, fares, now):
            return state.due_at
        return now + timedelta(seconds=schedule.wait_s(source, state, fares) * jitter())

    sources.enroll(conn, config.sources, due)
    alerts.recall(conn, now)
