"""What a source shows: its body, or that of the feed or the sitemaps that it names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b

from monitor import poll
from monitor.errors import FetchError, ParseError, PollError, PollReason
from monitor.fetch import Fetcher
from monitor.pipeline.parse import Parse
from monitor.types import (
    Candidate,
    Elsewhere,
    Listed,
    NotModified,
    Page,
    Source,
    SourceKind,
    SourceState,
    Validators,
)

_FEED_NAME = re.compile(r"\b(?:rss|atom|rdf|feeds?)\b|\.xml\b|feed\.json\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Eyes:
    """The stages that look at a source."""

    fetcher: Fetcher
    parse: Parse


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a source showed, and what is to be remembered of it.

    Nothing that makes the next request conditional may be kept before all of `candidates` are
    stored: what a crash interrupts has to be shown again.
    """

    state: SourceState
    candidates: tuple[Candidate, ...] = ()
    validators: tuple[Validators, ...] = ()
    not_modified: bool = False


async def look(
    eyes: Eyes, source: Source, state: SourceState, kept: Mapping[str, Validators]
) -> Seen:
    """Return what `source` shows now; `kept` are the validators of the last poll, by address.

    Raises FetchError, PollError or ParseError.
    """
    url = state.feed_url or source.url
    page = await _changed(eyes, url, kept.get(url), robots=_governed(source, state))
    if page is None:
        return Seen(state=state, not_modified=True)
    found = await _parse(eyes, source, state, page)
    match found:
        case Listed():
            return Seen(
                state=replace(state, kind=found.kind),
                candidates=found.candidates,
                validators=(_validators(url, page),),
            )
        case Elsewhere(kind=SourceKind.FEED):
            return await _declared_feed(eyes, source, state, found)
        case Elsewhere():
            return await _children(eyes, source, state, found, kept)


async def _parse(eyes: Eyes, source: Source, state: SourceState, page: Page) -> Listed | Elsewhere:
    kind = source.kind or state.kind
    return await eyes.parse(poll.read, page, kind=kind, links=source.links)


async def _changed(eyes: Eyes, url: str, kept: Validators | None, *, robots: bool) -> Page | None:
    """Return the body at `url`, or None if it is the one of the last poll."""
    page = await eyes.fetcher.fetch(
        url,
        etag=kept.etag if kept else None,
        last_modified=kept.last_modified if kept else None,
        robots=robots,
    )
    if isinstance(page, NotModified) or (kept and kept.body_hash == _body_hash(page)):
        return None
    return page


async def _declared_feed(eyes: Eyes, source: Source, state: SourceState, found: Elsewhere) -> Seen:
    """Read the first of the feeds that a page declares which can be read, and remember it."""
    problem: FetchError | PollError | ParseError | None = None
    for url in found.urls:
        try:
            page = await _changed(eyes, url, None, robots=True)
            if page and isinstance(listed := await _parse_feed(eyes, page), Listed):
                return Seen(
                    state=replace(state, kind=listed.kind, feed_url=url),
                    candidates=listed.candidates,
                    validators=(_validators(url, page),),
                )
        except (FetchError, PollError, ParseError) as error:
            problem = problem or error
    raise problem or PollError(PollReason.UNKNOWN_KIND, f"no feed among {', '.join(found.urls)}")


async def _parse_feed(eyes: Eyes, page: Page) -> Listed | Elsewhere:
    return await eyes.parse(poll.read, page, kind=SourceKind.FEED, links=None)


async def _children(
    eyes: Eyes,
    source: Source,
    state: SourceState,
    index: Elsewhere,
    kept: Mapping[str, Validators],
) -> Seen:
    """Read the sitemaps that an index names; one that cannot be had does not stop the others.

    The index itself is asked for in full each time: its children change while it does not.
    """
    seen = Seen(state=replace(state, kind=SourceKind.SITEMAP))
    problem: FetchError | PollError | ParseError | None = None
    for url in index.urls:
        try:
            page = await _changed(eyes, url, kept.get(url), robots=True)
            if page is None:
                continue
            listed = await _parse(eyes, source, seen.state, page)
        except (FetchError, PollError, ParseError) as error:
            problem = problem or error
            continue
        if isinstance(listed, Listed):
            seen = replace(
                seen,
                candidates=seen.candidates + listed.candidates,
                validators=(*seen.validators, _validators(url, page)),
            )
    if problem and not seen.validators:
        raise problem
    return replace(seen, not_modified=not seen.validators)


def _governed(source: Source, state: SourceState) -> bool:
    """Whether robots.txt governs the next request: all but a feed that the user named.

    Until the first poll has told what stands there, the address has to.
    """
    if state.feed_url is not None:
        return True
    kind = source.kind or state.kind
    return not (kind is SourceKind.FEED or (kind is None and _names_a_feed(source.url)))


def _names_a_feed(url: str) -> bool:
    return bool(_FEED_NAME.search(url)) and "sitemap" not in url.lower()


def _validators(url: str, page: Page) -> Validators:
    return Validators(
        url=url,
        etag=page.etag,
        last_modified=page.last_modified,
        body_hash=_body_hash(page),
    )


def _body_hash(page: Page) -> bytes:
    return blake2b(page.body, digest_size=16).digest()
