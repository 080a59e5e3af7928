"""Looking without storing: one page, one source, one address, and how the sources fare."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.app.compose import open_fetcher, parse_pool
from monitor.config import Config
from monitor.errors import (
    ExtractError,
    FetchError,
    ParseError,
    PollError,
    UsageError,
)
from monitor.extract import extract
from monitor.pipeline import Eyes, look, source_data
from monitor.poll import read
from monitor.store import Store, sources
from monitor.types import (
    Candidate,
    Elsewhere,
    Listed,
    NotModified,
    Page,
    Source,
    SourceState,
)

_LOOKED = (FetchError, PollError, ParseError, ExtractError)


def extract_file(path: Path) -> dict[str, Any]:
    """Return the article in an HTML or text file. Raises UsageError if there is none."""
    try:
        body = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    content_type = "text/plain" if path.suffix.lower() in (".txt", ".text") else ""
    url = path.resolve().as_uri()
    page = Page(requested_url=url, url=url, body=body, content_type=content_type)
    return asyncio.run(_extracted(page))


def extract_url(config: Config, url: str) -> dict[str, Any]:
    """Return the article at an address. Raises UsageError if there is none."""
    return asyncio.run(_extracted_from(config, url))


def try_source(config: Config, source_id: str) -> list[dict[str, Any]]:
    """Return the links that a source shows now. Raises UsageError if it cannot be read."""
    source = next((each for each in config.sources if each.id == source_id), None)
    if source is None:
        raise UsageError(f"source {source_id}: not in {config.path}")
    try:
        found = asyncio.run(_look(config, source))
    except _LOOKED as error:
        raise UsageError(config.hide(f"source {source_id}: {error}")) from error
    return [_shown(candidate) for candidate in found]


def discover(config: Config, url: str) -> list[dict[str, Any]]:
    """Return what stands at an address. Raises UsageError if nothing can be read there."""
    page = asyncio.run(_page(config, url, robots=True))
    try:
        found = read(page, kind=None, links=None)
    except PollError as error:
        raise UsageError(f"{url}: {error}") from error
    match found:
        case Listed():
            return [{"kind": found.kind, "url": page.url, "links": len(found.candidates)}]
        case Elsewhere():
            return [{"kind": found.kind, "url": each, "links": None} for each in found.urls]


def source_rows(config: Config, now: datetime) -> list[dict[str, Any]]:
    """Return each configured source with its health at `now`, in the order of configuration."""

    def row(source: Source, state: SourceState, articles: int) -> dict[str, Any]:
        return source_data(source, state, articles=articles, now=now, hide=config.hide)

    path = config.settings.database_path
    if not path.exists():
        return [row(source, SourceState(), 0) for source in config.sources]
    with Store.to_read(path) as store, store.transaction() as conn:
        states = sources.states(conn, config.sources)
        counts = sources.article_counts(conn)
    return [row(each, states[each.id], counts.get(each.id, 0)) for each in config.sources]


async def _look(config: Config, source: Source) -> tuple[Candidate, ...]:
    with parse_pool() as parse:
        async with open_fetcher(config) as fetcher:
            eyes = Eyes(fetcher=fetcher, parse=parse)
            return (await look(eyes, source, SourceState(), {})).candidates


async def _page(config: Config, url: str, *, robots: bool) -> Page:
    try:
        async with open_fetcher(config) as fetcher:
            page = await fetcher.fetch(url, robots=robots)
    except FetchError as error:
        raise UsageError(str(error)) from error
    if isinstance(page, NotModified):
        raise UsageError(f"{url}: answered that nothing has changed, to an unconditional request")
    return page


async def _extracted_from(config: Config, url: str) -> dict[str, Any]:
    return await _extracted(await _page(config, url, robots=True))


async def _extracted(page: Page) -> dict[str, Any]:
    try:
        with parse_pool(workers=1) as parse:
            found = await parse(extract, page)
    except (ExtractError, ParseError) as error:
        raise UsageError(f"{page.url}: {error}") from error
    return {
        "url": page.url,
        "canonical_url": found.canonical_url or page.url,
        "title": found.title,
        "text": found.text,
        "authors": list(found.authors),
        "published": _iso(found.published_at),
        "language": found.language,
    }


def _shown(candidate: Candidate) -> dict[str, Any]:
    return {
        "url": candidate.url,
        "title": candidate.title,
        "published": _iso(candidate.published_at),
        "language": candidate.language,
        "text": candidate.text,
    }


def _iso(when: datetime | None) -> str | None:
    return when.isoformat() if when else None
