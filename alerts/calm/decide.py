"""Whether what is to be told leaves now, or is held, until when and why."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from alerts.hours import next_digest, quiet_until
from alerts.types import Calm, Rule, RuleId, Severity, StoryId

REMEMBERED: Final = timedelta(days=1)
"""How long it has to be known that a message left: no `group` and no `cooldown` is longer."""

_HOUR: Final = timedelta(hours=1)
_RANK: Final = {severity: rank for rank, severity in enumerate(Severity)}


class Why(StrEnum):
    """What holds an alert, by its key in the configuration. Values are stored and printed."""

    GROUP = "group"
    COOLDOWN = "cooldown"
    DIGEST = "digest"
    QUIET = "quiet"
    AT_MOST = "at_most"


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A message that left; `loud` if something in it broke through."""

    at: datetime
    loud: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What left a channel: every message of the last hour, and when the rule's last one did.

    `told` is when the last alert of the rule on the story in question did.
    """

    messages: Sequence[Left] = ()
    latest: datetime | None = None
    told: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """It leaves at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """It is held: at `until` it is asked again, and leaves unless something came in between."""

    until: datetime
    why: Why


Verdict = Now | Hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Alerts of one rule and severity that one channel holds; the first is as old as `since`.

    Of one `story` where there is a cool-down, which keeps back no other; see `story_of`. What is
    raised meanwhile joins them, whatever `leaves` would say of it: it leaves with them and not
    before them.
    """

    rule: RuleId
    severity: Severity
    since: datetime
    hold: Hold
    story: StoryId | None = None


CalmOf = Callable[[RuleId], Calm | None]
PaceOf = Callable[[Batch], Pace]


def policy(calm: Calm | None, rule: Rule | None, timezone: ZoneInfo) -> Calm | None:
    """Return what holds for alerts of `rule` on a channel of such a `calm`; None if nothing does.

    What the rule has of its own goes before the channel's. `timezone` is for a channel that has
    none of its own.
    """
    if rule is None:
        return calm
    given = {"group_s": rule.group_s, "cooldown_s": rule.cooldown_s, "digest": rule.digest}
    own: dict[str, Any] = {key: value for key, value in given.items() if value is not None}
    return replace(calm or Calm(timezone=timezone), **own) if own else calm


def story_of(calm: Calm, story: StoryId | None) -> StoryId | None:
    """Return by which story alerts on `story` are told apart: by none where it has no cool-down."""
    return story if calm.cooldown_s else None


def breaks_through(calm: Calm | None, severity: Severity) -> bool:
    """Whether alerts of `severity` wait for nothing but `at_most`."""
    through = calm.through if calm else None
    return through is not None and _RANK[severity] >= _RANK[through]


def leaves(
    calm: Calm, pace: Pace, severity: Severity, *, since: datetime, now: datetime
) -> Verdict:
    """Return whether a message leaves at `now` of which the first alert was raised at `since`.

    It is held until the last of these is over: the digest after `since`; `group_s` since the rule's
    last message; `cooldown_s` since the rule last told of the story; quiet hours; and `at_most`,
    see `_room`. What breaks through minds only the last, and of what left only what broke through
    too: a storm of it is one all the same.
    """
    if breaks_through(calm, severity):
        room = _room(calm.at_most, (each.at for each in pace.messages if each.loud), now)
        return Hold(until=room, why=Why.AT_MOST) if room > now else Now()
    held = _planned(calm, pace, since, now)
    while True:
        at = held.until if held else now
        room = _room(calm.at_most, (each.at for each in pace.messages), at)
        if calm.quiet and (end := quiet_until(calm.quiet, room, calm.timezone)):
            held = Hold(until=end, why=Why.QUIET)
        elif room > at:
            held = Hold(until=room, why=Why.AT_MOST)
        else:
            return held or Now()


def sorted_out(
    batches: Sequence[Batch], *, calm_of: CalmOf, pace_of: PaceOf, now: datetime
) -> list[Verdict]:
    """Return what becomes at `now` of each of all the batches of one channel.

    Those that leave do so in one message; so what waits only for room goes along, and cannot be
    kept from leaving by others for ever.
    """
    calms = [calm_of(batch.rule) for batch in batches]
    verdicts = [_verdict(b, calm, pace_of(b), now) for b, calm in zip(batches, calms, strict=True)]
    if not any(isinstance(verdict, Now) for verdict in verdicts):
        return verdicts
    boundless = (replace(calm, at_most=None) if calm else None for calm in calms)
    return [_verdict(b, calm, pace_of(b), now) for b, calm in zip(batches, boundless, strict=True)]


def _verdict(batch: Batch, calm: Calm | None, pace: Pace, now: datetime) -> Verdict:
    if calm is None:
        return Now()
    return leaves(calm, pace, batch.severity, since=batch.since, now=now)


def _planned(calm: Calm, pace: Pace, since: datetime, now: datetime) -> Hold | None:
    """Return until when digest, group and cool-down hold what was raised since then, if they do.

    For a cool-down nothing waits longer than that takes, so that what breaks through meanwhile
    cannot keep the rest back for ever.
    """
    holds = []
    if calm.digest:
        digest = next_digest(calm.digest, since, calm.timezone)
        holds.append(Hold(until=digest, why=Why.DIGEST))
    if calm.group_s and pace.latest:
        until = pace.latest + timedelta(seconds=calm.group_s)
        holds.append(Hold(until=until, why=Why.GROUP))
    if calm.cooldown_s and pace.told:
        until = min(pace.told, since) + timedelta(seconds=calm.cooldown_s)
        holds.append(Hold(until=until, why=Why.COOLDOWN))
    later = [hold for hold in holds if hold.until > now]
    return max(later, key=lambda hold: hold.until, default=None)


def _room(at_most: int | None, left: Iterable[datetime], at: datetime) -> datetime:
    """Return when, from `at` on, one more message may leave that is not the `at_most` + first.

    Within any hour. The last one that fits waits a share of the hour, 1/`at_most`, since the
    message before it, so that in a storm it is the list of all that came meanwhile.
    """
    if at_most is None:
        return at
    latest_first = sorted(left, reverse=True)

    def fewer_than(count: int) -> datetime:
        return max(at, latest_first[count - 1] + _HOUR) if len(latest_first) >= count else at

    gathered = max(at, latest_first[0] + _HOUR / at_most) if latest_first else at
    last = max(fewer_than(at_most), gathered)
    return last if at_most == 1 else min(last, fewer_than(at_most - 1))
