"""What channels with calm hold, and the messages in which it leaves, in a real store."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from alerting import NOW
from alerts import outbox
from alerts.calm import Raised, policy, replay
from alerts.deliver import Senders, deliver_due
from alerts.hours import Daily, Hourly, Quiet
from alerts.outbox import Flushed
from alerts.types import (
    AlertId,
    AppriseChannel,
    AppriseTarget,
    Calm,
    Channel,
    ChannelId,
    FileChannel,
    RuleId,
    Severity,
)
from alertstore import CHANNELS, DESK, HOOK, LEAVES, OTHER, RULES, Clock, Store
from holding import BAMAKO, MINUTE, TEN, bodies, flush, listed, raise_, spared
from mails import part, read
from senders import SENT, Script

NOON_REST = Quiet(start=time(12), end=time(14))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "outbox.db")
    yield opened
    opened.close()


def test_the_first_leaves_at_once_and_the_next_ones_in_one_message(store: Store) -> None:
    with store.write() as conn:
        for number in range(4):
            raise_(conn, number, now=NOW + number * MINUTE)
        assert listed(conn) == [("desk", "alert"), ("desk", "alert"), ("hook", "alert")]
        assert outbox.count_held(conn) == 6
        due = NOW + 10 * MINUTE
        assert outbox.channels_held(conn, due - MINUTE) == ()
        assert outbox.channels_held(conn, due) == (DESK, HOOK)
        assert flush(conn, DESK, due) == Flushed(
            channel=DESK, alerts=3, deliveries=2, why=("group",)
        )
        assert flush(conn, DESK, due) is None
        assert flush(conn, HOOK, due)
        assert listed(conn)[3:] == [("desk", "digest"), ("desk", "digest"), ("hook", "digest")]
        assert outbox.count_held(conn) == 0
        body = json.loads(bodies(conn, HOOK)[1])
    assert (body["type"], body["data"]["count"]) == ("alert.digest", 3)
    assert [each["title"] for each in body["data"]["alerts"]] == [
        "Article 3", "Article 2", "Article 1",
    ]  # fmt: skip


def test_one_that_is_held_alone_is_the_message_that_it_would_have_been(
    store: Store, tmp_path: Path
) -> None:
    other = Store(tmp_path / "other.db")
    with store.write() as conn, other.write() as plain:
        raise_(conn, 1)
        raise_(conn, 2, now=NOW + MINUTE)
        raise_(plain, 2, calm=None, now=NOW + MINUTE)
        for name in (DESK, HOOK):
            assert flush(conn, name, NOW + 10 * MINUTE)
        for name, count in ((DESK, 2), (HOOK, 1)):
            assert bodies(conn, name)[-count:] == bodies(plain, name)
        assert {d["id"] for d in outbox.list_deliveries(plain)} < {
            d["id"] for d in outbox.list_deliveries(conn)
        }
        assert outbox.channels_due(conn, NOW + 10 * MINUTE) == (DESK, HOOK)
    other.close()


def test_an_alert_tells_where_it_is_and_a_delivery_what_it_carries(store: Store) -> None:
    with store.write() as conn:
        for number in range(3):
            raise_(conn, number)
        newest, middle, first = (AlertId(each["id"]) for each in outbox.list_alerts(conn))
        shown = outbox.show_alert(conn, newest)
        assert shown
        assert shown["held"] == [
            {"channel": "desk", "until": "2023-08-14T12:10:00Z", "why": "group"},
            {"channel": "hook", "until": "2023-08-14T12:10:00Z", "why": "group"},
        ]
        assert shown["deliveries"] == []
        assert flush(conn, HOOK, NOW + 10 * MINUTE)
        shown = outbox.show_alert(conn, newest)
        assert shown
        assert [each["channel"] for each in shown["held"]] == ["desk"]
        (digest,) = shown["deliveries"]
        assert digest["alert_id"] is None
        (listed_,) = outbox.list_deliveries(conn, alert_id=middle)
        assert listed_.items() < digest.items()
        carried = outbox.show_delivery(conn, digest["id"])
        assert carried
        assert carried["alerts"] == [
            {"id": newest, "rule": LEAVES, "title": "Article 2"},
            {"id": middle, "rule": LEAVES, "title": "Article 1"},
        ]
        (alone,) = outbox.list_deliveries(conn, alert_id=first, state=None, limit=1)
        told = outbox.show_delivery(conn, alone["id"])
        assert told
        assert [each["id"] for each in told["alerts"]] == [first]


def test_a_mail_lists_its_alerts_by_rule(store: Store) -> None:
    calm = Calm(digest=Hourly(), timezone=BAMAKO)
    with store.write() as conn:
        raise_(conn, 1, OTHER, calm=calm)
        raise_(conn, 2, LEAVES, OTHER, calm=calm, now=NOW + MINUTE)
        assert flush(conn, DESK, NOW + 60 * MINUTE, calm=calm)
        one, other = map(read, bodies(conn, DESK))
    assert one["To"] == "a@desk.example"
    assert other["To"] == "b@desk.example"
    assert one["Message-ID"] != other["Message-ID"]
    assert one["Subject"] == "[high, desk] 3 alerts: un-leaves-the-north 1, cma 2"
    assert one["List-Id"] == "<desk.digests.wireroom.example.org>"
    assert one["X-Wireroom-Event"] == "alert.digest"
    assert part(one, "plain").split("\n-- \n")[0] == (
        "3 alerts\n2023-08-14 12:00 Africa/Bamako (UTC+00:00)\n"
        "to 2023-08-14 12:01 Africa/Bamako (UTC+00:00)\n\n"
        "un-leaves-the-north (severity high): 1\n\n"
        "  Article 2\n  sahel-post, 2023-08-13 09:30\n"
        "  https://news.example/2\n\n"
        "cma (severity normal): 2\n\n"
        "  Article 2\n  sahel-post, 2023-08-13 09:30\n"
        "  https://news.example/2\n\n"
        "  Article 1\n  sahel-post, 2023-08-13 09:30\n"
        "  https://news.example/1\n"
    )


def test_every_kind_of_channel_gets_its_digest(store: Store, tmp_path: Path) -> None:
    calm = Calm(digest=Hourly(), timezone=BAMAKO)
    lines, phones = ChannelId("lines"), ChannelId("phones")
    target = AppriseTarget(name="ntfy", url="ntfy://ntfy.example/topic")
    channels: dict[ChannelId, Channel] = {
        lines: FileChannel(id=lines, path=tmp_path / "alerts.jsonl", calm=calm),
        phones: AppriseChannel(id=phones, targets=(target,), calm=calm),
    }
    rules = {LEAVES: replace(RULES[LEAVES], send=())}
    with store.write() as conn:
        for number in range(3):
            raise_(conn, number, channels=channels, rules=rules)
        for name in channels:
            assert flush(conn, name, NOW + 60 * MINUTE, channels=channels, rules=rules)
        (line,), (push,) = bodies(conn, lines), bodies(conn, phones)
        ids = {row["channel"]: row["id"] for row in outbox.list_deliveries(conn)}
        assert line.count(b"\n") == line.endswith(b"\n")
        assert json.loads(line)["id"] == ids[lines]
        assert json.loads(line)["data"]["count"] == 3
        told = json.loads(push)
        assert told["title"] == "[high, phones] 3 alerts: un-leaves-the-north 3"
        assert told["body"].startswith(
            "un-leaves-the-north (severity high): 3\n\nArticle 2\nhttps:"
        )


def test_a_channel_that_lost_its_calm_lets_all_go(store: Store) -> None:
    calm = Calm(digest=Daily(at=time(7)), timezone=BAMAKO)
    with store.write() as conn:
        for number in range(2):
            raise_(conn, number, calm=calm)
        now = NOW + MINUTE
        assert outbox.channels_held(conn, now) == ()
        assert outbox.recall(conn, now) == 4
        assert outbox.channels_held(conn, now) == (DESK, HOOK)
        flushed = flush(conn, HOOK, now, channels=spared(None, HOOK))
        assert flushed == Flushed(channel=HOOK, alerts=2, deliveries=1, why=("digest",))
        assert flush(conn, DESK, now, calm=calm) is None, "what still holds, holds on"
        assert outbox.channels_held(conn, now) == ()
        morning = datetime(2023, 8, 15, 7, tzinfo=BAMAKO)
        assert outbox.channels_held(conn, morning) == (DESK,)


def test_what_a_removed_channel_held_is_discarded_and_says_why(store: Store) -> None:
    clock = Clock()
    with store.write() as conn:
        for number in range(3):
            raise_(conn, number, calm=Calm(quiet=NOON_REST, timezone=BAMAKO))
        gone = {DESK: CHANNELS[DESK]}
        clock.pass_s(60)
        outbox.recall(conn, clock.now())
        for name in outbox.channels_held(conn, clock.now()):
            assert flush(conn, name, clock.now(), channels=gone)
    script = Script(desk=[SENT])
    senders = Senders(webhook=script, email=script)
    asyncio.run(
        deliver_due(
            store.transact, gone, senders, now=clock.now, jitter=lambda: 0.5, sleep=clock.sleep
        )
    )
    with store.write() as conn:
        states = {(d["channel"], d["state"]) for d in outbox.list_deliveries(conn)}
        assert states == {("desk", "delivered"), ("hook", "discarded")}
        (lost,) = (d for d in outbox.list_deliveries(conn) if d["channel"] == HOOK)
        assert lost["last_error"] == "no_channel: channel hook is not configured any more"
        carried = outbox.show_delivery(conn, lost["id"])
        assert carried
        assert len(carried["alerts"]) == 3


def test_quiet_hours_that_began_meanwhile_hold_on(store: Store) -> None:
    """Of a daemon that was down when its digest was due, say."""
    calm = Calm(group_s=600, quiet=Quiet(start=time(12, 5), end=time(18)), timezone=BAMAKO)
    with store.write() as conn:
        raise_(conn, 1, calm=TEN)
        raise_(conn, 2, calm=TEN, now=NOW + MINUTE)
        assert flush(conn, HOOK, NOW + 10 * MINUTE, calm=calm) is None
        evening = NOW + timedelta(hours=6)
        assert outbox.channels_held(conn, evening - MINUTE) == (DESK,)
        assert outbox.channels_held(conn, evening) == (DESK, HOOK)
        shown = outbox.show_alert(conn, AlertId(next(outbox.list_alerts(conn))["id"]))
        assert shown
        assert shown["held"][1] == {
            "channel": "hook", "until": "2023-08-14T18:00:00Z", "why": "quiet",
        }  # fmt: skip


def test_a_rule_has_a_group_of_its_own_on_a_channel_without_calm(store: Store) -> None:
    rules = RULES | {LEAVES: replace(RULES[LEAVES], group_s=600.0)}
    with store.write() as conn:
        for number in range(3):
            raise_(conn, number, LEAVES, OTHER, calm=None, rules=rules)
        assert outbox.count_held(conn) == 4
        assert listed(conn).count(("hook", "alert")) == 4, "one of the rule, all of the other"
        assert flush(conn, HOOK, NOW + 10 * MINUTE, calm=None, rules=rules)


def test_a_wall_clock_that_is_set_moves_what_is_held(store: Store) -> None:
    with store.write() as conn:
        for number in range(3):
            raise_(conn, number)
        day = timedelta(days=1)
        outbox.shift(conn, -day)
        outbox.recall(conn, NOW - day)
        assert flush(conn, HOOK, NOW - day + 9 * MINUTE) is None
        assert flush(conn, HOOK, NOW - day + 10 * MINUTE)
        outbox.shift(conn, timedelta(days=365))
        outbox.clamp(conn, NOW)
        outbox.recall(conn, NOW)
        assert flush(conn, DESK, NOW + 10 * MINUTE), "nothing left later than now"


def test_a_crash_between_leaves_all_as_it_was(store: Store) -> None:
    def killed() -> None:
        with store.write() as conn:
            assert flush(conn, HOOK, NOW + 10 * MINUTE)
            raise RuntimeError("killed")

    with store.write() as conn:
        for number in range(3):
            raise_(conn, number)
    with pytest.raises(RuntimeError):
        killed()
    with store.write() as conn:
        assert outbox.count_held(conn) == 4
        assert flush(conn, HOOK, NOW + 11 * MINUTE)
        again = [d["id"] for d in outbox.list_deliveries(conn) if d["channel"] == HOOK]
    with store.write() as conn:
        assert flush(conn, HOOK, NOW + 12 * MINUTE) is None
        assert [d["id"] for d in outbox.list_deliveries(conn) if d["channel"] == HOOK] == again


CALMS = st.builds(
    Calm,
    group_s=st.sampled_from([0.0, 300.0]),
    cooldown_s=st.sampled_from([0.0, 0.0, 900.0, 7200.0]),
    digest=st.sampled_from([None, Hourly(minute=10)]),
    quiet=st.sampled_from([None, Quiet(start=time(12, 20), end=time(13))]),
    at_most=st.sampled_from([None, 1, 3]),
    through=st.sampled_from([None, Severity.HIGH]),
    timezone=st.just(BAMAKO),
)
HITS = st.lists(
    st.tuples(
        st.sampled_from([0, 7, 60, 400, 1500]),
        st.sampled_from([LEAVES, OTHER]),
        st.sampled_from([None, 1, 2]),
    ),
    max_size=12,
)


@settings(max_examples=30, deadline=None)
@given(CALMS, HITS)
def test_the_store_does_what_the_preview_says(
    tmp_path_factory: pytest.TempPathFactory, calm: Calm, hits: list[tuple[int, RuleId, int | None]]
) -> None:
    """Looked at whenever something is due, as a daemon does, the two never differ."""
    store = Store(tmp_path_factory.mktemp("laws") / "outbox.db")
    channels = {HOOK: replace(CHANNELS[HOOK], calm=calm)}
    rules = {name: replace(rule, send=()) for name, rule in RULES.items()}
    now = NOW

    def wait_until(conn: Connection, until: datetime | None) -> None:
        query = "SELECT min(due_at) FROM held"
        while due := conn.exec_driver_sql(query).scalar():
            at = datetime.fromisoformat(due).replace(tzinfo=NOW.tzinfo)
            if until is not None and at > until:
                return
            flush(conn, HOOK, at, channels=channels, rules=rules)

    with store.write() as conn:
        for number, (wait_s, rule, story) in enumerate(hits):
            now += timedelta(seconds=wait_s)
            wait_until(conn, now)
            raise_(conn, number, rule, now=now, story=story, channels=channels, rules=rules)
        wait_until(conn, None)
        raised = [
            Raised(
                id=AlertId(each["id"]),
                rule=RuleId(each["rule"]),
                severity=Severity(each["severity"]),
                at=datetime.fromisoformat(each["created_at"]),
                story=each["story_id"],
            )
            for each in reversed(list(outbox.list_alerts(conn)))
        ]
        found = []
        for delivery in reversed(list(outbox.list_deliveries(conn))):
            shown = outbox.show_delivery(conn, delivery["id"])
            assert shown
            found.append((shown["created_at"], sorted(a["id"] for a in shown["alerts"])))
    store.close()
    said = replay(raised, lambda rule: policy(calm, RULES[rule], BAMAKO))
    assert found == [
        (f"{each.at:%Y-%m-%dT%H:%M:%SZ}", sorted(a.id for a in each.alerts)) for each in said
    ]
