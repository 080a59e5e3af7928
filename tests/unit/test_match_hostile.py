"""Matching on texts made to hurt: exact offsets, bounded work, the same verdict.

Work is counted in lines of Python executed, not in seconds: the same on every machine.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.match import match
from alerts.match.sightings import MOST
from alerts.rules import Ruleset, compile_ruleset
from alerts.types import (
    Article,
    ArticleId,
    ArticleRef,
    Evidence,
    Field,
    Match,
    Matched,
    Rule,
    RuleId,
)

SHIPPED = yaml.safe_load(
    (Path(__file__).resolve().parents[2] / "entities.yaml").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def shipped() -> Ruleset:
    rules = (
        Rule(id=RuleId("r"), when='@kidal OR army* OR "blue helmets"'),
        Rule(id=RuleId("elsewhere"), when="@kidal", sources=("tag:un", "other")),
    )
    return compile_ruleset(sets=SHIPPED["sets"], entities=SHIPPED["entities"], rules=rules)


def _article(text: str, title: str = "") -> Article:
    ref = ArticleRef(
        id=ArticleId(3),
        url="https://news.example/3",
        canonical_url="https://news.example/3",
        source="example",
        title=title,
        published_at=None,
        language=None,
    )
    return Article(ref=ref, text=text)


@contextmanager
def _counted() -> Iterator[list[int]]:
    """Count the lines of our code that are executed inside."""
    lines = [0]

    def trace(_frame: FrameType, event: str, _arg: Any) -> Any:
        lines[0] += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield lines
    finally:
        sys.settrace(before)


def _work(ruleset: Ruleset, unit: str, size: int) -> tuple[int, Matched]:
    article = _article("The army. " + unit * (size // len(unit)) + " The army left Kidal.")
    with _counted() as lines:
        found = match(ruleset, article)
    return lines[0], found


HOSTILE = [
    pytest.param("Kidal ", id="short name"),
    pytest.param("Kidal. ", id="short name, a sentence each"),
    pytest.param("KIDAL x ", id="capitals"),
    pytest.param("ber ", id="short name in the wrong case"),
    pytest.param("xKidal ", id="inside words"),
    pytest.param("CMA army ", id="name and evidence"),
    pytest.param("army CMA british ", id="evidence on both sides"),
    pytest.param("army ", id="evidence"),
    pytest.param("un ", id="evidence in the wrong case"),
    pytest.param("Ber. CMA. ", id="a chain of names that prove each other"),
    pytest.param("in Ber. CMA. ", id="a chain with places"),
    pytest.param("Ber airport x. CMA. ", id="a chain with something against it"),
    pytest.param("in Ber british airport ", id="places that something speaks against"),
    pytest.param("CMA CGM ", id="never"),
    pytest.param("MINUSMA ", id="names"),
    pytest.param("CMA (Conselho Municipal do Ambiente) ", id="spelled out"),
    pytest.param("CMA (", id="brackets that never close"),
    pytest.param("Anna Ber, 34, ", id="persons"),
    pytest.param("Kidal Jensen ", id="surnames"),
    pytest.param("\n", id="line breaks"),
    pytest.param("Ber\n", id="a line each"),
    pytest.param("基malian", id="endings that run on through another script"),
    pytest.param("#KidalBer", id="hashtags"),
    pytest.param("Be\u0301r\u0301\u0301 ", id="combining marks"),
    pytest.param("\u202eكيدال \u202c", id="right to left"),
    pytest.param("…)) ", id="stops and brackets"),
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_twice_the_text_costs_about_twice(shipped: Ruleset, unit: str) -> None:
    _work(shipped, unit, 100)  # fills the tables that a character is looked up in once
    once, _ = _work(shipped, unit, 5_000)
    twice, _ = _work(shipped, unit, 10_000)
    assert twice < 2.6 * once + 2_000
    assert twice < 60 * 10_000


@pytest.mark.parametrize("unit", HOSTILE)
def test_true_mention_is_found_after_any_noise(shipped: Ruleset, unit: str) -> None:
    text = unit * (12_000 // len(unit)) + "\n\nThe Malian army entered Kidal on Tuesday.\n\n"
    found = match(shipped, _article(text + unit * 200))
    assert "kidal" in found.entities
    assert [hit.rule for hit in found.hits] == ["r"]


def test_spans_of_an_entity_are_limited_in_each_part(shipped: Ruleset) -> None:
    lead, body = "MINUSMA " * 3 * MOST, "Kidal. " * 3 * MOST
    found = match(shipped, _article(f"{lead}\n{body}", title="Kidal"))
    spans = [(str(m.entity), m.field) for m in found.matches]
    assert spans.count(("kidal", Field.TITLE)) == 1
    assert spans.count(("kidal", Field.TEXT)) == MOST
    assert spans.count(("minusma", Field.TEXT)) == MOST


def test_any_source_lets_every_rule_be_tried(shipped: Ruleset) -> None:
    article = _article("The army left Kidal.")
    assert [hit.rule for hit in match(shipped, article).hits] == ["r"]
    anywhere = match(shipped, article, any_source=True)
    assert [hit.rule for hit in anywhere.hits] == ["r", "elsewhere"]
    assert anywhere.matches == match(shipped, article).matches


_NOISE = st.text(
    st.sampled_from("aKidalB r.\n'’-\u0301\u0327\u202e\u00ad\u0640ﬁ…ßİكيد بر基#\U0001f30d\t\u2029"),
    max_size=25,
)
_WORDS = st.sampled_from(
    [
        "Kidal",
        "KIDAL",
        "Ber",
        "CMA",
        "MINUSMA",
        "M.I.N.U.S.M.A.",
        "CMA CGM",
        "army",
        "كيدال",
        "Malian",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(_NOISE, _WORDS), max_size=14), st.one_of(_NOISE, _WORDS))
def test_offsets_are_exact(shipped: Ruleset, parts: list[str], title: str) -> None:
    article = _article(" ".join(parts), title=title)
    found = match(shipped, article)
    fields = {Field.TITLE: article.ref.title, Field.TEXT: article.text}
    spans = [m for hit in found.hits for m in hit.matches] + list(found.matches)
    proofs: list[Match | Evidence] = [e for m in spans for e in m.evidence]
    for span in [*spans, *proofs]:
        assert span.text
        assert fields[span.field][span.start : span.end] == span.text


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80), st.text(max_size=80))
def test_name_between_any_texts_is_found_where_it_stands(
    shipped: Ruleset, before: str, after: str
) -> None:
    text = f"{before} MINUSMA {after}"
    spans = {(m.start, m.text) for m in match(shipped, _article(text)).matches}
    assert (len(before) + 1, "MINUSMA") in spans
