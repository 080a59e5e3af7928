"""`export`: what is stored, for other programs, row by row."""

import os
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from sqlalchemy import Connection

from alerts import api as alerts
from monitor.cli.output import MOST, json_line, progress, put, show
from monitor.cli.progress import Bar
from monitor.cli.root import ConfigOption, JsonOption, app, examples, reading
from monitor.cli.spreadsheet import csv_lines
from monitor.cli.times import moment
from monitor.errors import UsageError
from monitor.store import Store
from monitor.store import reading as read_models

Rows = Iterator[Mapping[str, Any]]


class What(StrEnum):
    """What can be exported."""

    ARTICLES = "articles"
    ALERTS = "alerts"
    DELIVERIES = "deliveries"


class Format(StrEnum):
    """As what."""

    JSONL = "jsonl"
    CSV = "csv"


_COLUMNS: Final = {
    What.ARTICLES: (
        *("id", "url", "canonical_url", "source", "title", "authors", "published", "fetched_at"),
        *("language", "origin", "copy_of", "story_id", "entities"),
    ),
    What.ALERTS: (
        *("id", "rule", "severity", "kind", "story_id", "article", "matches", "new"),
        *("disagreements", "created_at"),
    ),
    What.DELIVERIES: (
        *("id", "alert_id", "channel", "state", "attempts", "next_attempt_at", "last_status"),
        "last_error",
    ),
}
"""The columns of CSV: the keys that are promised, in their order."""


@app.command(
    epilog=examples(
        "export articles --since 7d --text > week.jsonl",
        "export alerts --format csv --output alerts.csv",
        "export deliveries --since 2023-08-13 --format csv",
    )
)
def export(
    ctx: typer.Context,
    what: Annotated[What, typer.Argument(metavar="WHAT", hidden=True)],
    format_: Annotated[
        Format, typer.Option("--format", metavar="FORMAT", help="jsonl or csv.")
    ] = Format.JSONL,
    since: Annotated[
        datetime | None,
        typer.Option(
            parser=moment,
            metavar="WHEN",
            help="Only what was stored since: 2h or 3d ago, a day, or a time.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write to this new file; else to standard output."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it is there.")] = False,
    text: Annotated[bool, typer.Option("--text", help="Articles with their text.")] = False,
    limit: Annotated[
        int | None,
        typer.Option("--limit", "-n", min=1, metavar="N", help="At most N, the newest."),
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write out articles, alerts or deliveries, newest first.

    WHAT is one of these words. JSON Lines are those of the listings. In CSV what is nested is JSON,
    control characters are left out, and what a spreadsheet would take for a formula begins with an
    apostrophe. FILE is there when it is whole, and not before.
    """
    if text and what is not What.ARTICLES:
        raise typer.BadParameter("only articles have a text", param_hint="'--text'")
    if as_json and format_ is Format.CSV and output is None:
        raise typer.BadParameter("not with --format csv", param_hint="'--json'")
    columns = (*_COLUMNS[what], "text") if text else _COLUMNS[what]
    most = None if limit is None else min(limit, MOST)
    with reading(ctx, config) as store, _progress(what, output) as bar:
        rows = _counted(_stored(store, what, since, most, with_text=text), bar)
        lines = csv_lines(rows, columns) if format_ is Format.CSV else map(json_line, rows)
        if output is None:
            for line in lines:
                put(line)
            return
        with _new_file(output, store.path, force=force) as write:
            written = sum(1 for _ in map(write, lines))
    heads = format_ is Format.CSV  # the names of the columns are no row
    show({"output": str(output), "rows": written - heads}, as_json=as_json)


def _stored(
    store: Store, what: What, since: datetime | None, most: int | None, *, with_text: bool
) -> Rows:
    """Yield what is asked for in one transaction: one moment of the store, a batch in memory."""
    with store.transaction() as conn:
        yield from _read(conn, what, since, most, with_text=with_text)


def _read(
    conn: Connection, what: What, since: datetime | None, most: int | None, *, with_text: bool
) -> Rows:
    match what:
        case What.ARTICLES:
            wanted = read_models.Filter(stored_since=since)
            return read_models.articles(conn, wanted, limit=most, with_text=with_text)
        case What.ALERTS:
            return alerts.list_alerts(conn, limit=most, since=since)
        case What.DELIVERIES:
            return alerts.list_deliveries(conn, limit=most, since=since)


@contextmanager
def _progress(what: What, output: Path | None) -> Iterator[Bar | None]:
    """Show a bar, unless the rows themselves go to the terminal."""
    shown = output is not None or not sys.stdout.isatty()
    with progress(what) if shown else nullcontext() as bar:
        yield bar


def _counted(rows: Rows, bar: Bar | None) -> Rows:
    for row in rows:
        yield row
        if bar is not None:
            bar.advance()


@contextmanager
def _new_file(target: Path, store: Path, *, force: bool) -> Iterator[Callable[[str], None]]:
    """Let lines be written to `target`, which is there once all are; as private as the store."""
    if target.exists() and not force:
        raise UsageError(f"{target}: exists already; name a new file, or replace it with --force")
    if target.exists() and not target.is_file():
        raise UsageError(f"{target}: not a file")
    try:
        # A name that nobody can have put a link at: this may run as root, in a folder of all.
        handle, name = tempfile.mkstemp(
            prefix=f".{target.name}.", suffix=".part", dir=target.parent
        )
        part = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                os.fchmod(handle, stat.S_IMODE(store.stat().st_mode))
                yield lambda line: print(line, file=file)
                file.flush()
                os.fsync(handle)
            part.replace(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UsageError(f"{target}: {error.strerror}; nothing was written") from error
