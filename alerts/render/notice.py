"""A notice as the bytes that are sent: the body of a webhook, and an e-mail."""

from typing import Any, Final
from zoneinfo import ZoneInfo

from alerts.render.body import MAX_BODY_BYTES, event
from alerts.render.headers import Letter
from alerts.render.letter import when, written
from alerts.render.neutral import clip, one_line, web_link
from alerts.render.shorten import Data, shortened
from alerts.types import DeliveryId, Notice

_TITLE_CHARS: Final = 300
_LINE_CHARS: Final = 2_500
_MAX_LINES: Final = 1_000
_PREVIEW_CHARS: Final = 140


def notice_body(notice: Notice) -> bytes:
    """Return the event of `notice` as JSON in UTF-8, always under 20 kB.

    If its data does not fit, lists lose their last entries, counted under `left_out` beside them,
    and strings that are too long are cut; see `shorten.shortened`.
    """

    def fits(data: Data) -> bool:
        return len(event(notice.type, notice.created_at, data)) <= MAX_BODY_BYTES

    return event(notice.type, notice.created_at, shortened(notice.data, fits))


def notice_mail(
    notice: Notice,
    *,
    delivery: DeliveryId,
    sender: str,
    recipient: str,
    timezone: ZoneInfo,
    unsubscribe: str | None = None,
) -> bytes:
    """Return the message that tells `recipient` of `notice`; as `mail` does of an alert.

    Of more than a thousand lines the first ones are shown, and how many are missing.
    """
    letter = Letter(
        delivery=delivery,
        subject=_title(notice),
        sender=sender,
        recipient=recipient,
        date=notice.created_at.astimezone(timezone),
        # No list of a rule: those have no full stop in their name.
        list_name=f"{notice.event}.notices",
        mark=("X-Wireroom-Event", notice.type),
        unsubscribe=unsubscribe,
    )
    return written(letter, "notice", _shown(notice, timezone))


def _title(notice: Notice) -> str:
    return one_line(notice.title) or one_line(notice.type)


def _shown(notice: Notice, timezone: ZoneInfo) -> dict[str, Any]:
    """Return what the templates show; every string in it is neutral and on one line."""
    lines = [_line(line) for line in notice.lines[:_MAX_LINES]]
    missing = len(notice.lines) - len(lines)
    return {
        "preview": clip(one_line(" ".join(notice.lines[:9])), _PREVIEW_CHARS),
        "title": clip(_title(notice), _TITLE_CHARS),
        "lines": lines + ([_line(f"… and {missing} more")] if missing else []),
        "created": when(notice.created_at, timezone),
        "type": one_line(notice.type),
    }


def _line(line: str) -> dict[str, str | None]:
    link = web_link(line)
    return {"text": link or one_line(clip(line, _LINE_CHARS)), "link": link}
