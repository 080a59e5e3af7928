"""How a source fares, told from what is remembered of it, and when people are told. Pure."""

from datetime import datetime, timedelta
from typing import assert_never

from monitor.errors import FetchReason, ParseReason, PollReason
from monitor.types import Health, SourceState

ALARM_FAILURES = 3
PARK_AFTER = timedelta(days=7)
"""Dead feeds come back, and a redesign is often put right within days: a 404 is parked late."""
_QUIET_GAPS = 8
QUIET_AT_LEAST = timedelta(days=2)

BUG = "bug"
"""The reason of a failure that is our own."""
_HELD_LONG = timedelta(hours=1)

_IN_PLACE_OF_A_FEED = frozenset(
    {PollReason.HTML, PollReason.BOT_WALL, PollReason.CONSENT_PAGE, PollReason.LOGIN_PAGE}
)
_BLOCKED = frozenset(
    {
        *map(str, _IN_PLACE_OF_A_FEED),
        *map(str, (FetchReason.FORBIDDEN, FetchReason.UNAUTHORIZED, FetchReason.PAYWALL)),
        str(FetchReason.ROBOTS),
    }
)
_AT_ONCE = frozenset({str(FetchReason.GONE), *map(str, _IN_PLACE_OF_A_FEED)})


def code_of(reason: str | None) -> str:
    """Return the word with which a stored reason begins: a FetchReason, PollReason, ParseReason."""
    return (reason or "").partition(":")[0]


def health(state: SourceState, now: datetime) -> Health:
    """Return how a source with `state` fares at `now`.

    Parked is one whose server says that it is gone (410), or that has been missing (404) for a
    week; blocked is one that answers with something else than news; quiet is one that can be read
    and has shown nothing new for eight times its usual gap, and for two days at least. One whose
    host wants to be left alone (Retry-After) fails once it has not been seen for an hour.
    """
    if state.polled_at is None:
        return Health.NEW
    if not state.failures:
        if _is_held(state, now):
            return Health.FAILING
        return Health.QUIET if _is_quiet(state, now) else Health.HEALTHY
    code = code_of(state.reason)
    if code == FetchReason.GONE or (code == FetchReason.NOT_FOUND and _is_old(state, now)):
        return Health.PARKED
    return Health.BLOCKED if code in _BLOCKED else Health.FAILING


def health_since(state: SourceState, now: datetime) -> datetime | None:
    """Return since when a source fares as it does; a quiet one since its last entry."""
    match health(state, now):
        case Health.NEW:
            return None
        case Health.QUIET:
            return state.newest_at
        case Health.FAILING if not state.failures:
            return state.polled_at
        case Health.HEALTHY | Health.FAILING | Health.BLOCKED | Health.PARKED:
            return state.since
        case other:
            assert_never(other)


def alarming(state: SourceState) -> bool:
    """Whether people are told that a source is failing.

    After three failures in a row; at once where it is gone, or shows HTML in place of a feed.
    """
    return state.failures >= ALARM_FAILURES or (
        state.failures > 0 and code_of(state.reason) in _AT_ONCE
    )


def told(error_reason: FetchReason | PollReason | ParseReason, detail: str) -> str:
    """Return the reason as it is stored: its word, then what it says to people."""
    return f"{error_reason}: {detail}".removesuffix(": ")


def _is_held(state: SourceState, now: datetime) -> bool:
    held = state.retry_at is not None and state.retry_at > now
    return held and state.polled_at is not None and now - state.polled_at > _HELD_LONG


def _is_quiet(state: SourceState, now: datetime) -> bool:
    if state.newest_at is None or state.usual_gap_s is None:
        return False
    gaps = timedelta(seconds=_QUIET_GAPS * state.usual_gap_s)
    return now - state.newest_at > max(gaps, QUIET_AT_LEAST)


def _is_old(state: SourceState, now: datetime) -> bool:
    return state.since is not None and now - state.since >= PARK_AFTER
