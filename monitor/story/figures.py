"""The figures that a text tells: how many of what, what happened to them, by whose account."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import islice
from math import inf

from monitor.story import facts
from monitor.story.binding import bind
from monitor.story.claims import claim
from monitor.story.counted import Bound
from monitor.story.dates import Day, days
from monitor.story.kinds import EVENTS, HARM, LASTING, PEOPLE, STANDING, name_key
from monitor.story.numbers import Hedge, Number, Unit
from monitor.story.reading import Line, Reading
from monitor.story.strength import goes_on, is_strength

_UNMEASURED = frozenset((Unit.COUNT, Unit.TIMES, Unit.OTHER, Unit.YEAR, Unit.DURATION))
_OCCASION = frozenset(("occasion",))
MOST = 500
"""Figures of an article. Tables have more, and tell no story."""
_MANY = 1e8
"""More is no count of people or things, and what "many" stands for."""
_NEAR = 6
_MOMENTS = frozenset(("begins", "ends", "occurs"))


class Kind(StrEnum):
    """What a figure is told of."""

    EVENT = "event"
    """Something that happened: it is compared inside its story."""
    STANDING = "standing"
    """Something that is so for long: it is compared with the entity's other stories too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure, told in the sentence `text`, which is `[start, end)` of the article.

    `value` is how the number is written, `[number_start, number_end)` of the article; it means
    `low` to `high`. `counted` are the concepts that are counted, `action` is what happens to them,
    or `strength`, or which moment of an event the figure's only day is (`begins`, `ends`,
    `occurs`), or nothing. `qualifiers` tell whose they are, `by` who says so: concepts or keys of
    names, like `names` and `places`. A measure has a `topic`. `total` is one since some time,
    `rose` a count brought up to date, `parts` the sum of others in the sentence. `days` and `years`
    are those that the sentence names, `context` is all that it speaks of.
    """

    kind: Kind
    unit: Unit
    currency: str
    low: float
    high: float
    hedge: Hedge
    counted: frozenset[str]
    action: str
    topic: str
    qualifiers: frozenset[str]
    names: frozenset[str]
    places: frozenset[str]
    context: frozenset[str]
    days: tuple[Day, ...]
    years: frozenset[float]
    by: frozenset[str]
    total: bool
    rose: bool
    parts: bool
    value: str
    text: str
    start: int
    end: int
    number_start: int
    number_end: int


def figures(reading: Reading, published: date | None = None) -> tuple[Figure, ...]:
    """Return the figures of an article's text in order, at most MOST; questions tell none.

    `published` is the day by which weekdays and "this month" are counted.
    """
    found = (
        figure
        for line in reading.lines
        if not line.sentence.text.endswith(("?", "؟"))
        for figure in _Teller(line, published).tell()
    )
    return tuple(islice(found, MOST))


class _Teller:
    """Reads the figures of one sentence."""

    def __init__(self, line: Line, published: date | None) -> None:
        self._line = line
        self._published = published
        self._denied: set[int] = set()

    def tell(self) -> Iterator[Figure]:
        """Yield the figures: counts, what there was none of, measures, attacks, moments."""
        numbers = self._line.numbers
        none = list(self._none())
        if counts := [each for each in numbers if each.unit is Unit.COUNT]:
            yield from self._counts(bind(self._line, counts, self._denied))
        yield from none
        for number in numbers:
            if number.unit is Unit.TIMES:
                yield from self._times(number)
            elif number.unit not in _UNMEASURED:
                yield from self._measure(number)
        yield from self._attacked()
        yield from self._moments()

    def _counts(self, bound: list[Bound]) -> Iterator[Figure]:
        """Tell how many of whom suffered or did what, and how strong a force is."""
        strong: list[Figure] = []
        end = 0
        for each in filter(_is_count, bound):
            if each.counted == _OCCASION:
                yield self._figure(each.number, _OCCASION, each.action, self._force)
            elif each.action:
                yield self._figure(each.number, each.counted, each.action, each.qualifiers)
            elif is_strength(self._line, each) or (strong and goes_on(self._line, end, each)):
                men = frozenset("soldier" if kind == "man" else kind for kind in each.counted)
                strong.append(self._figure(each.number, men, "strength"))
                end = each.end
            elif each.counted and each.counted <= STANDING and each.number.high > 1:
                yield self._figure(each.number, each.counted, "", each.qualifiers)
        yield from strong
        if len(strong) > 1:
            yield _sum(strong)

    def _times(self, number: Number) -> Iterator[Figure]:
        if action := facts.occasion(self._line, number.first, number.last):
            yield self._figure(number, _OCCASION, action, self._force)

    def _measure(self, number: Number) -> Iterator[Figure]:
        nouns = facts.around(self._line, number.first, number.last)
        topic = facts.topic(self._line, number.first, number.last)
        if topic == "approve" and number.unit is not Unit.PERCENT:
            topic = ""  # of money that was approved a story tells more than one sum
        alone = sum(each.unit is number.unit for each in self._line.numbers) == 1
        near = self._line.meanings[max(0, number.first - _NEAR) : number.last + _NEAR]
        if any(meaning.maybe for meaning in near):
            return
        if nouns and number.hedge is not Hedge.VAGUE and (alone or topic):
            yield replace(self._figure(number, nouns, ""), topic=topic)

    def _none(self) -> Iterator[Figure]:
        """Tell what there was none of: no casualties, without incident."""
        for mark in self._line.marks:
            if mark.kind == "no" and (found := facts.none_of(self._line, mark.last)):
                counted, action, last = found
                self._denied.add(last - 1)
                zero = self._bare(mark.first, last, 0.0)
                for harm in sorted(HARM) if action == "harmed" else (action,):
                    yield self._figure(zero, counted, harm, self._force)

    def _attacked(self) -> Iterator[Figure]:
        """Tell that somebody came under attack at least once, or did not, where no count is."""
        found = facts.came_under_attack(self._line)
        if found and not any(each.unit is Unit.TIMES for each in self._line.numbers):
            at, denied = found
            number = self._bare(at, at + 1, 0.0)
            if not denied:
                number = number._replace(low=1.0, high=inf, hedge=Hedge.AT_LEAST)
            yield self._figure(number, _OCCASION, "attacked", self._force)

    def _moments(self) -> Iterator[Figure]:
        """Tell when something took place, began or has to end."""
        concepts = self._line.all_concepts
        if not concepts & EVENTS or not any(mark.kind in _MOMENTS for mark in self._line.marks):
            return
        for day in self._days:
            if phase := facts.phase(self._line, day):
                events = concepts & (EVENTS if phase == "occurs" else LASTING)
                if not events:
                    continue
                number = self._bare(day.first, day.last, 0.0)._replace(unit=Unit.OTHER)
                kind = Kind.EVENT if phase == "occurs" else Kind.STANDING
                yield replace(self._figure(number, events, phase), kind=kind, days=(day,))

    def _bare(self, first: int, last: int, value: float) -> Number:
        return Number(
            start=self._line.tokens[first].start, end=self._line.tokens[last - 1].end, first=first,
            last=last, value=value, low=value, high=value, hedge=Hedge.EXACT, unit=Unit.COUNT,
        )  # fmt: skip

    def _figure(
        self,
        number: Number,
        counted: frozenset[str],
        action: str,
        qualifiers: frozenset[str] = frozenset(),
    ) -> Figure:
        sentence = self._line.sentence
        total = "since" in self._kinds and action != "strength"
        standing = action in {"strength", ""} or total
        return Figure(
            kind=Kind.STANDING if standing else Kind.EVENT,
            unit=number.unit, currency=number.currency, low=number.low, high=number.high,
            hedge=number.hedge, counted=counted, action=action, topic="", qualifiers=qualifiers,
            names=self._names, places=self._places, context=self._context, days=self._days,
            years=self._years, by=self._claim.by, total=total, rose="rose" in self._kinds,
            parts=False,
            value=sentence.text[number.start - sentence.start : number.end - sentence.start],
            text=sentence.text, start=sentence.start, end=sentence.end,
            number_start=number.start, number_end=number.end,
        )  # fmt: skip

    @cached_property
    def _kinds(self) -> frozenset[str]:
        return frozenset(mark.kind for mark in self._line.marks)

    @cached_property
    def _names(self) -> frozenset[str]:
        """The names in the sentence, without those of who says it."""
        words = self._line.words
        return frozenset(name_key(words[at]) for at in self._line.names) - self._claim.names

    @cached_property
    def _years(self) -> frozenset[float]:
        return frozenset(each.low for each in self._line.numbers if each.unit is Unit.YEAR)

    _claim = cached_property(lambda self: claim(self._line))
    _days = cached_property(lambda self: days(self._line, self._published))
    _places = cached_property(lambda self: facts.places(self._line))
    _context = cached_property(lambda self: facts.context(self._line))
    _force = cached_property(lambda self: facts.force(self._line))


def _is_count(each: Bound) -> bool:
    """Whether a count tells one: "un" and "eine" may be articles, and "many" is no number."""
    if each.number.article:
        return bool(each.counted & PEOPLE and each.action)
    many = each.number.hedge is Hedge.VAGUE and each.number.high >= _MANY
    return not many or each.counted == _OCCASION


def _sum(parts: list[Figure]) -> Figure:
    """Return the strength of a force of which the sentence tells the parts."""
    first, last = parts[0], parts[-1]
    return replace(
        first,
        low=sum(each.low for each in parts),
        high=sum(each.high for each in parts),
        counted=frozenset().union(*(each.counted for each in parts)),
        parts=True,
        value=first.text[first.number_start - first.start : last.number_end - first.start],
        number_end=last.number_end,
    )
