"""`alerts preview`: the messages that channels would get, without sending one."""

import email
import email.policy
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Any

from sqlalchemy import Connection

from alerts import api as alerts
from alerts.render import instant
from alerts.types import (
    Alert,
    AlertId,
    Calm,
    Channel,
    ChannelId,
    EmailChannel,
    Event,
    Rule,
    RuleId,
)
from monitor.config import Config
from monitor.errors import UsageError
from monitor.store import kin, reading

_TITLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The messages of a time, newest first, and what they come to for each channel."""

    messages: tuple[tuple[ChannelId, alerts.Departure], ...]
    sums: tuple[str, ...]

    def rows(self, conn: Connection, limit: int | None) -> Iterator[dict[str, Any]]:
        """Yield the newest messages, at most `limit`, as listings show them."""
        for channel, departure in self.messages[:limit]:
            yield _row(conn, channel, departure)


def preview(conn: Connection, config: Config, *, only: str | None, since: datetime) -> Preview:
    """Return the messages in which the alerts since then would have left by the calm of `config`.

    For `only` one channel, if given, and by the rules and channels as they are configured: alerts
    of a rule that is no more go nowhere. What would still be held leaves in the time to come.
    Raises UsageError for a channel that is not configured.
    """
    chosen = [_known(config, only)] if only is not None else list(config.channels.values())
    raised = list(alerts.list_raised(conn, since=since))
    messages: list[tuple[ChannelId, alerts.Departure]] = []
    sums = []
    for channel in chosen:
        calms = _calms(config, channel)
        own = [each for each in raised if each.rule in calms]
        left = list(alerts.replay(own, calms.__getitem__))
        messages += [(channel.id, departure) for departure in left]
        sums.append(f"{channel.id}: alerts {len(own)}, messages {len(left)}")
    messages.sort(key=lambda message: message[1].at, reverse=True)
    return Preview(messages=tuple(messages), sums=tuple(sums))


def preview_message(
    conn: Connection, config: Config, *, alert: str, channel: str
) -> dict[str, Any]:
    """Return what a channel gets, or got, of one alert that leaves alone; nothing is sent.

    The body of a webhook as it is; of an e-mail, to its first recipient, what a reader sees. It is
    made of the text that raised the alert, also when the article was revised since.
    Raises UsageError for an alert or a channel that is not there.
    """
    known, found = _known(config, channel), alerts.stored_alert(conn, AlertId(alert))
    if found is None:
        raise UsageError(f"alert {alert}: not in the store; see: wireroom alerts")
    text = _text_of(conn, found)
    timezone, thread = config.settings.timezone, alerts.thread_of(conn, found)
    rows = alerts.delivery_rows(found, text, known, timezone, thread, now=found.created_at)
    body = next(rows)["body"]
    if not isinstance(known, EmailChannel):
        shown: dict[str, Any] = json.loads(body)
        return shown
    mail = email.message_from_bytes(body, policy=email.policy.default)
    headers = {name.lower(): str(mail[name]) for name in ("To", "From", "Subject", "Date")}
    return headers | {"html": _part(mail, "html"), "text": _part(mail, "plain")}


def _text_of(conn: Connection, alert: Alert) -> str:
    """Return the text that raised an alert, or the newest of its article, if that is not known."""
    matches = [asdict(match) for match in alert.matches]
    then = kin.text_with(conn, alert.article.id, matches)
    newest: str = reading.article_by_id(conn, alert.article.id)["text"]
    return newest if then is None else then["text"]


def _known(config: Config, channel: str) -> Channel:
    found = config.channels.get(ChannelId(channel))
    if found is None:
        raise UsageError(f"channel {channel}: not in {config.path}")
    return found


def _calms(config: Config, channel: Channel) -> dict[RuleId, Calm | None]:
    """Return how calm `channel` is for each rule that is sent to it."""

    def goes_there(rule: Rule) -> bool:
        return Event.ALERT in channel.events and (not rule.send or channel.id in rule.send)

    timezone = config.settings.timezone
    return {
        rule.id: alerts.policy(channel.calm, rule, timezone)
        for rule in config.rules.values()
        if goes_there(rule)
    }


def _row(conn: Connection, channel: ChannelId, left: alerts.Departure) -> dict[str, Any]:
    newest = left.alerts[: -_TITLES - 1 : -1]
    return {
        "at": instant(left.at),
        "channel": channel,
        "kind": "alert" if len(left.alerts) == 1 else "digest",
        "alerts": len(left.alerts),
        "why": sorted(left.why),
        "rules": dict(Counter(each.rule for each in left.alerts).most_common()),
        "titles": _titles(conn, [each.id for each in newest]),
    }


def _titles(conn: Connection, ids: Sequence[AlertId]) -> list[str]:
    found = (alerts.stored_alert(conn, each) for each in ids)
    return [alert.article.title for alert in found if alert is not None]


def _part(mail: Any, kind: str) -> str:
    body = mail.get_body((kind,))
    if not isinstance(body, EmailMessage):
        raise AssertionError(f"a mail without a part that is {kind}")
    return str(body.get_content()).replace("\r\n", "\n")
