"""Articles, their copies and their revisions: the SQL of ingest."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from sqlalchemy import Connection, bindparam, delete, func, insert, literal, select, text, update

from alerts.outbox.tables import UtcTime
from alerts.types import ArticleId, EntityId
from monitor import dedupe
from monitor.store.tables import article, article_entity, revision
from monitor.types import Copy, Draft, Fingerprint, New, Origin, Revision, Same, Verdict
from monitor.urls import canonical, identity

# Built once: to build a statement costs more than to run it.
_ROOT = func.coalesce(article.c.copy_of, article.c.id)
_AT_KEY = select(
    article.c.id, article.c.url, article.c.title, article.c.origin, article.c.text_hash
).where(article.c.key == bindparam("key"))
_SAME_TEXT = (
    select(_ROOT)
    .where(article.c.text_hash == bindparam("text_hash"), bindparam("but") != _ROOT)
    .order_by(article.c.id)
    .limit(1)
)
_CONTENT = select(article.c.title, article.c.text, _ROOT.label("root")).where(
    article.c.id == bindparam("of")
)
_LIKELY = text("""
    SELECT s.article_id FROM json_each(:sample) AS h JOIN shingle AS s ON s.hash = h.value
    GROUP BY s.article_id HAVING count(*) >= :enough
    ORDER BY count(*) DESC, s.article_id LIMIT :compared
""")
_INDEX = text("""
    INSERT INTO shingle (hash, article_id) SELECT h.value, :of FROM json_each(:sample) AS h
    WHERE (SELECT count(*) FROM shingle AS s WHERE s.hash = h.value) < :per_hash
    ON CONFLICT DO NOTHING
""")
_ADD = insert(article).returning(article.c.id)
_ADD_ENTITIES = insert(article_entity)
_FORGET_ENTITIES = delete(article_entity).where(article_entity.c.article_id == bindparam("of"))
_UNINDEX = text("""
    DELETE FROM shingle
    WHERE article_id = :id AND hash IN (SELECT value FROM json_each(:sample))
""")


Otherwise = Callable[[str, str, str | None], bool]
"""Whether the first text tells otherwise what the second tells; with the language of the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What a draft was beside all that is stored, and the article that it now is.

    A revision may have become a copy, or ceased to be one: `copy_of`, the original, tells.
    """

    article: ArticleId
    verdict: Verdict
    copy_of: ArticleId | None = None

    @property
    def is_copy(self) -> bool:
        """Whether another article carries its text."""
        return self.copy_of is not None


def _never(text: str, other: str, language: str | None) -> bool:
    return False


def add(
    conn: Connection, draft: Draft, print_: Fingerprint, otherwise: Otherwise = _never
) -> Added:
    """Store `draft` as what it is: new, a copy, a revision, or what is stored already.

    Nearly the text of another is no copy of it where it tells `otherwise`, which is asked of the
    two texts. A feed's summary never replaces the text of a page: for the store that is the Same
    article.
    """
    draft = _settled(conn, draft, print_)
    stored = conn.execute(_AT_KEY, {"key": identity(draft.canonical_url)}).first()
    if stored is None:
        return _insert(conn, draft, print_, otherwise)
    unchanged = stored.text_hash == print_.text_hash and stored.title == draft.title
    poorer = draft.origin is Origin.FEED and stored.origin != Origin.FEED
    if unchanged or poorer:
        return Added(article=ArticleId(stored.id), verdict=Same(article=ArticleId(stored.id)))
    return _revise(conn, ArticleId(stored.id), draft, print_, otherwise)


def save_entities(
    conn: Connection,
    article_id: ArticleId,
    entities: Iterable[EntityId],
    *,
    by_story: bool = False,
) -> None:
    """Remember entities that the newest text of an article names, beside those remembered.

    `by_story` if it names them for sure only because other articles of its story do.
    """
    rows = [
        {"article_id": article_id, "entity": entity, "by_story": by_story} for entity in entities
    ]
    if rows:
        conn.execute(_ADD_ENTITIES, rows)


def forget_entities(conn: Connection, article_id: ArticleId) -> None:
    """Forget which entities an earlier text of an article named."""
    conn.execute(_FORGET_ENTITIES, {"of": article_id})


def _settled(conn: Connection, draft: Draft, print_: Fingerprint) -> Draft:
    """Return `draft` under the address at which it is one article.

    That is the canonical address that its page claims, unless another page's article stands there
    with another text: sites exist whose every page claims to be the same one.
    """
    own = identity(draft.url)
    if (claimed := identity(draft.canonical_url)) == own:
        return draft
    stored = conn.execute(_AT_KEY, {"key": claimed}).first()
    if stored is None or identity(stored.url) == own:
        return draft
    row = conn.execute(_CONTENT, {"of": stored.id}).one()
    if dedupe.is_copy(print_, _fingerprint(row.title, row.text)):
        return draft
    return replace(draft, canonical_url=canonical(draft.url))


def _insert(conn: Connection, draft: Draft, print_: Fingerprint, otherwise: Otherwise) -> Added:
    original = _original(conn, draft, print_, otherwise)
    values = _columns(draft, print_) | {"copy_of": original, "version": 1}
    added = ArticleId(conn.execute(_ADD, values).scalar_one())
    _index(conn, added, print_)
    if original is None:
        return Added(article=added, verdict=New())
    return Added(article=added, verdict=Copy(original=original), copy_of=original)


def _revise(
    conn: Connection,
    stored: ArticleId,
    draft: Draft,
    print_: Fingerprint,
    otherwise: Otherwise,
) -> Added:
    """Put `draft` in the place of the stored text, which becomes an earlier revision."""
    kept = select(
        article.c.id,
        article.c.version,
        article.c.title,
        article.c.text,
        article.c.origin,
        article.c.fetched_at,
        literal(draft.fetched_at, UtcTime),
    ).where(article.c.id == stored)
    conn.execute(insert(revision).from_select(list(revision.c.keys()), kept))
    _unindex(conn, stored)
    original = _original(conn, draft, print_, otherwise, but=stored)
    values = _columns(draft, print_) | {
        "copy_of": original,
        "version": article.c.version + 1,
        "source": article.c.source,
    }
    conn.execute(update(article).where(article.c.id == stored).values(values))
    _index(conn, stored, print_)
    verdict = Revision(article=stored)
    return Added(article=stored, verdict=verdict, copy_of=original)


def _columns(draft: Draft, print_: Fingerprint) -> dict[str, object]:
    return {
        "url": draft.url,
        "canonical_url": draft.canonical_url,
        "key": identity(draft.canonical_url),
        "source": draft.source,
        "title": draft.title,
        "text": draft.text,
        "authors": list(draft.authors),
        "published_at": draft.published_at,
        "fetched_at": draft.fetched_at,
        "language": draft.language,
        "origin": draft.origin,
        "text_hash": print_.text_hash,
    }


def _original(
    conn: Connection,
    draft: Draft,
    print_: Fingerprint,
    otherwise: Otherwise,
    *,
    but: int = 0,
) -> ArticleId | None:
    """Return the article that already carries this text, leaving out `but` and its own copies."""
    if print_.text_hash:
        same = {"text_hash": print_.text_hash, "but": but}
        found = conn.execute(_SAME_TEXT, same).scalar()
        if found is not None:
            return ArticleId(found)
    for near in _likely(conn, print_):
        row = conn.execute(_CONTENT, {"of": near}).one()
        root = ArticleId(row.root)
        if root == but or not dedupe.is_copy(print_, _fingerprint(row.title, row.text)):
            continue
        if not otherwise(draft.text, row.text, draft.language):
            return root
    return None


# The index keeps the first articles of a hash, so a busy one is asked for again and again.
_fingerprint = lru_cache(maxsize=128)(dedupe.fingerprint)


def _likely(conn: Connection, print_: Fingerprint) -> list[int]:
    """Return the articles that share most of the sample: counted where the rows are."""
    given = {
        "sample": json.dumps(print_.sample),
        "enough": dedupe.enough_shared(print_),
        "compared": dedupe.COMPARED,
    }
    return list(conn.execute(_LIKELY, given).scalars())


def _index(conn: Connection, article_id: ArticleId, print_: Fingerprint) -> None:
    sample = json.dumps(print_.sample)
    given = {"of": article_id, "sample": sample, "per_hash": dedupe.PER_HASH}
    conn.execute(_INDEX, given)


def _unindex(conn: Connection, article_id: ArticleId) -> None:
    row = conn.execute(_CONTENT, {"of": article_id}).one()
    sample = dedupe.fingerprint(row.title, row.text).sample
    conn.execute(_UNINDEX, {"id": article_id, "sample": json.dumps(sample)})
