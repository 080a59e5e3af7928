"""Hits, alerts and deliveries, written in the article's own transaction."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, assert_never
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from alerts.news import kind_of
from alerts.outbox import tables
from alerts.outbox.hold import let_go
from alerts.outbox.subscriptions import Filter, followers
from alerts.outbox.thread import thread_of
from alerts.outbox.write import delivery_row, insert
from alerts.render import (
    alert_id,
    brief_body,
    delivery_id,
    line,
    mail,
    match_data,
    payload,
    push,
    webhook_body,
)
from alerts.types import (
    Alert,
    AlertKind,
    AppriseChannel,
    Article,
    Channel,
    ChannelId,
    DeliveryId,
    EmailChannel,
    Event,
    FileChannel,
    Hit,
    Matched,
    News,
    Rule,
    RuleId,
    StoryId,
    Thread,
    WebhookChannel,
    WebhookFormat,
)

_FIRST: Final = News()
_NO_NEWS: Final[Mapping[RuleId, News]] = {}
_POSTED: Final = {WebhookFormat.STANDARD: webhook_body, WebhookFormat.BRIEF: brief_body}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """How many rows of each were new."""

    hits: int = 0
    alerts: int = 0
    deliveries: int = 0


def record(
    conn: Connection,
    *,
    article: Article,
    matched: Matched,
    rules: Mapping[RuleId, Rule],
    channels: Mapping[ChannelId, Channel],
    now: datetime,
    timezone: ZoneInfo,
    subscribers: bool = True,
    story: StoryId | None = None,
    news: Mapping[RuleId, News] = _NO_NEWS,
) -> Recorded:
    """Write what `matched` found in `article` and was not known of it, and return the counts.

    A hit that is new for its rule and article raises one alert, unless the rule wants none of what
    `news` says that the article adds to its `story` (see `kind_of`); a rule without news has
    reported nothing of it. An alert raises one delivery for each channel of the rule (every one, if
    it names none) that asks for alerts and each recipient, with the exact bytes to send; times in
    e-mail show in `timezone`. Where the calm of channel and rule wants it, the alert is held in the
    place of deliveries: see `flush`. A hit already known changes nothing, so that a revision alerts
    only for rules newly true, and a second run for none. With `subscribers` an alert also goes to
    every one that wants it, as they are stored now.
    Raises KeyError for a hit of a rule, or a rule's channel, that is not among those given.
    """
    hits = alerts = deliveries = 0
    following: tuple[tuple[Channel, Filter], ...] | None = None if subscribers else ()
    for hit in matched.hits:
        if not _insert_hit(conn, article, hit, now):
            continue
        hits += 1
        rule, told = rules[hit.rule], news.get(hit.rule, _FIRST)
        kind = kind_of(rule.notify, told)
        if kind is None:
            continue
        alert = _alert(article, hit, rule, kind, told, story, now)
        if not _insert_alert(conn, alert):
            continue
        alerts += 1
        if following is None:  # asked for where there is an alert, once an article
            following = followers(conn)
        wanting = (channel for channel, wants in following if wants.passes(alert))
        thread = thread_of(conn, alert)
        for channel in (*_channels(rule, channels), *wanting):
            if not let_go(conn, alert, article.text, rule, channel, timezone):
                continue
            for row in delivery_rows(alert, article.text, channel, timezone, thread, now=now):
                deliveries += insert(conn, tables.delivery, row)
    return Recorded(hits=hits, alerts=alerts, deliveries=deliveries)


def _insert_hit(conn: Connection, article: Article, hit: Hit, now: datetime) -> int:
    row = {
        "article_id": article.ref.id,
        "rule": hit.rule,
        "matches": [match_data(m) for m in hit.matches],
        "created_at": now,
    }
    return insert(conn, tables.hit, row)


def _alert(
    article: Article,
    hit: Hit,
    rule: Rule,
    kind: AlertKind,
    news: News,
    story: StoryId | None,
    now: datetime,
) -> Alert:
    return Alert(
        id=alert_id(hit.rule, article.ref.canonical_url),
        rule=hit.rule,
        severity=rule.severity,
        kind=kind,
        article=article.ref,
        matches=hit.matches,
        created_at=now,
        story=story,
        new=news.new,
        disagreements=news.disagreements,
    )


def _insert_alert(conn: Connection, alert: Alert) -> int:
    row = {
        "id": alert.id,
        "rule": alert.rule,
        "severity": str(alert.severity),
        "kind": str(alert.kind),
        "article_id": alert.article.id,
        "story_id": alert.story,
        "payload": json.dumps(payload(alert), ensure_ascii=False),
        "created_at": alert.created_at,
    }
    return insert(conn, tables.alert, row)


def _channels(rule: Rule, channels: Mapping[ChannelId, Channel]) -> list[Channel]:
    if not channels:
        return []
    named = [channels[name] for name in (rule.send or channels)]
    return [channel for channel in named if Event.ALERT in channel.events]


def delivery_rows(
    alert: Alert,
    text: str,
    channel: Channel,
    timezone: ZoneInfo,
    thread: Thread,
    *,
    now: datetime,
) -> Iterator[dict[str, Any]]:
    """Yield the rows of `alert` for `channel`, one a recipient, due at `now`."""
    for recipient in channel.recipients:
        delivery = delivery_id(alert.id, channel.id, recipient)
        yield delivery_row(
            delivery,
            alert=alert.id,
            channel=channel.id,
            recipient=recipient,
            body=_body(alert, text, delivery, channel, recipient, timezone, thread),
            now=now,
        )


def _body(
    alert: Alert,
    text: str,
    delivery: DeliveryId,
    channel: Channel,
    recipient: str,
    timezone: ZoneInfo,
    thread: Thread,
) -> bytes:
    """Return the bytes to send to `recipient` of `channel`."""
    match channel:
        case WebhookChannel():
            return _POSTED[channel.format](alert)
        case FileChannel():
            return line(delivery, webhook_body(alert))
        case AppriseChannel():
            return push(alert, text, timezone)
        case EmailChannel():
            return mail(
                alert,
                text,
                delivery=delivery,
                sender=channel.sender,
                recipient=recipient,
                timezone=timezone,
                thread=thread,
                unsubscribe=channel.unsubscribe,
            )
        case _:
            assert_never(channel)
