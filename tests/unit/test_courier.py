"""One channel after another, as the daemon drains them: real store, scripted endpoints."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from alerting import NOW, notice
from alerts import outbox
from alerts.deliver import Courier, Senders
from alerts.deliver.circuit import is_down, pause_until
from alerts.errors import DeliverReason
from alerts.types import (
    Channel,
    ChannelId,
    Dead,
    DeliveryState,
    Event,
    Later,
    Outcome,
    Settled,
    WebhookChannel,
)
from alertstore import Clock, Store
from senders import (
    DOWN,
    GONE,
    GREYLISTED,
    REFUSED,
    SENT,
    Script,
    desk,
    errors,
    fill,
    hook,
    states,
)

ONE = ChannelId("one")
REJECTED = Later(reason=DeliverReason.REJECTED, error="404", status=404)


def busy(hinted_s: float) -> Later:
    return Later(reason=DeliverReason.RATE_LIMITED, error="429", status=429, hinted_s=hinted_s)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "outbox.db")
    yield opened
    opened.close()


def courier(store: Store, clock: Clock, script: Script, seen: list[Settled]) -> Courier:
    return Courier(
        store.transact,
        Senders(webhook=script, email=script),
        now=clock.now,
        jitter=lambda: 0.5,
        settled=seen.append,
        sleep=clock.sleep,
    )


def drain(
    store: Store,
    clock: Clock,
    script: Script,
    channel: Channel | None,
    *,
    patience_s: float = 0.0,
    seen: list[Settled] | None = None,
) -> datetime | None:
    one = courier(store, clock, script, [] if seen is None else seen)
    name = channel.id if channel else ONE
    return asyncio.run(one.drain(name, channel, patience_s=patience_s))


def after(clock: Clock, seconds: float) -> datetime:
    return clock.time + timedelta(seconds=seconds)


def test_a_drain_sends_all_of_its_channel_and_nothing_else(store: Store) -> None:
    clock, script = Clock(), Script()
    fill(store, clock, hook("one"), hook("two"), articles=10)
    assert drain(store, clock, script, hook("one")) is None
    assert (len(script.sent["one"]), len(script.sent["two"])) == (10, 0)
    assert script.busiest == 4


def test_an_endpoint_found_down_is_left_alone_until_its_next_retry(store: Store) -> None:
    clock, script = Clock(), Script(one=[DOWN])
    fill(store, clock, hook("one"), articles=50)
    assert drain(store, clock, script, hook("one")) == after(clock, 5)
    assert len(script.sent["one"]) == 4, "one round, and no message more"
    assert clock.slept == []


def test_a_retry_within_patience_is_awaited_and_a_second_failure_is_not(store: Store) -> None:
    clock, script = Clock(), Script(one=[DOWN])
    fill(store, clock, hook("one"), articles=50)
    assert drain(store, clock, script, hook("one"), patience_s=10) == NOW + timedelta(seconds=10)
    assert len(script.sent["one"]) == 8
    assert clock.slept == [5.0]


def test_overdue_retries_do_not_end_the_pause(store: Store) -> None:
    clock, script = Clock(), Script(one=[DOWN])
    fill(store, clock, hook("one"), articles=12)
    for _ in range(3):
        drain(store, clock, script, hook("one"))  # every message once
    clock.pass_s(6)
    assert drain(store, clock, script, hook("one")) == after(clock, 300)
    assert len(script.sent["one"]) == 16


def test_a_message_never_tried_waits_five_minutes_at_most(store: Store) -> None:
    clock, script = Clock(), Script(one=[DOWN])
    fill(store, clock, hook("one"))
    for wait_s in (5, 300, 300):
        assert drain(store, clock, script, hook("one")) == after(clock, wait_s)
        clock.time = waiting(store) or clock.time
    assert drain(store, clock, script, hook("one")) == after(clock, 300)
    retry = waiting(store)
    assert retry == after(clock, 2 * 3600)
    clock.pass_s(299)
    fill(store, clock, hook("one"), first=1)
    clock.pass_s(1)
    script.answers["one"] = [SENT]
    assert drain(store, clock, script, hook("one")) is None
    assert waiting(store) == retry, "the old message keeps its own schedule"
    assert states(store) == ["delivered", "retry_wait"]


def waiting(store: Store) -> datetime | None:
    with store.write() as conn:
        return outbox.next_due(conn, ONE)


def test_a_daemon_that_obeys_the_pause_does_not_hammer(store: Store) -> None:
    clock, script = Clock(), Script(one=[DOWN])
    fill(store, clock, hook("one"), articles=200)

    async def watch() -> None:
        one, pause = courier(store, clock, script, []), NOW
        while clock.time < NOW + timedelta(hours=1):
            clock.time = max(pause, waiting(store) or pause)
            pause = await one.drain(ONE, hook("one"), patience_s=0) or pause
        assert 40 <= len(script.sent["one"]) <= 80
        script.answers["one"] = [SENT]
        clock.pass_s(300)
        assert await one.drain(ONE, hook("one"), patience_s=0) is None

    asyncio.run(watch())
    sent = {message.id for message in script.sent["one"]}
    assert len(sent) == 200
    assert set(states(store)) <= {"delivered", "retry_wait"}
    assert states(store).count("delivered") >= 190


@pytest.mark.parametrize(
    ("hinted_s", "wait_s"),
    [
        pytest.param(2, 5, id="shorter than the schedule"),
        pytest.param(120, 120, id="longer"),
        pytest.param(7200, 7200, id="longer than five minutes"),
        pytest.param(9e9, 24 * 3600, id="a day at most"),
    ],
)
def test_a_retry_after_holds_for_untried_messages_too(
    store: Store, hinted_s: float, wait_s: float
) -> None:
    clock, script = Clock(), Script(one=[busy(hinted_s)])
    fill(store, clock, hook("one"), articles=9)
    assert drain(store, clock, script, hook("one")) == after(clock, wait_s)
    assert len(script.sent["one"]) == 4


@pytest.mark.parametrize(
    ("outcomes", "want"),
    [
        pytest.param([DOWN, busy(0)], True, id="no connection"),
        pytest.param([DOWN, SENT], False, id="one was taken"),
        pytest.param([DOWN, REFUSED], False, id="one was refused for good"),
        pytest.param([GREYLISTED], False, id="put off for one recipient"),
        pytest.param([REJECTED], False, id="a message not liked"),
        pytest.param([], False, id="nothing was sent"),
    ],
)
def test_an_endpoint_is_down_when_a_whole_round_failed(outcomes: list[Outcome], want: bool) -> None:
    assert is_down(outcomes) is want


@pytest.mark.parametrize(
    ("rounds", "retry_s", "want_s"),
    [
        pytest.param(1, 4, 4, id="next retry"),
        pytest.param(1, 7200, 300, id="a retry in hours"),
        pytest.param(1, None, 300, id="given up: no retry"),
        pytest.param(2, 4, 5, id="second round down"),
        pytest.param(4, 4, 35, id="fourth"),
        pytest.param(4, 60, 60, id="fourth, and a later retry"),
        pytest.param(7, 4, 300, id="seventh"),
        pytest.param(10**6, 4, 300, id="after days"),
    ],
)
def test_a_pause_ends_with_the_next_retry_and_grows(
    rounds: int, retry_s: float | None, want_s: float
) -> None:
    retry = None if retry_s is None else NOW + timedelta(seconds=retry_s)
    assert pause_until([DOWN], rounds, retry, NOW) == NOW + timedelta(seconds=want_s)


def test_an_endpoint_that_was_back_in_between_is_asked_again_soon(store: Store) -> None:
    clock, script = Clock(), Script(one=[DOWN])
    fill(store, clock, hook("one"), articles=12)

    async def run() -> list[datetime | None]:
        one, paused = courier(store, clock, script, []), []
        for answer in (DOWN, DOWN, SENT, DOWN):
            script.answers["one"] = [answer]
            paused.append(await one.drain(ONE, hook("one"), patience_s=0))
            clock.pass_s(6)
            fill(store, clock, hook("one"), first=20 + len(paused))
        return paused

    began = clock.time
    assert [(p - began).total_seconds() if p else None for p in asyncio.run(run())] == [
        5,
        6 + 5,
        None,
        18 + 5,
    ]


def test_a_round_that_fails_for_its_messages_does_not_stop_the_next(store: Store) -> None:
    clock, script = Clock(), Script(one=[REJECTED])
    fill(store, clock, hook("one"), articles=10)
    assert drain(store, clock, script, hook("one")) is None
    assert len(script.sent["one"]) == 10


@pytest.mark.parametrize(
    ("outcome", "said", "reason", "state", "error"),
    [
        pytest.param(SENT, "sent", None, "delivered", None, id="sent"),
        pytest.param(DOWN, "later", "connect", "retry_wait", "refused", id="later"),
        pytest.param(REFUSED, "dead", "recipient", "failed", "no such user", id="refused"),
        pytest.param(GONE, "dead", "gone", "discarded", "410", id="gone"),
    ],
)
def test_the_observer_is_told_of_every_attempt(
    store: Store, outcome: Outcome, said: str, reason: str | None, state: str, error: str | None
) -> None:
    clock, script, seen = Clock(), Script(one=[outcome], desk=[outcome]), list[Settled]()
    mails = desk("a@x.example")
    fill(store, clock, hook("one"), mails)
    drain(store, clock, script, hook("one"), seen=seen)
    drain(store, clock, script, mails, seen=seen)
    assert [(each.channel, each.kind) for each in seen] == [("one", "webhook"), ("desk", "email")]
    for each in seen:
        assert (each.outcome, each.reason, each.state) == (said, reason, state)
        assert (each.error, each.status) == (error, outcome.status)
        assert (each.attempts, each.elapsed_ms) == (1, 0)
        assert str(each.alert_id).startswith("al_")
        assert each.id in {script.sent[name][0].id for name in ("one", "desk")}


def test_the_observer_hears_of_it_once_it_is_written(store: Store) -> None:
    clock, script, found = Clock(), Script(one=[DOWN, SENT]), list[tuple[str, int, str]]()
    fill(store, clock, hook("one"))

    def look(told: Settled) -> None:
        found.append((told.state, told.attempts, states(store)[0]))

    async def run() -> None:
        senders = Senders(webhook=script, email=script)
        one = Courier(
            store.transact,
            senders,
            now=clock.now,
            jitter=lambda: 0.5,
            settled=look,
            sleep=clock.sleep,
        )
        await one.drain(ONE, hook("one"), patience_s=5)

    asyncio.run(run())
    assert found == [("retry_wait", 1, "retry_wait"), ("delivered", 2, "delivered")]


def test_what_is_no_longer_configured_is_discarded_and_told(store: Store) -> None:
    clock, script, seen = Clock(), Script(), list[Settled]()
    fill(store, clock, hook("one"), articles=150)
    assert drain(store, clock, script, None, seen=seen) is None
    assert {(s.outcome, s.reason, s.state) for s in seen} == {("dead", "no_channel", "discarded")}
    assert len(seen) == 150
    assert not script.sent


def test_a_notice_is_delivered_like_an_alert(store: Store) -> None:
    clock, script, seen = Clock(), Script(), list[Settled]()
    one = WebhookChannel(
        id=ONE,
        url="https://one.example/",
        secrets=("whsec_QUJD",),
        events=frozenset({Event.SOURCE}),
    )
    with store.write() as conn:
        outbox.notify(conn, notice(), channels={ONE: one}, timezone=ZoneInfo("UTC"))
    assert drain(store, clock, script, one, seen=seen) is None
    (told,) = seen
    assert (told.alert_id, told.outcome) == (None, "sent")
    assert script.sent["one"][0].alert_id is None


def test_a_cancelled_drain_is_made_good_at_the_next_start(store: Store) -> None:
    clock, script, seen = Clock(), Script(), list[Settled]()
    fill(store, clock, hook("one"), articles=6)

    async def cut() -> None:
        script.holding = {"one"}
        running = asyncio.create_task(
            courier(store, clock, script, seen).drain(ONE, hook("one"), patience_s=0)
        )
        await script.held.wait()
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running

    asyncio.run(cut())
    assert sorted(states(store)) == ["leased"] * 4 + ["pending"] * 2
    assert seen == [], "nothing is marked that was not sent"
    begun = {m.id: m.body for m in script.sent["one"]}
    script.holding = set()
    with store.write() as conn:
        assert outbox.release(conn, clock.time) == 4
    assert drain(store, clock, script, hook("one")) is None
    again = {m.id: m.body for m in script.sent["one"][len(begun) :]}
    assert begun.items() <= again.items()
    assert states(store) == ["delivered"] * 6


def test_errors_that_are_told_are_those_that_are_stored(store: Store) -> None:
    clock, seen = Clock(), list[Settled]()
    dead = Dead(reason=DeliverReason.REJECTED, error="smtp://mail.example:25: *** said no")
    fill(store, clock, hook("one"))
    drain(store, clock, Script(one=[dead]), hook("one"), seen=seen)
    assert errors(store) == [f"{seen[0].reason}: {seen[0].error}"]
    assert seen[0].state is DeliveryState.FAILED
