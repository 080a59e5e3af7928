"""Figures against figures: the same, an update, in conflict, or unrelated."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.story.disagree import Relation, compare, relate
from monitor.story.figures import Figure, figures
from monitor.story.reading import read
from told import SHARED, STORIES, labelled, lines

SAME, UPDATE = Relation.SAME, Relation.UPDATE
CONFLICT, UNRELATED = Relation.CONFLICT, Relation.UNRELATED
PAIRS = list(lines(STORIES / "figure_pairs.jsonl"))
DEV = SHARED / "data" / "figure_pairs_dev.jsonl"
ALL = tuple(
    figure for article in labelled() for figure in figures(read(article.text, article.language))
)


def _figures(text: str, language: str) -> tuple[Figure, ...]:
    return figures(read(text, language))


@pytest.mark.parametrize(
    ("languages", "one", "other", "want"),
    [
        pytest.param(
            "en", "Six soldiers were killed.", "The army lost 17 soldiers.", CONFLICT, id="numbers"
        ),
        pytest.param(
            "en", "24 men were killed.", "Two dozen men were killed.", SAME, id="another word"
        ),
        pytest.param(
            "en", "At least 20 men were killed.", "24 men were killed.", SAME, id="inside bounds"
        ),
        pytest.param(
            "en",
            "Four died and six were wounded.",
            "Six died and four were wounded.",
            CONFLICT,
            id="crosswise",
        ),
        pytest.param(
            "en",
            "The toll rose to 12 on Monday.",
            "The toll rose to 19 on Tuesday.",
            UPDATE,
            id="a toll that rises",
        ),
        pytest.param(
            "en",
            "The army said six soldiers died.",
            "The army said nine soldiers died.",
            UPDATE,
            id="the same source, more",
        ),
        pytest.param(
            "en",
            "Three soldiers died in Ber.",
            "Nine soldiers died in Kidal.",
            UNRELATED,
            id="another place",
        ),
        pytest.param(
            "en-ar",
            "Three soldiers died in Ber.",
            "قتل تسعة جنود في بير.",
            CONFLICT,
            id="a place in two scripts",
        ),
        pytest.param(
            "en",
            "Three soldiers died on Monday.",
            "Nine soldiers died on Friday.",
            UNRELATED,
            id="another day",
        ),
        pytest.param(
            "en",
            "Ten people died on Sunday.",
            "In February hundreds of people died.",
            UNRELATED,
            id="a named month",
        ),
        pytest.param(
            "en",
            "Two soldiers died.",
            "Since 2019 more than 400 soldiers have died.",
            UNRELATED,
            id="a total against an incident",
        ),
        pytest.param(
            "en",
            "Six soldiers died.",
            "Twelve people died, among them soldiers.",
            UNRELATED,
            id="a part against a total",
        ),
        pytest.param(
            "en",
            "The convoy left without incident.",
            "The convoy was attacked twice.",
            CONFLICT,
            id="none against twice",
        ),
        pytest.param(
            "en",
            "The convoy left without incident.",
            "Gunmen attacked a village twice.",
            UNRELATED,
            id="none against twice, of another target",
        ),
        pytest.param(
            "en",
            "The mission has 11,600 troops and 1,500 police officers.",
            "The mission's strength is around 15,000 soldiers and police officers.",
            CONFLICT,
            id="parts against a sum",
        ),
        pytest.param(
            "en",
            "The mission has 11,600 troops and 1,500 police officers.",
            "The mission is about 13,000 strong.",
            SAME,
            id="parts and their sum",
        ),
        pytest.param(
            "en",
            "The attack took place on Friday.",
            "The attack took place on Thursday night.",
            CONFLICT,
            id="days",
        ),
        pytest.param(
            "en",
            "The mission has to leave by 30 June.",
            "The mission has until the end of the year to leave.",
            CONFLICT,
            id="deadlines",
        ),
        pytest.param(
            "en", "Ber lies 60 km from Gao.", "Ber lies 37 miles from Gao.", SAME, id="units"
        ),
        pytest.param(
            "en-fr", "The mission has 11,600 troops.", "La mission compte 11 600 soldats.", SAME,
            id="two languages",
        ),
        pytest.param("en-ar", "Six soldiers died.", "قتل ٢٠ جنديا.", CONFLICT, id="two scripts"),
        pytest.param(
            "fr", "La police a compté 2.000 manifestants.", "Ils étaient 9.000 à défiler.",
            UNRELATED, id="fr: nobody is counted",
        ),
        pytest.param(
            "de", "Der Konvoi kam ohne Zwischenfälle an.", "Der Konvoi wurde zweimal angegriffen.",
            CONFLICT, id="de: none against twice",
        ),
    ],
)  # fmt: skip
def test_relation(languages: str, one: str, other: str, want: Relation) -> None:
    first, _, second = languages.partition("-")
    assert relate(_figures(one, first), _figures(other, second or first)) is want


def test_a_later_count_by_nobody_else_is_an_update() -> None:
    (one,), (other,) = _figures("Six men died.", "en"), _figures("Nine men died.", "en")
    assert compare(one, other) is CONFLICT
    assert compare(one, other, later=True) is UPDATE
    assert compare(one, other, same_source=True) is UPDATE
    assert compare(other, one, later=True) is CONFLICT, "fewer are no update"


@given(st.sampled_from(ALL))
def test_a_figure_agrees_with_itself(figure: Figure) -> None:
    assert compare(figure, figure) in {SAME, UNRELATED}


@given(st.sampled_from(ALL), st.sampled_from(ALL))
def test_only_an_update_depends_on_which_came_first(one: Figure, other: Figure) -> None:
    changed = {CONFLICT, UPDATE}
    forth, back = compare(one, other), compare(other, one)
    assert forth is back or {forth, back} <= changed


def _conflicts(rows: list[dict[str, str]]) -> tuple[float, float]:
    """Return precision and recall of the conflicts of labelled pairs."""
    found = wanted = right = 0
    for row in rows:
        first, _, second = row["lang"].partition("-")
        got = relate(_figures(row["a"], first), _figures(row["b"], second or first))
        found += got is CONFLICT
        wanted += row["label"] == "conflict"
        right += got is CONFLICT and row["label"] == "conflict"
    return right / found, right / wanted


@pytest.mark.parametrize("part", ["tuned", "first_sight"])
def test_conflicts_of_labelled_pairs_stay_right(part: str) -> None:
    precision, recall = _conflicts([row for row in PAIRS if row["set"] == part])
    assert precision == 1
    assert recall >= 0.9


@pytest.mark.skipif(
    not DEV.exists(), reason="the shared development data is not beside the project"
)
def test_conflicts_of_the_development_pairs_stay_right() -> None:
    precision, recall = _conflicts(list(lines(DEV)))
    assert precision >= 0.9
    assert recall >= 0.6
