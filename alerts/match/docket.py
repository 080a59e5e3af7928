"""The short names of one entity that wait for evidence."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from alerts.match.cues import Cue
from alerts.match.layout import Document
from alerts.match.spans import Span
from alerts.rules.entities import Entity, Reach


@dataclass(slots=True, kw_only=True, eq=False)
class Candidate:
    """A short name; evidence within reach ends after `low` and begins before `high`.

    `folded` are these two in the folded text. `bare` as long as no evidence was found for it
    in the article, `retold` once the story speaks for it.
    """

    entity: Entity
    span: Span
    cue: Cue
    elsewhere: bool
    low: int
    high: int
    folded: tuple[int, int]
    bare: bool = True
    retold: bool = False
    accepted: bool = False

    def reaches(self, other: Span) -> bool:
        """Whether a span is within the reach of the entity's evidence."""
        return other.end > self.low and other.start < self.high


class Docket:
    """Candidates in order of place."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self._all = candidates
        self._starts = [one.span.start for one in candidates]
        self._placed = [one for one in candidates if one.cue > Cue.NONE]

    def waiting(self) -> list[Candidate]:
        """Return those that are not accepted."""
        return [one for one in self._all if not one.accepted]

    def near(self, spans: Sequence[Span], document: Document, reach: Reach) -> Iterator[Candidate]:
        """Yield the waiting candidates for which new evidence at `spans` may change something.

        Those with a cue take evidence from anywhere, but once they have any, only what is nearer
        than something against them can count, and that is within reach.
        """
        if not spans or not self._all:
            return
        bare = [one for one in self._placed if one.bare and not one.accepted]
        self._placed = []
        yield from bare
        given = set(map(id, bare))
        done = 0
        for low, high in sorted(document.window(s.start, s.end, reach) for s in spans):
            first = max(done, bisect_left(self._starts, low))
            done = max(done, bisect_left(self._starts, high))
            yield from (
                one for one in self._all[first:done] if not one.accepted and id(one) not in given
            )
