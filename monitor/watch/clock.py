"""The two clocks of a daemon: the one that people set, and the one that only runs."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

STEP_S = 5.0
"""A wall clock that is off by more was set; what is less, NTP slews or a busy machine explains."""


def _wall() -> datetime:
    return datetime.now(UTC)


def _steady_s() -> float:
    """Return seconds that also pass while the machine is suspended: those do make sources due."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """`now` is the wall clock, in UTC; `steady_s` counts seconds and is never set."""

    now: Callable[[], datetime] = _wall
    steady_s: Callable[[], float] = _steady_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Both clocks at one moment."""

    wall: datetime
    steady_s: float

    @classmethod
    def of(cls, clock: Clock) -> "Reading":
        """Return what `clock` shows."""
        return cls(wall=clock.now(), steady_s=clock.steady_s())


def step_s(before: Reading, after: Reading) -> float:
    """Return by how many seconds the wall clock was set between two readings; 0.0 if it was not."""
    gone = (after.wall - before.wall).total_seconds() - (after.steady_s - before.steady_s)
    return gone if abs(gone) > STEP_S else 0.0
