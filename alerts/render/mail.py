"""The e-mail of an alert: text and HTML, with every scraped string neutralised."""

import email.policy
import re
import textwrap
from datetime import datetime
from email.charset import QP, Charset
from email.header import Header
from email.message import Message as MailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.utils import format_datetime, formataddr, parseaddr
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from alerts.render.excerpt import Piece, marked, snippets
from alerts.render.neutral import clip, one_line, web_link
from alerts.types import Alert, DeliveryId, Field, Match, Severity

_SUBJECT_CHARS: Final = 150
_TITLE_CHARS: Final = 300
_URL_CHARS: Final = 1000
_WIDTH: Final = 72
_MAX_FOUND: Final = 12
_MAX_TEXTS: Final = 5

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


def mail(
    alert: Alert,
    text: str,
    *,
    delivery: DeliveryId,
    sender: str,
    recipient: str,
    timezone: ZoneInfo,
) -> bytes:
    """Return the message that tells `recipient` of `alert` on an article with this `text`.

    ASCII with CRLF line ends (RFC 5322), multipart/alternative of text and HTML. `sender` and
    `recipient` are mail addresses, with or without a display name; times show in `timezone`. The
    same arguments give the same bytes.
    """
    message: MailMessage[Any, Any] = MIMEMultipart("alternative", boundary=f"=_{delivery}")
    for name, value in _headers(alert, delivery, sender, recipient, timezone).items():
        message[name] = value
    shown = _shown(alert, text, timezone)
    for kind, template in (("plain", "alert.txt"), ("html", "alert.html")):
        body = _TEMPLATES.get_template(template).render(shown)
        part = MIMENonMultipart("text", kind, charset="utf-8")
        part.set_payload(body, _UTF8)
        message.attach(part)
    return message.as_bytes(policy=_POLICY)


def _headers(
    alert: Alert, delivery: DeliveryId, sender: str, recipient: str, timezone: ZoneInfo
) -> dict[str, Header | str]:
    domain = re.sub(r"[^a-zA-Z0-9.-]", "", parseaddr(sender)[1].rpartition("@")[2]) or "localhost"
    rule = re.sub(r"[^a-z0-9]+", "-", alert.rule.lower()).strip("-") or "rule"
    title = one_line(alert.article.title) or one_line(alert.article.url)
    urgency = "" if alert.severity is Severity.NORMAL else f"{alert.severity}, "
    subject = clip(f"[{urgency}{one_line(alert.rule)}] {title}", _SUBJECT_CHARS)
    return {
        # Always as an encoded word: a title that is itself one, with line breaks in it, would
        # else be decoded and injected when the message is written (CVE-2024-6923).
        "Subject": Header(subject, "utf-8", header_name="Subject"),
        "From": _address(sender),
        "To": _address(recipient),
        "Date": format_datetime(alert.created_at.astimezone(timezone)),
        "Message-ID": f"<{delivery}@{domain}>",
        "List-Id": f"<{rule}.wireroom.{domain}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "X-Wireroom-Alert": one_line(alert.id),
    }


def _address(address: str) -> str:
    """Return `address` for a header; a name that is not ASCII becomes an encoded word."""
    name, mailbox = parseaddr(one_line(address))
    return formataddr((name, mailbox), _UTF8) if mailbox.isascii() else one_line(address)


def _shown(alert: Alert, text: str, timezone: ZoneInfo) -> dict[str, Any]:
    """Return what the templates show; every string in it is neutral and on one line."""
    article = alert.article
    title = clip(article.title, _TITLE_CHARS)
    link = web_link(article.url)
    published = _when(article.published_at, timezone) if article.published_at else "not given"
    return {
        "title": marked(title, _title_spans(alert.matches))
        or (Piece(text="(untitled)", marked=False),),
        "title_line": one_line(title) or "(untitled)",
        "link": link,
        "address": clip(one_line(link or article.url), _URL_CHARS) if link is None else link,
        "source": _source(article.source, link),
        "published": published,
        "found": _when(alert.created_at, timezone),
        "language": one_line(article.language or ""),
        "rule": one_line(alert.rule),
        "severity": str(alert.severity),
        "found_list": _found(alert.matches),
        "snippets": snippets(text, alert.matches),
        "alert_id": one_line(alert.id),
        "wrap": _wrap,
        "flat": _flat,
    }


def _title_spans(matches: tuple[Match, ...]) -> list[tuple[int, int]]:
    return [(m.start, m.end) for m in matches if m.field is Field.TITLE]


def _source(source: str, link: str | None) -> str:
    host = urlsplit(link).hostname if link else None
    return one_line(f"{source} ({host})" if host else source)


def _when(moment: datetime, timezone: ZoneInfo) -> str:
    """Return a time with its zone: `2023-08-13 14:05 Africa/Bamako (UTC+00:00)`."""
    local = moment.astimezone(timezone)
    offset = local.strftime("%z")
    return f"{local:%Y-%m-%d %H:%M} {timezone.key} (UTC{offset[:3]}:{offset[3:5]})"


def _found(matches: tuple[Match, ...]) -> list[dict[str, Any]]:
    """Return each entity with the words that named it and the words that proved them."""
    found: dict[str, dict[str, dict[str, None]]] = {}
    for match in matches:
        name = one_line(match.entity or f"“{clip(match.text, _WIDTH)}”")
        entry = found.setdefault(name, {"texts": {}, "evidence": {}})
        if match.entity is not None:
            entry["texts"][one_line(clip(match.text, _WIDTH))] = None
        for evidence in match.evidence:
            proof = f"{one_line(clip(evidence.text, _WIDTH))} ({one_line(evidence.set)})"
            entry["evidence"][proof] = None
    return [
        {
            "name": name,
            "texts": list(entry["texts"])[:_MAX_TEXTS],
            "evidence": list(entry["evidence"])[:_MAX_TEXTS],
        }
        for name, entry in list(found.items())[:_MAX_FOUND]
    ]


def _flat(pieces: tuple[Piece, ...]) -> str:
    """Return `pieces` as text, marked ones between asterisks."""
    return one_line("".join(f"*{p.text}*" if p.marked else p.text for p in pieces))


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
