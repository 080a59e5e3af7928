"""The JSON of webhooks: Standard Webhooks, version 1.0.0, section "Payload structure"."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from alerts.render.payload import instant

MAX_BODY_BYTES: Final = 19_999

# Escaped although JSON does not ask for it: markup, and what turns or breaks lines in a log.
_ESCAPED: Final = re.compile(
    "[<>\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def event(kind: str, moment: datetime, data: Mapping[str, Any]) -> bytes:
    """Return the event of type `kind` that happened at `moment`, in UTF-8, however long."""
    return dump({"type": kind, "timestamp": instant(moment), "data": dict(data)})


def dump(value: object) -> bytes:
    """Return `value` as JSON in UTF-8 that does no harm where it is shown as it stands."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _ESCAPED.sub(_escape, text).encode()


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    # A lone surrogate is no character: strict parsers refuse its escape.
    return "\\ufffd" if 0xD800 <= code <= 0xDFFF else f"\\u{code:04x}"


def cut(value: Any, max_bytes: int) -> Any:
    """Return `value`, if it is a string its longest start of at most `max_bytes` of JSON."""
    if not isinstance(value, str) or len(dump(value)) <= max_bytes:
        return value
    low, high = 0, min(len(value), max_bytes)  # a character takes one byte at least
    while low < high:
        middle = (low + high + 1) // 2
        if len(dump(value[:middle])) <= max_bytes:
            low = middle
        else:
            high = middle - 1
    return value[:low]
