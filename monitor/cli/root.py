"""The command itself, and what its subcommands share: options, the configuration, the store."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import Connection
from typer.core import TyperGroup

from monitor.cli.errors import Exit, told
from monitor.cli.output import put, tell
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

_ORDER = (
    *("init", "check", "run", "status", "coverage", "fetch", "import", "extract", "match"),
    *("backtest", "suggest", "sources", "articles", "stories", "alerts", "search"),
    *("deliveries", "webhooks", "tokens", "export", "db", "demo"),
)


class _Commands(TyperGroup):
    """The commands in the order in which one meets them, not groups last."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of the commands, for the help text."""
        return sorted(super().list_commands(ctx), key=_place)


def _place(command: str) -> int:
    return _ORDER.index(command) if command in _ORDER else len(_ORDER)


app = typer.Typer(
    name="wireroom",
    cls=_Commands,
    help="Watches news sources and tells you, once and with proof, when something you care about "
    "is reported.",
    epilog="Exit codes: 0 done, 2 usage or configuration, 3 some sources failed, 4 all failed, "
    "75 another writer holds the store (try again), 130 interrupted.",
    rich_markup_mode=None,  # plain help: it fits a pipe and a pager, and needs no import of rich
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        put(f"wireroom {metadata.version('wireroom')}")
        raise typer.Exit(Exit.DONE)


@app.callback()
def _root(
    ctx: typer.Context,
    config: ConfigOption = None,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Tell the release and exit."
        ),
    ] = False,
) -> None:
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


@contextmanager
def amending(ctx: typer.Context, option: str | None) -> Iterator[tuple[Config, Store]]:
    """Open the store for short changes, also beside a daemon; nothing in it is made by this."""
    with told():
        config = configured(ctx, option)
        with Store.to_amend(config.settings.database_path) as store:
            yield config, store


@contextmanager
def listing(ctx: typer.Context, option: str | None) -> Iterator[tuple[Config, Connection]]:
    """Open what a listing needs. Before the first fetch there is nothing to list, and no error."""
    with told():
        config = configured(ctx, option)
        path = config.settings.database_path
        if not path.exists():
            tell(f"{path}: no store yet; run: wireroom fetch")
            raise typer.Exit(Exit.DONE)
        with Store.to_read(path) as store, store.transaction() as conn:
            yield config, conn


def examples(*lines: str) -> str:
    """Return an epilog that shows how a command is used, a line each: the backspace keeps them."""
    return "\b\nExamples:\n" + "\n".join(f"  $ wireroom {line}" for line in lines)
