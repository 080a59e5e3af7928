"""The values of alerts, in the order in which they travel: the receiver owns the contract.

All frozen; times are aware, in UTC; offsets count code points of the stored field, end excluded.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, NewType, Protocol, TypeVar

from alerts.channels import AppriseChannel as AppriseChannel
from alerts.channels import AppriseTarget as AppriseTarget
from alerts.channels import Calm as Calm
from alerts.channels import Channel as Channel
from alerts.channels import ChannelId as ChannelId
from alerts.channels import EmailChannel as EmailChannel
from alerts.channels import Event as Event
from alerts.channels import FileChannel as FileChannel
from alerts.channels import Kind as Kind
from alerts.channels import SmtpSecurity as SmtpSecurity
from alerts.channels import SmtpServer as SmtpServer
from alerts.channels import WebhookChannel as WebhookChannel
from alerts.channels import WebhookFormat as WebhookFormat
from alerts.errors import DeliverReason
from alerts.hours import Rhythm
from alerts.news import AlertKind as AlertKind
from alerts.news import Disagreement as Disagreement
from alerts.news import News as News
from alerts.news import Notify as Notify
from alerts.news import StoryId as StoryId
from alerts.news import Value as Value
from alerts.urgency import Severity as Severity

if TYPE_CHECKING:  # the values are for pure modules too, which know no database
    from sqlalchemy import Connection

ArticleId = NewType("ArticleId", int)
AlertId = NewType("AlertId", str)
DeliveryId = NewType("DeliveryId", str)
RuleId = NewType("RuleId", str)
EntityId = NewType("EntityId", str)


class Field(StrEnum):
    """A stored field of an article."""

    TITLE = "title"
    TEXT = "text"


class Part(StrEnum):
    """A part of an article that a rule may be limited to; the lead is the first paragraph."""

    TITLE = "title"
    LEAD = "lead"
    BODY = "body"


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    PENDING = "pending"
    LEASED = "leased"
    RETRY_WAIT = "retry_wait"
    DELIVERED = "delivered"
    FAILED = "failed"
    DISCARDED = "discarded"


class EndpointState(StrEnum):
    """Whether a webhook is sent to: a paused one keeps what waits, a disabled one loses it."""

    ENABLED = "enabled"
    PAUSED = "paused"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRef:
    """An article as alerts name it."""

    id: ArticleId
    url: str
    canonical_url: str
    source: str
    title: str
    published_at: datetime | None
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article to match. `text` is without the title, a paragraph a line; `tags` its source's.

    `story` are the entities that other articles of its story name, each found without this: what
    rests on a story must not be evidence for the story.
    """

    ref: ArticleRef
    text: str
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    story: frozenset[EntityId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTest:
    """A text that a rule is expected to hit or not."""

    text: str
    title: str = ""
    expect: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A stored query, as configured. Empty `sources` and `send` mean all of them.

    `sources` holds source ids and `tag:NAME`. `group_s`, `cooldown_s` and `digest`, where they are
    set, go before those of the channel.
    """

    id: RuleId
    when: str
    parts: tuple[Part, ...] = (Part.TITLE, Part.LEAD, Part.BODY)
    sources: tuple[str, ...] = ()
    severity: Severity = Severity.NORMAL
    notify: Notify = Notify.DEVELOPMENT
    send: tuple[ChannelId, ...] = ()
    tests: tuple[RuleTest, ...] = ()
    group_s: float | None = None
    cooldown_s: float | None = None
    digest: Rhythm | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A span that proves a short name: found as part of the set or entity `set`.

    `set` is `cue:KIND`, `source:ID`, `tag:NAME` or `story` where what proves it is no text of its
    own; the span is then that of the name. `story` stands for other articles of the same story,
    which name the entity. `weight` in 0–1 is how often it is right where it stands alone.
    """

    set: str
    field: Field
    start: int
    end: int
    text: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A span that names `entity`, or that a rule's own word found (`entity` is then None).

    `confidence` in 0–1 is how sure it is that the entity is meant; of a rule's own word it is 1.
    """

    entity: EntityId | None
    field: Field
    start: int
    end: int
    text: str
    evidence: tuple[Evidence, ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A rule true of an article, and the spans that made it true, in order of field and offset."""

    rule: RuleId
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """An article as a rule reported it: with the text that was fetched `at` that time."""

    article: ArticleId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """All that matching says of an article: its entities with every span, and the rules it hits."""

    entities: tuple[EntityId, ...] = ()
    matches: tuple[Match, ...] = ()
    hits: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """What a rule reports. `id` is a function of rule and article: the same on every run.

    `story` is that of the article, None where it has none; `new` and `disagreements` as in News.
    """

    id: AlertId
    rule: RuleId
    severity: Severity
    kind: AlertKind
    article: ArticleRef
    matches: tuple[Match, ...]
    created_at: datetime
    story: StoryId | None = None
    new: tuple[str, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """The conversation that a mail belongs to, and the `title` that its first mail has."""

    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A message that is no alert, for the channels that ask for its `event`.

    `type` is what receivers tell it by, `source.failing`. `key` alone makes its id: two notices
    of one key are one message, so it names the type, what the notice is about and which
    occurrence, and never the clock at the time of telling. People get `title`, one line, and
    `lines`, each a paragraph of its own (an empty one is a gap, one that is a web address a
    link); machines get `data`, which is JSON.
    """

    type: str
    event: Event
    key: tuple[str, ...]
    title: str
    lines: tuple[str, ...]
    data: Mapping[str, Any]
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One delivery, claimed: the exact bytes, and how many attempts were made before this one.

    `recipient` is the mail address, the name of a service of Apprise, or "" for a webhook and a
    file. `id` is the webhook-id, the left part of the Message-ID, the `id` of a line. `alert_id`
    is None for a notice.
    """

    id: DeliveryId
    alert_id: AlertId | None
    channel: ChannelId
    recipient: str
    body: bytes = field(repr=False)
    attempts: int

    @property
    def by_mail(self) -> bool:
        """Whether the recipient is a mail address: no other kind has an @ in its name."""
        return "@" in self.recipient


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The other side took the message.

    `status` is the HTTP or SMTP code, where there is one, `answer` what was said.
    """

    status: int | None = None
    answer: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """It may work another time. `hinted_s` is the other side's Retry-After in seconds."""

    reason: DeliverReason
    error: str
    status: int | None = None
    hinted_s: float = 0.0
    answer: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dead:
    """It will not work: refused for good, or (`discarded`) the endpoint is gone."""

    reason: DeliverReason
    error: str
    status: int | None = None
    discarded: bool = False
    answer: str | None = field(default=None, compare=False)


Outcome = Sent | Later | Dead
"""What became of an attempt. `answer` is the beginning of what was said to it, without secrets; it
decides nothing, so two outcomes are equal whatever was said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """How a webhook fares: its state since when and why, and its failures since a success.

    `failures` counts attempts in a row; `failing_since` is the first of them.
    """

    channel: ChannelId
    state: EndpointState
    since: datetime
    reason: str | None = None
    failures: int = 0
    failing_since: datetime | None = None
    last_success: datetime | None = None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """One attempt as it was written down, for who observes deliveries.

    `attempts` counts this one, `state` is what follows from it. `reason` is a value of
    DeliverReason and `error` holds no secret; both are None for what was sent. `disabled` says
    why, where this attempt was the one for which its webhook is disabled.
    """

    id: DeliveryId
    alert_id: AlertId | None
    channel: ChannelId
    kind: Kind
    outcome: Literal["sent", "later", "dead"]
    reason: str | None
    status: int | None
    state: DeliveryState
    attempts: int
    elapsed_ms: int
    error: str | None
    disabled: str | None = None


T = TypeVar("T")


class Transact(Protocol):
    """Runs a function of a connection in one write transaction, off the event loop.

    Commits when the function returns, rolls back when it raises.
    """

    def __call__(self, act: Callable[["Connection"], T], /) -> Awaitable[T]:
        """Run `act` and return what it returned."""
        ...
