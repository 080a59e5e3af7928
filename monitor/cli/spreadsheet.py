"""CSV that a spreadsheet may open, whatever was scraped: no cell is taken for a formula. Pure.

After OWASP, "CSV Injection": a cell that begins with one of `= + - @`, a tab or a line break gets
an apostrophe in front, by which spreadsheets know a text. Their full-width forms are read alike,
and so is one behind blanks.
"""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from alerts.render.neutral import visible

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")


def csv_lines(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> Iterator[str]:
    """Yield a line of CSV for the names of `columns` and for each of `rows`, without its end.

    By RFC 4180 but for the ends of lines; a cell with line breaks makes a line with several. What
    is nested is JSON, what is missing is empty, a number stays one. Control characters are left
    out.
    """
    line = _Line()
    writer = csv.writer(line, lineterminator="\n")
    writer.writerow(columns)
    yield line.written
    for row in rows:
        writer.writerow([cell(row[column]) for column in columns])
        yield line.written


def cell(value: object) -> object:
    """Return what stands in a cell: a text that is no formula, or a number."""
    match value:
        case None | int() | float() if not isinstance(value, bool):
            return value
        case str():
            return _harmless(value)
        case _:
            return _harmless(json.dumps(value, ensure_ascii=False))


def _harmless(text: str) -> str:
    shown = "\n".join(map(visible, text.split("\n")))
    # Looked at twice: what is left out may have hidden a formula, or be what a cell begins with.
    formula = _FORMULA.match(text) or _FORMULA.match(shown)
    return f"'{shown}" if formula else shown


class _Line:
    """What the writer of the csv module takes for a file: it keeps the one row written last."""

    written = ""

    def write(self, text: str) -> int:
        self.written = text.removesuffix("\n")
        return len(text)
