"""What an article adds to its story, as one rule sees it, and whether the rule reports it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType, assert_never

StoryId = NewType("StoryId", int)


class Notify(StrEnum):
    """Which articles of a story a rule reports."""

    STORY = "story"
    DEVELOPMENT = "development"
    ARTICLE = "article"


class AlertKind(StrEnum):
    """What an alert reports."""

    STORY = "story"
    DEVELOPMENT = "development"
    ARTICLE = "article"


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A figure as it is written, with the sentence that tells it, by which source, and where."""

    value: str
    text: str
    source: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """What is told differently, and how: the values told before, then that of the article."""

    what: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What an article adds to what a rule reported of the story before.

    `first` if that is nothing; else whether it `develops` the story, and the sentences that are
    `new`, in their order.
    """

    first: bool = True
    develops: bool = False
    new: tuple[str, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()


def kind_of(notify: Notify, news: News) -> AlertKind | None:
    """Return as what a rule that wants `notify` reports `news`, None if it does not."""
    if notify is Notify.ARTICLE:
        return AlertKind.ARTICLE
    if news.first:
        return AlertKind.STORY
    match notify:
        case Notify.STORY:
            return None
        case Notify.DEVELOPMENT:
            return AlertKind.DEVELOPMENT if news.develops else None
        case _:
            assert_never(notify)
