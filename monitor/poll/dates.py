"""The dates of feeds, sitemaps and listings, as they are really written."""

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from functools import lru_cache

_MAX_CHARS = 80
_YEARS = range(1970, 2101)

_ZONES_H = {
    "UTC": 0, "UT": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "MEZ": 1,
    "WAT": 1, "CEST": 2, "MESZ": 2, "CAT": 2, "SAST": 2, "EET": 2, "EEST": 3, "EAT": 3, "MSK": 3,
    "TRT": 3, "IST": 5.5, "PKT": 5, "WIB": 7, "SGT": 8, "HKT": 8, "AWST": 8, "JST": 9, "KST": 9,
    "AEST": 10, "AEDT": 11, "ACST": 9.5, "ACDT": 10.5, "NZST": 12, "NZDT": 13, "ART": -3, "BRT": -3,
    "AST": -4, "EDT": -4, "EST": -5, "CDT": -5, "CST": -6, "MDT": -6, "MST": -7, "PDT": -7,
    "PST": -8, "AKDT": -8, "AKST": -9, "HST": -10,
}  # fmt: skip

# Months by number, folded; an abbreviation of three letters or more is enough where it is unique.
_MONTH_NAMES = (
    "january janvier enero janeiro januar gennaio januari styczen stycznia января ocak يناير",
    "february fevrier febrero fevereiro februar febbraio februari lutego февраля subat فبراير",
    "march mars marzo marco marz maart mrt marca марта mart مارس",
    "april avril abril aprile kwietnia апреля nisan أبريل",
    "may mai mayo maio maggio mei maja мая mayis مايو",
    "june juin junio junho juni giugno czerwca июня haziran يونيو",
    "july juillet julio julho juli luglio lipca июля temmuz يوليو",
    "august aout agosto augustus sierpnia августа agustos أغسطس",
    "september septembre septiembre setiembre setembro settembre wrzesnia сентября eylul سبتمبر",
    "october octobre octubre outubro oktober ottobre pazdziernika октября ekim أكتوبر",
    "november novembre noviembre novembro listopada ноября kasim نوفمبر",
    "december decembre diciembre dezembro dezember dicembre grudnia декабря aralik ديسمبر",
)

_DAY_FIRST = re.compile(
    r"(?:[^\W\d]+(?:\.?[,،]\s*|\.?\s+)(?:(?:le|den|o|el)\s+)?)?"  # weekday
    r"(?P<day>\d{1,2})(?:\.|er|º|ª)?(?:\s+de\s+|[\s\-]+)"
    r"(?P<month>[^\W\d]+)\.?,?(?:\s+de\s+|[\s\-]+)"
    r"(?P<year>\d{4}|\d{2})\b"
)
_MONTH_FIRST = re.compile(
    r"(?:[^\W\d]+,\s+)?(?P<month>[^\W\d]+)\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})\b"
)
_UNIX = re.compile(  # as asctime() and `date` write it, the year last
    r"[^\W\d]+\s+(?P<month>[^\W\d]+)\s+(?P<day>\d{1,2})\s+(?P<rest>\d{1,2}:\d{2}(?::\d{2})?"
    r"(?:\s+[A-Z]{1,4})?)\s+(?P<year>\d{4})\b"
)
_NUMERIC = re.compile(
    r"(?P<day>\d{1,2})(?P<mark>[./-])(?P<month>\d{1,2})(?P=mark)(?P<year>\d{4})\b"
)
_YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})(?!\d)[T日]?"
)
_TIME = re.compile(
    r"[\s,|–-]*(?:(?:at|à|um|kl|ore|a las|às)\s+)?"
    r"(?P<hour>\d{1,2})[:h.](?P<minute>\d{2})(?::(?P<second>\d{2}))?(?:[.,]\d+)?"
    r"\s*(?P<half>[ap]\.?m\b\.?)?\s*(?:(?P<sign>[+-])(?P<zh>\d{2}):?(?P<zm>\d{2})?|(?P<zone>[A-Z]{1,4})\b)?",
    re.IGNORECASE,
)


def _folded(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in letters if not unicodedata.combining(c)).replace("ı", "i")


def _month_table() -> dict[str, int]:
    """Map each month name, and each of its beginnings that means one month only, to its number."""
    table: dict[str, int] = {}
    for number, names in enumerate(_MONTH_NAMES, 1):
        for name in map(_folded, names.split()):
            for size in range(3, len(name) + 1):
                start = name[:size]
                table[start] = number if table.get(start, number) == number else 0
    for number, names in enumerate(_MONTH_NAMES, 1):
        table |= dict.fromkeys(map(_folded, names.split()), number)
    return {start: number for start, number in table.items() if number}


_MONTHS = _month_table()


@lru_cache(maxsize=4_096)
def moment(written: str) -> datetime | None:
    """Return the moment that is written, in UTC, or None if it cannot be told.

    ISO 8601 and W3C-DTF, RFC 5322 with named zones, and months in words in a dozen languages.
    Without a zone it is taken as UTC, without a time as midnight. `02/03/2026` may be two days
    and is None: no date is better than a wrong one. So are years outside 1970-2100. Never raises.
    """
    text = written.strip()
    if not 8 <= len(text) <= _MAX_CHARS:
        return None
    try:
        return _utc(datetime.fromisoformat(text))
    except ValueError:
        pass
    for shape in (_DAY_FIRST, _YEAR_FIRST, _MONTH_FIRST, _NUMERIC, _UNIX):
        found = shape.match(text)
        if found:
            return _composed(found, found.groupdict().get("rest") or text[found.end() :])
    return None


def _utc(found: datetime) -> datetime | None:
    if found.year not in _YEARS:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _composed(date: re.Match[str], rest: str) -> datetime | None:
    parts = date.groupdict()
    month = int(parts["month"]) if parts["month"].isdecimal() else _month(parts["month"])
    day, year = int(parts["day"]), int(parts["year"])
    if parts.get("mark") in {"/", "-"} and day != month:
        if day <= 12 and month <= 12:
            return None
        if month > 12:
            day, month = month, day
    if len(parts["year"]) == 2:
        year += 1900 if year >= 70 else 2000
    try:
        return _utc(datetime(year, month, day, tzinfo=UTC) + _time_of_day(rest))
    except (ValueError, OverflowError):
        return None


def _month(name: str) -> int:
    """Return 1 to 12, or 0, which is no month."""
    return _MONTHS.get(_folded(name), 0)


def _time_of_day(rest: str) -> timedelta:
    """Return what to add to midnight UTC; nothing if no time is written."""
    found = _TIME.match(rest)
    if found is None:
        return timedelta()
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    if found["half"]:
        hour = hour % 12 + (12 if found["half"][0] in "pP" else 0)
    if hour > 24 or minute > 59 or second > 60:
        raise ValueError(rest)
    return timedelta(hours=hour, minutes=minute, seconds=second) - _offset(found)


def _offset(time: re.Match[str]) -> timedelta:
    if time["sign"]:
        size = timedelta(hours=int(time["zh"]), minutes=int(time["zm"] or 0))
        if size >= timedelta(hours=24):
            raise ValueError(time[0])
        return size if time["sign"] == "+" else -size
    return timedelta(hours=_ZONES_H.get((time["zone"] or "UTC").upper(), 0))
