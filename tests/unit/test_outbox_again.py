"""What a person asks for again, on a real SQLite file and under a clock that is set."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, event, select

from alerting import NOW, article
from alerts import outbox
from alerts.errors import DeliverReason
from alerts.outbox import Lost, tables
from alerts.outbox.again import KEPT
from alerts.types import Dead, DeliveryId, DeliveryState, Later, Message, Outcome, Sent
from alertstore import DESK, HOOK, LEAVES, Store, claim, record, settle, shown

LATER = Later(reason=DeliverReason.SERVER_ERROR, error="answered 503", status=503)
REFUSED = Dead(reason=DeliverReason.REJECTED, error="answered 400", status=400)
GONE = Dead(reason=DeliverReason.GONE, error="answered 410", status=410, discarded=True)
HOUR = timedelta(hours=1)
FOREVER = timedelta(days=365)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "outbox.db")
    yield opened
    opened.close()


def ended(conn: Connection, outcome: Outcome, *, number: int = 7, at: datetime = NOW) -> Message:
    """Let an alert go to the webhook, with this `outcome`; what the desk gets waits."""
    url = f"https://news.example/{number}"
    record(conn, LEAVES, article=article(id=number, url=url, canonical_url=url), now=at)
    (message,) = claim(conn, at)
    settle(conn, message, outcome, at)
    return message


def again(conn: Connection, *messages: Message, at: datetime = NOW) -> outbox.Resent:
    return outbox.resend(conn, [m.id for m in messages], at)


def all_rows(conn: Connection) -> list[Any]:
    return list(conn.execute(select(tables.delivery).order_by(tables.delivery.c.seq)))


@pytest.mark.parametrize(
    "outcome",
    [
        pytest.param(Sent(status=200), id="delivered"),
        pytest.param(REFUSED, id="failed"),
        pytest.param(GONE, id="discarded"),
        pytest.param(LATER, id="waits for its retry"),
    ],
)
def test_what_ended_or_waits_is_due_now_with_its_id_and_bytes(
    store: Store, outcome: Outcome
) -> None:
    with store.write() as conn:
        message = ended(conn, outcome)
    later = NOW + timedelta(seconds=3)
    with store.write() as conn:
        (row,) = again(conn, message, at=later).deliveries
        assert (row["id"], row["state"], row["attempts"]) == (message.id, "pending", 1)
        assert shown(conn, message)["resent_at"] == "2023-08-14T12:00:03Z"
        assert shown(conn, message)["settled_at"] is None
        assert claim(conn, later) == (replace(message, attempts=1),)
    with store.write() as conn:
        assert settle(conn, replace(message, attempts=1), Sent(status=204)) == "delivered"
        assert [a["n"] for a in shown(conn, message)["history"]] == [1, 2]


def test_the_schedule_begins_anew_and_the_attempts_count_on(store: Store) -> None:
    with store.write() as conn:
        record(conn, LEAVES)
        now = NOW
        for _ in range(10):
            (message,) = claim(conn, now)
            state = settle(conn, message, LATER, now)
            now += timedelta(hours=24)
        assert state is DeliveryState.FAILED
        again(conn, message, at=now)
        for attempt, wait_s in ((11, 5), (12, 300), (13, 1800)):
            (message,) = claim(conn, now)
            assert settle(conn, message, LATER, now) is DeliveryState.RETRY_WAIT
            assert shown(conn, message)["attempts"] == attempt
            now += timedelta(seconds=wait_s)
            assert outbox.next_due(conn, HOOK) == now
        for _ in range(7):
            (message,) = claim(conn, now)
            state = settle(conn, message, LATER, now)
            now += timedelta(hours=24)
        assert state is DeliveryState.FAILED
        assert shown(conn, message)["attempts"] == 20


def test_what_is_being_sent_is_left_alone(store: Store) -> None:
    with store.write() as conn:
        record(conn, LEAVES)
        (message,) = claim(conn)
        before = all_rows(conn)
        (row,) = again(conn, message, at=NOW + timedelta(seconds=1)).deliveries
        assert row["state"] == "leased"
        assert all_rows(conn) == before
        assert settle(conn, message, Sent(status=200)) is DeliveryState.DELIVERED


def test_an_attempt_that_outlived_its_lease_does_not_undo_a_wish(store: Store) -> None:
    with store.write() as conn:
        record(conn, LEAVES)
        (slow,) = claim(conn)
        (fast,) = claim(conn, NOW + timedelta(seconds=61))
        settle(conn, fast, REFUSED)
        again(conn, fast, at=NOW + timedelta(seconds=62))
        assert settle(conn, slow, GONE) is DeliveryState.PENDING, "only a success still counts"
        (once_more,) = claim(conn, NOW + timedelta(seconds=62))
        assert (once_more.id, once_more.body) == (slow.id, slow.body)
        assert settle(conn, once_more, Sent(status=200)) is DeliveryState.DELIVERED


def test_all_or_none(store: Store) -> None:
    nobody = DeliveryId("msg_nobody")
    with store.write() as conn:
        message = ended(conn, REFUSED)
        before = all_rows(conn)
        answer = outbox.resend(conn, [message.id, nobody], NOW)
        assert (answer.unknown, answer.forgotten, answer.deliveries) == ((nobody,), (), ())
        assert all_rows(conn) == before
        assert outbox.resend(conn, [], NOW) == outbox.Resent()
        assert len(again(conn, message, message).deliveries) == 1


def test_the_bytes_of_what_was_delivered_are_kept_for_seven_days(store: Store) -> None:
    with store.write() as conn:
        sent, refused = ended(conn, Sent(status=200)), ended(conn, REFUSED, number=8)
        assert outbox.forget(conn, NOW + KEPT) == 0
        assert outbox.forget(conn, NOW + KEPT + timedelta(seconds=1)) == 1
        assert outbox.forget(conn, NOW + FOREVER) == 0
        answer = again(conn, sent, refused)
        assert (answer.forgotten, answer.unknown, answer.deliveries) == ((sent.id,), (), ())
        assert claim(conn, NOW + KEPT) == ()
        assert len(again(conn, refused).deliveries) == 1, "what was not delivered is never lost"


def test_what_is_forgotten_at_a_time_is_limited(store: Store) -> None:
    with store.write() as conn:
        for number in range(5):
            ended(conn, Sent(status=200), number=number)
        counts = [outbox.forget(conn, NOW + FOREVER, limit=2) for _ in range(4)]
    assert counts == [2, 2, 1, 0]


def lost(state: DeliveryState, **changes: Any) -> Lost:
    return Lost(state=state, since=NOW, until=NOW + FOREVER, **changes)


def recovered(conn: Connection, wanted: Lost, *, limit: int = 500) -> int:
    total = 0
    while part := outbox.recover(conn, wanted, NOW + FOREVER, limit=limit):
        total += part.count
        wanted = replace(wanted, since=part.reached)
    return total


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        pytest.param(lost(DeliveryState.FAILED), 3, id="failed"),
        pytest.param(lost(DeliveryState.DISCARDED), 1, id="discarded"),
        pytest.param(replace(lost(DeliveryState.FAILED), since=NOW + HOUR), 2, id="since"),
        pytest.param(replace(lost(DeliveryState.FAILED), until=NOW + HOUR), 1, id="until"),
        pytest.param(lost(DeliveryState.FAILED, channel=HOOK), 3, id="of a channel"),
        pytest.param(lost(DeliveryState.FAILED, channel=DESK), 0, id="of another channel"),
    ],
)
@pytest.mark.parametrize("limit", [1, 2, 500])
def test_what_ended_undelivered_is_recovered(
    store: Store, wanted: Lost, count: int, limit: int
) -> None:
    with store.write() as conn:
        fates: list[Outcome] = [REFUSED, REFUSED, REFUSED, GONE, Sent(status=200), LATER]
        for number, outcome in enumerate(fates):
            ended(conn, outcome, number=number, at=NOW + number * HOUR)
        assert outbox.count_lost(conn, wanted) == count
        assert recovered(conn, wanted, limit=limit) == count
        assert outbox.count_lost(conn, wanted) == 0
        delivered = list(outbox.list_deliveries(conn, state=DeliveryState.DELIVERED))
        assert len(delivered) == 1, "what arrived is not sent twice"


def test_what_fails_again_meanwhile_is_not_recovered_forever(store: Store) -> None:
    wanted = replace(lost(DeliveryState.FAILED), until=NOW + HOUR)
    with store.write() as conn:
        ended(conn, REFUSED)
        assert outbox.recover(conn, wanted, NOW + HOUR, limit=1) is not None
        (message,) = claim(conn, NOW + HOUR)
        settle(conn, message, REFUSED, NOW + HOUR)
        assert outbox.recover(conn, wanted, NOW + HOUR, limit=1) is None


def test_recovering_and_forgetting_read_an_index(store: Store) -> None:
    asked: list[tuple[str, Any]] = []
    with store.write() as conn:
        event.listen(conn, "before_cursor_execute", lambda *given: asked.append(given[2:4]))
        outbox.count_lost(conn, lost(DeliveryState.FAILED))
        outbox.recover(conn, lost(DeliveryState.FAILED), NOW, limit=5)
        outbox.forget(conn, NOW)
        for query, given in asked[:3]:
            plan = [r[3] for r in conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", given)]
            assert "ix_delivery_ended (state=? AND settled_at" in " ".join(plan), plan
            assert "TEMP B-TREE" not in " ".join(plan), plan


ACTS = st.lists(
    st.sampled_from(["sent", "later", "refused", "gone", "resend", "recover", "forget", "wait"]),
    max_size=25,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(ACTS)
def test_whatever_happens_one_id_has_one_body(
    tmp_path_factory: pytest.TempPathFactory, acts: list[str]
) -> None:
    """What can be claimed has the bytes of the first time, and each attempt a number of its own."""
    store = Store(tmp_path_factory.mktemp("outbox") / "outbox.db")
    outcomes: dict[str, Outcome] = {
        "sent": Sent(status=200), "later": LATER, "refused": REFUSED, "gone": GONE,
    }  # fmt: skip
    now = NOW
    with store.write() as conn:
        record(conn, LEAVES)
        (first,) = claim(conn)
        outbox.release(conn, NOW)
        for act in acts:
            now += timedelta(seconds=1)
            if act == "wait":
                now += timedelta(days=8)
            elif act == "resend":
                again(conn, first, at=now)
            elif act == "recover":
                for state in (DeliveryState.FAILED, DeliveryState.DISCARDED):
                    wanted = Lost(state=state, since=NOW, until=now)
                    outbox.recover(conn, wanted, now, limit=9)
            elif act == "forget":
                outbox.forget(conn, now)
            for message in claim(conn, now):
                assert (message.id, message.body) == (first.id, first.body)
                settle(conn, message, outcomes.get(act, LATER), now)
        seen = shown(conn, first)
        assert [a["n"] for a in seen["history"]] == list(range(1, seen["attempts"] + 1))
        waits = seen["state"] in {"pending", "retry_wait", "leased"}
        assert (seen["next_attempt_at"] is not None) is waits
        assert (seen["settled_at"] is None) is waits
    store.close()
