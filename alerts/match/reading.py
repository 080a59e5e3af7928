"""One article, read for the rules: what stands where, each worked out when first asked for."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

from alerts.match.evidence import Found
from alerts.match.layout import Document
from alerts.match.near import Sight
from alerts.match.phrase import sloppy
from alerts.match.search import search
from alerts.match.sightings import MOST
from alerts.match.spans import Span, stand
from alerts.rules import Ruleset
from alerts.rules.automaton import Role, Sighting
from alerts.rules.language.tree import EVERYWHERE, Condition, Parts
from alerts.rules.regex import Regex
from alerts.rules.words import Token
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
        self._index = ruleset.index
        self._seen = seen
        self._named = named
        self._first: dict[int, list[Span]] = {}
        self._all: dict[int, list[Span]] = {}
        self._matched: dict[int, list[Span]] = {}

    def words(self, tokens: tuple[Token, ...], parts: Parts, *, every: bool) -> list[Sight]:
        """Return where a phrase stands: the first `MOST` of each part, or every place."""
        number = self._index.phrases[tokens]
        spans = self._every(number) if every else self.first(number)
        return [Sight(span) for span in self._inside(spans, parts)]

    def sloppy(self, tokens: tuple[Token, ...], slop: int, parts: Parts) -> list[Sight]:
        """Return where the words of a phrase stand with up to `slop` others between them."""
        rows = []
        for token in tokens:
            rows.append(self._every(self._index.phrases[token,]))
            if not rows[-1]:
                return []
        return [Sight(span) for span in self._inside(sloppy(self.document, rows, slop), parts)]

    def named(self, entity: EntityId, parts: Parts) -> list[Sight]:
        """Return where an entity is named."""
        spans = [found.span for found in self._named.get(entity, ())]
        return [Sight(span, entity) for span in self._inside(spans, parts)]

    def matched(self, regex: Regex, parts: Parts) -> list[Sight]:
        """Return the first places that a regular expression matches in each part."""
        number = self._index.regexes[regex]
        if number not in self._matched:
            possible = not regex.clues or (Role.CLUE, number) in self._seen
            self._matched[number] = search(self.document, regex) if possible else []
        return [Sight(span) for span in self._inside(self._matched[number], parts)]

    def seen_phrases(self) -> set[int]:
        """Return the numbers of the phrases that may stand somewhere."""
        return {number for role, number in self._seen if role is Role.WORD}

    def seen_clues(self) -> set[int]:
        """Return the numbers of the regular expressions of which a clue was seen."""
        return {number for role, number in self._seen if role is Role.CLUE}

    def first(self, number: int) -> list[Span]:
        """Return the first places of a phrase in each part."""
        if number not in self._first:
            sightings = self._seen.get((Role.WORD, number), ())
            self._first[number] = sorted(self._standing(sightings, MOST)) if sightings else []
        return self._first[number]

    def _every(self, number: int) -> list[Span]:
        if number not in self._all:
            seen = self._seen.get((Role.WORD, number), ())
            few = len(seen) <= MOST
            self._all[number] = (
                self.first(number) if few else sorted(self._standing(seen, len(seen)))
            )
        return self._all[number]

    def _standing(self, seen: Sequence[Sighting], most: int) -> Iterable[Span]:
        counts = [0, 0, 0]
        cuts = self.document.cuts if len(seen) > most else ()
        for start, end, term in seen:
            part = bisect_right(cuts, start)
            if counts[part] < most and (span := stand(self.document, term, start, end)):
                counts[part] += 1
                yield span

    def _inside(self, spans: Sequence[Span], parts: Parts) -> Sequence[Span]:
        if parts == EVERYWHERE:
            return spans
        part = self.document.part
        return [span for span in spans if part(span.start) in parts]
