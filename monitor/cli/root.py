"""The command itself, and what its subcommands share: options, the configuration, the store."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.errors import told
from monitor.config import Config, find, load
from monitor.poll import selector_error
from monitor.store import Store

ConfigOption = Annotated[
    str | None,
    typer.Option(
        "--config",
        "-c",
        metavar="FILE",
        help="The configuration; else $WIREROOM_CONFIG, ./sources.yaml or "
        "/etc/wireroom/sources.yaml.",
        show_default=False,
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print JSON, one object a line, with stable keys.")
]
LimitOption = Annotated[
    int | None,
    typer.Option(
        "--limit",
        "-n",
        min=1,
        metavar="N",
        help="Show at most N; else 50 on a terminal, all in a pipe.",
        show_default=False,
    ),
]

app = typer.Typer(
    name="wireroom",
    help="Watches news sources and tells you, once and with proof, when something you care about "
    "is reported.",
    epilog="Exit codes: 0 done, 2 usage or configuration, 3 some sources failed, 4 all failed, "
    "75 another writer holds the store (try again).",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def _root(ctx: typer.Context, config: ConfigOption = None) -> None:
    ctx.obj = config


def configured(ctx: typer.Context, option: str | None) -> Config:
    """Return the configuration that the command line, the environment or the place names."""
    path = find(option or ctx.find_root().obj, os.environ, Path.cwd())
    return load(path, os.environ, selector_error=selector_error)


@contextmanager
def reading(ctx: typer.Context, option: str | None) -> Iterator[Store]:
    """Open the store to read; our errors end the command as they should."""
    with told(), Store.to_read(configured(ctx, option).settings.database_path) as store:
        yield store


def examples(*lines: str) -> str:
    """Return an epilog that shows how a command is used."""
    return "Examples:\n\n" + "\n\n".join(f"  $ wireroom {line}" for line in lines)
