"""Stored articles to try rules on, newest first, and the words that stand in them."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select, text

from alerts.types import ArticleId, ArticleRef, EntityId
from monitor.store.tables import article, article_entity

_AT = func.coalesce(article.c.published_at, article.c.fetched_at, type_=article.c.fetched_at.type)
_COLUMNS = select(
    article.c.id,
    article.c.url,
    article.c.canonical_url,
    article.c.source,
    article.c.title,
    article.c.text,
    article.c.authors,
    article.c.published_at,
    article.c.language,
    article.c.copy_of,
    _AT.label("at"),
)
_OTHER = article.alias("other")
_BESIDE = (
    select(func.json_group_array(article_entity.c.entity.distinct()))
    .join(_OTHER, _OTHER.c.id == article_entity.c.article_id)
    .where(
        _OTHER.c.story_id == article.c.story_id,
        _OTHER.c.id != article.c.id,
        ~article_entity.c.by_story,
    )
    .correlate(article)
    .scalar_subquery()
)
# In the temporary schema, which a reader may write to.
_VOCABULARY = text("""
    CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab('main', 'article_fts', 'row')
""")
_KNOWN = text("""
    SELECT v.term FROM json_each(:words) AS w CROSS JOIN temp.vocabulary AS v
    ON v.term = w.value
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which articles are tried: of these sources (None: of all), published in this time.

    `with_story` wants to know of each what the rest of its story names.
    """

    sources: Collection[str] | None = None
    since: datetime | None = None
    until: datetime | None = None
    with_story: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A stored article. `at` is when it was published, or else fetched.

    `story` are the entities that other articles of its story name, if they were asked for.
    """

    ref: ArticleRef
    text: str
    authors: tuple[str, ...]
    at: datetime
    is_copy: bool
    story: frozenset[EntityId] = frozenset()


def count(conn: Connection, scope: Scope) -> int:
    """Return how many articles there are to try."""
    found: int = conn.execute(_within(select(func.count(article.c.id)), scope)).scalar_one()
    return found


def newest(conn: Connection, scope: Scope, *, below: int | None, most: int) -> list[Stored]:
    """Return the `most` newest articles of a lower number than `below`.

    In pieces, since whoever reads for long keeps the writer from cutting its log.
    """
    columns = _COLUMNS.add_columns(_BESIDE.label("beside")) if scope.with_story else _COLUMNS
    statement = _within(columns, scope).order_by(article.c.id.desc()).limit(most)
    if below is not None:
        statement = statement.where(article.c.id < below)
    return [_stored(row) for row in conn.execute(statement)]


def saying(
    conn: Connection,
    scope: Scope,
    phrase: Sequence[str],
    *,
    most: int,
    written: str | None = None,
) -> list[Stored]:
    """Return the `most` newest articles, no copies, in which words of the index stand together.

    With `written` only those that hold this very text: "WHO", not "who".
    """
    if not phrase:
        return []
    statement = (
        _within(_COLUMNS, scope)
        .select_from(article.join(text("article_fts"), text("article_fts.rowid = article.id")))
        .where(text("article_fts MATCH :phrase"), article.c.copy_of.is_(None))
        .order_by(article.c.id.desc())
        .limit(most)
    )
    if written is not None:
        field = article.c.title + "\n" + article.c.text
        statement = statement.where(func.instr(field, written) > 0)
    quoted = {"phrase": f'"{" ".join(phrase)}"'}
    return [_stored(row) for row in conn.execute(statement, quoted)]


def known(conn: Connection, words: Iterable[str]) -> frozenset[str]:
    """Return those of `words`, as the full-text index has them, that stand in some article."""
    conn.execute(_VOCABULARY)
    given = {"words": json.dumps(list(words))}
    return frozenset(conn.execute(_KNOWN, given).scalars())


def _within(statement: Select[Any], scope: Scope) -> Select[Any]:
    if scope.sources is not None:
        statement = statement.where(article.c.source.in_(scope.sources))
    if scope.since is not None:
        statement = statement.where(scope.since <= _AT)
    if scope.until is not None:
        statement = statement.where(scope.until > _AT)
    return statement


def _stored(row: Row[Any]) -> Stored:
    return Stored(
        ref=ArticleRef(
            id=ArticleId(row.id),
            url=row.url,
            canonical_url=row.canonical_url,
            source=row.source,
            title=row.title,
            published_at=row.published_at,
            language=row.language,
        ),
        text=row.text,
        authors=tuple(row.authors),
        at=row.at,
        is_copy=row.copy_of is not None,
        story=frozenset(map(EntityId, json.loads(getattr(row, "beside", "[]")))),
    )
