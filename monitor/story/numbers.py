"""The numbers that a text tells: value or range, hedge, unit, and where they stand."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import islice
from math import inf
from typing import NamedTuple

from monitor.story.languages import Language, Mark, Meaning
from monitor.story.numerals import Bare, Numerals, value
from monitor.story.tokens import CLOCK, DATE, DIGITS, Token
from monitor.story.uncounted import is_other, is_year

MOST = 40
"""Numbers of a sentence. What has more is a table."""
_ABOUT = 0.05
"""What "about" leaves open at least, as a part of the number;"""
_ABOUT_MOST = 0.2
"""and at most, where half a unit of its last digit that is not zero is more."""


class Unit(StrEnum):
    """What a number is in. Lengths are in metres, durations in days, areas in hectares."""

    COUNT = "count"
    TIMES = "times"
    PERCENT = "percent"
    LENGTH = "length"
    DURATION = "duration"
    AREA = "area"
    WEIGHT = "weight"
    MAGNITUDE = "magnitude"
    DEGREES = "degrees"
    MONEY = "money"
    YEAR = "year"
    OTHER = "other"
    """An age, a time of day, a day of a month, a number in a name: nothing that is counted."""


class Hedge(StrEnum):
    """How sure a number is said to be."""

    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    VAGUE = "vague"


class Number(NamedTuple):
    """A number of a text: `text[start:end]`, tokens `[first, last)`, hedge and unit included.

    It means `low` to `high`, both included; `value` is the number named, if one is. `currency` is
    that of money. An `article` may be no number: un, eine, uma.
    """

    start: int
    end: int
    first: int
    last: int
    value: float | None
    low: float
    high: float
    hedge: Hedge
    unit: Unit
    currency: str = ""
    article: bool = False


_UNITS = {
    "%": (Unit.PERCENT, 1.0), "km": (Unit.LENGTH, 1e3), "mile": (Unit.LENGTH, 1609.344),
    "m": (Unit.LENGTH, 1.0), "year": (Unit.DURATION, 365.25), "month": (Unit.DURATION, 30.44),
    "week": (Unit.DURATION, 7.0), "day": (Unit.DURATION, 1.0), "hour": (Unit.DURATION, 1 / 24),
    "minute": (Unit.DURATION, 1 / 1440), "t": (Unit.WEIGHT, 1.0), "ha": (Unit.AREA, 1.0),
    "acre": (Unit.AREA, 0.4047), "mag": (Unit.MAGNITUDE, 1.0), "deg": (Unit.DEGREES, 1.0),
}  # fmt: skip
_SIGNS = {"$": "usd", "€": "eur", "£": "gbp", "¥": "jpy", "₹": "inr"}
# Between a number and its unit: 40 metric tons, 3 millions de dollars, 6.8-magnitude.
_FILLERS = frozenset(("de", "of", "metric", "us", "des", "d", "american", "'", "’", "-"))
_FILLED = 4
_NUMERIC = frozenset((DIGITS, DATE, CLOCK))
_HEDGES = frozenset(("at_least", "at_most", "about"))
_WIDEST = 20
"""Of a range the upper end is at most so many times the lower."""


def numbers(
    given: Sequence[Token],
    meanings: Sequence[Meaning],
    language: Language,
    marks: Sequence[Mark],
) -> tuple[Number, ...]:
    """Return the numbers of a run of tokens in order, at most MOST.

    Numerals and words, in digits of Arabic and Western script with the separators of the language;
    dozens and the like are ranges, "at least" and its kin open one end, "about" widens both.
    """
    begins = {mark.first for mark in marks if mark.kind in {"vague", "times"}}
    begins.update(at for at, token in enumerate(given) if token.kind in _NUMERIC)
    begins.update([at for at, meaning in enumerate(meanings) if meaning.counts])
    if not begins:
        return ()
    found = _Reader(given, meanings, language, marks).read(sorted(begins))
    return tuple(islice(found, MOST))


class _Reader:
    """Reads the numbers of one run of tokens."""

    def __init__(
        self,
        given: Sequence[Token],
        meanings: Sequence[Meaning],
        language: Language,
        marks: Sequence[Mark],
    ) -> None:
        self._given = given
        self._meanings = meanings
        self._language = language
        self._numerals = Numerals(given, meanings, language)
        hedges = [mark for mark in marks if mark.kind in _HEDGES]
        # Of two that end at a number the longer: no fewer than, not fewer than.
        self._hedges = {mark.last: mark for mark in reversed(hedges)}
        self._vague = {mark.first: mark for mark in marks if mark.kind == "vague"}
        self._times = {mark.first: mark for mark in marks if mark.kind == "times"}
        self._units = {mark.first: mark for mark in marks if mark.kind == "units"}
        self._rose = any(mark.kind == "rose" for mark in marks)
        self._between = {mark.last for mark in marks if mark.kind == "between"}

    def read(self, begins: Sequence[int]) -> Iterator[Number]:
        """Yield the numbers that begin at some of these tokens and do not overlap."""
        last = 0
        for at in begins:
            if at >= last and (number := self._at(at)):
                yield number
                last = number.last

    def _at(self, at: int) -> Number | None:
        if mark := self._times.get(at):
            times = float(mark.value)
            return self._number(at, Bare(mark.last, times, times), Unit.TIMES)
        if self._given[at].word in self._language.dual:
            return self._number(at, Bare(at + 1, 2.0, 2.0), Unit.COUNT)
        bare = self._bare(at)
        if bare is None:
            return None
        if is_other(self._given, self._meanings, self._language, at, bare) or self._is_past(
            at, bare
        ):
            return self._number(at, bare, Unit.OTHER)
        if self._is_year(at, bare):
            return self._number(at, bare, Unit.YEAR)
        return self._with_unit(at, self._ranged(at, bare))

    def _is_year(self, at: int, bare: Bare) -> bool:
        if bare.last in self._units or at in self._hedges:
            return False
        return is_year(self._given, self._meanings, self._language, at, bare)

    def _bare(self, at: int) -> Bare | None:
        kind = self._given[at].kind
        if kind in _NUMERIC and kind != DIGITS:
            return Bare(at + 1, 0.0, 0.0)
        if mark := self._vague.get(at):
            low, _, high = mark.value.partition("-")
            return Bare(mark.last, float(low), float(high or low), vague=bool(high))
        if kind == DIGITS:
            return self._numerals.digits(at)
        return self._numerals.words(at) if self._meanings[at].counts else None

    def _ranged(self, at: int, bare: Bare) -> Bare:
        """Return a number with the one that it is the lower end of: 15 to 20, entre 3 y 5."""
        place = bare.last
        if place + 1 >= len(self._given) or bare.vague or bare.article:
            return bare
        if not self._joins(at, self._given[place].word) or place + 1 in self._vague:
            return bare
        upper = self._bare(place + 1)
        if upper is None or upper.article or not bare.low < upper.low <= _WIDEST * bare.low:
            return self._scaled(bare, upper, place + 1)
        return Bare(upper.last, bare.low, upper.high, vague=True)

    def _is_past(self, at: int, bare: Bare) -> bool:
        """Whether it is what a count was before: rose from 12 to 19, subió de 12 a 19."""
        behind = bare.last + 1
        if not self._rose or at not in self._between or behind >= len(self._given):
            return False
        joiner = self._given[bare.last].word == self._language.joiner
        return not joiner and self._bare(behind) is not None

    def _joins(self, at: int, word: str) -> bool:
        """Whether a word joins the ends of a range."""
        language, between = self._language, at in self._between
        if word in {"-", "–"}:
            return True
        if word == language.joiner:
            return between
        return word in language.ranges

    def _scaled(self, bare: Bare, upper: Bare | None, at: int) -> Bare:
        """Return a range of which only the upper end has the scale: 2 to 3 million."""
        if upper is None or not bare.digits or self._given[at].kind != DIGITS:
            return bare
        named = value(self._given[at].written, self._language.code)
        if upper.digits or named <= bare.low:
            return bare
        return Bare(upper.last, bare.low * upper.low / named, upper.high, vague=True)

    def _with_unit(self, at: int, bare: Bare) -> Number:
        sign = self._given[at - 1].word if at else ""
        if sign in _SIGNS:
            return self._number(at - 1, bare, Unit.MONEY, currency=_SIGNS[sign])
        if any(m.value == "mag" and 0 <= at - m.last <= 1 for m in self._units.values()):
            return self._number(at, bare, Unit.MAGNITUDE)
        for place in range(bare.last, min(bare.last + _FILLED, len(self._given))):
            word = self._given[place].word
            if word == "%":
                return self._number(at, bare, Unit.PERCENT, last=place + 1)
            if word in _SIGNS:
                return self._number(at, bare, Unit.MONEY, last=place + 1, currency=_SIGNS[word])
            if place == bare.last and self._meanings[place].bare in self._language.time_units:
                return self._number(at, bare, Unit.TIMES, last=place + 1)
            if (mark := self._units.get(place)) and not bare.article:
                return self._measured(at, bare, mark)
            if word not in _FILLERS:
                break
        return self._number(at, bare, Unit.COUNT)

    def _measured(self, at: int, bare: Bare, mark: Mark) -> Number:
        unit, factor = _UNITS.get(mark.value, (Unit.MONEY, 1.0))
        if unit is Unit.DURATION and mark.first > bare.last:
            return self._number(at, bare, Unit.COUNT)
        scaled = bare._replace(low=bare.low * factor, high=bare.high * factor)
        currency = mark.value if unit is Unit.MONEY else ""
        return self._number(at, scaled, unit, last=mark.last, currency=currency)

    def _number(
        self, at: int, bare: Bare, unit: Unit, *, last: int | None = None, currency: str = ""
    ) -> Number:
        last = bare.last if last is None else last
        first, hedge = at, Hedge.VAGUE if bare.vague else Hedge.EXACT
        low, high = bare.low, bare.high
        mark = self._hedges.get(at)
        if mark is not None and unit not in {Unit.YEAR, Unit.OTHER}:
            first, hedge = mark.first, Hedge(mark.kind)
            low, high = _hedged(low, high, hedge)
        return Number(
            start=self._given[first].start, end=self._given[last - 1].end, first=first, last=last,
            value=None if bare.vague else bare.low, low=low, high=high, hedge=hedge, unit=unit,
            currency=currency, article=bare.article,
        )  # fmt: skip


def _hedged(low: float, high: float, hedge: Hedge) -> tuple[float, float]:
    match hedge:
        case Hedge.AT_LEAST:
            return low, inf
        case Hedge.AT_MOST:
            return 0.0, high
        case Hedge.ABOUT:
            return low - spread(low), high + spread(high)
        case _:
            return low, high


def spread(number: float) -> float:
    """Return how far from `number` a count may lie that is said to be about it.

    Half a unit of its last digit that is not zero, within bounds: about 300 is 250 to 350, about
    11,600 is 11,020 to 12,180.
    """
    if number <= 0 or number == inf:
        return 0.0
    unit = 1.0
    while number % (unit * 10) == 0:
        unit *= 10
    return max(_ABOUT * number, min(unit / 2, _ABOUT_MOST * number))
