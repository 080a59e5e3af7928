"""When an endpoint counts as down, and how long it is left alone then. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, assert_never

from alerts import retry
from alerts.errors import DeliverReason
from alerts.types import Dead, Later, Outcome, Sent

MAX_PAUSE: Final = timedelta(minutes=5)
"""How long an endpoint found down is left alone at most, unless it asks for more itself.

The retries of an old message are hours apart, and the news of today must not wait for them.
"""

_STEP: Final = timedelta(seconds=5)
_MAX_DOUBLINGS: Final = 10  # far beyond MAX_PAUSE

# Of the endpoint, not of one message: the next message would fare the same.
_DOWN: Final = frozenset(
    {
        DeliverReason.DNS,
        DeliverReason.REFUSED_ADDRESS,
        DeliverReason.CONNECT,
        DeliverReason.TLS,
        DeliverReason.TIMEOUT,
        DeliverReason.PROTOCOL,
        DeliverReason.RATE_LIMITED,
        DeliverReason.SERVER_ERROR,
        DeliverReason.AUTH,
        DeliverReason.FILE,
    }
)


def is_down(outcomes: Sequence[Outcome]) -> bool:
    """Whether a round with these `outcomes` found its endpoint down: all failed, none by itself."""
    return bool(outcomes) and all(map(_of_endpoint, outcomes))


def pause_until(
    outcomes: Sequence[Outcome], rounds_down: int, next_retry: datetime | None, now: datetime
) -> datetime:
    """Return until when an endpoint that `outcomes` found down at `now` is left alone.

    Until `next_retry`, the first that is due after `now`, but for `MAX_PAUSE` at most, and never
    shorter than the longest Retry-After among `outcomes`, which holds for untried messages too.
    After the second of `rounds_down` in a row it is 5 s at least, then 15, 35, 75, 155: each round
    brings retries of its own, due in 5 s, and a thousand messages would keep it at that.
    """
    least = _STEP * ((1 << min(rounds_down - 1, _MAX_DOUBLINGS)) - 1)
    pause = max(next_retry - now, least) if next_retry else MAX_PAUSE
    hinted = timedelta(seconds=max(map(_hinted_s, outcomes)))
    return now + max(min(pause, MAX_PAUSE), hinted)


def _hinted_s(outcome: Outcome) -> float:
    return min(outcome.hinted_s, retry.MAX_HINT_S) if isinstance(outcome, Later) else 0.0


def _of_endpoint(outcome: Outcome) -> bool:
    match outcome:
        case Later():
            return outcome.reason in _DOWN
        case Sent() | Dead():
            return False
        case _:
            assert_never(outcome)
