"""Where a delivery stands, in one sentence for people."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, assert_never

from alerts.errors import DeliverReason
from alerts.types import DeliveryState


def explained(delivery: Mapping[str, Any], last: Mapping[str, Any] | None) -> str:
    """Return what became of a stored `delivery`, or what it waits for; `last` is its last attempt.

    Both as the outbox keeps them, times aware. Times are told in UTC.
    """
    told = _told(delivery, last)
    resent = delivery["resent_at"]
    return told if resent is None else f"{told}; asked for again at {clock(resent)}"


def ordinal(number: int) -> str:
    """Return `1st`, `2nd`, `3rd`, `4th`, … `11th`."""
    teens = number % 100 in {11, 12, 13}
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def clock(moment: datetime) -> str:
    """Return a time as people read it: `2023-08-13 14:05Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%MZ")


def _told(delivery: Mapping[str, Any], last: Mapping[str, Any] | None) -> str:
    state, made = DeliveryState(delivery["state"]), delivery["attempts"]
    match state:
        case DeliveryState.PENDING:
            return f"waits for its {ordinal(made + 1)} attempt, due at {_due(delivery)}"
        case DeliveryState.LEASED:
            again = f"if that is cut off, it is made again at {_due(delivery)}"
            return f"its {ordinal(made + 1)} attempt is being made; {again}"
        case DeliveryState.RETRY_WAIT:
            waits = f"waits for its {ordinal(made + 1)} attempt at {_due(delivery)}"
            return f"{waits}; the {ordinal(made)} failed: {_why(delivery, last)}"
        case DeliveryState.DELIVERED:
            return f"delivered at {_end(delivery)} on the {ordinal(made)} attempt"
        case DeliveryState.FAILED if last is not None and last["outcome"] == "later":
            given_up = f"given up after {made} attempts, the last: {_why(delivery, last)}"
            return f"failed at {_end(delivery)}: {given_up}"
        case DeliveryState.FAILED:
            return f"failed at {_end(delivery)}: refused for good: {_why(delivery, last)}"
        case DeliveryState.DISCARDED:
            return f"discarded at {_end(delivery)}: {_why(delivery, last)}"
        case _:
            assert_never(state)


def _why(delivery: Mapping[str, Any], last: Mapping[str, Any] | None) -> str:
    """Return the error of the last attempt, without the reason in front: that is for machines."""
    if last is not None and last["error"]:
        return str(last["error"])
    reason, colon, error = (delivery["last_error"] or "").partition(": ")
    known = colon and reason in set(DeliverReason)
    return error if known else delivery["last_error"] or "no cause was written down"


def _due(delivery: Mapping[str, Any]) -> str:
    due = delivery["next_attempt_at"]
    return clock(due) if due else "any time"


def _end(delivery: Mapping[str, Any]) -> str:
    ended = delivery["settled_at"]
    return clock(ended) if ended else "an unknown time"
