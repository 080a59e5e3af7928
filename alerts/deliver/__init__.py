"""Delivery: senders, one a kind of channel, and the loop that empties the outbox through them."""

from alerts.deliver.due import Senders, Tally, deliver_due
from alerts.deliver.email import EmailSender, Resolve
from alerts.deliver.sender import Sender
from alerts.deliver.webhook import WebhookSender, check_secret

__all__ = [
    "EmailSender",
    "Resolve",
    "Sender",
    "Senders",
    "Tally",
    "WebhookSender",
    "check_secret",
    "deliver_due",
]
