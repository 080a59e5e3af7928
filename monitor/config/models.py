"""The shape of one configuration file: keys, types, and what each value may be.

References, duplicates and whatever needs a second place to judge are in `checks`.
"""

from datetime import time
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    PlainValidator,
    WithJsonSchema,
)

from alerts.rules import STORY
from alerts.types import Event, Notify, Part, Severity, SmtpServer
from monitor.config import addresses
from monitor.config.calm import AtMost, Digest, QuietHours, Window
from monitor.config.values import (
    Against,
    Every,
    Gap,
    Id,
    Language,
    Line,
    MailAddress,
    ServiceUrls,
    Size,
    TimeOfDay,
    Timeout,
    Timezone,
    Url,
    WordList,
    Words,
    matching,
    not_twice,
    spec,
)
from monitor.types import ArticleFrom, SourceKind

_NO_STORY: dict[str, JsonValue] = {"propertyNames": {"not": {"const": STORY}}}
_SECRET = spec(r"^whsec_[A-Za-z0-9+/]+=*$")


class Model(BaseModel):
    """Refuses unknown keys and wrong types."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class SettingsModel(Model):
    """What holds for the whole of wireroom. Everything has a default."""

    database: Annotated[
        str,
        PlainValidator(addresses.sqlite_path),
        WithJsonSchema(spec("^sqlite:///")),
        Field(description="sqlite:///PATH, relative to this file. Default: wireroom.db"),
    ] = "wireroom.db"
    every: Every = Field(default=900.0, description="How often a source is polled. Default: 15m")
    timezone: Timezone = Field(
        default=ZoneInfo("UTC"), description="A name of the IANA time zone database. Default: UTC"
    )
    heartbeat: TimeOfDay = Field(
        default=time(7),
        description="When the daily report goes out, in that time zone. Default: 07:00",
    )
    languages: Annotated[
        list[Language],
        Field(min_length=1, description="Languages to tell apart. Default: en fr ar es pt de"),
        AfterValidator(not_twice),
    ] = ["en", "fr", "ar", "es", "pt", "de"]
    user_agent: Annotated[
        str,
        AfterValidator(
            matching(
                r"[A-Za-z][\x20-\x7e]{0,199}",
                "one line in ASCII that starts with a letter, at most 200 characters",
            )
        ),
        Field(description="How wireroom names itself to servers; give an address of yours in it"),
    ] = "wireroom"
    allow_networks: Annotated[
        list[Annotated[str, PlainValidator(addresses.network)]],
        Field(description="Private networks that fetching, webhooks and mail may reach"),
    ] = []
    gap: Gap = Field(default=1.0, description="Between two requests to one host. Default: 1s")
    timeout: Timeout = Field(default=30.0, description="For one whole exchange. Default: 30s")
    max_bytes: Size = Field(
        default=10_000_000, description="Of one body, decompressed. Default: 10MB"
    )
    listen: Annotated[
        tuple[str, int] | None,
        PlainValidator(addresses.listen),
        WithJsonSchema(spec(r"^none$|:[0-9]+$")),
        Field(description="HOST:PORT, or none. Default: 127.0.0.1:8080"),
    ] = ("127.0.0.1", 8080)


class SourceModel(Model):
    """A feed, a news sitemap or a listing page."""

    id: Id
    name: Line | None = Field(default=None, description="For people. Default: the id")
    url: Url
    kind: SourceKind | None = Field(
        default=None, strict=False, description="Left out: found at the first poll, and remembered"
    )
    every: Every | None = Field(default=None, description="Default: settings.every")
    article: ArticleFrom = Field(
        default=ArticleFrom.PAGE,
        strict=False,
        description="page: fetch each article; feed: the feed's own text is the article",
    )
    tags: list[Id] = []
    links: Line | None = Field(default=None, description="CSS selector of the links of a listing")


class EntityModel(Model):
    """A name with its aliases and its evidence."""

    names: WordList | None = Field(default=None, description="Names that prove themselves")
    short: WordList | None = Field(default=None, description="Ambiguous names, which need evidence")
    case: Literal["smart", "exact", "any"] | None = None
    needs: list[Words] | None = Field(
        default=None,
        description="Sets or entities; one must be near. Also source:ID, tag:NAME, and story: "
        "other articles of the same story name the entity",
    )
    within: Annotated[
        str | None,
        WithJsonSchema(spec(r"^([1-9][0-9]{0,5} words?|sentence( ?\+ ?1)?|paragraph|article)$")),
        Field(
            description='How near: "20 words", sentence, sentence+1 (default), paragraph, article'
        ),
    ] = None
    unless: list[Against] | None = Field(
        default=None,
        description="Sets or entities that speak against it. Also source:ID and tag:NAME",
    )
    never: WordList | None = Field(default=None, description="Longer texts that are something else")
    default: Literal["reject", "accept"] | None = None
    kind: Literal["place", "person", "org", "other"] | None = None
    threshold: Annotated[
        float | None,
        Field(ge=0, le=1, description="The confidence from which a short name counts. Default: 0"),
    ] = None


class RuleTestModel(Model):
    """A text, and whether the rule must hit it."""

    text: str
    title: str = ""
    expect: bool


class RuleCalmModel(Model):
    """What goes before the calm of a channel, for the alerts of one rule."""

    group: Window | None = Field(
        default=None,
        description="After a message, what the rule finds within this time leaves in one",
    )
    cooldown: Window | None = Field(
        default=None,
        description="After an alert on a story, what the rule finds of it within this time waits",
    )
    digest: Digest | None = Field(
        default=None, description="All alerts in one message: hourly, hourly :15, or daily 07:00"
    )


class CalmModel(RuleCalmModel):
    """How the people behind a channel are spared. What is held leaves later, never dropped."""

    quiet: QuietHours | None = Field(
        default=None,
        description='Hours without messages, "22:00-06:00"; what they held leaves afterwards',
    )
    at_most: AtMost | None = Field(
        default=None,
        description="Messages in any hour; the last of them lists all that would be more",
    )
    through: Severity | None = Field(
        default=None,
        strict=False,
        description="From this severity on nothing but at_most holds an alert. Default: none",
    )
    timezone: Timezone | None = Field(
        default=None, description="Of its hours. Default: settings.timezone"
    )


class RuleModel(Model):
    """A stored query."""

    id: Id
    when: Words = Field(
        description=(
            'Words, "phrases", @entities and /regex/ with AND, OR, NOT, NEAR/5, ATLEAST/3(...), '
            "title:, source: and ( ); docs/rules.md has it all"
        )
    )
    parts: Annotated[
        list[Annotated[Part, Field(strict=False)]],
        Field(alias="in", min_length=1, description="Default: [title, lead, body]"),
        AfterValidator(not_twice),
    ] = [Part.TITLE, Part.LEAD, Part.BODY]
    sources: list[Words] | None = Field(
        default=None, min_length=1, description="Ids of sources, or tag:NAME. Default: all"
    )
    severity: Severity = Field(default=Severity.NORMAL, strict=False)
    notify: Notify = Field(default=Notify.DEVELOPMENT, strict=False)
    send: list[Words] | None = Field(
        default=None, min_length=1, description="Ids of channels. Default: all"
    )
    tests: list[RuleTestModel] = []
    calm: RuleCalmModel | None = Field(
        default=None, description="What goes before the calm of the channels that it is sent to"
    )


class EmailModel(Model):
    """Alerts by e-mail, one message a recipient."""

    to: Annotated[list[MailAddress], Field(min_length=1), AfterValidator(not_twice)]
    sender: MailAddress = Field(alias="from")
    smtp: Annotated[
        SmtpServer,
        PlainValidator(addresses.smtp_server),
        WithJsonSchema(spec(r"^(smtp|smtps|smtp\+starttls)://")),
    ]
    unsubscribe: Annotated[
        str | None,
        PlainValidator(addresses.unsubscribe),
        WithJsonSchema(spec(r"^([^@\s:]+@[^@\s]+|https://\S+)$")),
        Field(
            description=(
                "Where those write or go who want no more: a mail address (default: from) or an "
                "https address, which may hold {recipient}, {list} and {id}"
            )
        ),
    ] = None


class WebhookModel(Model):
    """Alerts by signed webhook (Standard Webhooks)."""

    url: Url
    secrets: Annotated[
        tuple[str, ...],
        PlainValidator(addresses.secrets),
        WithJsonSchema(
            {"anyOf": [_SECRET, {"type": "array", "items": _SECRET, "minItems": 1, "maxItems": 2}]}
        ),
        Field(alias="secret", description="While it is changed a list of two: [new, old]"),
    ]


class AppriseModel(Model):
    """Alerts to chats and telephones through Apprise (github.com/caronc/apprise)."""

    url: ServiceUrls = Field(
        description="The address of a service in Apprise's own form, or a list of them"
    )


class LinesModel(Model):
    """Alerts as lines of JSON."""

    path: Line = Field(
        description='A file or named pipe, relative to the main file; "-" is standard output'
    )


class ChannelModel(Model):
    """Where alerts and notices go: exactly one of email, webhook, apprise and file."""

    id: Id
    email: EmailModel | None = None
    webhook: WebhookModel | None = None
    apprise: AppriseModel | None = None
    file: LinesModel | None = None
    events: Annotated[
        list[Annotated[Event, Field(strict=False)]],
        Field(min_length=1, description="What is sent there. Default: [alert]"),
        AfterValidator(not_twice),
    ] = [Event.ALERT]
    calm: CalmModel | None = Field(
        default=None, description="How people there are spared. Default: every alert at once"
    )


def _version(value: object) -> int:
    if value is True or value != 1:  # True == 1
        raise ValueError("1")
    return 1


Version = Annotated[int, PlainValidator(_version), WithJsonSchema({"const": 1})]


class FileModel(Model):
    """One file of the configuration of wireroom."""

    version: Version | None = Field(
        default=None, description="Always 1; an included file may omit it"
    )
    include: list[Words] = Field(default=[], description="Files or globs, relative to this file")
    settings: SettingsModel | None = Field(default=None, description="In one file only")
    sources: list[SourceModel] = []
    sets: dict[str, WordList] = Field(
        default={}, description="Reusable evidence, by id", json_schema_extra=_NO_STORY
    )
    entities: dict[str, EntityModel] = Field(
        default={}, description="Names to find, by id", json_schema_extra=_NO_STORY
    )
    rules: list[RuleModel] = []
    channels: list[ChannelModel] = []
