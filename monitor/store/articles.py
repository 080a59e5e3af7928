"""Articles, their copies and their revisions: the SQL of ingest."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace

from sqlalchemy import Connection, delete, func, insert, literal, select, text, update

from alerts.outbox.tables import UtcTime
from alerts.types import ArticleId, EntityId
from monitor import dedupe
from monitor.store.tables import article, article_entity, revision, shingle
from monitor.types import Copy, Draft, Fingerprint, New, Origin, Revision, Same, Verdict
from monitor.urls import canonical, identity

_SHARING = text("""
    SELECT s.hash, s.article_id FROM json_each(:sample) AS h JOIN shingle AS s ON s.hash = h.value
""")
_UNINDEX = text("""
    DELETE FROM shingle
    WHERE article_id = :id AND hash IN (SELECT value FROM json_each(:sample))
""")


_Shared = list[tuple[int, ArticleId]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What a draft was beside all that is stored, and the article that it now is.

    A revision may have become a copy, or ceased to be one: `is_copy` tells.
    """

    article: ArticleId
    verdict: Verdict
    is_copy: bool = False


def add(conn: Connection, draft: Draft, print_: Fingerprint) -> Added:
    """Store `draft` as what it is: new, a copy, a revision, or what is stored already.

    A feed's summary never replaces the text of a page: for the store that is the Same article.
    """
    draft = _settled(conn, draft, print_)
    stored = _stored_at(conn, draft.canonical_url)
    if stored is None:
        return _insert(conn, draft, print_)
    unchanged = stored.text_hash == print_.text_hash and stored.title == draft.title
    poorer = draft.origin is Origin.FEED and stored.origin is not Origin.FEED
    if unchanged or poorer:
        return Added(article=stored.id, verdict=Same(article=stored.id))
    return _revise(conn, stored.id, draft, print_)


def save_entities(conn: Connection, article_id: ArticleId, entities: Iterable[EntityId]) -> None:
    """Remember which entities the newest text of an article names."""
    conn.execute(delete(article_entity).where(article_entity.c.article_id == article_id))
    rows = [{"article_id": article_id, "entity": entity} for entity in entities]
    if rows:
        conn.execute(insert(article_entity), rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stored:
    id: ArticleId
    title: str
    origin: Origin
    text_hash: bytes


def _stored_at(conn: Connection, canonical_url: str) -> _Stored | None:
    columns = (article.c.id, article.c.title, article.c.origin, article.c.text_hash)
    row = conn.execute(select(*columns).where(article.c.key == identity(canonical_url))).first()
    if row is None:
        return None
    return _Stored(
        id=ArticleId(row.id),
        title=row.title,
        origin=Origin(row.origin),
        text_hash=row.text_hash,
    )


def _settled(conn: Connection, draft: Draft, print_: Fingerprint) -> Draft:
    """Return `draft` under the address at which it is one article.

    That is the canonical address that its page claims, unless another page's article stands there
    with another text: sites exist whose every page claims to be the same one.
    """
    own = identity(draft.url)
    if identity(draft.canonical_url) == own:
        return draft
    columns = (article.c.id, article.c.url, article.c.title, article.c.text)
    claimed = select(*columns).where(article.c.key == identity(draft.canonical_url))
    row = conn.execute(claimed).first()
    if row is None or identity(row.url) == own:
        return draft
    there = (ArticleId(row.id), dedupe.fingerprint(row.title, row.text))
    if dedupe.judge(print_, [there]) is not None:
        return draft
    return replace(draft, canonical_url=canonical(draft.url))


def _insert(conn: Connection, draft: Draft, print_: Fingerprint) -> Added:
    shared = _sharing(conn, print_)
    original = _original(conn, print_, shared)
    values = _columns(draft, print_) | {"copy_of": original, "version": 1}
    result = conn.execute(insert(article).values(values))
    added = ArticleId(result.inserted_primary_key[0])
    _index(conn, added, print_, shared)
    if original is None:
        return Added(article=added, verdict=New())
    return Added(article=added, verdict=Copy(original=original), is_copy=True)


def _revise(conn: Connection, stored: ArticleId, draft: Draft, print_: Fingerprint) -> Added:
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
    shared = _sharing(conn, print_)
    original = _original(conn, print_, shared, but=stored)
    values = _columns(draft, print_) | {
        "copy_of": original,
        "version": article.c.version + 1,
        "source": article.c.source,
    }
    conn.execute(update(article).where(article.c.id == stored).values(values))
    _index(conn, stored, print_, shared)
    verdict = Revision(article=stored)
    return Added(article=stored, verdict=verdict, is_copy=original is not None)


def _columns(draft: Draft, print_: Fingerprint) -> dict[str, object]:
    return asdict(draft) | {
        "authors": list(draft.authors),
        "key": identity(draft.canonical_url),
        "text_hash": print_.text_hash,
    }


def _original(
    conn: Connection, print_: Fingerprint, shared: _Shared, *, but: ArticleId | None = None
) -> ArticleId | None:
    """Return the article that already carries this text, leaving out `but` and its own copies."""
    root = func.coalesce(article.c.copy_of, article.c.id)
    if print_.text_hash:
        exact = select(root).where(article.c.text_hash == print_.text_hash, root != (but or 0))
        found = conn.execute(exact.order_by(article.c.id).limit(1)).scalar()
        if found is not None:
            return ArticleId(found)
    near = dedupe.judge(print_, _candidates(conn, dedupe.likely(print_, shared), but))
    if near is None:
        return None
    return ArticleId(conn.execute(select(root).where(article.c.id == near)).scalar_one())


def _candidates(
    conn: Connection, likely: Iterable[ArticleId], but: ArticleId | None
) -> Iterator[tuple[ArticleId, Fingerprint]]:
    """Yield the stored articles that are compared in full, one by one, as they are asked for."""
    columns = (article.c.title, article.c.text, article.c.copy_of)
    for near in likely:
        row = conn.execute(select(*columns).where(article.c.id == near)).one()
        if but is None or but not in (near, row.copy_of):
            yield near, dedupe.fingerprint(row.title, row.text)


def _sharing(conn: Connection, print_: Fingerprint) -> _Shared:
    """Return the rows of the index that share a hash with the sample: one look-up serves all."""
    rows = conn.execute(_SHARING, {"sample": json.dumps(print_.sample)})
    return [(row.hash, ArticleId(row.article_id)) for row in rows]


def _index(conn: Connection, article_id: ArticleId, print_: Fingerprint, shared: _Shared) -> None:
    vacant = dedupe.vacant(print_, shared)
    if vacant:
        rows = [{"hash": hash_, "article_id": article_id} for hash_ in vacant]
        conn.execute(insert(shingle), rows)


def _unindex(conn: Connection, article_id: ArticleId) -> None:
    row = conn.execute(
        select(article.c.title, article.c.text).where(article.c.id == article_id)
    ).one()
    sample = dedupe.fingerprint(row.title, row.text).sample
    conn.execute(_UNINDEX, {"id": article_id, "sample": json.dumps(sample)})
