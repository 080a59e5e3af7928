"""WARC: what a crawler was answered (ISO 28500), gzipped or not."""

import io
import zlib
from collections.abc import Iterator
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParserException

from monitor.read.document import Document, Read, Stream, Unreadable

MAX_BYTES = 50_000_000

_PAGES = ("text/html", "application/xhtml+xml")
_BROKEN = (
    ArchiveLoadFailed, StatusAndHeadersParserException, ValueError, EOFError, OSError, zlib.error,
)  # fmt: skip
# What warcio 1.8 itself raises where a header is missing or misspelt.
_STUMBLED = (AttributeError, TypeError, LookupError)


class _Watched(io.RawIOBase):
    """A file that ends where its compression breaks, and remembers why.

    warcio takes an EOFError of its input for the end of the archive.
    """

    def __init__(self, file: Stream) -> None:
        self._file = file
        self._offset = 0
        self._tail = b""
        self.broken = ""

    @property
    def complete(self) -> bool:
        """Whether what was read ends as a record has to (ISO 28500, section 4)."""
        return self._tail.endswith((b"\r\n\r\n", b"\n\n"))

    def read(self, size: int = -1) -> bytes:
        try:
            data = self._file.read1(size)
        except (EOFError, OSError, zlib.error) as error:
            self.broken = str(error)
            return b""
        self._offset += len(data)
        self._tail = (self._tail + data)[-4:]
        return data

    def tell(self) -> int:
        return self._offset


def read_archive(file: Stream, address: str) -> Iterator[Read]:
    """Yield the HTML pages answered with 200, by record number; other records are passed over.

    A revisit has no body of its own and is passed over too. A truncated or broken archive ends
    with an Unreadable that says from where on. Bodies are unchunked and decompressed.
    """
    watched = _Watched(file)
    number = 0
    try:
        for number, record in enumerate(ArchiveIterator(watched), 1):
            found = _page(number, record)
            if found:
                yield found
            if _is_cut(record):
                yield _rest(number, "the record ends too early")
                return
    except _BROKEN as error:
        yield _rest(number + 1, str(error).strip() or "the file ends too early")
        return
    except _STUMBLED:
        yield _rest(number + 1, "a header is missing or damaged")
        return
    if watched.broken:
        yield _rest(number + 1, watched.broken)
    elif number == 0:
        yield Unreadable(number=1, message="holds no record; expected a WARC file")
    elif not watched.complete:
        yield _rest(number + 1, "the file ends too early")


def _rest(number: int, why: str) -> Unreadable:
    first = why.splitlines()[0][:200]
    return Unreadable(number=number, message=f"cannot be read from this record on: {first}")


def _page(number: int, record: Any) -> Read | None:
    headers = record.rec_headers
    url = (headers.get_header("WARC-Target-URI") or "").strip("<> ")
    content_type = _content_type(record)
    if not content_type.lower().startswith(_PAGES) or not url.startswith(("http://", "https://")):
        return None
    body = record.content_stream().read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        return Unreadable(number=number, message=f"{url}: the page is larger than 50 MB")
    if not body.strip():
        return None
    return Document(number=number, url=url, html=body, content_type=content_type)


def _content_type(record: Any) -> str:
    """Return the type of a page that was answered; empty for every other record."""
    if record.rec_type == "response" and record.http_headers is not None:
        if record.http_headers.get_statuscode() != "200":
            return ""
        return record.http_headers.get_header("Content-Type") or ""
    if record.rec_type == "resource":
        return record.rec_headers.get_header("Content-Type") or ""
    return ""


def _is_cut(record: Any) -> bool:
    """Tell whether the file ended within this record; reads it to its end."""
    stream = record.raw_stream
    while stream.read(65_536):
        pass
    return getattr(stream, "limit", 0) > 0
