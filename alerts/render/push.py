"""A short message for chats and telephones: a title, a few lines of text, how urgent it is."""

from collections.abc import Iterator
from typing import Any, Final
from zoneinfo import ZoneInfo

from alerts.render.body import dump
from alerts.render.mail import shown, subject
from alerts.render.neutral import clip, inert, one_line, web_link
from alerts.render.news import first_new, in_short
from alerts.types import Alert, Notice, Severity

_TITLE_CHARS: Final = 150
# Discord takes 2,000 characters, most others more; whoever takes fewer cuts the end.
_BODY_CHARS: Final = 1_500
_LINK_CHARS: Final = 1_000
_MAX_FOUND: Final = 6
_FOUND_CHARS: Final = 160
_NEW_CHARS: Final = 200
_MAX_NEW: Final = 4
_MAX_DISAGREEMENTS: Final = 2


def push(alert: Alert, text: str, timezone: ZoneInfo) -> bytes:
    """Return `alert` on an article with this `text` as JSON: `title`, `body`, `type`.

    As ends are cut, the body begins with the first sentence that is new, if any is, and the link;
    what else is new, where sources disagree and what matched follow. Whatever was scraped is
    neutral: no mention, link or markup in it takes effect. `type` is `warning` for a high severity,
    else `info`.
    """
    found = shown(alert, text, timezone)
    link = _clickable(found["link"] or "")
    kind = f"{found['kind']}. " if found["kind"] else ""
    head = [
        *filter(None, [clip(inert(first_new(alert, _NEW_CHARS)), _NEW_CHARS)]),
        link if 0 < len(link) <= _LINK_CHARS else inert(clip(found["address"], _FOUND_CHARS)),
        inert(f"{kind}{clip(found['source'], _FOUND_CHARS)}, published {found['published']}"),
    ]
    tail = [f"Rule {inert(found['rule'])}, alert {inert(found['alert_id'])}"]
    room = _BODY_CHARS - sum(len(line) + 1 for line in head + tail)
    rest = "\n".join([*_more_news(alert), *map(_found, found["found_list"][:_MAX_FOUND])])
    lines = [*head, *filter(None, [clip(rest, room) if room > 0 else ""]), *tail]
    return _message(
        title=subject(alert),
        body="\n".join(lines),
        type_="warning" if alert.severity is Severity.HIGH else "info",
    )


def notice_push(notice: Notice) -> bytes:
    """Return `notice` as JSON: `title`, `body`, `type`; see `push`."""
    lines = (_clickable(link) if (link := web_link(s)) else inert(s) for s in notice.lines)
    return _message(
        title=one_line(notice.title) or one_line(notice.type),
        body=clip("\n".join(lines), _BODY_CHARS),
        type_="info",
    )


def _message(*, title: str, body: str, type_: str) -> bytes:
    title = clip(inert(title), _TITLE_CHARS)
    return dump({"title": title, "body": body.strip() or title, "type": type_})


def _more_news(alert: Alert) -> Iterator[str]:
    """Yield what is new after the first sentence, and where sources disagree."""
    new = [each for each in alert.new if one_line(each)]
    for sentence in new[1:_MAX_NEW]:
        yield inert(f"New: {clip(one_line(sentence), _NEW_CHARS)}")
    for each in alert.disagreements[:_MAX_DISAGREEMENTS]:
        yield inert(f"Sources disagree on {in_short(each, _NEW_CHARS)}")


def _found(entry: dict[str, Any]) -> str:
    texts = ": " + ", ".join(entry["texts"]) if entry["texts"] else ""
    proofs = ", ".join(f"{text} ({set_})" for text, set_ in entry["evidence"])
    proof = f"; proved by {proofs}" if proofs else ""
    return clip(inert(f"- {entry['name']}{texts}{proof}"), _FOUND_CHARS)


def _clickable(link: str) -> str:
    """Return a link in which no service finds a mention: an @ means the same in either spelling."""
    return link.replace("@", "%40")
