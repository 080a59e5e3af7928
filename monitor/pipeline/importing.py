"""Documents from files, through the stages that pages go through, without the network."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor import poll
from monitor.errors import ExtractError, ParseError, PollError
from monitor.extract import extract
from monitor.pipeline.parse import Parse
from monitor.plain import plain
from monitor.read import Document, FeedFile
from monitor.types import Candidate, Draft, Extract, Listed, Origin, Page, SourceId, SourceKind
from monitor.urls import canonical

DEFAULT_SOURCE = SourceId("import")
_PLAIN_TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """How imported articles are named and dated.

    `source` names the source of all; without it the document's own counts, else `import`. With
    `as_published` an article counts as fetched when it was published, else at `now`.
    """

    source: SourceId | None
    as_published: bool
    now: datetime

    def draft(self, found: Extract, url: str, source: str | None) -> Draft:
        """Return what is to be committed of one article. Raises ValueError for a bad address."""
        return Draft(
            url=url,
            canonical_url=canonical(url),
            source=self.source or SourceId(source or DEFAULT_SOURCE),
            title=found.title,
            text=found.text,
            authors=found.authors,
            published_at=found.published_at,
            fetched_at=(self.as_published and found.published_at) or self.now,
            language=found.language,
            origin=Origin.IMPORT,
        )


async def drafts(parse: Parse, given: Document | FeedFile, intake: Intake) -> Sequence[Draft | str]:
    """Return what is to be committed of one thing read from a file.

    What cannot be used comes as a text that says why.
    """
    try:
        if isinstance(given, Document):
            found = await _read(parse, given)
            return [intake.draft(found, given.url, given.source)]
        page = Page(requested_url=given.url, url=given.url, body=given.body)
        listed = await parse(poll.read, page, kind=SourceKind.FEED, links=None)
    except (ExtractError, ParseError, PollError, ValueError) as error:
        return [str(error)]
    candidates = listed.candidates if isinstance(listed, Listed) else ()
    return [_of_entry(candidate, intake) for candidate in candidates]


def _of_entry(candidate: Candidate, intake: Intake) -> Draft | str:
    found = Extract(
        title=candidate.title,
        text=candidate.text,
        authors=candidate.authors,
        published_at=candidate.published_at,
        language=candidate.language,
    )
    try:
        return intake.draft(found, candidate.url, None)
    except ValueError as error:
        return str(error)


async def _read(parse: Parse, given: Document) -> Extract:
    """Return the article of a document; what the file says of it goes before what its page says."""
    if given.html is not None:
        found = await _extracted(parse, given, given.html, given.content_type)
    elif given.raw_text is not None:
        found = await _extracted(parse, given, given.raw_text.encode(), _PLAIN_TEXT)
    else:
        text = given.text if given.text is not None else plain(given.summary or "")
        found = Extract(title="", text=text)
    return Extract(
        title=given.title or found.title,
        text=found.text,
        canonical_url=found.canonical_url,
        authors=found.authors,
        published_at=given.published_at or found.published_at,
        language=given.language or found.language,
    )


async def _extracted(parse: Parse, given: Document, body: bytes, content_type: str) -> Extract:
    page = Page(requested_url=given.url, url=given.url, body=body, content_type=content_type)
    return await parse(extract, page)
