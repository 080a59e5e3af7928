"""The door of the configuration: which file it is, and all that is wrong with it at once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from alerts.rules import Ruleset
from alerts.types import Channel, ChannelId, EntityId, Rule, RuleId
from monitor.config.channels import channel_of
from monitor.config.checks import SelectorError, check
from monitor.config.files import Files
from monitor.config.models import SettingsModel, SourceModel
from monitor.config.names import Names
from monitor.config.report import Report
from monitor.config.rules import compiled
from monitor.config.sections import Sections, sections
from monitor.errors import UsageError
from monitor.types import Source, SourceId

NAME = "sources.yaml"
VARIABLE = "WIREROOM_CONFIG"
SYSTEM = Path("/etc/wireroom") / NAME
_SHORTEST_SECRET = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What holds for the whole of wireroom. `listen` is None where nothing is to listen."""

    database_path: Path
    every_s: float
    timezone: ZoneInfo
    heartbeat: time
    languages: tuple[str, ...]
    user_agent: str
    allow_networks: tuple[str, ...]
    gap_s: float
    timeout_s: float
    max_bytes: int
    listen: tuple[str, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """A valid configuration. `path` is its main file; secrets never show in a repr.

    `secrets` are the values that came from `${NAME}`, with their names.
    """

    path: Path
    settings: Settings
    sources: tuple[Source, ...]
    ruleset: Ruleset
    rules: Mapping[RuleId, Rule]
    channels: Mapping[ChannelId, Channel]
    entities: tuple[EntityId, ...]
    secrets: Mapping[str, str] = field(repr=False)

    def hide(self, text: str) -> str:
        """Return `text` with `${NAME}` again in the place of every value that came from a name.

        For whatever is shown or exported.
        """
        return hidden(text, self.secrets)


def hidden(text: str, secrets: Mapping[str, str]) -> str:
    """Return `text` with `${NAME}` in the place of each of `secrets`, which has names by value.

    A value is found as it is and percent-encoded, whole or in parts, as addresses have it. Values
    of fewer than 4 characters hide nothing.
    """
    for value in sorted(secrets, key=len, reverse=True):
        if len(value) >= _SHORTEST_SECRET:
            shown = f"${{{secrets[value]}}}"
            text = shown.join(_spellings(value).split(text))
    return text


@lru_cache(maxsize=256)
def _spellings(value: str) -> re.Pattern[str]:
    """Return what finds `value` in a text, each of its characters plain or percent-encoded."""

    def either(char: str) -> str:
        encoded = "".join(f"%{byte:02x}" for byte in char.encode("utf-8", "surrogatepass"))
        return f"(?:{re.escape(char)}|(?i:{encoded}))"

    return re.compile("".join(map(either, value)))


def find(option: str | None, environ: Mapping[str, str], cwd: Path) -> Path:
    """Return the configuration file: the option's, else the variable's, else the usual places.

    A file that was named is never replaced by another one. Raises UsageError, which names every
    place looked at.
    """
    variable = environ.get(VARIABLE)
    for given, origin in ((option, "--config"), (variable, f"${VARIABLE}")):
        if given:
            path = cwd / given
            if not path.is_file():
                raise UsageError(f"{path} ({origin}): {_missing(path)}")
            return path
    usual = (cwd / NAME, SYSTEM)
    for path in usual:
        if path.is_file():
            return path
    places = ", ".join(map(str, usual))
    raise UsageError(
        f"no configuration: neither --config nor ${VARIABLE} is given, and there is none of "
        f"{places}; `wireroom init` writes one to begin with"
    )


def _missing(path: Path) -> str:
    return "not a file" if path.exists() else "no such file"


def load(path: Path, environ: Mapping[str, str], *, selector_error: SelectorError) -> Config:
    """Return the configuration in `path` and in the files that it includes.

    `selector_error` says what is wrong with a CSS selector, or None. Raises ConfigError with
    every problem, in the order of files and lines; no value of a `${NAME}` shows in it.
    """
    report = Report()
    names = Names(environ)
    files = Files(names, report)
    files.read(path)
    found = sections(files.documents, report)
    check(found, selector_error, report, complete=files.complete)
    ruleset, rules = compiled(found, report) if files.complete else (None, ())
    report.raise_any()
    if ruleset is None:
        raise AssertionError("rules were refused without a problem")
    return _config(path, found, ruleset, rules, names)


def _config(
    path: Path, found: Sections, ruleset: Ruleset, rules: tuple[Rule, ...], names: Names
) -> Config:
    given = next((entry.value for entry in found.settings), None) or SettingsModel()
    settings = _settings(path, given)
    folder = path.absolute().parent
    channels = [
        channel_of(entry.value, folder, settings.timezone)
        for entry in found.channels
        if entry.value
    ]
    return Config(
        path=path,
        settings=settings,
        sources=tuple(_source(e.value, settings.every_s) for e in found.sources if e.value),
        ruleset=ruleset,
        rules=MappingProxyType({rule.id: rule for rule in rules}),
        channels=MappingProxyType({channel.id: channel for channel in channels}),
        entities=tuple(EntityId(entry.id) for entry in found.entities if entry.id),
        secrets=MappingProxyType(names.values),
    )


def _settings(path: Path, given: SettingsModel) -> Settings:
    return Settings(
        database_path=(path.absolute().parent / given.database),
        every_s=given.every,
        timezone=given.timezone,
        heartbeat=given.heartbeat,
        languages=tuple(given.languages),
        user_agent=given.user_agent,
        allow_networks=tuple(given.allow_networks),
        gap_s=given.gap,
        timeout_s=given.timeout,
        max_bytes=given.max_bytes,
        listen=given.listen,
    )


def _source(given: SourceModel, every_s: float) -> Source:
    return Source(
        id=SourceId(given.id),
        name=given.name or given.id,
        url=given.url,
        kind=given.kind,
        every_s=every_s if given.every is None else given.every,
        article=given.article,
        tags=tuple(given.tags),
        links=given.links,
    )
