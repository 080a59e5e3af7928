"""Which short names are meant: needs and unless, the nearer wins; what is proven proves others.

Names and sets come first; then every round the entities found so far are evidence for the rest,
until nothing changes, so that circular needs settle. What only a default accepts counts as
evidence last. One sense a text: a name that is a person in one place is not taken for a town in
another without evidence (Gale, Church and Yarowsky, One sense per discourse, 1992).
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from alerts.match.cues import Cue, cue
from alerts.match.definition import defined
from alerts.match.layout import Document
from alerts.match.spans import Span, find
from alerts.rules import Ruleset
from alerts.rules.automaton import Role
from alerts.rules.entities import Entity, Reach, Unit
from alerts.types import EntityId

_SHOWN = 3
_ANYWHERE = Reach(unit=Unit.ARTICLE)
# Spans kept beside those of sets and entities; no id holds a space.
_NAMES, _NEVERS = "names of ", "never "


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A span that names an entity, and what proves it: (set or entity id, span)."""

    span: Span
    evidence: tuple[tuple[str, Span], ...] = ()


@dataclass(slots=True, kw_only=True)
class Places:
    """The spans of one entity in a document, by what they are."""

    names: list[Span] = field(default_factory=list)
    shorts: list[Span] = field(default_factory=list)
    nevers: list[Span] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    entity: Entity
    span: Span
    cue: Cue
    elsewhere: bool


class _Cover:
    """Spans, asked whether one of them holds another span."""

    def __init__(self, spans: Iterable[Span]) -> None:
        ordered = sorted(spans, key=_start)
        self._starts = [span.start for span in ordered]
        self._ends = list(accumulate((span.end for span in ordered), max))

    def holds(self, span: Span) -> bool:
        """Whether one of the spans holds `span`."""
        at = bisect_right(self._starts, span.start) - 1
        return at >= 0 and self._ends[at] >= span.end


class _Court:
    """Judges the short names of one document."""

    def __init__(self, ruleset: Ruleset, document: Document, places: Sequence[Places]) -> None:
        self._document = document
        self._ruleset = ruleset
        self._places = places
        self._masked = _Cover(span for place in places for span in place.nevers)
        self._named = [self._visible(place.names) for place in places]
        self.found = [[Found(span=span) for span in named] for named in self._named]
        self._spots: dict[str, list[Span]] = {}
        self._index: dict[str, int] = {e.id: i for i, e in enumerate(ruleset.entities)}

    def judge(self) -> None:
        """Fill `found`."""
        waiting = list(self._candidates())
        if not waiting:
            return
        for role, key, span in find(self._document, self._ruleset.evidence):
            if role is Role.SET and not self._hidden(span):
                self._add(self._ruleset.sets[key], span)
        for entity, named, place in zip(
            self._ruleset.entities, self._named, self._places, strict=True
        ):
            for span in named:
                self._add(entity.id, span)
                self._add(_NAMES + entity.id, span)
            for span in place.nevers:
                self._add(_NEVERS + entity.id, span)
        waiting = self._settle(waiting)
        fallen = {candidate.entity.id for candidate in waiting if self._foreign(candidate)}
        rest = []
        for candidate in waiting:
            if self._by_default(candidate, fallen):
                self._accept(candidate, ())
            else:
                rest.append(candidate)
        self._settle(rest)

    def _settle(self, waiting: list[_Candidate]) -> list[_Candidate]:
        """Accept what evidence proves, round after round; return what stays unproven."""
        while True:
            proven = [(c, proof) for c in waiting if (proof := self._proof(c)) is not None]
            if not proven:
                return waiting
            for candidate, proof in proven:
                self._accept(candidate, proof)
            done = {id(candidate) for candidate, _ in proven}
            waiting = [c for c in waiting if id(c) not in done]

    def _accept(self, candidate: _Candidate, proof: tuple[tuple[str, Span], ...]) -> None:
        at = self._index[candidate.entity.id]
        self.found[at].append(Found(span=candidate.span, evidence=proof))
        self._add(candidate.entity.id, candidate.span)

    def _add(self, name: str, span: Span) -> None:
        """Let a span be evidence of a set or entity."""
        insort(self._spots.setdefault(name, []), span, key=_start)

    def _candidates(self) -> Iterator[_Candidate]:
        for entity, place, named in zip(
            self._ruleset.entities, self._places, self._named, strict=True
        ):
            inside = _Cover(named)
            shorts = [s for s in self._visible(place.shorts) if not inside.holds(s)]
            spelled = [defined(self._document, span) for span in shorts]
            elsewhere = bool(any(spelled) and not named and not self._own(entity, spelled))
            for span in shorts:
                reading = cue(entity.kind, self._document, span)
                yield _Candidate(entity=entity, span=span, cue=reading, elsewhere=elsewhere)

    def _own(self, entity: Entity, spelled: Sequence[tuple[int, int] | None]) -> bool:
        """Whether the words that spell the name out hold evidence for the entity."""
        needed = set(entity.needs)
        return any(
            role is Role.SET
            and self._ruleset.sets[key] in needed
            and any(place and place[0] <= span.start < place[1] for place in spelled)
            for role, key, span in find(self._document, self._ruleset.evidence)
        )

    def _proof(self, candidate: _Candidate) -> tuple[tuple[str, Span], ...] | None:
        """Return the evidence that proves a short name; None if it does not."""
        entity = candidate.entity
        if candidate.cue is Cue.AGAINST or candidate.elsewhere:
            return None
        own = [s for _, s in self._evidence((_NAMES + entity.id,), candidate.span, _ANYWHERE)]
        if own:
            return ((entity.id, min(own, key=lambda s: _distance(candidate.span, s))),)
        placed = candidate.cue > Cue.NONE
        reach = _ANYWHERE if placed else entity.reach
        support = sorted(
            ((_distance(candidate.span, span), name, span)
             for name, span in self._evidence(entity.needs, candidate.span, reach)),
            key=lambda item: item[0],
        )  # fmt: skip
        if not support:
            cued = placed and not entity.needs and not self._against(candidate)
            return ((f"cue:{entity.kind}", candidate.span),) if cued else None
        against = self._against(candidate)
        if against and min(against) < support[0][0]:
            return None
        return tuple((name, span) for _, name, span in support[:_SHOWN])

    def _against(self, candidate: _Candidate) -> list[tuple[int, int]]:
        """Return the distances of what speaks against a short name."""
        entity, span = candidate.entity, candidate.span
        names = (*entity.unless, _NEVERS + entity.id)
        return [_distance(span, other) for _, other in self._evidence(names, span, entity.reach)]

    def _foreign(self, candidate: _Candidate) -> bool:
        """Whether a short name was found to mean something else."""
        if candidate.cue is Cue.AGAINST or candidate.elsewhere:
            return True
        return candidate.cue is not Cue.FOR and bool(self._against(candidate))

    def _by_default(self, candidate: _Candidate, fallen: set[EntityId]) -> bool:
        """Whether a short name without any evidence counts."""
        if not candidate.entity.accept or candidate.elsewhere:
            return False
        if candidate.cue is Cue.FOR:
            return True
        return candidate.cue >= Cue.NONE and candidate.entity.id not in fallen

    def _evidence(
        self, names: Sequence[str], span: Span, reach: Reach
    ) -> Iterator[tuple[str, Span]]:
        """Yield what of sets and entities stands next to a span on either side, within reach.

        Only neighbours are asked: what is further off in the text is no nearer in any unit.
        """
        for name in names:
            spots = self._spots.get(name, [])
            at = bisect_left(spots, span.start, key=_start)
            left, right = at - 1, at
            while left >= 0 and spots[left].end > span.start:
                left -= 1
            while right < len(spots) and spots[right].start < span.end:
                right += 1
            for place in (left, right):
                if 0 <= place < len(spots) and self._near(span, spots[place], reach):
                    yield name, spots[place]

    def _near(self, span: Span, other: Span, reach: Reach) -> bool:
        document = self._document
        match reach.unit:
            case Unit.WORDS:
                left, right = sorted((span, other), key=lambda s: s.start)
                return document.within_words(left.end, right.start, reach.size)
            case Unit.SENTENCES:
                return abs(span.sentence - other.sentence) <= reach.size
            case Unit.PARAGRAPH:
                return document.paragraph(span.start) == document.paragraph(other.start)
            case Unit.ARTICLE:
                return True

    def _visible(self, spans: Sequence[Span]) -> list[Span]:
        """Return the spans outside of every `never`, the longest of those that overlap."""
        kept: list[Span] = []
        for span in sorted(spans, key=lambda s: (s.start, -s.end)):
            if not self._hidden(span) and not (kept and kept[-1].end >= span.end):
                kept.append(span)
        return kept

    def _hidden(self, span: Span) -> bool:
        return self._masked.holds(span)


def _start(span: Span) -> int:
    return span.start


def _distance(span: Span, other: Span) -> tuple[int, int]:
    """Return how far apart two spans are: sentences first, then characters."""
    apart = abs(span.sentence - other.sentence)
    return apart, max(other.start - span.end, span.start - other.end, 0)


def judge(
    ruleset: Ruleset, document: Document, places: Sequence[Places]
) -> tuple[tuple[Found, ...], ...]:
    """Return what names each entity, in the order of the ruleset; spans in order of place."""
    if not any(place.names or place.shorts for place in places):
        return tuple(() for _ in places)
    court = _Court(ruleset, document, places)
    court.judge()
    return tuple(tuple(sorted(f, key=lambda found: found.span.start)) for f in court.found)
