"""The door of alerts: what monitor uses.

The values are in `alerts.types`; the senders, which need a network, in `alerts.deliver`.
"""

from alerts.deliver import (
    EmailSender,
    Resolve,
    Senders,
    Tally,
    WebhookSender,
    check_secret,
    deliver_due,
)
from alerts.match import Failure, match, run_tests
from alerts.outbox import (
    Recorded,
    count_waiting,
    list_alerts,
    list_deliveries,
    record,
    release,
    show_alert,
    show_delivery,
)
from alerts.rules import Ruleset

__all__ = [
    "EmailSender",
    "Failure",
    "Recorded",
    "Resolve",
    "Ruleset",
    "Senders",
    "Tally",
    "WebhookSender",
    "check_secret",
    "count_waiting",
    "deliver_due",
    "list_alerts",
    "list_deliveries",
    "match",
    "record",
    "release",
    "run_tests",
    "show_alert",
    "show_delivery",
]
