"""Articles that a rule misses by one letter: a name of its entities stands there misspelt."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from alerts import api as alerts
from alerts.types import Article, EntityId, Rule
from monitor import clauses, nearness
from monitor.app.names import Definitions, Named, Phrase, shaped
from monitor.store import laboratory
from monitor.store.laboratory import Scope, Stored

_MOST = 500
"""Articles of one misspelling that are looked at, the newest first."""

_EXAMPLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What may be a name with a letter wrong: as it would be listed, and the name `of` which."""

    named: Named
    of: str


def near_names(
    conn: Connection,
    definitions: Definitions,
    rule: Rule,
    article: Callable[[Stored], Article],
    scope: Scope,
    found: Collection[int],
) -> list[dict[str, Any]]:
    """Return the misspelt names with which articles that were not `found` would have hit `rule`.

    Most articles first. So a word that only looks like a name is none, unless all else agrees.
    """
    slips = slips_of(conn, definitions, map(EntityId, clauses.entities(rule.when)))
    ruleset = admitting(definitions, slips).compiled([rule])
    told = []
    for phrase, slip in slips.items():
        missed = [
            stored
            for stored in laboratory.saying(conn, scope, phrase, most=_MOST)
            if stored.ref.id not in found and alerts.match(ruleset, article(stored)).hits
        ]
        if missed:
            told.append(_told(phrase, slip, missed))
    return sorted(told, key=lambda one: (-one["articles"], one["why"]))


def article_row(stored: Stored, matched: Iterable[str]) -> dict[str, Any]:
    """Return an article as lists of `backtest` show it."""
    return {
        "id": stored.ref.id,
        "published": stored.ref.published_at.isoformat() if stored.ref.published_at else None,
        "source": stored.ref.source,
        "title": stored.ref.title,
        "matched": list(matched),
    }


def slips_of(
    conn: Connection, definitions: Definitions, entities: Iterable[EntityId]
) -> dict[Phrase, Slip]:
    """Return what may be names with one letter wrong, in words of the index that stand somewhere.

    What is listed itself, of whatever entity, is no slip.
    """
    listed = {nearness.words(name) for name in definitions.every_name()}
    tried: dict[Phrase, Named] = {}
    for entity in entities:
        for named in _whole(definitions.names(entity)):
            for phrase in nearness.slips(nearness.words(named.name)):
                if phrase not in listed:
                    tried.setdefault(phrase, named)
    standing = laboratory.known(conn, {word for phrase in tried for word in phrase})
    return {
        phrase: Slip(named=replace(named, name=shaped(phrase, named.name)), of=named.name)
        for phrase, named in tried.items()
        if all(word in standing for word in phrase)
    }


def admitting(definitions: Definitions, slips: Mapping[Phrase, Slip]) -> Definitions:
    """Return definitions in which slips are names of their entities."""
    more: dict[str, list[Named]] = {}
    for slip in slips.values():
        more.setdefault(slip.named.entity, []).append(slip.named)
    return definitions.with_names(more)


def _whole(names: Iterable[Named]) -> Iterator[Named]:
    return (named for named in names if "*" not in named.name)


def _told(phrase: Phrase, slip: Slip, missed: list[Stored]) -> dict[str, Any]:
    noun = "article" if len(missed) == 1 else "articles"
    examples = [article_row(each, [_spelt(each, phrase)]) for each in missed[:_EXAMPLES]]
    return {
        "kind": "name",
        "why": f"{examples[0]['matched'][0]} ({len(missed)} {noun})",
        "articles": len(missed),
        "examples": examples,
        "entity": slip.named.entity,
        "near": slip.of,
    }


def _spelt(stored: Stored, phrase: Phrase) -> str:
    """Return how a phrase is written in an article in which the index has it."""
    fields = (stored.ref.title, stored.text)
    spans = (span for field in fields for span in nearness.spans(field, phrase))
    return next(spans, " ".join(phrase))
