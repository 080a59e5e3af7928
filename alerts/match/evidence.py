"""Which short names are meant: needs and unless, the nearer wins; what is proven proves others.

Names and sets come first; then every round the entities found so far are evidence for the rest,
until nothing changes, so that circular needs settle. Then the story speaks for what the article
alone leaves open. What only a default accepts counts as evidence last. One sense a text: a name
that is a person in one place is not taken for a town in another without evidence (Gale, Church and
Yarowsky, One sense per discourse, 1992).

The cost is near-linear in the text: neighbours come by bisection, and a round looks again only at
the names that what was found in the last one can change.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter, itemgetter
from typing import NamedTuple

from alerts.match import weight
from alerts.match.cues import Cue, cue
from alerts.match.definition import defined
from alerts.match.docket import Candidate, Docket
from alerts.match.layout import Document
from alerts.match.sightings import Near, Places, look
from alerts.match.spans import Span
from alerts.match.spots import Cover, Row, Spots
from alerts.rules import Ruleset
from alerts.rules.automaton import Role, Sighting
from alerts.rules.entities import STORY, Entity
from alerts.types import EntityId

_SHOWN = 3
Distance = tuple[int, int]

_TOLD: Distance = (1 << 30, 0)
"""How far away the source is: farther than any word."""

_STORY: Distance = (1 << 30, 1)
"""How far away the other articles of the story are: farther than what is known of this one."""

_WEIGHTS: Mapping[Distance, float] = {_TOLD: weight.TOLD, _STORY: weight.STORY}

Seen = Mapping[tuple[Role, int], list[Sighting]]


class Piece(NamedTuple):
    """A piece of evidence: of which set or entity, where, and how much it counts."""

    name: str
    span: Span
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A span that names an entity, what proves it, and how sure that makes it."""

    span: Span
    evidence: tuple[Piece, ...] = ()
    confidence: float = weight.NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """What is known of one entity: its own names, and the rows of its evidence that have any.

    `told` is what the source says for it, `refuted` whether that speaks against it; `retold`
    whether the story may speak for it.
    """

    entity: Entity
    names: Row | None
    needs: Sequence[tuple[str, Row | Spots]]
    unless: Sequence[Row | Spots]
    needed: frozenset[str]
    told: tuple[str, ...]
    refuted: bool
    retold: bool
    docket: Docket
    found: list[Found] = field(default_factory=list)


def judge(
    ruleset: Ruleset,
    document: Document,
    seen: Seen,
    told: Collection[str] = (),
    story: Collection[EntityId] = (),
) -> dict[EntityId, tuple[Found, ...]]:
    """Return what names each entity that is named, in the order of the ruleset.

    Spans stand in order of place. `told` is what is known of the article beside its text:
    `source:ID` and `tag:NAME`; `story` are the entities that other articles of its story name.
    """
    places = look(ruleset, document, seen)
    if not any(place.names or place.shorts for place in places.values()):
        return {}
    court = _Court(ruleset, document, places, told, story)
    court.judge()
    return {
        entity: tuple(sorted(found, key=lambda one: one.span)) for entity, found in court.found()
    }


class _Court:
    """Judges the short names of one document."""

    def __init__(
        self,
        ruleset: Ruleset,
        document: Document,
        places: Mapping[EntityId, Places],
        told: Collection[str],
        story: Collection[EntityId],
    ) -> None:
        self._document = document
        self._ruleset = ruleset
        self._places = places
        self._told = told
        self._story = story
        self._rows = {
            entity: Row(place.names)
            for entity, place in self._places.items()
            if place.names or place.shorts
        }
        nevers = [span for place in places.values() for span in place.nevers]
        asked = any(place.shorts for place in places.values())
        self._spots = _spots(ruleset, document, Cover(nevers)) if asked else {}
        self._cases = {entity: self._case(places[entity].entity) for entity in self._rows}

    def found(self) -> Iterator[tuple[EntityId, list[Found]]]:
        """Yield each entity that is named, and what names it."""
        return ((entity, case.found) for entity, case in self._cases.items() if case.found)

    def judge(self) -> None:
        """Find what short names mean."""
        self._settle(self._waiting())
        self._settle(self._retold())
        waiting = self._waiting()
        fallen = {one.entity.id for one in waiting if self._foreign(one)}
        accepted = [one for one in waiting if _by_default(one, fallen)]
        for one in accepted:
            self._accept(Found(span=one.span, confidence=weight.DEFAULT), one)
        self._settle(self._affected(accepted))

    def _case(self, entity: Entity) -> _Case:
        place = self._places[entity.id]
        shorts = place.thinned(self._document, lambda: self._near(entity)) if place.shorts else []
        spelled = [defined(self._document, span) for span in shorts]
        elsewhere = any(spelled) and not place.names and not self._own(entity, spelled)
        candidates = [self._candidate(entity, span, elsewhere=elsewhere) for span in shorts]
        nevers = [Row(place.nevers)] if place.nevers else []
        return _Case(
            entity=entity,
            names=self._rows[entity.id] if place.names else None,
            needs=[*self._known(entity.needs)],
            unless=[*nevers, *(row for _, row in self._known(entity.unless))],
            needed=frozenset(entity.needs),
            told=tuple(name for name in entity.needs if name in self._told),
            refuted=any(name in self._told for name in entity.unless),
            retold=STORY in entity.needs and entity.id in self._story,
            docket=Docket(candidates),
            found=[Found(span=span) for span in place.counted(place.names, self._document)],
        )

    def _near(self, entity: Entity) -> Near:
        """Return where something may stand that speaks for or against an entity."""

        def begins(names: Iterable[str]) -> Iterator[list[int]]:
            for name, row in self._known(names):
                yield row.folded
                if place := self._places.get(EntityId(name)):
                    yield [start for start, _, _ in place.shorts]

        return Near(begins(entity.needs), begins(entity.unless))

    def _candidate(self, entity: Entity, span: Span, *, elsewhere: bool) -> Candidate:
        low, high = self._document.window(span.start, span.end, entity.reach)
        reading = cue(entity.kind, self._document, span)
        folded = self._document.folded
        return Candidate(
            entity=entity,
            span=span,
            cue=reading,
            elsewhere=elsewhere,
            low=low,
            high=high,
            folded=(folded.at(low), folded.at(high)),
        )

    def _known(self, names: Iterable[str]) -> Iterator[tuple[str, Row | Spots]]:
        """Yield the rows of sets and entities that hold something, or may come to."""
        for name in names:
            for row in (self._rows.get(EntityId(name)), self._spots.get(name)):
                if row:
                    yield name, row

    def _waiting(self) -> list[Candidate]:
        return [one for case in self._cases.values() for one in case.docket.waiting()]

    def _retold(self) -> list[Candidate]:
        """Return the waiting names for which the story speaks, from now on.

        It does not where the article uses the same name for something else.
        """
        asking = [
            one for case in self._cases.values() if case.retold for one in case.docket.waiting()
        ]
        other = {one.entity.id for one in asking if self._refuted(one)}
        for one in asking:
            one.retold = one.cue is Cue.FOR or one.entity.id not in other
        return [one for one in asking if one.retold]

    def _settle(self, due: list[Candidate]) -> None:
        """Accept what evidence proves, round after round."""
        while due:
            proven = [(found, one) for one in due if (found := self._proven(one))]
            for found, one in proven:
                self._accept(found, one)
            due = self._affected([one for _, one in proven])

    def _accept(self, found: Found, candidate: Candidate) -> None:
        """Let a short name count, and be evidence."""
        candidate.accepted = True
        self._cases[candidate.entity.id].found.append(found)
        self._rows[candidate.entity.id].add(candidate.span)

    def _affected(self, accepted: Sequence[Candidate]) -> list[Candidate]:
        """Return the waiting names for which what was just accepted may be evidence."""
        news: dict[str, list[Span]] = {}
        for one in accepted:
            news.setdefault(one.entity.id, []).append(one.span)
        due: list[Candidate] = []
        for case in self._cases.values() if news else ():
            spans = [span for name in news.keys() & case.needed for span in news[name]]
            due += case.docket.near(spans, self._document, case.entity.reach)
        return due

    def _own(self, entity: Entity, spelled: Sequence[tuple[int, int] | None]) -> bool:
        """Whether the words that spell the name out hold evidence for the entity."""
        needed = set(entity.needs)
        told = {self._document.text[place[0] : place[1]] for place in spelled if place}
        return any(
            self._ruleset.sets[key] in needed and Spots(words, seen, Cover(())).any()
            for words in (Document("", one) for one in told)
            for (_, key), seen in self._ruleset.evidence.find(words.folded.text).items()
        )

    def _proven(self, candidate: Candidate) -> Found | None:
        """Return a short name with what proves it; None if nothing does, or not surely enough."""
        if candidate.cue is Cue.AGAINST or candidate.elsewhere:
            return None
        pieces, disputed = self._weighed(candidate)
        sure = weight.confidence(map(attrgetter("weight"), pieces), disputed=disputed)
        if not pieces or sure < candidate.entity.threshold:
            return None
        return Found(span=candidate.span, evidence=pieces, confidence=sure)

    def _weighed(self, candidate: Candidate) -> tuple[tuple[Piece, ...], bool]:
        """Return the evidence that proves a short name, the nearest first; none if none does.

        And whether something farther away speaks against it.
        """
        span, case = candidate.span, self._cases[candidate.entity.id]
        if case.names and (own := case.names.beside(span)):
            nearest = min(own, key=lambda other: self._distance(span, other))
            return (Piece(case.entity.id, nearest, weight.OWN),), False
        support = self._support(candidate, case)
        if not support:
            cued = candidate.cue > Cue.NONE and not case.entity.needs
            if not cued or self._against(candidate):
                return (), False
            return (Piece(f"cue:{case.entity.kind}", span, weight.CUE),), False
        support.sort(key=itemgetter(0))
        candidate.bare = support[0][0] == _STORY
        against = self._against(candidate)
        if against and min(against) < support[0][0]:
            return (), True
        return _pieces(support), bool(against)

    def _support(self, candidate: Candidate, case: _Case) -> list[tuple[Distance, str, Span]]:
        """Return what speaks for a short name: how far away, of which set or entity, and where."""
        span, placed = candidate.span, candidate.cue > Cue.NONE
        support = [
            (self._distance(span, other), name, other)
            for name, row in case.needs
            for other in (row.beside(span) if placed else row.beside(span, *candidate.folded))
            if placed or candidate.reaches(other)
        ]
        support += [(_TOLD, name, span) for name in case.told]
        return [*support, (_STORY, STORY, span)] if candidate.retold else support

    def _against(self, candidate: Candidate) -> list[Distance]:
        """Return the distances of what speaks against a short name."""
        case = self._cases[candidate.entity.id]
        against = [
            self._distance(candidate.span, other)
            for row in case.unless
            for other in row.beside(candidate.span, *candidate.folded)
            if candidate.reaches(other)
        ]
        return [*against, _TOLD] if case.refuted else against

    def _foreign(self, candidate: Candidate) -> bool:
        """Whether a short name means something else, or may: the rest of the text shares it."""
        return candidate.cue is Cue.DOUBTFUL or self._refuted(candidate)

    def _refuted(self, candidate: Candidate) -> bool:
        """Whether something in the article says that a short name means something else."""
        if candidate.cue is Cue.AGAINST or candidate.elsewhere:
            return True
        return candidate.cue is not Cue.FOR and bool(self._against(candidate))

    def _distance(self, span: Span, other: Span) -> Distance:
        """Return how far apart two spans are: sentences first, then characters."""
        sentence = self._document.sentence
        apart = abs(sentence(span.start) - sentence(other.start))
        return apart, max(other.start - span.end, span.start - other.end, 0)


def _spots(ruleset: Ruleset, document: Document, masked: Cover) -> dict[str, Spots]:
    """Return what may be words of the sets in a document, by set."""
    return {
        ruleset.sets[key]: Spots(document, seen, masked)
        for (_, key), seen in ruleset.evidence.find(document.folded.text).items()
    }


def _pieces(support: Iterable[tuple[Distance, str, Span]]) -> tuple[Piece, ...]:
    """Return the first pieces of what speaks for a name; one text counts once.

    The story is told in other texts.
    """
    kept: list[Piece] = []
    for far, name, span in support:
        apart = all(span.end <= one.span.start or one.span.end <= span.start for one in kept)
        if apart or far == _STORY:
            kept.append(Piece(name, span, _WEIGHTS.get(far) or weight.of(far[0])))
            if len(kept) == _SHOWN:
                break
    return tuple(kept)


def _by_default(candidate: Candidate, fallen: set[EntityId]) -> bool:
    """Whether a short name without any evidence counts."""
    entity = candidate.entity
    if not entity.accept or candidate.elsewhere or entity.threshold > weight.DEFAULT:
        return False
    if candidate.cue is Cue.FOR:
        return True
    return candidate.cue >= Cue.NONE and candidate.entity.id not in fallen
