"""The messages that left channels with calm: what `calm` has to know of the past day."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, case, delete, func, insert, select

from alerts.calm import REMEMBERED, Left, Pace
from alerts.outbox.tables import cooldown, departure, held
from alerts.types import Calm, ChannelId, RuleId, StoryId

Story = tuple[RuleId, StoryId]
"""A story, as far as one rule tells of it."""

_HOUR: Final = timedelta(hours=1)


def pace(conn: Connection, channel: ChannelId, rule: RuleId, calm: Calm, now: datetime) -> Pace:
    """Return what left `channel` lately, as far as `calm` asks for it, but for stories."""
    messages: list[Left] = []
    latest = None
    own = departure.c.channel == channel
    if calm.at_most is not None:
        recent = (
            select(func.max(departure.c.at), func.max(case((departure.c.loud, 1), else_=0)))
            .where(own, departure.c.at > now - _HOUR)
            .group_by(departure.c.message)
        )
        messages = [Left(at=at, loud=bool(loud)) for at, loud in conn.execute(recent)]
    if calm.group_s:
        last = select(func.max(departure.c.at)).where(own, departure.c.rule == rule)
        latest = conn.execute(last).scalar_one()
    return Pace(messages=messages, latest=latest)


def told(conn: Connection, channel: ChannelId, rule: RuleId, story: StoryId) -> datetime | None:
    """Return when `channel` was last told of `story` by `rule`, if that is not long ago."""
    own = (
        cooldown.c.channel == channel,
        cooldown.c.rule == rule,
        cooldown.c.story_id == story,
    )
    return conn.execute(select(cooldown.c.at).where(*own)).scalar_one_or_none()


def told_of_held(conn: Connection, channel: ChannelId) -> dict[Story, datetime]:
    """Return when `channel` was last told of each story of which it holds something."""
    both = (
        (cooldown.c.channel == held.c.channel)
        & (cooldown.c.rule == held.c.rule)
        & (cooldown.c.story_id == held.c.story_id)
    )
    found = select(cooldown.c.rule, cooldown.c.story_id, cooldown.c.at).join(held, both)
    rows = conn.execute(found.where(held.c.channel == channel).distinct())
    return {(RuleId(rule), StoryId(story)): at for rule, story, at in rows}


def depart(
    conn: Connection,
    channel: ChannelId,
    rules: Iterable[RuleId],
    *,
    stories: Collection[Story],
    message: str,
    loud: bool,
    now: datetime,
) -> None:
    """Write down that `message` leaves `channel` at `now` with alerts of `rules`.

    `stories` are those of which it tells, as far as there is a cool-down.
    """
    rows = [
        {"channel": channel, "rule": rule, "message": message, "at": now, "loud": loud}
        for rule in rules
    ]
    conn.execute(insert(departure), rows)
    for rule, story in stories:
        own = {"channel": channel, "rule": rule, "story_id": story}
        conn.execute(delete(cooldown).where(*(cooldown.c[key] == own[key] for key in own)))
        conn.execute(insert(cooldown), own | {"at": now})
    for table in (departure, cooldown):
        old = table.c.at <= now - REMEMBERED
        conn.execute(delete(table).where(table.c.channel == channel, old))
