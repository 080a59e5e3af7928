"""A real SQLite file with the tables of alerts, and a clock that is set by hand."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, create_engine, event
from sqlmodel import SQLModel

from alerting import MATCHES, NOW, article
from alerts import outbox
from alerts.outbox import Recorded, tables
from alerts.types import (
    Channel,
    ChannelId,
    DeliveryState,
    EmailChannel,
    Hit,
    Matched,
    Message,
    Outcome,
    Rule,
    RuleId,
    Severity,
    SmtpSecurity,
    SmtpServer,
    WebhookChannel,
)

T = TypeVar("T")

LEAVES = RuleId("un-leaves-the-north")
OTHER = RuleId("cma")
DESK = ChannelId("desk")
HOOK = ChannelId("hook")

RULES = {
    LEAVES: Rule(id=LEAVES, when="@minusma", severity=Severity.HIGH, send=(DESK, HOOK)),
    OTHER: Rule(id=OTHER, when="@cma"),
}
CHANNELS: dict[ChannelId, Channel] = {
    DESK: EmailChannel(
        id=DESK,
        to=("a@desk.example", "b@desk.example"),
        sender="wireroom@example.org",
        smtp=SmtpServer(host="mail.example", port=25, security=SmtpSecurity.OPPORTUNISTIC),
    ),
    HOOK: WebhookChannel(id=HOOK, url="https://hook.example/in", secrets=("whsec_QUJD",)),
}


class Store:
    """Write transactions on one SQLite file, as the daemon makes them."""

    def __init__(self, path: Path) -> None:
        self._engine = create_engine(f"sqlite:///{path}", isolation_level="AUTOCOMMIT")
        event.listen(self._engine, "connect", _prepare)
        owned = [tables.hit, tables.alert, tables.delivery, tables.attempt]
        owned += [tables.endpoint, tables.subscription]
        owned += [tables.held, tables.departure, tables.cooldown, tables.delivery_alert]
        SQLModel.metadata.create_all(self._engine, owned)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Commit at the end, roll back on an error."""
        with self._engine.connect() as conn:
            conn.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield conn
            except BaseException:
                conn.exec_driver_sql("ROLLBACK")
                raise
            conn.exec_driver_sql("COMMIT")

    async def transact(self, act: Callable[[Connection], T], /) -> T:
        """Run `act` in a write transaction, off the event loop."""
        return await asyncio.to_thread(self._run, act)

    def _run(self, act: Callable[[Connection], T]) -> T:
        with self.write() as conn:
            return act(conn)

    def close(self) -> None:
        """Give the file back."""
        self._engine.dispose()


def _prepare(raw: Any, _: object) -> None:
    raw.execute("PRAGMA journal_mode=WAL")
    raw.execute("PRAGMA synchronous=OFF")  # no test here pulls the plug


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.time = NOW
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.pass_s(seconds)

    def pass_s(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


def matched(*rules: RuleId) -> Matched:
    return Matched(hits=tuple(Hit(rule=r, matches=MATCHES) for r in rules))


def record(conn: Connection, *rules: RuleId, **changes: Any) -> Recorded:
    """Record that the article hits `rules`; keywords change the arguments."""
    given: dict[str, Any] = {
        "article": article(),
        "matched": matched(*rules),
        "rules": RULES,
        "channels": CHANNELS,
        "now": NOW,
        "timezone": ZoneInfo("Africa/Bamako"),
    }
    return outbox.record(conn, **(given | changes))


def claim(conn: Connection, now: datetime = NOW, limit: int = 10) -> tuple[Message, ...]:
    """Claim what is due for the webhook."""
    return outbox.claim(conn, now, channel=HOOK, limit=limit)


def settle(
    conn: Connection, message: Message, outcome: Outcome, now: datetime = NOW
) -> DeliveryState:
    """Settle an attempt that took 12 ms."""
    return outbox.settle(conn, message, outcome, now, elapsed_ms=12, jitter=0.5)


def shown(conn: Connection, message: Message) -> dict[str, Any]:
    """Return a delivery as `deliveries show` has it."""
    found = outbox.show_delivery(conn, message.id)
    assert found is not None
    return found
