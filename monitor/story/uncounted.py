"""Numbers that count nothing: years, ages, days of a month, numbers in names."""

from collections.abc import Sequence

from monitor.story.kinds import PEOPLE
from monitor.story.languages import Language, Meaning
from monitor.story.numerals import Bare
from monitor.story.tokens import CLOCK, DATE, DIGITS, WORD, Token

# A number behind one of these is a name: resolution 2690, article 5, RN 16.
_LABELS = frozenset((
    "resolution", "article", "articles", "section", "number", "no", "nr", "n", "numero", "route",
    "highway", "flight", "phase", "level", "chapter", "page", "line", "channel", "group",
    "category", "day", "bus", "gate", "zone", "division", "brigade", "sector", "resolucion",
    "articulo", "seccion", "vuelo", "ruta", "nivel", "fase", "dia", "canal", "resolucao",
    "artigo", "voo", "rota", "vol", "niveau", "ligne", "jour", "artikel", "flug", "stufe", "tag",
    "linie", "linea", "linha", "covid", "ak", "su", "mig", "الماده", "القرار", "رقم",
))  # fmt: skip
_AGES_BEHIND = frozenset(("ans", "anos", "jahre", "jahrige", "jahriger", "jahrigen"))
_AGES_BEFORE = frozenset(("aged", "age", "agee", "ages", "agees", "edad", "idade", "alter"))
_SINCE = frozenset(("since", "depuis", "desde", "seit", "منذ", "de", "year", "عام", "by", "until"))
_MONTH_FILLERS = frozenset((".", "de", "of", "st", "nd", "rd", "th", "er"))
_FIRST_YEAR, _LAST_YEAR = 1900, 2099


def is_year(
    given: Sequence[Token], meanings: Sequence[Meaning], language: Language, at: int, bare: Bare
) -> bool:
    """Whether digits are a year: four of them, and no people behind, unless since."""
    if not bare.digits or len(given[at].written) != 4:
        return False
    if not _FIRST_YEAR <= bare.low <= _LAST_YEAR:
        return False
    before = given[at - 1].word if at else ""
    if before in language.places or before in language.months or before in _SINCE:
        return True
    behind = meanings[bare.last].concepts if bare.last < len(given) else ()
    return not any(each in PEOPLE for each in behind)


def is_other(
    given: Sequence[Token], meanings: Sequence[Meaning], language: Language, at: int, bare: Bare
) -> bool:
    """Whether a number is a date, a time of day, a day of a month, an age, or part of a name."""
    if given[at].kind in {DATE, CLOCK}:
        return True
    return (
        _is_named(given, at, bare)
        or _is_model(given, meanings, at, bare)
        or _is_joined(given, bare)
        or _is_day(given, language, at, bare)
        or _is_age(given, language, at, bare)
    )


def _is_named(given: Sequence[Token], at: int, bare: Bare) -> bool:
    if not at:
        return False
    token, before = given[at], given[at - 1]
    if before.end == token.start and (before.word == "#" or before.kind == WORD):
        return True
    if before.word == "-" and before.end == token.start:
        return at > 1 and given[at - 2].kind == WORD and given[at - 2].end == before.start
    return token.kind == DIGITS and before.word in _LABELS and not bare.vague


def _is_model(given: Sequence[Token], meanings: Sequence[Meaning], at: int, bare: Bare) -> bool:
    """Whether it stands behind a name and before nothing that is counted: Boeing 737, Windows 8."""
    if at < 2 or not bare.digits or given[at - 1].kind != WORD or not given[at - 1].capital:
        return False
    if meanings[at - 1].key == "" or meanings[at - 1].times:
        return False
    return not (
        bare.last < len(given) and (meanings[bare.last].concepts or meanings[bare.last].opens)
    )


def _is_joined(given: Sequence[Token], bare: Bare) -> bool:
    """Whether a hyphen joins it to the word behind: a 12-gauge gun, the 7-member council."""
    if bare.last + 1 >= len(given) or given[bare.last].word != "-":
        return False
    behind = given[bare.last + 1]
    near = given[bare.last - 1].end == given[bare.last].start == behind.start - 1
    return near and behind.kind == WORD and behind.word not in _JOINED_UNITS


_JOINED_UNITS = frozenset(
    [
        "magnitude",
        "km",
        "mile",
        "miles",
        "meter",
        "metre",
        "percent",
        "tonne",
        "ton",
        "year",
        "years",
        "million",
        "billion",
    ]
)


def _is_day(given: Sequence[Token], language: Language, at: int, bare: Bare) -> bool:
    """Whether it is a day of a month: August 14, le 14 août, am 14. August, 14 de agosto."""
    if not (bare.digits or bare.low == 1) or bare.vague or not 1 <= bare.low <= 31:
        return False
    if at and given[at - 1].word in language.months and language.code in {"en", "ar"}:
        # August 14; but: in May 14 people died. Then a count follows, not a comma or a verb.
        after = given[bare.last] if bare.last < len(given) else None
        counted = after is not None and after.kind == WORD and after.word not in language.stops
        return given[at - 1].written[:1].isupper() | (language.code == "ar") and not counted
    place = bare.last
    while place < min(bare.last + 2, len(given)) and given[place].word in _MONTH_FILLERS:
        place += 1
    return place < len(given) and given[place].word in language.months


def _is_age(given: Sequence[Token], language: Language, at: int, bare: Bare) -> bool:
    before = given[at - 1].word if at else ""
    if before in _AGES_BEFORE:
        return True
    behind = [token.word for token in given[bare.last : bare.last + 5] if token.word != "-"]
    if before == "," and behind[:1] == [","] and at > 1 and given[at - 2].capital:
        return True  # Riva, 47, of Sterling Heights
    if language.code == "en":
        return "old" in behind[1:3] and behind[0] in {"year", "years", "month", "months"}
    alone = before in {",", "de", "("}
    ends = len(behind) == 1 or behind[1:2] in ([","], ["."], [")"], ["blesse"], ["wounded"])
    return bool(behind) and behind[0] in _AGES_BEHIND and alone and ends
