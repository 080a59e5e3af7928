"""What articles add to what rules reported of their story, and where its sources disagree."""

from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import Connection

from alerts.types import (
    ArticleId,
    Disagreement,
    EntityId,
    News,
    Reported,
    RuleId,
    StoryId,
    Value,
)
from monitor.store import stories
from monitor.story import ledger
from monitor.story.development import Development, development, figures_told
from monitor.story.figures import Kind
from monitor.story.ledger import Ledger, Told
from monitor.story.novelty import Part, StorySoFar
from monitor.story.reading import Reading
from monitor.story.said import Said, reading_of, report_of
from monitor.story.stale import Dated, dated, stale_of

COMPARED = 50
"""Articles of its story, the latest, that an article's figures and date are compared with;"""
_RELATED = 20
"""articles of other stories, the latest of each entity, of which what is so for long is;"""
_RELATED_FOR = timedelta(days=30)
"""if they came within this."""
_RELATED_MOST = 200
"""and so many of them in all: a page may name every entity."""
_ACCOUNTS = 4096
_HEARD = 300
"""Articles of a story that rules reported, the latest, of which is known what they said."""
_HEARD_MOST = 3_000
"""The same of all stories: some 200 MB at worst, if ten had as many; mostly a tenth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compared:
    """What an article is compared by, without its text."""

    figures: tuple[Told, ...]
    dated: Dated


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heard:
    """What articles of a story said when they were reported, and what of it is whose."""

    so_far: StorySoFar = field(default_factory=StorySoFar)
    parts: dict[Reported, Part] = field(default_factory=dict)


class Telling:
    """Tells what is new in articles. Keeps what it read of the latest; used like Storybook."""

    def __init__(self) -> None:
        self._accounts: OrderedDict[ArticleId, _Compared] = OrderedDict()
        self._heard: OrderedDict[StoryId, _Heard] = OrderedDict()

    def news(
        self,
        conn: Connection,
        article: Said,
        reading: Reading,
        *,
        story: StoryId,
        entities: Collection[EntityId],
        reported: Mapping[RuleId, frozenset[Reported]],
    ) -> dict[RuleId, News]:
        """Return what `article` of `story` adds for each rule, to the texts that it reported.

        What an article has said since it was reported was told to nobody, and is no less new.
        Figures are compared with those of the whole story, and what is so for long with the latest
        other articles that name one of `entities`. The article has to be stored, and in its story.
        """
        self._accounts.pop(article.id, None)  # an earlier text's
        own = self._account(article, reading)
        beside = self._accounts_of(
            conn, stories.originals_of(conn, story, but=article.id, most=COMPARED)
        )
        verdict = self._ledger(conn, article, beside, story, entities).judge(own.figures)
        is_stale = stale_of(own.dated, [each.dated for each in beside]) is not None
        year = article.published_at.year if article.published_at else None
        heard = self._heard_of(conn, story, frozenset().union(*reported.values()))
        added = {
            told: development(
                reading,
                verdict,
                heard.so_far.only([heard.parts[each] for each in told if each in heard.parts]),
                year=year,
                is_stale=is_stale,
            )
            for told in set(reported.values())
            if told
        }
        disagreements = tuple(map(_shown, verdict.disagreements))
        return {rule: _news(added.get(told), disagreements) for rule, told in reported.items()}

    def _ledger(
        self,
        conn: Connection,
        article: Said,
        beside: Sequence[_Compared],
        story: StoryId,
        entities: Collection[EntityId],
    ) -> Ledger:
        elsewhere = stories.told_elsewhere(
            conn, entities, but=story, since=article.at - _RELATED_FOR, most=_RELATED
        )
        found = Ledger()
        for each in self._accounts_of(conn, elsewhere[-_RELATED_MOST:]):
            found.add(told for told in each.figures if told.figure.kind is Kind.STANDING)
        for each in beside:
            found.add(each.figures)
        return found

    def _accounts_of(self, conn: Connection, ids: Collection[ArticleId]) -> list[_Compared]:
        unread = [each for each in ids if each not in self._accounts]
        for each in stories.said(conn, unread) if unread else ():
            self._account(each, reading_of(each))
        found = [self._accounts[each] for each in ids]
        while len(self._accounts) > _ACCOUNTS:  # what was entered first goes
            self._accounts.popitem(last=False)
        return found

    def _account(self, article: Said, reading: Reading) -> _Compared:
        found = _Compared(
            figures=figures_told(
                reading,
                article=article.id,
                source=article.source,
                url=article.url,
                at=article.published_at,
            ),
            dated=dated(report_of(article)),
        )
        self._accounts[article.id] = found
        return found

    def _heard_of(self, conn: Connection, story: StoryId, reported: frozenset[Reported]) -> _Heard:
        """Return what the latest of some texts of a story have said; only new ones are read."""
        wanted = sorted(reported, key=lambda each: (each.article, each.at))[-_HEARD:]
        found = self._heard.pop(story, None)
        if found is None or found.so_far.articles > 2 * _HEARD:
            found = _Heard()
        for each in wanted:
            if each not in found.parts:
                (text,) = stories.said_then(conn, (each,))
                found.parts[each] = found.so_far.add(reading_of(text))
        self._heard[story] = found
        while sum(each.so_far.articles for each in self._heard.values()) > _HEARD_MOST:
            self._heard.popitem(last=False)
        return found

    def forget(self, article: ArticleId) -> None:
        """Let go of an article that has another text now; what rules reported of it stays."""
        self._accounts.pop(article, None)


def _news(added: Development | None, disagreements: tuple[Disagreement, ...]) -> News:
    if added is None:
        return News(disagreements=disagreements)
    return News(
        first=False,
        develops=added.develops,
        new=tuple(each.sentence.text for each in added.sentences),
        disagreements=disagreements,
    )


def _shown(found: ledger.Disagreement) -> Disagreement:
    values = (
        Value(value=each.figure.value, text=each.figure.text, source=each.source, url=each.url)
        for each in found.values
    )
    return Disagreement(what=found.what, values=tuple(values))
