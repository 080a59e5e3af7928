"""What is held leaves: all that is due of a channel in one message, in one transaction."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, assert_never
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, delete, func, literal, select
from sqlalchemy import insert as insert_into

from alerts import calm
from alerts.calm import Batch, Now, Pace
from alerts.outbox import tables
from alerts.outbox.departures import Story, depart, pace, told_of_held
from alerts.outbox.hold import batches, reckon
from alerts.outbox.record import delivery_rows
from alerts.outbox.subscriptions import subscriber
from alerts.outbox.tables import alert, held
from alerts.outbox.thread import thread_of
from alerts.outbox.write import delivery_row, insert
from alerts.render import (
    LISTED,
    Digest,
    Section,
    digest_body,
    digest_id,
    digest_mail,
    digest_push,
    line,
    restored,
)
from alerts.types import (
    Alert,
    AlertId,
    AppriseChannel,
    Calm,
    Channel,
    ChannelId,
    DeliveryId,
    EmailChannel,
    FileChannel,
    Rule,
    RuleId,
    Severity,
    WebhookChannel,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flushed:
    """A message that was composed of `alerts` that a channel held; `deliveries`, one a recipient.

    `why` is what had held them.
    """

    channel: ChannelId
    alerts: int
    deliveries: int
    why: tuple[str, ...]


def flush(
    conn: Connection,
    name: ChannelId,
    *,
    channels: Mapping[ChannelId, Channel],
    rules: Mapping[RuleId, Rule],
    timezone: ZoneInfo,
    now: datetime,
) -> Flushed | None:
    """Let leave what channel `name` need hold no longer at `now`; None if there is nothing.

    It is decided anew, by the calm that channel and rules have by now; what has to wait is held
    on. All that leaves is one message, so one delivery a recipient: an alert that is alone as it
    would have left at once, several as a digest. A channel that is not among `channels` may be a
    subscriber, which the calm of rules holds for too. What was held for one that is not there any
    more becomes a delivery too, for the courier to discard and to say why.
    """
    channel = channels.get(name) or subscriber(conn, name, now)
    found = batches(conn, name)
    calms = {each.rule: _calm(channel, rules.get(each.rule), timezone) for each in found}
    pace_of = _pace_of(conn, name, calms, now)
    verdicts = calm.sorted_out(found, calm_of=calms.__getitem__, pace_of=pace_of, now=now)
    leaving = []
    for batch, verdict in zip(found, verdicts, strict=True):
        reckon(conn, name, batch, verdict, now)
        if isinstance(verdict, Now):
            leaving.append(batch)
    if not leaving:
        return None
    due = (held.c.channel == name) & (held.c.due_at <= now)
    first = _first(conn, due)
    digest = _digest(conn, due, name, leaving, now)
    made = _compose(conn, due, first, digest, channel, timezone)
    conn.execute(delete(held).where(due))
    if channel is not None:
        loud = any(calm.breaks_through(calms[each.rule], each.severity) for each in leaving)
        depart(
            conn,
            name,
            {each.rule for each in leaving},
            stories={story for each in leaving if (story := _story(each))},
            message=first,
            loud=loud,
            now=now,
        )
    return Flushed(channel=name, alerts=digest.count, deliveries=made, why=digest.why)


def _pace_of(
    conn: Connection, name: ChannelId, calms: Mapping[RuleId, Calm | None], now: datetime
) -> calm.PaceOf:
    """Return what tells of a batch what left channel `name` before it."""
    paces = {rule: pace(conn, name, rule, c, now) if c else Pace() for rule, c in calms.items()}
    told = told_of_held(conn, name)

    def pace_of(batch: Batch) -> Pace:
        story = _story(batch)
        return replace(paces[batch.rule], told=told.get(story)) if story else paces[batch.rule]

    return pace_of


def _story(batch: Batch) -> Story | None:
    return None if batch.story is None else (batch.rule, batch.story)


def _calm(channel: Channel | None, rule: Rule | None, timezone: ZoneInfo) -> Calm | None:
    return calm.policy(channel.calm, rule, timezone) if channel else None


def _first(conn: Connection, due: ColumnElement[bool]) -> AlertId:
    query = select(alert.c.id).join(held, held.c.alert_id == alert.c.id).where(due)
    return AlertId(conn.execute(query.order_by(alert.c.seq).limit(1)).scalar_one())


def _compose(
    conn: Connection,
    due: ColumnElement[bool],
    first: AlertId,
    digest: Digest,
    channel: Channel | None,
    timezone: ZoneInfo,
) -> int:
    """Write the deliveries of what is `due`, and which alerts each carries; return how many."""
    if digest.count == 1 and channel is not None:
        rows = _alone(conn, due, digest, channel, timezone)
        return sum(insert(conn, tables.delivery, row) for row in rows)
    made = 0
    for recipient in channel.recipients if channel else ("",):
        own = digest_id(first, digest.channel, recipient)
        row = delivery_row(
            own,
            alert=None,
            channel=digest.channel,
            recipient=recipient,
            body=_body(digest, own, channel, recipient, timezone),
            now=digest.created_at,
        )
        made += insert(conn, tables.delivery, row)
        carried = select(literal(own), held.c.alert_id).where(due)
        columns = ["delivery_id", "alert_id"]
        conn.execute(insert_into(tables.delivery_alert).from_select(columns, carried))
    return made


def _alone(
    conn: Connection,
    due: ColumnElement[bool],
    digest: Digest,
    channel: Channel,
    timezone: ZoneInfo,
) -> Iterator[dict[str, Any]]:
    """Yield the rows of the one alert of `digest`, as they would have been at once."""
    text = conn.execute(select(held.c.text).where(due)).scalar_one()
    (own,) = (each for section in digest.sections for each in section.alerts)
    thread = thread_of(conn, own)
    yield from delivery_rows(own, text or "", channel, timezone, thread, now=digest.created_at)


def _body(
    digest: Digest,
    delivery: DeliveryId,
    channel: Channel | None,
    recipient: str,
    timezone: ZoneInfo,
) -> bytes:
    """Return the bytes to send to `recipient` of `channel`."""
    match channel:
        case WebhookChannel() | None:
            return digest_body(digest)
        case FileChannel():
            return line(delivery, digest_body(digest))
        case AppriseChannel():
            return digest_push(digest)
        case EmailChannel():
            return digest_mail(
                digest,
                delivery=delivery,
                sender=channel.sender,
                recipient=recipient,
                timezone=timezone,
                unsubscribe=channel.unsubscribe,
            )
        case _:
            assert_never(channel)


def _digest(
    conn: Connection,
    due: ColumnElement[bool],
    channel: ChannelId,
    leaving: Sequence[Batch],
    now: datetime,
) -> Digest:
    """Return what is `due` as people and machines are told of it, the most urgent rules first."""
    counts = (
        select(held.c.rule, held.c.severity, func.count(), func.min(held.c.since))
        .add_columns(func.max(held.c.since))
        .where(due)
        .group_by(held.c.rule, held.c.severity)
    )
    rows = [tuple(row) for row in conn.execute(counts)]
    newest = _newest(conn, due)
    rank = {str(severity): place for place, severity in enumerate(Severity)}
    rows.sort(key=lambda row: (-rank[row[1]], -row[2], row[0]))
    sections = tuple(
        Section(
            rule=RuleId(rule),
            severity=Severity(severity),
            count=count,
            alerts=tuple(newest[rule, severity]),
        )
        for rule, severity, count, _, _ in rows
    )
    return Digest(
        channel=channel,
        since=min(row[3] for row in rows),
        until=max(row[4] for row in rows),
        created_at=now,
        why=tuple(dict.fromkeys(str(batch.hold.why) for batch in leaving)),
        sections=sections,
    )


def _newest(conn: Connection, due: ColumnElement[bool]) -> dict[tuple[str, str], list[Alert]]:
    """Return the newest alerts of each rule and severity, as many as are ever listed.

    A digest of 100,000 must not be read as a whole.
    """
    place = func.row_number().over(
        partition_by=(held.c.rule, held.c.severity), order_by=alert.c.seq.desc()
    )
    joined = select(held.c.rule, held.c.severity, alert.c.payload, place.label("place"))
    ranked = joined.join(alert, alert.c.id == held.c.alert_id).where(due).subquery()
    query = select(ranked).where(ranked.c.place <= LISTED).order_by(ranked.c.place)
    newest: dict[tuple[str, str], list[Alert]] = {}
    for rule, severity, payload, _ in conn.execute(query):
        newest.setdefault((rule, severity), []).append(restored(json.loads(payload)))
    return newest
