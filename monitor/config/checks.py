"""What one entry alone cannot tell: references, duplicates, and keys that depend on each other."""

import ipaddress
from collections.abc import Callable, Iterable, Sequence
from typing import get_args
from urllib.parse import urlsplit

from alerts.channels import apprise_missing
from alerts.types import Event, Kind
from monitor.config.addresses import literal_ip
from monitor.config.models import ChannelModel, SettingsModel, SourceModel
from monitor.config.report import Document, Key, Report, suggest
from monitor.config.sections import AnyEntry, Entry, Sections
from monitor.types import SourceKind

SelectorError = Callable[[str], str | None]


def check(
    sections: Sections, selector_error: SelectorError, report: Report, *, complete: bool
) -> None:
    """Add every wrong reference, duplicate and contradiction to the report.

    Unless the files are complete, an unknown reference may be known in one that is missing.
    """
    _settings_once(sections.settings, report)
    for listed in (sections.sources, sections.rules, sections.channels):
        _ids_once(listed, report, ("id",))
    _ids_once((*sections.sets, *sections.entities), report, ())  # `needs` names either
    for source in sections.sources:
        _links(source, selector_error, report)
    if complete:
        _references(sections, report)
    allowed = _allowed(sections.settings)
    for channel in sections.channels:
        _one_way(channel, report)
        _webhook(channel, allowed, report)
        _apprise(channel, report)


def _settings_once(settings: Sequence[Entry[SettingsModel]], report: Report) -> None:
    for entry in settings[1:]:
        message = f"settings stand in one file only, first at {settings[0].at}"
        report.add(entry.document, entry.key, message, at_name=True)


def _ids_once(entries: Iterable[AnyEntry], report: Report, below: Key) -> None:
    first: dict[str, AnyEntry] = {}
    for entry in entries:
        if entry.id is None:
            continue
        before = first.setdefault(entry.id, entry)
        if before is not entry:
            key = (*entry.key, *below)
            name, value = before.document.place((*before.key, *below))
            line = value.line if below else name.line
            shown = "this id" if entry.document.is_hidden(key) else f'"{entry.id}"'
            message = f"{shown} is taken, first at {before.document.path}:{line}: rename one"
            report.add(entry.document, key, message, at_name=not below)


def _links(source: Entry[SourceModel], selector_error: SelectorError, report: Report) -> None:
    """Check the selector, which only a listing has."""
    if source.value is None or source.value.links is None:
        return
    key = (*source.key, "links")
    if source.value.kind not in {None, SourceKind.LISTING}:
        message = f"only kind: listing has links, and this is kind: {source.value.kind}"
        report.add(source.document, key, message, at_name=True)
    error = selector_error(source.value.links)
    if error:
        said = "" if source.document.is_hidden(key) else f" ({error})"
        found = source.document.shown(key)
        message = f'{found}, expected a CSS selector such as "h3 a"{said}'
        report.add(source.document, key, message)


def _references(sections: Sections, report: Report) -> None:
    """Check the sources and channels that rules name. An id counts even if its entry is broken."""
    sources = [entry.id for entry in sections.sources if entry.id is not None]
    tags = {f"tag:{tag}" for entry in sections.sources for tag in _tags(entry.raw)}
    channels = [entry.id for entry in sections.channels if entry.id is not None]
    for rule in sections.rules:
        document = rule.document
        for index, name in enumerate(_texts(rule.raw, "sources")):
            known = tags if name.startswith("tag:") else set(sources)
            what = "tag" if name.startswith("tag:") else "source"
            _known(document, (*rule.key, "sources", index), what, name, known, report)
        for index, name in enumerate(_texts(rule.raw, "send")):
            key = (*rule.key, "send", index)
            _known(document, key, "channel", name, set(channels), report)
            _takes_alerts(document, key, name, sections.channels, report)


def _known(
    document: Document, key: Key, what: str, name: str, known: set[str], report: Report
) -> None:
    if name not in known:
        hidden = document.is_hidden(key)
        hint = "expected the id of one" if hidden else suggest(name, known)
        report.add(document, key, f"{document.shown(key)}, an unknown {what}; {hint}")


def _takes_alerts(
    document: Document,
    key: Key,
    name: str,
    channels: Sequence[Entry[ChannelModel]],
    report: Report,
) -> None:
    """Refuse to send a rule to a channel that would never pass it on."""
    values = [entry.value for entry in channels if entry.id == name and entry.value]
    if any(Event.ALERT not in value.events for value in values):
        message = (
            f"{document.shown(key)}, a channel without alert in its events: "
            "add it there, or leave the channel out here"
        )
        report.add(document, key, message)


def _texts(raw: object, key: str) -> list[str]:
    """Return the texts of a list in an entry; what is no text is a problem of its own."""
    value = raw.get(key) if isinstance(raw, dict) else None
    items = value if isinstance(value, list) else []
    return [item if isinstance(item, str) else "" for item in items]


def _tags(raw: object) -> list[str]:
    given = raw.get("tags") if isinstance(raw, dict) else None
    return [given] if isinstance(given, str) else _texts(raw, "tags")


def _allowed(settings: Sequence[Entry[SettingsModel]]) -> tuple[str, ...]:
    value = settings[0].value if settings else None
    return tuple(value.allow_networks) if value else ()


def _one_way(channel: Entry[ChannelModel], report: Report) -> None:
    raw = channel.raw if isinstance(channel.raw, dict) else None
    if raw is None:
        return
    ways = [kind for kind in get_args(Kind) if kind in raw]
    if len(ways) != 1:
        found = " and ".join(ways) or "none of them"
        message = f"a channel has one of email:, webhook:, apprise: and file:, found {found}"
        report.add(channel.document, channel.key, message)


def _apprise(channel: Entry[ChannelModel], report: Report) -> None:
    """Refuse what would never be sent: Apprise is an optional extra."""
    missing = apprise_missing()
    if channel.value and channel.value.apprise and missing:
        report.add(channel.document, (*channel.key, "apprise"), missing, at_name=True)


def _webhook(channel: Entry[ChannelModel], allowed: tuple[str, ...], report: Report) -> None:
    """Refuse plain http to where it can never be delivered.

    The address of a name is known at delivery only; until then it passes if anything is allowed.
    """
    webhook = channel.value.webhook if channel.value else None
    if webhook is None:
        return
    parts = urlsplit(webhook.url)
    if parts.scheme == "https":
        return
    address = literal_ip(parts.hostname or "")
    inside = [ipaddress.ip_network(network) for network in allowed]
    if not inside or (address is not None and not any(address in each for each in inside)):
        message = (
            "plain http:// goes only to settings.allow_networks, and this host is not in them: "
            "use https://, or add its network"
        )
        report.add(channel.document, (*channel.key, "webhook", "url"), message)
