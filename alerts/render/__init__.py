"""Alerts and notices as the bytes that are sent, and the JSON that commands and webhooks share.

Pure.
"""

from alerts.render.body import MAX_BODY_BYTES
from alerts.render.ids import alert_id, delivery_id, notice_id
from alerts.render.mail import mail
from alerts.render.notice import notice_body, notice_mail
from alerts.render.payload import instant, match_data, payload
from alerts.render.webhook import webhook_body

__all__ = [
    "MAX_BODY_BYTES",
    "alert_id",
    "delivery_id",
    "instant",
    "mail",
    "match_data",
    "notice_body",
    "notice_id",
    "notice_mail",
    "payload",
    "webhook_body",
]
