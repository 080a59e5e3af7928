"""Who copied whom in a story, and how many independent sources it has therefore.

A copy carries another's text, a rewrite so many of its word 3-grams that it was written from it
(.15 of the smaller text; quotations left out, because two reporters quote the same statement), and
an article that credits an agency is the agency's. All that stem from one text count as one source,
and so do the texts of one outlet.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from zlib import crc32

from alerts.types import ArticleId
from monitor.story.agencies import credited
from monitor.story.cluster.terms import Report, fold

REWRITTEN = 0.15
"""So much of the smaller text's 3-grams makes a rewrite."""
_SHARED_MIN = 12
"""Of a short text so many 3-grams, at least."""

_WORD = re.compile(r"\w+")
_QUOTATION = re.compile(r"“[^“”]{0,600}”|«[^«»]{0,600}»|„[^„“”]{0,600}[“”]|\"[^\"]{0,600}\"")


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """The article has its text from no other in its story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """The article carries the text of another."""

    original: ArticleId


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """The article is written from another; `held` is the share of 3-grams, 0 to 1."""

    original: ArticleId
    held: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Credited:
    """The article says that it has its news from an agency, or another outlet."""

    agency: str


Origin = Own | Copied | Rewritten | Credited


@dataclass(frozen=True, slots=True, kw_only=True)
class Origins:
    """Where the articles of a story come from, and how many independent sources they make."""

    of: Mapping[ArticleId, Origin]
    independent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What is compared of an article to find its origin. Texts may be forgotten after it.

    `outlet` is who published it, None where that is unknown.
    """

    article: ArticleId
    outlet: str | None
    at: datetime | None
    shingles: frozenset[int]
    agency: str | None
    copy_of: ArticleId | None


def account(report: Report, outlet: str | None = None) -> Account:
    """Return what is compared of an article that `outlet` published."""
    words = _WORD.findall(_QUOTATION.sub(" ", fold(report.text)).casefold())
    grams = (f"{a} {b} {c}" for a, b, c in zip(words, words[1:], words[2:], strict=False))
    return Account(
        article=report.id,
        outlet=outlet,
        at=report.published_at,
        shingles=frozenset(crc32(gram.encode("utf-8", "replace")) for gram in grams),
        agency=credited(report.text),
        copy_of=report.copy_of,
    )


def origins(story: Sequence[Account]) -> Origins:
    """Return the origins of a story's articles, which are given in the order of their coming.

    Between two the earlier by its date is the original, by its coming where one has no date.
    """
    of: dict[ArticleId, Origin] = {}
    sources = _Sources()
    for each in story:
        sources.find(each.article)
        if each.copy_of is not None and each.copy_of != each.article:
            of[each.article] = Copied(original=each.copy_of)
            sources.join(each.article, each.copy_of)
        elif each.agency:
            of[each.article] = Credited(agency=each.agency)
            sources.join(each.article, each.agency)
    for original, other, held in _rewrites(story):
        sources.join(original.article, other.article)
        known = of.get(other.article, Own())
        if isinstance(known, Own) or (isinstance(known, Rewritten) and known.held < held):
            of[other.article] = Rewritten(original=original.article, held=held)
    found = {each.article: of.get(each.article, Own()) for each in story}
    return Origins(of=found, independent=len(_authors(story, found, sources)))


def _authors(
    story: Sequence[Account], of: Mapping[ArticleId, Origin], sources: "_Sources"
) -> set[ArticleId | str]:
    """Return who told the story of his own: of all that stem from one text its agency or outlet.

    Outlets are not joined as texts are: one that also prints an agency's report is not that agency.
    """
    author_of: dict[ArticleId | str, ArticleId | str] = {}
    for each in story:
        if isinstance(of[each.article], Own):
            author_of.setdefault(sources.find(each.article), each.outlet or each.article)
    for each in story:
        if each.agency:
            author_of[sources.find(each.article)] = sources.find(each.agency)
    return {author_of.get(head, head) for head in (sources.find(each.article) for each in story)}


def _rewrites(story: Sequence[Account]) -> Iterator[tuple[Account, Account, float]]:
    for first, second in combinations(story, 2):
        shared = len(first.shingles & second.shingles)
        smaller = min(len(first.shingles), len(second.shingles))
        if shared >= _SHARED_MIN and shared >= REWRITTEN * smaller:
            swapped = first.at and second.at and second.at < first.at
            original, other = (second, first) if swapped else (first, second)
            yield original, other, shared / smaller


class _Sources:
    """Articles and agencies, joined where one stems from the other (disjoint sets)."""

    def __init__(self) -> None:
        self._above: dict[ArticleId | str, ArticleId | str] = {}

    def find(self, each: ArticleId | str) -> ArticleId | str:
        while self._above.setdefault(each, each) != each:
            each = self._above[each]
        return each

    def join(self, one: ArticleId | str, other: ArticleId | str) -> None:
        self._above[self.find(one)] = self.find(other)
