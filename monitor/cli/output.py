"""How results reach people and pipes: tables on a terminal, lines in a pipe, JSON when asked for.

Results go to stdout, everything else to stderr; progress shows on a terminal only. What was
scraped is made harmless here: it may hold escape sequences of terminals.
"""

import json
import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TextIO

import typer

from alerts.render.neutral import one_line, visible
from monitor.cli import table
from monitor.cli.errors import Exit
from monitor.cli.progress import Bar, bar

DEFAULT_LIMIT = 50
MOST = 2**63 - 1
"""The largest number that SQLite takes."""

Row = Mapping[str, Any]

_TIMES = frozenset(
    {
        "at",
        "created_at",
        "expires_at",
        "failing_since",
        "fetched_at",
        "first_seen",
        "last_poll",
        "last_seen",
        "last_success",
        "last_used_at",
        "next_attempt_at",
        "next_due",
        "old_secret_until",
        "published",
        "replaced_at",
        "resent_at",
        "revoked_at",
        "settled_at",
        "since",
        "until",
    }
)
# C1 controls, line separators, bidi controls and lone surrogates, which `json` writes as they are.
_RAW_IN_JSON = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def limit_of(given: int | None, *, as_json: bool) -> int | None:
    """Return how many rows a listing shows: as asked, else 50 on a terminal, else all."""
    if given is not None:
        return min(given, MOST)
    return None if as_json or not sys.stdout.isatty() else DEFAULT_LIMIT


def show_rows(
    rows: Iterable[Row], columns: Sequence[str], *, as_json: bool, empty: str = "nothing yet"
) -> None:
    """Print a listing: JSON Lines, a table on a terminal, or tab-separated lines in a pipe."""
    if as_json:
        for row in rows:
            show_json(row)
    elif sys.stdout.isatty():
        _show_table(list(rows), columns, empty)
    else:
        for row in rows:
            put("\t".join(_cell(row[column]) for column in columns))


def show_json(value: Row, *, at_once: bool = False) -> None:
    """Print one value as one line of JSON, in which nothing can act on a terminal.

    With `at_once` it leaves this process now: somebody waits for the answer to write the next line.
    """
    put(json_line(value), at_once=at_once)


def json_line(value: object) -> str:
    """Return `value` as one line of JSON, in which nothing can act on a terminal."""
    return _RAW_IN_JSON.sub(_escaped, json.dumps(value, ensure_ascii=False))


def show_fields(value: Row, *, indent: str = "") -> None:
    """Print one value for people: `key  value` lines, what it holds below its name, its text last.

    A list of objects is a small table.
    """
    text = value.get("text")
    flat = {key: field for key, field in value.items() if key != "text" or field is None}
    width = max((len(key) for key, field in flat.items() if not _nested(field)), default=0)
    for key, field in flat.items():
        if _nested(field):
            put(f"{indent}{key}")
            _show_nested(field, indent + "  ")
        else:
            put(f"{indent}{key:{width}}  {cell_of(key, field)}".rstrip())
    if isinstance(text, str):
        put("")
        show_text(text)


def show_text(text: str) -> None:
    """Print a text with its lines; control characters are left out."""
    for line in text.split("\n"):
        put(visible(line))


def show(value: Row, *, as_json: bool) -> None:
    """Print one value, for people or as JSON."""
    if as_json:
        show_json(value)
    else:
        show_fields(value)


def put(line: str, *, at_once: bool = False) -> None:
    """Print a line of results. Ends the command if nobody takes it: quietly if a pipe is closed."""
    with _given_away():
        print(line, flush=at_once)


def finish() -> None:
    """Hand over the last results, before the interpreter does: its complaint names no cause."""
    with _given_away():
        sys.stdout.flush()


def tell(message: str) -> None:
    """Say something to the person, beside the results."""
    print(one_line(message), file=sys.stderr)


def coloured() -> bool:
    """Whether a terminal may be shown colours (no-color.org)."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


@contextmanager
def progress(what: str) -> Iterator[Bar]:
    """Show a progress bar while the block runs, on a terminal only."""
    with bar(what, shown=sys.stderr.isatty()) as shown:
        yield shown


@contextmanager
def _given_away() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        _discard(sys.stdout)
        if isinstance(error, BrokenPipeError):
            # The reader has seen enough: `wireroom articles | head`.
            raise typer.Exit(Exit.DONE) from error
        tell(f"wireroom: standard output: {error.strerror}")
        raise typer.Exit(Exit.USAGE) from error


def _discard(stream: TextIO) -> None:
    """Let what `stream` still holds go nowhere, or it is tried again at the end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _show_table(rows: Sequence[Row], columns: Sequence[str], empty: str) -> None:
    if not rows:
        if empty:
            tell(empty)
        return
    cells = [{column: cell_of(column, row[column]) for column in columns} for row in rows]
    header, *rest = table.lines(cells, columns, shutil.get_terminal_size().columns)
    put(f"\x1b[1m{header}\x1b[0m" if coloured() else header)
    for line in rest:
        put(line)


def _nested(field: object) -> bool:
    return isinstance(field, dict) or (
        isinstance(field, list) and bool(field) and isinstance(field[0], dict)
    )


def _show_nested(field: Any, indent: str) -> None:
    if isinstance(field, dict):
        show_fields(field, indent=indent)
        return
    columns = list(field[0])
    cells = [{column: cell_of(column, row[column]) for column in columns} for row in field]
    for line in table.lines(cells, columns, sys.maxsize):
        put(indent + line.rstrip())


def cell_of(key: str, value: object) -> str:
    """Return a cell for people, who read `2023-08-13 18:30Z` better than RFC 3339."""
    if key in _TIMES and isinstance(value, str):
        return datetime.fromisoformat(value).astimezone(UTC).strftime("%Y-%m-%d %H:%MZ")
    return _cell(value)


def _cell(value: object) -> str:
    match value:
        case None | [] | ():
            return "-"
        case list() | tuple():
            return ", ".join(dict.fromkeys(map(_cell, value)))
        case {"text": str() as text}:
            return one_line(text)
        case dict():
            return one_line(json.dumps(value, ensure_ascii=False))
        case _:
            return one_line(str(value)) or "-"


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
