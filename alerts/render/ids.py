"""The ids of alerts, deliveries and conversations: functions of what they are about alone."""

import base64
import hashlib
import json

from alerts.types import AlertId, ChannelId, DeliveryId, RuleId


def alert_id(rule: RuleId, canonical_url: str) -> AlertId:
    """Return the id of the alert of `rule` on the article at `canonical_url`."""
    return AlertId("al_" + _digest("alert", rule, canonical_url))


def delivery_id(alert: AlertId, channel: ChannelId, recipient: str) -> DeliveryId:
    """Return the id under which `alert` goes to `recipient` of `channel`, at every attempt.

    It is the webhook-id, and the left part of the Message-ID: letters, digits and `_` only, as
    the Standard Webhooks signature scheme wants no full stop in it.
    """
    return DeliveryId("msg_" + _digest("delivery", alert, channel, recipient))


def digest_id(first: AlertId, channel: ChannelId, recipient: str) -> DeliveryId:
    """Return the id under which the digest that begins with `first` goes to `recipient`.

    An alert leaves a channel once, so it names the digest that carries it.
    """
    return DeliveryId("msg_" + _digest("digest", first, channel, recipient))


def notice_id(key: tuple[str, ...], channel: ChannelId, recipient: str) -> DeliveryId:
    """Return the id under which the notice of `key` goes to `recipient` of `channel`.

    Of the same form as that of an alert, and never equal to one.
    """
    return DeliveryId("msg_" + _digest("notice", channel, recipient, *key))


def thread_id(canonical_url: str) -> str:
    """Return the id of the conversation that the article at `canonical_url` opened.

    The same for every rule, channel and recipient: whoever is told twice of one story sees one
    conversation. No mail has it for its own id.
    """
    return "th_" + _digest("thread", canonical_url)


def _digest(*parts: str) -> str:
    """Return 26 characters of base32 (128 bits). As JSON, parts cannot run into each other."""
    content = json.dumps(parts).encode()
    digest = hashlib.blake2b(content, digest_size=16).digest()
    return base64.b32encode(digest).decode().rstrip("=").lower()
