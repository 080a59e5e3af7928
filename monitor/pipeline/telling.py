"""What articles add to what rules reported of their story, and where its sources disagree."""

from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

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
from monitor.story.novelty import StorySoFar
from monitor.story.reading import Reading
from monitor.story.said import Said, reading_of, report_of
from monitor.story.stale import Dated, dated, stale_of

COMPARED = 50
"""Articles of its story, the latest, that an article's figures and date are compared with;"""
_RELATED = 20
"""articles of other stories, the latest of each entity, of which what is so for long is;"""
_RELATED_FOR = timedelta(days=30)
"""if they came within this."""
_ACCOUNTS = 4096
_TOLD = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What an article is compared by, without its text."""

    figures: tuple[Told, ...]
    dated: Dated


class Telling:
    """Tells what is new in articles. Keeps what it read of the latest; used like Storybook."""

    def __init__(self) -> None:
        self._accounts: OrderedDict[ArticleId, Account] = OrderedDict()
        self._so_far: OrderedDict[frozenset[Reported], StorySoFar] = OrderedDict()

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
        added = {
            told: development(
                reading, verdict, self._told(conn, told), year=year, is_stale=is_stale
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
        beside: Sequence[Account],
        story: StoryId,
        entities: Collection[EntityId],
    ) -> Ledger:
        elsewhere = stories.told_elsewhere(
            conn, entities, but=story, since=article.at - _RELATED_FOR, most=_RELATED
        )
        found = Ledger()
        for each in self._accounts_of(conn, elsewhere):
            found.add(told for told in each.figures if told.figure.kind is Kind.STANDING)
        for each in beside:
            found.add(each.figures)
        return found

    def _accounts_of(self, conn: Connection, ids: Collection[ArticleId]) -> list[Account]:
        unread = [each for each in ids if each not in self._accounts]
        for each in stories.said(conn, unread) if unread else ():
            self._account(each, reading_of(each))
        found = [self._accounts[each] for each in ids]
        _shorten(self._accounts, _ACCOUNTS)
        return found

    def _account(self, article: Said, reading: Reading) -> Account:
        found = Account(
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

    def _told(self, conn: Connection, reported: frozenset[Reported]) -> StorySoFar:
        """Return what some texts have said; what was read for fewer of them is read on."""
        before = max((each for each in self._so_far if each <= reported), key=len, default=None)
        found = self._so_far.pop(before) if before is not None else StorySoFar()
        for each in stories.said_then(conn, reported - (before or frozenset())):
            found.add(reading_of(each))
        self._so_far[reported] = found
        _shorten(self._so_far, _TOLD)
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


def _shorten(kept: OrderedDict[Any, Any], most: int) -> None:
    """Let go of what was entered first."""
    while len(kept) > most:
        kept.popitem(last=False)
