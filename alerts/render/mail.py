"""The e-mail of an alert: text and HTML, with every scraped string neutralised."""

import re
from dataclasses import dataclass, field
from typing import Any, Final
from zoneinfo import ZoneInfo

from alerts.render.excerpt import Piece, lead, marked, snippets
from alerts.render.headers import Letter
from alerts.render.ids import thread_id
from alerts.render.letter import when, written
from alerts.render.neutral import clip, one_line, web_link
from alerts.render.news import first_new, source_of, told
from alerts.types import Alert, DeliveryId, Field, Match, Severity, Thread

_TITLE_CHARS: Final = 300
_URL_CHARS: Final = 1000
_SHORT_URL_CHARS: Final = 100
_WORD_CHARS: Final = 72
_PREVIEW_CHARS: Final = 140
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
    thread: Thread | None = None,
    unsubscribe: str | None = None,
) -> bytes:
    """Return the message that tells `recipient` of `alert` on an article with this `text`.

    ASCII with CRLF line ends (RFC 5322), multipart/alternative of text and HTML. `sender` and
    `recipient` are mail addresses, with or without a display name; times show in `timezone`. The
    subject has the title of `thread`, as mail programs part a conversation where it changes; the
    first mail of one needs none. The same arguments give the same bytes.
    """
    thread = thread or thread_of(alert)
    letter = Letter(
        delivery=delivery,
        subject=subject(alert, thread),
        sender=sender,
        recipient=recipient,
        date=alert.created_at.astimezone(timezone),
        list_name=re.sub(r"[^a-z0-9]+", "-", alert.rule.lower()).strip("-") or "rule",
        mark=("X-Wireroom-Alert", alert.id),
        thread=thread.id,
        urgent=alert.severity is Severity.HIGH,
        unsubscribe=unsubscribe,
    )
    return written(letter, "alert", shown(alert, text, timezone, thread))


def thread_of(alert: Alert) -> Thread:
    """Return the conversation that `alert` opens if it is the first of its article."""
    return Thread(id=thread_id(alert.article.canonical_url), title=alert.article.title)


def subject(alert: Alert, thread: Thread | None = None) -> str:
    """Return `alert` in one line: how urgent, by which rule, the title; neutral, however long.

    The title is that of `thread`, if it is given.
    """
    first = one_line(thread.title) if thread else ""
    title = first or one_line(alert.article.title) or one_line(alert.article.url)
    urgency = "" if alert.severity is Severity.NORMAL else f"{alert.severity}, "
    return f"[{urgency}{one_line(alert.rule)}] {title}"


def shown(
    alert: Alert, text: str, timezone: ZoneInfo, thread: Thread | None = None
) -> dict[str, Any]:
    """Return what templates show of `alert`; every string in it is neutral and on one line."""
    thread = thread or thread_of(alert)
    article = alert.article
    title = clip(article.title, _TITLE_CHARS)
    link = web_link(article.url)
    news, taken = told(alert, text)
    first, end = lead(text, alert.matches, taken)
    published = when(article.published_at, timezone) if article.published_at else "not given"
    return {
        "title": marked(title, _title_spans(alert.matches))
        or (Piece(text="(untitled)", marked=False),),
        "title_line": one_line(title) or "(untitled)",
        "preview": _preview(alert, thread.title, first),
        "link": link,
        "address": link or clip(one_line(article.url), _URL_CHARS),
        "short_address": clip(link or one_line(article.url), _SHORT_URL_CHARS),
        "source": source_of(article.source, link),
        "published": published,
        "found": when(alert.created_at, timezone),
        "language": _language(article.language),
        "rule": one_line(alert.rule),
        "severity": str(alert.severity),
        **news,
        "lead": first,
        "snippets": snippets(text, alert.matches, end, taken),
        "found_list": _found(alert.matches),
        "unlisted": max(0, len(_by_name(alert.matches)) - _MAX_FOUND),
        "alert_id": one_line(alert.id),
        "flat": _flat,
    }


def _preview(alert: Alert, subject: str, first: tuple[Piece, ...]) -> str:
    """Return what a list of mails shows beside the subject: what is new, or else the lead.

    After it, or before the lead, comes a title that the subject does not have.
    """
    title = alert.article.title
    titles = [] if one_line(title) == one_line(subject) else [title]
    new = first_new(alert, _PREVIEW_CHARS)
    words = [new, *titles] if new else [*titles, "".join(piece.text for piece in first)]
    return clip(one_line(" – ".join(words)), _PREVIEW_CHARS)


def _title_spans(matches: tuple[Match, ...]) -> list[tuple[int, int]]:
    return [(m.start, m.end) for m in matches if m.field is Field.TITLE]


def _language(code: str | None) -> str:
    """Return the code of a language, and nothing of what is none: it goes into an attribute."""
    return code if code and re.fullmatch(r"[a-z]{2,3}", code) else ""


@dataclass(slots=True)
class _Entry:
    """The words that name an entity and those that prove it, each once, in their order."""

    texts: dict[str, None] = field(default_factory=dict)
    evidence: dict[tuple[str, str], None] = field(default_factory=dict)


def _by_name(matches: tuple[Match, ...]) -> dict[str, _Entry]:
    found: dict[str, _Entry] = {}
    for match in matches:
        name = one_line(match.entity or f"“{clip(match.text, _WORD_CHARS)}”")
        entry = found.setdefault(name, _Entry())
        if match.entity is not None:
            entry.texts[one_line(clip(match.text, _WORD_CHARS))] = None
        for evidence in match.evidence:
            proof = one_line(clip(evidence.text, _WORD_CHARS))
            entry.evidence[proof, one_line(evidence.set)] = None
    return found


def _found(matches: tuple[Match, ...]) -> list[dict[str, Any]]:
    """Return each entity with the words that named it and the words that proved them."""
    return [
        {
            "name": name,
            "texts": list(entry.texts)[:_MAX_TEXTS],
            "more_texts": max(0, len(entry.texts) - _MAX_TEXTS),
            "evidence": list(entry.evidence)[:_MAX_TEXTS],
            "more_evidence": max(0, len(entry.evidence) - _MAX_TEXTS),
        }
        for name, entry in list(_by_name(matches).items())[:_MAX_FOUND]
    ]


def _flat(pieces: tuple[Piece, ...]) -> str:
    """Return `pieces` as text, marked ones between asterisks."""
    return one_line("".join(f"*{p.text}*" if p.marked else p.text for p in pieces))
