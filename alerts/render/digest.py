"""Many alerts in one message: the body of a webhook, and an e-mail.

Each alert is listed or counted. Every rule is given its turn in what is listed, newest first.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any, Final
from zoneinfo import ZoneInfo

from alerts.render.body import MAX_BODY_BYTES, event
from alerts.render.headers import Letter
from alerts.render.letter import when, written
from alerts.render.neutral import clip, one_line, web_link
from alerts.render.news import first_new, in_short
from alerts.render.payload import instant
from alerts.render.push import notice_push
from alerts.render.shorten import LEFT_OUT, Data, shortened
from alerts.types import Alert, ChannelId, DeliveryId, Event, Notice, RuleId, Severity

DIGEST: Final = "alert.digest"
LISTED: Final = 100
"""A mail of more is cut short by those who show it, and read by nobody; 20 kB hold fewer."""

_PUSHED: Final = 10
_PUSHED_CHARS: Final = 160
_PREVIEW_CHARS: Final = 140
_TITLE_CHARS: Final = 300
_URL_CHARS: Final = 1000
_NEW_CHARS: Final = 200
_MOST_NEW: Final = 3
_MOST_DISAGREEMENTS: Final = 3
_SAID: Final = {
    "group": "the grouping window of their rule",
    "cooldown": "the cool-down of their story",
    "digest": "the digest",
    "quiet": "quiet hours",
    "at_most": "the limit of messages an hour",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The alerts of one rule and severity: how many, and the newest of them, newest first."""

    rule: RuleId
    severity: Severity
    count: int
    alerts: tuple[Alert, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What one channel held, raised between `since` and `until`. `why` is what held it."""

    channel: ChannelId
    since: datetime
    until: datetime
    created_at: datetime
    why: tuple[str, ...]
    sections: tuple[Section, ...]

    @property
    def count(self) -> int:
        """How many alerts it carries."""
        return sum(section.count for section in self.sections)


def digest_body(digest: Digest) -> bytes:
    """Return the `alert.digest` event of `digest` as JSON in UTF-8, always under 20 kB.

    `count` and `rules` are of all alerts; of those that are not among `alerts`, `left_out` has the
    number.
    """
    listed = [_entry(alert) for alert in _in_turn(digest)]
    data = {
        "channel": digest.channel,
        "since": instant(digest.since),
        "until": instant(digest.until),
        "why": list(digest.why),
        "count": digest.count,
        "rules": [
            {"rule": s.rule, "severity": str(s.severity), "count": s.count} for s in digest.sections
        ],
        "alerts": listed,
    }

    def complete(given: Data) -> Data:
        missing = digest.count - len(given.get("alerts", ()))
        counted = {**given.get(LEFT_OUT, {}), "alerts": missing}
        return {**given, LEFT_OUT: counted} if missing else given

    def whole(given: Data) -> bytes:
        return event(DIGEST, digest.created_at, complete(given))

    return whole(shortened(data, lambda given: len(whole(given)) <= MAX_BODY_BYTES))


def digest_mail(
    digest: Digest,
    *,
    delivery: DeliveryId,
    sender: str,
    recipient: str,
    timezone: ZoneInfo,
    unsubscribe: str | None = None,
) -> bytes:
    """Return the message that tells `recipient` of the alerts of `digest`; as `mail` does of one.

    It is in the list of its rule if it is of one only, so that filters find it.
    """
    letter = Letter(
        delivery=delivery,
        subject=_subject(digest),
        sender=sender,
        recipient=recipient,
        date=digest.created_at.astimezone(timezone),
        list_name=_list_name(digest),
        mark=("X-Wireroom-Event", DIGEST),
        urgent=_is_urgent(digest),
        unsubscribe=unsubscribe,
    )
    return written(letter, "digest", _shown(digest, delivery, timezone))


def digest_push(digest: Digest) -> bytes:
    """Return `digest` as JSON for chats and telephones: `title`, `body`, `type`; see `push`.

    How many alerts each rule has comes first, as ends are cut; then the newest, with what is new
    and their links.
    """
    lines = [f"{s.rule} (severity {s.severity}): {s.count}" for s in digest.sections]
    for alert in _in_turn(digest)[:_PUSHED]:
        new = first_new(alert, _PUSHED_CHARS)
        lines += ["", clip(alert.article.title, _PUSHED_CHARS), *([f"New: {new}"] if new else [])]
        lines += [*_disagreements(alert, _PUSHED_CHARS)[:1], alert.article.url]
    notice = Notice(
        type=DIGEST,
        event=Event.ALERT,
        key=(),
        title=_subject(digest),
        lines=tuple(lines),
        data={},
        created_at=digest.created_at,
    )
    return notice_push(notice)


def _in_turn(digest: Digest) -> list[Alert]:
    """Return at most 100 of the alerts: the newest of each section, then the second of each."""
    rounds = zip_longest(*(section.alerts for section in digest.sections))
    return [alert for each in rounds for alert in each if alert is not None][:LISTED]


def _entry(alert: Alert) -> dict[str, Any]:
    article = alert.article
    return {
        "id": alert.id,
        "rule": alert.rule,
        "severity": str(alert.severity),
        "title": article.title,
        "url": article.url,
        "source": article.source,
        "published": instant(article.published_at) if article.published_at else None,
        "kind": str(alert.kind),
        "story_id": alert.story,
        "new": [clip(sentence, _NEW_CHARS) for sentence in alert.new[:_MOST_NEW]],
        "disagree_on": [
            clip(each.what, _NEW_CHARS) for each in alert.disagreements[:_MOST_DISAGREEMENTS]
        ],
    }


def _disagreements(alert: Alert, chars: int) -> list[str]:
    listed = alert.disagreements[:_MOST_DISAGREEMENTS]
    return [f"Sources disagree on {in_short(each, chars)}" for each in listed]


def _subject(digest: Digest) -> str:
    urgency = f"{Severity.HIGH}, " if _is_urgent(digest) else ""
    return f"[{urgency}{one_line(digest.channel)}] {digest.count} alerts: {_by_rule(digest)}"


def _is_urgent(digest: Digest) -> bool:
    return any(section.severity is Severity.HIGH for section in digest.sections)


def _by_rule(digest: Digest) -> str:
    return ", ".join(f"{one_line(rule)} {count}" for rule, count in _counts(digest))


def _counts(digest: Digest) -> Iterator[tuple[RuleId, int]]:
    for rule in dict.fromkeys(section.rule for section in digest.sections):
        yield rule, sum(s.count for s in digest.sections if s.rule == rule)


def _list_name(digest: Digest) -> str:
    rules = {section.rule for section in digest.sections}
    if len(rules) == 1:
        return _slug(rules.pop(), "rule")
    return f"{_slug(digest.channel, 'channel')}.digests"


def _slug(name: str, other: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or other


def _shown(digest: Digest, delivery: DeliveryId, timezone: ZoneInfo) -> dict[str, Any]:
    """Return what the templates show; every string in it is neutral and on one line."""
    listed = {alert.id for alert in _in_turn(digest)}
    return {
        "preview": clip(_by_rule(digest), _PREVIEW_CHARS),
        "title": f"{digest.count} alerts",
        "since": when(digest.since, timezone),
        "until": when(digest.until, timezone),
        "why": ", ".join(_SAID.get(why, one_line(why)) for why in digest.why),
        "sections": [_shown_section(s, listed, timezone) for s in digest.sections],
        "delivery": one_line(delivery),
    }


def _shown_section(section: Section, listed: set[Any], timezone: ZoneInfo) -> dict[str, Any]:
    entries = [_shown_entry(a, timezone) for a in section.alerts if a.id in listed]
    return {
        "rule": one_line(section.rule),
        "severity": str(section.severity),
        "count": section.count,
        "entries": entries,
        "more": section.count - len(entries),
    }


def _shown_entry(alert: Alert, timezone: ZoneInfo) -> dict[str, Any]:
    article = alert.article
    link = web_link(article.url)
    # Without its zone, which stands at the top: a phone has 40 characters a line.
    moment = (article.published_at or alert.created_at).astimezone(timezone)
    found = "" if article.published_at else "found "
    return {
        "title": one_line(clip(article.title, _TITLE_CHARS)) or "(untitled)",
        "link": link,
        "address": link or one_line(clip(article.url, _URL_CHARS)),
        "source": one_line(article.source),
        "time": f"{found}{moment:%Y-%m-%d %H:%M}",
        "new": first_new(alert, _NEW_CHARS),
        "disagreements": _disagreements(alert, _NEW_CHARS),
    }
