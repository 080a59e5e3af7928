"""The outbox: every SQL statement of alerts.

All functions take a connection and never commit: the caller's transaction decides. What writes
wants a write transaction.
"""

from alerts.outbox.again import Lost, Resent, count_lost, forget, recover, resend
from alerts.outbox.clock import clamp, shift
from alerts.outbox.endpoints import (
    closed,
    list_endpoints,
    observe,
    set_endpoint,
    show_endpoint,
)
from alerts.outbox.flush import Flushed, flush
from alerts.outbox.found import Found, count_by_rule
from alerts.outbox.hold import channels_held, count_held, recall
from alerts.outbox.merge import merge
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
from alerts.outbox.read import (
    goes_to,
    list_alerts,
    list_attempts,
    list_deliveries,
    list_raised,
    show_alert,
    show_delivery,
    stored_alert,
)
from alerts.outbox.record import Recorded, delivery_rows, record
from alerts.outbox.reported import reported
from alerts.outbox.subscriptions import (
    OVERLAP,
    Filter,
    Subscription,
    add_subscription,
    count_subscriptions,
    delete_subscription,
    list_subscriptions,
    rotate_secret,
    show_subscription,
    subscriber,
)
from alerts.outbox.thread import thread_of

__all__ = [
    "LEASE_S",
    "OVERLAP",
    "Filter",
    "Flushed",
    "Found",
    "Lost",
    "Recorded",
    "Resent",
    "Subscription",
    "add_subscription",
    "channels_due",
    "channels_held",
    "channels_waiting",
    "claim",
    "clamp",
    "closed",
    "count_by_rule",
    "count_held",
    "count_lost",
    "count_subscriptions",
    "count_waiting",
    "delete_subscription",
    "delivery_rows",
    "flush",
    "forget",
    "goes_to",
    "list_alerts",
    "list_attempts",
    "list_deliveries",
    "list_endpoints",
    "list_raised",
    "list_subscriptions",
    "merge",
    "next_due",
    "next_retry",
    "notify",
    "observe",
    "recall",
    "record",
    "recover",
    "release",
    "reported",
    "resend",
    "rotate_secret",
    "set_endpoint",
    "settle",
    "shift",
    "show_alert",
    "show_delivery",
    "show_endpoint",
    "show_subscription",
    "stored_alert",
    "subscriber",
    "thread_of",
]
