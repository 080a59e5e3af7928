"""What is written on the outside of a mail: the headers of the field, folded and harmless.

`Precedence` is left out on purpose: no standard defines it (RFC 2076, section 3.9, discourages
it), and Auto-Submitted (RFC 3834) and List-Id (RFC 2919) say what it was used for. So is
`X-Priority`: spam filters count it, and clients that show urgency read Importance (RFC 2156).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.charset import Charset
from email.header import Header
from email.utils import format_datetime, formataddr, parseaddr
from typing import Final

from alerts.render.leave import Leave, leaving
from alerts.render.neutral import clip, one_line
from alerts.types import DeliveryId

_SUBJECT_CHARS: Final = 150
_UTF8: Final = Charset("utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is written on the outside. `list_name` is the left part of the List-Id.

    `mark` is the header that tells what the letter is about, and its value. Letters of one
    `thread` are one conversation, and an `urgent` one is shown as such. `unsubscribe` is what the
    channel says of it; see `leave.leaving`.
    """

    delivery: DeliveryId
    subject: str
    sender: str
    recipient: str
    date: datetime
    list_name: str
    mark: tuple[str, str]
    thread: str | None = None
    urgent: bool = False
    unsubscribe: str | None = None


class _Token(Header):
    """A value in angle brackets, on the line of its name however long it is.

    Folded in front of it the line would be empty, and clients read a space into the value.
    """

    def encode(
        self, splitchars: str = "", maxlinelen: int | None = None, linesep: str = "\n"
    ) -> str:
        return super().encode(splitchars, 0, linesep)


def leave_of(letter: Letter) -> Leave:
    """Return how the recipient of `letter` gets no more of its list."""
    return leaving(
        letter.unsubscribe,
        sender=letter.sender,
        recipient=letter.recipient,
        list_name=letter.list_name,
        delivery=letter.delivery,
    )


def headers(letter: Letter) -> Iterator[tuple[str, Header | str]]:
    """Yield the headers of `letter` but those of MIME; every value is ASCII when it is written."""
    domain = _domain(letter.sender)
    # Always as an encoded word: a title that is itself one, with line breaks in it, would else
    # be decoded and injected when the message is written (CVE-2024-6923).
    subject = clip(one_line(letter.subject), _SUBJECT_CHARS)
    yield "Subject", Header(subject, "utf-8", header_name="Subject")
    yield "From", _address(letter.sender)
    yield "To", _address(letter.recipient)
    yield "Date", format_datetime(letter.date)
    yield "Message-ID", _Token(f"<{letter.delivery}@{domain}>")
    if letter.thread:
        # A root that is never sent, the same in the first letter and in the last: letters that
        # name it are one conversation in whatever order they come (RFC 5256, REFERENCES).
        root = _Token(f"<{letter.thread}@{domain}>")
        yield "In-Reply-To", root
        yield "References", root
    yield "List-Id", _Token(f"<{letter.list_name}.wireroom.{domain}>")
    leave = leave_of(letter)
    yield "List-Unsubscribe", _Token(f"<{leave.address}>")
    if leave.one_click:
        yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"
    yield "Auto-Submitted", "auto-generated"
    yield "X-Auto-Response-Suppress", "All"
    if letter.urgent:
        yield "Importance", "high"
    name, value = letter.mark
    yield name, one_line(value)


def _domain(sender: str) -> str:
    mailbox = parseaddr(sender)[1]
    return re.sub(r"[^a-zA-Z0-9.-]", "", mailbox.rpartition("@")[2]) or "localhost"


def _address(address: str) -> str:
    """Return `address` for a header; a name that is not ASCII becomes an encoded word."""
    name, mailbox = parseaddr(one_line(address))
    return formataddr((name, mailbox), _UTF8) if mailbox.isascii() else one_line(address)
