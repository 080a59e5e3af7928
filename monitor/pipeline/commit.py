"""The last stages of every article: match it, then one transaction for it and all it causes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from alerts import api as alerts
from alerts.types import (
    Article,
    ArticleId,
    Channel,
    ChannelId,
    Matched,
    News,
    Rule,
    RuleId,
    StoryId,
)
from monitor.dedupe import fingerprint
from monitor.pipeline.shapes import article_of, said_of
from monitor.pipeline.storybook import Storybook
from monitor.pipeline.telling import Telling
from monitor.store import articles
from monitor.store import stories as stored_stories
from monitor.story.cluster import Placed, Why
from monitor.story.reading import Reading
from monitor.story.retold import tells_otherwise
from monitor.story.said import reading_of, report_of
from monitor.types import (
    Copy,
    Draft,
    Fate,
    Fingerprint,
    New,
    Revision,
    Same,
    SourceId,
    Tally,
    Verdict,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """What an article is held against, and where its alerts go.

    No `channels` means that alerts are stored and sent nowhere, but to `subscribers`. `tags`
    are those of each source, `timezone` is the one in which people read times, `hide` takes
    secrets out of a text.
    """

    ruleset: alerts.Ruleset
    rules: Mapping[RuleId, Rule]
    channels: Mapping[ChannelId, Channel]
    tags: Mapping[SourceId, tuple[str, ...]]
    timezone: ZoneInfo
    hide: Callable[[str], str] = field(repr=False)
    subscribers: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """What became of a draft."""

    article: ArticleId
    fate: Fate
    tally: Tally


def prepare(draft: Draft, book: Rulebook, stories: Storybook) -> Callable[[Connection], Committed]:
    """Do the slow work on `draft` and return what is left for the transaction: SQL and sums."""
    print_ = fingerprint(draft.title, draft.text)
    article = article_of(draft, tags=book.tags.get(draft.source, ()))
    matched = alerts.match(book.ruleset, article)
    reading = reading_of(said_of(draft)) if matched.hits else None
    ready = _Ready(draft=draft, print_=print_, article=article, matched=matched, reading=reading)
    return lambda conn: _commit(conn, ready, book, stories)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """A draft with what was worked out of it; `reading` is None where nobody asks what is new."""

    draft: Draft
    print_: Fingerprint
    article: Article
    matched: Matched
    reading: Reading | None


def _commit(conn: Connection, ready: _Ready, book: Rulebook, stories: Storybook) -> Committed:
    draft, matched = ready.draft, ready.matched
    added = articles.add(conn, draft, ready.print_, tells_otherwise)
    fate = _fate(added.verdict)
    if fate is Fate.SAME:
        return Committed(article=added.article, fate=fate, tally=Tally())
    if fate is Fate.REVISION:
        articles.forget_entities(conn, added.article)
        stories.telling.forget(added.article)
    articles.save_entities(conn, added.article, matched.entities)
    report = report_of(said_of(draft, added.article, added.copy_of), matched.entities)
    placed = stories.place(conn, report, draft.fetched_at)
    ready = _with_story(conn, added.article, ready, placed.story, book)
    tally = _TALLIES[fate] + _stories(placed, fate)
    if not added.is_copy:
        recorded = alerts.record(
            conn,
            article=ready.article,
            matched=ready.matched,
            rules=book.rules,
            channels=book.channels,
            subscribers=book.subscribers,
            story=placed.story,
            news=_news(conn, added.article, ready, placed.story, stories.telling),
            now=draft.fetched_at,
            timezone=book.timezone,
        )
        tally += Tally(hits=recorded.hits, alerts=recorded.alerts)
    return Committed(article=added.article, fate=fate, tally=tally)


def _with_story(
    conn: Connection, article: ArticleId, ready: _Ready, story: StoryId, book: Rulebook
) -> _Ready:
    """Match once more where the story may prove a name that the article leaves open.

    What is found by that alone is marked in the store: it proves nothing to other articles.
    """
    known = replace(ready.article, ref=replace(ready.article.ref, id=article))
    ready = replace(ready, article=known)
    open_ = book.ruleset.asks_story.difference(ready.matched.entities)
    proven = stored_stories.proven_in(conn, story, open_, but=article) if open_ else frozenset()
    if not proven:
        return ready
    matched = alerts.match(book.ruleset, replace(known, story=proven))
    more = set(matched.entities).difference(ready.matched.entities)
    articles.save_entities(conn, article, more, by_story=True)
    reading = ready.reading or (reading_of(said_of(ready.draft)) if matched.hits else None)
    return replace(ready, matched=matched, reading=reading)


def _news(
    conn: Connection, article: ArticleId, ready: _Ready, story: StoryId, telling: Telling
) -> dict[RuleId, News]:
    """Return what the article adds to what each rule that hits it reported of its story."""
    if ready.reading is None:
        return {}
    hit = [each.rule for each in ready.matched.hits]
    reported = alerts.reported(conn, article, hit, stored_stories.articles_of(conn, story))
    if not reported:
        return {}
    return telling.news(
        conn,
        said_of(ready.draft, article),
        ready.reading,
        story=story,
        entities=ready.matched.entities,
        reported=reported,
    )


def _stories(placed: Placed, fate: Fate) -> Tally:
    """Return which stories got articles: the new one, and those that moved, also to a new story."""
    if fate is Fate.REVISION and not placed.is_new:
        return Tally()
    opened = {move.after for move in placed.moves if move.why is Why.SPLIT}
    if placed.is_new:
        opened.add(placed.story)
    entered = {placed.story, *(move.after for move in placed.moves)}
    return Tally(opened=frozenset(opened), updated=frozenset(entered))


_TALLIES = {
    Fate.NEW: Tally(new=1),
    Fate.COPY: Tally(copies=1),
    Fate.REVISION: Tally(revisions=1),
}


def _fate(verdict: Verdict) -> Fate:
    match verdict:
        case New():
            return Fate.NEW
        case Copy():
            return Fate.COPY
        case Revision():
            return Fate.REVISION
        case Same():
            return Fate.SAME
        case other:
            assert_never(other)
