"""What the automaton saw of the entities in a document, looked at."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from alerts.match.layout import Document
from alerts.match.spans import Span, stand
from alerts.match.spots import Cover
from alerts.rules import Ruleset
from alerts.rules.automaton import Role, Sighting
from alerts.rules.entities import Entity
from alerts.types import EntityId

# Of one entity's spans in each part of an article; the longest reports name a town 200 times.
MOST = 500
_FAR = 1 << 60
_OF_ENTITIES = frozenset({Role.NAME, Role.SHORT, Role.NEVER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The spans of one entity in a document, by what they are; `shorts` are not looked at yet."""

    entity: Entity
    names: Sequence[Span]
    nevers: Sequence[Span]
    shorts: Sequence[Sighting]
    hidden: Cover

    def counted(self, spans: Iterable[Span], document: Document) -> list[Span]:
        """Return the first `MOST` spans of each part."""
        kept: dict[object, list[Span]] = {}
        for span in spans:
            of = kept.setdefault(document.part(span.start), [])
            if len(of) < MOST:
                of.append(span)
        return [span for of in kept.values() for span in of]

    def thinned(self, document: Document, grounds: "Grounds") -> list[Span]:
        """Return the short names that stand free, in order of place.

        Where a part holds more than `MOST`, those nearest to what may be evidence: they decide.
        """
        inside, hidden = Cover(self.names).holds, self.hidden.holds
        parts: dict[int, list[Sighting]] = {}
        for sighting in self.shorts:
            start, end, _ = sighting
            if not hidden(start, end) and not inside(start, end):
                parts.setdefault(bisect_right(document.cuts, start), []).append(sighting)
        free: list[Span] = []
        for seen in parts.values():
            tried = seen if len(seen) <= MOST else sorted(seen, key=grounds().rank)
            spans = (stand(document, term, start, end) for start, end, term in tried)
            shown = (s for s in spans if s and not hidden(s.folded_start, s.folded_end))
            free += islice(shown, MOST)
        return _longest(free)


class Near:
    """Where words for and against an entity may stand in the folded text."""

    def __init__(self, needs: Iterable[Sequence[int]], unless: Iterable[Sequence[int]]) -> None:
        self._needs = sorted(chain.from_iterable(needs))
        self._unless = sorted(chain.from_iterable(unless))

    def rank(self, sighting: Sighting) -> tuple[bool, int]:
        """Return a key that puts first what evidence probably proves."""
        near = _gap(self._needs, sighting[0])
        return _gap(self._unless, sighting[0]) < near, near


Grounds = Callable[[], Near]


def look(
    ruleset: Ruleset, document: Document, seen: Mapping[tuple[Role, int], list[Sighting]]
) -> dict[EntityId, Places]:
    """Return the spans of every entity of which something was seen, in the order of the ruleset.

    Names inside what something else is called are gone, and those inside longer names.
    """

    def spans(role: Role, key: int) -> list[Span]:
        found = (
            stand(document, term, start, end) for start, end, term in seen.get((role, key), ())
        )
        return [span for span in found if span]

    indices = sorted({key for role, key in seen if role in _OF_ENTITIES})
    nevers = {key: spans(Role.NEVER, key) for key in indices}
    hidden = Cover(chain.from_iterable(nevers.values()))
    return {
        ruleset.entities[key].id: Places(
            entity=ruleset.entities[key],
            names=_longest(
                s for s in spans(Role.NAME, key) if not hidden.holds(s.folded_start, s.folded_end)
            ),
            nevers=nevers[key],
            shorts=seen.get((Role.SHORT, key), ()),
            hidden=hidden,
        )
        for key in indices
    }


def _longest(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order of place, without those inside the one before."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if not kept or kept[-1].end < span.end:
            kept.append(span)
    return kept


def _gap(places: Sequence[int], start: int) -> int:
    """Return how far the nearest other place is."""
    at = bisect_left(places, start)
    left = start - places[at - 1] if at else _FAR
    at = bisect_right(places, start)
    return min(left, places[at] - start if at < len(places) else _FAR)
