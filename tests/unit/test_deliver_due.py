"""The loop that empties the outbox: real store, scripted endpoints, a clock set by hand."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Connection

from alerting import NOW
from alerts import outbox
from alerts.deliver import Senders, Tally, deliver_due
from alerts.types import Channel, ChannelId, Transact, WebhookChannel
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

T = TypeVar("T")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "outbox.db")
    yield opened
    opened.close()


def run(
    store: Store, clock: Clock, script: Script, *channels: Channel, patience_s: float = 10.0
) -> Tally:
    return asyncio.run(due(store.transact, clock, script, *channels, patience_s=patience_s))


async def due(
    transact: Transact, clock: Clock, script: Script, *channels: Channel, patience_s: float = 10.0
) -> Tally:
    return await deliver_due(
        transact,
        {c.id: c for c in channels},
        Senders(webhook=script, email=script),
        now=clock.now,
        jitter=lambda: 0.5,
        patience_s=patience_s,
        sleep=clock.sleep,
    )


def test_everything_due_is_sent_once(store: Store) -> None:
    clock, script, one, mails = Clock(), Script(), hook("one"), desk("a@x.example", "b@x.example")
    fill(store, clock, one, mails, articles=10)
    assert run(store, clock, script, one, mails) == Tally(sent=30, pending=0, dead=0)
    assert len({m.id for m in script.sent["one"]}) == len(script.sent["one"]) == 10
    assert run(store, clock, script, one, mails) == Tally(sent=0, pending=0, dead=0)


def test_an_empty_outbox_is_no_work(store: Store) -> None:
    assert run(store, Clock(), Script()) == Tally(sent=0, pending=0, dead=0)


def test_a_retry_that_is_due_soon_is_awaited(store: Store) -> None:
    clock, script, one = Clock(), Script(one=[DOWN, SENT]), hook("one")
    fill(store, clock, one)
    assert run(store, clock, script, one) == Tally(sent=1, pending=0, dead=0)
    assert clock.slept == [5.0]
    first, second = script.sent["one"]
    assert (first.id, first.body) == (second.id, second.body)
    assert (first.attempts, second.attempts) == (0, 1)


def test_a_retry_that_is_not_due_soon_is_left_to_the_next_run(store: Store) -> None:
    clock, script, one = Clock(), Script(one=[DOWN, DOWN, SENT]), hook("one")
    fill(store, clock, one)
    assert run(store, clock, script, one) == Tally(sent=0, pending=1, dead=0)
    clock.pass_s(299)
    assert run(store, clock, script, one, patience_s=0) == Tally(sent=0, pending=1, dead=0)
    clock.pass_s(1)
    assert run(store, clock, script, one) == Tally(sent=1, pending=0, dead=0)


def test_without_patience_nothing_is_awaited(store: Store) -> None:
    clock, script, one = Clock(), Script(one=[DOWN]), hook("one")
    fill(store, clock, one)
    assert run(store, clock, script, one, patience_s=0) == Tally(sent=0, pending=1, dead=0)
    assert clock.slept == []


def test_refused_and_gone_are_dead(store: Store) -> None:
    clock, one, mails = Clock(), hook("one"), desk("a@x.example")
    script = Script(one=[GONE], desk=[REFUSED])
    fill(store, clock, one, mails)
    assert run(store, clock, script, one, mails) == Tally(sent=0, pending=0, dead=2)
    assert sorted(states(store)) == ["discarded", "failed"]


def test_each_recipient_has_a_state_of_its_own(store: Store) -> None:
    clock, mails = Clock(), desk("a@x.example", "b@x.example", "c@x.example")
    script = Script(desk=[SENT, REFUSED, GREYLISTED])
    fill(store, clock, mails)
    tally = run(store, clock, script, mails, patience_s=0)
    assert tally == Tally(sent=1, pending=1, dead=1)


def test_a_recipient_that_is_put_off_does_not_hold_up_others(store: Store) -> None:
    clock, mails = Clock(), desk("a@x.example", "b@x.example", "c@x.example")
    script = Script(desk=[GREYLISTED, GREYLISTED, SENT])
    fill(store, clock, mails)
    assert run(store, clock, script, mails) == Tally(sent=3, pending=0, dead=0)
    assert len(script.sent["desk"]) == 5


@pytest.mark.parametrize(
    ("now_configured", "error"),
    [
        pytest.param([], "no_channel: channel desk is not configured any more", id="channel"),
        pytest.param(
            [desk("other@x.example")],
            "no_channel: channel desk does not go to this recipient any more",
            id="recipient",
        ),
        pytest.param(
            [
                WebhookChannel(
                    id=ChannelId("desk"), url="https://x.example", secrets=("whsec_QUJD",)
                )
            ],
            "no_channel: channel desk does not go to this recipient any more",
            id="kind",
        ),
    ],
)
def test_what_is_no_longer_configured_is_discarded(
    store: Store, now_configured: list[Channel], error: str
) -> None:
    clock, script = Clock(), Script()
    fill(store, clock, desk("a@x.example"))
    assert run(store, clock, script, *now_configured) == Tally(sent=0, pending=0, dead=1)
    assert states(store) == ["discarded"]
    assert errors(store) == [error]
    assert not script.sent


def test_a_held_endpoint_does_not_delay_others(store: Store) -> None:
    clock, script, channels = Clock(), Script(), [hook(f"h{i}") for i in range(20)]
    script.holding, script.others = {"h0"}, 19 * 6
    fill(store, clock, *channels, articles=6)

    async def watch() -> Tally:
        running = asyncio.create_task(due(store.transact, clock, script, *channels))
        await script.others_served.wait()
        assert len(script.sent["h0"]) == 4  # no more at once to one endpoint
        script.released.set()
        return await running

    async def limited() -> Tally:
        async with asyncio.timeout(20):
            return await watch()

    assert asyncio.run(limited()) == Tally(sent=120, pending=0, dead=0)


def test_an_endpoint_that_is_down_is_not_asked_for_every_message(store: Store) -> None:
    clock, script, one, two = Clock(), Script(one=[DOWN]), hook("one"), hook("two")
    fill(store, clock, one, two, articles=50)
    assert run(store, clock, script, one, two) == Tally(sent=50, pending=50, dead=0)
    assert len(script.sent["one"]) == 8
    assert clock.slept == [5.0]


def test_an_endpoint_that_comes_back_gets_everything(store: Store) -> None:
    clock, script, one = Clock(), Script(one=[DOWN, DOWN, DOWN, DOWN, SENT]), hook("one")
    fill(store, clock, one, articles=50)
    assert run(store, clock, script, one) == Tally(sent=50, pending=0, dead=0)


class Plug:
    """Transactions that fail from the `last` one on."""

    def __init__(self, store: Store, last: int) -> None:
        self._store = store
        self._left = last

    async def __call__(self, act: Callable[[Connection], T], /) -> T:
        self._left -= 1
        if self._left < 0:
            raise OSError("pulled")
        return await self._store.transact(act)


def test_a_crash_between_send_and_settle_sends_again_under_the_same_id(store: Store) -> None:
    clock, script, one = Clock(), Script(), hook("one")
    fill(store, clock, one)
    with pytest.raises(ExceptionGroup):
        asyncio.run(due(Plug(store, 2), clock, script, one))  # of channels, claim and settle
    assert states(store) == ["leased"]
    clock.pass_s(30)
    assert run(store, clock, script, one) == Tally(sent=0, pending=1, dead=0)
    clock.pass_s(30)
    assert run(store, clock, script, one) == Tally(sent=1, pending=0, dead=0)
    first, second = script.sent["one"]
    assert (first.id, first.body) == (second.id, second.body)


def test_an_outage_of_70_hours_ends_with_delivery(store: Store) -> None:
    clock, script, one = Clock(), Script(one=[DOWN]), hook("one")
    fill(store, clock, one)
    hours = []
    while states(store) != ["delivered"]:
        began = clock.time
        script.answers["one"] = [SENT if (began - NOW).total_seconds() > 70 * 3600 else DOWN]
        run(store, clock, script, one, patience_s=0)
        hours.append((began - NOW).total_seconds() / 3600)
        with store.write() as conn:
            clock.time = outbox.next_due(conn, one.id) or began
    assert hours == pytest.approx(
        [0, 5 / 3600, 0.0847, 0.5847, 2.5847, 7.5847, 17.5847, 31.5847, 51.5847, 75.5847], abs=1e-3
    )
