"""The shape of one configuration file: keys, types, and what each value may be.

References, duplicates and whatever needs a second place to judge are in `checks`. A validator
raises ValueError with what was expected; what was found is added by `explain`, which knows what
must not be shown.
"""

import re
from collections.abc import Callable
from datetime import time
from difflib import get_close_matches
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    PlainValidator,
    Tag,
    WithJsonSchema,
)

from alerts.types import Event, Notify, Part, Severity, SmtpServer
from monitor.config import addresses
from monitor.config.units import byte_count, seconds
from monitor.types import ArticleFrom, SourceKind

MIN_EVERY_S = 5

# What language detection can tell (py3langid; a test compares).
_CODES = """
    ace af am an ar ary arz as az ba bcl be bg bn br bs ca crh cs cy da de dz el en eo es et eu ext
    fa fi fo fr fuv fy ga gcf gcr gd gl gom grc gu gug guw ha hbo he hi hr ht hu hy id ig is it ja
    jv ka kab kik kk km kn ko ku ky la lb lg lij ln lo lt ltg lv mg mk ml mn mr ms mt my ne nl nn no
    nso oc om or pa pcm pl ps pt qu ro ru rw sa sdh se si sk sl sn so sq sr st sv sw ta te tg th tk
    tl tr tt ug uk ur uz uzs vec vi vo wa wuu xh yo yue zh zu
"""
LANGUAGES = frozenset(_CODES.split())

Spec = dict[str, Any]


def _text(pattern: str) -> Spec:
    """Describe a text for the schema; a text with `${NAME}` always passes."""
    return {"type": "string", "pattern": rf"({pattern})|\$\{{"}


_DURATION: Spec = {
    "anyOf": [{"type": "number", "minimum": 0}, _text(r"^[0-9]+(\.[0-9]+)? ?[smhd]?$")]
}
_SIZE: Spec = {
    "anyOf": [{"type": "integer", "minimum": 1}, _text(r"^[0-9.]+ ?([kKmMgG]?i?[bB])?$")]
}


def _duration(low_s: float, high_s: float, named: str) -> Callable[[object], float]:
    def check(value: object) -> float:
        found = seconds(value)
        if not low_s <= found <= high_s:
            raise ValueError(named)
        return found

    return check


def _size(value: object) -> int:
    found = byte_count(value)
    if not 1 <= found <= 2**30:
        raise ValueError("a size up to 1GiB and not 0")
    return found


def _matching(pattern: str, expected: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(expected)
        return value

    return check


def _timezone(value: object) -> ZoneInfo:
    expected = "a time zone such as Africa/Bamako"
    if not isinstance(value, str):
        raise ValueError(expected)
    try:
        return ZoneInfo(value)
    except (ValueError, OSError, LookupError):
        near = get_close_matches(value, available_timezones(), n=1, cutoff=0.5)
        raise ValueError(expected + (f"; did you mean {near[0]}?" if near else "")) from None


def _time_of_day(value: object) -> time:
    """Return a time such as 07:30. YAML reads an unquoted 12:30 as 750, the minutes."""
    expected = "a time of day such as 07:30"
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 24 * 60:
        return time(*divmod(value, 60))
    if not isinstance(value, str) or not re.fullmatch(r"[0-2]?[0-9]:[0-5][0-9]", value):
        raise ValueError(expected)
    hour, minute = map(int, value.split(":"))
    if hour > 23:
        raise ValueError(expected)
    return time(hour, minute)


def _language(value: str) -> str:
    if value in LANGUAGES:
        return value
    raise ValueError("the short code of a language that can be told, such as en, fr or ar")


def _not_twice(values: list[str]) -> list[str]:
    twice = next((v for i, v in enumerate(values) if v in values[:i]), None)
    if twice is not None:
        raise ValueError("each entry once")
    return values


Id = Annotated[
    str,
    AfterValidator(
        _matching(
            r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}",
            "an id: letters, digits, dots, hyphens and underscores, at most 100",
        )
    ),
    WithJsonSchema(_text(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")),
]
Line = Annotated[
    str,
    AfterValidator(
        _matching(r"(?=.*\S)[^\x00-\x1f\x7f]{1,500}", "one line of text, at most 500 characters")
    ),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 500}),
]
Words = Annotated[
    str,
    AfterValidator(_matching(r"(?s)(?=.*\S).{1,10000}", "a text that is not blank")),
    WithJsonSchema({"type": "string", "minLength": 1}),
]
Every = Annotated[
    float,
    PlainValidator(_duration(MIN_EVERY_S, 366 * 86400, "a duration of at least 5s, at most 366d")),
    WithJsonSchema(_DURATION),
]
Gap = Annotated[
    float,
    PlainValidator(_duration(0, 86400, "a duration from 0s to 1d")),
    WithJsonSchema(_DURATION),
]
Timeout = Annotated[
    float,
    PlainValidator(_duration(0.1, 3600, "a duration from 0.1 (seconds) to 1h")),
    WithJsonSchema(_DURATION),
]
Size = Annotated[int, PlainValidator(_size), WithJsonSchema(_SIZE)]
Url = Annotated[
    str, PlainValidator(addresses.web_address), WithJsonSchema(_text(r"^[Hh][Tt][Tt][Pp][Ss]?://"))
]
MailAddress = Annotated[
    str, PlainValidator(addresses.mail_address), WithJsonSchema(_text(r"^[^@\s]+@[^@\s]+$"))
]


def _language_key(value: str) -> str:
    if not re.fullmatch(r"any|[a-z]{2,3}", value):
        raise ValueError("any, or the short code of a language such as en, fr or ar")
    return value


def _shape(value: object) -> str | None:
    return "list" if isinstance(value, list) else "mapping" if isinstance(value, dict) else None


WordList = Annotated[
    Annotated[list[Words], Tag("list")]
    | Annotated[
        dict[Annotated[str, AfterValidator(_language_key)], list[Words]],
        Tag("mapping"),
        Field(json_schema_extra={"propertyNames": {"pattern": "^(any|[a-z]{2,3})$"}}),
    ],
    Discriminator(_shape),
]


class Model(BaseModel):
    """Refuses unknown keys and wrong types."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class SettingsModel(Model):
    """What holds for the whole of wireroom. Everything has a default."""

    database: Annotated[
        str,
        PlainValidator(addresses.sqlite_path),
        WithJsonSchema(_text("^sqlite:///")),
        Field(description="sqlite:///PATH, relative to this file. Default: wireroom.db"),
    ] = "wireroom.db"
    every: Every = Field(default=900.0, description="How often a source is polled. Default: 15m")
    timezone: Annotated[
        ZoneInfo,
        PlainValidator(_timezone),
        WithJsonSchema({"type": "string"}),
        Field(description="A name of the IANA time zone database. Default: UTC"),
    ] = ZoneInfo("UTC")
    heartbeat: Annotated[
        time,
        PlainValidator(_time_of_day),
        WithJsonSchema({"anyOf": [{"type": "integer"}, _text(r"^[0-2]?[0-9]:[0-5][0-9]$")]}),
        Field(description="When the daily report goes out, in that time zone. Default: 07:00"),
    ] = time(7)
    languages: Annotated[
        list[Annotated[str, AfterValidator(_language)]],
        Field(min_length=1, description="Languages to tell apart. Default: en fr ar es pt de"),
        AfterValidator(_not_twice),
    ] = ["en", "fr", "ar", "es", "pt", "de"]
    user_agent: Annotated[
        str,
        AfterValidator(
            _matching(
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
        WithJsonSchema(_text(r"^none$|:[0-9]+$")),
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
        description="Sets or entities; one must be near. Also source:ID and tag:NAME",
    )
    within: Annotated[
        str | None,
        WithJsonSchema(_text(r"^([1-9][0-9]{0,5} words?|sentence( ?\+ ?1)?|paragraph|article)$")),
        Field(
            description='How near: "20 words", sentence, sentence+1 (default), paragraph, article'
        ),
    ] = None
    unless: list[Words] | None = Field(
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
        AfterValidator(_not_twice),
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


class EmailModel(Model):
    """Alerts by e-mail, one message a recipient."""

    to: Annotated[list[MailAddress], Field(min_length=1), AfterValidator(_not_twice)]
    sender: MailAddress = Field(alias="from")
    smtp: Annotated[
        SmtpServer,
        PlainValidator(addresses.smtp_server),
        WithJsonSchema(_text(r"^(smtp|smtps|smtp\+starttls)://")),
    ]


class WebhookModel(Model):
    """Alerts by signed webhook (Standard Webhooks)."""

    url: Url
    secret: Annotated[
        str, PlainValidator(addresses.secret), WithJsonSchema(_text(r"^whsec_[A-Za-z0-9+/]+=*$"))
    ]


class ChannelModel(Model):
    """Where alerts and notices go: e-mail or a webhook, exactly one of the two."""

    id: Id
    email: EmailModel | None = None
    webhook: WebhookModel | None = None
    events: Annotated[
        list[Annotated[Event, Field(strict=False)]],
        Field(min_length=1, description="What is sent there. Default: [alert]"),
        AfterValidator(_not_twice),
    ] = [Event.ALERT]


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
    sets: dict[str, WordList] = Field(default={}, description="Reusable evidence, by id")
    entities: dict[str, EntityModel] = Field(default={}, description="Names to find, by id")
    rules: list[RuleModel] = []
    channels: list[ChannelModel] = []
