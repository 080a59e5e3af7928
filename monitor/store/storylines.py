"""What listings show of stories: the read models."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, distinct, func, select

from alerts.types import ArticleId, StoryId
from monitor.errors import UsageError
from monitor.store.reading import iso
from monitor.store.tables import article, article_entity, story, story_move

_OWN = article.c.story_id == story.c.id
_TITLE = (
    select(article.c.title)
    .where(_OWN)
    .order_by(article.c.copy_of.is_not(None), article.c.id)
    .limit(1)
    .scalar_subquery()
)
_COUNT = select(func.count()).where(_OWN).scalar_subquery()
_TEXTS = (
    select(func.count(distinct(func.coalesce(article.c.copy_of, article.c.id))))
    .where(_OWN)
    .scalar_subquery()
)
_LANGUAGES = (
    select(func.json_group_array(distinct(article.c.language)))
    .where(_OWN, article.c.language.is_not(None))
    .scalar_subquery()
)
_COLUMNS = (
    story.c.id,
    story.c.first_seen,
    story.c.last_seen,
    _TITLE.label("title"),
    _COUNT.label("articles"),
    _TEXTS.label("texts"),
    _LANGUAGES.label("languages"),
)
_MOST = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which stories a listing shows; None leaves a question open.

    `since` asks for news since then; the others for one article that is so, but `min_articles`.
    """

    since: datetime | None = None
    source: str | None = None
    entity: str | None = None
    language: str | None = None
    min_articles: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Storyline:
    """A story at a glance.

    `title` is that of its first article which is no copy, None where all articles have left.
    `articles` counts them, `texts` those among them that are no copies of one another.
    """

    id: StoryId
    title: str | None
    first_seen: datetime
    last_seen: datetime
    articles: int
    texts: int
    languages: tuple[str, ...]


def storylines(conn: Connection, wanted: Filter, *, limit: int | None) -> Iterator[Storyline]:
    """Yield stories, those with the newest news first. What ended in another is left out."""
    newest = _narrowed(select(*_COLUMNS), wanted).order_by(
        story.c.last_seen.desc(), story.c.id.desc()
    )
    for row in conn.execute(newest.limit(limit)):
        yield _storyline(row)


def storyline(conn: Connection, of: StoryId) -> Storyline:
    """Return one stored story."""
    return _storyline(conn.execute(select(*_COLUMNS).where(story.c.id == of)).one())


def standing(conn: Connection, of: int) -> StoryId:
    """Return the story itself, or the one it ended in. Raises UsageError if it is not stored."""
    at = of
    while at <= _MOST:
        found = conn.execute(select(story.c.merged_into).where(story.c.id == at)).first()
        if found is None:
            break
        if found.merged_into is None:
            return StoryId(at)
        at = found.merged_into
    raise UsageError(f"story {of}: not in the store; see: wireroom stories")


def ended_in(conn: Connection, of: StoryId) -> list[StoryId]:
    """Return the stories that ended in this one, directly or by way of others."""
    ended = select(story.c.id).where(story.c.merged_into == of).cte("ended", recursive=True)
    others = select(story.c.id).where(story.c.merged_into == ended.c.id)
    found = select(ended.union(others).c.id)
    return sorted(map(StoryId, conn.execute(found).scalars()))


def latest_in(conn: Connection, of: StoryId, *, most: int) -> list[ArticleId]:
    """Return the `most` latest articles of a story, copies among them, in their order."""
    found = select(article.c.id).where(article.c.story_id == of)
    latest = conn.execute(found.order_by(article.c.id.desc()).limit(most)).scalars()
    return sorted(map(ArticleId, latest))


def moves_of(conn: Connection, of: StoryId) -> list[dict[str, Any]]:
    """Return the moves of articles to or from a story, in the order in which they were made."""
    found = select(story_move).where((story_move.c.before == of) | (story_move.c.after == of))
    return [
        {
            "at": iso(row["at"]),
            "article": row["article_id"],
            "before": row["before"],
            "after": row["after"],
            "by": row["by"],
            "why": row["why"],
            "probability": row["probability"],
        }
        for row in conn.execute(found.order_by(story_move.c.seq)).mappings()
    ]


def _narrowed(statement: Select[Any], wanted: Filter) -> Select[Any]:
    statement = statement.where(
        story.c.merged_into.is_(None), max(1, wanted.min_articles) <= _COUNT
    )
    own = select(article.c.id).where(_OWN)
    if wanted.since is not None:
        statement = statement.where(story.c.last_seen >= wanted.since)
    if wanted.source is not None:
        statement = statement.where(own.where(article.c.source == wanted.source).exists())
    if wanted.language is not None:
        statement = statement.where(own.where(article.c.language == wanted.language).exists())
    if wanted.entity is not None:
        naming = own.join(article_entity, article_entity.c.article_id == article.c.id)
        statement = statement.where(naming.where(article_entity.c.entity == wanted.entity).exists())
    return statement


def _storyline(row: Row[*tuple[Any, ...]]) -> Storyline:
    return Storyline(
        id=StoryId(row.id),
        title=row.title,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        articles=row.articles,
        texts=row.texts,
        languages=tuple(sorted(json.loads(row.languages))),
    )
