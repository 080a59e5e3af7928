"""`suggest`: what else an entity is called in the stored articles."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection

from alerts import api as alerts
from alerts.types import Article, ArticleId, ArticleRef, EntityId
from monitor import acronyms, nearness
from monitor.app.names import Definitions, Named, Phrase, shaped
from monitor.app.nearly import Slip, slips_of
from monitor.config import Config
from monitor.errors import UsageError
from monitor.store import laboratory
from monitor.store.laboratory import Scope, Stored

_MOST = 5_000
"""Articles of one name that are looked at, the newest first."""


def suggest(conn: Connection, config: Config, entity: EntityId) -> list[dict[str, Any]]:
    """Return long forms and other spellings of an entity's names, in most articles first.

    `articles` counts those in which it is written so, without copies; `proven` those of them in
    which the evidence that the entity asks for says that it is meant. A spelling that is never
    proven is some other word, and left out where there is evidence to ask for. `known` tells
    whether the configuration finds the entity by it. Raises UsageError for an unknown entity.
    """
    if entity not in config.entities:
        raise UsageError(f"entity {entity}: not in {config.path}")
    desk = _desk(conn, config, entity)
    rows = [
        *_told(desk, _expansions(desk), "expansion"),
        *_told(desk, _spellings(desk), "spelling"),
    ]
    return sorted(rows, key=lambda row: (-row["articles"], -row["proven"], row["written"]))


_NOWHERE = ArticleRef(
    id=ArticleId(0),
    url="",
    canonical_url="",
    source="",
    title="",
    published_at=None,
    language=None,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """A name as an article writes it. `key` tells which are the same, `of` what it is near to."""

    key: Phrase
    written: str
    of: str
    stored: Stored
    proven: bool


@dataclass(slots=True)
class _Use:
    """How a name is written, and where."""

    of: str
    written: Counter[str] = field(default_factory=Counter)
    articles: dict[int, bool] = field(default_factory=dict)
    languages: Counter[str] = field(default_factory=Counter)

    def add(self, seen: _Seen) -> None:
        ref = seen.stored.ref
        if ref.id not in self.articles and ref.language:
            self.languages[ref.language] += 1
        self.articles[ref.id] = seen.proven
        self.written[seen.written] += 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """What a search for names works with.

    `plain` is the ruleset as configured, `lenient` takes every name without evidence, `strict`
    takes slips too, but only with evidence.
    """

    conn: Connection
    entity: EntityId
    names: tuple[Named, ...]
    tags: Mapping[str, tuple[str, ...]]
    slips: Mapping[Phrase, Slip]
    plain: alerts.Ruleset
    lenient: alerts.Ruleset
    strict: alerts.Ruleset
    asks: bool

    def article(self, stored: Stored) -> Article:
        tags = self.tags.get(stored.ref.source, ())
        return Article(ref=stored.ref, text=stored.text, tags=tags, authors=stored.authors)

    def finds(self, ruleset: alerts.Ruleset, stored: Stored, written: str | None = None) -> bool:
        """Whether the entity is named, and where it is `written` so if that is given."""
        found = alerts.match(ruleset, self.article(stored)).matches
        return any(
            match.entity == self.entity and (written is None or written in match.text)
            for match in found
        )

    def knows(self, written: str) -> bool:
        """Whether a name of the entity is found in these words from the first to the last."""
        found = alerts.match(self.lenient, Article(ref=_NOWHERE, text=written)).matches
        own = [match.text for match in found if match.entity == self.entity]
        wanted = nearness.words(written)
        return any(len(nearness.words(name)) == len(wanted) for name in own)


def _desk(conn: Connection, config: Config, entity: EntityId) -> _Desk:
    definitions = Definitions.of(config.ruleset)
    given = definitions.entities[entity]
    slips = slips_of(conn, definitions, [entity])
    for phrase, slip in _regapped(conn, definitions, entity).items():
        slips.setdefault(phrase, slip)
    asking = [replace(slip.named, key="short") for slip in slips.values()]
    bare = {"needs": [], "unless": [], "default": "accept"}
    return _Desk(
        conn=conn,
        entity=entity,
        names=tuple(definitions.names(entity)),
        tags={source.id: source.tags for source in config.sources},
        slips=slips,
        plain=config.ruleset,
        lenient=definitions.with_names({entity: []}, **bare).compiled([]),
        strict=definitions.with_names({entity: asking}, default="reject").compiled([]),
        asks=bool(given.get("needs")),
    )


def _regapped(conn: Connection, definitions: Definitions, entity: EntityId) -> dict[Phrase, Slip]:
    listed = {nearness.words(name) for name in definitions.every_name()}
    tried = {
        phrase: named
        for named in definitions.names(entity)
        for phrase in nearness.regapped(nearness.words(named.name))
        if phrase not in listed
    }
    standing = laboratory.known(conn, {word for phrase in tried for word in phrase})
    return {
        phrase: Slip(named=replace(named, name=shaped(phrase, named.name)), of=named.name)
        for phrase, named in tried.items()
        if all(word in standing for word in phrase)
    }


def _expansions(desk: _Desk) -> Iterator[_Seen]:
    """Yield what stands beside a short form: its words, it, the short form, where, if proven."""
    for short in dict.fromkeys(named.name for named in desk.names):
        if not acronyms.is_acronym(short):
            continue
        written = short if acronyms.case_counts(short) else None
        words = nearness.words(short)
        for stored in laboratory.saying(desk.conn, Scope(), words, most=_MOST, written=written):
            text = f"{stored.ref.title}\n{stored.text}"
            if forms := list(acronyms.long_forms(text, short)):
                proven = desk.finds(desk.plain, stored)
                for form in forms:
                    key = nearness.words(form)
                    yield _Seen(key=key, written=form, of=short, stored=stored, proven=proven)


def _spellings(desk: _Desk) -> Iterator[_Seen]:
    """Yield what is nearly a name, or is one in other letters."""
    same = {nearness.words(named.name): named.name for named in desk.names}
    near = {phrase: slip.of for phrase, slip in desk.slips.items()}
    exact = {named.name for named in desk.names}
    for phrase, of in (near | same).items():
        for stored in laboratory.saying(desk.conn, Scope(), phrase, most=_MOST):
            text = f"{stored.ref.title}\n{stored.text}"
            for written in set(nearness.spans(text, phrase)) - exact:
                if phrase in same or not written.islower() or of.islower():
                    proven = desk.finds(desk.strict, stored, written)
                    yield _Seen(
                        key=(written,), written=written, of=of, stored=stored, proven=proven
                    )


def _told(desk: _Desk, given: Iterable[_Seen], kind: str) -> Iterator[dict[str, Any]]:
    uses: dict[Phrase, _Use] = {}
    for seen in given:
        uses.setdefault(seen.key, _Use(seen.of)).add(seen)
    for use in uses.values():
        written = use.written.most_common(1)[0][0]
        known, proven = desk.knows(written), sum(use.articles.values())
        if kind == "expansion" or known or proven or not desk.asks:
            yield {
                "entity": desk.entity,
                "kind": kind,
                "written": written,
                "of": use.of,
                "articles": len(use.articles),
                "proven": proven,
                "languages": [language for language, _ in use.languages.most_common()],
                "known": known,
                "example": max(use.articles, key=lambda one: (use.articles[one], one)),
            }
