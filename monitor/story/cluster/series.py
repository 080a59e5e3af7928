"""Texts that come again and again: the quiz for 19 August, the morning rundown, yesterday's market.

Each issue looks like the one before it, and is another event. A series is known by its source and
its title without numbers and days, a form by its source and the plain words of the title, in which
only the names change: "A v B, C Cup: when is it and how to watch on TV". What one source titles
with different days of a month is never one event.
"""

import re
from dataclasses import dataclass, field
from itertools import islice
from zlib import crc32

from monitor.story.cluster.dates import MONTH, WEEKDAY, days
from monitor.story.cluster.terms import Report, fold

_WORD = re.compile(r"[^\W_]+")
_DATED = frozenset(WEEKDAY).union(MONTH)
_WORDS_MIN = 2
_SAME_ISSUE_DAYS = 0.8
_REPEATED = 3
"""On so many days a title has to have stood to be that of a series,"""
_NUMBERED = 4
"""or, with other numbers each time, on so many: the toll of one quake rises too."""
_FORM_WORDS = 4
_FILLED = 4
"""With so many different names a title has to have stood to be a form."""
_REMEMBERED = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """Where an article stands in a series that it may be of.

    `series` names source and title without numbers and days, `form` source and the title's plain
    words, 0 if there is no telling; `filled` names its other words. `dates` are the days, `numbers`
    the numbers and `calendar` the days of a month in the title; `days` since 1970 is when, None if
    unknown.
    """

    source: str
    series: int
    form: int
    filled: int
    calendar: frozenset[tuple[int, int]]
    dates: frozenset[str]
    numbers: frozenset[str]
    days: float | None


def issue_of(report: Report) -> Issue:
    """Return where an article stands in a series."""
    title = fold(report.title)
    written = _WORD.findall(title)
    words = [word.casefold() for word in written]
    numbers = frozenset(word for word in words if word[0].isdigit())
    dates = frozenset(word for word in words if word in _DATED)
    rest = [word for word in words if word not in numbers and word not in dates]
    plain = [word for word in written if word[0].islower() and word not in dates]
    names = sorted(word.casefold() for word in written if not word[0].islower())
    when = report.published_at
    return Issue(
        source=report.source,
        series=_named(report.source, rest, least=_WORDS_MIN),
        form=_named(report.source, plain, least=_FORM_WORDS),
        filled=_named(report.source, names, least=1),
        dates=dates | numbers if dates else dates,
        numbers=numbers,
        calendar=frozenset((day.month, day.day) for day in days(title.casefold()))
        if dates
        else frozenset(),
        days=when.timestamp() / 86400 if when else None,
    )


def _named(source: str, words: list[str], *, least: int) -> int:
    if not source or len(words) < least:
        return 0
    return crc32("\n".join([source, *words]).encode("utf-8", "replace"))


@dataclass(slots=True)
class Recurring:
    """When each series appeared, and how each form was filled: grows up to a bound."""

    _days: dict[int, set[int]] = field(default_factory=dict)
    _filled: dict[int, set[int]] = field(default_factory=dict)

    def note(self, issue: Issue) -> None:
        """Remember that an issue appeared."""
        if issue.series and issue.days is not None:
            self._days = _with(self._days, issue.series, int(issue.days), most=_NUMBERED)
        if issue.form:
            self._filled = _with(self._filled, issue.form, issue.filled, most=_FILLED)

    def apart(self, one: Issue, other: Issue) -> bool:
        """Tell whether two articles are different issues of one series or form."""
        if one.source != other.source or not one.source:
            return False
        if one.calendar and other.calendar and one.calendar.isdisjoint(other.calendar):
            return True
        if one.form and one.form == other.form and one.filled != other.filled:
            return len(self._filled.get(one.form, ())) >= _FILLED
        if not one.series or one.series != other.series:
            return False
        if one.dates != other.dates:
            return True
        if one.days is None or other.days is None or abs(one.days - other.days) < _SAME_ISSUE_DAYS:
            return False
        seen = len(self._days.get(one.series, ()))
        return seen >= (_REPEATED if one.numbers == other.numbers else _NUMBERED)


def _with(known: dict[int, set[int]], key: int, value: int, *, most: int) -> dict[int, set[int]]:
    """Return what is known with a value more, of each key at most so many.

    When there are too many keys, those with one value are forgotten, and the older half.
    """
    values = known.setdefault(key, set())
    if len(values) < most:
        values.add(value)
    if len(known) <= _REMEMBERED:
        return known
    several = {key: values for key, values in known.items() if len(values) > 1}
    return dict(islice(several.items(), len(several) // 2, None))
