"""Empty the outbox: claim, send, settle; each channel by itself."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, assert_never

from alerts import outbox
from alerts.deliver.sender import Sender
from alerts.errors import DeliverReason
from alerts.types import (
    Channel,
    ChannelId,
    Dead,
    DeliveryState,
    EmailChannel,
    Later,
    Message,
    Outcome,
    Sent,
    Transact,
    WebhookChannel,
)

# Messages of one channel at a time. Both times the sender's deadline (20 s, 30 s) stay well under
# a lease: what was claimed is sent at once.
_WEBHOOKS_AT_ONCE: Final = 4
_EMAILS_AT_ONCE: Final = 2
_DISCARDS_AT_ONCE: Final = 100
_CHANNELS_AT_ONCE: Final = 32
_MAX_ROUNDS_DOWN: Final = 2

# Of the endpoint, not of one message: the next message would fare the same.
_DOWN: Final = frozenset(
    {
        DeliverReason.DNS,
        DeliverReason.REFUSED_ADDRESS,
        DeliverReason.CONNECT,
        DeliverReason.TLS,
        DeliverReason.TIMEOUT,
        DeliverReason.PROTOCOL,
        DeliverReason.RATE_LIMITED,
        DeliverReason.SERVER_ERROR,
        DeliverReason.AUTH,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What a run did: deliveries `sent`, ended otherwise (`dead`), and still waiting after it."""

    sent: int
    pending: int
    dead: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Senders:
    """One sender a kind of channel."""

    webhook: Sender[WebhookChannel]
    email: Sender[EmailChannel]


async def deliver_due(
    transact: Transact,
    channels: Mapping[ChannelId, Channel],
    senders: Senders,
    *,
    now: Callable[[], datetime],
    jitter: Callable[[], float],
    patience_s: float = 10.0,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Tally:
    """Send what is due and settle each message in its own transaction; return the tally.

    Retries that fall due within `patience_s` seconds are awaited, the rest is left to the next
    run. Channels do not wait for each other. An endpoint that fails a whole round is left alone
    until its next retry, and after a second one until the next run. A message for a channel, or
    a recipient, that is no longer configured is discarded. `jitter` gives numbers in [0, 1).
    """
    run = _Run(transact, senders, now, jitter, patience_s, sleep)
    waiting = await transact(outbox.channels_waiting)
    async with asyncio.TaskGroup() as group:
        for name in waiting:
            group.create_task(run.drain(name, channels.get(name)))
    pending = await transact(outbox.count_waiting)
    return Tally(sent=run.sent, pending=pending, dead=run.dead)


class _Run:
    """One run over all channels; counts what becomes of the messages."""

    def __init__(
        self,
        transact: Transact,
        senders: Senders,
        now: Callable[[], datetime],
        jitter: Callable[[], float],
        patience_s: float,
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._transact = transact
        self._senders = senders
        self._now = now
        self._jitter = jitter
        self._patience_s = patience_s
        self._sleep = sleep
        self._slots = asyncio.Semaphore(_CHANNELS_AT_ONCE)
        self.sent = 0
        self.dead = 0

    async def drain(self, name: ChannelId, channel: Channel | None) -> None:
        """Send the due messages of one channel, round by round, until none is due soon."""
        rounds_down = 0
        while rounds_down < _MAX_ROUNDS_DOWN:
            async with self._slots:
                messages = await self._claim(name, _at_once(channel))
                outcomes = await asyncio.gather(*(self._attempt(m, channel) for m in messages))
            down = bool(outcomes) and all(map(_is_down, outcomes))
            rounds_down = rounds_down + 1 if down else 0
            done = down or not outcomes
            if done and not await self._await_next(name, retries_only=down):
                return

    async def _claim(self, name: ChannelId, limit: int) -> tuple[Message, ...]:
        now = self._now()
        return await self._transact(lambda c: outbox.claim(c, now, channel=name, limit=limit))

    async def _await_next(self, name: ChannelId, *, retries_only: bool) -> bool:
        """Sleep until the next message is due, and return True; False if that is not soon."""
        due = await self._transact(lambda c: outbox.next_due(c, name, retries_only=retries_only))
        wait_s = (due - self._now()).total_seconds() if due else None
        if wait_s is None or wait_s > self._patience_s:
            return False
        if wait_s > 0:
            await self._sleep(wait_s)
        return True

    async def _attempt(self, message: Message, channel: Channel | None) -> Outcome:
        """Send `message` and settle it. A crash in between sends it again: never too few."""
        started = self._now()
        outcome = await self._send(message, channel)
        ended = self._now()
        elapsed_ms = max(0, round((ended - started).total_seconds() * 1000))
        jitter = self._jitter()
        state = await self._transact(
            lambda c: outbox.settle(
                c, message, outcome, ended, elapsed_ms=elapsed_ms, jitter=jitter
            )
        )
        self.sent += state is DeliveryState.DELIVERED
        self.dead += state in {DeliveryState.FAILED, DeliveryState.DISCARDED}
        return outcome

    async def _send(self, message: Message, channel: Channel | None) -> Outcome:
        match channel:
            case WebhookChannel() if not message.recipient:
                return await self._senders.webhook.send(message, channel)
            case EmailChannel() if message.recipient in channel.to:
                return await self._senders.email.send(message, channel)
            case WebhookChannel() | EmailChannel() | None:
                return _unaddressed(message, channel)
            case _:
                assert_never(channel)


def _unaddressed(message: Message, channel: Channel | None) -> Dead:
    error = (
        f"channel {message.channel} is not configured any more"
        if channel is None
        else f"channel {message.channel} does not go to this recipient any more"
    )
    return Dead(reason=DeliverReason.NO_CHANNEL, error=error, discarded=True)


def _at_once(channel: Channel | None) -> int:
    match channel:
        case WebhookChannel():
            return _WEBHOOKS_AT_ONCE
        case EmailChannel():
            return _EMAILS_AT_ONCE
        case None:
            return _DISCARDS_AT_ONCE
        case _:
            assert_never(channel)


def _is_down(outcome: Outcome) -> bool:
    match outcome:
        case Later():
            return outcome.reason in _DOWN
        case Sent() | Dead():
            return False
        case _:
            assert_never(outcome)
