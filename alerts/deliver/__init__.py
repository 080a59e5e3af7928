"""Delivery: senders, one a kind of channel, and what empties the outbox through them."""

from alerts.deliver.apprise import AppriseSender, unknown_services
from alerts.deliver.courier import Courier, Disabled
from alerts.deliver.due import Tally, deliver_due
from alerts.deliver.email import EmailSender, Resolve
from alerts.deliver.file import FileSender
from alerts.deliver.knock import challenge, told, try_webhook
from alerts.deliver.sender import Sender
from alerts.deliver.senders import Senders
from alerts.deliver.webhook import WebhookSender, check_secret

__all__ = [
    "AppriseSender",
    "Courier",
    "Disabled",
    "EmailSender",
    "FileSender",
    "Resolve",
    "Sender",
    "Senders",
    "Tally",
    "WebhookSender",
    "challenge",
    "check_secret",
    "deliver_due",
    "told",
    "try_webhook",
    "unknown_services",
]
