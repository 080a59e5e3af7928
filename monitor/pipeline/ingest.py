"""One candidate: fetch its page, extract its text, match, and commit."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import blake2b

from sqlalchemy import Connection

from alerts.types import ArticleId
from monitor import schedule
from monitor.errors import ExtractError, FetchError, FetchReason, ParseError
from monitor.extract import extract
from monitor.pipeline.commit import Rulebook, prepare
from monitor.pipeline.look import Eyes
from monitor.pipeline.storybook import Storybook
from monitor.store import Store, sources
from monitor.types import (
    ArticleFrom,
    Candidate,
    Draft,
    Extract,
    Fate,
    NotModified,
    Origin,
    Page,
    Source,
    SourceKind,
    Tally,
)
from monitor.urls import canonical, host

_CLOCK_SKEW = timedelta(days=1)
_FULL_TEXT = 500
"""A page's text of this many characters is no teaser, whatever the feed carries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stages:
    """The stages that touch the world, the clock, and numbers in [0, 1) by which times spread.

    `claimed` are the addresses under way, so that two sources that show one link fetch it once.
    `at_most` candidates are ingested in one poll, so that a long backlog shares its host with other
    sources; None is all.
    """

    eyes: Eyes
    store: Store
    book: Rulebook
    stories: Storybook
    now: Callable[[], datetime]
    jitter: Callable[[], float]
    at_most: int | None = None
    claimed: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """What became of a candidate; `reason` is None, or why its page could not be had."""

    url: str
    fate: Fate
    article: ArticleId | None
    reason: str | None
    tally: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class _Missed:
    """Why a page could not be had, and how long its server wants to be left alone."""

    reason: str
    permanent: bool = False
    wait_s: float = 0.0


def entry_hash(candidate: Candidate) -> bytes:
    """Return what changes when a source says something new of a link."""
    said = "\0".join((candidate.title, candidate.text))
    return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).digest()


async def ingest(
    stages: Stages, source: Source, candidate: Candidate, known: sources.Known
) -> Ingested:
    """Fetch, extract, match and commit one candidate; return what became of it.

    A page that cannot be had leaves the source's own text as the article, and a time to try again.
    """
    page = await _page(stages, source, candidate)
    now = stages.now()
    match page:
        case _Missed():
            draft = _from_source(source, candidate, now)
            known = replace(known, tries=known.tries + 1, retry_at=_again(known, page, now))
        case None:
            draft = _from_source(source, candidate, now)
        case _:
            draft = _from_page(source, candidate, page, now)
            known = replace(known, tries=0, retry_at=None)
    reason = page.reason if isinstance(page, _Missed) else None
    return await stages.store.transact(_committing(source, known, draft, reason, stages))


def _committing(
    source: Source, known: sources.Known, draft: Draft | None, reason: str | None, stages: Stages
) -> Callable[[Connection], Ingested]:
    rest = prepare(draft, stages.book, stages.stories) if draft else None

    def act(conn: Connection) -> Ingested:
        committed = rest(conn) if rest else None
        article = committed.article if committed else known.article_id
        sources.save_candidate(conn, source.id, replace(known, article_id=article), reason=reason)
        if committed:
            fate, tally = committed.fate, committed.tally
        else:
            fate, tally = Fate.FAILED, Tally(articles_failed=int(article is None))
        return Ingested(url=known.url, fate=fate, article=article, reason=reason, tally=tally)

    return act


async def _page(
    stages: Stages, source: Source, candidate: Candidate
) -> tuple[Page, Extract] | _Missed | None:
    """Return the candidate's page and its text, or why there is none; None if none is wanted."""
    if source.article is ArticleFrom.FEED:
        return None
    try:
        page = await stages.eyes.fetcher.fetch(candidate.url)
        if isinstance(page, NotModified):  # no validators were sent
            return _Missed(reason=FetchReason.PROTOCOL)
        return page, await stages.eyes.parse(extract, page)
    except FetchError as error:
        wait_s = error.retry_after_s or 0.0
        return _Missed(reason=error.reason, permanent=error.reason.permanent, wait_s=wait_s)
    except (ExtractError, ParseError) as error:
        return _Missed(reason=error.reason)


def _again(known: sources.Known, missed: _Missed, now: datetime) -> datetime | None:
    """Return when to try the page again, never before the server's own word; None to give up."""
    planned = schedule.next_page_try(tries=known.tries + 1, now=now)
    if missed.permanent or planned is None:
        return None
    return max(planned, schedule.hold_until(retry_after_s=missed.wait_s, now=now))


def _from_page(
    source: Source, candidate: Candidate, found: tuple[Page, Extract], now: datetime
) -> Draft:
    """Make the draft of a page; behind a paywall the source may have said more than the page."""
    page, extract_ = found
    said_more = len(extract_.text) < min(len(candidate.text), _FULL_TEXT)
    return Draft(
        url=page.url,
        canonical_url=_identity(page.url, extract_.canonical_url),
        source=source.id,
        title=extract_.title or candidate.title,
        text=candidate.text if said_more else extract_.text,
        authors=extract_.authors or candidate.authors,
        published_at=_published(source, candidate, extract_.published_at, now),
        fetched_at=now,
        language=extract_.language or candidate.language,
        origin=Origin.FEED if said_more else Origin.PAGE,
    )


def _from_source(source: Source, candidate: Candidate, now: datetime) -> Draft | None:
    """Make the draft of what the source itself says; None if that is not even a title."""
    if not (candidate.title or candidate.text):
        return None
    return Draft(
        url=candidate.url,
        canonical_url=canonical(candidate.url),
        source=source.id,
        title=candidate.title,
        text=candidate.text,
        authors=candidate.authors,
        published_at=_published(source, candidate, None, now),
        fetched_at=now,
        language=candidate.language,
        origin=Origin.FEED,
    )


def _identity(url: str, claimed: str | None) -> str:
    """Return the canonical address: the page's claim if it stays on the page's own site."""
    own = canonical(url)
    if claimed is None:
        return own
    try:
        other = canonical(claimed, url)
    except ValueError:
        return own
    return other if _site(other) == _site(own) else own


def _site(url: str) -> str:
    """Return the host without the labels that name a face of one site."""
    name = host(url)
    for face in ("www.", "m.", "amp.", "mobile."):
        name = name.removeprefix(face)
    return name


def _published(
    source: Source, candidate: Candidate, on_page: datetime | None, now: datetime
) -> datetime | None:
    """Return when an article was published: a feed's date goes before one found on the page.

    A listing's date is a hint read off an address or a card, and comes last. A date after
    tomorrow is a mistake.
    """
    dates = (candidate.published_at, on_page)
    if source.kind is SourceKind.LISTING:
        dates = (on_page, candidate.published_at)
    return next((when for when in dates if when and when <= now + _CLOCK_SKEW), None)
