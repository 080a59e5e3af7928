"""The outbox on a real SQLite file."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, event, insert, select, text

from alerting import NOW, article, found
from alerts import outbox, render
from alerts.errors import DeliverReason
from alerts.outbox import Found, Recorded, tables
from alerts.types import (
    AlertId,
    Article,
    Dead,
    DeliveryId,
    DeliveryState,
    Event,
    Hit,
    Later,
    Matched,
    Outcome,
    Sent,
)
from alertstore import (
    CHANNELS,
    DESK,
    HOOK,
    LEAVES,
    OTHER,
    RULES,
    Store,
    claim,
    record,
    settle,
    shown,
)

LATER = Later(reason=DeliverReason.SERVER_ERROR, error="answered 503", status=503)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "outbox.db")
    yield opened
    opened.close()


def test_a_hit_makes_one_alert_and_a_delivery_for_each_recipient(store: Store) -> None:
    with store.write() as conn:
        assert record(conn, LEAVES) == Recorded(hits=1, alerts=1, deliveries=3)
        rows = conn.execute(select(tables.delivery)).mappings().all()
    assert [(r["channel"], r["recipient"]) for r in rows] == [
        (DESK, "a@desk.example"),
        (DESK, "b@desk.example"),
        (HOOK, ""),
    ]
    assert all(r["state"] == "pending" and r["next_attempt_at"] == NOW for r in rows)


def test_a_rule_without_send_goes_to_every_channel(store: Store) -> None:
    with store.write() as conn:
        assert record(conn, OTHER).deliveries == 3


def test_the_same_again_changes_nothing(store: Store) -> None:
    with store.write() as conn:
        record(conn, LEAVES)
    with store.write() as conn:
        assert record(conn, LEAVES, now=NOW + timedelta(hours=1)) == Recorded()


def test_a_revision_alerts_only_for_rules_newly_true(store: Store) -> None:
    revised: Article = article("A new text, which names the CMA.")
    with store.write() as conn:
        record(conn, LEAVES)
        assert record(conn, LEAVES, OTHER, article=revised) == Recorded(
            hits=1, alerts=1, deliveries=3
        )
        assert [a["rule"] for a in outbox.list_alerts(conn)] == [OTHER, LEAVES]


def test_without_channels_an_alert_goes_nowhere(store: Store) -> None:
    with store.write() as conn:
        assert record(conn, LEAVES, channels={}) == Recorded(hits=1, alerts=1, deliveries=0)


def test_an_article_stored_anew_does_not_alert_again(store: Store) -> None:
    with store.write() as conn:
        record(conn, LEAVES)
        conn.execute(delete(tables.hit))
        assert record(conn, LEAVES, article=article(id=99)) == Recorded(hits=1)


def test_what_rolls_back_was_never_there(store: Store) -> None:
    lacking = {OTHER: RULES[OTHER]}
    with pytest.raises(KeyError), store.write() as conn:
        record(conn, OTHER, LEAVES, rules=lacking)
    with store.write() as conn:
        assert list(outbox.list_alerts(conn)) == []
        assert record(conn, LEAVES).deliveries == 3


def test_two_writers_record_one_alert(store: Store) -> None:
    counts: list[Recorded] = []

    def write() -> None:
        with store.write() as conn:
            counts.append(record(conn, LEAVES, OTHER))

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(c.alerts for c in counts) == [0, 0, 0, 2]


def test_ids_do_not_depend_on_the_clock(store: Store, tmp_path: Path) -> None:
    second = Store(tmp_path / "second.db")
    with store.write() as conn, second.write() as other:
        record(conn, LEAVES)
        record(other, LEAVES, now=NOW + timedelta(days=9))
        ids = [d["id"] for d in outbox.list_deliveries(conn)]
        assert ids == [d["id"] for d in outbox.list_deliveries(other)]
        assert len(set(ids)) == 3
    second.close()


def test_the_bytes_kept_are_the_bytes_claimed(store: Store) -> None:
    with store.write() as conn:
        record(conn, LEAVES)
        (message,) = claim(conn)
        assert json.loads(message.body)["data"]["id"] == message.alert_id
        mails = outbox.claim(conn, NOW, channel=DESK, limit=9)
        assert b"To: b@desk.example\r\n" in mails[1].body
        settle(conn, message, Sent(status=204))
        kept = select(tables.delivery.c.body).where(tables.delivery.c.id == message.id)
        assert conn.execute(kept).scalar_one() == message.body


def test_a_leased_message_is_given_to_nobody_until_the_lease_ends(store: Store) -> None:
    with store.write() as conn:
        record(conn, LEAVES)
    with store.write() as conn:
        (first,) = claim(conn)
    with store.write() as conn:
        assert claim(conn, NOW + timedelta(seconds=59)) == ()
    with store.write() as conn:
        assert claim(conn, NOW + timedelta(seconds=60)) == (first,)


def test_claims_are_the_oldest_first_and_limited(store: Store) -> None:
    with store.write() as conn:
        for minute in (3, 1, 2):
            url = f"https://news.example/{minute}"
            at = NOW - timedelta(minutes=minute)
            given = article(id=minute, url=url, canonical_url=url)
            record(conn, LEAVES, article=given, now=at)
        urls = [json.loads(m.body)["data"]["article"]["url"][-1] for m in claim(conn, limit=2)]
    assert urls == ["3", "2"]


def test_nothing_is_due_before_its_time(store: Store) -> None:
    with store.write() as conn:
        record(conn, LEAVES)
        assert claim(conn, NOW - timedelta(seconds=1)) == ()


@pytest.mark.parametrize(
    ("outcome", "state", "error", "wait_s"),
    [
        pytest.param(Sent(status=200), "delivered", None, None, id="sent"),
        pytest.param(LATER, "retry_wait", "server_error: answered 503", 5, id="later"),
        pytest.param(
            Later(reason=DeliverReason.RATE_LIMITED, error="429", status=429, hinted_s=90),
            "retry_wait",
            "rate_limited: 429",
            90,
            id="later, when told",
        ),
        pytest.param(
            Dead(reason=DeliverReason.RECIPIENT, error="no such user", status=550),
            "failed",
            "recipient: no such user",
            None,
            id="refused for good",
        ),
        pytest.param(
            Dead(reason=DeliverReason.GONE, error="answered 410", status=410, discarded=True),
            "discarded",
            "gone: answered 410",
            None,
            id="endpoint gone",
        ),
    ],
)
def test_an_outcome_decides_the_state(
    store: Store, outcome: Outcome, state: str, error: str | None, wait_s: float | None
) -> None:
    with store.write() as conn:
        record(conn, LEAVES)
        (message,) = claim(conn)
        assert settle(conn, message, outcome) == state
        seen = shown(conn, message)
    due = NOW + timedelta(seconds=wait_s) if wait_s else None
    assert seen["state"] == state
    assert seen["attempts"] == 1
    assert seen["last_error"] == error
    assert seen["last_status"] == outcome.status
    assert seen["next_attempt_at"] == (render.instant(due) if due else None)
    assert (seen["settled_at"] is None) == (state == "retry_wait")


def test_given_up_after_the_last_attempt_of_the_schedule(store: Store) -> None:
    now = NOW
    with store.write() as conn:
        record(conn, LEAVES)
        for attempt in range(10):
            (message,) = claim(conn, now)
            assert message.attempts == attempt
            state = settle(conn, message, LATER, now)
            now += timedelta(hours=24)
        assert state is DeliveryState.FAILED
        seen = shown(conn, message)
        assert seen["last_error"] == "given up after 10 attempts: server_error: answered 503"
        assert [a["n"] for a in seen["history"]] == list(range(1, 11))
        assert claim(conn, now) == ()


def test_an_attempt_says_what_happened(store: Store) -> None:
    with store.write() as conn:
        record(conn, LEAVES)
        (message,) = claim(conn)
        settle(conn, message, LATER)
        (again,) = claim(conn, NOW + timedelta(seconds=5))
        settle(conn, again, Sent(status=200, answer="thank you"), NOW + timedelta(seconds=6))
        assert shown(conn, message)["history"] == [
            {
                "n": 1,
                "at": "2023-08-14T12:00:00Z",
                "outcome": "later",
                "reason": "server_error",
                "status": 503,
                "error": "answered 503",
                "elapsed_ms": 12,
                "answer": None,
            },
            {
                "n": 2,
                "at": "2023-08-14T12:00:06Z",
                "outcome": "sent",
                "reason": None,
                "status": 200,
                "error": None,
                "elapsed_ms": 12,
                "answer": "thank you",
            },
        ]


def test_what_a_dead_process_was_sending_can_be_released(store: Store) -> None:
    with store.write() as conn:
        record(conn, LEAVES)
        (first,) = claim(conn, limit=1)
    later = NOW + timedelta(seconds=1)
    with store.write() as conn:
        assert claim(conn, later) == ()
        assert outbox.release(conn, later) == 1
        (again,) = claim(conn, later)
        assert (again.id, again.body) == (first.id, first.body)
        settle(conn, again, Sent(status=204), later)
        assert outbox.release(conn, later) == 0, "what has ended stays so"


def test_after_a_lost_lease_only_a_success_counts(store: Store) -> None:
    with store.write() as conn:
        record(conn, LEAVES)
        (slow,) = claim(conn)
        (fast,) = claim(conn, NOW + timedelta(seconds=61))
        assert settle(conn, fast, LATER) is DeliveryState.RETRY_WAIT
        dead = Dead(reason=DeliverReason.RECIPIENT, error="no")
        assert settle(conn, slow, dead) is DeliveryState.RETRY_WAIT
        assert settle(conn, slow, Sent(status=200)) is DeliveryState.DELIVERED
        assert settle(conn, fast, LATER) is DeliveryState.DELIVERED
        assert shown(conn, slow)["attempts"] == 4


def test_settling_what_is_gone_says_so(store: Store) -> None:
    with store.write() as conn:
        record(conn, LEAVES)
        (message,) = claim(conn)
        conn.execute(delete(tables.delivery))
        with pytest.raises(LookupError, match=message.id):
            settle(conn, message, Sent(status=200))


def test_alerts_go_only_to_channels_that_ask_for_them(store: Store) -> None:
    watcher = replace(CHANNELS[HOOK], events=frozenset({Event.SOURCE, Event.COVERAGE}))
    with store.write() as conn:
        assert record(conn, LEAVES, OTHER, channels=CHANNELS | {HOOK: watcher}) == Recorded(
            hits=2, alerts=2, deliveries=4
        )
        assert outbox.channels_waiting(conn) == (DESK,)


def test_what_each_rule_found_in_a_time_is_counted(store: Store) -> None:
    hour = timedelta(hours=1)
    with store.write() as conn:
        for number, rules in enumerate([(LEAVES,), (LEAVES, OTHER), (OTHER,), (LEAVES,)]):
            url = f"https://news.example/{number}"
            given = article(id=number, url=url, canonical_url=url)
            record(conn, *rules, article=given, now=NOW + number * hour)
        conn.execute(delete(tables.alert).where(tables.alert.c.article_id == 2))
        counted = outbox.count_by_rule(conn, since=NOW + hour, until=NOW + 3 * hour)
        assert counted == {
            LEAVES: Found(hits=1, alerts=1, latest="2023-08-14T13:00:00Z"),
            OTHER: Found(hits=2, alerts=1, latest="2023-08-14T14:00:00Z"),
        }
        assert outbox.count_by_rule(conn, since=NOW + 4 * hour, until=NOW + 5 * hour) == {}


def test_to_count_what_was_found_reads_an_index_alone(store: Store) -> None:
    asked: list[str] = []
    with store.write() as conn:
        event.listen(conn, "before_cursor_execute", lambda *given: asked.append(given[2]))
        outbox.count_by_rule(conn, since=NOW, until=NOW)
        for query, index in zip(asked[:2], ("ix_alert_created", "ix_hit_created"), strict=True):
            plan = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", (str(NOW), str(NOW))).all()
            assert f"COVERING INDEX {index}" in plan[0][3]


def test_listings_have_exactly_the_promised_keys_newest_first(store: Store) -> None:
    with store.write() as conn:
        for number in (1, 2, 3):
            url = f"https://news.example/{number}"
            record(conn, LEAVES, article=article(id=number, url=url, canonical_url=url))
        alerts = list(outbox.list_alerts(conn, limit=2))
        assert [a["article"]["id"] for a in alerts] == [3, 2]
        deliveries = list(outbox.list_deliveries(conn, alert_id=AlertId(alerts[0]["id"])))
        assert list(deliveries[0]) == [
            "id",
            "alert_id",
            "channel",
            "state",
            "attempts",
            "next_attempt_at",
            "last_status",
            "last_error",
        ]
        assert [d["channel"] for d in deliveries] == [HOOK, DESK, DESK]
        assert len(list(outbox.list_deliveries(conn))) == 9
        assert len(list(outbox.list_deliveries(conn, limit=4))) == 4
        assert list(outbox.list_deliveries(conn, state=DeliveryState.FAILED)) == []
        assert list(outbox.list_alerts(conn, rule=OTHER)) == []
        one = outbox.show_alert(conn, AlertId(alerts[0]["id"]))
        shown = [outbox.show_delivery(conn, d["id"]) for d in deliveries]
        bare = [{k: v for k, v in (d or {}).items() if k != "alerts"} for d in shown]
        assert one == alerts[0] | {"deliveries": bare, "held": []}
        for listed, one in zip(deliveries, shown, strict=True):
            assert one is not None
            assert listed.items() <= one.items()


def test_unknown_ids_are_none(store: Store) -> None:
    with store.write() as conn:
        assert outbox.show_alert(conn, AlertId("al_none")) is None
        assert outbox.show_delivery(conn, DeliveryId("msg_none")) is None


def test_hits_keep_their_matches(store: Store) -> None:
    own = (found(None, "convoy"),)
    hit = Matched(hits=(Hit(rule=OTHER, matches=own),))
    with store.write() as conn:
        record(conn, matched=hit)
        kept = conn.execute(select(tables.hit)).mappings().one()
    assert kept["matches"] == [render.match_data(own[0])]
    assert kept["created_at"] == NOW


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    row = {"article_id": 1, "rule": "r", "matches": [], "created_at": NOW.replace(tzinfo=None)}
    with store.write() as conn, pytest.raises(Exception, match="a time needs a zone"):
        conn.execute(insert(tables.hit).values(row))


def test_a_claim_reads_only_what_waits(store: Store) -> None:
    due = (
        "EXPLAIN QUERY PLAN SELECT * FROM delivery WHERE channel = 'hook'"
        " AND next_attempt_at <= '2023' ORDER BY next_attempt_at, seq LIMIT 4"
    )
    with store.write() as conn:
        plan = " ".join(str(r) for r in conn.execute(text(due)))
    assert "ix_delivery_waiting" in plan
    assert "TEMP B-TREE" not in plan
