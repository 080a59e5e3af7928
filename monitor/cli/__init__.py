"""The command line: `wireroom` and its subcommands."""

import os
import sys

from monitor.cli import configuring, listing, looking, running, sourcing, storing
from monitor.cli.root import app

__all__ = ["main"]

_COMMANDS = (configuring, running, looking, listing, sourcing, storing)
"""The modules that add commands to `app`, in the order of the help text."""


def main() -> None:
    """Run the command line of this process."""
    try:
        app()
    except BrokenPipeError:
        # The reader of a pipe has seen enough (`wireroom articles | head`).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
