"""What channels with calm hold, and the messages in which it leaves, in a real store."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from alerting import NOW, article
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
    Rule,
    RuleId,
    Severity,
    StoryId,
)
from alertstore import CHANNELS, DESK, HOOK, LEAVES, OTHER, RULES, Clock, Store, record
from mails import part, read
from senders import SENT, Script

BAMAKO = ZoneInfo("Africa/Bamako")
MINUTE = timedelta(minutes=1)
TEN = Calm(group_s=600, timezone=BAMAKO)
NOON_REST = Quiet(start=time(12), end=time(14))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "outbox.db")
    yield opened
    opened.close()


def spared(calm: Calm | None, *names: ChannelId) -> dict[ChannelId, Channel]:
    """Return the channels, with `calm` on those named, or on all."""
    wanted = names or tuple(CHANNELS)
    return {
        name: replace(channel, calm=calm) if name in wanted else channel
        for name, channel in CHANNELS.items()
    }


def raise_(
    conn: Connection,
    number: int,
    *rules: RuleId,
    calm: Calm | None = TEN,
    now: datetime = NOW,
    story: int | None = None,
    **changes: Any,
) -> None:
    """Record an article of its own that hits `rules`, or the first, and is news to them."""
    url = f"https://news.example/{number}"
    own = article(id=number, url=url, canonical_url=url, title=f"Article {number}")
    given: dict[str, Any] = {"channels": spared(calm), "article": own, "now": now}
    given["story"] = None if story is None else StoryId(story)
    record(conn, *(rules or (LEAVES,)), **(given | changes))


def flush(
    conn: Connection,
    name: ChannelId,
    now: datetime,
    *,
    calm: Calm | None = TEN,
    channels: Mapping[ChannelId, Channel] | None = None,
    rules: Mapping[RuleId, Rule] = RULES,
) -> Flushed | None:
    found = spared(calm) if channels is None else channels
    return outbox.flush(conn, name, channels=found, rules=rules, timezone=BAMAKO, now=now)


def listed(conn: Connection) -> list[tuple[str, str]]:
    """Return of each delivery its channel and what it is, the oldest first."""
    kinds = {True: "alert", False: "digest"}
    rows = list(outbox.list_deliveries(conn))[::-1]
    return [(row["channel"], kinds[row["alert_id"] is not None]) for row in rows]


def bodies(conn: Connection, channel: ChannelId) -> list[bytes]:
    query = "SELECT body FROM delivery WHERE channel = ? ORDER BY seq"
    return list(conn.exec_driver_sql(query, (channel,)).scalars())


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


COOL = Calm(cooldown_s=7200, timezone=BAMAKO)


def channels_of(conn: Connection) -> list[str]:
    return [channel for channel, _ in listed(conn)]


def test_a_story_that_was_told_cools_down(store: Store) -> None:
    with store.write() as conn:
        raise_(conn, 1, calm=COOL, story=1)
        raise_(conn, 2, calm=COOL, story=1, now=NOW + MINUTE)
        raise_(conn, 3, calm=COOL, story=2, now=NOW + 2 * MINUTE)
        raise_(conn, 4, calm=COOL, story=1, now=NOW + 3 * MINUTE)
        raise_(conn, 5, OTHER, calm=COOL, story=1, now=NOW + 4 * MINUTE)
        for number in (6, 7):
            raise_(conn, number, calm=COOL, now=NOW + 5 * MINUTE)
        assert channels_of(conn).count("hook") == 5, "the stories, the other rule, those without"
        newest = next(each for each in outbox.list_alerts(conn) if each["article"]["id"] == 4)
        shown = outbox.show_alert(conn, AlertId(newest["id"]))
        assert shown
        assert shown["held"][1] == {
            "channel": "hook", "until": "2023-08-14T14:00:00Z", "why": "cooldown",
        }  # fmt: skip
        over = NOW + timedelta(hours=2)
        assert outbox.channels_held(conn, over - MINUTE) == ()
        assert flush(conn, HOOK, over - MINUTE, calm=COOL) is None
        flushed = flush(conn, HOOK, over, calm=COOL)
        assert flushed == Flushed(channel=HOOK, alerts=2, deliveries=1, why=("cooldown",))
        assert flush(conn, DESK, over, calm=COOL)
        told = part(read(bodies(conn, DESK)[-1]), "plain")
        assert "Held by the cool-down of their story, by wireroom." in told
        raise_(conn, 8, calm=COOL, story=1, now=over + MINUTE)
        assert outbox.channels_held(conn, over + timedelta(hours=2)) == (DESK, HOOK), "and again"


@pytest.mark.parametrize(
    ("calm", "rules", "held"),
    [
        pytest.param(replace(COOL, through=Severity.HIGH), {}, 0, id="what breaks through"),
        pytest.param(None, {"cooldown_s": 7200.0}, 2, id="a rule's own, without calm"),
        pytest.param(replace(COOL, cooldown_s=60.0), {"cooldown_s": 7200.0}, 2, id="before it"),
        pytest.param(replace(COOL, cooldown_s=60.0), {}, 0, id="over by then"),
        pytest.param(COOL, {}, 2, id="the channel's"),
    ],
)
def test_whose_cool_down_holds(
    store: Store, calm: Calm | None, rules: dict[str, Any], held: int
) -> None:
    own = RULES | {LEAVES: replace(RULES[LEAVES], **rules)}
    with store.write() as conn:
        for number in (1, 2):
            raise_(conn, number, calm=calm, rules=own, story=1, now=NOW + number * MINUTE)
        assert outbox.count_held(conn) == held


def test_another_story_does_not_overtake_what_is_due(store: Store) -> None:
    """What comes between the end of a hold and the flush joins it, or took its room."""
    calm = replace(COOL, at_most=2)
    with store.write() as conn:
        for number in range(1, 5):
            raise_(conn, number, calm=calm, story=number)
        due = NOW + 30 * MINUTE
        raise_(conn, 5, calm=calm, story=5, now=due)
        flushed = flush(conn, HOOK, due, calm=calm)
        assert flushed == Flushed(channel=HOOK, alerts=4, deliveries=1, why=("at_most",))


def test_a_reload_may_set_a_cool_down_and_end_it(store: Store) -> None:
    with store.write() as conn:
        raise_(conn, 1, calm=TEN, story=1)
        raise_(conn, 2, calm=TEN, story=1, now=NOW + MINUTE)
        both = replace(TEN, cooldown_s=7200.0)
        raise_(conn, 3, calm=both, story=1, now=NOW + 2 * MINUTE)
        outbox.recall(conn, NOW + 10 * MINUTE)
        assert flush(conn, HOOK, NOW + 10 * MINUTE, calm=both), "what was held by no story leaves"
        raise_(conn, 4, calm=both, story=1, now=NOW + 30 * MINUTE)
        raise_(conn, 5, calm=both, story=1, now=NOW + 31 * MINUTE)
        outbox.recall(conn, NOW + 32 * MINUTE)
        assert flush(conn, HOOK, NOW + 32 * MINUTE, calm=both) is None
        outbox.recall(conn, NOW + 33 * MINUTE)
        assert flush(conn, HOOK, NOW + 33 * MINUTE, calm=None)
        gone = [json.loads(body)["data"] for body in bodies(conn, HOOK)]
        counts = [each.get("count", 1) for each in gone]
        assert sum(counts) == 5


def test_a_wall_clock_that_is_set_moves_a_cool_down(store: Store) -> None:
    day = timedelta(days=1)
    with store.write() as conn:
        for number in (1, 2):
            raise_(conn, number, calm=COOL, story=1)
        outbox.shift(conn, -day)
        outbox.recall(conn, NOW - day)
        assert flush(conn, HOOK, NOW - day + 119 * MINUTE, calm=COOL) is None
        assert flush(conn, HOOK, NOW - day + 120 * MINUTE, calm=COOL)
        outbox.shift(conn, timedelta(days=365))
        outbox.clamp(conn, NOW)
        outbox.recall(conn, NOW)
        assert flush(conn, DESK, NOW + 120 * MINUTE, calm=COOL), "nothing left later than now"


def test_what_was_told_long_ago_is_forgotten(store: Store) -> None:
    with store.write() as conn:
        for number in range(5):
            raise_(conn, number, calm=COOL, story=number, now=NOW + number * timedelta(days=1))
        rows = conn.exec_driver_sql("SELECT story_id FROM cooldown WHERE channel = 'hook'")
        assert rows.scalars().all() == [4]


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
