"""Texts that come again and again: the quiz for 19 August, the morning rundown, yesterday's market.

Each issue looks like the one before it, and is another event. A series is known by its source and
its title without numbers and days.
"""

import re
from dataclasses import dataclass, field
from itertools import islice
from zlib import crc32

from monitor.story.cluster.dates import MONTH, WEEKDAY
from monitor.story.cluster.terms import Report, fold

_WORD = re.compile(r"[^\W_]+")
_DATED = frozenset(WEEKDAY).union(MONTH)
_WORDS_MIN = 2
_SAME_ISSUE_DAYS = 0.8
_REPEATED = 3
"""On so many days a title has to have stood to be that of a series,"""
_NUMBERED = 4
"""or, with other numbers each time, on so many: the toll of one quake rises too."""
_REMEMBERED = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """Where an article stands in a series that it may be of.

    `series` names source and title without numbers and days, 0 if there is no telling; `dates` are
    the days and `numbers` the numbers of the title; `days` since 1970 is when, None if unknown.
    """

    series: int
    dates: frozenset[str]
    numbers: frozenset[str]
    days: float | None


def issue_of(report: Report) -> Issue:
    """Return where an article stands in a series."""
    words = _WORD.findall(fold(report.title).casefold())
    numbers = frozenset(word for word in words if word[0].isdigit())
    dates = frozenset(word for word in words if word in _DATED)
    rest = [word for word in words if word not in numbers and word not in dates]
    known = bool(report.source) and len(rest) >= _WORDS_MIN
    when = report.published_at
    return Issue(
        series=crc32("\n".join([report.source, *rest]).encode("utf-8", "replace")) if known else 0,
        dates=dates | numbers if dates else dates,
        numbers=numbers,
        days=when.timestamp() / 86400 if when else None,
    )


@dataclass(slots=True)
class Recurring:
    """The days on which each series appeared: grows with what it is shown, up to a bound."""

    _days: dict[int, set[int]] = field(default_factory=dict)

    def note(self, issue: Issue) -> None:
        """Remember that an issue appeared."""
        if issue.series and issue.days is not None:
            days = self._days.setdefault(issue.series, set())
            if len(days) < _NUMBERED:
                days.add(int(issue.days))
            if len(self._days) > _REMEMBERED:
                several = {key: days for key, days in self._days.items() if len(days) > 1}
                self._days = dict(islice(several.items(), len(several) // 2, None))

    def apart(self, one: Issue, other: Issue) -> bool:
        """Tell whether two articles are different issues of one series."""
        if not one.series or one.series != other.series:
            return False
        if one.dates != other.dates:
            return True
        if one.days is None or other.days is None or abs(one.days - other.days) < _SAME_ISSUE_DAYS:
            return False
        seen = len(self._days.get(one.series, ()))
        return seen >= (_REPEATED if one.numbers == other.numbers else _NUMBERED)
