"""When deliveries are due, on a real SQLite file and under a clock that is set."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from alerting import NOW
from alerts import outbox
from alerts.errors import DeliverReason
from alerts.types import (
    Later,
    Sent,
)
from alertstore import DESK, HOOK, LEAVES, Store, claim, record, settle

LATER = Later(reason=DeliverReason.SERVER_ERROR, error="answered 503", status=503)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "outbox.db")
    yield opened
    opened.close()


def test_next_due_and_counts(store: Store) -> None:
    with store.write() as conn:
        assert outbox.next_due(conn, HOOK) is None
        record(conn, LEAVES)
        assert outbox.channels_waiting(conn) == (DESK, HOOK)
        assert outbox.count_waiting(conn) == 3
        assert outbox.next_due(conn, HOOK) == NOW
        assert outbox.next_retry(conn, HOOK, NOW) is None
        (message,) = claim(conn)
        assert outbox.next_due(conn, HOOK) == NOW + timedelta(seconds=60)
        settle(conn, message, LATER)
        retry = NOW + timedelta(seconds=5)
        assert outbox.next_due(conn, HOOK) == retry
        assert outbox.next_retry(conn, HOOK, NOW) == retry
        assert outbox.next_retry(conn, HOOK, retry) is None, "what is due is no pause"
        (message,) = claim(conn, NOW + timedelta(seconds=5))
        settle(conn, message, Sent(status=200))
        assert outbox.channels_waiting(conn) == (DESK,)
        assert outbox.count_waiting(conn) == 2


def test_channels_due_are_those_with_something_to_send_now(store: Store) -> None:
    with store.write() as conn:
        assert outbox.channels_due(conn, NOW) == ()
        record(conn, LEAVES)
        assert outbox.channels_due(conn, NOW - timedelta(seconds=1)) == ()
        assert outbox.channels_due(conn, NOW) == (DESK, HOOK)
        (message,) = claim(conn)
        assert outbox.channels_due(conn, NOW) == (DESK,), "what is leased is being sent"
        assert outbox.channels_due(conn, NOW + timedelta(seconds=60)) == (DESK, HOOK)
        settle(conn, message, LATER)
        assert outbox.channels_due(conn, NOW + timedelta(seconds=4)) == (DESK,)
        assert outbox.channels_due(conn, NOW + timedelta(seconds=5)) == (DESK, HOOK)


def test_to_ask_what_is_due_probes_the_index_of_what_waits(store: Store) -> None:
    asked: list[str] = []
    with store.write() as conn:
        event.listen(conn, "before_cursor_execute", lambda *given: asked.append(given[2]))
        outbox.channels_due(conn, NOW)
        plan = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[0]}", (str(NOW),)).all()
    reads = [row[3] for row in plan if " delivery" in row[3]]
    assert len(reads) == 3
    assert all(r.startswith("SEARCH") and "ix_delivery_waiting" in r for r in reads)


@pytest.mark.parametrize("hours", [pytest.param(5, id="ahead"), pytest.param(-5, id="back")])
def test_a_step_of_the_clock_moves_everything_that_waits(store: Store, hours: int) -> None:
    step = timedelta(hours=hours, microseconds=3)
    with store.write() as conn:
        record(conn, LEAVES)
        (message,) = claim(conn)
        settle(conn, message, LATER)
        (mail,) = outbox.claim(conn, NOW, channel=DESK, limit=1)
        assert outbox.shift(conn, step) == 3
        assert outbox.next_due(conn, HOOK) == NOW + timedelta(seconds=5) + step
        rest = outbox.claim(conn, NOW + step, channel=DESK, limit=9)
        assert [m.recipient for m in rest] == ["b@desk.example"]
        leased = outbox.claim(conn, NOW + timedelta(seconds=60) + step, channel=DESK, limit=1)
        assert leased == (mail,)
        settle(conn, message, Sent(status=200))
        assert outbox.shift(conn, step) == 2, "what has ended does not move"


@pytest.mark.parametrize(
    ("ahead_s", "moved"),
    [
        pytest.param(24 * 3600 * 1.2 + 1, 3, id="later than any retry"),
        pytest.param(24 * 3600 * 1.2, 0, id="the longest delay"),
        pytest.param(-1, 0, id="due already"),
    ],
)
def test_what_a_wrong_clock_put_off_is_due_at_once(
    store: Store, ahead_s: float, moved: int
) -> None:
    due = NOW + timedelta(seconds=ahead_s)
    with store.write() as conn:
        record(conn, LEAVES, now=due)
        assert outbox.clamp(conn, NOW) == moved
        assert outbox.next_due(conn, HOOK) == (NOW if moved else due)
