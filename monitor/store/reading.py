"""What listings and searches show of articles: the read models, with PRODUCT's keys."""

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, func, literal_column, select, text

from monitor.errors import UsageError
from monitor.store.tables import article, article_entity

_KEYS = (
    "id",
    "url",
    "canonical_url",
    "source",
    "title",
    "authors",
    "published_at",
    "fetched_at",
    "language",
    "origin",
    "copy_of",
    "story_id",
)
_ENTITIES = (
    select(func.json_group_array(article_entity.c.entity))
    .where(article_entity.c.article_id == article.c.id)
    .scalar_subquery()
)
_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which articles a listing shows; None leaves a question open.

    `since` asks when they were published, `stored_since` when their newest text was fetched.
    """

    source: str | None = None
    entity: str | None = None
    language: str | None = None
    since: datetime | None = None
    stored_since: datetime | None = None
    copies: bool | None = None
    story: int | None = None


def articles(
    conn: Connection, wanted: Filter, *, limit: int | None, with_text: bool
) -> Iterator[dict[str, Any]]:
    """Yield stored articles, newest first, as PRODUCT.md describes them."""
    statement = _narrowed(_columns(with_text), wanted).order_by(article.c.id.desc())
    for row in conn.execution_options(yield_per=_BATCH).execute(statement.limit(limit)).mappings():
        yield _shown(row)


def article_by_id(conn: Connection, article_id: int) -> dict[str, Any]:
    """Return one stored article with its text. Raises UsageError if there is none."""
    row = conn.execute(_columns(True).where(article.c.id == article_id)).mappings().first()
    if row is None:
        raise UsageError(f"article {article_id}: not in the store; see: wireroom articles")
    return _shown(row)


def texts(conn: Connection, article_ids: Collection[int]) -> dict[int, str]:
    """Return the texts of stored articles, by id; none for one that is not there."""
    rows = select(article.c.id, article.c.text).where(article.c.id.in_(article_ids))
    return {row.id: row.text for row in conn.execute(rows)}


def search(
    conn: Connection, query: str, *, limit: int | None, with_text: bool
) -> Iterator[dict[str, Any]]:
    """Yield the articles that contain every word of `query`, newest first, each with a `snippet`.

    Words in double quotes are a phrase. Recency orders: to rank a common word costs 55 ms.
    """
    if not (terms := _terms(query)):
        raise UsageError(f"search {query!r}: expected at least one word to look for")
    statement = (
        _columns(with_text)
        .add_columns(literal_column("snippet(article_fts, -1, '[', ']', '…', 24)").label("snippet"))
        .select_from(article.join(text("article_fts"), text("article_fts.rowid = article.id")))
        .where(text("article_fts MATCH :terms"))
        .order_by(literal_column("article_fts.rowid").desc())
        .limit(limit)
    )
    for row in conn.execute(statement, {"terms": terms}).mappings():
        yield _shown(row) | {"snippet": row["snippet"]}


def _terms(query: str) -> str:
    """Return `query` for FTS5 with every word and phrase quoted: nothing in it is an operator."""
    phrases = re.findall(r'"([^"]+)"|([^\s"]+)', query)
    found = (quoted or bare for quoted, bare in phrases)
    return " ".join(f'"{phrase}"' for phrase in found if any(c.isalnum() for c in phrase))


def _columns(with_text: bool) -> Select[Any]:
    keys = (*_KEYS, "text") if with_text else _KEYS
    return select(*(article.c[key] for key in keys), _ENTITIES.label("entities"))


def _narrowed(statement: Select[Any], wanted: Filter) -> Select[Any]:
    if wanted.source is not None:
        statement = statement.where(article.c.source == wanted.source)
    if wanted.language is not None:
        statement = statement.where(article.c.language == wanted.language)
    if wanted.since is not None:
        statement = statement.where(article.c.published_at >= wanted.since)
    if wanted.stored_since is not None:
        statement = statement.where(article.c.fetched_at >= wanted.stored_since)
    if wanted.copies is not None:
        is_copy = article.c.copy_of.is_not(None)
        statement = statement.where(is_copy if wanted.copies else ~is_copy)
    if wanted.story is not None:
        statement = statement.where(article.c.story_id == wanted.story)
    if wanted.entity is not None:
        naming = select(article_entity.c.article_id).where(article_entity.c.entity == wanted.entity)
        statement = statement.where(article.c.id.in_(naming))
    return statement


def _shown(row: RowMapping) -> dict[str, Any]:
    shown = {
        "id": row["id"],
        "url": row["url"],
        "canonical_url": row["canonical_url"],
        "source": row["source"],
        "title": row["title"],
        "authors": row["authors"],
        "published": iso(row["published_at"]),
        "fetched_at": iso(row["fetched_at"]),
        "language": row["language"],
        "origin": row["origin"],
        "copy_of": row["copy_of"],
        "story_id": row["story_id"],
        "entities": sorted(json.loads(row["entities"])),
    }
    return shown | {"text": row["text"]} if "text" in row else shown


def iso(when: datetime | None) -> str | None:
    """Return a time as listings show it."""
    return when.isoformat() if when else None
