"""Articles against rules."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from alerts.match.evidence import Found, judge
from alerts.match.layout import Document
from alerts.match.sightings import MOST
from alerts.match.spans import Span, stand
from alerts.rules import Ruleset
from alerts.rules.automaton import Role, Sighting
from alerts.rules.expression import AllOf, AnyOf, Expression, Named, NotThis, Words
from alerts.rules.ruleset import Compiled
from alerts.types import Article, EntityId, Evidence, Field, Hit, Match, Matched


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """What was found in one document, ready for the rules."""

    document: Document
    named: dict[EntityId, tuple[Match, ...]]
    words: dict[int, tuple[Match, ...]]


def match(ruleset: Ruleset, article: Article, *, any_source: bool = False) -> Matched:
    """Return the entities that an article names, every span that does, and the rules it hits.

    Entities and hits stand in the order of the configuration, matches in order of field and
    offset. Offsets count code points of the stored title and text. With `any_source` a rule's
    `sources` do not limit it: for a text that comes from none. Pure.
    """
    document = Document(article.ref.title, article.text)
    reading = _read(ruleset, document)
    tried = (r for r in ruleset.rules if any_source or _from(r.rule.sources, article))
    hits = (_hit(ruleset, each, reading) for each in tried)
    return Matched(
        entities=tuple(entity for entity, found in reading.named.items() if found),
        matches=_sorted(m for found in reading.named.values() for m in found),
        hits=tuple(hit for hit in hits if hit),
    )


def _read(ruleset: Ruleset, document: Document) -> _Reading:
    seen = ruleset.terms.find(document.folded.text)
    found = judge(ruleset, document, seen)
    return _Reading(
        document=document,
        named={
            entity.id: tuple(_match(document, entity.id, one) for one in of)
            for entity, of in zip(ruleset.entities, found, strict=True)
        },
        words={
            key: tuple(
                _match(document, None, Found(span=span)) for span in _words(document, sightings)
            )
            for (role, key), sightings in seen.items()
            if role is Role.WORD
        },
    )


def _words(document: Document, seen: Sequence[Sighting]) -> Iterator[Span]:
    """Yield the first spans of a rule's own words in each part."""
    counts: Counter[int] = Counter()
    for start, end, term in seen:
        part = bisect_right(document.cuts, start)
        if counts[part] < MOST and (span := stand(document, term, start, end)):
            counts[part] += 1
            yield span


def _match(document: Document, entity: EntityId | None, found: Found) -> Match:
    field, start, end = document.field(found.span.start, found.span.end)
    return Match(
        entity=entity,
        field=field,
        start=start,
        end=end,
        text=document.text[found.span.start : found.span.end],
        evidence=tuple(_evidence(document, name, span) for name, span in found.evidence),
    )


def _evidence(document: Document, name: str, span: Span) -> Evidence:
    field, start, end = document.field(span.start, span.end)
    text = document.text[span.start : span.end]
    return Evidence(set=name, field=field, start=start, end=end, text=text)


def _hit(ruleset: Ruleset, compiled: Compiled, reading: _Reading) -> Hit | None:
    rule = compiled.rule
    parts = frozenset(rule.parts)

    def counted(matches: Sequence[Match]) -> tuple[Match, ...]:
        return tuple(m for m in matches if _part(reading.document, m) in parts)

    def true(expression: Expression) -> tuple[Match, ...] | None:
        """Return the matches that make the expression true, or None if it is false."""
        match expression:
            case Words(tokens=tokens):
                return counted(reading.words.get(ruleset.phrases[tokens], ())) or None
            case Named(entity=entity):
                return counted(reading.named[EntityId(entity)]) or None
            case NotThis(part=part):
                return None if true(part) is not None else ()
            case AllOf(parts=conditions):
                found = [true(condition) for condition in conditions]
                return None if None in found else _together(found)
            case AnyOf(parts=conditions):
                found = [true(condition) for condition in conditions]
                return None if all(one is None for one in found) else _together(found)

    matches = true(compiled.when)
    return None if matches is None else Hit(rule=rule.id, matches=matches)


def _part(document: Document, found: Match) -> object:
    return document.part(found.start if found.field is Field.TITLE else found.start + document.body)


def _from(sources: Sequence[str], article: Article) -> bool:
    if not sources or article.ref.source in sources:
        return True
    return any(f"tag:{tag}" in sources for tag in article.tags)


def _together(found: Sequence[tuple[Match, ...] | None]) -> tuple[Match, ...]:
    return _sorted(match for part in found if part for match in part)


def _sorted(matches: Iterable[Match]) -> tuple[Match, ...]:
    """Order by field and offset, each once."""
    unique = {(m.field is Field.TEXT, m.start, m.end, m.entity or ""): m for m in matches}
    return tuple(match for _, match in sorted(unique.items(), key=itemgetter(0)))
