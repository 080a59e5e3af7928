"""Stories that cool down on channels of a real store."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from alerting import NOW
from alerts import outbox
from alerts.outbox import Flushed
from alerts.types import AlertId, Calm, Severity
from alertstore import DESK, HOOK, LEAVES, OTHER, RULES, Store
from holding import BAMAKO, MINUTE, TEN, bodies, flush, listed, raise_
from mails import part, read


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "outbox.db")
    yield opened
    opened.close()


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
