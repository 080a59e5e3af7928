"""What belongs to one article: its copies, its earlier texts. The SQL."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, select

from monitor.store.reading import iso
from monitor.store.tables import article, revision


def copies_of(conn: Connection, article_id: int) -> list[dict[str, Any]]:
    """Return the articles that carry the text of this one, in the order in which they came."""
    columns = (article.c.id, article.c.source, article.c.title, article.c.url)
    query = select(*columns, article.c.published_at, article.c.fetched_at)
    rows = conn.execute(query.where(article.c.copy_of == article_id).order_by(article.c.id))
    return [
        {
            "id": row["id"],
            "source": row["source"],
            "title": row["title"],
            "url": row["url"],
            "published": iso(row["published_at"]),
            "fetched_at": iso(row["fetched_at"]),
        }
        for row in rows.mappings()
    ]


def revisions_of(conn: Connection, article_id: int) -> list[dict[str, Any]]:
    """Return the earlier texts of an article, the first one first, without the texts."""
    query = select(
        revision.c.version, revision.c.title, revision.c.fetched_at, revision.c.replaced_at
    )
    rows = conn.execute(
        query.where(revision.c.article_id == article_id).order_by(revision.c.version)
    )
    return [
        {
            "version": row["version"],
            "title": row["title"],
            "fetched_at": iso(row["fetched_at"]),
            "replaced_at": iso(row["replaced_at"]),
        }
        for row in rows.mappings()
    ]


def text_with(
    conn: Connection, article_id: int, matches: Sequence[dict[str, Any]]
) -> dict[str, str] | None:
    """Return `title` and `text` of an article as they were when `matches` were found in them.

    That is the first of its texts in which all of them stand at their place: in an earlier one
    the rule would have been true before. None if there is none such, as after an import that
    replaced it.
    """
    for fields in _texts(conn, article_id):
        if all(fields[m["field"]][m["start"] : m["end"]] == m["text"] for m in matches):
            return fields
    return None


def _texts(conn: Connection, article_id: int) -> Iterator[dict[str, str]]:
    earlier = select(revision.c.title, revision.c.text).where(revision.c.article_id == article_id)
    for row in conn.execute(earlier.order_by(revision.c.version)):
        yield {"title": row.title, "text": row.text}
    newest = select(article.c.title, article.c.text).where(article.c.id == article_id)
    for row in conn.execute(newest):
        yield {"title": row.title, "text": row.text}
