"""When a failed delivery is tried again, or that it is given up. Pure."""

import math
from typing import Final

JITTER: Final = 0.2
MAX_HINT_S: Final = 24 * 3600.0

_MINUTE: Final = 60.0
_HOUR: Final = 3600.0

# The delays of the Standard Webhooks guide: element n is the wait before attempt n+1, so that the
# first is the wait before the first attempt. Ten attempts in 75.6 hours.
WEBHOOK: Final[tuple[float, ...]] = (
    0.0,
    5.0,
    5 * _MINUTE,
    30 * _MINUTE,
    2 * _HOUR,
    5 * _HOUR,
    10 * _HOUR,
    14 * _HOUR,
    20 * _HOUR,
    24 * _HOUR,
)

# RFC 5321, section 4.5.4.1: two attempts in the first hour, then every two or three hours, for
# four to five days. One attempt more after 5 s, for connections lost in between.
EMAIL: Final[tuple[float, ...]] = (0.0, 5.0, 5 * _MINUTE, 30 * _MINUTE) + (2.5 * _HOUR,) * 47

MAX_DELAY_S: Final = max(MAX_HINT_S, max(WEBHOOK + EMAIL) * (1.0 + JITTER))
"""No delay is longer: what is to wait longer was written under a clock that was wrong."""


def next_delay_s(
    attempts: int,
    *,
    schedule: tuple[float, ...],
    jitter: float,
    elapsed_s: float = math.inf,
    hinted_s: float = 0.0,
) -> float | None:
    """Return the seconds to wait after `attempts` failed attempts, or None to give up.

    The delay of `schedule` is spread by ±20 %: `jitter` in [0, 1) tells where in that range. By
    how much the last attempt, `elapsed_s` after the first, came too early is added, as far as
    that range goes. So the schedule never ends early by more than a fifth of its last
    delay: ten webhooks last 70.7 hours at least, where lucky draws would end after 60.5.
    It never undercuts `hinted_s`, the other side's Retry-After in seconds (RFC 9110, section
    10.2.3), which itself counts for at most 24 hours.
    Raises ValueError if `attempts` is negative or `jitter` is out of range.
    """
    if attempts < 0:
        raise ValueError(f"attempts must not be negative, not {attempts}")
    if not 0.0 <= jitter < 1.0:
        raise ValueError(f"jitter must be in [0, 1), not {jitter}")
    if attempts >= len(schedule):
        return None
    early_s = max(0.0, sum(schedule[:attempts]) - elapsed_s)
    spread = 1.0 - JITTER + 2 * JITTER * jitter
    delay_s = min(schedule[attempts] * spread + early_s, schedule[attempts] * (1.0 + JITTER))
    return max(delay_s, min(hinted_s, MAX_HINT_S))
