"""The tables of six languages: complete, readable, and shared in their concepts."""

import pytest

from monitor.story import kinds
from monitor.story.languages import LANGUAGES, language
from monitor.story.words import ar, de, en, es, fr, pt

LEXICONS = (ar, de, en, es, fr, pt)
USED = (
    kinds.PEOPLE | kinds.THINGS | kinds.OUTCOMES | kinds.OCCASIONS | kinds.EVENTS | kinds.OWNERS
)  # fmt: skip


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_every_language_has_the_concepts_that_figures_need(code: str) -> None:
    (words,) = (each.WORDS for each in LEXICONS if each.WORDS.code == code)
    assert words.concepts.keys() >= USED | kinds.TOPICS.keys() | {"toll", "harmed"}


def test_languages_name_no_concept_that_english_does_not() -> None:
    for each in LEXICONS:
        assert each.WORDS.concepts.keys() <= en.WORDS.concepts.keys()


@pytest.mark.parametrize(
    ("code", "word", "concept"),
    [
        pytest.param("en", "Killed", "killed", id="en"),
        pytest.param("fr", "tués", "killed", id="fr: accents"),
        pytest.param("es", "murieron", "killed", id="es"),
        pytest.param("pt", "mortos", "killed", id="pt"),
        pytest.param("de", "getötet", "killed", id="de"),
        pytest.param("ar", "قتل", "killed", id="ar"),
        pytest.param("ar", "والجنود", "soldier", id="ar: and, the"),
        pytest.param("ar", "للجيش", "army", id="ar: for the"),
        pytest.param("en", "mortgage", "", id="no word of death"),
        pytest.param("es", "abril", "", id="a month opens nothing"),
        pytest.param("es", "arrasó", "destroyed", id="es: razed"),
        pytest.param("pt", "arrasou", "destroyed", id="pt: razed"),
        pytest.param("es", "arrastradas", "", id="es: dragged, not razed"),
        pytest.param("pt", "arrastou", "", id="pt: dragged, not razed"),
        pytest.param("es", "liberaron", "freed", id="es: freed"),
        pytest.param("fr", "libérés", "freed", id="fr: freed"),
        pytest.param("de", "südlichen", "south", id="de: south"),
        pytest.param("de", "Sudan", "", id="de: a country, not south"),
        pytest.param("es", "Liberia", "", id="es: a country, not freed"),
        pytest.param("fr", "Libéria", "", id="fr: a country, not freed"),
    ],
)
def test_concept(code: str, word: str, concept: str) -> None:
    assert (LANGUAGES[code].meanings[word].concepts or ("",))[0] == concept


@pytest.mark.parametrize(
    ("declared", "text", "want"),
    [
        pytest.param("fr", "the army left the town", "fr", id="as declared"),
        pytest.param("pt-BR", "", "pt", id="a region"),
        pytest.param(None, "el ejército dejó la ciudad", "es", id="by its stop words"),
        pytest.param("it", "Le truppe hanno lasciato la città", "fr", id="the nearest there is"),
    ],
)
def test_language(declared: str | None, text: str, want: str) -> None:
    assert language(declared, text.split()).code == want


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_months_and_weekdays_are_no_events(code: str) -> None:
    known = LANGUAGES[code]
    named = {*known.months, *known.weekdays}
    assert {word for word in named if known.meanings[word].concepts} == set()
