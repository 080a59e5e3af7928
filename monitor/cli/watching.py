"""`run`, `status`, `coverage`: the daemon, how it fares, and what it could see."""

import asyncio
import os
import socket
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, ExitStack, nullcontext
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

import typer

from alerts import api as alerts
from monitor import app as wireroom
from monitor.cli.errors import told
from monitor.cli.output import show, show_rows
from monitor.cli.root import ConfigOption, JsonOption, app, configured, examples, listing
from monitor.cli.times import moment
from monitor.config import Config, hidden, listen_address
from monitor.errors import UsageError
from monitor.store import Store

_DAY = timedelta(days=1)


class Level(StrEnum):
    """From which level on the log is written."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


def _listen(typed: str) -> tuple[str, int] | None:
    try:
        return listen_address(typed)
    except ValueError as error:
        raise typer.BadParameter(f"{typed!r}: expected {error}") from error


@app.command(epilog=examples("run", "run --listen 127.0.0.1:9090 --log-level debug"))
def run(
    ctx: typer.Context,
    listen: Annotated[
        str | None,
        typer.Option(
            metavar="HOST:PORT",
            help="Where health and metrics are served, or none; else settings.listen.",
        ),
    ] = None,
    level: Annotated[
        Level, typer.Option("--log-level", help="From which level on the log is written.")
    ] = Level.INFO,
    config: ConfigOption = None,
) -> None:
    """Watch: poll, process and deliver until stopped.

    SIGTERM and Ctrl-C end it in order, SIGHUP reads the configuration anew. One event a line goes
    to stderr. Another wireroom that writes to the same store is refused meanwhile.
    """
    with told(), ExitStack() as opened:
        found = configured(ctx, config)
        address = found.settings.listen if listen is None else _listen(listen)
        store = opened.enter_context(Store.to_write(found.settings.database_path))
        sock = opened.enter_context(_bound(address)) if address else None
        secrets = dict(found.secrets)

        def reread() -> Config:
            again = configured(ctx, config)
            secrets.update(again.secrets)
            if failures := alerts.run_tests(again.ruleset):
                raise UsageError("; ".join(f"{again.path}: {failure}" for failure in failures))
            return again

        asyncio.run(_watch(found, store, reread, sock, level, lambda text: hidden(text, secrets)))


def _bound(address: tuple[str, int]) -> socket.socket:
    from monitor import web  # with its server, which nothing else needs

    return web.bind(address)


async def _watch(
    config: Config,
    store: Store,
    reread: Callable[[], Config],
    sock: socket.socket | None,
    level: Level,
    hide: Callable[[str], str],
) -> None:
    from monitor.log import open_log
    from monitor.metrics import Metrics

    record = wireroom.Record(open_log(sys.stderr, os.environ, level=level, hide=hide), Metrics())
    daemon = wireroom.Daemon(
        config,
        store,
        reread=reread,
        record=record,
        notifier=wireroom.Notifier(os.environ),
        listen=_shown(sock) if sock else None,
    )
    await daemon.run(_face(sock))


def _face(
    sock: socket.socket | None,
) -> Callable[[wireroom.Daemon], AbstractAsyncContextManager[None]]:
    if sock is None:
        return lambda daemon: nullcontext()
    from monitor import web

    return web.serving(sock)


def _shown(sock: socket.socket) -> str:
    host, port = sock.getsockname()[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


@app.command(epilog=examples("status", "status --json"))
def status(ctx: typer.Context, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Tell how wireroom fares.

    The daemon, the sources, what waits, the store: the facts of /metrics.
    """
    with told():
        found = wireroom.status(configured(ctx, config), wireroom.utc_now())
    show(found, as_json=as_json)


@app.command(epilog=examples("coverage", "coverage --since 2023-08-13T18:00Z --json"))
def coverage(
    ctx: typer.Context,
    since: Annotated[
        datetime | None,
        typer.Option(parser=moment, metavar="TIME", help="From when on; else the last 24 hours."),
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tell what each rule found, and what it could see.

    "Nothing found" is good to know only where the sources were seen.
    """
    until = wireroom.utc_now()
    with listing(ctx, config) as (found, conn):
        rows = wireroom.coverage(conn, found, since=since or until - _DAY, until=until)
        show_rows(rows, ("rule", "says"), as_json=as_json, empty="no rule is configured")
