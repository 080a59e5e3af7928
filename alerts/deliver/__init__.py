"""Delivery: senders, one a kind of channel, and what empties the outbox through them."""

from alerts.deliver.courier import Courier, Senders
from alerts.deliver.due import Tally, deliver_due
from alerts.deliver.email import EmailSender, Resolve
from alerts.deliver.sender import Sender
from alerts.deliver.webhook import WebhookSender, check_secret

__all__ = [
    "Courier",
    "EmailSender",
    "Resolve",
    "Sender",
    "Senders",
    "Tally",
    "WebhookSender",
    "check_secret",
    "deliver_due",
]
