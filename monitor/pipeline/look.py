"""What a source shows: its body, or that of the feed or the sitemaps that it names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b

from monitor import poll
from monitor.errors import FetchError, FetchReason, ParseError, PollError, PollReason
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

_MOVES = 2
"""A permanent redirect is believed when it has held this often: some are mistakes of an hour."""
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
    stored: what a crash interrupts has to be shown again. What is kept of addresses other than
    those `asked` is of no more use.
    """

    state: SourceState
    candidates: tuple[Candidate, ...] = ()
    validators: tuple[Validators, ...] = ()
    asked: tuple[str, ...] = ()
    not_modified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What an address answered: its body, or None if it is that of the last poll."""

    page: Page | None
    fresh_s: float
    moved_to: str | None


async def look(
    eyes: Eyes,
    source: Source,
    state: SourceState,
    kept: Mapping[str, Validators],
    *,
    whole: bool = False,
) -> Seen:
    """Return what `source` shows now; `kept` are the validators of the last poll, by address.

    `whole` asks for all of it: at the configured address, without conditions. What earlier polls
    found out about where it stands is used if that fails.
    Raises FetchError, PollError or ParseError.
    """
    elsewhere = _remembered(state)
    if elsewhere is None or whole:
        try:
            return await _look_at(eyes, source, state, source.url, kept, whole=whole)
        except (FetchError, PollError, ParseError) as error:
            if elsewhere is None or _is_held(error):
                raise
    return await _look_at(eyes, source, state, elsewhere, kept, whole=whole)


async def _look_at(
    eyes: Eyes,
    source: Source,
    state: SourceState,
    url: str,
    kept: Mapping[str, Validators],
    *,
    whole: bool,
) -> Seen:
    robots = _governed(source, state)
    answer = await _asked(eyes, url, kept.get(url), robots=robots, whole=whole)
    state = _moving(replace(state, hint_s=answer.fresh_s), url, source, answer.moved_to)
    if answer.page is None:
        hint_s = max(answer.fresh_s, state.ttl_s)
        return Seen(state=replace(state, hint_s=hint_s), asked=(url,), not_modified=True)
    found = await _parse(eyes, source, state, url, answer.page)
    match found:
        case Listed():
            return _listed(state, url, answer, found)
        case Elsewhere(kind=SourceKind.FEED):
            return await _declared_feed(eyes, state, found)
        case Elsewhere():
            return await _children(eyes, source, state, found, kept)


def _listed(state: SourceState, url: str, answer: _Answer, found: Listed) -> Seen:
    if answer.page is None:
        raise AssertionError("what was read had no body")
    hint_s = max(answer.fresh_s, found.ttl_s)
    return Seen(
        state=replace(state, kind=found.kind, ttl_s=found.ttl_s, hint_s=hint_s),
        candidates=found.candidates,
        validators=(_validators(url, answer.page),),
        asked=(url,),
    )


def _is_held(error: FetchError | PollError | ParseError) -> bool:
    """Whether nothing was asked, as the host wants to be left alone."""
    return isinstance(error, FetchError) and error.reason is FetchReason.WAIT


def _remembered(state: SourceState) -> str | None:
    """Return where a source stands, if not where it was configured.

    That is the feed that its page declares, or where it has moved to: a move counts once it has
    held twice.
    """
    if state.feed_url is not None:
        return state.feed_url
    return state.moved_url if state.moves >= _MOVES else None


def _moving(state: SourceState, url: str, source: Source, moved_to: str | None) -> SourceState:
    """Remember where the configured address leads for good; a temporary redirect is no move."""
    if url != source.url:
        return state
    if moved_to is None:
        return replace(state, moved_url=None, moves=0)
    moves = state.moves + 1 if moved_to == state.moved_url else 1
    return replace(state, moved_url=moved_to, moves=moves)


async def _parse(
    eyes: Eyes, source: Source, state: SourceState, url: str, page: Page
) -> Listed | Elsewhere:
    """Read a body. What a page with a feed once was says nothing of what stands there now."""
    kind = source.kind or (None if state.feed_url and url == source.url else state.kind)
    return await eyes.parse(poll.read, page, kind=kind, links=source.links)


async def _asked(
    eyes: Eyes, url: str, kept: Validators | None, *, robots: bool, whole: bool = False
) -> _Answer:
    """Ask for `url`; `whole` shows no validators, though what was kept still tells a change."""
    shown = None if whole else kept
    found = await eyes.fetcher.fetch(
        url,
        etag=shown.etag if shown else None,
        last_modified=shown.last_modified if shown else None,
        robots=robots,
    )
    same = isinstance(found, NotModified) or (kept and kept.body_hash == _body_hash(found))
    page = None if same or isinstance(found, NotModified) else found
    return _Answer(page=page, fresh_s=found.fresh_s, moved_to=found.moved_to)


async def _declared_feed(eyes: Eyes, state: SourceState, found: Elsewhere) -> Seen:
    """Read the first of the feeds that a page declares which can be read, and remember it."""
    problem: FetchError | PollError | ParseError | None = None
    for url in found.urls:
        try:
            answer = await _asked(eyes, url, None, robots=True)
            if answer.page and isinstance(listed := await _parse_feed(eyes, answer.page), Listed):
                return _listed(replace(state, feed_url=url), url, answer, listed)
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
    seen = Seen(state=replace(state, kind=SourceKind.SITEMAP), asked=index.urls)
    problem: FetchError | PollError | ParseError | None = None
    for url in index.urls:
        try:
            page = (await _asked(eyes, url, kept.get(url), robots=True)).page
            if page is None:
                continue
            listed = await _parse(eyes, source, seen.state, url, page)
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
