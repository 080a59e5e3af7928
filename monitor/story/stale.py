"""Articles whose content is older than their stamp: re-dated by a careless site, or warmed up.

The date of a feed counts before one found in the body. A story dates its articles: one that is
stamped months after the others tell of the same event, and names no day near its stamp, tells
nothing new, whatever its stamp says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median_low

from alerts.types import ArticleId
from monitor.story.cluster.dates import Day, days
from monitor.story.cluster.terms import READ_CHARS, Report, fold

LATE = timedelta(days=45)
"""A stamp so much later than the content is wrong, or the content is old."""
_CURRENT = timedelta(days=30)
"""A day named within this before the stamp makes an article current, whatever else it retells."""
_AHEAD = timedelta(days=1)
_DATELINE_CHARS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """When an article says it is from: `stamped` in UTC, the `dateline` at the head of its text.

    `named` are all days that its beginning names.
    """

    article: ArticleId
    stamped: date | None
    dateline: Day | None
    named: tuple[Day, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stale:
    """An article stamped long after its content: `content` is the day by which `by` dates it."""

    article: ArticleId
    stamped: date
    content: date
    by: ArticleId

    @property
    def late_days(self) -> int:
        """How many days the stamp is later than the content."""
        return (self.stamped - self.content).days


def published(
    feed_at: datetime | None, body_at: datetime | None, fetched_at: datetime
) -> datetime | None:
    """Return when an article was published: the feed's date before one found in its body.

    A date after the article was fetched, by more than a day, is none.
    """
    for when in (feed_at, body_at):
        if when is not None and when <= fetched_at + _AHEAD:
            return when
    return None


def dated(report: Report) -> Dated:
    """Return when an article says it is from."""
    small = fold(report.text[:READ_CHARS]).lower()
    head = next(days(small[:_DATELINE_CHARS]), None)
    return Dated(
        article=report.id,
        stamped=report.published_at.date() if report.published_at else None,
        dateline=head,
        named=tuple(days(small)),
    )


def stale(story: Sequence[Dated]) -> tuple[Stale, ...]:
    """Return the articles of a story that are stamped LATE after its content, in their order.

    The content is dated by the other articles: by their stamps, or where they have none by their
    datelines. A dateline without a year is taken to be as near before the stamp as it can.
    """
    found = []
    for each in story:
        if each.stamped is None or _is_current(each, each.stamped):
            continue
        limit = each.stamped
        others = sorted(
            (content, other.article)
            for other in story
            if other is not each and (content := _content(other, limit))
        )
        if others:
            content, by = median_low(others)
            if each.stamped - content >= LATE:
                found.append(
                    Stale(article=each.article, stamped=each.stamped, content=content, by=by)
                )
    return tuple(found)


def _content(other: Dated, limit: date) -> date | None:
    return other.stamped or (other.dateline.before(limit) if other.dateline else None)


def _is_current(given: Dated, stamped: date) -> bool:
    """Whether an article names a day shortly before its stamp."""
    befores = (day.before(stamped) for day in given.named)
    return any(before and stamped - before <= _CURRENT for before in befores)
