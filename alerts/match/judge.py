"""Articles against rules."""

from collections.abc import Collection, Mapping, Sequence
from operator import itemgetter

from alerts.match.evidence import Found, Piece, judge
from alerts.match.layout import Document
from alerts.match.near import Sight
from alerts.match.reading import Reading
from alerts.match.told import known_of, met
from alerts.match.truth import prove
from alerts.rules import Ruleset
from alerts.rules.language import Expression
from alerts.rules.language.tree import without_conditions
from alerts.rules.ruleset import Compiled
from alerts.types import Article, EntityId, Evidence, Field, Hit, Match, Matched, RuleId

Named = Mapping[EntityId, Sequence[Found]]
Known = dict[Sight, Match]


def match(ruleset: Ruleset, article: Article, *, any_source: bool = False) -> Matched:
    """Return the entities that an article names, every span that does, and the rules it hits.

    Entities and hits stand in the order of the configuration, matches in order of field and
    offset. Offsets count code points of the stored title and text. With `any_source` neither a
    rule's `sources` nor its conditions (`source:`, `lang:`, `author:`, `url:`) limit it: for a
    text that comes from none. Pure.
    """
    document = Document(article.ref.title, article.text)
    seen = ruleset.terms.find(document.folded.text)
    named = judge(ruleset, document, seen, known_of(article), article.story)
    known = {
        Sight(one.span, entity): _match(document, entity, one)
        for entity, found in named.items()
        for one in found
    }
    matches = _sorted(known.values())  # before the words of rules join them
    conditions = frozenset(ruleset.index.conditions) if any_source else met(ruleset, article)
    reading = Reading(ruleset, document, seen, named, conditions)
    hits = []
    for number in sorted(_due(ruleset, reading, named)):
        compiled = ruleset.rules[number]
        when = without_conditions(compiled.when) if any_source else _from(compiled, article)
        if when and (hit := _hit(compiled.rule.id, when, reading, known)):
            hits.append(hit)
    return Matched(entities=tuple(named), matches=matches, hits=tuple(hits))


def _due(ruleset: Ruleset, reading: Reading, named: Named) -> set[int]:
    """Return the numbers of the rules of which something that they need was found."""
    index = ruleset.index
    due: set[int] = set()
    for entity in named.keys() & index.by_entity.keys():
        due.update(index.by_entity[entity])
    for number in reading.seen_phrases() & index.by_phrase.keys():
        if reading.first(number):
            due.update(index.by_phrase[number])
    for number in (reading.seen_clues() & index.by_regex.keys()).union(index.unaided):
        due.update(index.by_regex[number])
    for condition in reading.met:
        due.update(index.by_condition.get(index.conditions[condition], ()))
    return due


def _from(compiled: Compiled, article: Article) -> Expression | None:
    """Return the expression of a rule, if the rule is for the source of the article."""
    sources = compiled.rule.sources
    if not sources or article.ref.source in sources:
        return compiled.when
    tagged = any(f"tag:{tag}" in sources for tag in article.tags)
    return compiled.when if tagged else None


def _hit(rule: RuleId, when: Expression, reading: Reading, known: Known) -> Hit | None:
    proof = prove(when, reading)
    if proof is None:
        return None
    for sight in proof:
        if sight not in known:
            known[sight] = _match(reading.document, None, Found(span=sight.span, confidence=1.0))
    return Hit(rule=rule, matches=_sorted([known[sight] for sight in proof]))


def _match(document: Document, entity: EntityId | None, found: Found) -> Match:
    field, start, end = document.field(found.span.start, found.span.end)
    return Match(
        entity=entity,
        field=field,
        start=start,
        end=end,
        text=document.text[found.span.start : found.span.end],
        confidence=found.confidence,
        evidence=tuple(_evidence(document, piece) for piece in found.evidence),
    )


def _evidence(document: Document, piece: Piece) -> Evidence:
    field, start, end = document.field(piece.span.start, piece.span.end)
    text = document.text[piece.span.start : piece.span.end]
    return Evidence(
        set=piece.name, field=field, start=start, end=end, text=text, weight=piece.weight
    )


def _sorted(matches: Collection[Match]) -> tuple[Match, ...]:
    """Order by field and offset, each once."""
    if len(matches) < 2:
        return tuple(matches)
    unique = {(m.field is Field.TEXT, m.start, m.end, m.entity or ""): m for m in matches}
    return tuple(match for _, match in sorted(unique.items(), key=itemgetter(0)))
