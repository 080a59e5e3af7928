"""Folding: what counts as the same letter, and the way back to the stored offsets."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.rules.fold import Folded, fold, fold_cased


@pytest.mark.parametrize(
    ("given", "want"),
    [
        pytest.param("Bèr", "ber", id="accent"),
        pytest.param("Be\u0300r", "ber", id="decomposed accent"),
        pytest.param("ＭＩＮＵＳＭＡ", "minusma", id="full width"),
        pytest.param("ﬁnal", "final", id="ligature"),
        pytest.param("Straße", "strasse", id="sharp s"),
        pytest.param("Łódź Øre ısı", "lodz ore isi", id="letters that do not decompose"),
        pytest.param("İstanbul", "istanbul", id="Turkish capital i"),
        pytest.param("MINUS\u00adMA", "minusma", id="soft hyphen"),
        pytest.param("Ki\u200bdal", "kidal", id="zero-width space"),
        pytest.param("كـيدال", "كيدال", id="tatweel"),
        pytest.param("كِيدَال", "كيدال", id="harakat"),
        pytest.param("أزواد", "ازواد", id="hamza on alef"),
        pytest.param("ا\u0654زواد", "ازواد", id="hamza on alef, decomposed"),
        pytest.param("مدينة", "مدينه", id="teh marbuta"),
        pytest.param("کیدال", "كيدال", id="Persian kaf and yeh"),
        pytest.param("بئر", "بئر", id="a well keeps its hamza"),
        pytest.param("بي\u0654ر", "بئر", id="a well, decomposed"),
        pytest.param("٢٠٢٣", "2023", id="Arabic digits"),
        pytest.param("CMA–CGM\u00a0 x", "cma cgm x", id="dashes and spaces"),
        pytest.param("UN’s base", "un base", id="possessive"),
        pytest.param("rebels' camp", "rebels camp", id="plural possessive"),
        pytest.param("l’Azawad", "l'azawad", id="elision stays"),
        pytest.param("a\nb", "a b", id="line break"),
        pytest.param("a\n\nb", "a\nb", id="blank line"),
    ],
)
def test_fold(given: str, want: str) -> None:
    assert fold(given) == want


def test_cased_fold_keeps_case() -> None:
    assert fold_cased("Bèr–CAMP") == "Ber CAMP"


@given(st.text().filter(lambda text: not set(text) & {"\n", "\u2028", "\u2029"}))
def test_fold_is_idempotent_within_a_line(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=st.characters(max_codepoint=0x24F)))
def test_fold_ignores_unicode_form(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert fold(composed) == fold(unicodedata.normalize("NFD", composed))


ODD = st.text(alphabet="Keé\u0301ﬁß\u00ad\u200b  -\n’'sك\u064eـ…İx½ \u0654ي")


@given(ODD, st.data())
def test_span_leads_back_to_text_that_folds_alike(text: str, data: st.DataObject) -> None:
    folded = Folded(text)
    if not folded.text:
        return
    start = data.draw(st.integers(0, len(folded.text) - 1))
    end = data.draw(st.integers(start + 1, len(folded.text)))
    place = folded.span(start, end)
    if place is None:
        return
    low, high = place
    assert 0 <= low < high <= len(text)
    assert _letters(fold(text[low:high])) == _letters(folded.text[start:end])


def _letters(folded: str) -> str:
    """What is left when gaps and possessives, which depend on what follows, are taken out."""
    return re.sub(r"'s?|\s", "", folded)


def test_western_text_folds_every_character_like_any_text() -> None:
    # What Windows-1252 can write has a way of its own.
    for code in range(256):
        char = bytes([code]).decode("cp1252", "ignore")
        assert Folded(f"x{char}x").text == fold(f"x{char}x")


@given(st.text(st.sampled_from("aBé'’s \n-“…½ßŒ\u00ad\u00a0™.xΩ"), max_size=20), st.data())
def test_every_offset_leads_there_and_back(text: str, data: st.DataObject) -> None:
    folded = Folded(text)
    before = data.draw(st.integers(0, len(text)))
    at = folded.at(before)
    ends = [folded.span(i, i + 1) for i in range(len(folded.text))]
    assert all(place[0] >= before for place in ends[at:] if place)
    assert all(place[0] < before for place in ends[:at] if place)


def test_latin_text_folds_every_character_like_any_text() -> None:
    # Two ways to fold: one for texts that are mostly ASCII, one for all. They have to agree.
    codes = [c for c in range(0x20000) if not 0xD800 <= c < 0xE000]
    for at in range(0, len(codes), 4096):
        text = "".join(f"xxxxxxxxxxxxxxxxxxxx{chr(code)}" for code in codes[at : at + 4096])
        assert Folded(text).text.strip() == fold(text)
