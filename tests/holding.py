"""Channels with calm on a real store: alerts that are raised, and what they hold let go."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from alerting import NOW, article
from alerts import outbox
from alerts.outbox import Flushed
from alerts.types import Calm, Channel, ChannelId, Rule, RuleId, StoryId
from alertstore import CHANNELS, LEAVES, RULES, record

BAMAKO = ZoneInfo("Africa/Bamako")
MINUTE = timedelta(minutes=1)
TEN = Calm(group_s=600, timezone=BAMAKO)


def spared(calm: Calm | None, *names: ChannelId) -> dict[ChannelId, Channel]:
    """Return the channels, with `calm` on those named, or on all."""
    wanted = names or tuple(CHANNELS)
    return {
        name: replace(channel, calm=calm) if name in wanted else channel
        for name, channel in CHANNELS.items()
    }


def raise_(
    conn: Connection,
    number: int,
    *rules: RuleId,
    calm: Calm | None = TEN,
    now: datetime = NOW,
    story: int | None = None,
    **changes: Any,
) -> None:
    """Record an article of its own that hits `rules`, or the first, and is news to them."""
    url = f"https://news.example/{number}"
    own = article(id=number, url=url, canonical_url=url, title=f"Article {number}")
    given: dict[str, Any] = {"channels": spared(calm), "article": own, "now": now}
    given["story"] = None if story is None else StoryId(story)
    record(conn, *(rules or (LEAVES,)), **(given | changes))


def flush(
    conn: Connection,
    name: ChannelId,
    now: datetime,
    *,
    calm: Calm | None = TEN,
    channels: Mapping[ChannelId, Channel] | None = None,
    rules: Mapping[RuleId, Rule] = RULES,
) -> Flushed | None:
    found = spared(calm) if channels is None else channels
    return outbox.flush(conn, name, channels=found, rules=rules, timezone=BAMAKO, now=now)


def listed(conn: Connection) -> list[tuple[str, str]]:
    """Return of each delivery its channel and what it is, the oldest first."""
    kinds = {True: "alert", False: "digest"}
    rows = list(outbox.list_deliveries(conn))[::-1]
    return [(row["channel"], kinds[row["alert_id"] is not None]) for row in rows]


def bodies(conn: Connection, channel: ChannelId) -> list[bytes]:
    query = "SELECT body FROM delivery WHERE channel = ? ORDER BY seq"
    return list(conn.exec_driver_sql(query, (channel,)).scalars())
