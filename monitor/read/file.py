"""Which reader a file goes to."""

import gzip
import io
from collections.abc import Callable, Iterator
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import UsageError
from monitor.read.archive import read_archive
from monitor.read.document import Read, Stream
from monitor.read.lines import read_lines
from monitor.read.whole import read_feed_file, read_html, read_text

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_Reader = Callable[[Stream, str], Iterator[Read]]
_READERS: dict[str, _Reader] = {
    "txt": read_text,
    "html": read_html,
    "jsonl": read_lines,
    "warc": read_archive,
    "xml": read_feed_file,
}
FORMATS = tuple(_READERS)

_BY_EXTENSION = {
    ".txt": "txt", ".text": "txt", ".html": "html", ".htm": "html", ".xhtml": "html",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".warc": "warc", ".xml": "xml", ".rss": "xml",
    ".atom": "xml", ".rdf": "xml",
}  # fmt: skip
_BUFFER_BYTES = 262_144
_GZIP = b"\x1f\x8b"


class _Unpacked(io.RawIOBase):
    """A gzip file that gives all there is before a break, where GzipFile.read gives nothing."""

    def __init__(self, file: BufferedReader) -> None:
        self._file = gzip.GzipFile(fileobj=file)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        view = memoryview(buffer).cast("B")
        data = self._file.read1(len(view))
        view[: len(data)] = data
        return len(data)


def documents(path: Path, *, format: str | None = None) -> Iterator[Read]:
    """Return the articles in a file, one after the other; of a big file only one is in memory.

    The format is one of FORMATS, or told by the extension, with or without `.gz`. Whether a file
    is compressed is told by its bytes. What cannot be read comes as Unreadable with its number,
    and the rest goes on; after a broken archive or compression nothing more comes.
    Raises UsageError at once, before anything is read, for a path that is no readable file and for
    an unknown format.
    """
    name = _format_of(path, format)
    try:
        with path.open("rb") as file:
            packed = file.read(2) == _GZIP
    except OSError as error:
        raise UsageError(_trouble(path, error)) from error
    return _read(path, _READERS[name], packed=packed)


def _read(path: Path, reader: _Reader, *, packed: bool) -> Iterator[Read]:
    address = path.resolve().as_uri()
    with path.open("rb") as file:
        if not packed:
            yield from reader(file, address)
            return
        with BufferedReader(_Unpacked(file), _BUFFER_BYTES) as unpacked:
            yield from reader(unpacked, address)


def _format_of(path: Path, wanted: str | None) -> str:
    if wanted is not None:
        name = wanted.lower().removeprefix(".").removesuffix(".gz")
        name = _BY_EXTENSION.get(f".{name}", name)
        if name in _READERS:
            return name
        raise UsageError(f"--format {wanted}: unknown; known are {', '.join(FORMATS)}")
    suffix = Path(path.name.lower().removesuffix(".gz")).suffix
    if suffix not in _BY_EXTENSION and path.exists() and not path.is_dir():
        raise UsageError(
            f"{path}: cannot tell its format by its name; say it with --format, one of "
            f"{', '.join(FORMATS)}"
        )
    return _BY_EXTENSION.get(suffix, "txt")


def _trouble(path: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"{path}: there is no such file"
    if isinstance(error, IsADirectoryError):
        return f"{path}: is a directory; name the files in it, for example {path}/*.jsonl"
    return f"{path}: cannot be read ({error.strerror or error})"
