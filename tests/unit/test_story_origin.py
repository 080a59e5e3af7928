"""Who copied whom, and how many independent sources a story has."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from alerts.types import ArticleId
from monitor.story.agencies import credited
from monitor.story.cluster import Report
from monitor.story.origin import Copied, Credited, Origin, Own, Rewritten, account, origins
from telling import FERRY, NOW, reports

FIRST, SECOND, THIRD = reports(*FERRY)
REWRITE = Report(
    id=ArticleId(8),
    title="Fog drives ferry onto rocks",
    text="With 212 people aboard, a ferry ran aground on Monday in thick fog off Tolvik. Everyone "
    "was ordered into the boats by the captain, Ragna Solheim. The ship had lost its radar an hour "
    "before, a sailor told the harbour office.",
    published_at=NOW + timedelta(hours=20),
)
QUOTE = (
    "“We heard a blow, the lights went out and then the captain sent us all to the boats at once”"
)


def of(*story: Report) -> dict[int, Origin]:
    found = origins([account(each) for each in story])
    return {int(article): origin for article, origin in found.of.items()}


def test_reports_of_their_own_are_independent() -> None:
    found = origins([account(each) for each in (FIRST, SECOND, THIRD)])
    assert set(found.of.values()) == {Own()}
    assert found.independent == 3


def test_a_rewrite_is_no_independent_source() -> None:
    for order in permutations((FIRST, SECOND, REWRITE)):
        assert origins([account(each) for each in order]).independent == 2
    origin = of(FIRST, SECOND, REWRITE)[8]
    assert isinstance(origin, Rewritten)
    assert origin.original == FIRST.id
    assert 0.15 <= origin.held <= 1


def test_the_earlier_is_the_original_whichever_came_first() -> None:
    assert isinstance(of(REWRITE, FIRST)[8], Rewritten)
    assert of(REWRITE, FIRST)[1] == Own()
    undated = replace(REWRITE, published_at=None)
    assert isinstance(of(undated, FIRST)[1], Rewritten)


def test_a_copy_counts_with_its_original() -> None:
    copy = replace(FIRST, id=ArticleId(9), copy_of=FIRST.id)
    found = origins([account(each) for each in (FIRST, SECOND, copy)])
    assert found.of[ArticleId(9)] == Copied(original=FIRST.id)
    assert found.independent == 2


def test_articles_of_one_agency_are_one_source() -> None:
    credit = [replace(each, text=f"{each.text} (AFP)") for each in (FIRST, SECOND)]
    found = origins([account(each) for each in (*credit, THIRD)])
    assert found.of[FIRST.id] == Credited(agency="AFP")
    assert found.independent == 2


def test_two_reports_of_one_outlet_are_one_source() -> None:
    given = zip((FIRST, SECOND, THIRD), ("a.example", "b.example", "a.example"), strict=True)
    found = origins([account(each, outlet) for each, outlet in given])
    assert found.independent == 2
    assert set(found.of.values()) == {Own()}


def test_an_outlet_that_prints_an_agency_too_is_not_the_agency() -> None:
    printed = replace(SECOND, text=f"{SECOND.text} (AFP)")
    given = [
        account(FIRST, "a.example"),
        account(printed, "a.example"),
        account(THIRD, "b.example"),
    ]
    assert origins(given).independent == 3
    other = replace(printed, id=ArticleId(7), text="Fog, says AFP news agency, and no radar. (AFP)")
    assert origins([*given, account(other, "c.example")]).independent == 3


def test_a_copy_elsewhere_is_its_originals_outlet() -> None:
    copy = replace(FIRST, id=ArticleId(9), copy_of=FIRST.id)
    given = [account(FIRST, "a.example"), account(copy, "b.example"), account(SECOND, "b.example")]
    assert origins(given).independent == 2


def test_a_quotation_makes_no_rewrite() -> None:
    quoting = [
        replace(each, text=f"{each.text} {QUOTE}, said one. {QUOTE}, said another.")
        for each in (FIRST, SECOND)
    ]
    assert origins([account(each) for each in quoting]).independent == 2


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        pytest.param("Florida bans Advanced Placement (AP) Psychology.", None, id="explained"),
        pytest.param("Advanced Placement (AP) is gone. (AFP)", "AFP", id="explained, then credit"),
        pytest.param("He told the Associated Press (AP) so.", "AP", id="an agency explained"),
        pytest.param("Deutsche Presse-Agentur (dpa)", "dpa", id="with a hyphen"),
        pytest.param("(AP) Tolvik", "AP", id="at the head"),
        pytest.param("PARIS (AFP) - The ferry sank.", "AFP", id="in brackets"),
        pytest.param("PARIS (Reuters) - The ferry sank.", "Reuters", id="Reuters"),
        pytest.param("Le bac a coulé, selon RFI.", "RFI", id="selon"),
        pytest.param("Le bac a coulé, selon l'AFP.", "AFP", id="selon l'"),
        pytest.param("D’après l’Agence France-Presse, il a coulé.", "AFP", id="long name"),
        pytest.param("Reuters reported that it sank.", "Reuters", id="reported"),
        pytest.param("A sailor told the Associated Press that it sank.", "AP", id="told"),
        pytest.param("An official informed AFP that it sank.", "AFP", id="informed"),
        pytest.param("Die Fähre sank, berichtet die dpa nicht.", None, id="no German word order"),
        pytest.param("Laut dpa sank die Fähre.", "dpa", id="laut"),
        pytest.param("Según la agencia EFE, se hundió.", "EFE", id="según"),
        pytest.param("Segundo a agência Lusa, afundou.", "Lusa", id="segundo"),
        pytest.param("Jak podaje PAP, prom zatonął.", "PAP", id="jak podaje"),
        pytest.param("غرقت العبارة، نقلا عن رويترز.", "Reuters", id="Arabic"),
        pytest.param("قالت وكالة فرانس برس إن العبارة غرقت", "AFP", id="Arabic, said"),
        pytest.param("Rescuers at work [File: F. Vergnes/AFP]", None, id="a photographer"),
        pytest.param("The Reuters building was evacuated.", None, id="a mention"),
        pytest.param("Account APART from the rest", None, id="part of a word"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_credited(text: str, agency: str | None) -> None:
    assert credited(text) == agency
