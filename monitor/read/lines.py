"""JSON Lines: an article a line."""

import json
import re
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from monitor.read.document import Document, Read, Stream, Unreadable

MAX_LINE_BYTES = 50_000_000

_BOM = b"\xef\xbb\xbf"
_TEXTS = ("text", "html", "summary")
_KEYS = ("url", "title", *_TEXTS, "published", "language", "source")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_PLAIN_URL = re.compile(r"https?://[\w.-]+/")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?=$|[-_])")
_TYPES = {dict: "an object", list: "a list", bool: "true or false", int: "a number",
          float: "a number"}  # fmt: skip


class _LineError(ValueError):
    """A line is not as it should be; says what was expected."""


def read_lines(file: Stream, address: str) -> Iterator[Read]:
    """Yield a document for each line, by its number; blank lines are passed over.

    The keys are url, title, text, html, summary, published, language and source. Only url, and a
    title or a text, must be there; null is absent, unknown keys are ignored, and a date that
    cannot be read is None. Any other line is Unreadable.
    """
    number = 0
    while True:
        number += 1
        try:
            line = file.readline(MAX_LINE_BYTES + 1)
        except (OSError, EOFError, zlib.error) as error:
            yield Unreadable(number=number, message=f"cannot be read from here on ({error})")
            return
        if not line:
            return
        if len(line) > MAX_LINE_BYTES:
            yield Unreadable(
                number=number,
                message=f"is longer than {MAX_LINE_BYTES // 1_000_000} MB; the rest is not read",
            )
            return
        line = line.removeprefix(_BOM) if number == 1 else line
        if line.isspace():
            continue
        try:
            yield _document(number, line)
        except _LineError as error:
            yield Unreadable(number=number, message=str(error))


def _document(number: int, line: bytes) -> Document:
    fields = _fields(line)
    url = fields["url"].strip()
    if not url:
        raise _LineError('no "url"; expected the address that identifies the article')
    _check_url(url)
    texts = {key: fields[key] if fields[key].strip() else None for key in _TEXTS}
    title = " ".join(fields["title"].split())
    if not title and not any(texts.values()):
        raise _LineError('nothing to read; expected "title" and one of "text", "html", "summary"')
    html = texts["html"]
    language = _LANGUAGE.match(fields["language"].strip())
    return Document(
        number=number,
        url=url,
        title=title,
        text=texts["text"],
        html=html.encode() if html else None,
        content_type="text/html; charset=utf-8" if html else "",
        summary=texts["summary"],
        published_at=_moment(fields["published"]),
        language=language[0].lower() if language else None,
        source=fields["source"].strip() or None,
    )


def _fields(line: bytes) -> dict[str, str]:
    """Return the known keys; a missing or null one is empty."""
    found = _object(line)
    fields: dict[str, str] = {}
    for key in _KEYS:
        value = found.get(key)
        if value is None:
            fields[key] = ""
        elif isinstance(value, str):
            fields[key] = value
        else:
            raise _LineError(f'"{key}" is {_TYPES[type(value)]}; expected a string')
    if b"\\u" in line:
        fields = {key: _UNSTORABLE.sub("\ufffd", value) for key, value in fields.items()}
    return fields


def _object(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise _LineError(f"is not UTF-8 (byte {error.start + 1}); expected UTF-8") from error
    except json.JSONDecodeError as error:
        raise _LineError(f"is no JSON: {error.msg} at column {error.colno}") from error
    except (ValueError, RecursionError) as error:
        raise _LineError("is no JSON that can be read; expected one flat object") from error
    if not isinstance(found, dict):
        raise _LineError('is no JSON object; expected {"url": …, "title": …, "text": …}')
    return found


def _check_url(url: str) -> None:
    if _PLAIN_URL.match(url):
        return
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise _LineError(f'"url" is {url!r}, which is no address ({error})') from error
    if parts.scheme == "file" or (parts.scheme in {"http", "https"} and parts.netloc):
        return
    raise _LineError(f'"url" is {url[:200]!r}; expected an address with http:// or https://')


def _moment(written: str) -> datetime | None:
    """Return a date of ISO 8601 or RFC 5322 in UTC, which is also taken where no zone is named."""
    text = written.strip()
    if not text:
        return None
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(text)
            return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
        except (ValueError, OverflowError, TypeError, IndexError):
            continue
    return None
