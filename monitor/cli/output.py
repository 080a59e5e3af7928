"""How results reach people and pipes: tables on a terminal, lines in a pipe, JSON when asked for.

Results go to stdout, everything else to stderr; progress shows on a terminal only.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table
from rich.text import Text

from alerts.render.neutral import one_line

DEFAULT_LIMIT = 50

Row = Mapping[str, Any]


def limit_of(given: int | None, *, as_json: bool) -> int | None:
    """Return how many rows a listing shows: as asked, else 50 on a terminal, else all."""
    if given is not None:
        return given
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
            print("\t".join(_cell(row[column]) for column in columns))


def show_json(value: Row) -> None:
    """Print one value as one line of JSON."""
    print(json.dumps(value, ensure_ascii=False))


def show_fields(value: Row) -> None:
    """Print one value as `key  value` lines."""
    width = max(map(len, value), default=0)
    for key, field in value.items():
        print(f"{key:{width}}  {_cell(field)}")


def show(value: Row, *, as_json: bool) -> None:
    """Print one value, for people or as JSON."""
    if as_json:
        show_json(value)
    else:
        show_fields(value)


def tell(message: str) -> None:
    """Say something to the person, beside the results."""
    print(one_line(message), file=sys.stderr)


@dataclass(frozen=True, slots=True)
class Bar:
    """A progress bar that shows on a terminal only."""

    _progress: Progress
    _task: TaskID

    def expect(self, total: int) -> None:
        """Set how many steps there are."""
        self._progress.update(self._task, total=total)

    def advance(self, count: int = 1) -> None:
        """Count steps that are done."""
        self._progress.update(self._task, advance=count)


@contextmanager
def progress(what: str) -> Iterator[Bar]:
    """Show a progress bar while the block runs."""
    shown = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )
    with shown:
        yield Bar(shown, shown.add_task(what, total=None))


def _show_table(rows: Sequence[Row], columns: Sequence[str], empty: str) -> None:
    if not rows:
        tell(empty)
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="ellipsis", no_wrap=column not in ("title", "url"))
    for row in rows:
        table.add_row(*(Text(_cell(row[column])) for column in columns))
    Console().print(table)


def _cell(value: object) -> str:
    match value:
        case None:
            return "-"
        case list() | tuple():
            return ", ".join(_cell(each) for each in value)
        case dict():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return one_line(str(value))
