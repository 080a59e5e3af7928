"""The body of an alert's webhook."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

from alerts.render.body import MAX_BODY_BYTES, cut, dump, event
from alerts.render.payload import payload
from alerts.types import Alert

_MAX_EVIDENCE: Final = 2
# Bytes that each scraped string may take once a body is too large; together far under the limit.
_MAX_STRING_BYTES: Final = {"title": 3_000, "url": 3_000, "canonical_url": 3_000, "source": 500}
_MAX_MATCH_BYTES: Final = 300
_MAX_OTHER_BYTES: Final = 500


def webhook_body(alert: Alert) -> bytes:
    """Return the `alert.created` event of `alert` as JSON in UTF-8, always under 20 kB.

    Strings are exact: offsets count in them. If all matches do not fit, each entity keeps its
    first ones, in turn, and each match at most two pieces of evidence; strings that alone would
    not fit are cut. The keys are always all there.
    """
    data = payload(alert)
    whole = _event(alert, data)
    return whole if len(whole) <= MAX_BODY_BYTES else _event(alert, _trimmed(alert, data))


def brief_body(alert: Alert) -> bytes:
    """Return the `alert.created` event of `alert` with what a line of news needs, and no more."""
    data = {
        "id": alert.id,
        "rule": alert.rule,
        "severity": str(alert.severity),
        "title": alert.article.title,
        "url": alert.article.url,
    }
    whole = _event(alert, data)
    if len(whole) <= MAX_BODY_BYTES:
        return whole
    return _event(
        alert, {k: cut(v, _MAX_STRING_BYTES.get(k, _MAX_OTHER_BYTES)) for k, v in data.items()}
    )


def _event(alert: Alert, data: dict[str, Any]) -> bytes:
    return event("alert.created", alert.created_at, data)


def _trimmed(alert: Alert, data: dict[str, Any]) -> dict[str, Any]:
    frame = {k: cut(v, _MAX_OTHER_BYTES) for k, v in data.items()}
    frame["article"] = {
        k: cut(v, _MAX_STRING_BYTES.get(k, _MAX_OTHER_BYTES)) for k, v in data["article"].items()
    }
    frame["matches"] = []
    left = MAX_BODY_BYTES - len(_event(alert, frame))
    frame["matches"] = _fitting([_small(m) for m in data["matches"]], left)
    return frame


def _fitting(matches: list[dict[str, Any]], left: int) -> list[dict[str, Any]]:
    """Return as many matches as fit into `left` bytes, the entities in turn, in order."""
    chosen = []
    for place in _in_turn(m["entity"] for m in matches):
        left -= len(dump(matches[place])) + 1
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
        {k: cut(v, _MAX_MATCH_BYTES) for k, v in e.items()}
        for e in match["evidence"][:_MAX_EVIDENCE]
    ]
    return {k: cut(v, _MAX_MATCH_BYTES) for k, v in match.items()} | {"evidence": evidence}
