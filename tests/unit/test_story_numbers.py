"""Numbers in six languages: value, bounds, hedge, unit, and what counts nothing."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.story.languages import LANGUAGES
from monitor.story.numbers import MOST, Hedge, Number, Unit, spread
from monitor.story.reading import read
from told import line

COUNT, TIMES = Unit.COUNT, Unit.TIMES


def _only(text: str, language: str) -> Number:
    (found,) = (n for n in line(text, language).numbers if n.unit is not Unit.OTHER)
    return found


@pytest.mark.parametrize(
    ("language", "text", "low", "high", "unit"),
    [
        pytest.param("en", "11,600 troops", 11_600, 11_600, COUNT, id="en: a comma"),
        pytest.param("en", "twenty-four dead", 24, 24, COUNT, id="en: words"),
        pytest.param("en", "two hundred and five fled", 205, 205, COUNT, id="en: and"),
        pytest.param("en", "two dozen men", 21.6, 26.4, COUNT, id="en: two dozen"),
        pytest.param("en", "some 92K men", 87_400, 96_600, COUNT, id="en: K"),
        pytest.param("en", "$5.5B", 5.5e9, 5.5e9, Unit.MONEY, id="en: B is a billion of money"),
        pytest.param("en", "half a dozen men", 5, 7, COUNT, id="en: half a dozen"),
        pytest.param("en", "dozens of men", 20, 99, COUNT, id="en: dozens"),
        pytest.param("en", "at least 30 men", 30, inf, COUNT, id="en: at least"),
        pytest.param("en", "no fewer than 30 men", 30, inf, COUNT, id="en: no fewer than"),
        pytest.param("en", "up to 30 men", 0, 30, COUNT, id="en: up to"),
        pytest.param("en", "around 15,000 men", 14_250, 15_750, COUNT, id="en: around"),
        pytest.param("en", "between 15 and 20 men", 15, 20, COUNT, id="en: a range"),
        pytest.param("en", "2 to 3 million people", 2e6, 3e6, COUNT, id="en: a range, one scale"),
        pytest.param("en", "rose from 12 to 19", 19, 19, COUNT, id="en: what was before goes"),
        pytest.param("es", "subió de 12 a 19", 19, 19, COUNT, id="es: what was before goes"),
        pytest.param("en", "$1.2 billion", 1.2e9, 1.2e9, Unit.MONEY, id="en: money"),
        pytest.param("en", "$5m", 5e6, 5e6, Unit.MONEY, id="en: m is a million of money"),
        pytest.param("en", "51.4 percent", 51.4, 51.4, Unit.PERCENT, id="en: percent"),
        pytest.param("en", "attacked twice", 2, 2, TIMES, id="en: twice"),
        pytest.param("en", "on three occasions", 3, 3, TIMES, id="en: occasions"),
        pytest.param("en", "a 6.8-magnitude quake", 6.8, 6.8, Unit.MAGNITUDE, id="en: a hyphen"),
        pytest.param("fr", "11 600 soldats", 11_600, 11_600, COUNT, id="fr: a space"),
        pytest.param("fr", "11\u202f600 soldats", 11_600, 11_600, COUNT, id="fr: a thin space"),
        pytest.param("fr", "quatre-vingt-dix-sept morts", 97, 97, COUNT, id="fr: 97"),
        pytest.param("fr", "soixante et onze morts", 71, 71, COUNT, id="fr: 71"),
        pytest.param("fr", "trois cent mille", 3e5, 3e5, COUNT, id="fr: scales"),
        pytest.param("fr", "une vingtaine de morts", 17, 24, COUNT, id="fr: une vingtaine"),
        pytest.param("fr", "au moins 36 civils", 36, inf, COUNT, id="fr: au moins"),
        pytest.param("fr", "près de 300 civils", 250, 350, COUNT, id="fr: près de"),
        pytest.param("fr", "attaqué à deux reprises", 2, 2, TIMES, id="fr: à deux reprises"),
        pytest.param("fr", "1.200 millions de dollars", 1.2e9, 1.2e9, Unit.MONEY, id="fr: a point"),
        pytest.param("fr", "12,5 %", 12.5, 12.5, Unit.PERCENT, id="fr: a decimal comma"),
        pytest.param("es", "treinta y cinco heridos", 35, 35, COUNT, id="es: y"),
        pytest.param("es", "1.500 personas", 1500, 1500, COUNT, id="es: a point"),
        pytest.param("es", "más de cien familias", 100, inf, COUNT, id="es: más de"),
        pytest.param("es", "media docena de heridos", 5, 7, COUNT, id="es: media docena"),
        pytest.param("es", "atacado dos veces", 2, 2, TIMES, id="es: veces"),
        pytest.param("pt", "vinte e quatro feridos", 24, 24, COUNT, id="pt: e"),
        pytest.param("pt", "cento e vinte pessoas", 120, 120, COUNT, id="pt: cento"),
        pytest.param("pt", "pelo menos 20 pessoas", 20, inf, COUNT, id="pt: pelo menos"),
        pytest.param("pt", "1,5 milhões de euros", 1.5e6, 1.5e6, Unit.MONEY, id="pt: money"),
        pytest.param("de", "vierundzwanzig Soldaten", 24, 24, COUNT, id="de: one word"),
        pytest.param("de", "zweihundert Menschen", 200, 200, COUNT, id="de: zweihundert"),
        pytest.param("de", "ein halbes Dutzend Soldaten", 5, 7, COUNT, id="de: halbes Dutzend"),
        pytest.param("de", "mindestens 40 Menschen", 40, inf, COUNT, id="de: mindestens"),
        pytest.param("de", "1,2 Milliarden Euro", 1.2e9, 1.2e9, Unit.MONEY, id="de: money"),
        pytest.param("de", "15 bis 20 Kämpfer", 15, 20, COUNT, id="de: bis"),
        pytest.param("ar", "١٧ جنديا", 17, 17, COUNT, id="ar: digits of its own"),
        pytest.param("ar", "ستة جنود", 6, 6, COUNT, id="ar: words"),
        pytest.param("ar", "أربعة وعشرون مقاتلا", 24, 24, COUNT, id="ar: and"),
        pytest.param("ar", "سبعة عشر جنديا", 17, 17, COUNT, id="ar: teens"),
        pytest.param("ar", "ثلاثة آلاف شخص", 3000, 3000, COUNT, id="ar: thousands"),
        pytest.param("ar", "ما لا يقل عن 36 مدنيا", 36, inf, COUNT, id="ar: at least"),
        pytest.param("ar", "عشرات القتلى", 20, 99, COUNT, id="ar: dozens"),
        pytest.param("ar", "جنديان", 2, 2, COUNT, id="ar: a dual"),
        pytest.param("ar", "هوجمت مرتين", 2, 2, TIMES, id="ar: twice"),
    ],
)
def test_value_bounds_and_unit(
    language: str, text: str, low: float, high: float, unit: Unit
) -> None:
    found = _only(text, language)
    assert found.low == pytest.approx(low)
    assert found.high == pytest.approx(high)
    assert found.unit is unit


def test_lengths_are_in_metres_whatever_the_unit() -> None:
    assert _only("60 km away", "en").low == 60_000
    assert _only("37 miles away", "en").low == pytest.approx(59_546, abs=1)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        pytest.param("en", "in 2013", id="a year"),
        pytest.param("en", "a 2005 murder", id="a year before a noun"),
        pytest.param("en", "a 34-year-old man", id="an age"),
        pytest.param("en", "Paul Riva, 47, of Ber", id="an age between commas"),
        pytest.param("en", "on August 14", id="a day"),
        pytest.param("fr", "le 14 août", id="a day, fr"),
        pytest.param("de", "am 14. August", id="a day, de"),
        pytest.param("es", "el 3 de mayo", id="a day, es"),
        pytest.param("en", "at 14:30", id="a time"),
        pytest.param("en", "on 14/08/2023", id="a date"),
        pytest.param("en", "resolution 2690", id="a resolution"),
        pytest.param("en", "under COVID-19", id="a number in a name"),
        pytest.param("en", "a 12-gauge gun", id="a number joined to a word"),
        pytest.param("en", "the Boeing 737", id="a model"),
    ],
)
def test_what_counts_nothing_is_no_count(language: str, text: str) -> None:
    assert all(n.unit in {Unit.OTHER, Unit.YEAR} for n in line(text, language).numbers)


def test_about_leaves_more_open_the_rounder_a_number_is() -> None:
    assert spread(300) == 50
    assert spread(11_600) == 580
    assert spread(10) == 2
    assert spread(0) == 0


def test_a_table_is_no_sentence_with_ever_more_numbers() -> None:
    assert len(line("6 " * 200, "en").numbers) == MOST


def test_an_article_may_be_no_number() -> None:
    assert _only("un soldat a fui", "fr").article
    assert not _only("deux soldats ont fui", "fr").article


@given(st.text(max_size=80), st.sampled_from(sorted(LANGUAGES)))
def test_numbers_stand_where_they_say(text: str, language: str) -> None:
    for each in read(text, language).lines:
        last = 0
        for number in each.numbers:
            assert last <= number.first < number.last <= len(each.tokens)
            assert number.start == each.tokens[number.first].start < number.end
            assert number.low <= number.high
            assert number.hedge in Hedge
            last = number.last
