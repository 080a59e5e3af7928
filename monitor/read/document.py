"""What `wireroom import` finds in a file."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One article from a file.

    `number` is its line, record or entry in the file, from 1. `text` and `title` are ready to use;
    `raw_text` is a text file as it stands, headline and page remnants included; `html` is a whole
    page, in the charset that it or `content_type` says; `summary` is an HTML fragment or plain
    text. Any of them may be missing, never all. `source` and `language` are what the file says.
    """

    number: int
    url: str
    title: str = ""
    text: str | None = None
    raw_text: str | None = None
    html: bytes | None = None
    content_type: str = ""
    summary: str | None = None
    published_at: datetime | None = None
    language: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFile:
    """A feed in a file: many articles, to be read as a polled body is."""

    number: int
    url: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A place in a file that cannot be read, and what was expected there."""

    number: int
    message: str


class Stream(Protocol):
    """What the readers need of an open file."""

    def read(self, size: int = -1, /) -> bytes:
        """Return this many bytes, fewer only at the end."""
        ...

    def read1(self, size: int = -1, /) -> bytes:
        """Return at most this many bytes, as soon as there are any."""
        ...

    def readline(self, size: int = -1, /) -> bytes:
        """Return a line, at most this many bytes of it."""
        ...


Read = Document | FeedFile | Unreadable
