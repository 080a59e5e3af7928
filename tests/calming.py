"""Calm channels for tests, around a noon."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from alerts.hours import Quiet
from alerts.types import Calm, RuleId

UTC_ZONE = ZoneInfo("UTC")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
RULE, OTHER = RuleId("ber"), RuleId("kidal")
NIGHT = Quiet(start=time(22), end=time(6))


def calm(**given: Any) -> Calm:
    return Calm(**{"timezone": UTC_ZONE} | given)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)
