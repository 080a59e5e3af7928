"""Two articles side by side: the features that the model weighs."""

from array import array
from collections.abc import Callable, Set
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
_NUMBER, _ENTITY, _KEY = int(Kind.NUMBER), int(Kind.ENTITY), int(Kind.KEY)
_ABROAD = _NAME | _NUMBER | _ENTITY

Idf = Callable[[int], float]


@dataclass(slots=True)
class Weighed:
    """An article as a vector of length 1 by the rarity of its terms at one time.

    `content` is the length of the part that is neither name nor number, `abroad` of the other part,
    `lead` the sum of the weights of the lead, `keys` and `title` how rare the key names and the
    words of the title are together, `subject` the heaviest name, None if there is none, `at` how
    many articles had been counted.
    """

    of: Terms
    weights: "array[float]"
    content: float
    abroad: float
    lead: float
    keys: float
    title: float
    subject: int | None
    at: int


def weigh(of: Terms, idf: Idf, at: int) -> Weighed:
    """Weigh an article's terms by their rarity now, when `at` articles are counted."""
    rarity = list(map(idf, of.terms))
    raw = [count * each for count, each in zip(of.counts, rarity, strict=True)]
    square = sum(w * w for w, kind in zip(raw, of.kinds, strict=True) if not kind & _ENTITY)
    length = sqrt(square) or 1.0
    weights = array("f", [weight / length for weight in raw])
    content = abroad = lead = keys = title = heaviest = 0.0
    subject = None
    for term, weight, kind, rare in zip(of.terms, weights, of.kinds, rarity, strict=True):
        if kind & _ABROAD:
            abroad += weight * weight
            if kind & _KEY:
                keys += rare
            if kind & _NAME and weight > heaviest:
                subject, heaviest = term, weight
        else:
            content += weight * weight
        if kind & _LEAD:
            lead += weight
        if kind & _TITLE:
            title += rare
    return Weighed(of, weights, sqrt(content), sqrt(abroad), lead, keys, title, subject, at)


class _Term(NamedTuple):
    """A term of the probe: its weight, kind and rarity, and these where lead, title or key."""

    weight: float
    kind: int
    rare: float
    lead: float
    title: float
    key: float


class _Common(NamedTuple):
    """What two articles have in common: sums over the terms of both."""

    near: float
    content: float
    shared: float
    our_lead: float
    their_lead: float
    our_title: float
    their_title: float
    our_keys: float
    their_keys: float


class Probe:
    """An article laid out to be compared with many."""

    def __init__(self, given: Weighed, idf: Idf) -> None:
        self.given = given
        of = given.of
        self._terms = {
            term: _Term(
                weight,
                kind,
                rare,
                weight if kind & _LEAD else 0.0,
                rare if kind & _TITLE else 0.0,
                rare if kind & _KEY else 0.0,
            )
            for term, weight, kind, rare in zip(
                of.terms, given.weights, of.kinds, map(idf, of.terms), strict=True
            )
        }

    def compare(self, other: Weighed) -> Native | Foreign | None:
        """Compare with another article; None if the two have next to nothing in common.

        An article of unknown language is taken to be in the other's.
        """
        ours, theirs = self.given.of.language, other.of.language
        return self.foreign(other) if ours and theirs and ours != theirs else self.native(other)

    def native(self, other: Weighed) -> Native | None:
        """Compare with an article in the same language; None if next to nothing is common."""
        given, both = self.given, self._common(other)
        if both.near < _NEAR_MIN:
            return None
        less, more = _ordered(given.keys - both.our_keys, other.keys - both.their_keys)
        return Native(
            near=sqrt(both.near),
            content=_part(both.content, given.content * other.content),
            missing_less=less,
            missing_more=more,
            shared=log1p(both.shared),
            subject=self._subject(other),
            lead=max(_part(both.our_lead, given.lead), _part(both.their_lead, other.lead)),
            title=_titles(both.our_title, given.title, both.their_title, other.title),
            **_times(given.of, other.of),
            length=log(max(given.of.length, other.of.length) + 5) - _LENGTH_USUAL,
        )

    def _common(self, other: Weighed) -> _Common:
        """Sum up in one pass, as this is where the time goes."""
        near = content = shared = our_lead = their_lead = 0.0
        our_title = their_title = our_keys = their_keys = 0.0
        get, of = self._terms.get, other.of
        for found, theirs, kind in zip(map(get, of.terms), other.weights, of.kinds, strict=True):
            if found is None or kind & _ENTITY:
                continue
            ours, our_kind, rare, lead, title, key = found
            near += ours * theirs
            our_lead += lead
            our_keys += key
            if not (kind | our_kind) & _ABROAD:
                content += ours * theirs
            elif kind & our_kind & _NAME:
                shared += rare
            if kind & _LEAD:
                their_lead += theirs
                our_title += title
            if kind & _TITLE and our_kind & _LEAD:
                their_title += rare
            if kind & _KEY:
                their_keys += rare
        return _Common(
            near,
            content,
            shared,
            our_lead,
            their_lead,
            our_title,
            their_title,
            our_keys,
            their_keys,
        )

    def _subject(self, other: Weighed) -> float:
        """Count the articles of which the heaviest name stands in the other, half without one."""
        ours, theirs = self.given.subject, other.subject
        return (0.5 if ours is None else ours in other.of.terms) + (
            0.5 if theirs is None else theirs in self._terms
        )

    def foreign(self, other: Weighed) -> Foreign | None:
        """Compare with an article in another language; None if next to nothing is common."""
        given, get, of = self.given, self._terms.get, other.of
        near = shared = our_keys = their_keys = 0.0
        for found, theirs, kind in zip(map(get, of.terms), other.weights, of.kinds, strict=True):
            if found is None or not kind & found.kind & _ABROAD:
                continue
            near += found.weight * theirs
            our_keys += found.key
            if not kind & _NUMBER:
                shared += found.rare
            if kind & _KEY:
                their_keys += found.rare
        near = _part(near, given.abroad * other.abroad)
        if near < _NEAR_MIN:
            return None
        less, more = _ordered(given.keys - our_keys, other.keys - their_keys)
        return Foreign(
            near=sqrt(near),
            missing_less=less,
            missing_more=more,
            shared=log1p(shared),
            subject=self._subject(other),
            **_times(given.of, of),
        )


def _ordered(ours: float, theirs: float) -> tuple[float, float]:
    """Return how rare the key names are that the other article lacks, less and more.

    Rarity changes as articles come, so that the difference may fall a little under zero.
    """
    less, more = sorted((max(0.0, ours), max(0.0, theirs)))
    return log1p(less), log1p(more)


def _titles(ours: float, our_title: float, theirs: float, their_title: float) -> float:
    """Return how much of the titles stands in the other's lead."""
    parts = [
        min(1.0, found / whole)
        for found, whole in ((ours, our_title), (theirs, their_title))
        if whole
    ]
    return sum(parts) / len(parts) - _TITLE_USUAL if parts else 0.0


def _times(ours: Terms, theirs: Terms) -> dict[str, float]:
    least = min(len(ours.numbers), len(theirs.numbers))
    both = len(ours.numbers & theirs.numbers) if least else 0
    return {
        "other_numbers": 1 - both / least if least else _NO_NUMBERS,
        "years": _agree(ours.years, theirs.years),
        "weekdays": _agree(ours.weekdays, theirs.weekdays),
        "age": log1p(min(_AGE_DAYS, _apart(ours.days, theirs.days))),
    }


def _apart(ours: float | None, theirs: float | None) -> float:
    return 0.0 if ours is None or theirs is None else abs(ours - theirs)


def _agree(ours: Set[int], theirs: Set[int]) -> float:
    if not (ours and theirs):
        return 0.0
    return -1.0 if ours.isdisjoint(theirs) else 1.0


def _part(some: float, whole: float) -> float:
    return some / whole if whole else 0.0
