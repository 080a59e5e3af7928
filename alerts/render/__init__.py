"""Alerts and notices as the bytes that are sent, and the JSON that commands and webhooks share.

Pure.
"""

from alerts.render.address import secret_parts, shown_address
from alerts.render.atom import atom
from alerts.render.body import MAX_BODY_BYTES, event
from alerts.render.digest import LISTED, Digest, Section, digest_body, digest_mail, digest_push
from alerts.render.explain import explained
from alerts.render.ids import alert_id, delivery_id, digest_id, notice_id, thread_id
from alerts.render.line import line
from alerts.render.mail import mail
from alerts.render.notice import notice_body, notice_mail
from alerts.render.payload import instant, match_data, payload
from alerts.render.push import notice_push, push
from alerts.render.restored import restored
from alerts.render.webhook import brief_body, webhook_body

__all__ = [
    "LISTED",
    "MAX_BODY_BYTES",
    "Digest",
    "Section",
    "alert_id",
    "atom",
    "brief_body",
    "delivery_id",
    "digest_body",
    "digest_id",
    "digest_mail",
    "digest_push",
    "event",
    "explained",
    "instant",
    "line",
    "mail",
    "match_data",
    "notice_body",
    "notice_id",
    "notice_mail",
    "notice_push",
    "payload",
    "push",
    "restored",
    "secret_parts",
    "shown_address",
    "thread_id",
    "webhook_body",
]
