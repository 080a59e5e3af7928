"""How urgent what is told is."""

from enum import StrEnum


class Severity(StrEnum):
    """How urgent a rule's alerts are."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
