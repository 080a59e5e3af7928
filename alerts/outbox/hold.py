"""What is held: alerts that channels with calm keep back, to leave with others."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, assert_never
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select, update

from alerts import calm
from alerts.calm import Batch, Hold, Now, Verdict, Why
from alerts.outbox.departures import depart, pace, told
from alerts.outbox.hop import channels_with_due
from alerts.outbox.tables import held
from alerts.outbox.write import insert
from alerts.render import instant
from alerts.types import (
    Alert,
    AlertId,
    AppriseChannel,
    Channel,
    ChannelId,
    EmailChannel,
    Rule,
    RuleId,
    Severity,
    StoryId,
)

_CHANNELS_DUE: Final = channels_with_due(held.c.channel, held.c.due_at)


def let_go(
    conn: Connection, alert: Alert, text: str, rule: Rule, channel: Channel, timezone: ZoneInfo
) -> bool:
    """Whether `alert` leaves for `channel` now; else it is held there, which is written down.

    `text` is the article's. All in the transaction of `conn`, so that what is held is not lost.
    """
    policy, now = calm.policy(channel.calm, rule, timezone), alert.created_at
    if policy is None:
        return True
    story = calm.story_of(policy, alert.story)
    verdict: Verdict | None = _hold_of(conn, channel.id, rule.id, alert.severity, story)
    if verdict is None:
        left = pace(conn, channel.id, rule.id, policy, now)
        if story is not None:
            left = replace(left, told=told(conn, channel.id, rule.id, story))
        verdict = calm.leaves(policy, left, alert.severity, since=now, now=now)
        if isinstance(verdict, Now):
            verdict = _due(conn, channel.id, rule.id, alert.severity, now) or verdict
    if isinstance(verdict, Now):
        loud = calm.breaks_through(policy, alert.severity)
        stories = [] if story is None else [(rule.id, story)]
        depart(conn, channel.id, [rule.id], stories=stories, message=alert.id, loud=loud, now=now)
        return True
    insert(conn, held, _row(alert, text, channel, story, verdict))
    return False


def batches(conn: Connection, channel: ChannelId) -> list[Batch]:
    """Return what `channel` holds, by rule and severity, and by story where that matters."""
    found = (
        select(
            held.c.rule,
            held.c.severity,
            held.c.story_id,
            func.min(held.c.since),
            func.min(held.c.due_at),
            func.min(held.c.why),
        )
        .where(held.c.channel == channel)
        .group_by(held.c.rule, held.c.severity, held.c.story_id)
    )
    return [
        Batch(
            rule=RuleId(rule),
            severity=Severity(severity),
            since=since,
            hold=Hold(until=due_at, why=Why(why)),
            story=None if story is None else StoryId(story),
        )
        for rule, severity, story, since, due_at, why in conn.execute(found)
    ]


def reckon(
    conn: Connection, channel: ChannelId, batch: Batch, verdict: Verdict, now: datetime
) -> None:
    """Write down what becomes of a batch of `channel`: that it is due at `now`, or held on."""
    if verdict == batch.hold:
        return
    match verdict:
        case Now():
            values: Mapping[str, Any] = {"due_at": now}
        case Hold():
            values = {"due_at": verdict.until, "why": verdict.why.value}
        case _:
            assert_never(verdict)
    own = (
        held.c.channel == channel,
        held.c.rule == batch.rule,
        held.c.severity == batch.severity.value,
        held.c.story_id.is_not_distinct_from(batch.story),
    )
    conn.execute(update(held).where(*own).values(values))


def channels_held(conn: Connection, now: datetime) -> tuple[ChannelId, ...]:
    """Return the channels of which something held is due at `now`, in the order of their names.

    Two probes of an index for each channel that holds anything, however much it holds.
    """
    return tuple(map(ChannelId, conn.execute(_CHANNELS_DUE, {"now": now}).scalars()))


def recall(conn: Connection, now: datetime) -> int:
    """Have it asked again at `now` whether what is held leaves; return how many alerts are.

    For a configuration that may be another one since, and a clock that was set.
    """
    return conn.execute(update(held).values(due_at=now)).rowcount


def count_held(conn: Connection) -> int:
    """Return how many alerts are held, each as often as there are channels that hold it."""
    return conn.execute(select(func.count()).select_from(held)).scalar_one()


def holds_of(conn: Connection, alert: AlertId) -> list[dict[str, Any]]:
    """Return by which channels `alert` is held, until when and why."""
    own = select(held.c.channel, held.c.due_at, held.c.why).where(held.c.alert_id == alert)
    return [
        {"channel": channel, "until": instant(due_at), "why": why}
        for channel, due_at, why in conn.execute(own.order_by(held.c.channel))
    ]


def _hold_of(
    conn: Connection,
    channel: ChannelId,
    rule: RuleId,
    severity: Severity,
    story: StoryId | None,
) -> Hold | None:
    own = select(held.c.due_at, held.c.why).where(
        held.c.channel == channel,
        held.c.rule == rule,
        held.c.severity == severity.value,
        held.c.story_id.is_not_distinct_from(story),
    )
    found = conn.execute(own.order_by(held.c.due_at).limit(1)).one_or_none()
    return Hold(until=found[0], why=Why(found[1])) if found else None


def _due(
    conn: Connection, channel: ChannelId, rule: RuleId, severity: Severity, now: datetime
) -> Hold | None:
    """Return the hold of what is about to leave, of any story, so that it is not overtaken.

    It would else lose the room for a message, and its turn, to whatever comes a moment before it.
    """
    own = select(held.c.due_at, held.c.why).where(
        held.c.channel == channel,
        held.c.rule == rule,
        held.c.severity == severity.value,
        held.c.due_at <= now,
    )
    found = conn.execute(own.order_by(held.c.due_at).limit(1)).one_or_none()
    return Hold(until=found[0], why=Why(found[1])) if found else None


def _row(
    alert: Alert, text: str, channel: Channel, story: StoryId | None, hold: Hold
) -> dict[str, Any]:
    return {
        "channel": channel.id,
        "alert_id": alert.id,
        "rule": alert.rule,
        "severity": alert.severity.value,
        "since": alert.created_at,
        "due_at": hold.until,
        "why": hold.why.value,
        "story_id": story,
        "text": text if isinstance(channel, EmailChannel | AppriseChannel) else None,
    }
