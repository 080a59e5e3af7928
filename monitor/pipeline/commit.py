"""The last stages of every article: match it, then one transaction for it and all it causes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import assert_never
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from alerts import api as alerts
from alerts.types import (
    Article,
    ArticleId,
    ArticleRef,
    Channel,
    ChannelId,
    Matched,
    News,
    Rule,
    RuleId,
    StoryId,
)
from monitor.dedupe import fingerprint
from monitor.pipeline.storybook import Storybook
from monitor.pipeline.telling import Telling
from monitor.store import articles
from monitor.store.stories import Said, articles_of
from monitor.story.cluster import Placed, Report
from monitor.story.reading import Reading, read
from monitor.story.retold import tells_otherwise
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

_UNSTORED = ArticleId(0)


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
    matched = alerts.match(book.ruleset, _article(_UNSTORED, draft, book))
    reading = read(draft.text, draft.language, draft.title) if matched.hits else None
    ready = _Ready(draft=draft, print_=print_, matched=matched, reading=reading)
    return lambda conn: _commit(conn, ready, book, stories)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """A draft with what was worked out of it; `reading` is None where nobody asks what is new."""

    draft: Draft
    print_: Fingerprint
    matched: Matched
    reading: Reading | None


def _commit(conn: Connection, ready: _Ready, book: Rulebook, stories: Storybook) -> Committed:
    draft, matched = ready.draft, ready.matched
    added = articles.add(conn, draft, ready.print_, tells_otherwise)
    fate = _fate(added.verdict)
    if fate is Fate.SAME:
        return Committed(article=added.article, fate=fate, tally=Tally())
    anew = fate is not Fate.REVISION
    articles.save_entities(conn, added.article, matched.entities, anew=anew)
    placed = stories.place(conn, _report(added, draft, matched), draft.fetched_at)
    if fate is Fate.REVISION:
        stories.telling.forget(added.article)
    tally = _TALLIES[fate] + _told(placed, fate)
    if not added.is_copy:
        recorded = alerts.record(
            conn,
            article=_article(added.article, draft, book),
            matched=matched,
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


def _news(
    conn: Connection, article: ArticleId, ready: _Ready, story: StoryId, telling: Telling
) -> dict[RuleId, News]:
    """Return what the article adds to what each rule that hits it reported of its story."""
    if ready.reading is None:
        return {}
    draft, hit = ready.draft, [each.rule for each in ready.matched.hits]
    reported = alerts.reported(conn, article, hit, articles_of(conn, story))
    if not reported:
        return {}
    said = Said(
        id=article,
        title=draft.title,
        text=draft.text,
        source=draft.source,
        url=draft.url,
        published_at=draft.published_at,
        at=draft.fetched_at,
        language=draft.language,
        copy_of=None,
    )
    entities = ready.matched.entities
    return telling.news(
        conn, said, ready.reading, story=story, entities=entities, reported=reported
    )


def _told(placed: Placed, fate: Fate) -> Tally:
    if placed.is_new:
        return Tally(opened=frozenset((placed.story,)))
    return Tally(updated=frozenset((placed.story,))) if fate is not Fate.REVISION else Tally()


def _report(added: articles.Added, draft: Draft, matched: Matched) -> Report:
    return Report(
        id=added.article,
        title=draft.title,
        text=draft.text,
        source=draft.source,
        published_at=draft.published_at,
        language=draft.language,
        entities=frozenset(matched.entities),
        copy_of=added.copy_of,
    )


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


def _article(article_id: ArticleId, draft: Draft, book: Rulebook) -> Article:
    return Article(
        ref=ArticleRef(
            id=article_id,
            url=draft.url,
            canonical_url=draft.canonical_url,
            source=draft.source,
            title=draft.title,
            published_at=draft.published_at,
            language=draft.language,
        ),
        text=draft.text,
        tags=book.tags.get(draft.source, ()),
        authors=draft.authors,
    )
