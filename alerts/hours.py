"""Hours on people's clocks: when a digest goes out next, and when quiet hours end. Pure.

Clocks are set twice a year. A time that they skip is the moment of the jump; of a time that they
show twice, digests go out at the first, and quiet hours last from the first to the second.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, assert_never
from zoneinfo import ZoneInfo

_DAY: Final = timedelta(days=1)
_SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Daily:
    """A digest once a day, at this time."""

    at: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Hourly:
    """A digest once an hour, at this minute of it, 0 to 59."""

    minute: int = 0


Rhythm = Daily | Hourly


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Hours of every day in which nobody is to be disturbed; `end` is the next day's if earlier."""

    start: time
    end: time


def next_digest(rhythm: Rhythm, after: datetime, timezone: ZoneInfo) -> datetime:
    """Return the first moment later than `after` at which a digest of `rhythm` goes out, in UTC."""
    match rhythm:
        case Daily():
            today = after.astimezone(timezone).date()
            days = (today + number * _DAY for number in range(-1, 3))
            return next(m for day in days if (m := _moment(day, rhythm.at, timezone)) > after)
        case Hourly():
            return _next_minute(rhythm.minute, after, timezone)
        case _:
            assert_never(rhythm)


def quiet_until(quiet: Quiet, at: datetime, timezone: ZoneInfo) -> datetime | None:
    """Return when the quiet hours end in which `at` falls, in UTC; None if it falls in none."""
    today = at.astimezone(timezone).date()
    over_midnight = _DAY if quiet.end <= quiet.start else timedelta(0)
    ends = []
    for day in (today - _DAY, today):
        end = _moment(day + over_midnight, quiet.end, timezone, last=True)
        if _moment(day, quiet.start, timezone) <= at < end:
            ends.append(end)
    return max(ends, default=None)


def _next_minute(minute: int, after: datetime, timezone: ZoneInfo) -> datetime:
    """Return the next moment at which clocks show `minute`; offsets need not be whole hours."""
    moment = after.astimezone(UTC).replace(second=0, microsecond=0)
    while True:
        ahead = (minute - moment.astimezone(timezone).minute) % 60
        moment += timedelta(minutes=ahead)
        if moment <= after:
            moment += timedelta(minutes=1)
        elif moment.astimezone(timezone).minute == minute:  # not so where clocks jumped 30 minutes
            return moment


def _moment(day: date, clock: time, timezone: ZoneInfo, *, last: bool = False) -> datetime:
    """Return the moment, in UTC, at which clocks show a time: the first one, or the `last`."""
    shown = datetime.combine(day, clock)
    early, late = (shown.replace(tzinfo=timezone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if early > late:  # PEP 495: a time that is skipped
        return _jump(late, early, timezone)
    return late if last else early


def _jump(before: datetime, after: datetime, timezone: ZoneInfo) -> datetime:
    """Return the moment between two at which clocks are set ahead."""
    target = after.astimezone(timezone).utcoffset()
    low, high = 0, (after - before) // _SECOND
    while high - low > 1:
        middle = (low + high) // 2
        if (before + middle * _SECOND).astimezone(timezone).utcoffset() == target:
            high = middle
        else:
            low = middle
    return before + high * _SECOND
