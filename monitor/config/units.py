"""Durations and sizes as people write them. Each error says what was expected, not what stood."""

import math
import re
from collections.abc import Mapping

DURATION = 'a duration: seconds as a number, or "90s", "15m", "1h", "1d"'
SIZE = 'a size: bytes as a number, or "512kB", "10MB", "1GiB"'

_WRITTEN = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,9})?) ?([A-Za-z]*)")
_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
_BYTES = {
    "": 1,
    "b": 1,
    "kb": 10**3,
    "mb": 10**6,
    "gb": 10**9,
    "kib": 2**10,
    "mib": 2**20,
    "gib": 2**30,
}


def seconds(value: object) -> float:
    """Return the seconds of 90, "90", "90s", "15m", "1h" or "1d". Raises ValueError."""
    found = _measured(value, _SECONDS)
    if found is None:
        raise ValueError(DURATION)
    return found


def byte_count(value: object) -> int:
    """Return the bytes of 1000, "512kB", "10MB" or "1GiB", in any case. Raises ValueError."""
    found = _measured(value.lower() if isinstance(value, str) else value, _BYTES)
    if found is None or not found.is_integer():
        raise ValueError(SIZE)
    return int(found)


def _measured(value: object, units: Mapping[str, int]) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value) if math.isfinite(value) and value >= 0 else None
    written = _WRITTEN.fullmatch(value.strip()) if isinstance(value, str) else None
    if written is None or written[2] not in units:
        return None
    return float(written[1]) * units[written[2]]
