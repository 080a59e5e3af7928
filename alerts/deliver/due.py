"""Empty the outbox once, every channel of it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from alerts import outbox
from alerts.deliver.courier import Courier, Disabled, untold
from alerts.deliver.senders import Senders
from alerts.types import Channel, ChannelId, DeliveryState, Settled, Transact

_DEAD = frozenset({DeliveryState.FAILED, DeliveryState.DISCARDED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What a run did: deliveries `sent`, ended otherwise (`dead`), and still waiting after it.

    `held` counts the alerts that channels hold after it, to let them leave with others.
    """

    sent: int
    pending: int
    dead: int
    held: int = 0


async def deliver_due(
    transact: Transact,
    channels: Mapping[ChannelId, Channel],
    senders: Senders,
    *,
    now: Callable[[], datetime],
    jitter: Callable[[], float],
    disabled: Disabled = untold,
    patience_s: float = 10.0,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Tally:
    """Send what is due and settle each message in its own transaction; return the tally.

    Retries that fall due within `patience_s` seconds are awaited, the rest is left to the next
    run. Channels do not wait for each other; `Courier.drain` says how each is treated. `disabled`
    is told of a webhook that is sent to no more.
    """
    seen: list[Settled] = []
    courier = Courier(
        transact,
        senders,
        now=now,
        jitter=jitter,
        settled=seen.append,
        disabled=disabled,
        sleep=sleep,
    )
    waiting = await transact(outbox.channels_waiting)
    async with asyncio.TaskGroup() as group:
        for name in waiting:
            group.create_task(courier.drain(name, channels.get(name), patience_s=patience_s))
    pending, held = await transact(
        lambda conn: (outbox.count_waiting(conn), outbox.count_held(conn))
    )
    sent = sum(each.state is DeliveryState.DELIVERED for each in seen)
    dead = sum(each.state in _DEAD for each in seen)
    return Tally(sent=sent, pending=pending, dead=dead, held=held)
