"""Every error of alerts, and the closed reasons why.

    AlertsError
    ├── RuleError      entities or rules are wrong; carries every problem
    └── ChannelError   a channel cannot be used as configured

A failed delivery is not an error but an outcome: see `types.Outcome`.
"""

from dataclasses import dataclass
from enum import StrEnum


class DeliverReason(StrEnum):
    """Why an attempt failed. Values are stored and printed: never rename one."""

    DNS = "dns"
    REFUSED_ADDRESS = "refused_address"
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    PROTOCOL = "protocol"
    REDIRECT = "redirect"
    GONE = "gone"
    RATE_LIMITED = "rate_limited"
    REJECTED = "rejected"
    SERVER_ERROR = "server_error"
    AUTH = "auth"
    RECIPIENT = "recipient"
    NO_CHANNEL = "no_channel"
    FILE = "file"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong in a mapping: the path of keys to it, and for an expression the column."""

    path: tuple[str | int, ...]
    message: str
    column: int | None = None


class AlertsError(Exception):
    """The root of the errors of alerts."""


class RuleError(AlertsError):
    """Sets, entities or rules cannot be compiled; carries every problem found."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(p.message for p in problems))
        self.problems = problems


class ChannelError(AlertsError):
    """A channel cannot be used as configured."""
