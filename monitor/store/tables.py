"""The tables of monitor. Times are stored as UTC in one sortable text form, read back aware."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, Column, Index, LargeBinary, Text
from sqlmodel import Field, SQLModel

from alerts.outbox.tables import UtcTime


class ArticleRow(SQLModel, table=True):
    """One article: the newest text under one address; `key` is what its addresses share.

    `story_id` is None for what was stored before there were stories.

    `copy_of` is the original and never itself a copy. `version` counts texts, from 1. `text_hash`
    finds exact copies; title and text are full-text indexed by `article_fts`.
    """

    __tablename__ = "article"
    __table_args__ = (
        Index("ix_article_published", "published_at"),
        Index("ix_article_text_hash", "text_hash"),
        Index("ix_article_source", "source"),
        Index("ix_article_story", "story_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    url: str = Field(sa_type=Text)
    canonical_url: str = Field(sa_type=Text)
    key: str = Field(sa_type=Text, unique=True)
    source: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    text: str = Field(sa_type=Text)
    authors: list[str] = Field(sa_column=Column(JSON, nullable=False))
    published_at: datetime | None = Field(default=None, sa_type=UtcTime)
    fetched_at: datetime = Field(sa_type=UtcTime)
    language: str | None = Field(default=None, sa_type=Text)
    origin: str = Field(sa_type=Text)
    copy_of: int | None = Field(default=None, foreign_key="article.id", index=True)
    version: int = 1
    text_hash: bytes = Field(sa_type=LargeBinary)
    story_id: int | None = Field(default=None, foreign_key="story.id")


class StoryRow(SQLModel, table=True):
    """The articles about one event; `last_seen` is when the latest of them was fetched.

    One that turned out to be the story of others has ended, `merged_into` theirs.
    """

    __tablename__ = "story"
    __table_args__ = (Index("ix_story_last_seen", "last_seen"),)

    id: int | None = Field(default=None, primary_key=True)
    first_seen: datetime = Field(sa_type=UtcTime)
    last_seen: datetime = Field(sa_type=UtcTime)
    merged_into: int | None = Field(default=None, foreign_key="story.id")


class ArticleTermsRow(SQLModel, table=True):
    """What the clustering read of an article, so that a restart reads no text; see `packed`."""

    __tablename__ = "article_terms"

    article_id: int = Field(primary_key=True, foreign_key="article.id")
    packed: bytes = Field(sa_type=LargeBinary)


class MoveRow(SQLModel, table=True):
    """An article went from one story to another when the article `by` came; see `story.Move`."""

    __tablename__ = "story_move"

    seq: int | None = Field(default=None, primary_key=True)
    article_id: int = Field(foreign_key="article.id", index=True)
    before: int = Field(foreign_key="story.id", index=True)
    after: int = Field(foreign_key="story.id", index=True)
    by: int = Field(foreign_key="article.id")
    why: str = Field(sa_type=Text)
    probability: float
    at: datetime = Field(sa_type=UtcTime)


class RevisionRow(SQLModel, table=True):
    """An earlier text of an article, as it stood until `replaced_at`."""

    __tablename__ = "revision"

    article_id: int = Field(primary_key=True, foreign_key="article.id")
    version: int = Field(primary_key=True)
    title: str = Field(sa_type=Text)
    text: str = Field(sa_type=Text)
    origin: str = Field(sa_type=Text)
    fetched_at: datetime = Field(sa_type=UtcTime)
    replaced_at: datetime = Field(sa_type=UtcTime)


class ArticleEntityRow(SQLModel, table=True):
    """An entity that an article's newest text names; `by_story` if only its story proves it."""

    __tablename__ = "article_entity"
    __table_args__ = ({"sqlite_with_rowid": False},)

    entity: str = Field(sa_type=Text, primary_key=True)
    article_id: int = Field(primary_key=True, foreign_key="article.id", index=True)
    by_story: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})


class ShingleRow(SQLModel, table=True):
    """A sampled hash of a word 3-gram, and an article that carries it. At most 12 a hash."""

    __tablename__ = "shingle"
    __table_args__ = ({"sqlite_with_rowid": False},)

    hash: int = Field(primary_key=True, sa_type=BigInteger)
    article_id: int = Field(primary_key=True, foreign_key="article.id")


class CandidateRow(SQLModel, table=True):
    """A link that a source has shown, and what became of it; `key` as that of an article.

    `entry_hash` tells whether the source says something new of it. `retry_at` is set while its
    page could not be had and is to be tried again; `tries` counts the failed ones.
    """

    __tablename__ = "candidate"
    __table_args__ = (
        Index("ix_candidate_key", "key"),
        Index("ix_candidate_retry", "source", "retry_at"),
    )

    source: str = Field(sa_type=Text, primary_key=True)
    key: str = Field(sa_type=Text, primary_key=True)
    url: str = Field(sa_type=Text)
    entry_hash: bytes = Field(sa_type=LargeBinary)
    article_id: int | None = Field(default=None, foreign_key="article.id")
    tries: int = 0
    retry_at: datetime | None = Field(default=None, sa_type=UtcTime)
    reason: str | None = Field(default=None, sa_type=Text)


class SourceRow(SQLModel, table=True):
    """What is remembered of a source between polls; see `types.SourceState`.

    `host` is whose turn a poll takes. `due_at` is None for a source that is not configured.
    """

    __tablename__ = "source"

    id: str = Field(sa_type=Text, primary_key=True)
    url: str = Field(sa_type=Text)
    host: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    kind: str | None = Field(default=None, sa_type=Text)
    feed_url: str | None = Field(default=None, sa_type=Text)
    moved_url: str | None = Field(default=None, sa_type=Text)
    moves: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    failures: int = 0
    reason: str | None = Field(default=None, sa_type=Text)
    since: datetime | None = Field(default=None, sa_type=UtcTime)
    alarmed: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})
    polled_at: datetime | None = Field(default=None, sa_type=UtcTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcTime, index=True)
    retry_at: datetime | None = Field(default=None, sa_type=UtcTime)
    full_at: datetime | None = Field(default=None, sa_type=UtcTime)
    hint_s: float = Field(default=0.0, sa_column_kwargs={"server_default": "0"})
    ttl_s: float = Field(default=0.0, sa_column_kwargs={"server_default": "0"})
    weekly: float | None = None
    dated: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    oldest_at: datetime | None = Field(default=None, sa_type=UtcTime)
    usual_gap_s: float | None = None
    newest_at: datetime | None = Field(default=None, sa_type=UtcTime)


class OutageRow(SQLModel, table=True):
    """A time in which a source was blind, from its first failure to its next good poll.

    Written when people are told of it; `ended_at` is None while it lasts.
    """

    __tablename__ = "outage"
    __table_args__ = (Index("ix_outage_ended", "ended_at"),)

    source: str = Field(sa_type=Text, primary_key=True)
    began_at: datetime = Field(sa_type=UtcTime, primary_key=True)
    ended_at: datetime | None = Field(default=None, sa_type=UtcTime)
    reason: str = Field(sa_type=Text)


class DaemonRow(SQLModel, table=True):
    """The one daemon that has the store, or had it: what it says of itself, once a minute."""

    __tablename__ = "daemon"

    id: int = Field(default=1, primary_key=True)
    pid: int
    version: str = Field(sa_type=Text)
    started_at: datetime = Field(sa_type=UtcTime)
    beat_at: datetime = Field(sa_type=UtcTime)
    stopped_at: datetime | None = Field(default=None, sa_type=UtcTime)
    loaded_at: datetime = Field(sa_type=UtcTime)
    reload_error: str | None = Field(default=None, sa_type=Text)
    listen: str | None = Field(default=None, sa_type=Text)


class ValidatorRow(SQLModel, table=True):
    """What makes the next request for one address of a source conditional."""

    __tablename__ = "validator"

    source: str = Field(sa_type=Text, primary_key=True)
    url: str = Field(sa_type=Text, primary_key=True)
    etag: str | None = Field(default=None, sa_type=Text)
    last_modified: str | None = Field(default=None, sa_type=Text)
    body_hash: bytes = Field(sa_type=LargeBinary)


class HostRow(SQLModel, table=True):
    """A host that asked to be left alone until `not_before` (Retry-After)."""

    __tablename__ = "host"

    host: str = Field(sa_type=Text, primary_key=True)
    not_before: datetime = Field(sa_type=UtcTime)


class TokenRow(SQLModel, table=True):
    """A token of the API; `digest` is the SHA-256 of its text. See `tokens.Token`."""

    __tablename__ = "token"

    id: str = Field(sa_type=Text, primary_key=True)
    name: str = Field(sa_type=Text)
    digest: str = Field(sa_type=Text, unique=True)
    scopes: list[str] = Field(sa_column=Column(JSON, nullable=False))
    created_at: datetime = Field(sa_type=UtcTime)
    last_used_at: datetime | None = Field(default=None, sa_type=UtcTime)
    expires_at: datetime | None = Field(default=None, sa_type=UtcTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcTime)


# The same tables for statements: ingest goes through SQLAlchemy core, which is 3.5 times faster.
article = SQLModel.metadata.tables["article"]
story = SQLModel.metadata.tables["story"]
article_terms = SQLModel.metadata.tables["article_terms"]
story_move = SQLModel.metadata.tables["story_move"]
revision = SQLModel.metadata.tables["revision"]
article_entity = SQLModel.metadata.tables["article_entity"]
shingle = SQLModel.metadata.tables["shingle"]
candidate = SQLModel.metadata.tables["candidate"]
source = SQLModel.metadata.tables["source"]
validator = SQLModel.metadata.tables["validator"]
host = SQLModel.metadata.tables["host"]
outage = SQLModel.metadata.tables["outage"]
daemon = SQLModel.metadata.tables["daemon"]
token = SQLModel.metadata.tables["token"]
