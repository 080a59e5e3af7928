"""The answers of the clustering."""

from dataclasses import dataclass
from enum import StrEnum

from alerts.types import ArticleId, StoryId


class Why(StrEnum):
    """Why an article changed its story. Values are stored: never rename one."""

    MERGED = "merged"
    SPLIT = "split"
    CLOSER = "closer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """An article went from one story to another when the article `by` came.

    MERGED: its whole story did. SPLIT: it left for a new story. CLOSER: it is closer to the other.
    `probability` is how likely it is of the story that it went to.
    """

    article: ArticleId
    before: StoryId
    after: StoryId
    by: ArticleId
    why: Why
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """The story of an article, how likely it is of it, and which others had to move.

    `is_new` is whether the article opens the story.
    """

    article: ArticleId
    story: StoryId
    probability: float
    is_new: bool
    moves: tuple[Move, ...] = ()
