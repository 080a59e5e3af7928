"""Subscribers: webhooks that came through the API or by hand, and not from the configuration."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, RowMapping, delete, func, select, update
from sqlalchemy import insert as insert_into

from alerts.outbox.endpoints import set_endpoint
from alerts.outbox.tables import endpoint, subscription
from alerts.types import (
    Alert,
    ChannelId,
    EndpointState,
    RuleId,
    Severity,
    WebhookChannel,
    WebhookFormat,
)

OVERLAP: Final = timedelta(hours=24)
"""How long the old secret still signs, after a new one was given out."""

_FOLLOWING: Final = (
    select(
        subscription.c.id,
        subscription.c.url,
        subscription.c.format,
        subscription.c.rules,
        subscription.c.severity,
    )
    .join(endpoint, endpoint.c.channel == subscription.c.id)
    .where(endpoint.c.state != EndpointState.DISABLED.value)
    .order_by(subscription.c.id)
)
_RANK: Final = {each: rank for rank, each in enumerate(Severity)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which alerts a subscriber wants: of these rules (empty: of all), at least that severe."""

    rules: tuple[RuleId, ...] = ()
    severity: Severity = Severity.LOW

    def passes(self, alert: Alert) -> bool:
        """Whether it wants `alert`."""
        ruled = not self.rules or alert.rule in self.rules
        return ruled and _RANK[alert.severity] >= _RANK[self.severity]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A subscriber. `owner` is the id of the token it belongs to; None if a person added it.

    `old_secret` signs too until `old_until`. Address and secrets never show in a repr.
    """

    id: ChannelId
    url: str = field(repr=False)
    secret: str = field(repr=False)
    old_secret: str | None = field(default=None, repr=False)
    old_until: datetime | None = None
    wants: Filter = Filter()
    format: WebhookFormat = WebhookFormat.STANDARD
    owner: str | None = None
    created_at: datetime

    def channel(self, now: datetime) -> WebhookChannel:
        """Return where its alerts go, with the secrets that count at `now`."""
        secrets: tuple[str, ...] = (self.secret,)
        if self.old_secret and self.old_until and now < self.old_until:
            secrets = (self.secret, self.old_secret)
        return WebhookChannel(id=self.id, url=self.url, secrets=secrets, format=self.format)


def add_subscription(conn: Connection, given: Subscription) -> None:
    """Store a subscriber, enabled: it gets the alerts from the next one on."""
    row = {
        "id": given.id,
        "url": given.url,
        "secret": given.secret,
        "old_secret": given.old_secret,
        "old_until": given.old_until,
        "rules": list(given.wants.rules),
        "severity": given.wants.severity.value,
        "format": given.format.value,
        "owner": given.owner,
        "created_at": given.created_at,
    }
    conn.execute(insert_into(subscription).values(row))
    set_endpoint(conn, given.id, EndpointState.ENABLED, given.created_at)


def show_subscription(conn: Connection, webhook: ChannelId) -> Subscription | None:
    """Return the subscriber of that id, or None."""
    query = select(subscription).where(subscription.c.id == webhook)
    row = conn.execute(query).mappings().one_or_none()
    return _subscription(row) if row else None


def list_subscriptions(conn: Connection, *, owner: str | None = None) -> tuple[Subscription, ...]:
    """Return the subscribers, the newest first: those of `owner`, if given."""
    query = select(subscription).order_by(
        subscription.c.created_at.desc(), subscription.c.id.desc()
    )
    if owner is not None:
        query = query.where(subscription.c.owner == owner)
    return tuple(map(_subscription, conn.execute(query).mappings()))


def count_subscriptions(conn: Connection, owner: str) -> int:
    """Return how many subscribers belong to `owner`."""
    counted = select(func.count()).where(subscription.c.owner == owner)
    return conn.execute(counted.select_from(subscription)).scalar_one()


def rotate_secret(conn: Connection, webhook: ChannelId, secret: str, now: datetime) -> datetime:
    """Give a subscriber a new secret, and return until when the one before it signs too.

    A still older one signs no more.
    """
    until = now + OVERLAP
    change = update(subscription).where(subscription.c.id == webhook)
    conn.execute(change.values(old_secret=subscription.c.secret, old_until=until, secret=secret))
    return until


def delete_subscription(conn: Connection, webhook: ChannelId) -> None:
    """Forget a subscriber with its secrets; what is on its way there will be discarded."""
    conn.execute(delete(subscription).where(subscription.c.id == webhook))
    conn.execute(delete(endpoint).where(endpoint.c.channel == webhook))


def subscriber(conn: Connection, name: ChannelId, now: datetime) -> WebhookChannel | None:
    """Return where a channel that is not configured goes, if it is a subscriber; else None."""
    found = show_subscription(conn, name)
    return found.channel(now) if found else None


def followers(conn: Connection) -> tuple[tuple[WebhookChannel, Filter], ...]:
    """Return the subscribers that are not disabled, and what each wants, in the order of ids.

    Without their secrets: this is for what is written, not for what is sent.
    """
    return tuple(
        (
            WebhookChannel(id=ChannelId(id_), url=url, secrets=(), format=WebhookFormat(form)),
            Filter(rules=tuple(map(RuleId, rules)), severity=Severity(severity)),
        )
        for id_, url, form, rules, severity in conn.execute(_FOLLOWING)
    )


def _subscription(row: RowMapping) -> Subscription:
    return Subscription(
        id=ChannelId(row["id"]),
        url=row["url"],
        secret=row["secret"],
        old_secret=row["old_secret"],
        old_until=row["old_until"],
        wants=Filter(rules=tuple(map(RuleId, row["rules"])), severity=Severity(row["severity"])),
        format=WebhookFormat(row["format"]),
        owner=row["owner"],
        created_at=row["created_at"],
    )
