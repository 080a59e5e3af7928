"""What keeps a channel calm, as it is written: rhythms, hours and numbers."""

import re
from typing import Annotated

from pydantic import AfterValidator, PlainValidator, WithJsonSchema

from alerts.calm import REMEMBERED
from alerts.hours import Daily, Hourly, Quiet, Rhythm
from monitor.config.values import DURATION, duration, spec, time_of_day

_DIGEST = re.compile(r"daily +(?P<at>\d{1,2}:\d{2})|hourly(?: +:(?P<minute>[0-5]\d))?")
_QUIET = re.compile(r"(\d{1,2}:\d{2}) ?(?:-|–) ?(\d{1,2}:\d{2})")


def _rhythm(value: object) -> Rhythm:
    expected = "hourly, hourly :15 (the minute), or daily 07:00"
    found = _DIGEST.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise ValueError(expected)
    if found["at"] is None:
        return Hourly(minute=int(found["minute"] or 0))
    try:
        return Daily(at=time_of_day(found["at"]))
    except ValueError:
        raise ValueError(expected) from None


def _quiet(value: object) -> Quiet:
    expected = 'hours such as "22:00-06:00", which begin and end at different times'
    found = _QUIET.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise ValueError(expected)
    try:
        start, end = (time_of_day(clock) for clock in found.groups())
    except ValueError:
        raise ValueError(expected) from None
    if start == end:
        raise ValueError(expected)
    return Quiet(start=start, end=end)


def _at_most(value: int) -> int:
    if not 1 <= value <= 100_000:
        raise ValueError("a whole number of messages an hour, from 1 to 100000")
    return value


Window = Annotated[
    float,
    PlainValidator(
        duration(1, REMEMBERED.total_seconds(), "a duration of at least 1s, at most 1d")
    ),
    WithJsonSchema(DURATION),
]
Digest = Annotated[Rhythm, PlainValidator(_rhythm), WithJsonSchema(spec(r"^(daily +[0-9]|hourly)"))]
QuietHours = Annotated[
    Quiet,
    PlainValidator(_quiet),
    WithJsonSchema(spec(r"^[0-9]{1,2}:[0-9]{2} ?[-–] ?[0-9]{1,2}:[0-9]{2}$")),
]
AtMost = Annotated[int, AfterValidator(_at_most)]
