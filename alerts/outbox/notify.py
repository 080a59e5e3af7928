"""Notices on their way: what is told beside alerts."""

from collections.abc import Iterator, Mapping
from typing import assert_never
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from alerts.outbox import tables
from alerts.outbox.write import delivery_row, insert
from alerts.render import notice_body, notice_id, notice_mail
from alerts.types import Channel, ChannelId, EmailChannel, Notice, WebhookChannel


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
        for recipient, body in _bodies(notice, channel, timezone):
            row = delivery_row(
                notice_id(notice.key, channel.id, recipient),
                alert=None,
                channel=channel.id,
                recipient=recipient,
                body=body,
                now=notice.created_at,
            )
            new += insert(conn, tables.delivery, row)
    return new


def _bodies(notice: Notice, channel: Channel, timezone: ZoneInfo) -> Iterator[tuple[str, bytes]]:
    """Yield each recipient of `channel`, "" for a webhook, with the bytes to send."""
    match channel:
        case WebhookChannel():
            yield "", notice_body(notice)
        case EmailChannel():
            for recipient in channel.to:
                yield (
                    recipient,
                    notice_mail(
                        notice,
                        delivery=notice_id(notice.key, channel.id, recipient),
                        sender=channel.sender,
                        recipient=recipient,
                        timezone=timezone,
                    ),
                )
        case _:
            assert_never(channel)
