"""An endpoint that is down for days, on a clock that is set by hand: nothing is lost."""

import asyncio
import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from alerting import NOW
from alerts import outbox, retry
from alerts.deliver import Courier, Senders
from alerts.types import Channel, EmailChannel, Message, Outcome, Sent, WebhookChannel
from alertstore import Clock, Store
from mails import read
from senders import DOWN, desk, fill, hook, states

HOUR = 3600.0
MAILS = desk("a@x.example")
KINDS = [
    pytest.param(hook("one"), retry.WEBHOOK, id="webhook"),
    pytest.param(MAILS, retry.EMAIL, id="e-mail"),
]
DRAWS = [
    pytest.param(lambda: 0.0, id="every draw early"),
    pytest.param(lambda: 0.5, id="every draw in the middle"),
    pytest.param(lambda: 0.999999, id="every draw late"),
    *(pytest.param(random.Random(seed).random, id=f"seed {seed}") for seed in range(5)),
]


class Endpoint:
    """Down until a time; notes when each attempt came, and what it brought."""

    def __init__(self, clock: Clock, down_h: float) -> None:
        self._clock = clock
        self._until = NOW + timedelta(hours=down_h)
        self.attempts: list[tuple[datetime, Message]] = []

    async def send(self, message: Message, channel: EmailChannel | WebhookChannel) -> Outcome:
        self.attempts.append((self._clock.time, message))
        return DOWN if self._clock.time < self._until else Sent(status=250)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "outbox.db")
    yield opened
    opened.close()


def live_through(
    store: Store,
    channel: Channel,
    draw: Callable[[], float],
    down_h: float,
    began: datetime = NOW,
) -> Endpoint:
    """Deliver one alert as the daemon does: whenever something is due and no pause holds it."""
    clock = Clock()
    clock.time = began
    endpoint = Endpoint(clock, down_h)
    fill(store, clock, channel)
    courier = Courier(
        store.transact,
        Senders(webhook=endpoint, email=endpoint),
        now=clock.now,
        jitter=draw,
        settled=lambda each: None,
        sleep=clock.sleep,
    )

    async def live() -> None:
        pause = clock.time
        while (due := await store.transact(lambda c: outbox.next_due(c, channel.id))) is not None:
            clock.time = max(clock.time, pause, due)
            pause = await courier.drain(channel.id, channel, patience_s=0) or clock.time

    asyncio.run(live())
    return endpoint


@pytest.mark.parametrize("draw", DRAWS)
@pytest.mark.parametrize(("channel", "schedule"), KINDS)
def test_an_outage_of_70_hours_loses_nothing(
    store: Store, channel: Channel, schedule: tuple[float, ...], draw: Callable[[], float]
) -> None:
    attempts = live_through(store, channel, draw, 70).attempts
    assert states(store) == ["delivered"]
    assert attempts[-1][0] >= NOW + timedelta(hours=70)
    assert len({message.id for _, message in attempts}) == 1
    assert len({message.body for _, message in attempts}) == 1
    if channel is MAILS:
        told = read(attempts[0][1].body)
        assert told["Message-ID"] == f"<{attempts[-1][1].id}@example.org>"
    waits = [(later - at).total_seconds() for (at, _), (later, _) in pairwise(attempts)]
    for wait, planned in zip(waits, schedule[1:], strict=False):
        assert planned * 0.8 - 1 <= wait <= planned * 1.2 + 1


@pytest.mark.parametrize("draw", DRAWS)
def test_what_a_person_asks_for_again_has_a_whole_schedule(
    store: Store, draw: Callable[[], float]
) -> None:
    first = live_through(store, hook("one"), draw, 9999).attempts
    again = first[-1][0] + timedelta(days=1)
    with store.write() as conn:
        outbox.observe(conn, hook("one").id, Sent(status=204), again)  # it was up for a moment
        outbox.resend(conn, [first[0][1].id], again)
    second = live_through(store, hook("one"), draw, 9999, began=again).attempts
    assert states(store) == ["failed"]
    assert len(first) == len(second) == len(retry.WEBHOOK)
    assert (second[-1][0] - again).total_seconds() / HOUR >= 70.7
    assert {message.body for _, message in first + second} == {first[0][1].body}


@pytest.mark.parametrize(
    ("channel", "schedule", "at_least_h", "at_most_h"),
    [
        pytest.param(hook("one"), retry.WEBHOOK, 70.7, 91, id="webhook: three days"),
        pytest.param(MAILS, retry.EMAIL, 117, 142, id="e-mail: five days"),
    ],
)
@pytest.mark.parametrize("draw", DRAWS)
def test_what_never_comes_back_is_given_up_in_time(
    store: Store,
    channel: Channel,
    schedule: tuple[float, ...],
    at_least_h: float,
    at_most_h: float,
    draw: Callable[[], float],
) -> None:
    attempts = live_through(store, channel, draw, 9999).attempts
    assert states(store) == ["failed"]
    assert len(attempts) == len(schedule)
    lasted_h = (attempts[-1][0] - NOW).total_seconds() / HOUR
    assert at_least_h <= lasted_h <= at_most_h
