"""What all e-mails have in common: how they are written, addressed and laid out."""

import email.policy
import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.charset import QP, Charset
from email.header import Header
from email.message import Message as MailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.utils import format_datetime, formataddr, parseaddr
from typing import Any, Final
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from alerts.render.neutral import clip, one_line
from alerts.types import DeliveryId

_SUBJECT_CHARS: Final = 150
_WIDTH: Final = 72

_POLICY: Final = email.policy.compat32.clone(linesep="\r\n")
_UTF8: Final = Charset("utf-8")
_UTF8.body_encoding = QP

_TEMPLATES: Final = Environment(
    loader=PackageLoader("alerts.render", "templates"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is written on the outside. `list_name` is the left part of the List-Id.

    `mark` is the header that tells what the letter is about, and its value.
    """

    delivery: DeliveryId
    subject: str
    sender: str
    recipient: str
    date: datetime
    list_name: str
    mark: tuple[str, str]


def written(letter: Letter, template: str, shown: Mapping[str, Any]) -> bytes:
    """Return the message in ASCII with CRLF line ends (RFC 5322): text and HTML.

    Both parts come from the templates called `template`, which show `shown` and may `wrap`. Every
    string in `shown` has to be neutral; what stands in `letter` is made so here.
    """
    boundary = f"=_{letter.delivery}"
    message: MailMessage[Any, Any] = MIMEMultipart("alternative", boundary=boundary)
    for name, value in _headers(letter).items():
        message[name] = value
    for kind, ending in (("plain", "txt"), ("html", "html")):
        body = _TEMPLATES.get_template(f"{template}.{ending}").render(shown, wrap=_wrap)
        part = MIMENonMultipart("text", kind, charset="utf-8")
        part.set_payload(body, _UTF8)
        message.attach(part)
    return message.as_bytes(policy=_POLICY)


def when(moment: datetime, timezone: ZoneInfo) -> str:
    """Return a time with its zone: `2023-08-13 14:05 Africa/Bamako (UTC+00:00)`."""
    local = moment.astimezone(timezone)
    offset = local.strftime("%z")
    return f"{local:%Y-%m-%d %H:%M} {timezone.key} (UTC{offset[:3]}:{offset[3:5]})"


def _headers(letter: Letter) -> dict[str, Header | str]:
    mailbox = parseaddr(letter.sender)[1]
    domain = re.sub(r"[^a-zA-Z0-9.-]", "", mailbox.rpartition("@")[2]) or "localhost"
    subject = clip(one_line(letter.subject), _SUBJECT_CHARS)
    name, value = letter.mark
    return {
        # Always as an encoded word: a title that is itself one, with line breaks in it, would
        # else be decoded and injected when the message is written (CVE-2024-6923).
        "Subject": Header(subject, "utf-8", header_name="Subject"),
        "From": _address(letter.sender),
        "To": _address(letter.recipient),
        "Date": format_datetime(letter.date),
        "Message-ID": f"<{letter.delivery}@{domain}>",
        "List-Id": f"<{letter.list_name}.wireroom.{domain}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        name: one_line(value),
    }


def _address(address: str) -> str:
    """Return `address` for a header; a name that is not ASCII becomes an encoded word."""
    name, mailbox = parseaddr(one_line(address))
    return formataddr((name, mailbox), _UTF8) if mailbox.isascii() else one_line(address)


def _wrap(text: str, indent: str = "") -> str:
    """Return `text` in lines of 72 characters; words, and so addresses, are never broken."""
    return textwrap.fill(
        text,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
