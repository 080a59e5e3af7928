"""Articles whose content is older than their stamp: re-dated by a careless site, or warmed up.

The date of a feed counts before one found in the body. A story dates its articles: one that is
stamped months after the others tell of the same event, and names no day near its stamp, tells
nothing new, whatever its stamp says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_low

from alerts.types import ArticleId
from monitor.story.cluster.dates import Day, days
from monitor.story.cluster.terms import READ_CHARS, Report, fold

LATE = timedelta(days=45)
"""A stamp so much later than the content is wrong, or the content is old."""
_CURRENT = timedelta(days=30)
"""A day named within this before the stamp makes an article current, whatever else it retells."""
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


def stale_of(given: Dated, others: Sequence[Dated]) -> Stale | None:
    """Return by how much an article is stamped LATE after the content of its story, if it is.

    The content is dated by the `others`: by their stamps, or where they have none by their
    datelines. A dateline without a year is taken to be as near before the stamp as it can.
    """
    stamped = given.stamped
    if stamped is None or _is_current(given, stamped):
        return None
    dates = [(content, each.article) for each in others if (content := _content(each, stamped))]
    if not dates:
        return None
    content, by = median_low(dates)
    if stamped - content < LATE:
        return None
    return Stale(article=given.article, stamped=stamped, content=content, by=by)


def _content(other: Dated, limit: date) -> date | None:
    return other.stamped or (other.dateline.before(limit) if other.dateline else None)


def _is_current(given: Dated, stamped: date) -> bool:
    """Whether an article names a day shortly before its stamp."""
    befores = (day.before(stamped) for day in given.named)
    return any(before and stamped - before <= _CURRENT for before in befores)
