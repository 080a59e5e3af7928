"""When something is due next: sources by their interval and failures, pages by their tries.

Pure: state and time come in, an answer goes out.
"""

from datetime import datetime, timedelta

MAX_BACKOFF = timedelta(days=1)
MAX_RETRY_AFTER_S = 86_400.0
"""A Retry-After of 88 hours was seen in the field; nobody means it."""
PAGE_TRIES = 6
_FIRST_PAGE_RETRY = timedelta(minutes=15)


def next_poll(*, every_s: float, failures: int, now: datetime) -> datetime:
    """Return when a source is due again after a poll at `now`.

    A healthy source is due after its interval of `every_s` seconds. Each failure in a row doubles
    that, up to a day; the back-off never makes a slow source faster.
    """
    every = timedelta(seconds=every_s)
    doubled = every * (1 << min(failures, 20))
    return now + max(every, min(doubled, MAX_BACKOFF))


def next_page_try(*, tries: int, now: datetime) -> datetime | None:
    """Return when a page that could not be had is tried again, or None to give up.

    `tries` counts the failed ones, the last included: 15 and 30 minutes, 1, 2 and 4 hours.
    """
    if tries >= PAGE_TRIES:
        return None
    return now + _FIRST_PAGE_RETRY * (1 << (tries - 1))


def hold_until(*, retry_after_s: float, now: datetime) -> datetime:
    """Return when a server that answered with Retry-After may be asked again, at most a day on."""
    return now + timedelta(seconds=min(max(retry_after_s, 0.0), MAX_RETRY_AFTER_S))


def is_due(*, due_at: datetime | None, now: datetime, every_s: float) -> bool:
    """Whether a source is due at `now`: never polled, past its time, or after a clock step.

    A due time further away than the longest back-off was set by a clock that ran ahead.
    """
    if due_at is None or due_at <= now:
        return True
    return due_at - now > max(MAX_BACKOFF, timedelta(seconds=every_s))
