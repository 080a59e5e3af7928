"""One sender a kind of channel."""

from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import assert_never

from alerts.deliver.apprise import AppriseSender
from alerts.deliver.file import FileSender
from alerts.deliver.sender import Sender
from alerts.types import (
    AppriseChannel,
    Channel,
    EmailChannel,
    FileChannel,
    Message,
    Outcome,
    WebhookChannel,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Senders:
    """What makes attempts, by the kind of channel. Those with a default need nothing."""

    webhook: Sender[WebhookChannel]
    email: Sender[EmailChannel]
    apprise: Sender[AppriseChannel] = field(default_factory=AppriseSender)
    file: Sender[FileChannel] = field(default_factory=FileSender)

    def send(self, message: Message, channel: Channel) -> Awaitable[Outcome]:
        """Make one attempt at `message`, whose recipient is one of `channel`."""
        match channel:
            case WebhookChannel():
                return self.webhook.send(message, channel)
            case EmailChannel():
                return self.email.send(message, channel)
            case AppriseChannel():
                return self.apprise.send(message, channel)
            case FileChannel():
                return self.file.send(message, channel)
            case _:
                assert_never(channel)
