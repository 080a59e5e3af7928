"""Alerts as the bytes that are sent, and as the JSON that commands and webhooks share. Pure."""

from alerts.render.ids import alert_id, delivery_id
from alerts.render.mail import mail
from alerts.render.payload import instant, match_data, payload
from alerts.render.webhook import MAX_BODY_BYTES, webhook_body

__all__ = [
    "MAX_BODY_BYTES",
    "alert_id",
    "delivery_id",
    "instant",
    "mail",
    "match_data",
    "payload",
    "webhook_body",
]
