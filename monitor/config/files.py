"""The files of a configuration: reading, `include:`, and trees into plain values."""

import glob
from collections.abc import Iterator
from pathlib import Path

from monitor.config.names import Names, UnknownNameError
from monitor.config.report import Document, Key, Report
from monitor.config.tree import Mapping, Node, Scalar, Sequence, TreeError, parse

MAX_FILE_BYTES = 4_000_000
MAX_FILES = 500


class Files:
    """Reads the files of one configuration, each once, in the order of their inclusion.

    `complete` is False as soon as one could not be read: what refers to it cannot be judged.
    """

    def __init__(self, names: Names, report: Report) -> None:
        self._names = names
        self._report = report
        self._seen: set[Path] = set()
        self.documents: list[Document] = []
        self.complete = True

    def read(self, path: Path) -> None:
        """Read the main file and what it includes; problems go to the report."""
        message = _unreadable(path)
        if message:
            self.complete = False
            self._report.add_line(path, 0, 1, message)
            return
        self._read(path, ())

    def _read(self, path: Path, parents: tuple[Path, ...]) -> None:
        real = path.resolve()
        self._seen.add(real)
        order = len(self._seen)
        try:
            root = parse(_text(path))
        except TreeError as error:
            self.complete = False
            self._report.add_line(path, order, error.line, error.message)
            return
        if not isinstance(root, Mapping):
            found = "an empty file" if root is None else "a list or a text at the top"
            self.complete = False
            message = f"found {found}, expected keys such as version: 1 and sources:"
            self._report.add_line(path, order, root.line if root else 1, message)
            return
        document = Document(path=path, order=order, root=root)
        self.documents.append(document)
        _Values(document, self._names, self._report).fill()
        self._include(document, (*parents, real))

    def _include(self, document: Document, parents: tuple[Path, ...]) -> None:
        entries = document.data.get("include")
        for index, entry in enumerate(entries if isinstance(entries, list) else []):
            key: Key = ("include", index)
            if not isinstance(entry, str) or not entry.strip():
                continue  # its shape is judged elsewhere
            if "\x00" in entry:
                self._report.add(document, key, "a path cannot hold a NUL character")
                continue
            for path in self._meant(document, key, entry):
                real = path.resolve()
                if real in parents:
                    chain = " → ".join(each.name for each in (*parents, real))
                    self._report.add(document, key, f"a circle of includes: {chain}")
                elif len(self._seen) >= MAX_FILES:
                    self._report.add(document, key, f"more than {MAX_FILES} files")
                elif real not in self._seen:
                    self._read(path, parents)

    def _meant(self, document: Document, key: Key, entry: str) -> Iterator[Path]:
        """Yield the files of one entry; a glob may have none, and never means its own file."""
        folder = document.path.parent
        if glob.has_magic(entry):
            own = document.path.resolve()
            # Path.glob refuses absolute patterns
            names = sorted(glob.glob(entry, root_dir=folder))  # noqa: PTH207
            found = (folder / name for name in names)
            yield from (path for path in found if path.is_file() and path.resolve() != own)
            return
        path = folder / entry
        message = _unreadable(path)
        if message:
            shown = document.shown(key)
            self.complete = False
            message = f"{shown}, expected a file, relative to this one: {message}"
            self._report.add(document, key, message)
        else:
            yield path


def _unreadable(path: Path) -> str | None:
    """Say why a file cannot be read, None if it can."""
    try:
        if not path.exists():
            return "no such file"
        if not path.is_file():
            return "not a file"
        if path.stat().st_size > MAX_FILE_BYTES:
            return f"larger than {MAX_FILE_BYTES // 10**6} MB"
        with path.open("rb"):
            return None
    except (OSError, ValueError) as error:
        return f"cannot be read: {getattr(error, 'strerror', None) or 'not a path'}"


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise TreeError(1, f"cannot be read: {error.strerror}") from None
    if len(raw) > MAX_FILE_BYTES:
        raise TreeError(1, f"larger than {MAX_FILE_BYTES // 10**6} MB")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise TreeError(line, "not UTF-8 text: save the file as UTF-8") from None


class _Values:
    """Turns a document's tree into plain values and reports what YAML allows and we do not."""

    def __init__(self, document: Document, names: Names, report: Report) -> None:
        self._document = document
        self._names = names
        self._report = report

    def fill(self) -> None:
        data = self._value(self._document.root, ())
        if isinstance(data, dict):
            self._document.data = data

    def _value(self, node: Node, key: Key) -> object:
        if isinstance(node, Mapping):
            return self._mapping(node, key)
        if isinstance(node, Sequence):
            items = [self._value(item, (*key, i)) for i, item in enumerate(node.items)]
            for index, item in enumerate(items):
                if item is None:
                    self._report.add(self._document, (*key, index), "found nothing in this place")
            return items
        return self._scalar(node, key) if isinstance(node, Scalar) else None

    def _mapping(self, node: Mapping, key: Key) -> dict[str, object]:
        found: dict[str, object] = {}
        lines: dict[str, int] = {}
        for name, child in node.entries:
            text = name.value() if isinstance(name, Scalar) else None
            if not isinstance(text, str) or text == "<<":
                self._bad_key(name, key)
            elif text in found or text in lines:
                message = f"this key stands here twice, first in line {lines[text]}: remove one"
                self._at(name, (*key, text), message)
            else:
                lines[text] = name.line
                value = self._value(child, (*key, text))
                if value is not None:
                    found[text] = value
                elif key:  # a section may be empty, a key may not
                    message = "found nothing, expected a value; leave the key out for its default"
                    self._report.add(self._document, (*key, text), message)
        return found

    def _bad_key(self, name: Node, key: Key) -> None:
        if isinstance(name, Scalar) and name.text == "<<":
            message = "merge keys (<<) are not supported: write the keys out"
        elif isinstance(name, Scalar):
            message = f'a key must be a text: write it in quotes, "{name.text}"'
        else:
            message = "a key must be a text, not a list or a mapping; a text with { or [ in front \
needs quotes"
        self._at(name, key, message)

    def _at(self, node: Node, key: Key, message: str) -> None:
        self._report.add_node(self._document, node, message, key=key)

    def _scalar(self, node: Scalar, key: Key) -> object:
        value = node.value()
        if not isinstance(value, str) or "${" not in value:
            return value
        try:
            text, used = self._names.expand(value)
        except UnknownNameError as error:
            self._report.add(self._document, key, str(error))
            return ""
        if used:
            self._document.hide(key, used)
        return text
