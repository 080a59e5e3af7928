"""Notices on their way: what is told beside alerts."""

from collections.abc import Mapping
from typing import assert_never
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from alerts.outbox import tables
from alerts.outbox.write import delivery_row, insert
from alerts.render import line, notice_body, notice_id, notice_mail, notice_push
from alerts.types import (
    AppriseChannel,
    Channel,
    ChannelId,
    DeliveryId,
    EmailChannel,
    FileChannel,
    Notice,
    WebhookChannel,
)


def notify(
    conn: Connection, notice: Notice, *, channels: Mapping[ChannelId, Channel], timezone: ZoneInfo
) -> int:
    """Write one delivery of `notice` for each channel that asks for it and each recipient.

    With the exact bytes to send; times in e-mail show in `timezone`. Returns how many deliveries
    were new: a notice whose `key` was told before changes nothing, whatever else is in it.
    """
    new = 0
    for channel in channels.values():
        if notice.event not in channel.events:
            continue
        for recipient in channel.recipients:
            delivery = notice_id(notice.key, channel.id, recipient)
            row = delivery_row(
                delivery,
                alert=None,
                channel=channel.id,
                recipient=recipient,
                body=_body(notice, delivery, channel, recipient, timezone),
                now=notice.created_at,
            )
            new += insert(conn, tables.delivery, row)
    return new


def _body(
    notice: Notice, delivery: DeliveryId, channel: Channel, recipient: str, timezone: ZoneInfo
) -> bytes:
    """Return the bytes to send to `recipient` of `channel`."""
    match channel:
        case WebhookChannel():
            return notice_body(notice)
        case FileChannel():
            return line(delivery, notice_body(notice))
        case AppriseChannel():
            return notice_push(notice)
        case EmailChannel():
            return notice_mail(
                notice,
                delivery=delivery,
                sender=channel.sender,
                recipient=recipient,
                timezone=timezone,
                unsubscribe=channel.unsubscribe,
            )
        case _:
            assert_never(channel)
