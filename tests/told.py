"""Stories for tests: the labelled ones of tests/stories, and short ways to tell a figure."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from alerts.types import ArticleId
from monitor.story.figures import Figure, figures
from monitor.story.ledger import Told
from monitor.story.reading import Line, Reading, read

STORIES = Path(__file__).resolve().parent / "stories"
SHARED = Path(__file__).resolve().parents[1] / "../shared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """An article of a labelled story, as tests/stories/README.md tells."""

    id: str
    story: str
    language: str
    source: str
    published: datetime
    rewrite_of: str | None
    title: str
    sentences: tuple[str, ...]
    new: frozenset[int]
    background: frozenset[int]

    @property
    def text(self) -> str:
        """The text, a sentence a line."""
        return "\n".join(self.sentences)


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the values of a file of JSON Lines."""
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


@cache
def labelled() -> tuple[Labelled, ...]:
    """Return the labelled articles, story by story, in the order in which they came."""
    return tuple(
        Labelled(
            **{
                **row,
                "published": datetime.fromisoformat(row["published"]),
                "sentences": tuple(row["sentences"]),
                "new": frozenset(row["new"]),
                "background": frozenset(row["background"]),
            }
        )
        for row in lines(STORIES / "articles.jsonl")
    )


def line(text: str, language: str) -> Line:
    """Return a text of one sentence, read."""
    (only,) = read(text, language).lines
    return only


def told_in(
    reading: Reading, article: int, *, source: str = "", at: datetime | None = None
) -> list[Told]:
    """Return the figures of an article as told by a source, by default one of its own."""
    day = at.date() if at else None
    return [told(each, article, source=source, at=at) for each in figures(reading, day)]


def told(figure: Figure, article: int, *, source: str = "", at: datetime | None = None) -> Told:
    """Return a figure as told in an article."""
    name = source or f"source-{article}"
    url = f"https://news.example/{article}"
    return Told(figure=figure, article=ArticleId(article), source=name, url=url, at=at)
