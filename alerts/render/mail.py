"""The e-mail of an alert: text and HTML, with every scraped string neutralised."""

import re
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from alerts.render.excerpt import Piece, marked, snippets
from alerts.render.letter import Letter, when, written
from alerts.render.neutral import clip, one_line, web_link
from alerts.types import Alert, DeliveryId, Field, Match, Severity

_TITLE_CHARS: Final = 300
_URL_CHARS: Final = 1000
_WORD_CHARS: Final = 72
_MAX_FOUND: Final = 12
_MAX_TEXTS: Final = 5


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
    letter = Letter(
        delivery=delivery,
        subject=subject(alert),
        sender=sender,
        recipient=recipient,
        date=alert.created_at.astimezone(timezone),
        list_name=re.sub(r"[^a-z0-9]+", "-", alert.rule.lower()).strip("-") or "rule",
        mark=("X-Wireroom-Alert", alert.id),
    )
    return written(letter, "alert", shown(alert, text, timezone))


def subject(alert: Alert) -> str:
    """Return `alert` in one line: how urgent, by which rule, the title; neutral, however long."""
    title = one_line(alert.article.title) or one_line(alert.article.url)
    urgency = "" if alert.severity is Severity.NORMAL else f"{alert.severity}, "
    return f"[{urgency}{one_line(alert.rule)}] {title}"


def shown(alert: Alert, text: str, timezone: ZoneInfo) -> dict[str, Any]:
    """Return what templates show of `alert`; every string in it is neutral and on one line."""
    article = alert.article
    title = clip(article.title, _TITLE_CHARS)
    link = web_link(article.url)
    published = when(article.published_at, timezone) if article.published_at else "not given"
    return {
        "title": marked(title, _title_spans(alert.matches))
        or (Piece(text="(untitled)", marked=False),),
        "title_line": one_line(title) or "(untitled)",
        "link": link,
        "address": clip(one_line(link or article.url), _URL_CHARS) if link is None else link,
        "source": _source(article.source, link),
        "published": published,
        "found": when(alert.created_at, timezone),
        "language": one_line(article.language or ""),
        "rule": one_line(alert.rule),
        "severity": str(alert.severity),
        "found_list": _found(alert.matches),
        "snippets": snippets(text, alert.matches),
        "alert_id": one_line(alert.id),
        "flat": _flat,
    }


def _title_spans(matches: tuple[Match, ...]) -> list[tuple[int, int]]:
    return [(m.start, m.end) for m in matches if m.field is Field.TITLE]


def _source(source: str, link: str | None) -> str:
    host = urlsplit(link).hostname if link else None
    return one_line(f"{source} ({host})" if host else source)


def _found(matches: tuple[Match, ...]) -> list[dict[str, Any]]:
    """Return each entity with the words that named it and the words that proved them."""
    found: dict[str, dict[str, dict[str, None]]] = {}
    for match in matches:
        name = one_line(match.entity or f"“{clip(match.text, _WORD_CHARS)}”")
        entry = found.setdefault(name, {"texts": {}, "evidence": {}})
        if match.entity is not None:
            entry["texts"][one_line(clip(match.text, _WORD_CHARS))] = None
        for evidence in match.evidence:
            proof = f"{one_line(clip(evidence.text, _WORD_CHARS))} ({one_line(evidence.set)})"
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
