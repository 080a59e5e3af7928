"""The story of each article: memory and store in step."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from alerts import api as alerts
from alerts.types import ArticleId, StoryId
from monitor.pipeline.telling import Telling
from monitor.store import stories
from monitor.story.cluster import KEPT_ARTICLES, KEPT_DAYS, Placed, Report, Stories, Why

_KEPT = timedelta(days=KEPT_DAYS)
_TEXTS = 2000
"""Of so many articles, the latest, a restart reads the text: so it learns what sources repeat.

After an upgrade as many get a story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Latest:
    """What was placed last, and when it came."""

    article: ArticleId
    story: StoryId
    at: datetime


class Storybook:
    """The stories in memory of the one process that writes the store.

    Memory is filled from the store when the first article comes, so that a run without news costs
    nothing, and anew where a transaction was rolled back. Used inside of transactions, one at a
    time.
    """

    def __init__(self) -> None:
        self.telling = Telling()
        self._memory: Stories | None = None
        self._latest: _Latest | None = None

    def place(self, conn: Connection, report: Report, at: datetime) -> Placed:
        """Put a stored article that came at `at` into its story, and move what has to move.

        One that has a story keeps it, and a copy goes with its original.
        """
        if not self._in_step(conn):
            self._memory, self.telling = None, Telling()
        placed = self._placed(conn, report, at)
        self._latest = _Latest(article=report.id, story=placed.story, at=at)
        return placed

    def _in_step(self, conn: Connection) -> bool:
        """Tell whether the store has what was placed last; if not, that was rolled back."""
        latest = self._latest
        return latest is None or stories.came(conn, latest.article) == (latest.story, latest.at)

    def _placed(self, conn: Connection, report: Report, at: datetime) -> Placed:
        if (kept := stories.story_of(conn, report.id)) is not None:
            return _known(report, kept)
        if self._memory is None:
            self._memory = _read(conn, at)
            self._catch_up(conn, report, at)
        memory = self._memory
        memory.forget(at)  # or the copy's original is known to it still, and no more when asked
        if (kept := _of_original(conn, memory, report)) is not None:
            stories.put(conn, report.id, kept, at)
            return _known(report, kept)
        placed = memory.add(report, at)
        if placed.is_new:
            stories.open_story(conn, placed.story, at)
        if placed.moves:
            stories.move(conn, placed.moves, at)
            merged = {(m.before, m.after) for m in placed.moves if m.why is Why.MERGED}
            for ended, into in sorted(merged):
                alerts.merge(conn, ended, into)
        stories.put(conn, report.id, placed.story, at)
        if report.copy_of is None and (packed := memory.packed(report.id)):
            stories.keep_terms(conn, report.id, packed)
        return placed

    def _catch_up(self, conn: Connection, report: Report, at: datetime) -> None:
        """Place the latest articles that were stored before there were stories.

        So that after an upgrade an event that goes on is no new one.
        """
        since = at - _KEPT
        for each, came in stories.unplaced(conn, since=since, but=report.id, most=_TEXTS):
            self._placed(conn, each, came)


def _read(conn: Connection, now: datetime) -> Stories:
    memory = Stories(first=stories.next_story(conn))
    found = stories.remembered(conn, kept=_KEPT, now=now, most=KEPT_ARTICLES, texts=_TEXTS)
    first = None
    for each in found:
        first = first or each.report.id
        memory.restore(each.report, each.story, each.at, packed=each.packed)
    if first is not None:
        stories.forget_terms(conn, first)
    return memory


def _of_original(conn: Connection, memory: Stories, report: Report) -> StoryId | None:
    """Return the stored story of a copy's original that left memory, None if it did not."""
    if report.copy_of is None or memory.story_of(report.copy_of) is not None:
        return None
    return stories.story_of(conn, report.copy_of)


def _known(report: Report, story: StoryId) -> Placed:
    return Placed(article=report.id, story=story, probability=1.0, is_new=False)
