"""One draft in the shape that each stage wants of it."""

from collections.abc import Iterable

from alerts.types import Article, ArticleId, ArticleRef, EntityId
from monitor.story.cluster import Report
from monitor.story.reading import Reading, read
from monitor.story.said import Said
from monitor.types import Draft

_UNSTORED = ArticleId(0)


def article_of(draft: Draft, *, tags: tuple[str, ...]) -> Article:
    """Return a draft as rules match it; `tags` are those of its source. It has no number yet."""
    return Article(
        ref=ArticleRef(
            id=_UNSTORED,
            url=draft.url,
            canonical_url=draft.canonical_url,
            source=draft.source,
            title=draft.title,
            published_at=draft.published_at,
            language=draft.language,
        ),
        text=draft.text,
        tags=tags,
        authors=draft.authors,
    )


def reading_of(draft: Draft) -> Reading:
    """Return a draft as what is new in it is told from."""
    return read(draft.text, draft.language, draft.title)


def report_of(
    draft: Draft, article: ArticleId, copy_of: ArticleId | None, entities: Iterable[EntityId]
) -> Report:
    """Return a stored draft as stories are made of it."""
    return Report(
        id=article,
        title=draft.title,
        text=draft.text,
        source=draft.source,
        published_at=draft.published_at,
        language=draft.language,
        entities=frozenset(entities),
        copy_of=copy_of,
    )


def said_of(draft: Draft, article: ArticleId) -> Said:
    """Return a stored draft, which is no copy, as it is compared with others of its story."""
    return Said(
        id=article,
        title=draft.title,
        text=draft.text,
        source=draft.source,
        url=draft.url,
        published_at=draft.published_at,
        at=draft.fetched_at,
        language=draft.language,
        copy_of=None,
    )
