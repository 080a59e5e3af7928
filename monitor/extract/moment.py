"""Times as pages write them, as aware datetimes in UTC."""

import re
from datetime import UTC, date, datetime, time
from email.utils import parsedate_to_datetime

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}|\d{8}")
_SPACED_ZONE = re.compile(r"(?<=\d)\s+(?=[+-]\d{2}:?\d{2}$)")
_NAMED_ZERO = re.compile(r"\s*(?:UTC|GMT|Z)$", re.IGNORECASE)
_EARLIEST_YEAR = 1990  # before there was a web, a date is a default or a mistake


def moment(written: str) -> tuple[datetime, int] | None:
    """Return the UTC time written here and how exact it is, or None.

    Exact is 2 with a time and a zone, 1 with a time (then read as UTC), 0 for a day (midnight).
    Understands ISO 8601, RFC 3339 and RFC 5322 dates. Years before 1990 are refused.
    """
    text = written.strip()
    if not text[:1].isalnum() or len(text) > 60:
        return None
    try:
        found = _iso(text) or _rfc5322(text)
        if found is None or found[0].year < _EARLIEST_YEAR:
            return None
        return found[0].astimezone(UTC), found[1]
    except (ValueError, OverflowError):
        return None


def best(written: list[str]) -> datetime | None:
    """Return the first of the most exact times written, None if none can be read."""
    found = [m for m in map(moment, written) if m is not None]
    return max(found, key=lambda m: m[1])[0] if found else None


def _iso(text: str) -> tuple[datetime, int] | None:
    if _DAY.fullmatch(text):
        return datetime.combine(date.fromisoformat(text), time(), UTC), 0
    text = _NAMED_ZERO.sub("+00:00", _SPACED_ZONE.sub("", text))
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (found, 2) if found.tzinfo else (found.replace(tzinfo=UTC), 1)


def _rfc5322(text: str) -> tuple[datetime, int] | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return (found, 2) if found.tzinfo else (found.replace(tzinfo=UTC), 1)
