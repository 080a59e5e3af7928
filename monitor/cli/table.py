"""Tables that fit a terminal: what matters keeps its room, the rest yields."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

_GAP = "  "
_INDENT = "    "
_ROOM = 28
"""A title narrower than this is better read on a line of its own."""

_LONG = frozenset(
    {
        "title",
        "url",
        "evidence",
        "reason",
        "last_error",
        "snippet",
        "matched",
        "titles",
        "why",
        "written",
    }
)
"""Columns of free length: the first of a table ends its lines, the others stand below them."""

_SPARE = ("next_due", "since", "entities", "language", "copy_of", "first_seen", "languages")
"""What a narrow terminal does without, the first first; a pipe and --json have it all."""

_LAST_RESORT = (*_SPARE, "source", "severity", "attempts")

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Layout:
    short: tuple[str, ...]
    last: tuple[str, ...]
    below: tuple[str, ...]


def lines(rows: Sequence[Cells], columns: Sequence[str], width: int) -> Iterator[str]:
    """Yield the header and the lines of a table that is `width` cells wide where it can be.

    A short cell is never cut, since people copy ids. A long one is wrapped at spaces.
    """
    widths = {
        column: max(cell_len(column), *(cell_len(row[column]) for row in rows))
        for column in columns
    }
    laid = _layout(columns, widths, width)
    yield _GAP.join([*(_padded(c, widths[c]) for c in laid.short), *laid.last]).rstrip()
    start = sum(widths[column] + len(_GAP) for column in laid.short)
    for row in rows:
        short = [_padded(row[column], widths[column]) for column in laid.short]
        ends = [part for each in laid.last for part in wrapped(row[each], width - start)]
        yield _GAP.join([*short, *ends[:1]]).rstrip()
        yield from (" " * start + part for part in ends[1:])
        for column in laid.below:
            if row[column] not in {"", "-"}:
                yield from (_INDENT + part for part in wrapped(row[column], width - len(_INDENT)))


def wrapped(text: str, width: int) -> Iterator[str]:
    """Yield `text` in lines of at most `width` cells, broken at spaces; a longer word stays whole.

    Counts cells, not characters: a Chinese one takes two.
    """
    line, filled = "", 0
    for word in text.split(" "):
        room = cell_len(word)
        if line and filled + 1 + room > width:
            yield line
            line, filled = word, room
        else:
            line = f"{line} {word}" if line else word
            filled = cell_len(line)
    yield line


def _layout(columns: Sequence[str], widths: Mapping[str, int], width: int) -> _Layout:
    """Return the first of the possible layouts that fits, or the narrowest one."""
    possible = list(_layouts(columns, widths))
    return next((laid for laid, taken in possible if taken <= width), possible[-1][0])


def _layouts(columns: Sequence[str], widths: Mapping[str, int]) -> Iterator[tuple[_Layout, int]]:
    """Yield layouts with their width, the fullest first."""
    long = tuple(column for column in columns if column in _LONG)
    for beside, spare in ((1, _SPARE), (0, _LAST_RESORT)):
        last, below = long[:beside], long[beside:]
        for gone in range(len(spare) + 1):
            short = tuple(c for c in columns if c not in _LONG and c not in spare[:gone])
            room = [widths[c] for c in short] + [min(_ROOM, widths[c]) for c in last]
            taken = sum(room) + len(_GAP) * (len(room) - 1)
            yield _Layout(short, last, below), taken


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - cell_len(cell))
