"""What is read of an article: words, names, numbers, days, languages."""

from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.types import ArticleId
from monitor.story.cluster.dates import Day, days, weekdays, years
from monitor.story.cluster.terms import STORED, Kind, Report, Terms, fold, term, terms_of
from monitor.story.cluster.words import SMALL, language_of


def read(title: str, text: str, language: str | None = None) -> Terms:
    return terms_of(Report(id=ArticleId(1), title=title, text=text, language=language))


def kinds(terms: Terms) -> dict[int, int]:
    return dict(zip(terms.terms, terms.kinds, strict=True))


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        pytest.param("peacekeepers", "peacekeeping", "en", id="English"),
        pytest.param("gouvernement", "gouvernemental", "fr", id="French"),
        pytest.param("élections", "elections", "fr", id="accents"),
        pytest.param("Wałbrzych", "Walbrzycha", "pl", id="Polish case, plain l"),
        pytest.param("السفينة", "سفينة", "ar", id="Arabic article"),
        pytest.param("U.N.", "UN", "en", id="dots of an acronym"),
        pytest.param("Ministerium", "Ministeriums", "de", id="German genitive"),
    ],
)
def test_forms_of_a_word_are_one_term(one: str, other: str, language: str) -> None:
    first, second = (read("", f"x {word}", language).terms for word in (one, other))
    assert list(first) == list(second) != []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("11,600 troops", "11.600 troops", id="comma or dot"),
        pytest.param("11 600 troops", "11600 troops", id="space or nothing"),
        pytest.param("3.5 metres", "3,5 metres", id="decimals"),
    ],
)
def test_spellings_of_a_number_are_one(one: str, other: str) -> None:
    assert read("", one).numbers == read("", other).numbers != frozenset()


def test_years_and_single_digits_are_no_numbers_to_disagree_about() -> None:
    assert read("", "In 2019 they bought 3 of 45 ships").numbers == {crc32(b"#45")}


def test_names_are_capitalised_in_mid_sentence() -> None:
    found = kinds(read("", "Trains stopped. Trains to Velmar, and trains to Orsk, stopped."))
    named = {each for each, kind in found.items() if kind & Kind.NAME}
    assert named == {term("velmar"), term("orsk")}


def test_an_acronym_is_no_small_word() -> None:
    terms = read("", "He said the US and the UN sent us away, and it was un bel giorno", "en").terms
    assert {term("US"), term("UN")} <= set(terms)
    assert term("us") not in terms


def test_a_title_that_the_text_repeats_counts_once() -> None:
    title = "Mill burns in Dorn"
    assert list(read(title, f"{title}\nNobody was hurt.").counts) == list(
        read(title, "\nNobody was hurt.").counts
    )


@given(st.text(max_size=300), st.text(max_size=3000))
def test_reading_is_bounded_and_the_same_again(title: str, text: str) -> None:
    terms = read(title, text)
    assert len(terms.terms) == len(terms.counts) == len(terms.kinds) <= STORED
    assert terms == read(title, text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param("The ship was late because of the fog and it was cold", "en", id="en"),
        pytest.param(
            "Le bateau est en retard car il y a du brouillard dans la baie", "fr", id="fr"
        ),
        pytest.param(
            "El barco llega con retraso por la niebla, pero no hay heridos", "es", id="es"
        ),
        pytest.param("O navio não chegou ao porto, mas não há feridos até agora", "pt", id="pt"),
        pytest.param(
            "Das Schiff ist noch nicht da, weil es in der Bucht Nebel gibt", "de", id="de"
        ),
        pytest.param(
            "Statek nie przypłynął, bo nad zatoką jest mgła i nie ma wiatru", "pl", id="pl"
        ),
        pytest.param("السفينة لم تصل الى الميناء في الصباح بعد ان كان من المقرر", "ar", id="ar"),
        pytest.param("Havbris Tolvik Solheim", None, id="names only"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_the_language_shows_in_the_small_words(text: str, language: str | None) -> None:
    assert language_of(fold(text).casefold().replace(",", "").split()) == language


def test_small_words_are_listed_as_texts_are_folded() -> None:
    for small in SMALL.values():
        assert {fold(word).casefold() for word in small} == small


@pytest.mark.parametrize(
    ("text", "want"),
    [
        pytest.param("on 14 august", Day(month=8, day=14), id="day first"),
        pytest.param("august 14, 2023", Day(month=8, day=14, year=2023), id="English with year"),
        pytest.param("le 3 fevrier 2021", Day(month=2, day=3, year=2021), id="French"),
        pytest.param("el 9 de octubre de 2020", Day(month=10, day=9, year=2020), id="Spanish"),
        pytest.param("am 1. mai", Day(month=5, day=1), id="German"),
        pytest.param("15 sierpnia 2023", Day(month=8, day=15, year=2023), id="Polish"),
        pytest.param("في 12 يناير", Day(month=1, day=12), id="Arabic"),
        pytest.param("2023-11-10t08:00", Day(month=11, day=10, year=2023), id="ISO"),
        pytest.param("sept. 3rd", Day(month=9, day=3), id="abbreviated"),
        pytest.param("aug. 4: rates climb", Day(month=8, day=4), id="before a colon"),
        pytest.param("may be", None, id="a verb"),
        pytest.param("march 4:30 pm", None, id="a time"),
        pytest.param("2023-19-44", None, id="no such day"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_days(text: str, want: Day | None) -> None:
    assert next(days(text), None) == want


def test_years_and_weekdays() -> None:
    text = "sunday, 12.2019 of 1987 and 20235; lundi, mercredi; terca-feira; 2012"
    assert years(text) == {1987, 2012}
    assert weekdays(text) == {6, 0, 2, 1}
