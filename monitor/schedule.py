"""When something is due next: sources by their cadence, hints and failures, pages by their tries.

Pure: state and time come in, an answer goes out. `jitter` is a number in [0, 1).
"""

from datetime import datetime, timedelta

from monitor.types import Health, Source, SourceState

WEEK_S = 7 * 86_400.0
FLOOR_S = 60.0
"""No cadence makes a source due more often than this, unless its own `every` does."""
JITTER = 0.1
MAX_BACKOFF_S = 86_400.0
MAX_HINT_S = 86_400.0
"""A Retry-After of 88 hours was seen in the field; nobody means it."""
PARKED_S = WEEK_S
FULL_S = 86_400.0
"""Some feeds keep their ETag when they change (Media Cloud): now and then ask for all of it."""
PAGE_TRIES = 6
_FIRST_PAGE_RETRY = timedelta(minutes=15)


def interval_s(*, every_s: float, weekly: float | None) -> float:
    """Return the seconds between two polls of a source with `weekly` entries a week.

    Miniflux's rule: a week divided by the entries a week, between a minute and `every_s`. A source
    whose cadence is not known is polled every `every_s` seconds.
    """
    if not weekly:
        return every_s
    return min(every_s, max(FLOOR_S, WEEK_S / weekly))


def wait_s(source: Source, state: SourceState, health: Health) -> float:
    """Return the seconds until the next poll, before jitter.

    Each failure in a row doubles the interval, up to a day; it never makes a slow source faster. A
    parked source is tried again after a week. Nothing undercuts what the last answer asked for
    (`hint_s`), which counts for at most a day.
    """
    usual = interval_s(every_s=source.every_s, weekly=state.weekly)
    if health is Health.PARKED:
        usual = max(usual, PARKED_S)
    elif state.failures:
        usual = max(usual, min(usual * (1 << min(state.failures, 20)), MAX_BACKOFF_S))
    return max(usual, min(state.hint_s, MAX_HINT_S))


def next_poll(
    source: Source, state: SourceState, health: Health, *, now: datetime, jitter: float
) -> datetime:
    """Return when `source` is due after a poll that ended at `now` with `state`.

    The wait is spread by ±10 % and counts from when the poll was due, so that a busy daemon does
    not slow its sources down, but from now if it came late by over half of the wait. Never before
    the time that the server named (`hint_s` from now, `retry_at`).
    """
    wait = wait_s(source, state, health)
    spread = timedelta(seconds=wait * (1 + JITTER * (2 * jitter - 1)))
    due = state.due_at
    on_time = due is not None and timedelta(0) <= now - due <= timedelta(seconds=wait / 2)
    planned = (due if due is not None and on_time else now) + spread
    named = now + timedelta(seconds=min(state.hint_s, MAX_HINT_S))
    return max(planned, named, state.retry_at or named)


def latest_due(source: Source, state: SourceState, health: Health, now: datetime) -> datetime:
    """Return the latest due time that can be meant at `now`.

    One beyond it was set by a clock that ran ahead, or by an `every` that has become shorter.
    """
    longest = now + timedelta(seconds=wait_s(source, state, health) * (1 + JITTER))
    if state.retry_at is None:
        return longest
    return max(longest, min(state.retry_at, now + timedelta(seconds=MAX_HINT_S)))


def is_due(source: Source, state: SourceState, health: Health, now: datetime) -> bool:
    """Whether `source` is due at `now`: never polled, past its time, or after a clock step."""
    due = state.due_at
    return due is None or due <= now or due > latest_due(source, state, health, now)


def wants_all(state: SourceState, now: datetime) -> bool:
    """Whether the next request is made without conditions: once a day."""
    full = state.full_at
    return full is None or not full <= now < full + timedelta(seconds=FULL_S)


def next_page_try(*, tries: int, now: datetime) -> datetime | None:
    """Return when a page that could not be had is tried again, or None to give up.

    `tries` counts the failed ones, the last included: 15 and 30 minutes, 1, 2 and 4 hours.
    """
    if tries >= PAGE_TRIES:
        return None
    return now + _FIRST_PAGE_RETRY * (1 << (tries - 1))


def hold_until(*, retry_after_s: float, now: datetime) -> datetime:
    """Return when a server that answered with Retry-After may be asked again, at most a day on."""
    return now + timedelta(seconds=min(max(retry_after_s, 0.0), MAX_HINT_S))
