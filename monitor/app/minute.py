"""What a daemon does once a minute: look at itself, say how it fares, and report once a day."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection

from alerts import api as alerts
from alerts.types import EndpointState
from monitor.app.facts import Facts, facts
from monitor.app.report import daily_notice
from monitor.config import Config
from monitor.log import Event
from monitor.metrics import Metrics
from monitor.store import Store, sources
from monitor.store.daemon import Daemon, save
from monitor.types import Health
from monitor.watch.clock import Clock
from monitor.watch.record import Record
from monitor.watch.systemd import Notifier

_DAY = timedelta(days=1)


class Minute:
    """Remembers the day of the last report, and what was found at the last minute."""

    def __init__(self, record: Record, notifier: Notifier, clock: Clock) -> None:
        self._record = record
        self._notifier = notifier
        self._clock = clock
        self._reported: str | None = None

    def resume(self, config: Config, last: Daemon | None, now: datetime) -> None:
        """Learn from what the daemon before this one `last` said whether a report is owed today.

        The first one of all owes none: it has watched nothing yet.
        """
        seen = now if last is None else last.beat_at
        self._reported = report_day(config, min(seen, now))

    async def pass_by(
        self, store: Store, config: Config, said: Daemon, holds: Mapping[str, datetime]
    ) -> None:
        """Write down how all fares, in one transaction. Raises StoreError."""
        now = self._clock.now()
        day = report_day(config, now)
        due = day if day != self._reported else None

        def act(conn: Connection) -> tuple[Facts, alerts.Notice | None]:
            save(conn, said)
            sources.save_holds(conn, holds, now)
            alerts.forget(conn, now)
            notice = None
            if due is not None:
                notice = daily_notice(conn, config, since=now - _DAY, until=now)
                timezone = config.settings.timezone
                alerts.notify(conn, notice, channels=config.channels, timezone=timezone)
            return facts(conn, config, now), notice

        found, notice = await store.transact(act)
        self._reported = day
        if notice is not None:
            self._record.log.info(Event.COVERAGE, title=notice.title, rules=list(notice.lines))
        _show(self._record.metrics, found)
        self._notifier.tell(f"STATUS={status_line(found, said)}")


def report_day(config: Config, now: datetime) -> str | None:
    """Return the day whose report is due by `now`, in people's own time; None before its hour."""
    local = now.astimezone(config.settings.timezone)
    if local.time() < config.settings.heartbeat:
        return None
    return local.date().isoformat()


def status_line(found: Facts, said: Daemon) -> str:
    """Return how all fares in one line, for `systemctl status`."""
    counts = found.sources
    parts = [f"{counts[Health.HEALTHY]} of {sum(counts.values())} sources healthy"]
    for count, what in (
        (counts[Health.QUIET], "quiet"),
        (found.blind, "blind"),
        (counts[Health.NEW], "not polled yet"),
        (found.waiting, "deliveries waiting"),
        (found.webhooks[EndpointState.DISABLED], "webhooks disabled"),
        (found.held, "alerts held"),
    ):
        if count:
            parts.append(f"{count} {what}")
    if said.reload_error is not None:
        parts.append("a newer configuration was refused")
    return ", ".join(parts)


def _show(metrics: Metrics, found: Facts) -> None:
    for health, count in found.sources.items():
        metrics.sources.labels(health).set(count)
    metrics.due.set(found.due)
    metrics.waiting.set(found.waiting)
    for state, count in found.webhooks.items():
        metrics.webhooks.labels(state).set(count)
    metrics.held.set(found.held)
    for file, size in found.sizes.items():
        metrics.store_bytes.labels(file).set(size)
    if found.last_article_at is not None:
        metrics.last_article.set(found.last_article_at.timestamp())
