"""Long forms beside their abbreviations. The texts are ours."""

import time

import pytest

from monitor.acronyms import is_acronym, long_forms

_FRENCH = "Mission multidimensionnelle intégrée des Nations unies pour la stabilisation au Mali"
_ENGLISH = "United Nations Multidimensional Integrated Stabilization Mission in Mali"


@pytest.mark.parametrize(
    ("text", "short", "want"),
    [
        pytest.param(
            "The Competition and Markets Authority (CMA) said no.",
            "CMA",
            ["Competition and Markets Authority"],
            id="initials, without small words",
        ),
        pytest.param(
            "fighters of the Coordination of Azawad Movements (CMA)",
            "CMA",
            ["Coordination of Azawad Movements"],
            id="initials in another order: the short form is French",
        ),
        pytest.param(
            "La Coordination des mouvements de l'Azawad (CMA), d'anciens rebelles",
            "CMA",
            ["Coordination des mouvements de l'Azawad"],
            id="an elided article",
        ),
        pytest.param(
            f"La {_FRENCH} (Minusma) part.", "MINUSMA", [_FRENCH], id="its MA stands for Mali"
        ),
        pytest.param(
            f"the {_ENGLISH} (MINUSMA)", "MINUSMA", [_ENGLISH], id="from another language"
        ),
        pytest.param(
            "the CMA (Coordination of Azawad Movements, a rebel alliance)",
            "CMA",
            ["Coordination of Azawad Movements"],
            id="the other way round, with more behind",
        ),
        pytest.param(
            "قالت تنسيقية حركات أزواد (CMA) إن", "CMA", ["تنسيقية حركات أزواد"], id="Arabic"
        ),
        pytest.param("the United Nations (U.N.)", "UN", ["United Nations"], id="dots"),
        pytest.param("the Nations United (UN)", "UN", [], id="two letters stand in order"),
        pytest.param(
            "a heat shock transcription factor (HSTF)",
            "HSTF",
            ["heat shock transcription factor"],
            id="all lower case",
        ),
        pytest.param(
            "Gene encoding protein kinase (GEPIN) was",
            "GEPIN",
            ["Gene encoding protein kinase"],
            id="letters inside words, by Schwartz and Hearst",
        ),
        pytest.param("It has ended. Authority (CMA)", "CMA", [], id="not over a full stop"),
        pytest.param("The boss said so (CMA)", "CMA", [], id="no long form"),
        pytest.param("CMA (see above)", "CMA", [], id="an aside"),
        pytest.param("CMA (Canada)", "CMA", [], id="one word"),
        pytest.param("CMA", "CMA", [], id="alone"),
        pytest.param("(CMA) CMA ()", "CMA", [], id="nothing before it"),
    ],
)
def test_long_forms(text: str, short: str, want: list[str]) -> None:
    assert list(long_forms(text, short)) == want


@pytest.mark.parametrize(
    ("name", "want"),
    [("CMA", True), ("U.N.", True), ("MINUSMA", True), ("Minusma", False), ("Ber", False),
     ("CMA CGM", False), ("كيدال", False), ("A", False)],
)  # fmt: skip
def test_what_is_an_acronym(name: str, want: bool) -> None:
    assert is_acronym(name) is want


def test_a_text_made_to_hurt_costs_little() -> None:
    began = time.process_time()
    for unit in ("(CMA) ", "CMA (", "a b c m a ", "CMA (aaa bbb ", "(((( CMA"):
        assert not [each for each in long_forms(unit * 20_000, "CMA") if len(each) > 300]
    assert time.process_time() - began < 10
