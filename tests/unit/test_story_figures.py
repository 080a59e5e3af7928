"""Figures of six languages: what is counted, what happened to it, where, when, who says so."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.story.figures import Figure, Kind, figures
from monitor.story.languages import LANGUAGES
from monitor.story.numbers import Hedge, Unit
from monitor.story.reading import read
from told import labelled


def _figures(text: str, language: str, published: date | None = None) -> tuple[Figure, ...]:
    return figures(read(text, language), published)


def _told(text: str, language: str) -> list[tuple[float, str, str]]:
    return [
        (each.low, " ".join(sorted(each.counted)), each.action) for each in _figures(text, language)
    ]


@pytest.mark.parametrize(
    ("language", "text", "want"),
    [
        pytest.param(
            "en", "Six soldiers were killed.", [(6, "soldier", "killed")], id="en: passive"
        ),
        pytest.param(
            "en", "The blast killed six soldiers.", [(6, "soldier", "killed")], id="en: active"
        ),
        pytest.param(
            "en",
            "Six soldiers were killed and four wounded.",
            [(6, "soldier", "killed"), (4, "", "wounded")],
            id="en: two outcomes",
        ),
        pytest.param(
            "en",
            "It killed six soldiers and wounded four.",
            [(6, "soldier", "killed"), (4, "", "wounded")],
            id="en: two outcomes, active",
        ),
        pytest.param(
            "en",
            "Seventeen soldiers and 36 civilians died.",
            [(17, "soldier", "killed"), (36, "civilian", "killed")],
            id="en: two kinds, one outcome",
        ),
        pytest.param(
            "en", "Rebels killed three soldiers.", [(3, "soldier", "killed")], id="en: who did it"
        ),
        pytest.param(
            "en",
            "He shot three people, killing two.",
            [(3, "person", ""), (2, "", "killed")],
            id="en: done to the next",
        ),
        pytest.param(
            "en",
            "Two of the three victims died.",
            [(2, "person", "killed")],
            id="en: a part of a whole",
        ),
        pytest.param("en", "The death toll rose to 12.", [(12, "", "killed")], id="en: a toll"),
        pytest.param(
            "en",
            "A spokesman put the army's losses at 17 dead.",
            [(17, "soldier", "killed")],
            id="en: whose losses",
        ),
        pytest.param(
            "en", "They left without incident.", [(0, "occasion", "attacked")], id="en: without"
        ),
        pytest.param("en", "Nobody was hurt.", [(0, "", "wounded")], id="en: nobody"),
        pytest.param(
            "en",
            "No casualties were reported.",
            [(0, "", "killed"), (0, "", "wounded")],
            id="en: no casualties",
        ),
        pytest.param(
            "en",
            "The convoy was attacked twice.",
            [(2, "occasion", "attacked")],
            id="en: twice",
        ),
        pytest.param(
            "en",
            "The convoy was not attacked.",
            [(0, "occasion", "attacked")],
            id="en: not attacked",
        ),
        pytest.param(
            "en",
            "The rebels accused the army of breaking a truce by attacking their convoy.",
            [],
            id="en: accused of attacking",
        ),
        pytest.param("en", "Eleven more bodies were found.", [], id="en: more than before"),
        pytest.param("en", "Two people may have been killed.", [(2, "person", "")], id="en: may"),
        pytest.param("en", "Were six soldiers killed?", [], id="en: a question"),
        pytest.param(
            "fr", "Six soldats ont été tués.", [(6, "soldier", "killed")], id="fr: passive"
        ),
        pytest.param(
            "fr",
            "L'armée annonce la mort de six militaires.",
            [(6, "soldier", "killed")],
            id="fr: the death of",
        ),
        pytest.param(
            "fr", "Aucun civil n'a été blessé.", [(0, "civilian", "wounded")], id="fr: none"
        ),
        pytest.param(
            "fr",
            "Quarante évadés ont été arrêtés.",
            [],
            id="fr: caught, and no longer at large",
        ),
        pytest.param(
            "es",
            "Murieron seis soldados y cuatro resultaron heridos.",
            [(6, "soldier", "killed"), (4, "", "wounded")],
            id="es: two outcomes",
        ),
        pytest.param(
            "pt", "O ataque matou onze soldados.", [(11, "soldier", "killed")], id="pt: active"
        ),
        pytest.param(
            "de", "Neun Bergleute kamen ums Leben.", [(9, "worker", "killed")], id="de: a phrase"
        ),
        pytest.param(
            "de", "Sechs Soldaten wurden verletzt.", [(6, "soldier", "wounded")], id="de: passive"
        ),
        pytest.param(
            "ar",
            "قتل ستة جنود وأصيب أربعة مدنيين.",
            [(6, "soldier", "killed"), (4, "civilian", "wounded")],
            id="ar: the verb before",
        ),
        pytest.param("ar", "قتل جنديان.", [(2, "soldier", "killed")], id="ar: a dual"),
    ],
)
def test_what_is_counted_and_what_happened(
    language: str, text: str, want: list[tuple[float, str, str]]
) -> None:
    assert _told(text, language) == want


def test_the_strength_of_a_force_is_told_in_parts_and_as_their_sum() -> None:
    found = _figures("MINUSMA had some 11,600 troops and 1,500 police officers.", "en")
    assert [(each.value, each.action, each.parts) for each in found] == [
        ("some 11,600", "strength", False),
        ("1,500", "strength", False),
        ("some 11,600 troops and 1,500", "strength", True),
    ]
    assert {each.kind for each in found} == {Kind.STANDING}
    assert found[-1].low <= 13_100 <= found[-1].high


def test_a_total_since_a_year_is_standing() -> None:
    (found,) = _figures("Since 2013 at least 180 peacekeepers have been killed.", "en")
    assert found.total
    assert found.kind is Kind.STANDING
    assert found.hedge is Hedge.AT_LEAST


@pytest.mark.parametrize(
    ("language", "text", "want"),
    [
        pytest.param("en", "Six soldiers died, the army said.", {"army"}, id="en: behind"),
        pytest.param("en", "Police said six soldiers died.", {"police"}, id="en: before"),
        pytest.param("en", "According to rebels six soldiers died.", {"rebels"}, id="en: by"),
        pytest.param(
            "en", "Six soldiers died, Idris Wele said.", {"idri", "wele"}, id="en: a name"
        ),
        pytest.param("fr", "Six civils sont morts, selon l'armée.", {"army"}, id="fr: selon"),
        pytest.param("es", "Según la policía murieron seis civiles.", {"police"}, id="es: según"),
        pytest.param("pt", "Seis civis morreram, disse o exército.", {"army"}, id="pt: behind"),
        pytest.param("de", "Laut Armee starben sechs Zivilisten.", {"army"}, id="de: laut"),
        pytest.param("ar", "قتل ستة مدنيين، بحسب الجيش.", {"army"}, id="ar: by"),
        pytest.param("en", "Six soldiers died.", set(), id="nobody"),
    ],
)
def test_by_whose_account(language: str, text: str, want: set[str]) -> None:
    assert {by for each in _figures(text, language) for by in each.by} == want


def test_places_are_those_behind_a_preposition() -> None:
    (found,) = _figures("Six soldiers died in the northern town of Ber, Wagner said.", "en")
    assert found.places == {"ber"}


def test_weekdays_are_dates_by_the_day_of_publication() -> None:
    text = "The attack took place on Friday."
    (bare,) = _figures(text, "en")
    (dated,) = _figures(text, "en", date(2023, 8, 13))
    assert bare.action == dated.action == "occurs"
    assert (bare.days[0].weekday, bare.days[0].month) == (4, None)
    assert (dated.days[0].month, dated.days[0].low) == (8, 11)


@pytest.mark.parametrize(
    ("text", "unit", "topic"),
    [
        pytest.param("The budget is $1.2 billion.", Unit.MONEY, "cost", id="a budget"),
        pytest.param("Turnout was 61 percent.", Unit.PERCENT, "percentage", id="turnout"),
        pytest.param("A quake of magnitude 6.4 struck.", Unit.MAGNITUDE, "quake", id="a quake"),
        pytest.param("Ber lies 60 km east of Timbuktu.", Unit.LENGTH, "distance", id="a distance"),
    ],
)
def test_a_measure_has_a_topic(text: str, unit: Unit, topic: str) -> None:
    (found,) = _figures(text, "en")
    assert (found.unit, found.topic, found.kind) == (unit, topic, Kind.STANDING)


_WORDS = st.sampled_from(
    [
        "six",
        "24",
        "soldiers",
        "police",
        "were",
        "killed",
        "and",
        "wounded",
        "no",
        "without",
        "incident",
        "at",
        "least",
        "the",
        "army",
        "said",
        "in",
        "Ber",
        "on",
        "Friday",
        ",",
        ".",
        "twice",
        "attacked",
        "rose",
        "to",
        "toll",
        "11,600",
        "some",
        "since",
        "2013",
        "one",
        "of",
    ]
)


def _exact(text: str, language: str) -> None:
    for each in _figures(text, language, date(2023, 8, 13)):
        assert text[each.start : each.end] == each.text
        assert text[each.number_start : each.number_end] == each.value != ""
        assert each.start <= each.number_start < each.number_end <= each.end
        assert each.low <= each.high


@given(st.lists(_WORDS, max_size=25).map(" ".join), st.sampled_from(sorted(LANGUAGES)))
def test_offsets_are_exact_in_any_order_of_words(text: str, language: str) -> None:
    _exact(text, language)


@given(st.text(max_size=60), st.sampled_from(sorted(LANGUAGES)))
def test_offsets_are_exact_in_any_text(text: str, language: str) -> None:
    _exact(text, language)


def test_offsets_are_exact_in_stories() -> None:
    for article in labelled():
        _exact(article.text, article.language)
