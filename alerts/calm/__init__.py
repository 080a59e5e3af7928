"""Calm: whether an alert leaves at once, or is held to leave with others.

Pure. What is held, and the messages that left, are in `outbox`.
"""

from alerts.calm.decide import (
    REMEMBERED,
    Batch,
    CalmOf,
    Hold,
    Left,
    Now,
    Pace,
    PaceOf,
    Verdict,
    Why,
    breaks_through,
    leaves,
    policy,
    sorted_out,
    story_of,
)
from alerts.calm.replay import Departure, Raised, replay

__all__ = [
    "REMEMBERED",
    "Batch",
    "CalmOf",
    "Departure",
    "Hold",
    "Left",
    "Now",
    "Pace",
    "PaceOf",
    "Raised",
    "Verdict",
    "Why",
    "breaks_through",
    "leaves",
    "policy",
    "replay",
    "sorted_out",
    "story_of",
]
