"""The body of a webhook: Standard Webhooks, version 1.0.0, section "Payload structure"."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

from alerts.render.payload import payload
from alerts.types import Alert

MAX_BODY_BYTES: Final = 19_999

_MAX_EVIDENCE: Final = 2
# Bytes that each scraped string may take once a body is too large; together far under the limit.
_MAX_STRING_BYTES: Final = {"title": 3_000, "url": 3_000, "canonical_url": 3_000, "source": 500}
_MAX_MATCH_BYTES: Final = 300
_MAX_OTHER_BYTES: Final = 500

# Escaped although JSON does not ask for it: markup, and what turns or breaks lines in a log.
_ESCAPED: Final = re.compile(
    "[<>\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def webhook_body(alert: Alert) -> bytes:
    """Return the `alert.created` event of `alert` as JSON in UTF-8, always under 20 kB.

    Strings are exact: offsets count in them. If all matches do not fit, each entity keeps its
    first ones, in turn, and each match at most two pieces of evidence; strings that alone would
    not fit are cut. The keys are always all there.
    """
    data = payload(alert)
    whole = _event(data)
    return whole if len(whole) <= MAX_BODY_BYTES else _event(_trimmed(data))


def _event(data: dict[str, Any]) -> bytes:
    return _dump({"type": "alert.created", "timestamp": data["created_at"], "data": data})


def _dump(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _ESCAPED.sub(_escape, text).encode()


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    # A lone surrogate is no character: strict parsers refuse its escape.
    return "\\ufffd" if 0xD800 <= code <= 0xDFFF else f"\\u{code:04x}"


def _trimmed(data: dict[str, Any]) -> dict[str, Any]:
    frame = {k: _cut(v, _MAX_OTHER_BYTES) for k, v in data.items()}
    frame["article"] = {
        k: _cut(v, _MAX_STRING_BYTES.get(k, _MAX_OTHER_BYTES)) for k, v in data["article"].items()
    }
    frame["matches"] = []
    left = MAX_BODY_BYTES - len(_event(frame))
    frame["matches"] = _fitting([_small(m) for m in data["matches"]], left)
    return frame


def _fitting(matches: list[dict[str, Any]], left: int) -> list[dict[str, Any]]:
    """Return as many matches as fit into `left` bytes, the entities in turn, in order."""
    chosen = []
    for place in _in_turn(m["entity"] for m in matches):
        left -= len(_dump(matches[place])) + 1
        if left < 0:
            break
        chosen.append(place)
    return [matches[place] for place in sorted(chosen)]


def _in_turn(entities: Iterable[str | None]) -> list[int]:
    """Return the places of `entities`: the first of each, then the second of each, and so on."""
    seen: defaultdict[str | None, int] = defaultdict(int)
    turns = []
    for place, entity in enumerate(entities):
        turns.append((seen[entity], place))
        seen[entity] += 1
    return [place for _, place in sorted(turns)]


def _small(match: dict[str, Any]) -> dict[str, Any]:
    evidence = [
        {k: _cut(v, _MAX_MATCH_BYTES) for k, v in e.items()}
        for e in match["evidence"][:_MAX_EVIDENCE]
    ]
    return {k: _cut(v, _MAX_MATCH_BYTES) for k, v in match.items()} | {"evidence": evidence}


def _cut(value: Any, max_bytes: int) -> Any:
    """Return `value`, if it is a string its longest start of at most `max_bytes` of JSON."""
    if not isinstance(value, str) or len(_dump(value)) <= max_bytes:
        return value
    low, high = 0, len(value)
    while low < high:
        middle = (low + high + 1) // 2
        if len(_dump(value[:middle])) <= max_bytes:
            low = middle
        else:
            high = middle - 1
    return value[:low]
