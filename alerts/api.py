"""The door of alerts: what monitor uses.

The other values are in `alerts.types`; the senders, which need a network, in `alerts.deliver`.
"""

from alerts.deliver import (
    AppriseSender,
    Courier,
    EmailSender,
    Resolve,
    Senders,
    Tally,
    WebhookSender,
    check_secret,
    deliver_due,
    unknown_services,
)
from alerts.match import Failure, match, run_tests
from alerts.outbox import (
    Found,
    Recorded,
    channels_due,
    clamp,
    count_by_rule,
    count_waiting,
    list_alerts,
    list_deliveries,
    notify,
    record,
    release,
    shift,
    show_alert,
    show_delivery,
)
from alerts.render import atom, restored
from alerts.rules import Ruleset
from alerts.types import Event, Notice, Settled

__all__ = [
    "AppriseSender",
    "Courier",
    "EmailSender",
    "Event",
    "Failure",
    "Found",
    "Notice",
    "Recorded",
    "Resolve",
    "Ruleset",
    "Senders",
    "Settled",
    "Tally",
    "WebhookSender",
    "atom",
    "channels_due",
    "check_secret",
    "clamp",
    "count_by_rule",
    "count_waiting",
    "deliver_due",
    "list_alerts",
    "list_deliveries",
    "match",
    "notify",
    "record",
    "release",
    "restored",
    "run_tests",
    "shift",
    "show_alert",
    "show_delivery",
    "unknown_services",
]
