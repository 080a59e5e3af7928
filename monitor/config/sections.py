"""The sections of all files, entry by entry: each validated alone, so that one hides no other."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from monitor.config.explain import explain
from monitor.config.models import (
    ChannelModel,
    EntityModel,
    FileModel,
    RuleModel,
    SettingsModel,
    SourceModel,
    Version,
)
from monitor.config.report import Document, Key, Report, suggest
from monitor.config.values import Id, WordList, Words

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

_LISTS = {"include", "sources", "rules", "channels"}
_VERSION: TypeAdapter[int] = TypeAdapter(Version)
_INCLUDE: TypeAdapter[list[str]] = TypeAdapter(list[Words])
_ID: TypeAdapter[str] = TypeAdapter(Id)
_SETTINGS = TypeAdapter(SettingsModel)
_SOURCE = TypeAdapter(SourceModel)
_WORDS: TypeAdapter[list[str] | dict[str, list[str]]] = TypeAdapter(WordList)
_ENTITY = TypeAdapter(EntityModel)
_RULE = TypeAdapter(RuleModel)
_CHANNEL = TypeAdapter(ChannelModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Generic[T_co]):
    """One entry of a section: where it stands, and its value if its shape is right.

    `id` is None where there is none that is a text; `raw` is what stands in the file.
    """

    document: Document
    key: Key
    id: str | None
    raw: object = field(repr=False)
    value: T_co | None = field(repr=False)

    @property
    def at(self) -> str:
        """Where the entry stands, as file:line."""
        node, _ = self.document.place(self.key)
        return f"{self.document.path}:{node.line}"


AnyEntry = Entry[object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sections:
    """Every entry of every file, in the order of the files."""

    settings: tuple[Entry[SettingsModel], ...]
    sources: tuple[Entry[SourceModel], ...]
    sets: tuple[Entry[list[str] | dict[str, list[str]]], ...]
    entities: tuple[Entry[EntityModel], ...]
    rules: tuple[Entry[RuleModel], ...]
    channels: tuple[Entry[ChannelModel], ...]


def sections(documents: list[Document], report: Report) -> Sections:
    """Return the entries of all files, and add whatever is wrong with their shape."""
    for document in documents:
        _heads(document, report)
    read = _Reader(documents, report)
    return Sections(
        settings=tuple(read.one("settings", _SETTINGS)),
        sources=tuple(read.listed("sources", _SOURCE)),
        sets=tuple(read.mapped("sets", _WORDS)),
        entities=tuple(read.mapped("entities", _ENTITY)),
        rules=tuple(read.listed("rules", _RULE)),
        channels=tuple(read.listed("channels", _CHANNEL)),
    )


def _heads(document: Document, report: Report) -> None:
    """Check the keys at the top of a file and the kind of what stands under each."""
    for name, value in document.data.items():
        if name not in FileModel.model_fields:
            hint = suggest(name, FileModel.model_fields)
            report.add(document, (name,), f"unknown key; {hint}", at_name=True)
        elif name in _LISTS and not isinstance(value, list):
            report.add(document, (name,), f"{document.shown((name,))}, expected a list")
        elif name not in _LISTS and name != "version" and not isinstance(value, dict):
            report.add(document, (name,), f"{document.shown((name,))}, expected a mapping")
    if "version" in document.data:
        _valid(document, ("version",), document.data["version"], _VERSION, report)
    elif document.order == 1:
        report.add(document, ("version",), "this key is missing: start the file with version: 1")
    if isinstance(document.data.get("include"), list):
        _valid(document, ("include",), document.data["include"], _INCLUDE, report)


class _Reader:
    """Validates the entries of one section after the other."""

    def __init__(self, documents: list[Document], report: Report) -> None:
        self._documents = documents
        self._report = report

    def one(self, name: str, adapter: TypeAdapter[T]) -> Iterator[Entry[T]]:
        for document in self._documents:
            raw = document.data.get(name)
            if isinstance(raw, dict):
                yield self._entry(document, (name,), None, raw, adapter)

    def listed(self, name: str, adapter: TypeAdapter[T]) -> Iterator[Entry[T]]:
        for document in self._documents:
            items = document.data.get(name)
            for index, raw in enumerate(items if isinstance(items, list) else []):
                given = raw.get("id") if isinstance(raw, dict) else None
                own = given if isinstance(given, str) else None
                if raw is not None:
                    yield self._entry(document, (name, index), own, raw, adapter)

    def mapped(self, name: str, adapter: TypeAdapter[T]) -> Iterator[Entry[T]]:
        for document in self._documents:
            items = document.data.get(name)
            for own, raw in items.items() if isinstance(items, dict) else ():
                entry = self._entry(document, (name, own), own, raw, adapter)
                try:
                    _ID.validate_python(own)
                except ValidationError:
                    wanted = "an id of letters, digits, dots, hyphens and underscores"
                    message = f"this key is no id, expected {wanted}"
                    self._report.add(document, (name, own), message, at_name=True)
                yield entry

    def _entry(
        self,
        document: Document,
        key: Key,
        own: str | None,
        raw: object,
        adapter: TypeAdapter[T],
    ) -> Entry[T]:
        value = _valid(document, key, raw, adapter, self._report)
        return Entry(document=document, key=key, id=own, raw=raw, value=value)


def _valid(
    document: Document, key: Key, raw: object, adapter: TypeAdapter[T], report: Report
) -> T | None:
    try:
        return adapter.validate_python(raw)
    except ValidationError as error:
        explain(document, key, error, report)
        return None
