"""One draft in the shape that each stage wants of it."""

from alerts.types import Article, ArticleId, ArticleRef
from monitor.story.said import Said
from monitor.types import Draft

UNSTORED = ArticleId(0)


def article_of(draft: Draft, *, tags: tuple[str, ...]) -> Article:
    """Return a draft as rules match it; `tags` are those of its source. It has no number yet."""
    return Article(
        ref=ArticleRef(
            id=UNSTORED,
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


def said_of(draft: Draft, article: ArticleId = UNSTORED, copy_of: ArticleId | None = None) -> Said:
    """Return a draft, stored as `article`, as its story hears it."""
    return Said(
        id=article,
        title=draft.title,
        text=draft.text,
        source=draft.source,
        url=draft.url,
        published_at=draft.published_at,
        at=draft.fetched_at,
        language=draft.language,
        copy_of=copy_of,
    )
