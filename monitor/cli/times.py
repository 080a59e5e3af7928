"""Times as people type them."""

from datetime import UTC, datetime

import typer
from dateutil.parser import ParserError, isoparse


def moment(typed: str) -> datetime:
    """Return the time of `2023-08-13` or `2023-08-13T18:30+02:00` in UTC; no zone means UTC."""
    try:
        found = isoparse(typed)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ParserError, ValueError, OverflowError) as error:
        raise typer.BadParameter(
            f"{typed!r}: expected a day or time such as 2023-08-13 or 2023-08-13T18:30Z"
        ) from error
