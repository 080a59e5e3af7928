"""Files that are one article, or one feed."""

import zlib
from collections.abc import Iterator

from monitor.charset import decode
from monitor.read.document import Document, FeedFile, Read, Stream, Unreadable

# What a page may weigh; a compressed file is unpacked no further.
MAX_BYTES = 50_000_000


def read_text(file: Stream, address: str) -> Iterator[Read]:
    """Yield a text file as one document with `raw_text`, whatever its charset."""
    body = _body(file)
    if isinstance(body, Unreadable):
        yield body
        return
    text = decode(body, "")
    if text.strip():
        yield Document(number=1, url=address, raw_text=text)
    else:
        yield Unreadable(number=1, message="is empty; expected a headline, a blank line and a text")


def read_html(file: Stream, address: str) -> Iterator[Read]:
    """Yield an HTML file as one document with `html`."""
    body = _body(file)
    if isinstance(body, Unreadable):
        yield body
    elif body.strip():
        yield Document(number=1, url=address, html=body, content_type="text/html")
    else:
        yield Unreadable(number=1, message="is empty; expected an HTML page")


def read_feed_file(file: Stream, address: str) -> Iterator[Read]:
    """Yield a feed's bytes."""
    body = _body(file)
    if isinstance(body, Unreadable):
        yield body
    elif body.strip():
        yield FeedFile(number=1, url=address, body=body)
    else:
        yield Unreadable(number=1, message="is empty; expected an RSS or Atom feed")


def _body(file: Stream) -> bytes | Unreadable:
    try:
        body = file.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        return Unreadable(number=1, message=f"cannot be read to its end ({error})")
    if len(body) > MAX_BYTES:
        return Unreadable(
            number=1, message=f"is larger than {MAX_BYTES // 1_000_000} MB; expected one article"
        )
    return body
