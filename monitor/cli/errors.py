"""Which exit code an error means, and how it is told."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

import typer

from alerts.render.neutral import one_line
from monitor.errors import ConfigError, InUseError, MonitorError, StoreError


class Exit(IntEnum):
    """The exit codes of every command."""

    DONE = 0
    USAGE = 2
    SOME_FAILED = 3
    ALL_FAILED = 4
    BUSY = 75


@contextmanager
def told() -> Iterator[None]:
    """Turn our errors into a line on stderr and an exit code."""
    try:
        yield
    except ConfigError as error:
        for problem in error.problems:
            print(one_line(str(problem)), file=sys.stderr)
        raise typer.Exit(Exit.USAGE) from error
    except MonitorError as error:
        print(f"wireroom: {one_line(str(error))}", file=sys.stderr)
        passing = isinstance(error, InUseError) or (
            isinstance(error, StoreError) and error.reason.passing
        )
        raise typer.Exit(Exit.BUSY if passing else Exit.USAGE) from error
