"""Times as people type them."""

import re
from datetime import UTC, datetime, timedelta

import typer
from dateutil.parser import ParserError, isoparse

from monitor.config import units

_AGO = re.compile(r"[0-9.]+ ?[smhd]")
"""A number alone is no duration here: 2023 is a year."""


def moment(typed: str) -> datetime:
    """Return the time of `2023-08-13`, `2023-08-13T18:30+02:00`, or of `2h` or `3d` ago, in UTC.

    No zone means UTC.
    """
    return moment_at(typed, datetime.now(UTC))


def moment_at(typed: str, now: datetime) -> datetime:
    """Return what `moment` does where it is `now`."""
    try:
        if _AGO.fullmatch(typed):
            return now - timedelta(seconds=units.seconds(typed))
        found = isoparse(typed)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ParserError, ValueError, OverflowError) as error:
        raise typer.BadParameter(
            f"{typed!r}: expected a day or time such as 2023-08-13 or 2023-08-13T18:30Z, "
            "or how long ago, such as 2h or 3d"
        ) from error
