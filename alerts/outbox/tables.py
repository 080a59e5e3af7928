"""The tables of alerts: hits, alerts, what is held of them, deliveries and their attempts.

`article_id` is the number of an article in monitor's own table; the receiver asks nothing of it.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Dialect,
    Index,
    LargeBinary,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel


class UtcTime(TypeDecorator[datetime]):
    """An aware datetime, in UTC in the database (sortable) and when read.

    Raises ValueError for a naive one, which could mean any hour.
    """

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware datetime into naive UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time needs a zone: {value!r}")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn naive UTC into an aware datetime."""
        return value.replace(tzinfo=UTC) if value else None


class HitRow(SQLModel, table=True):
    """A rule true of an article; `matches` as in the JSON of an alert."""

    __tablename__ = "hit"
    __table_args__ = (
        UniqueConstraint("article_id", "rule", name="uq_hit_article_rule"),
        Index("ix_hit_created", "created_at", "rule"),
    )

    id: int | None = Field(default=None, primary_key=True)
    article_id: int
    rule: str = Field(sa_type=Text, index=True)
    matches: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    created_at: datetime = Field(sa_type=UtcTime)


class AlertRow(SQLModel, table=True):
    """An alert; `payload` is its JSON text, `seq` the order in which alerts came.

    `story_id` is what was its article's story when it was raised, a number of monitor's too.
    """

    __tablename__ = "alert"
    __table_args__ = (
        Index("ix_alert_rule", "rule", "seq"),
        Index("ix_alert_created", "created_at", "rule"),
        Index("ix_alert_story", "story_id", "seq"),
    )

    seq: int | None = Field(default=None, primary_key=True)
    id: str = Field(sa_type=Text, unique=True)
    rule: str = Field(sa_type=Text)
    severity: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    article_id: int = Field(index=True)
    story_id: int | None = None
    payload: str = Field(sa_type=Text)
    created_at: datetime = Field(sa_type=UtcTime)


_WAITING = text("next_attempt_at IS NOT NULL")
_ENDED = text("body IS NOT NULL AND settled_at IS NOT NULL")


class DeliveryRow(SQLModel, table=True):
    """One alert, several (see DeliveryAlertRow) or a notice, on its way to one recipient.

    `alert_id` is None unless it is one alert.
    `next_attempt_at` is when it may next be claimed: for a leased one when the lease ends; None
    once it has ended. `body` holds the exact bytes until it is delivered, and for a while after;
    see `again`. `resent_after` counts the attempts before a person asked for it again, at
    `resent_at`.
    """

    __tablename__ = "delivery"
    # Partial, so that a claim costs the same whatever number of deliveries have ended, and to find
    # what may be sent again costs the same whatever number have lost their bytes.
    __table_args__ = (
        Index(
            "ix_delivery_waiting",
            "channel",
            "next_attempt_at",
            "seq",
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
        Index(
            "ix_delivery_ended",
            "state",
            "settled_at",
            sqlite_where=_ENDED,
            postgresql_where=_ENDED,
        ),
        Index("ix_delivery_channel", "channel", "seq"),
    )

    seq: int | None = Field(default=None, primary_key=True)
    id: str = Field(sa_type=Text, unique=True)
    alert_id: str | None = Field(
        default=None, sa_type=Text, foreign_key="alert.id", index=True, nullable=True
    )
    channel: str = Field(sa_type=Text)
    recipient: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    attempts: int = 0
    next_attempt_at: datetime | None = Field(default=None, sa_type=UtcTime)
    last_status: int | None = None
    last_error: str | None = Field(default=None, sa_type=Text)
    body: bytes | None = Field(default=None, sa_type=LargeBinary)
    created_at: datetime = Field(sa_type=UtcTime)
    settled_at: datetime | None = Field(default=None, sa_type=UtcTime)
    resent_at: datetime | None = Field(default=None, sa_type=UtcTime)
    resent_after: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class AttemptRow(SQLModel, table=True):
    """One try of a delivery, the `n`-th. `outcome` is sent, later or dead.

    `answer` is the beginning of what the other side said, without secrets.
    """

    __tablename__ = "attempt"

    delivery_id: str = Field(sa_type=Text, primary_key=True, foreign_key="delivery.id")
    n: int = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcTime)
    outcome: str = Field(sa_type=Text)
    reason: str | None = Field(default=None, sa_type=Text)
    status: int | None = None
    error: str | None = Field(default=None, sa_type=Text)
    elapsed_ms: int
    answer: str | None = Field(default=None, sa_type=Text)


class EndpointRow(SQLModel, table=True):
    """How a webhook fares; see `types.Endpoint`. Written from its first attempt on."""

    __tablename__ = "endpoint"

    channel: str = Field(sa_type=Text, primary_key=True)
    state: str = Field(sa_type=Text)
    since: datetime = Field(sa_type=UtcTime)
    reason: str | None = Field(default=None, sa_type=Text)
    failures: int = 0
    failing_since: datetime | None = Field(default=None, sa_type=UtcTime)
    last_success: datetime | None = Field(default=None, sa_type=UtcTime)
    created_at: datetime = Field(sa_type=UtcTime)


class SubscriptionRow(SQLModel, table=True):
    """A webhook that is not configured; see `subscriptions.Subscription`.

    Its secrets stand in it as they are, to sign with.
    """

    __tablename__ = "subscription"

    id: str = Field(sa_type=Text, primary_key=True)
    url: str = Field(sa_type=Text)
    secret: str = Field(sa_type=Text)
    old_secret: str | None = Field(default=None, sa_type=Text)
    old_until: datetime | None = Field(default=None, sa_type=UtcTime)
    rules: list[str] = Field(sa_column=Column(JSON, nullable=False))
    severity: str = Field(sa_type=Text)
    format: str = Field(sa_type=Text)
    owner: str | None = Field(default=None, sa_type=Text, index=True)
    created_at: datetime = Field(sa_type=UtcTime)


class HeldRow(SQLModel, table=True):
    """An alert that is held on its way to a channel, to leave with others.

    Those of one rule and severity have one `due_at`, at which it is asked again whether they
    leave; `why` is what holds them. Where there is a cool-down, those of each story have one of
    their own; else `story_id` is None. `text` is the article's, for what is sent if it is alone.
    """

    __tablename__ = "held"
    __table_args__ = (
        Index("ix_held_batch", "channel", "rule", "severity", "due_at"),
        Index("ix_held_story", "channel", "rule", "severity", "story_id", "due_at"),
        Index("ix_held_due", "channel", "due_at"),
    )

    channel: str = Field(sa_type=Text, primary_key=True)
    alert_id: str = Field(sa_type=Text, primary_key=True, foreign_key="alert.id", index=True)
    rule: str = Field(sa_type=Text)
    severity: str = Field(sa_type=Text)
    since: datetime = Field(sa_type=UtcTime)
    due_at: datetime = Field(sa_type=UtcTime)
    why: str = Field(sa_type=Text)
    story_id: int | None = None
    text: str | None = Field(default=None, sa_type=Text)


class DepartureRow(SQLModel, table=True):
    """A rule in a message that left a channel with calm; of one `message` a row a rule."""

    __tablename__ = "departure"
    __table_args__ = (
        Index("ix_departure_at", "channel", "at"),
        Index("ix_departure_rule", "channel", "rule", "at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    channel: str = Field(sa_type=Text)
    rule: str = Field(sa_type=Text)
    message: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=UtcTime)
    loud: bool


class CooldownRow(SQLModel, table=True):
    """When an alert of a rule on a story last left a channel that has a cool-down."""

    __tablename__ = "cooldown"
    __table_args__ = (Index("ix_cooldown_at", "channel", "at"),)

    channel: str = Field(sa_type=Text, primary_key=True)
    rule: str = Field(sa_type=Text, primary_key=True)
    story_id: int = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcTime)


class DeliveryAlertRow(SQLModel, table=True):
    """An alert that a delivery carries beside others; one that goes alone is in the delivery."""

    __tablename__ = "delivery_alert"

    delivery_id: str = Field(sa_type=Text, primary_key=True, foreign_key="delivery.id")
    alert_id: str = Field(sa_type=Text, primary_key=True, foreign_key="alert.id", index=True)


# The same tables for statements: SQLAlchemy core writes 3.5 times as many rows a second.
hit = SQLModel.metadata.tables["hit"]
alert = SQLModel.metadata.tables["alert"]
delivery = SQLModel.metadata.tables["delivery"]
attempt = SQLModel.metadata.tables["attempt"]
endpoint = SQLModel.metadata.tables["endpoint"]
subscription = SQLModel.metadata.tables["subscription"]
held = SQLModel.metadata.tables["held"]
departure = SQLModel.metadata.tables["departure"]
cooldown = SQLModel.metadata.tables["cooldown"]
delivery_alert = SQLModel.metadata.tables["delivery_alert"]
