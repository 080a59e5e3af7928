"""The last stages of every article: match it, then one transaction for it and all it causes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import assert_never
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from alerts import api as alerts
from alerts.types import (
    AlertKind,
    Article,
    ArticleId,
    ArticleRef,
    Channel,
    ChannelId,
    Matched,
    Rule,
    RuleId,
)
from monitor.dedupe import fingerprint
from monitor.store import articles
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


def prepare(draft: Draft, book: Rulebook) -> Callable[[Connection], Committed]:
    """Do the slow work on `draft` and return what is left for the transaction: SQL and sums."""
    print_ = fingerprint(draft.title, draft.text)
    matched = alerts.match(book.ruleset, _article(_UNSTORED, draft, book))
    return lambda conn: _commit(conn, draft, print_, matched, book)


def _commit(
    conn: Connection, draft: Draft, print_: Fingerprint, matched: Matched, book: Rulebook
) -> Committed:
    added = articles.add(conn, draft, print_)
    fate = _fate(added.verdict)
    if fate is Fate.SAME:
        return Committed(article=added.article, fate=fate, tally=Tally())
    anew = fate is not Fate.REVISION
    articles.save_entities(conn, added.article, matched.entities, anew=anew)
    tally = _TALLIES[fate]
    if not added.is_copy:
        recorded = alerts.record(
            conn,
            article=_article(added.article, draft, book),
            matched=matched,
            rules=book.rules,
            channels=book.channels,
            subscribers=book.subscribers,
            kind=AlertKind.ARTICLE,
            now=draft.fetched_at,
            timezone=book.timezone,
        )
        tally += Tally(hits=recorded.hits, alerts=recorded.alerts)
    return Committed(article=added.article, fate=fate, tally=tally)


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
