"""One message to a webhook outside of the outbox: a test, or the challenge of a new subscriber."""

import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from alerts.deliver.sender import Sender
from alerts.errors import DeliverReason
from alerts.render import event
from alerts.types import DeliveryId, Message, Outcome, Sent, WebhookChannel

_NONCE_BYTES: Final = 24
# Not the address itself: who subscribes is not to learn what names mean inside of our network.
_REFUSED: Final = (
    "its address is private or reserved, or public and to be reached by plain http; "
    "settings.allow_networks can permit a private one"
)


async def try_webhook(
    sender: Sender[WebhookChannel], channel: WebhookChannel, now: datetime
) -> Outcome:
    """Send `webhook.test` to `channel`, signed as an alert is, and return what became of it."""
    return await _knock(sender, channel, "webhook.test", {"webhook": channel.id}, now)


async def challenge(
    sender: Sender[WebhookChannel], channel: WebhookChannel, now: datetime
) -> str | None:
    """Ask the endpoint of `channel` whether it wants webhooks; return None if so, else why not.

    It gets a signed `webhook.challenge` with a random text under `data.challenge`, and says yes
    by 2xx and the same text: alone, or as JSON `{"challenge": …}`. An endpoint that repeats what
    it is sent does not pass. No secret stands in the answer.
    """
    nonce = secrets.token_urlsafe(_NONCE_BYTES)
    outcome = await _knock(sender, channel, "webhook.challenge", {"challenge": nonce}, now)
    if not isinstance(outcome, Sent):
        refused = outcome.reason is DeliverReason.REFUSED_ADDRESS
        return _REFUSED if refused else outcome.error
    if hmac.compare_digest(_echoed(outcome.answer or "").encode(), nonce.encode()):
        return None
    return (
        f"it answered {outcome.status} without the challenge: the body must be the text of "
        'data.challenge, or {"challenge": that text}'
    )


def _echoed(answer: str) -> str:
    """Return the challenge that an answer repeats; "" if it repeats none."""
    try:
        said = json.loads(answer)
    except ValueError:
        return answer.strip()
    found = said.get("challenge") if isinstance(said, dict) else said
    return found if isinstance(found, str) else ""


async def _knock(
    sender: Sender[WebhookChannel],
    channel: WebhookChannel,
    kind: str,
    data: Mapping[str, Any],
    now: datetime,
) -> Outcome:
    message = Message(
        id=DeliveryId("msg_" + secrets.token_hex(13)),
        alert_id=None,
        channel=channel.id,
        recipient="",
        body=event(kind, now, data),
        attempts=0,
    )
    return await sender.send(message, channel)


def told(outcome: Outcome) -> dict[str, Any]:
    """Return `outcome` as commands and the API show it."""
    failed = None if isinstance(outcome, Sent) else outcome
    return {
        "sent": failed is None,
        "status": outcome.status,
        "error": f"{failed.reason}: {failed.error}" if failed else None,
        "answer": outcome.answer,
    }
