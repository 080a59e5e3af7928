"""The messages in which alerts would leave one channel: what `outbox` does, without a store."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from alerts.calm.decide import (
    Batch,
    CalmOf,
    Left,
    Now,
    Pace,
    Why,
    breaks_through,
    leaves,
    sorted_out,
    story_of,
)
from alerts.types import AlertId, RuleId, Severity, StoryId

_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """An alert as far as it matters when it leaves."""

    id: AlertId
    rule: RuleId
    severity: Severity
    at: datetime
    story: StoryId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """A message that leaves: its alerts in their order, and what held them, if anything did."""

    at: datetime
    alerts: tuple[Raised, ...]
    why: frozenset[Why] = frozenset()


def replay(raised: Iterable[Raised], calm_of: CalmOf) -> Iterator[Departure]:
    """Yield the messages in which `raised`, in the order of their times, leave one channel.

    `calm_of` says how alerts of a rule are kept calm there. What is held leaves on the second.
    """
    channel = _Channel(calm_of)
    for each in raised:
        yield from channel.flushed(each.at)
        if not channel.holds(each):
            yield channel.leave(each.at, (each,))
    yield from channel.flushed(None)


_Key = tuple[RuleId, Severity, StoryId | None]


@dataclass(slots=True)
class _Channel:
    """What is held of one channel, and what left it."""

    calm_of: CalmOf
    held: dict[_Key, tuple[Batch, list[Raised]]] = field(default_factory=dict)
    messages: deque[Left] = field(default_factory=deque)
    latest: dict[RuleId, datetime] = field(default_factory=dict)
    told: dict[tuple[RuleId, StoryId], datetime] = field(default_factory=dict)

    def holds(self, each: Raised) -> bool:
        """Hold an alert if it has to be; whether it is."""
        calm = self.calm_of(each.rule)
        if calm is None:
            return False
        story = story_of(calm, each.story)
        key = each.rule, each.severity, story
        batch, alerts = self.held.get(key) or (None, [])
        if batch is None:
            pace = self._pace(each.rule, story)
            verdict = leaves(calm, pace, each.severity, since=each.at, now=each.at)
            if isinstance(verdict, Now):
                return False
            batch = Batch(
                rule=each.rule, severity=each.severity, since=each.at, hold=verdict, story=story
            )
        alerts.append(each)
        self.held[key] = batch, alerts
        return True

    def flushed(self, until: datetime | None) -> Iterator[Departure]:
        """Yield what is held no longer than `until`, or than ever."""
        while self.held:
            batches = [batch for batch, _ in self.held.values()]
            now = min(batch.hold.until for batch in batches)
            if until is not None and now > until:
                return
            verdicts = sorted_out(
                batches,
                calm_of=self.calm_of,
                pace_of=lambda batch: self._pace(batch.rule, batch.story),
                now=now,
            )
            ready = []
            for batch, verdict in zip(batches, verdicts, strict=True):
                key = batch.rule, batch.severity, batch.story
                if isinstance(verdict, Now):
                    ready.append(self.held.pop(key))
                else:
                    self.held[key] = replace(batch, hold=verdict), self.held[key][1]
            if ready:
                yield self._flush(now, ready)

    def _flush(self, now: datetime, ready: Sequence[tuple[Batch, Sequence[Raised]]]) -> Departure:
        alerts = sorted((each for _, held in ready for each in held), key=lambda each: each.at)
        return self.leave(now, tuple(alerts), frozenset(batch.hold.why for batch, _ in ready))

    def leave(
        self, now: datetime, alerts: tuple[Raised, ...], why: frozenset[Why] = frozenset()
    ) -> Departure:
        """Let a message leave, and remember that it did."""
        loud = any(breaks_through(self.calm_of(a.rule), a.severity) for a in alerts)
        while self.messages and self.messages[0].at <= now - _HOUR:
            self.messages.popleft()
        self.messages.append(Left(at=now, loud=loud))
        self.latest |= {each.rule: now for each in alerts}
        self.told |= {(each.rule, each.story): now for each in alerts if each.story is not None}
        return Departure(at=now, alerts=alerts, why=why)

    def _pace(self, rule: RuleId, story: StoryId | None) -> Pace:
        told = self.told.get((rule, story)) if story is not None else None
        return Pace(messages=self.messages, latest=self.latest.get(rule), told=told)
