"""Where a character of a text that takes several lines stands in its file."""

from monitor.config.tree import Scalar


def spot(source: str, node: Scalar, at: int) -> tuple[int, int] | None:
    """Return line and column, from 1, of the character `at`, from 0, of a text in `source`.

    YAML folds and indents white space only, so the other characters are counted. None where they
    are not written as they are meant: escaped, doubled or from a name.
    """
    lines = source.split("\n")
    row, column = node.line - 1, node.column - 1
    if node.style in {"|", ">"}:
        row, column = row + 1, 0
    elif node.style:
        column += 1
    left = [char for char in node.text[:at] if not char.isspace()]
    missing = not node.text[at:].strip()
    wanted = iter([*left, *([] if missing else [node.text[at:].lstrip()[0]])])
    place, char = None, next(wanted, None)
    while char is not None and row < len(lines):
        column = next(
            (i for i in range(column, len(lines[row])) if not lines[row][i].isspace()), -1
        )
        if column < 0:
            row, column = row + 1, 0
            continue
        if lines[row][column] != char:
            return None
        place, column, char = (row + 1, column + 1), column + 1, next(wanted, None)
    if char is not None or place is None:
        return None
    return (place[0], place[1] + 1) if missing else place
