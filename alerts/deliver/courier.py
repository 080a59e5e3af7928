"""Empty the outbox of one channel: claim, send, settle, round by round."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import Connection

from alerts import outbox
from alerts.deliver.circuit import is_down, pause_until
from alerts.deliver.senders import Senders
from alerts.errors import DeliverReason
from alerts.types import (
    Channel,
    ChannelId,
    Dead,
    DeliveryState,
    Endpoint,
    EndpointState,
    Kind,
    Message,
    Outcome,
    Sent,
    Settled,
    Transact,
    WebhookChannel,
)

# Messages of one channel at a time. What is claimed is sent at once, and every sender's deadline
# (30 s at most) stays well under a lease. A file gets its lines in order.
_AT_ONCE: Final[Mapping[Kind, int]] = {"webhook": 4, "email": 2, "apprise": 2, "file": 1}
_DISCARDS_AT_ONCE: Final = 100
_CHANNELS_AT_ONCE: Final = 32
_MAX_ROUNDS_DOWN: Final = 2


Disabled = Callable[[Connection, WebhookChannel, Endpoint], None]
"""Is told of a webhook that is disabled, in the transaction that disables it."""


def untold(_conn: Connection, _channel: WebhookChannel, _endpoint: Endpoint) -> None:
    """Tell nobody that a webhook is disabled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Round:
    """What is sent next: `closed` says why nothing of it may reach the channel."""

    channel: Channel | None
    messages: tuple[Message, ...] = ()
    closed: str | None = None


class Courier:
    """Sends what is due and settles each message in its own transaction.

    `settled` is told of every attempt once it is written down, `disabled` of a webhook that is
    sent to no more. `jitter` gives numbers in [0, 1). At most 32 channels send at a time, whatever
    number of them is drained.
    """

    def __init__(
        self,
        transact: Transact,
        senders: Senders,
        *,
        now: Callable[[], datetime],
        jitter: Callable[[], float],
        settled: Callable[[Settled], None],
        disabled: Disabled = untold,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._transact = transact
        self._senders = senders
        self._now = now
        self._jitter = jitter
        self._settled = settled
        self._disabled = disabled
        self._sleep = sleep
        self._slots = asyncio.Semaphore(_CHANNELS_AT_ONCE)
        self._rounds_down: dict[ChannelId, int] = {}  # in a row, over all drains

    async def drain(
        self, name: ChannelId, channel: Channel | None, *, patience_s: float
    ) -> datetime | None:
        """Send the due messages of one channel until none is due within `patience_s` seconds.

        `channel` is None for one that is not configured: a subscriber, or one that is no more. Of
        that the messages are discarded, and so are those for a recipient that a channel no longer
        has. Messages to a paused webhook wait, those to a disabled one are discarded. An endpoint
        of which a whole round failed is left alone: see `circuit.pause_until`. If that is for more
        than `patience_s`, or the round after it failed too, this returns until when: the channel
        is not to be drained again before, as messages never tried would be claimed. Else it
        returns None. Run one drain a channel at a time.

        A cancelled drain leaves the messages that it was sending leased: `outbox.release` frees
        them at the next start, and they are sent again under the same id.
        """
        while True:
            async with self._slots:
                outcomes = await self._round(name, channel)
            if outcomes is None:
                return None
            down = is_down(outcomes)
            if outcomes:
                self._rounds_down[name] = self._rounds_down.get(name, 0) + 1 if down else 0
            if outcomes and not down:
                continue
            again = await self._again(name, outcomes)
            if again is None:
                return None
            wait_s = (again - self._now()).total_seconds()
            tired = down and self._rounds_down[name] >= _MAX_ROUNDS_DOWN
            if wait_s > patience_s or tired:
                return again if down else None
            if wait_s > 0:
                await self._sleep(wait_s)

    async def _round(self, name: ChannelId, channel: Channel | None) -> list[Outcome] | None:
        """Send one round and return what came of it, or None while the channel is paused."""
        now = self._now()
        given = await self._transact(lambda conn: _claimed(conn, now, name, channel))
        if given is None:
            return None
        return await asyncio.gather(*(self._attempt(each, given) for each in given.messages))

    async def _again(self, name: ChannelId, outcomes: Sequence[Outcome]) -> datetime | None:
        """Return when to go on after a round that found the endpoint down, or nothing to send."""
        if not outcomes:
            return await self._transact(lambda conn: outbox.next_due(conn, name))
        now = self._now()
        retry = await self._transact(lambda conn: outbox.next_retry(conn, name, now))
        return pause_until(outcomes, self._rounds_down[name], retry, now)

    async def _attempt(self, message: Message, given: _Round) -> Outcome:
        """Send `message` and settle it. A crash in between sends it again: never too few."""
        started = self._now()
        outcome = await self._send(message, given)
        ended = self._now()
        elapsed_ms = max(0, round((ended - started).total_seconds() * 1000))
        jitter = self._jitter()

        def written(conn: Connection) -> tuple[DeliveryState, Endpoint | None]:
            state = outbox.settle(
                conn, message, outcome, ended, elapsed_ms=elapsed_ms, jitter=jitter
            )
            return state, self._observed(conn, message, given.channel, outcome, ended)

        state, disabled = await self._transact(written)
        report = _report(message, given.channel, outcome, state, elapsed_ms)
        self._settled(replace(report, disabled=disabled.reason) if disabled else report)
        return outcome

    def _observed(
        self,
        conn: Connection,
        message: Message,
        channel: Channel | None,
        outcome: Outcome,
        now: datetime,
    ) -> Endpoint | None:
        """Write down what an attempt says of its webhook; return it if that is disabled by it."""
        if not isinstance(channel, WebhookChannel):
            return None
        disabled = outbox.observe(conn, message.channel, outcome, now)
        if disabled is not None:
            self._disabled(conn, channel, disabled)
        return disabled

    async def _send(self, message: Message, given: _Round) -> Outcome:
        channel = given.channel
        if given.closed is not None:
            return Dead(reason=DeliverReason.DISABLED, error=given.closed, discarded=True)
        if channel is None or message.recipient not in channel.recipients:
            return _unaddressed(message, channel)
        return await self._senders.send(message, channel)


def _claimed(
    conn: Connection, now: datetime, name: ChannelId, channel: Channel | None
) -> _Round | None:
    """Claim one round for a channel as it stands now; None while it is paused.

    One that is not configured may be a subscriber, whose secrets may be new ones.
    """
    channel = channel or outbox.subscriber(conn, name, now)
    found = outbox.show_endpoint(conn, name) if isinstance(channel, WebhookChannel) else None
    if found is not None and found.state is EndpointState.PAUSED:
        return None
    closed = outbox.closed(found)
    limit = _at_once(None if closed else channel)
    early = closed is not None  # what waits for its next try waits in vain
    messages = outbox.claim(conn, now, channel=name, limit=limit, early=early)
    return _Round(channel=channel, messages=messages, closed=closed)


def _report(
    message: Message,
    channel: Channel | None,
    outcome: Outcome,
    state: DeliveryState,
    elapsed_ms: int,
) -> Settled:
    failed = None if isinstance(outcome, Sent) else outcome
    return Settled(
        id=message.id,
        alert_id=message.alert_id,
        channel=message.channel,
        kind=channel.kind if channel else "email" if message.by_mail else "webhook",
        outcome=_outcome(outcome, state),
        reason=failed.reason.value if failed else None,
        status=outcome.status,
        state=state,
        attempts=message.attempts + 1,
        elapsed_ms=elapsed_ms,
        error=failed.error if failed else None,
    )


def _outcome(outcome: Outcome, state: DeliveryState) -> Literal["sent", "later", "dead"]:
    """Return what an attempt came to; the last of a schedule ends a delivery, whatever it was."""
    if isinstance(outcome, Sent):
        return "sent"
    ended = state in {DeliveryState.FAILED, DeliveryState.DISCARDED}
    return "dead" if ended else "later"


def _unaddressed(message: Message, channel: Channel | None) -> Dead:
    error = (
        f"channel {message.channel} is not configured any more"
        if channel is None
        else f"channel {message.channel} does not go to this recipient any more"
    )
    return Dead(reason=DeliverReason.NO_CHANNEL, error=error, discarded=True)


def _at_once(channel: Channel | None) -> int:
    return _AT_ONCE[channel.kind] if channel else _DISCARDS_AT_ONCE
