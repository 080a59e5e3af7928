"""Where a delivery stands, in a sentence."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from alerts.errors import DeliverReason
from alerts.render.explain import explained, ordinal

NOW = datetime(2023, 8, 14, 12, 0, tzinfo=UTC)


def delivery(state: str, **changes: Any) -> dict[str, Any]:
    given = {
        "state": state,
        "attempts": 0,
        "next_attempt_at": None,
        "last_error": None,
        "settled_at": None,
        "resent_at": None,
    }
    return given | changes


def tried(outcome: str, error: str | None = None) -> dict[str, Any]:
    return {"outcome": outcome, "error": error}


LATER = tried("later", "https://hook.example: answered 503 Service Unavailable")
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("given", "last", "said"),
    [
        pytest.param(
            delivery("pending", next_attempt_at=NOW), None,
            "waits for its 1st attempt, due at 2023-08-14 12:00Z", id="never tried",
        ),
        pytest.param(
            delivery("pending", attempts=2, next_attempt_at=NOW, resent_at=NOW), LATER,
            "waits for its 3rd attempt, due at 2023-08-14 12:00Z; asked for again at 2023-08-14 "
            "12:00Z", id="asked for again",
        ),
        pytest.param(
            delivery("leased", attempts=1, next_attempt_at=NOW), LATER,
            "its 2nd attempt is being made; if that is cut off, it is made again at 2023-08-14 "
            "12:00Z", id="being sent",
        ),
        pytest.param(
            delivery("retry_wait", attempts=2, next_attempt_at=NOW + HOUR), LATER,
            "waits for its 3rd attempt at 2023-08-14 13:00Z; the 2nd failed: "
            "https://hook.example: answered 503 Service Unavailable", id="waits",
        ),
        pytest.param(
            delivery("delivered", attempts=2, settled_at=NOW), tried("sent"),
            "delivered at 2023-08-14 12:00Z on the 2nd attempt", id="delivered",
        ),
        pytest.param(
            delivery("delivered", attempts=12, settled_at=NOW + HOUR, resent_at=NOW), tried("sent"),
            "delivered at 2023-08-14 13:00Z on the 12th attempt; asked for again at 2023-08-14 "
            "12:00Z", id="delivered again",
        ),
        pytest.param(
            delivery("failed", attempts=10, settled_at=NOW), LATER,
            "failed at 2023-08-14 12:00Z: given up after 10 attempts, the last: "
            "https://hook.example: answered 503 Service Unavailable", id="given up",
        ),
        pytest.param(
            delivery("failed", attempts=1, settled_at=NOW), tried("dead", "no such user"),
            "failed at 2023-08-14 12:00Z: refused for good: no such user", id="refused",
        ),
        pytest.param(
            delivery("discarded", attempts=1, settled_at=NOW),
            tried("dead", "channel desk is not configured any more"),
            "discarded at 2023-08-14 12:00Z: channel desk is not configured any more",
            id="no channel",
        ),
        pytest.param(
            delivery("discarded", settled_at=NOW, last_error="gone: the endpoint is disabled"),
            None, "discarded at 2023-08-14 12:00Z: the endpoint is disabled", id="without attempt",
        ),
        pytest.param(
            delivery("discarded", settled_at=NOW, last_error="by hand: not wanted"), None,
            "discarded at 2023-08-14 12:00Z: by hand: not wanted", id="no known reason",
        ),
        pytest.param(
            delivery("failed", attempts=1), None,
            "failed at an unknown time: refused for good: no cause was written down", id="bare",
        ),
    ],
)  # fmt: skip
def test_it_is_told_in_a_sentence(
    given: dict[str, Any], last: dict[str, Any] | None, said: str
) -> None:
    assert explained(given, last) == said


@pytest.mark.parametrize("reason", DeliverReason)
def test_no_sentence_begins_with_a_word_for_machines(reason: DeliverReason) -> None:
    given = delivery("discarded", settled_at=NOW, last_error=f"{reason}: it was so")
    assert explained(given, None).endswith("Z: it was so")


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"),
     (21, "21st"), (22, "22nd"), (101, "101st"), (111, "111th")],
)  # fmt: skip
def test_ordinals(number: int, said: str) -> None:
    assert ordinal(number) == said
