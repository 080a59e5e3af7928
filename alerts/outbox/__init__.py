"""The outbox: every SQL statement of alerts.

All functions take a connection and never commit: the caller's transaction decides. What writes
wants a write transaction.
"""

from alerts.outbox.again import Lost, Resent, count_lost, forget, recover, resend
from alerts.outbox.clock import clamp, shift
from alerts.outbox.found import Found, count_by_rule
from alerts.outbox.notify import notify
from alerts.outbox.queue import (
    LEASE_S,
    channels_due,
    channels_waiting,
    claim,
    count_waiting,
    next_due,
    next_retry,
    release,
    settle,
)
from alerts.outbox.read import goes_to, list_alerts, list_deliveries, show_alert, show_delivery
from alerts.outbox.record import Recorded, record

__all__ = [
    "LEASE_S",
    "Found",
    "Lost",
    "Recorded",
    "Resent",
    "channels_due",
    "channels_waiting",
    "claim",
    "clamp",
    "count_by_rule",
    "count_lost",
    "count_waiting",
    "forget",
    "goes_to",
    "list_alerts",
    "list_deliveries",
    "next_due",
    "next_retry",
    "notify",
    "record",
    "recover",
    "release",
    "resend",
    "settle",
    "shift",
    "show_alert",
    "show_delivery",
]
