"""What a person, or a program of theirs, does with a webhook and waits for."""

import base64
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from sqlalchemy import Connection

from alerts import api as alerts
from alerts.types import ChannelId, EndpointState, Transact, WebhookChannel, WebhookFormat
from monitor.app.compose import open_senders, utc_now
from monitor.app.endpoints import find_webhook, webhook_row
from monitor.config import Config, webhook_address
from monitor.errors import SubscribeError, SubscribeReason, UsageError
from monitor.store import Store, tokens

MOST_OF_ONE: Final = 100
"""Subscriptions that one token may have."""

_SECRET_BYTES: Final = 32
_ID_BYTES: Final = 13


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """What it takes: the configuration, the store, what posts, and the clock."""

    config: Config
    transact: Transact
    sender: alerts.Sender[WebhookChannel]
    now: Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a subscriber asks for; see `alerts.Subscription`."""

    url: str
    wants: alerts.Filter = field(default_factory=alerts.Filter)
    format: WebhookFormat = WebhookFormat.STANDARD


@asynccontextmanager
async def open_hooks(
    config: Config, store: Store, now: Callable[[], datetime] = utc_now
) -> AsyncIterator[Hooks]:
    """Open what posts, for a command."""
    async with open_senders(config, now) as senders:
        yield Hooks(config=config, transact=store.transact, sender=senders.webhook, now=now)


async def subscribe(
    hooks: Hooks, wanted: Wanted, *, owner: str | None = None, challenge: bool = True
) -> dict[str, Any]:
    """Store a new subscriber, and return it with its `secret`, which is told this once.

    With `challenge` its endpoint is asked first whether it wants this; see `alerts.challenge`.
    It counts from the next article on. Raises SubscribeError, and then nothing is stored.
    """
    _check(hooks.config, wanted)
    given = alerts.Subscription(
        id=ChannelId("sub_" + secrets.token_hex(_ID_BYTES)),
        url=wanted.url,
        secret=_new_secret(),
        wants=wanted.wants,
        format=wanted.format,
        owner=owner,
        created_at=hooks.now(),
    )
    if owner is not None:
        await hooks.transact(lambda conn: _room(conn, owner))
    if challenge:
        now = hooks.now()
        refusal = await alerts.challenge(hooks.sender, given.channel(now), now)
        if refusal is not None:
            raise SubscribeError(
                SubscribeReason.UNPROVEN, f"the endpoint did not say that it wants this: {refusal}"
            )

    def act(conn: Connection) -> dict[str, Any]:
        if owner is not None:
            _room(conn, owner)
        alerts.add_subscription(conn, given)
        return webhook_row(conn, hooks.config, given.id)

    return await hooks.transact(act) | {"secret": given.secret}


def rotate(conn: Connection, config: Config, webhook: ChannelId, now: datetime) -> dict[str, Any]:
    """Give a subscriber a new `secret`, told this once; the old one signs too for 24 hours.

    Raises SubscribeError for a webhook of the configuration, and if there is none of that id.
    """
    if isinstance(config.channels.get(webhook), WebhookChannel):
        raise SubscribeError(
            SubscribeReason.CONFIGURED,
            f"webhook {webhook}: its secret stands in {config.path}; write there secret: "
            "[NEW, OLD], reload, give NEW to the receiver, then take OLD out",
        )
    find_webhook(conn, config, webhook, now)
    secret = _new_secret()
    until = alerts.rotate_secret(conn, webhook, secret, now)
    return {"id": webhook, "secret": secret, "old_secret_until": alerts.instant(until)}


def unsubscribe(conn: Connection, config: Config, webhook: ChannelId, now: datetime) -> None:
    """Forget a subscriber; what is on its way there is discarded.

    Raises SubscribeError for a webhook of the configuration, and if there is none of that id.
    """
    if isinstance(config.channels.get(webhook), WebhookChannel):
        raise SubscribeError(
            SubscribeReason.CONFIGURED, f"webhook {webhook}: take it out of {config.path}"
        )
    find_webhook(conn, config, webhook, now)
    alerts.delete_subscription(conn, webhook)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoked:
    """A token that may be used no more, and the subscribers of it that were disabled for that."""

    token: tokens.Token
    disabled: tuple[ChannelId, ...]


def revoke(conn: Connection, token_id: str, now: datetime) -> Revoked:
    """Let a token be used no more, and disable what was subscribed with it.

    Whoever has stolen a token may have subscribed with it. Raises UsageError if there is none.
    """
    token = tokens.revoke(conn, token_id, now)
    if token is None:
        raise UsageError(f"token {token_id}: there is none; see: wireroom tokens list")
    owned = [each.id for each in alerts.list_subscriptions(conn, owner=token_id)]
    found = alerts.list_endpoints(conn)
    ended = [each for each in owned if found[each].state is not EndpointState.DISABLED]
    for webhook in ended:
        reason = f"its token {token_id} was revoked"
        alerts.set_endpoint(conn, webhook, EndpointState.DISABLED, now, reason=reason)
    return Revoked(token=token, disabled=tuple(ended))


async def try_webhook(hooks: Hooks, webhook: ChannelId) -> dict[str, Any]:
    """Send `webhook.test` to a webhook, whatever its state, and return what came of it.

    Nothing is stored. Raises SubscribeError if there is none of that id.
    """
    now = hooks.now()
    channel = await hooks.transact(lambda conn: find_webhook(conn, hooks.config, webhook, now))
    outcome = await alerts.try_webhook(hooks.sender, channel, now)
    return {"id": webhook, "url": alerts.shown_address(channel.url), **alerts.told(outcome)}


def _check(config: Config, wanted: Wanted) -> None:
    """Refuse an address that nothing can be sent to, and a rule that there is not."""
    try:
        webhook_address(wanted.url)
    except ValueError as error:
        raise SubscribeError(SubscribeReason.BAD_URL, f"url: expected {error}") from None
    if urlsplit(wanted.url).scheme == "http" and not config.settings.allow_networks:
        told = "url: plain http:// goes only to settings.allow_networks: use https://"
        raise SubscribeError(SubscribeReason.BAD_URL, told)
    for rule in wanted.wants.rules:
        if rule not in config.rules:
            raise SubscribeError(SubscribeReason.UNKNOWN_RULE, f"rule {rule}: there is none")


def _room(conn: Connection, owner: str) -> None:
    if alerts.count_subscriptions(conn, owner) >= MOST_OF_ONE:
        raise SubscribeError(
            SubscribeReason.TOO_MANY,
            f"this token has {MOST_OF_ONE} subscriptions already: delete one that is not needed",
        )


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()
