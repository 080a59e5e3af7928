"""Nearly the same text with other victims is news; with another wording it is not."""

import pytest

from monitor.story.retold import tells_otherwise

BODY = (
    " when the ferry Havbris ran aground off Tolvik on Monday in thick fog, the hospital said."
    " Captain Ragna Solheim ordered everyone into the boats. The radar had failed an hour before."
)
BEFORE = "Two passengers drowned" + BODY


@pytest.mark.parametrize(
    ("after", "otherwise"),
    [
        pytest.param("Nine passengers drowned" + BODY, True, id="more dead"),
        pytest.param("9 passengers drowned" + BODY, True, id="more dead, in figures"),
        pytest.param(BEFORE, False, id="the same"),
        pytest.param("2 passengers drowned" + BODY, False, id="the same in figures"),
        pytest.param(BEFORE.replace("thick fog", "a storm"), False, id="another word"),
        pytest.param("Two passengers drowned", False, id="only the beginning"),
        pytest.param(BEFORE.replace("an hour", "three hours"), False, id="no victims"),
        pytest.param(BEFORE + " Three divers searched on Friday.", False, id="more text"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_what_makes_a_copy_news(after: str, *, otherwise: bool) -> None:
    assert tells_otherwise(after, BEFORE, "en") is otherwise


@pytest.mark.parametrize(
    ("before", "after", "language"),
    [
        pytest.param(
            "Trois civils ont été tués à Lorvier, selon le maire.",
            "Sept civils ont été tués à Lorvier, selon le maire.",
            "fr",
            id="French",
        ),
        pytest.param(
            "Al menos cinco mineros murieron en el pozo de Maruela, dijo el alcalde.",
            "Once mineros murieron en el pozo de Maruela, dijo el alcalde.",
            "es",
            id="Spanish, at least",
        ),
    ],
)
def test_in_other_languages(before: str, after: str, language: str) -> None:
    assert not tells_otherwise(before, before, language)
    assert tells_otherwise(after, before, language) is (language == "fr")


def test_a_hostile_text_costs_little() -> None:
    many = "".join(f"{n} men were killed in village {n}. " for n in range(3_000))
    other = many.replace("killed", "hurt")
    assert tells_otherwise(many, other, "en") in {True, False}
