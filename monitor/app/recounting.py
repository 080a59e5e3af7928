"""Stories as people ask for them: a list of them, or the whole of one."""

from collections.abc import Iterator
from typing import Any, assert_never

from sqlalchemy import Connection

from monitor.store import reading, stories, storylines
from monitor.store.storylines import Storyline
from monitor.story.disputes import Account, Dispute
from monitor.story.ledger import Told
from monitor.story.origin import Copied, Credited, Origin, Own, Rewritten
from monitor.story.stale import Stale
from monitor.story.timeline import MOST, Entry, independent, timeline


def list_stories(
    conn: Connection, wanted: storylines.Filter, *, limit: int | None
) -> Iterator[dict[str, Any]]:
    """Yield stories as PRODUCT.md describes them, those with the newest news first.

    The texts of each are compared to count its independent sources: 3 ms an article of 4 kB, and
    nothing where all its articles are copies of one.
    """
    for each in storylines.storylines(conn, wanted, limit=limit):
        yield _story(each, each.articles, _independent(conn, each))


def show_story(conn: Connection, story_id: int) -> dict[str, Any]:
    """Return a story with its articles in the order of their coming, and what is told of each.

    One that ended in another is told as that. Of more than MOST articles the latest are told,
    `left_out` counts the others, whose keys are empty. Raises UsageError if there is no such story.
    """
    of = storylines.standing(conn, story_id)
    listed = reading.articles(conn, reading.Filter(story=of), limit=None, with_text=False)
    rows = sorted(listed, key=lambda row: int(row["id"]))
    told = timeline(stories.said(conn, storylines.latest_in(conn, of, most=MOST)))
    entries = {int(each.article): each for each in told.entries}
    articles = [row | _entry(entries.get(row["id"])) for row in rows]
    return _story(storylines.storyline(conn, of), articles, told.independent) | {
        "left_out": len(rows) - len(entries),
        "disagreements": list(map(_dispute, told.disputes)),
        "merged": storylines.ended_in(conn, of),
        "moves": storylines.moves_of(conn, of),
    }


def _independent(conn: Connection, given: Storyline) -> int:
    if given.texts <= 1:
        return given.texts
    return independent(stories.said(conn, storylines.latest_in(conn, given.id, most=MOST)))


def _story(given: Storyline, articles: object, independent: int) -> dict[str, Any]:
    return {
        "id": given.id,
        "title": given.title,
        "first_seen": reading.iso(given.first_seen),
        "last_seen": reading.iso(given.last_seen),
        "articles": articles,
        "independent": independent,
        "languages": list(given.languages),
    }


def _entry(given: Entry | None) -> dict[str, Any]:
    return {
        "kind": given.kind if given else None,
        "origin_of_text": _origin(given.origin) if given else None,
        "stale": _stale(given.stale) if given and given.stale else None,
        "new": list(given.new) if given else [],
    }


def _origin(given: Origin) -> dict[str, Any]:
    match given:
        case Own():
            return {"kind": "own", "article": None, "share": None, "agency": None}
        case Copied(original=original):
            return {"kind": "copy", "article": original, "share": None, "agency": None}
        case Rewritten(original=original, held=held):
            share = round(held, 2)
            return {"kind": "rewrite", "article": original, "share": share, "agency": None}
        case Credited(agency=agency):
            return {"kind": "agency", "article": None, "share": None, "agency": agency}
        case _:
            assert_never(given)


def _stale(given: Stale) -> dict[str, Any]:
    return {"days": given.late_days, "content": given.content.isoformat(), "article": given.by}


def _dispute(given: Dispute) -> dict[str, Any]:
    return {"what": given.what, "values": list(map(_value, given.accounts))}


def _value(given: Account) -> dict[str, Any]:
    return _told(given.told) | {"too": list(map(_told, given.too))}


def _told(given: Told) -> dict[str, Any]:
    return {
        "value": given.figure.value,
        "text": given.figure.text,
        "source": given.source,
        "url": given.url,
        "article": given.article,
        "published": reading.iso(given.at),
    }
