"""What stands before an article's first sentence."""

import pytest

from monitor.story.dateline import without_dateline
from monitor.story.sentences import sentences

REST = "The ferry ran aground off Tolvik."


@pytest.mark.parametrize(
    "dateline",
    [
        pytest.param("TOLVIK (Reuters) - ", id="capitals and agency"),
        pytest.param("TOLVIK, Norland — ", id="capitals"),
        pytest.param("Tolvik, March 2 (NTB)-- ", id="day and agency"),
        pytest.param("Tolvik, le 2 mars (AFP) – ", id="French"),
        pytest.param("LEMMERING/TOLVIK, 2 de marzo (EFE).- ", id="two places, Spanish"),
        pytest.param("Tolvik (dpa) - ", id="agency"),
        pytest.param("Tolvik, 2 March — ", id="day"),
        pytest.param("", id="none"),
    ],
)
def test_a_dateline_is_left_out(dateline: str) -> None:
    (first,) = sentences(dateline + REST)
    found = without_dateline(first)
    assert found.text == REST
    assert (dateline + REST)[found.start : found.end] == REST


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Two men — both of them soldiers — died.", id="small words before a dash"),
        pytest.param("Norland — the last of its kind — sank.", id="a name before a dash"),
        pytest.param("TOLVIK (Reuters) -", id="nothing behind it"),
        pytest.param("Anne-Marie Solheim left - at last.", id="a hyphen in a name"),
    ],
)
def test_what_is_no_dateline_stays(text: str) -> None:
    (first,) = sentences(text)
    assert without_dateline(first) == first
