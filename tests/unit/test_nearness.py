"""Words that are nearly others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.nearness import neighbours, regapped, slips, spans, words


@pytest.mark.parametrize(
    ("word", "near"),
    [
        pytest.param("kidal", "kidall", id="a letter more"),
        pytest.param("kidal", "kdal", id="a letter less"),
        pytest.param("kidal", "kydal", id="another letter"),
        pytest.param("kidal", "kidla", id="two swapped"),
        pytest.param("minusma", "inusma", id="the first one missing"),
        pytest.param("كيدال", "كدال", id="Arabic, a letter less"),
        pytest.param("кидаль", "кидали", id="Cyrillic"),
    ],
)
def test_one_edit_away(word: str, near: str) -> None:
    assert near in neighbours(word)
    assert word in neighbours(near)


@pytest.mark.parametrize("far", ["kidal", "kalid", "kidallo", "kdl", "kidal "])
def test_no_edit_or_two(far: str) -> None:
    assert far not in neighbours("kidal")


@given(st.text("abc", min_size=1, max_size=6), st.text("abc", min_size=1, max_size=6))
def test_to_be_near_is_mutual(one: str, other: str) -> None:
    assert (other in neighbours(one)) is (one in neighbours(other))


def test_only_longer_words_of_a_phrase_slip() -> None:
    found = set(slips(("de", "l", "azawad")))
    assert ("de", "l", "azwad") in found
    assert {phrase[:2] for phrase in found} == {("de", "l")}
    assert list(slips(("ber",))) == []


@pytest.mark.parametrize(
    ("phrase", "want"),
    [
        pytest.param(("al", "qaida"), [("alqaida",)], id="a gap less"),
        pytest.param(("kidal",), [("ki", "dal"), ("kid", "al")], id="a gap more"),
        pytest.param(("ber",), [], id="too short"),
    ],
)
def test_gaps(phrase: tuple[str, ...], want: list[tuple[str, ...]]) -> None:
    assert list(regapped(phrase)) == want


@pytest.mark.parametrize(
    ("text", "phrase", "want"),
    [
        pytest.param("In Kïdal, KIDAL.", ("kidal",), ["Kïdal", "KIDAL"], id="accents, case"),
        pytest.param("MINUS-MA", ("minus", "ma"), ["MINUS-MA"], id="a hyphen"),
        pytest.param("minus. Ma", ("minus", "ma"), [], id="two sentences"),
        pytest.param("l'Azawad", ("l", "azawad"), ["l'Azawad"], id="an apostrophe"),
        pytest.param("Kidallo", ("kidal",), [], id="a longer word"),
        pytest.param("إلى أزواد", ("أزواد",), ["أزواد"], id="Arabic"),
    ],
)
def test_how_it_is_written(text: str, phrase: tuple[str, ...], want: list[str]) -> None:
    assert list(spans(text, phrase)) == want


def test_words_are_those_of_the_index() -> None:
    assert words("L'Été à_Kidal (U.N.) Łódź") == ("l", "ete", "a", "kidal", "u", "n", "łodz")
