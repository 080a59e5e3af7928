"""A text as sentences and tokens: where they end, and exact offsets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.story.sentences import LONGEST, sentences
from monitor.story.tokens import tokens


@pytest.mark.parametrize(
    ("text", "want"),
    [
        pytest.param("One. Two! Three? Four…", ["One.", "Two!", "Three?", "Four…"], id="stops"),
        pytest.param(
            "The U.N. mission left. Gen. J. Doe said so.",
            ["The U.N. mission left.", "Gen. J. Doe said so."],
            id="abbreviations and initials",
        ),
        pytest.param(
            "It was seized by the U.N. The army left.",
            ["It was seized by the U.N.", "The army left."],
            id="an abbreviation that ends a sentence",
        ),
        pytest.param(
            "It cost 1.5 million. 11.600 left.",
            ["It cost 1.5 million.", "11.600 left."],
            id="points in numbers",
        ),
        pytest.param(
            "“We left Kidal.” They drove on.",
            ["“We left Kidal.”", "They drove on."],
            id="a quotation mark closes the sentence",
        ),
        pytest.param(
            "“Who fired?” he asked. Nobody knew.",
            ["“Who fired?” he asked.", "Nobody knew."],
            id="a sentence goes on behind a quotation",
        ),
        pytest.param(
            "Am 14. August kam es dazu. Der 14. Versuch.",
            ["Am 14. August kam es dazu.", "Der 14.", "Versuch."],
            id="German dates",
        ),
        pytest.param(
            "Increasing tensions\nThe army came.",
            ["Increasing tensions", "The army came."],
            id="a heading is a line",
        ),
        pytest.param("The army\ncame.", ["The army\ncame."], id="a wrapped line goes on"),
        pytest.param("هل انسحبت؟ نعم. انتهى.", ["هل انسحبت؟", "نعم.", "انتهى."], id="Arabic stops"),
        pytest.param(
            "El Sr. Prats llegó. La Sra. Cuevas no.",
            ["El Sr. Prats llegó.", "La Sra. Cuevas no."],
            id="forms of address",
        ),
        pytest.param("  \n\n ", [], id="nothing"),
    ],
)
def test_sentences(text: str, want: list[str]) -> None:
    assert [each.text for each in sentences(text)] == want


def test_a_heading_is_not_whole() -> None:
    assert [each.whole for each in sentences("Numerous incidents\nThe army came.")] == [False, True]


def test_what_is_too_long_for_a_sentence_is_cut_between_words() -> None:
    text = "soldiers " * 1_000
    found = sentences(text)
    assert all(len(each.text) <= LONGEST for each in found)
    assert " ".join(each.text for each in found) == text.strip()


@given(st.text(alphabet=st.sampled_from('ab A.!?\n"”“ 1،؟ U.N. \t…)'), max_size=80))
def test_sentences_stand_where_they_say_and_leave_nothing_out(text: str) -> None:
    at = 0
    for each in sentences(text):
        assert text[each.start : each.end] == each.text == each.text.strip() != ""
        assert not text[at : each.start].strip()
        at = each.end
    assert not text[at:].strip()


@given(st.text(max_size=60))
def test_tokens_stand_where_they_say(text: str) -> None:
    at = 0
    for start, end, _, written in tokens(text):
        assert at <= start < end
        assert text[start:end] == written or text[start:end].replace(".", "") == written
        at = end
