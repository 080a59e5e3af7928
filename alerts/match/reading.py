"""One article, read for the rules: what stands where, each worked out when first asked for.

Phrases and regular expressions go by their number in the lexicon of the rules.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence, Set
from itertools import chain

from alerts.match.evidence import Found
from alerts.match.layout import Document
from alerts.match.near import Sight
from alerts.match.phrase import sloppy
from alerts.match.search import search
from alerts.match.sightings import MOST
from alerts.match.spans import stand
from alerts.rules import Ruleset
from alerts.rules.automaton import Role, Sighting
from alerts.rules.language.tree import EVERYWHERE, Condition, Named, Parts, Searched, Sloppy, Words
from alerts.types import EntityId

Sightings = Mapping[tuple[Role, int], Sequence[Sighting]]


class Reading:
    """What was found in one document."""

    def __init__(
        self,
        ruleset: Ruleset,
        document: Document,
        seen: Sightings,
        named: Mapping[EntityId, Sequence[Found]],
        met: frozenset[Condition],
    ) -> None:
        self.document = document
        self.met = met
        self._phrases: dict[int, Sequence[Sighting]] = {}
        self._clues: set[int] = set()
        for (role, number), sightings in seen.items():
            if role is Role.WORD:
                self._phrases[number] = sightings
            elif role is Role.CLUE:
                self._clues.add(number)
        self._named = named
        self._first: dict[int, Sequence[Sight]] = {}
        self._all: dict[int, Sequence[Sight]] = {}
        self._matched: dict[int, list[Sight]] = {}

    def words(self, leaf: Words, *, every: bool) -> Sequence[Sight]:
        """Return where a phrase stands: the first `MOST` of each part, or every place."""
        if leaf.number not in self._phrases:
            return ()
        found = self._every(leaf.number) if every else self.first(leaf.number)
        return self._inside(found, leaf.parts)

    def sloppy(self, leaf: Sloppy) -> Sequence[Sight]:
        """Return where the words of a phrase stand with up to `slop` others between them."""
        if any(number not in self._phrases for number in leaf.numbers):
            return ()
        rows = [[sight.span for sight in self._every(number)] for number in leaf.numbers]
        spans = sloppy(self.document, rows, leaf.slop)
        return self._inside([Sight(span) for span in spans], leaf.parts)

    def named(self, leaf: Named) -> Sequence[Sight]:
        """Return where an entity is named."""
        found = [Sight(one.span, leaf.entity) for one in self._named.get(leaf.entity, ())]
        return self._inside(found, leaf.parts)

    def matched(self, leaf: Searched) -> Sequence[Sight]:
        """Return the first places that a regular expression matches in each part."""
        if leaf.number not in self._matched:
            possible = not leaf.regex.clues or leaf.number in self._clues
            spans = search(self.document, leaf.regex) if possible else []
            self._matched[leaf.number] = [Sight(span) for span in spans]
        return self._inside(self._matched[leaf.number], leaf.parts)

    def seen_phrases(self) -> Set[int]:
        """Return the numbers of the phrases that may stand somewhere."""
        return self._phrases.keys()

    def seen_clues(self) -> Set[int]:
        """Return the numbers of the regular expressions of which a clue was seen."""
        return self._clues

    def first(self, number: int) -> Sequence[Sight]:
        """Return the first places of a phrase that was seen, in each part."""
        if number not in self._first:
            seen = self._phrases[number]
            few = len(seen) <= MOST
            self._first[number] = self._standing(seen) if few else self._foremost(seen)
        return self._first[number]

    def _every(self, number: int) -> Sequence[Sight]:
        seen = self._phrases[number]
        if len(seen) <= MOST:
            return self.first(number)
        if number not in self._all:
            self._all[number] = self._standing(seen)
        return self._all[number]

    def _standing(self, seen: Sequence[Sighting]) -> list[Sight]:
        spans = [stand(self.document, term, start, end) for start, end, term in seen]
        return sorted([Sight(span) for span in spans if span])

    def _foremost(self, seen: Sequence[Sighting]) -> list[Sight]:
        """Return the first `MOST` of each part."""
        found: tuple[list[Sight], ...] = ([], [], [])
        for start, end, term in seen:
            part = found[bisect_right(self.document.cuts, start)]
            if len(part) < MOST and (span := stand(self.document, term, start, end)):
                part.append(Sight(span))
        return sorted(chain(*found))

    def _inside(self, found: Sequence[Sight], parts: Parts) -> Sequence[Sight]:
        if parts is EVERYWHERE:
            return found
        part = self.document.part
        return [sight for sight in found if part(sight.span.start) in parts]
