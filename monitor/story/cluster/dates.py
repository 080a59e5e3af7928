"""The days that a text names, in seven languages: years, weekdays, days of a month.

A report of an event names its weekday, an old one another year: time that is in the content and
not in the stamp. Nothing is resolved here to one date, as "Sunday" and "14 August" have several.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

# fmt: off
_WEEKDAYS = (
    "monday lundi lunes segunda-feira montag poniedzialek الاثنين الإثنين",
    "tuesday mardi martes terca-feira dienstag wtorek الثلاثاء",
    "wednesday mercredi miercoles quarta-feira mittwoch sroda srode الاربعاء الأربعاء",
    "thursday jeudi jueves quinta-feira donnerstag czwartek الخميس",
    "friday vendredi viernes sexta-feira freitag piatek الجمعة",
    "saturday samedi sabado samstag sonnabend sobota sobote السبت",
    "sunday dimanche domingo sonntag niedziela niedziele الاحد الأحد",
)
_MONTHS = (
    "january jan janvier janv enero janeiro januar stycznia يناير",
    "february feb fevrier fevr febrero fevereiro februar lutego فبراير",
    "march mar mars marzo marco marz marca مارس",
    "april apr avril avr abril abr kwietnia ابريل أبريل",
    "may mai mayo maio maja مايو",
    "june jun juin junio junho juni czerwca يونيو",
    "july jul juillet juil julio julho juli lipca يوليو",
    "august aug aout agosto sierpnia اغسطس أغسطس",
    "september sept sep septembre septiembre setembro wrzesnia سبتمبر",
    "october oct octobre octubre outubro oktober okt pazdziernika اكتوبر أكتوبر",
    "november nov novembre noviembre novembro listopada نوفمبر",
    "december dec decembre diciembre dezembro dezember grudnia ديسمبر",
)
# fmt: on
WEEKDAY = {name: n for n, names in enumerate(_WEEKDAYS) for name in names.split()}
"""Names of weekdays, folded and small; Monday is 0."""
MONTH = {name: n for n, names in enumerate(_MONTHS, 1) for name in names.split()}
"""Names of months, folded and small; January is 1."""
_YEAR = re.compile(r"(?<![\d.,])(?:19[5-9]\d|20[0-4]\d)(?!\d|[.,]\d)")
_ORDINAL = r"(?:st|nd|rd|th|er|º|\.)?"
_NAMES = "|".join(sorted(map(re.escape, MONTH), key=len, reverse=True))
_DAY = re.compile(
    rf"(?<!\w)(?P<iso>(?:19|20)\d\d-\d\d-\d\d)(?!\d)"
    rf"|(?<!\w)(?:(?P<before>\d{{1,2}}){_ORDINAL} (?:de |d')?)?(?P<month>{_NAMES})(?!\w)\.?"
    rf"(?: (?P<after>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|:\d))?,?(?: (?:de )?(?P<year>(?:19|20)\d\d))?",
)
_WEEKDAY_SEEN = re.compile(
    r"(?<!\w)(?:" + "|".join(sorted(map(re.escape, WEEKDAY), key=len, reverse=True)) + r")(?!\w)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day named in a text; `year` is None where the text leaves it to the reader."""

    month: int
    day: int
    year: int | None = None

    def before(self, limit: date) -> date | None:
        """Return the latest such day that is not after `limit`, None if there is none."""
        for year in (self.year,) if self.year else (limit.year, limit.year - 1):
            try:
                found = date(year, self.month, self.day)
            except ValueError:
                return None
            if found <= limit:
                return found
        return None


def years(folded: str) -> frozenset[int]:
    """Return the years from 1950 to 2049 that a text names."""
    return frozenset(map(int, _YEAR.findall(folded)))


def weekdays(folded: str) -> frozenset[int]:
    """Return the weekdays that a text names, Monday is 0; `folded` is in small letters."""
    return frozenset(WEEKDAY[name] for name in _WEEKDAY_SEEN.findall(folded))


def days(folded: str) -> Iterator[Day]:
    """Yield the days of a month that a text names, in its order; `folded` is in small letters."""
    for found in _DAY.finditer(folded):
        if found["iso"]:
            year, month, day = map(int, found["iso"].split("-"))
        else:
            month, day = MONTH[found["month"]], int(found["before"] or found["after"] or 0)
            year = int(found["year"] or 0)
        if 1 <= day <= 31 and 1 <= month <= 12:
            yield Day(month=month, day=day, year=year or None)
