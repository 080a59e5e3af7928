"""The values of a configuration and how each is read: ids, texts, durations, sizes, addresses.

A validator raises ValueError with what was expected; what was found is added by `explain`, which
knows what must not be shown.
"""

import re
from collections.abc import Callable
from datetime import time
from difflib import get_close_matches
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    PlainValidator,
    Tag,
    WithJsonSchema,
)

from alerts.rules import STORY
from monitor.config import addresses
from monitor.config.units import byte_count, seconds

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


def spec(pattern: str) -> Spec:
    """Describe a text for the schema; a text with `${NAME}` always passes."""
    return {"type": "string", "pattern": rf"({pattern})|\$\{{"}


DURATION: Spec = {
    "anyOf": [{"type": "number", "minimum": 0}, spec(r"^[0-9]+(\.[0-9]+)? ?[smhd]?$")]
}
_SIZE: Spec = {"anyOf": [{"type": "integer", "minimum": 1}, spec(r"^[0-9.]+ ?([kKmMgG]?i?[bB])?$")]}


def duration(low_s: float, high_s: float, named: str) -> Callable[[object], float]:
    """Return what reads durations between two, in seconds; `named` says which those are."""

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


def matching(pattern: str, expected: str) -> Callable[[str], str]:
    """Return what lets through texts that are all of `pattern`."""

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


def time_of_day(value: object) -> time:
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


def not_twice(values: list[str]) -> list[str]:
    """Return a list in which nothing stands twice."""
    twice = next((v for i, v in enumerate(values) if v in values[:i]), None)
    if twice is not None:
        raise ValueError("each entry once")
    return values


Id = Annotated[
    str,
    AfterValidator(
        matching(
            r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}",
            "an id: letters, digits, dots, hyphens and underscores, at most 100",
        )
    ),
    WithJsonSchema(spec(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")),
]
Line = Annotated[
    str,
    AfterValidator(
        matching(r"(?=.*\S)[^\x00-\x1f\x7f]{1,500}", "one line of text, at most 500 characters")
    ),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 500}),
]
Words = Annotated[
    str,
    AfterValidator(matching(r"(?s)(?=.*\S).{1,10000}", "a text that is not blank")),
    WithJsonSchema({"type": "string", "minLength": 1}),
]
Against = Annotated[
    Words, WithJsonSchema({"type": "string", "minLength": 1, "not": {"const": STORY}})
]
Every = Annotated[
    float,
    PlainValidator(duration(MIN_EVERY_S, 366 * 86400, "a duration of at least 5s, at most 366d")),
    WithJsonSchema(DURATION),
]
Gap = Annotated[
    float,
    PlainValidator(duration(0, 86400, "a duration from 0s to 1d")),
    WithJsonSchema(DURATION),
]
Timeout = Annotated[
    float,
    PlainValidator(duration(0.1, 3600, "a duration from 0.1 (seconds) to 1h")),
    WithJsonSchema(DURATION),
]
Timezone = Annotated[ZoneInfo, PlainValidator(_timezone), WithJsonSchema({"type": "string"})]
TimeOfDay = Annotated[
    time,
    PlainValidator(time_of_day),
    WithJsonSchema({"anyOf": [{"type": "integer"}, spec(r"^[0-2]?[0-9]:[0-5][0-9]$")]}),
]
Language = Annotated[str, AfterValidator(_language)]
Size = Annotated[int, PlainValidator(_size), WithJsonSchema(_SIZE)]
Url = Annotated[
    str,
    PlainValidator(addresses.web_address),
    WithJsonSchema(spec(r"^[Hh][Tt][Tt][Pp][Ss]?://")),
]
MailAddress = Annotated[
    str, PlainValidator(addresses.mail_address), WithJsonSchema(spec(r"^[^@\s]+@[^@\s]+$"))
]


_SERVICE = spec(r"^[A-Za-z][A-Za-z0-9+.-]*://")
ServiceUrls = Annotated[
    list[Annotated[str, PlainValidator(addresses.service)]],
    BeforeValidator(lambda value: [value] if isinstance(value, str) else value),
    Field(min_length=1),
    AfterValidator(not_twice),
    WithJsonSchema({"anyOf": [_SERVICE, {"type": "array", "items": _SERVICE, "minItems": 1}]}),
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
