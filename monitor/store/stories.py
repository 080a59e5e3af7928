"""Stories and the articles in them: the SQL of ingest, and of filling memory again."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    bindparam,
    case,
    delete,
    func,
    insert,
    select,
    tuple_,
    update,
)

from alerts.types import ArticleId, EntityId, Reported, StoryId
from monitor.store.tables import (
    article,
    article_entity,
    article_terms,
    revision,
    story,
    story_move,
)
from monitor.story.cluster import Move, Report, Why
from monitor.story.said import Said

# Built once: to build a statement costs more than to run it.
_SAID = (
    article.c.id,
    article.c.title,
    article.c.text,
    article.c.source,
    article.c.url,
    article.c.published_at,
    article.c.fetched_at,
    article.c.language,
    article.c.copy_of,
)
_STORY_OF = select(article.c.story_id).where(article.c.id == bindparam("of"))
_CAME = select(article.c.story_id, article.c.fetched_at).where(article.c.id == bindparam("of"))
_PUT = (
    update(article).where(article.c.id == bindparam("of")).values(story_id=bindparam("placed_in"))
)
# As an argument of a function a time has no type of its own, and would be stored in another form.
_AT = bindparam("at", type_=story.c.last_seen.type)
_TOUCH = (
    update(story)
    .where(story.c.id == bindparam("of"))
    .values(
        first_seen=func.min(story.c.first_seen, _AT), last_seen=func.max(story.c.last_seen, _AT)
    )
)
_NEAREST = (
    select(article_entity.c.article_id)
    .where(article_entity.c.entity == bindparam("entity"))
    .order_by(article_entity.c.article_id.desc())
    .limit(bindparam("most"))
)
_ENTITIES = (
    select(func.json_group_array(article_entity.c.entity))
    .where(article_entity.c.article_id == article.c.id, ~article_entity.c.by_story)
    .correlate(article)
    .scalar_subquery()
)
_KEEP_TERMS = insert(article_terms)
_BATCH = 500


def next_story(conn: Connection) -> StoryId:
    """Return the number of the story to be opened next: one that no story ever had."""
    return StoryId((conn.execute(select(func.max(story.c.id))).scalar() or 0) + 1)


def story_of(conn: Connection, of: ArticleId) -> StoryId | None:
    """Return the story of a stored article, None if it was stored before there were stories."""
    found = conn.execute(_STORY_OF, {"of": of}).scalar()
    return None if found is None else StoryId(found)


def came(conn: Connection, of: ArticleId) -> tuple[StoryId | None, datetime] | None:
    """Return the story of an article and when its text came, None if it is not stored."""
    found = conn.execute(_CAME, {"of": of}).first()
    return None if found is None else (found.story_id, found.fetched_at)


def open_story(conn: Connection, opened: StoryId, at: datetime) -> None:
    """Store a story that an article opens at `at`."""
    conn.execute(insert(story), {"id": opened, "first_seen": at, "last_seen": at})


def put(conn: Connection, of: ArticleId, placed_in: StoryId, at: datetime) -> None:
    """Put an article that came at `at` into a stored story."""
    conn.execute(_PUT, {"of": of, "placed_in": placed_in})
    conn.execute(_TOUCH, {"of": placed_in, "at": at})


def move(conn: Connection, moves: Sequence[Move], at: datetime) -> None:
    """Move articles to other stories, with their copies there, and leave a trace of each move.

    A revision that has become a copy may be in another story, and stays there. A story that ended
    in another says in which, and keeps no article; one that a split opens is stored.
    """
    stored = set(
        conn.execute(select(story.c.id).where(story.c.id.in_({m.after for m in moves}))).scalars()
    )
    for opened in sorted({each.after for each in moves} - stored):
        open_story(conn, opened, at)
    for each in moves:
        own = (article.c.id == each.article) | (article.c.copy_of == each.article)
        here = article.c.story_id == each.before
        conn.execute(update(article).where(own, here).values(story_id=each.after))
    conn.execute(insert(story_move), [_trace(each, at) for each in moves])
    for before, after in {
        each.before: each.after for each in moves if each.why is Why.MERGED
    }.items():
        # What left memory has no move of its own: the oldest articles of a large story.
        rest = update(article).where(article.c.story_id == before)
        conn.execute(rest.values(story_id=after))
        ended = update(story).where(story.c.id == before)
        conn.execute(ended.values(merged_into=after))
    for changed in {each.before for each in moves} | {each.after for each in moves}:
        _recount(conn, changed)


def articles_of(conn: Connection, of: StoryId) -> list[ArticleId]:
    """Return the articles of a story, copies among them, in the order of their coming."""
    found = select(article.c.id).where(article.c.story_id == of).order_by(article.c.id)
    return list(map(ArticleId, conn.execute(found).scalars()))


def said(conn: Connection, ids: Collection[ArticleId]) -> list[Said]:
    """Return what articles say, in the order of their coming."""
    found = select(*_SAID).where(article.c.id.in_(ids)).order_by(article.c.id)
    return [_said(row) for row in conn.execute(found)]


def said_then(conn: Connection, reported: Collection[Reported]) -> list[Said]:
    """Return what articles said when they were reported, in the order of their coming.

    That is the text that was fetched then, though another has taken its place since; the newest,
    where none is known to be of that time.
    """
    when = {(each.article, each.at) for each in reported}
    of_then = tuple_(revision.c.article_id, revision.c.fetched_at).in_(when)
    # The latest first: of several texts fetched at one time, the first is what was reported.
    earlier = conn.execute(select(revision).where(of_then).order_by(revision.c.version.desc()))
    then = {ArticleId(row.article_id): row for row in earlier}
    return [
        replace(each, title=row.title, text=row.text) if (row := then.get(each.id)) else each
        for each in said(conn, {each.article for each in reported})
    ]


def originals_of(conn: Connection, of: StoryId, *, but: ArticleId, most: int) -> list[ArticleId]:
    """Return the `most` latest articles of a story that are no copies, in their order."""
    found = select(article.c.id).where(
        article.c.story_id == of, article.c.copy_of.is_(None), article.c.id != but
    )
    latest = conn.execute(found.order_by(article.c.id.desc()).limit(most)).scalars()
    return sorted(map(ArticleId, latest))


def told_elsewhere(
    conn: Connection,
    entities: Iterable[EntityId],
    *,
    but: StoryId | None,
    since: datetime,
    most: int,
) -> list[ArticleId]:
    """Return the latest articles of other stories that name one of `entities`, in their order.

    At most `most` for each entity; copies are left out.
    """
    named: set[int] = set()
    for entity in entities:
        named.update(conn.execute(_NEAREST, {"entity": entity, "most": most}).scalars())
    found = select(article.c.id).where(
        article.c.id.in_(named),
        article.c.copy_of.is_(None),
        article.c.story_id.is_distinct_from(but),
        article.c.fetched_at >= since,
    )
    return sorted(map(ArticleId, conn.execute(found).scalars()))


def proven_in(
    conn: Connection, of: StoryId, among: Collection[EntityId], *, but: ArticleId
) -> frozenset[EntityId]:
    """Return which entities `among` some other articles of a story name, without its help."""
    others = select(article.c.id).where(article.c.story_id == of, article.c.id != but)
    found = select(article_entity.c.entity).where(
        article_entity.c.article_id.in_(others),
        article_entity.c.entity.in_(among),
        ~article_entity.c.by_story,
    )
    return frozenset(map(EntityId, conn.execute(found.distinct()).scalars()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """A stored article of a story, and when it came; `packed` is what was read of it.

    Where that is there, the text is left out.
    """

    report: Report
    story: StoryId
    at: datetime
    packed: bytes | None


def keep_terms(conn: Connection, of: ArticleId, packed: bytes) -> None:
    """Store what was read of an article, for `remembered`, in the place of what was before."""
    conn.execute(delete(article_terms).where(article_terms.c.article_id == of))
    conn.execute(_KEEP_TERMS, {"article_id": of, "packed": packed})


def forget_terms(conn: Connection, before: ArticleId) -> None:
    """Let go of what was read of the articles that came before another."""
    conn.execute(delete(article_terms).where(article_terms.c.article_id < before))


def remembered(
    conn: Connection, *, kept: timedelta, now: datetime, most: int, texts: int
) -> Iterator[Remembered]:
    """Yield the articles of the stories that had news within `kept` of `now`.

    At most the latest `most`, in the order of their coming; the latest `texts` with their text.
    """
    live = select(story.c.id).where(story.c.last_seen >= now - kept)
    latest = (
        select(article.c.id)
        .where(article.c.story_id.in_(live))
        .order_by(article.c.id.desc())
        .limit(most)
    )
    newest = conn.execute(select(func.max(article.c.id))).scalar() or 0
    packed = case((article.c.id <= newest - texts, article_terms.c.packed)).label("packed")
    found = (
        select(
            *(column for column in _SAID if column is not article.c.text),
            case((packed.is_(None), article.c.text), else_="").label("text"),
            article.c.story_id,
            _ENTITIES.label("entities"),
            packed,
        )
        .outerjoin(article_terms, article_terms.c.article_id == article.c.id)
        .where(article.c.id.in_(latest))
        .order_by(article.c.id)
    )
    for row in conn.execute(found.execution_options(yield_per=_BATCH)):
        yield Remembered(
            report=_report(row),
            story=StoryId(row.story_id),
            at=row.fetched_at,
            packed=row.packed,
        )


def unplaced(
    conn: Connection, *, since: datetime, but: ArticleId, most: int
) -> list[tuple[Report, datetime]]:
    """Return articles that were stored before there were stories, and when they came.

    Those fetched `since`, at most the latest `most`, in the order of their coming.
    """
    found = (
        select(*_SAID, _ENTITIES.label("entities"))
        .where(article.c.story_id.is_(None), article.c.fetched_at >= since, article.c.id != but)
        .order_by(article.c.id.desc())
        .limit(most)
    )
    return [(_report(row), row.fetched_at) for row in reversed(conn.execute(found).all())]


def _said(row: Row[*tuple[Any, ...]]) -> Said:
    return Said(
        id=ArticleId(row.id),
        title=row.title,
        text=row.text,
        source=row.source,
        url=row.url,
        published_at=row.published_at,
        at=row.fetched_at,
        language=row.language,
        copy_of=None if row.copy_of is None else ArticleId(row.copy_of),
    )


def _report(row: Row[*tuple[Any, ...]]) -> Report:
    return Report(
        id=ArticleId(row.id),
        title=row.title,
        text=row.text,
        source=row.source,
        published_at=row.published_at,
        language=row.language,
        entities=frozenset(json.loads(row.entities)),
        copy_of=None if row.copy_of is None else ArticleId(row.copy_of),
    )


def _trace(each: Move, at: datetime) -> dict[str, object]:
    return {
        "article_id": each.article,
        "before": each.before,
        "after": each.after,
        "by": each.by,
        "why": str(each.why),
        "probability": each.probability,
        "at": at,
    }


def _recount(conn: Connection, changed: StoryId) -> None:
    """Work out anew when a story was first and last seen; one without articles keeps it."""
    own = select(func.min(article.c.fetched_at), func.max(article.c.fetched_at))
    first, last = conn.execute(own.where(article.c.story_id == changed)).one()
    if first is not None:
        times = {"first_seen": first, "last_seen": last}
        conn.execute(update(story).where(story.c.id == changed).values(times))
