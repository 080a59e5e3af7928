"""Which articles may tell the same: how rare a term is, and who has it among its strongest."""

from array import array
from collections.abc import Callable, Iterable, Sequence
from heapq import nlargest
from math import log

STRONGEST = 24
"""Terms of an article by which it is found."""
LATEST = 300
"""Articles that are looked at for one term, the latest."""
FOUND = 30
"""Candidates, the likeliest."""

_PRIOR = 2000
"""So many articles without the term are thought to have come before the first."""
_KNOWN = 600_000
"""Terms that are counted; beyond, those that were seen once are forgotten."""


class Rarity:
    """In how many of the articles so far a term stood."""

    def __init__(self) -> None:
        self.articles = 0
        self._seen: dict[int, int] = {}

    def count(self, terms: Iterable[int]) -> None:
        """Count the terms of one more article."""
        self.articles += 1
        seen = self._seen
        for term in terms:
            seen[term] = seen.get(term, 0) + 1
        if len(seen) > _KNOWN:
            self._seen = {term: times for term, times in seen.items() if times > 1}
            if len(self._seen) > _KNOWN * 3 // 4:
                self._seen = {term: times for term, times in seen.items() if times > 2}

    def idf(self, term: int) -> float:
        """Return the inverse document frequency, the log of one article in how many."""
        return log((self.articles + _PRIOR) / (self._seen.get(term, 0) + 0.5))


class Postings:
    """The articles of each term, in the order of their coming. Ids are numbers that fit 64 bits."""

    def __init__(self) -> None:
        self._of: dict[int, array[int]] = {}

    def add(self, article: int, terms: Sequence[int]) -> None:
        """Enter an article under its strongest terms."""
        for term in terms[:STRONGEST]:
            posting = self._of.get(term)
            if posting is None:
                self._of[term] = array("q", [article])
            else:
                posting.append(article)
                if len(posting) > LATEST * 3 // 2:
                    del posting[:-LATEST]

    def find(
        self, weighed: Sequence[tuple[int, float]], is_live: Callable[[int], bool]
    ) -> list[int]:
        """Return the articles that share the most of `weighed` terms, at most FOUND, best first."""
        shared: dict[int, float] = {}
        for term, weight in weighed[:STRONGEST]:
            for article in self._of.get(term, ())[-LATEST:]:
                shared[article] = shared.get(article, 0.0) + weight
        live = [(weight, article) for article, weight in shared.items() if is_live(article)]
        return [article for _, article in nlargest(FOUND, live)]

    def sweep(self, is_live: Callable[[int], bool]) -> None:
        """Forget the articles that are live no more."""
        kept = ((term, array("q", filter(is_live, posting))) for term, posting in self._of.items())
        self._of = {term: posting for term, posting in kept if posting}
