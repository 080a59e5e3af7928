"""Texts that come again and again: the quiz for 19 August, the morning rundown, yesterday's market.

Each issue looks like the one before it, and is another event. A series is known by its source and
its title without numbers and days. A form is known by its source and six plain words in a row, in
titles of which only the names change: "A v B, C Cup: when is it and how to watch it on TV". What
one source titles with different days of a calendar is never one event.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from zlib import crc32

from monitor.story.cluster.dates import MONTH, WEEKDAY, days
from monitor.story.cluster.terms import Report, fold, shared
from monitor.story.cluster.words import ANY

_WORD = re.compile(r"[^\W_]+")
_DATED = frozenset(WEEKDAY).union(MONTH)
_WORDS_MIN = 2
_SAME_ISSUE_DAYS = 0.8
_REPEATED = 3
"""On so many days a title has to have stood to be that of a series,"""
_NUMBERED = 4
"""or, with other numbers each time, on so many: the toll of one quake rises too."""
_FORM_WORDS = 6
_FILLED = 4
"""With so many different names such words have to have stood to be a form."""
_FORMS_READ = 60
_NUMERIC = re.compile(r"(?<!\d)\d{1,4}[./-]\d{1,2}[./-]\d{2,4}(?!\d)")
_REMEMBERED = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """Where an article stands in a series that it may be of.

    `source` is a number for its name, 0 if unknown. `series` names source and title without numbers
    and days, 0 if there is no telling. `forms` name source and plain words in a row, `filled` what
    else the title has. `dates` are the days, `numbers` the numbers and `calendar` the days of a
    month in the title; `days` since 1970 is when, None if unknown.
    """

    source: int
    series: int
    forms: tuple[int, ...]
    filled: int
    calendar: frozenset[str]
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
    plain = {word for word in written if word[0].islower()}
    rest = [word for word in words if word not in numbers and word not in dates]
    names = [word for word in words if word not in ANY and word not in plain]
    when = report.published_at
    return Issue(
        source=_named(report.source, [], least=0),
        series=_named(report.source, rest, least=_WORDS_MIN),
        forms=tuple(_forms(report.source, written[:_FORMS_READ])),
        filled=_named(report.source, sorted(names), least=1),
        dates=shared(dates | numbers if dates else dates),
        numbers=shared(numbers),
        calendar=shared(_calendar(title) if numbers else frozenset()),
        days=when.timestamp() / 86400 if when else None,
    )


def _calendar(title: str) -> frozenset[str]:
    """Return the days of a month in a title; how one source writes them does not change."""
    named = (f"{day.month} {day.day}" for day in days(title.casefold()))
    return frozenset(named).union(_NUMERIC.findall(title))


def _forms(source: str, written: list[str]) -> Iterator[int]:
    """Yield what names each run of plain words; numbers are left out, a name ends a run."""
    run: list[str] = []
    for word in written:
        if word[0].isdigit():
            continue
        run = [*run[1 - _FORM_WORDS :], word] if word[0].islower() else []
        if len(run) == _FORM_WORDS and source:
            yield _named(source, run, least=_FORM_WORDS)


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
        for form in issue.forms:
            self._filled = _with(self._filled, form, issue.filled, most=_FILLED)

    def apart(self, one: Issue, other: Issue) -> bool:
        """Tell whether two articles are different issues of one series or form.

        An issue is nothing else of its source either: a guide that is put out every day would hold
        together whatever it guides to.
        """
        if one.source != other.source or not one.source:
            return False
        if one.calendar and other.calendar and one.calendar.isdisjoint(other.calendar):
            return True
        if one.series and one.series == other.series:
            return self._is_another_day(one, other)
        if one.filled == other.filled and not set(one.forms).isdisjoint(other.forms):
            return False
        return self._recurs(one) or self._recurs(other)

    def _is_another_day(self, one: Issue, other: Issue) -> bool:
        if one.dates != other.dates:
            return True
        if one.days is None or other.days is None or abs(one.days - other.days) < _SAME_ISSUE_DAYS:
            return False
        seen = len(self._days.get(one.series, ()))
        return seen >= (_REPEATED if one.numbers == other.numbers else _NUMBERED)

    def _recurs(self, issue: Issue) -> bool:
        if len(self._days.get(issue.series, ())) >= _NUMBERED:
            return True
        return any(len(self._filled.get(form, ())) >= _FILLED for form in issue.forms)


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
