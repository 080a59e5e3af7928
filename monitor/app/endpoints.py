"""Webhooks, configured and subscribed: how they fare, and who is told that one is disabled."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from alerts import api as alerts
from alerts.types import (
    Channel,
    ChannelId,
    Endpoint,
    EndpointState,
    Event,
    Notice,
    RuleId,
    WebhookChannel,
)
from monitor.config import Config
from monitor.errors import SubscribeError, SubscribeReason
from monitor.pipeline import local_time


def webhook_rows(conn: Connection, config: Config) -> Iterator[dict[str, Any]]:
    """Yield each webhook as listings show it: subscribers, the newest first, then configured ones.

    The first to show are those that came last.
    """
    found = alerts.list_endpoints(conn)
    for subscription in alerts.list_subscriptions(conn):
        yield _subscribed(config, subscription, found.get(subscription.id))
    for channel in _configured(config):
        yield _row(channel, found.get(channel.id), rules_of(config, channel))


def webhook_row(conn: Connection, config: Config, webhook: ChannelId) -> dict[str, Any]:
    """Return one webhook with all that is known of it. Raises SubscribeError if there is none."""
    channel = config.channels.get(webhook)
    found = alerts.show_endpoint(conn, webhook)
    if isinstance(channel, WebhookChannel):
        row = _row(channel, found, rules_of(config, channel))
        return (
            row
            | _fares(found)
            | {
                "origin": "configured",
                "events": sorted(channel.events),
                "format": channel.format.value,
            }
        )
    subscription = _subscription(conn, config, webhook)
    return (
        _subscribed(config, subscription, found)
        | _fares(found)
        | {
            "origin": "subscribed",
            "owner": subscription.owner,
            "severity": subscription.wants.severity.value,
            "format": subscription.format.value,
            "old_secret_until": _shown(subscription.old_until),
        }
    )


def count_webhooks(conn: Connection, config: Config) -> dict[EndpointState, int]:
    """Return how many webhooks are in each state."""
    counts = dict.fromkeys(EndpointState, 0)
    found = alerts.list_endpoints(conn)
    configured = (each.id for each in _configured(config))
    subscribed = (each.id for each in alerts.list_subscriptions(conn))
    for webhook in (*configured, *subscribed):
        counts[_state(found.get(webhook))] += 1
    return counts


def set_webhook(
    conn: Connection, config: Config, webhook: ChannelId, state: EndpointState, now: datetime
) -> dict[str, Any]:
    """Enable, pause or disable a webhook as a person wants it, and return it as it is now.

    Raises SubscribeError if there is none of that id.
    """
    find_webhook(conn, config, webhook, now)
    by_hand = None if state is EndpointState.ENABLED else "by hand"
    alerts.set_endpoint(conn, webhook, state, now, reason=by_hand)
    return webhook_row(conn, config, webhook)


def find_webhook(
    conn: Connection, config: Config, webhook: ChannelId, now: datetime
) -> WebhookChannel:
    """Return the webhook of that id, with its secrets. Raises SubscribeError if there is none."""
    channel = config.channels.get(webhook)
    if isinstance(channel, WebhookChannel):
        return channel
    return _subscription(conn, config, webhook).channel(now)


def rules_of(config: Config, channel: Channel) -> list[RuleId]:
    """Return the rules whose alerts go to a channel of the configuration."""
    if Event.ALERT not in channel.events:
        return []
    return [each.id for each in config.rules.values() if not each.send or channel.id in each.send]


def tell_disabled(
    config: Config, conn: Connection, channel: WebhookChannel, endpoint: Endpoint
) -> None:
    """Tell the channels that ask for `source` events that a webhook is disabled, but not itself."""
    others = {name: each for name, each in config.channels.items() if name != channel.id}
    notice = _notice(config, channel, endpoint)
    alerts.notify(conn, notice, channels=others, timezone=config.settings.timezone)


def _notice(config: Config, channel: WebhookChannel, endpoint: Endpoint) -> Notice:
    since = endpoint.since
    reason = config.hide(endpoint.reason or "")
    return Notice(
        type="webhook.disabled",
        event=Event.SOURCE,
        key=("webhook.disabled", channel.id, since.isoformat()),
        title=f"webhook {channel.id} is disabled",
        lines=(
            f"Since {local_time(since, config.settings.timezone)} nothing is sent to it: what is "
            "on its way there is discarded.",
            f"Why: {reason}",
            f"To go on, once it is mended: wireroom webhooks enable {channel.id}",
        ),
        data={
            "id": channel.id,
            "url": alerts.shown_address(channel.url),
            "state": endpoint.state.value,
            "since": alerts.instant(since),
            "reason": reason,
            "last_success": _shown(endpoint.last_success),
            "failures": endpoint.failures,
        },
        created_at=since,
    )


def _configured(config: Config) -> Iterator[WebhookChannel]:
    return (each for each in config.channels.values() if isinstance(each, WebhookChannel))


def _subscription(conn: Connection, config: Config, webhook: ChannelId) -> alerts.Subscription:
    found = alerts.show_subscription(conn, webhook)
    if found is not None:
        return found
    other = webhook in config.channels
    raise SubscribeError(
        SubscribeReason.UNKNOWN,
        f"{'channel' if other else 'webhook'} {webhook}: "
        f"{'no webhook' if other else 'there is none'}; see: wireroom webhooks list",
    )


def _subscribed(
    config: Config, given: alerts.Subscription, found: Endpoint | None
) -> dict[str, Any]:
    rules = list(given.wants.rules or config.rules)
    row = _row(given.channel(given.created_at), found, rules)
    return row | {"created_at": _shown(given.created_at)}


def _row(channel: WebhookChannel, found: Endpoint | None, rules: list[RuleId]) -> dict[str, Any]:
    return {
        "id": channel.id,
        "url": alerts.shown_address(channel.url),
        "state": _state(found).value,
        "rules": rules,
        "created_at": _shown(found.created_at if found else None),
        "last_success": _shown(found.last_success if found else None),
        "failures": found.failures if found else 0,
    }


def _fares(found: Endpoint | None) -> dict[str, Any]:
    return {
        "since": _shown(found.since if found else None),
        "reason": found.reason if found else None,
        "failing_since": _shown(found.failing_since if found else None),
    }


def _state(found: Endpoint | None) -> EndpointState:
    return found.state if found else EndpointState.ENABLED


def _shown(when: datetime | None) -> str | None:
    return alerts.instant(when) if when else None
