"""What all e-mails have in common: how they are written and laid out."""

import email.policy
import textwrap
from collections.abc import Mapping
from datetime import datetime
from email.charset import QP, Charset
from email.message import Message as MailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from typing import Any, Final
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from alerts.render.headers import Letter, headers, leave_of

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


def written(letter: Letter, template: str, shown: Mapping[str, Any]) -> bytes:
    """Return the message in ASCII with CRLF line ends (RFC 5322): text and HTML.

    Both parts come from the templates called `template`, which show `shown`, may `wrap`, and end
    with how to `leave`. Every string in `shown` has to be neutral; what stands in `letter` is
    made so.
    """
    boundary = f"=_{letter.delivery}"
    message: MailMessage[Any, Any] = MIMEMultipart("alternative", boundary=boundary)
    for name, value in headers(letter):
        message[name] = value
    given = {**shown, "wrap": _wrap, "leave": leave_of(letter)}
    for kind, ending in (("plain", "txt"), ("html", "html")):
        body = _TEMPLATES.get_template(f"{template}.{ending}").render(given)
        part = MIMENonMultipart("text", kind, charset="utf-8")
        part.set_payload(body, _UTF8)
        message.attach(part)
    return message.as_bytes(policy=_POLICY)


def when(moment: datetime, timezone: ZoneInfo) -> str:
    """Return a time with its zone: `2023-08-13 14:05 Africa/Bamako (UTC+00:00)`."""
    local = moment.astimezone(timezone)
    offset = local.strftime("%z")
    return f"{local:%Y-%m-%d %H:%M} {timezone.key} (UTC{offset[:3]}:{offset[3:5]})"


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
