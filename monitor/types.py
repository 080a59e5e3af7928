"""The values of monitor, in the order in which they travel. All frozen; times are aware, in UTC."""

from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, NewType

from alerts.types import ArticleId, StoryId

SourceId = NewType("SourceId", str)


class SourceKind(StrEnum):
    """What stands at a source's address."""

    FEED = "feed"
    SITEMAP = "sitemap"
    LISTING = "listing"


class ArticleFrom(StrEnum):
    """Where a source's article text comes from."""

    PAGE = "page"
    FEED = "feed"


class Origin(StrEnum):
    """Where a stored text came from."""

    PAGE = "page"
    FEED = "feed"
    IMPORT = "import"


class Health(StrEnum):
    """How a source fares. Values are printed and metric labels: never rename one."""

    NEW = "new"
    HEALTHY = "healthy"
    QUIET = "quiet"
    FAILING = "failing"
    BLOCKED = "blocked"
    PARKED = "parked"

    @property
    def blind(self) -> bool:
        """Whether news from the source would be missed."""
        return self in {Health.FAILING, Health.BLOCKED, Health.PARKED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A feed, a sitemap or a listing page, as configured. Its address may hold a secret."""

    id: SourceId
    name: str
    url: str = field(repr=False)
    kind: SourceKind | None
    every_s: float
    article: ArticleFrom
    tags: tuple[str, ...]
    links: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What is remembered of a source between polls.

    `kind` and `feed_url` are what the first poll found out; `moved_url` is where a permanent
    redirect led, `moves` times in a row. `reason` says why the last poll failed, and begins with
    the reason's own word. `retry_at` is a promise to the server (Retry-After), which no command
    overrides. `since` is when `failures` left or reached zero; `alarmed` whether people were told.
    Of its cadence: `weekly` entries a week, `usual_gap_s` between two of them, `newest_at` the
    last; of those that it showed `dated` had a date, the first `oldest_at`. `hint_s` is how long
    its last answer wants to count as fresh, `ttl_s` what it says of itself. `full_at` is when it
    was last asked without conditions.
    """

    kind: SourceKind | None = None
    feed_url: str | None = None
    moved_url: str | None = None
    moves: int = 0
    failures: int = 0
    reason: str | None = None
    since: datetime | None = None
    alarmed: bool = False
    polled_at: datetime | None = None
    due_at: datetime | None = None
    retry_at: datetime | None = None
    full_at: datetime | None = None
    hint_s: float = 0.0
    ttl_s: float = 0.0
    weekly: float | None = None
    dated: int = 0
    oldest_at: datetime | None = None
    usual_gap_s: float | None = None
    newest_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What makes the next request for `url` conditional, and tells an unchanged 200."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    body_hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Fetched bytes, decompressed. `url` is where the last redirect led.

    `fresh_s` is how many seconds the server calls its answer fresh (Cache-Control, RFC 9111), 0 if
    it says nothing; `moved_to` is the address that permanent redirects alone (301, 308) led to.
    """

    requested_url: str
    url: str
    body: bytes
    content_type: str = ""
    etag: str | None = None
    last_modified: str | None = None
    fresh_s: float = 0.0
    moved_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The server says that nothing has changed since the validators it was shown.

    `fresh_s` and `moved_to` are as in `Page`.
    """

    url: str
    fresh_s: float = 0.0
    moved_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A link found in a source, with what the source itself says of it.

    `text` is the source's own summary or full text as plain text, a paragraph a line.
    """

    url: str
    title: str = ""
    text: str = ""
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A source was read: its kind and its candidates, in its own order, each address once.

    `ttl_s` is how many seconds the source itself wants to be left alone (RSS `ttl`), 0 if it says
    nothing.
    """

    kind: SourceKind
    candidates: tuple[Candidate, ...]
    ttl_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """The candidates stand at other addresses, the likeliest first.

    These are the children of a sitemap index, or the feeds that a page declares.
    """

    kind: SourceKind
    urls: tuple[str, ...]


Polled = Listed | Elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """What a page says. `text` is without the title, a paragraph a line, and never empty."""

    title: str
    text: str
    canonical_url: str | None = None
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An article that is not stored yet. `text` is without the title, a paragraph a line."""

    url: str
    canonical_url: str
    source: SourceId
    title: str
    text: str
    authors: tuple[str, ...]
    published_at: datetime | None
    fetched_at: datetime
    language: str | None
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What de-duplication compares of a text.

    `text_hash` is of the folded text; `ordered` are 32-bit hashes of its word 3-grams, one a word,
    and `shingles` the same without order; `sample` is the part of them that the store indexes.
    `text` is folded, and `title` and `words` are the words of title and text: what they tell is
    looked at only where the shingles are alike.
    """

    text_hash: bytes
    ordered: tuple[int, ...]
    shingles: frozenset[int]
    sample: tuple[int, ...]
    title: tuple[str, ...]
    words: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """No stored article carries this text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """An article already carries this text; `original` is never itself a copy."""

    original: ArticleId


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A stored address has a new text."""

    article: ArticleId


@dataclass(frozen=True, slots=True, kw_only=True)
class Same:
    """A stored address has the text that it had."""

    article: ArticleId


Verdict = New | Copy | Revision | Same


class Fate(StrEnum):
    """What became of a candidate. Values are printed and metric labels: never rename one."""

    NEW = "new"
    COPY = "copy"
    REVISION = "revision"
    SAME = "same"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What a piece of work came to; tallies add up.

    `opened` and `updated` are stories: those that were not there before, and all that got articles.
    """

    polled: int = 0
    not_modified: int = 0
    sources_failed: int = 0
    new: int = 0
    copies: int = 0
    revisions: int = 0
    articles_failed: int = 0
    opened: frozenset[StoryId] = frozenset()
    updated: frozenset[StoryId] = frozenset()
    hits: int = 0
    alerts: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Return the sum, field by field; of stories the union."""
        return Tally(
            **{f.name: _sum(getattr(self, f.name), getattr(other, f.name)) for f in fields(self)}
        )


def _sum(one: Any, other: Any) -> Any:
    return one | other if isinstance(one, frozenset) else one + other
