"""An article as its story hears it, and what it is read as."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from alerts.types import ArticleId, EntityId
from monitor.story.cluster import Report
from monitor.story.reading import Reading, read


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What an article says, and who says it where and when; `at` is when it was fetched."""

    id: ArticleId
    title: str
    text: str
    source: str
    url: str
    published_at: datetime | None
    at: datetime
    language: str | None
    copy_of: ArticleId | None


def reading_of(article: Said) -> Reading:
    """Return an article as what is new in it is told from."""
    return read(article.text, article.language, article.title)


def report_of(article: Said, entities: Iterable[EntityId] = ()) -> Report:
    """Return an article, in which rules found `entities`, as stories are made of it."""
    return Report(
        id=article.id,
        title=article.title,
        text=article.text,
        source=article.source,
        published_at=article.published_at,
        language=article.language,
        entities=frozenset(entities),
        copy_of=article.copy_of,
    )


def outlet_of(article: Said) -> str | None:
    """Return who published an article: the host of its address, None where it has none.

    An outlet has several feeds, and a feed of a search engine several outlets.
    """
    try:
        host = urlsplit(article.url).hostname
    except ValueError:
        return None
    return host.removeprefix("www.").removeprefix("m.") if host else None
