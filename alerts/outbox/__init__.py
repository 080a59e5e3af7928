"""The outbox: every SQL statement of alerts.

All functions take a connection and never commit: the caller's transaction decides. `record`,
`claim` and `settle` want a write transaction.
"""

from alerts.outbox.queue import (
    LEASE_S,
    channels_waiting,
    claim,
    count_waiting,
    next_due,
    release,
    settle,
)
from alerts.outbox.read import list_alerts, list_deliveries, show_alert, show_delivery
from alerts.outbox.record import Recorded, record

__all__ = [
    "LEASE_S",
    "Recorded",
    "channels_waiting",
    "claim",
    "count_waiting",
    "list_alerts",
    "list_deliveries",
    "next_due",
    "record",
    "release",
    "settle",
    "show_alert",
    "show_delivery",
]
