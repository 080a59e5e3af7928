"""The command line: `wireroom` and its subcommands."""

import os
import sys
from io import TextIOWrapper

import typer

from monitor.cli import (
    admitting,
    configuring,
    delivering,
    exporting,
    laboratory,
    listing,
    looking,
    previewing,
    running,
    sourcing,
    storing,
    storytelling,
    subscribing,
    watching,
)
from monitor.cli.errors import Exit
from monitor.cli.output import finish
from monitor.cli.root import app

__all__ = ["main"]

_COMMANDS = (
    *(configuring, running, watching, looking, laboratory, listing, storytelling),
    *(previewing, delivering, sourcing, subscribing, admitting, exporting, storing),
)
"""The modules that add commands to `app`, in the order of the help text."""


def main() -> None:
    """Run the command line of this process, and end it with the exit code."""
    _open_streams()
    try:
        app()
    except SystemExit as ended:
        if isinstance(ended.__context__, BrokenPipeError):  # typer calls it 1
            sys.exit(Exit.DONE)
        try:
            finish()
        except typer.Exit as unheard:
            sys.exit(ended.code or unheard.exit_code)
        raise


def _open_streams() -> None:
    """Let there be streams, and nothing that was scraped fail for want of a letter there.

    One that the caller closed is empty, or drops what it is told. Pipes are UTF-8 in every locale.

    What the encoding of a terminal has no place for is shown escaped, as in JSON.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            piped = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=piped, errors="backslashreplace")
