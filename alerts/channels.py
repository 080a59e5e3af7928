"""Where messages go: the kinds of channels, and what each may ask for. Frozen values."""

from dataclasses import dataclass, field
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar, Literal, NewType
from zoneinfo import ZoneInfo

from alerts.hours import Quiet, Rhythm
from alerts.urgency import Severity

ChannelId = NewType("ChannelId", str)

Kind = Literal["email", "webhook", "apprise", "file"]
"""The kinds of channels. They are metric labels: never rename one."""


class Event(StrEnum):
    """What a channel may ask for: alerts, troubles of sources, and what was watched."""

    ALERT = "alert"
    SOURCE = "source"
    COVERAGE = "coverage"


class WebhookFormat(StrEnum):
    """How much of an alert a webhook carries."""

    STANDARD = "standard"
    BRIEF = "brief"


@dataclass(frozen=True, slots=True, kw_only=True)
class Calm:
    """How a channel is spared: what is left out spares it nothing.

    Alerts of one rule leave in one message every `group_s` seconds, those of a rule on one story
    every `cooldown_s`, all of them in a `digest` only, none in `quiet` hours, and at most `at_most`
    messages in any hour. Severities from `through` on wait for nothing but the last. Hours are
    those of `timezone`.
    """

    group_s: float = 0.0
    cooldown_s: float = 0.0
    digest: Rhythm | None = None
    quiet: Quiet | None = None
    at_most: int | None = None
    through: Severity | None = None
    timezone: ZoneInfo


class SmtpSecurity(StrEnum):
    """How a mail connection is protected, by the scheme of the address."""

    OPPORTUNISTIC = "smtp"
    STARTTLS = "smtp+starttls"
    TLS = "smtps"


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """Where mail is handed in. The password never shows in a repr."""

    host: str
    port: int
    security: SmtpSecurity
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailChannel:
    """What `events` name by e-mail, one message a recipient.

    `unsubscribe` is the mail or https address for those who want no more of it, if it is not that
    of the sender; see `render.leave`.
    """

    kind: ClassVar[Kind] = "email"

    id: ChannelId
    to: tuple[str, ...]
    sender: str
    smtp: SmtpServer
    unsubscribe: str | None = None
    events: frozenset[Event] = frozenset({Event.ALERT})
    calm: Calm | None = None

    @property
    def recipients(self) -> tuple[str, ...]:
        """The mail addresses."""
        return self.to


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookChannel:
    """What `events` name by signed webhook.

    `secrets` are `whsec_…`, the newest first: an attempt carries a signature of each, so that a
    receiver may change from the old one to the new one when it likes. Address and secrets never
    show in a repr.
    """

    kind: ClassVar[Kind] = "webhook"

    id: ChannelId
    url: str = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)
    events: frozenset[Event] = frozenset({Event.ALERT})
    format: WebhookFormat = WebhookFormat.STANDARD
    calm: Calm | None = None

    @property
    def recipients(self) -> tuple[str, ...]:
        """One without a name: the endpoint itself."""
        return ("",)


@dataclass(frozen=True, slots=True, kw_only=True)
class AppriseTarget:
    """A service that Apprise reaches: the address holds its tokens, and never shows in a repr.

    `name` is the scheme of the address, with a number from the second of a scheme on: `ntfy`,
    `slack-2`. A token that changes leaves it as it is, so that what waited still goes there.
    """

    name: str
    url: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AppriseChannel:
    """What `events` name through Apprise, one message a service."""

    kind: ClassVar[Kind] = "apprise"

    id: ChannelId
    targets: tuple[AppriseTarget, ...]
    events: frozenset[Event] = frozenset({Event.ALERT})
    calm: Calm | None = None

    @property
    def recipients(self) -> tuple[str, ...]:
        """The names of the services."""
        return tuple(target.name for target in self.targets)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChannel:
    """What `events` name as lines of a file or a named pipe; `path` is None for standard output."""

    kind: ClassVar[Kind] = "file"

    id: ChannelId
    path: Path | None
    events: frozenset[Event] = frozenset({Event.ALERT})
    calm: Calm | None = None

    @property
    def recipients(self) -> tuple[str, ...]:
        """One without a name: the file itself."""
        return ("",)


def apprise_missing() -> str | None:
    """Return what to do if Apprise, an optional extra, is not installed; None if it is."""
    if find_spec("apprise"):
        return None
    return "Apprise is not installed; install it with: pip install 'wireroom[apprise]'"


Channel = EmailChannel | WebhookChannel | AppriseChannel | FileChannel
