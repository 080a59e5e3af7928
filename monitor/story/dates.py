"""The days that a sentence names: weekdays, days of a month, months, the end of the year."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.story.reading import Line
from monitor.story.tokens import DIGITS

_WEEK = 7
_FILLERS = frozenset((".", "de", "of", "st", "nd", "rd", "th", "er", "do"))
_EARLY = frozenset(("early", "debut", "principios", "inicio", "inicios", "anfang", "اوائل", "مطلع"))
LATE = frozenset(
    ("late", "end", "fin", "fines", "finales", "final", "fim", "ende", "اواخر", "نهايه")
)
_EARLY_ENDS, _LATE_BEGINS = 10, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day or a span of days, tokens `[first, last)`: what is known of it.

    `weekday` counts from Monday as 0; `month`, `low` and `high` are the days of a month.
    """

    first: int
    last: int
    weekday: int | None = None
    month: int | None = None
    low: int = 1
    high: int = 31
    year: int | None = None
    named: bool = False
    """Whether the month was named, not found by counting from the day of publication."""


def days(line: Line, published: date | None) -> tuple[Day, ...]:
    """Return the days that a sentence names, in order.

    With the day of publication weekdays and "yesterday" are dates: of a weekday the last one before
    that day, or the day itself. Days far from it, and years alone, are not looked for.
    """
    return tuple(_found(line, published))


def _found(line: Line, published: date | None) -> Iterator[Day]:
    if not line.dated and not any(mark.kind in {"days", "year_end"} for mark in line.marks):
        return
    language, words = line.language, line.words
    ends = {mark.first: mark for mark in line.marks if mark.kind == "year_end"}
    relative = {mark.first: mark for mark in line.marks if mark.kind == "days"}
    at = 0
    while at < len(words):
        bare = line.meanings[at].bare or words[at]
        if mark := ends.get(at):
            yield Day(first=at, last=mark.last, month=12, low=31, high=31, named=True)
            at = mark.last
        elif mark := relative.get(at):
            if published is not None and mark.value == "month":
                yield _part(line, at, mark.last, published.month, published.year)
            elif published is not None:
                yield _on(at, mark.last, published + timedelta(days=int(mark.value)))
            at = mark.last
        elif (bare in language.months or words[at] in language.months) and _meant(line, at):
            yield (day := _month(line, at, language.months.get(words[at]) or language.months[bare]))
            at = max(day.last, at + 1)
        elif words[at] in language.weekdays and _weekday_meant(line, at):
            weekday = language.weekdays[words[at]]
            if published is None:
                yield Day(first=at, last=at + 1, weekday=weekday)
            else:
                back = (published.weekday() - weekday) % _WEEK
                yield _on(at, at + 1, published - timedelta(days=back))
            at += 1
        else:
            at += 1


def _on(first: int, last: int, on: date) -> Day:
    return Day(
        first=first, last=last, weekday=on.weekday(), month=on.month, low=on.day, high=on.day,
        year=on.year,
    )  # fmt: skip


def _meant(line: Line, at: int) -> bool:
    """Whether a month is meant: May, not may; mars and März, not what marches."""
    return line.language.code in {"fr", "es", "pt", "ar"} or line.tokens[at].capital


def _weekday_meant(line: Line, at: int) -> bool:
    """Whether a weekday is meant: of `segunda` and its like only with `-feira` behind."""
    if line.language.code != "pt" or line.words[at] in {"sabado", "domingo"}:
        return True
    return line.words[at + 1 : at + 3] == ("-", "feira") or line.words[at - 1 : at] in {
        ("na",), ("esta",), ("nesta",),
    }  # fmt: skip


def _month(line: Line, at: int, month: int) -> Day:
    """Return the day of a month, or the month, or a part of it, with the year if that is told."""
    words = line.words
    first, last, low, high = at, at + 1, 1, 31
    place = at - 1
    while place >= 0 and at - place <= 2 and words[place] in _FILLERS:
        place -= 1
    if place >= 0 and _is_day(line, place):
        first, low = place, int(words[place])
        high = low
    elif at + 1 < len(words) and _is_day(line, at + 1):
        last, low = at + 2, int(words[at + 1])
        high = low
    else:
        low, high = _span(words[max(0, at - 3) : at])
    year = None
    for ahead in range(last, min(last + 2, len(words))):
        if len(words[ahead]) == 4 and words[ahead].isdigit():
            year, last = int(words[ahead]), ahead + 1
            break
    return Day(first=first, last=last, month=month, low=low, high=high, year=year, named=True)


def _part(line: Line, first: int, last: int, month: int, year: int) -> Day:
    low, high = _span(line.words[max(0, first - 2) : first])
    return Day(first=first, last=last, month=month, low=low, high=high, year=year)


def _span(before: Sequence[str]) -> tuple[int, int]:
    """Return the days of a month that are meant by what stands before it: early, at the end of."""
    if set(before) & _EARLY:
        return 1, _EARLY_ENDS
    return (_LATE_BEGINS, 31) if set(before) & LATE else (1, 31)


def _is_day(line: Line, at: int) -> bool:
    token = line.tokens[at]
    return token.kind == DIGITS and token.written.isdigit() and 1 <= int(token.written) <= 31


def apart(one: Day, other: Day) -> bool:
    """Whether two days are surely not the same day, or one is of a month and of the other none is.

    Told of a named month, something is mostly not what was told of a weekday.
    """
    if (one.named and not other.month) or (other.named and not one.month):
        return True
    if one.month and other.month:
        if one.year and other.year and one.year != other.year:
            return True
        return one.month != other.month or one.high < other.low or other.high < one.low
    return one.weekday is not None and other.weekday is not None and one.weekday != other.weekday
