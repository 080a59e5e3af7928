"""Parts made from the configuration, each in one place."""

import os
import random
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import Connection

from alerts import api as alerts
from alerts.types import ChannelId
from monitor.app.endpoints import tell_disabled
from monitor.config import Config
from monitor.errors import FetchError, FetchReason, first_error
from monitor.fetch import AddressGuard, Fetcher, guarded_client
from monitor.pipeline import Rulebook
from monitor.queue import ParsePool
from monitor.store import Store

_PARSE_TIMEOUT_S = 20.0
_PARSE_MEMORY = 2 << 30


jitter: Callable[[], float] = random.random
"""Numbers in [0, 1) by which times are spread."""


def utc_now() -> datetime:
    """Return the time: the one clock, handed down from here."""
    return datetime.now(UTC)


def rulebook(config: Config, *, deliver: bool = True) -> Rulebook:
    """Return what articles are held against; without `deliver` alerts are only stored."""
    return Rulebook(
        ruleset=config.ruleset,
        rules=config.rules,
        channels=config.channels if deliver else {},
        subscribers=deliver,
        tags={source.id: source.tags for source in config.sources},
        timezone=config.settings.timezone,
        hide=config.hide,
    )


def parse_pool(*, workers: int | None = None) -> ParsePool:
    """Return the processes that parse foreign bytes: `workers`, or one a core."""
    return ParsePool(
        workers=workers or os.cpu_count() or 1,
        timeout_s=_PARSE_TIMEOUT_S,
        max_memory=_PARSE_MEMORY,
    )


def guard_of(config: Config) -> AddressGuard:
    """Return what decides which addresses may be reached."""
    return AddressGuard(config.settings.allow_networks)


@asynccontextmanager
async def open_fetcher(
    config: Config,
    now: Callable[[], datetime] = utc_now,
    held: Mapping[str, datetime] | None = None,
    room: Callable[[], Awaitable[None]] | None = None,
) -> AsyncIterator[Fetcher]:
    """Open what fetches; `held` are the hosts to leave alone, and until when.

    `room` is awaited before each request.
    """
    settings = config.settings
    async with Fetcher(
        guard=guard_of(config),
        user_agent=settings.user_agent,
        timeout_s=settings.timeout_s,
        max_bytes=settings.max_bytes,
        gap_s=settings.gap_s,
        now=now,
        holds=held or {},
        room=room,
    ) as fetcher:
        yield fetcher


@asynccontextmanager
async def open_senders(
    config: Config, now: Callable[[], datetime] = utc_now
) -> AsyncIterator[alerts.Senders]:
    """Open what sends: it reaches what fetching does; without TLS only what is allowed by name."""
    guard = guard_of(config)
    agent = config.settings.user_agent
    async with guarded_client(guard, user_agent=agent, plain=guard.only_allowed()) as client:
        yield alerts.Senders(
            webhook=alerts.WebhookSender(client, now=now),
            email=alerts.EmailSender(_resolve_by(guard)),
            apprise=alerts.AppriseSender(permits=guard.permits),
        )


def flush_by(
    config: Config,
) -> Callable[[Connection, ChannelId, datetime], alerts.Flushed | None]:
    """Return what lets leave what a channel holds, by the calm of `config`."""
    return lambda conn, name, now: alerts.flush(
        conn,
        name,
        channels=config.channels,
        rules=config.rules,
        timezone=config.settings.timezone,
        now=now,
    )


async def deliver(
    config: Config, store: Store, now: Callable[[], datetime] = utc_now
) -> alerts.Tally:
    """Send what is due, and what is held no longer; see `alerts.api.deliver_due`.

    The store has one writer, so what is still leased is what a killed run was sending; and an
    earlier run may have held by another configuration.
    """
    flush = flush_by(config)

    def begin(conn: Connection) -> None:
        alerts.release(conn, now())
        alerts.forget(conn, now())
        alerts.recall(conn, now())
        for name in alerts.channels_held(conn, now()):
            flush(conn, name, now())

    await store.transact(begin)
    async with open_senders(config, now) as senders:
        with first_error():
            return await alerts.deliver_due(
                store.transact,
                config.channels,
                senders,
                now=now,
                jitter=jitter,
                disabled=partial(tell_disabled, config),
            )


def _resolve_by(guard: AddressGuard) -> alerts.Resolve:
    async def resolve(host: str, port: int) -> Sequence[str]:
        try:
            return await guard.resolve(host, port)
        except FetchError as error:
            if error.reason is FetchReason.REFUSED_ADDRESS:
                raise PermissionError(error.detail) from error
            raise socket.gaierror(error.detail) from error

    return resolve
