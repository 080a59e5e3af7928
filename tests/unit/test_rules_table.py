"""The tables of docs/rules.md, run: what is promised there is so."""

import re
from pathlib import Path

import pytest

from alerts.errors import RuleError
from alerts.match import match
from alerts.rules import compile_ruleset
from alerts.types import Article, ArticleId, ArticleRef, Rule, RuleId

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rules.md"
ENTITIES = {"ber": {"short": ["Ber"], "default": "accept"}}


def _rows(header: str) -> list[list[str]]:
    """Return the cells of the table under a header, without code marks."""
    _, _, below = PAGE.read_text(encoding="utf-8").partition(f"\n{header}\n")
    table = re.match(r"\|[-|]+\|\n((?:\|.*\|\n)+)", below)
    assert table, f"{PAGE} has no table {header}"
    return [
        [cell.strip() for cell in line.strip("|").split(" | ")] for line in table[1].splitlines()
    ]


TRUTHS = _rows("| expression | text | hit | why |")
REFUSALS = _rows("| written | answer |")


def _article(cell: str) -> Article:
    title, bar, text = cell.rpartition("‖")
    ref = ArticleRef(
        id=ArticleId(1),
        url="https://maliweb.example/Sport/1",
        canonical_url="https://maliweb.example/Sport/1",
        source="maliweb",
        title=title.strip() if bar else "",
        published_at=None,
        language="fr",
    )
    paragraphs = "\n".join(part.strip() for part in text.split("¶"))
    return Article(ref=ref, text=paragraphs, tags=("un",), authors=("Jane Doe", "AFP"))


def test_tables_are_whole() -> None:
    assert len(TRUTHS) > 50
    assert {len(row) for row in TRUTHS} == {4}
    assert {row[2] for row in TRUTHS} == {"yes", "no"}
    assert {len(row) for row in REFUSALS} == {2}


@pytest.mark.parametrize("row", [pytest.param(row, id=f"{row[0]}: {row[3]}") for row in TRUTHS])
def test_expression_is_true_as_documented(row: list[str]) -> None:
    rule = Rule(id=RuleId("r"), when=row[0].strip("`"))
    found = match(compile_ruleset(sets={}, entities=ENTITIES, rules=[rule]), _article(row[1]))
    assert bool(found.hits) is (row[2] == "yes")


@pytest.mark.parametrize("row", [pytest.param(row, id=row[0]) for row in REFUSALS])
def test_expression_is_refused_as_documented(row: list[str]) -> None:
    rule = Rule(id=RuleId("r"), when=row[0].strip("`"))
    with pytest.raises(RuleError) as caught:
        compile_ruleset(sets={}, entities=ENTITIES, rules=[rule])
    assert row[1] in caught.value.problems[0].message
