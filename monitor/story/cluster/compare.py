"""Two articles side by side: the features that the model weighs."""

from array import array
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from math import log, log1p, sqrt
from typing import NamedTuple

from monitor.story.cluster.model import Foreign, Native
from monitor.story.cluster.terms import Kind, Terms

_NEAR_MIN = 0.05
"""A cosine below this is that of two articles about different things."""
_AGE_DAYS = 30.0
"""More time than this says no more: stamps are wrong by months."""
_TITLE_USUAL = 0.35
_LENGTH_USUAL = 5.5
_NO_NUMBERS = 0.75

_LEAD, _TITLE, _NAME = int(Kind.LEAD), int(Kind.TITLE), int(Kind.NAME)
_NUMBER, _ENTITY = int(Kind.NUMBER), int(Kind.ENTITY)
_NO_CONTENT = int(Kind.NAME | Kind.NUMBER | Kind.ENTITY)
_ABROAD = int(Kind.NAME | Kind.NUMBER | Kind.ENTITY)

Idf = Callable[[int], float]


class _Both(NamedTuple):
    """A term of two articles, with its weight and kind in each."""

    term: int
    ours: float
    our_kind: int
    theirs: float
    their_kind: int


@dataclass(slots=True)
class Weighed:
    """An article as a vector of length 1 by the rarity of its terms at one time.

    `content` is the length of the part that is neither name nor number, `abroad` of the other part,
    `lead` the sum of the weights of the lead, `subject` the heaviest name, None if there is none,
    `at` how many articles had been counted.
    """

    of: Terms
    weights: "array[float]"
    content: float
    abroad: float
    lead: float
    subject: int | None
    at: int


def weigh(of: Terms, idf: Idf, at: int) -> Weighed:
    """Weigh an article's terms by their rarity now, when `at` articles are counted."""
    raw = [count * idf(term) for term, count in zip(of.terms, of.counts, strict=True)]
    own = [0.0 if kind & _ENTITY else weight for weight, kind in zip(raw, of.kinds, strict=True)]
    length = sqrt(sum(weight * weight for weight in own)) or 1.0
    weights = array("f", [weight / length for weight in raw])
    content = abroad = lead = heaviest = 0.0
    subject = None
    for term, weight, kind in zip(of.terms, weights, of.kinds, strict=True):
        if kind & _NO_CONTENT:
            abroad += weight * weight
        else:
            content += weight * weight
        if kind & _LEAD:
            lead += weight
        if kind & _NAME and weight > heaviest:
            subject, heaviest = term, weight
    return Weighed(of, weights, sqrt(content), sqrt(abroad), lead, subject, at)


class Probe:
    """An article laid out to be compared with many."""

    def __init__(self, given: Weighed, idf: Idf) -> None:
        self.given = given
        self._idf = idf
        columns = zip(given.of.terms, given.weights, given.of.kinds, strict=True)
        self._terms = {term: (weight, kind) for term, weight, kind in columns}
        self._rarity = {term: idf(term) for term in (*given.of.terms, *given.of.title)}
        self._title = sum(map(self._rarity.__getitem__, given.of.title))

    def compare(self, other: Weighed) -> Native | Foreign | None:
        """Compare with another article; None if the two have next to nothing in common.

        An article of unknown language is taken to be in the other's.
        """
        ours, theirs = self.given.of.language, other.of.language
        return self.foreign(other) if ours and theirs and ours != theirs else self.native(other)

    def native(self, other: Weighed) -> Native | None:
        """Compare with an article in the same language; None if next to nothing is common."""
        both = self._both(other, unlike=_ENTITY)
        near = sum(each.ours * each.theirs for each in both)
        if near < _NEAR_MIN:
            return None
        content = sum(
            each.ours * each.theirs
            for each in both
            if not (each.our_kind | each.their_kind) & _NO_CONTENT
        )
        our_lead = sum(each.ours for each in both if each.our_kind & _LEAD)
        their_lead = sum(each.theirs for each in both if each.their_kind & _LEAD)
        less, more = self._missing(other, both)
        return Native(
            near=sqrt(near),
            content=_part(content, self.given.content * other.content),
            missing_less=log1p(less),
            missing_more=log1p(more),
            shared=log1p(
                self._rare(each for each in both if each.our_kind & each.their_kind & _NAME)
            ),
            subject=self._subject(other, both),
            lead=max(_part(our_lead, self.given.lead), _part(their_lead, other.lead)),
            title=self._titles(other, both),
            **self._times(other.of),
            length=log(max(self.given.of.length, other.of.length) + 5) - _LENGTH_USUAL,
        )

    def foreign(self, other: Weighed) -> Foreign | None:
        """Compare with an article in another language; None if next to nothing is common."""
        both = [
            each
            for each in self._both(other, unlike=0)
            if each.our_kind & _ABROAD and each.their_kind & _ABROAD
        ]
        near = sum(each.ours * each.theirs for each in both)
        near = _part(near, self.given.abroad * other.abroad)
        if near < _NEAR_MIN:
            return None
        less, more = self._missing(other, both)
        return Foreign(
            near=sqrt(near),
            missing_less=log1p(less),
            missing_more=log1p(more),
            shared=log1p(self._rare(each for each in both if not each.their_kind & _NUMBER)),
            subject=self._subject(other, both),
            **self._times(other.of),
        )

    def _both(self, other: Weighed, *, unlike: int) -> list[_Both]:
        """Return the terms of both articles, but those of a kind."""
        get = self._terms.get
        columns = zip(other.of.terms, other.weights, other.of.kinds, strict=True)
        return [
            _Both(term, *found, weight, kind)
            for term, weight, kind in columns
            if (found := get(term)) and not kind & unlike
        ]

    def _rare(self, some: Iterable[_Both]) -> float:
        return sum(self._rarity[each.term] for each in some)

    def _missing(self, other: Weighed, both: Sequence[_Both]) -> tuple[float, float]:
        """Return how rare the names of one lead are that the other article lacks, less and more."""
        known = {each.term for each in both}
        ours = sum(self._rarity[name] for name in self.given.of.key_names if name not in known)
        theirs = sum(self._idf(name) for name in other.of.key_names if name not in known)
        return min(ours, theirs), max(ours, theirs)

    def _subject(self, other: Weighed, both: Sequence[_Both]) -> float:
        known = {each.term for each in both}
        subjects = (self.given.subject, other.subject)
        return sum(0.5 if each is None else each in known for each in subjects)

    def _titles(self, other: Weighed, both: Sequence[_Both]) -> float:
        """Return how much of the titles stands in the other's lead."""
        parts = []
        if self._title:
            found = (e for e in both if e.our_kind & _TITLE and e.their_kind & _LEAD)
            parts.append(self._rare(found) / self._title)
        if other.of.title:
            found = (e for e in both if e.their_kind & _TITLE and e.our_kind & _LEAD)
            parts.append(_part(self._rare(found), sum(map(self._idf, other.of.title))))
        return sum(parts) / len(parts) - _TITLE_USUAL if parts else 0.0

    def _times(self, other: Terms) -> dict[str, float]:
        ours = self.given.of
        least = min(len(ours.numbers), len(other.numbers))
        both = len(ours.numbers & other.numbers)
        return {
            "other_numbers": 1 - both / least if least else _NO_NUMBERS,
            "years": _agree(ours.years, other.years),
            "weekdays": _agree(ours.weekdays, other.weekdays),
            "age": log1p(min(_AGE_DAYS, _apart(ours.days, other.days))),
        }


def _apart(ours: float | None, theirs: float | None) -> float:
    return 0.0 if ours is None or theirs is None else abs(ours - theirs)


def _agree(ours: Set[int], theirs: Set[int]) -> float:
    if not (ours and theirs):
        return 0.0
    return -1.0 if ours.isdisjoint(theirs) else 1.0


def _part(some: float, whole: float) -> float:
    return some / whole if whole else 0.0
