"""How a webhook fares: what disables it, what that does to its messages, and who is told."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from alerting import NOW
from alerts import outbox
from alerts.deliver import Courier, Senders, deliver_due
from alerts.errors import DeliverReason
from alerts.outbox.endpoints import GIVE_UP, judged, new_endpoint
from alerts.types import (
    Channel,
    ChannelId,
    Dead,
    Endpoint,
    EndpointState,
    Later,
    Outcome,
    Settled,
    WebhookChannel,
)
from alertstore import Clock, Store
from senders import DOWN, GONE, SENT, Script, desk, errors, fill, hook, states

ONE = ChannelId("one")
DAY_S = 24 * 3600.0
REJECTED = Later(reason=DeliverReason.REJECTED, error="404", status=404)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "outbox.db")
    yield opened
    opened.close()


@dataclass
class Post:
    """A courier on a store, and all that it tells."""

    store: Store
    script: Script
    clock: Clock = field(default_factory=Clock)
    seen: list[Settled] = field(default_factory=list)
    told: list[tuple[str, str | None]] = field(default_factory=list)

    def disabled(self, conn: Connection, channel: WebhookChannel, endpoint: Endpoint) -> None:
        self.told.append((channel.id, endpoint.reason))

    def drain(self, channel: Channel | None) -> datetime | None:
        courier = Courier(
            self.store.transact,
            Senders(webhook=self.script, email=self.script),
            now=self.clock.now,
            jitter=lambda: 0.5,
            settled=self.seen.append,
            disabled=self.disabled,
            sleep=self.clock.sleep,
        )
        name = channel.id if channel else ONE
        return asyncio.run(courier.drain(name, channel, patience_s=0))

    def endpoint(self) -> Endpoint:
        with self.store.write() as conn:
            found = outbox.show_endpoint(conn, ONE)
        assert found is not None
        return found

    def set(self, state: EndpointState) -> None:
        with self.store.write() as conn:
            outbox.set_endpoint(conn, ONE, state, self.clock.time, reason="by hand")

    def due(self) -> tuple[ChannelId, ...]:
        with self.store.write() as conn:
            return outbox.channels_due(conn, self.clock.time)


def test_410_disables_and_the_rest_is_discarded_without_a_request(store: Store) -> None:
    post = Post(store, Script(one=[SENT, GONE]))
    fill(store, post.clock, hook("one"), articles=1)
    post.drain(hook("one"))
    post.clock.pass_s(60)
    fill(store, post.clock, hook("one"), articles=9, first=1)
    assert post.drain(hook("one")) is None
    assert len(post.script.sent["one"]) == 5, "one round was under way"
    assert states(store) == ["discarded"] * 9 + ["delivered"]
    since = "2023-08-14T12:01:00Z"
    assert errors(store)[0] == (
        f"disabled: webhook one is disabled since {since}: gone: it answered 410, which asks for "
        "no more; to go on: wireroom webhooks enable one"
    )
    assert post.told == [("one", "gone: it answered 410, which asks for no more")]
    assert [each.disabled for each in post.seen if each.disabled] == [post.told[0][1]]
    found = post.endpoint()
    assert (found.state, found.failures, found.last_success) == ("disabled", 4, NOW)


def test_five_days_without_a_success_disable_it_and_are_told_once(store: Store) -> None:
    post = Post(store, Script(one=[DOWN]))
    fill(store, post.clock, hook("one"))
    days = 0.0
    while not post.told:
        fill(store, post.clock, hook("one"), first=round(days * 10) + 1)
        post.drain(hook("one"))
        post.clock.pass_s(0.3 * DAY_S)
        days += 0.3
    assert days == pytest.approx(5.4), "the first attempt after five days"
    assert post.endpoint().state is EndpointState.DISABLED
    ((name, reason),) = post.told
    assert name == "one"
    assert reason is not None
    assert reason.startswith("failed for 5 days without one success, ")
    assert reason.endswith("; last: connect: refused")
    sent = len(post.script.sent["one"])
    post.drain(hook("one"))
    assert len(post.script.sent["one"]) == sent
    assert set(states(store)) == {"discarded"}
    assert len(post.told) == 1


def test_one_success_begins_the_five_days_anew(store: Store) -> None:
    post = Post(store, Script(one=[REJECTED]))
    answers: list[Outcome] = [REJECTED, REJECTED, SENT, REJECTED, REJECTED]
    for number, answer in enumerate(answers):
        post.script.answers["one"] = [answer]
        fill(store, post.clock, hook("one"), first=number)
        post.drain(hook("one"))
        post.clock.pass_s(2.4 * DAY_S)
    assert post.endpoint().state is EndpointState.ENABLED
    assert post.told == []


def test_a_paused_webhook_keeps_what_waits(store: Store) -> None:
    post = Post(store, Script())
    fill(store, post.clock, hook("one"), hook("two"), articles=3)
    post.set(EndpointState.PAUSED)
    assert post.due() == ("two",)
    assert post.drain(hook("one")) is None
    tally = asyncio.run(
        deliver_due(
            store.transact,
            {each.id: each for each in (hook("one"), hook("two"))},
            Senders(webhook=post.script, email=post.script),
            now=post.clock.now,
            jitter=lambda: 0.5,
            sleep=post.clock.sleep,
        )
    )
    assert (tally.sent, tally.pending, tally.dead) == (3, 3, 0)
    assert not post.script.sent["one"]
    post.set(EndpointState.ENABLED)
    post.drain(hook("one"))
    assert states(store) == ["delivered"] * 6


def test_enabling_begins_anew(store: Store) -> None:
    post = Post(store, Script(one=[GONE, SENT]))
    fill(store, post.clock, hook("one"))
    post.drain(hook("one"))
    post.clock.pass_s(60)
    post.set(EndpointState.ENABLED)
    found = post.endpoint()
    assert (found.state, found.failures, found.failing_since) == ("enabled", 0, None)
    assert (found.since, found.created_at) == (NOW + timedelta(minutes=1), NOW)
    fill(store, post.clock, hook("one"), first=1)
    post.drain(hook("one"))
    assert states(store) == ["delivered", "discarded"]


def test_e_mail_and_what_is_not_configured_have_no_endpoint(store: Store) -> None:
    post = Post(store, Script(desk=[DOWN]))
    fill(store, post.clock, desk("a@x.example"), hook("one"))
    post.drain(desk("a@x.example"))
    post.drain(None)
    with store.write() as conn:
        assert outbox.list_endpoints(conn) == {}


def test_a_clock_that_is_set_ages_no_failure(store: Store) -> None:
    post = Post(store, Script(one=[DOWN]))
    fill(store, post.clock, hook("one"), hook("two"))
    post.drain(hook("one"))
    with store.write() as conn:
        assert outbox.shift(conn, timedelta(days=400)) == 2
    assert post.endpoint().failing_since == NOW + timedelta(days=400)


def test_attempts_of_a_webhook_are_listed_the_newest_first(store: Store) -> None:
    said = Later(reason=DeliverReason.REJECTED, error="400", status=400, answer="no such\nhook")
    post = Post(store, Script(one=[said]))
    fill(store, post.clock, hook("one"), articles=3)
    post.drain(hook("one"))
    post.clock.pass_s(10)
    post.drain(hook("one"))
    with store.write() as conn:
        listed = list(outbox.list_attempts(conn, ONE, limit=4))
        assert list(outbox.list_attempts(conn, ChannelId("two"))) == []
    assert [row["n"] for row in listed] == [2, 1, 2, 1]
    assert list(listed[0]) == [
        *("delivery_id", "alert_id", "n", "at", "outcome", "reason", "status", "error"),
        *("elapsed_ms", "answer"),
    ]
    assert listed[0]["answer"] == "no such\nhook"
    assert listed[0]["at"] == "2023-08-14T12:00:10Z"


OUTCOMES = st.sampled_from([SENT, DOWN, REJECTED])


@given(st.lists(st.tuples(st.floats(0, 3 * DAY_S), OUTCOMES), max_size=30))
def test_only_five_days_of_failures_disable(attempts: list[tuple[float, Outcome]]) -> None:
    found, now, failing = new_endpoint(ONE, NOW), NOW, None
    for wait_s, outcome in attempts:
        now += timedelta(seconds=wait_s)
        failing = None if outcome is SENT else failing or now
        before, found = found, judged(found, outcome, now)
        over = failing is not None and now - failing >= GIVE_UP
        was = before.state is EndpointState.DISABLED
        assert (found.state is EndpointState.DISABLED) is (was or over)
        assert found.failing_since == failing
        assert (found.failures == 0) is (outcome is SENT)


def test_what_was_never_sent_says_nothing(store: Store) -> None:
    unsent = Dead(reason=DeliverReason.DISABLED, error="x", discarded=True)
    with store.write() as conn:
        assert outbox.observe(conn, ONE, unsent, NOW) is None
        assert outbox.show_endpoint(conn, ONE) is None
