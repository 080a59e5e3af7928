"""The body of an alert's webhook."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from alerts.render.body import MAX_BODY_BYTES, cut, dump, event
from alerts.render.payload import payload
from alerts.types import Alert

_MAX_EVIDENCE: Final = 2
# Bytes that each scraped string may take once a body is too large; together far under the limit.
_MAX_STRING_BYTES: Final = {"title": 3_000, "url": 3_000, "canonical_url": 3_000, "source": 500}
_MAX_MATCH_BYTES: Final = 300
_MAX_NEWS_BYTES: Final = (1_000, 300)
"""What a string of news may take, tried in turn until one entry of its list fits."""
_MAX_OTHER_BYTES: Final = 500


def webhook_body(alert: Alert) -> bytes:
    """Return the `alert.created` event of `alert` as JSON in UTF-8, always under 20 kB.

    Strings are exact: offsets count in them. If all does not fit, new sentences, disagreements and
    matches share the room, so that each list that has entries keeps one: the first sentences; the
    first disagreements, each with its first and its last value; of matches each entity its first
    ones, in turn, with at most two pieces of evidence each. Strings that would not fit are cut.
    The keys are always all there.
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
    matches = [_small(m) for m in data["matches"]]
    new, disagreements = data["new"], data["disagreements"]
    frame |= {"matches": [], "new": [], "disagreements": []}
    room = MAX_BODY_BYTES - len(_event(alert, frame))
    needs = {"matches": _size(matches), "new": _size(new), "disagreements": _size(disagreements)}
    shares = _shares(needs, room)
    turns = _in_turn(m["entity"] for m in matches)
    return frame | {
        "matches": _fitting(matches, turns, shares["matches"]),
        "new": _news(new, cut, shares["new"]),
        "disagreements": _news(disagreements, _ends, shares["disagreements"]),
    }


def _shares(needs: Mapping[str, int], room: int) -> dict[str, int]:
    """Return how many bytes of `room` each gets: what it needs, else as many as any other."""
    shares = {}
    for place, (name, need) in enumerate(sorted(needs.items(), key=lambda item: item[1])):
        shares[name] = min(need, room // (len(needs) - place))
        room -= shares[name]
    return shares


def _news(given: list[Any], shorten: Callable[[Any, int], Any], room: int) -> list[Any]:
    """Return all that is `given` if it fits into `room` bytes, else the first ones, shortened."""
    if _size(given) <= room:
        return given
    for max_bytes in _MAX_NEWS_BYTES:
        short = [shorten(each, max_bytes) for each in given]
        if kept := _fitting(short, range(len(short)), room):
            return kept
    return []


def _ends(disagreement: dict[str, Any], max_bytes: int) -> dict[str, Any]:
    """Return a disagreement with what was told first and by the article, in short strings."""
    values = disagreement["values"]
    ends = values if len(values) <= 2 else [values[0], values[-1]]
    short = [{k: cut(v, max_bytes) for k, v in value.items()} for value in ends]
    return {"what": cut(disagreement["what"], max_bytes), "values": short}


def _size(given: list[Any]) -> int:
    return sum(len(dump(each)) + 1 for each in given)


def _fitting(given: list[Any], turns: Iterable[int], room: int) -> list[Any]:
    """Return as many of what is `given` as fit into `room` bytes, chosen in `turns`, in order."""
    chosen = []
    for place in turns:
        room -= len(dump(given[place])) + 1
        if room < 0:
            break
        chosen.append(place)
    return [given[place] for place in sorted(chosen)]


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
