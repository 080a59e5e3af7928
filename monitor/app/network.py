"""What a daemon reaches the network with: opened together, and anew when the settings change."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from alerts import api as alerts
from monitor.app.compose import jitter, open_fetcher, open_senders
from monitor.config import Config
from monitor.fetch import Fetcher
from monitor.queue import ParsePool
from monitor.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """What fetches and what sends."""

    fetcher: Fetcher
    courier: alerts.Courier
    senders: alerts.Senders


@asynccontextmanager
async def open_network(
    config: Config,
    store: Store,
    parse: ParsePool,
    *,
    now: Callable[[], datetime],
    held: Mapping[str, datetime],
    settled: Callable[[alerts.Settled], None],
    disabled: alerts.Disabled,
) -> AsyncIterator[Network]:
    """Open what fetches and what sends, by the settings of `config`.

    `held` are the hosts to leave alone, `settled` is told of every attempt of a delivery, and
    `disabled` of a webhook that is disabled. No request is made while too many bytes wait to be
    parsed.
    """
    async with (
        open_fetcher(config, now, held, parse.room) as fetcher,
        open_senders(config, now) as senders,
    ):
        courier = alerts.Courier(
            store.transact, senders, now=now, jitter=jitter, settled=settled, disabled=disabled
        )
        yield Network(fetcher=fetcher, courier=courier, senders=senders)


def settings_of(config: Config) -> tuple[Any, ...]:
    """Return the settings that a network keeps from when it was opened."""
    given = config.settings
    return (given.user_agent, given.allow_networks, given.gap_s, given.timeout_s, given.max_bytes)
