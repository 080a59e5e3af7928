"""Conditions, fields and counts on articles; what needs a rule to be tried."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.match import match, run_tests
from alerts.match.evidence import judge
from alerts.match.layout import Document
from alerts.match.reading import Reading
from alerts.match.told import met
from alerts.match.truth import prove
from alerts.rules import Ruleset, compile_ruleset
from alerts.rules.language import parse
from alerts.types import Article, ArticleId, ArticleRef, Part, Rule, RuleId, RuleTest
from expressions import ENTITIES, texts, written

REF = ArticleRef(
    id=ArticleId(1),
    url="https://News.example/Sport/1?a=b",
    canonical_url="https://news.example/politics/1",
    source="maliweb",
    title="Gao falls",
    published_at=None,
    language="pt-BR",
)
ARTICLE = Article(
    ref=REF,
    text="Gao fell today.\nKidal held on.",
    tags=("un", "local news"),
    authors=("Jané Doe-Smith", "Agence France-Presse"),
)


def _ruleset(*whens: str) -> Ruleset:
    rules = [Rule(id=RuleId(f"r{number}"), when=when) for number, when in enumerate(whens)]
    return compile_ruleset(sets={}, entities=ENTITIES, rules=rules)


@pytest.mark.parametrize(
    ("when", "want"),
    [
        pytest.param("source:maliweb", True, id="source"),
        pytest.param("source:mali", False, id="a part of a source"),
        pytest.param("source:tag:un", True, id="tag"),
        pytest.param('source:("x" OR tag:un)', True, id="group"),
        pytest.param("source:un", False, id="a tag is no source"),
        pytest.param("gao AND lang:pt", True, id="language"),
        pytest.param("gao AND lang:PT-br", True, id="language and country"),
        pytest.param("gao AND lang:pt-pt", False, id="another country"),
        pytest.param("gao AND lang:(fr OR pt)", True, id="one of two languages"),
        pytest.param("gao AND NOT lang:fr", True, id="any other language"),
        pytest.param("author:jane", True, id="accents and case of a name"),
        pytest.param('author:"doe smith"', True, id="a hyphen in a name"),
        pytest.param("author:=jane", False, id="the case of a name"),
        pytest.param("author:fran*", True, id="a wildcard in a name"),
        pytest.param('author:"smith agence"', False, id="two names are apart"),
        pytest.param("author:jan", False, id="a part of a name"),
        pytest.param("url:/sport/", True, id="address"),
        pytest.param('url:"news.example/s"', True, id="case of an address"),
        pytest.param("url:/politics/", True, id="canonical address"),
        pytest.param("url:a=b", True, id="signs in an address"),
        pytest.param("url:/weather/", False, id="another address"),
        pytest.param("gao AND NOT url:/sport/", False, id="not there"),
        pytest.param("author:jane AND NOT kidal", False, id="a NOT beside a condition"),
        pytest.param("author:jane OR nothing", True, id="a condition or a word"),
    ],
)
def test_condition(when: str, want: bool) -> None:
    assert bool(match(_ruleset(when), ARTICLE).hits) is want


def test_conditions_have_no_place() -> None:
    (hit, alone) = match(_ruleset("gao AND author:jane", "author:jane"), ARTICLE).hits
    assert [m.text for m in hit.matches] == ["Gao", "Gao"]
    assert alone.matches == ()


def test_unknown_language_meets_no_condition() -> None:
    article = replace(ARTICLE, ref=replace(REF, language=None))
    found = match(_ruleset("gao AND lang:pt", "gao AND NOT lang:pt"), article)
    assert [hit.rule for hit in found.hits] == ["r1"]


def test_text_from_nowhere_is_asked_for_its_words_only() -> None:
    whens = ("gao AND lang:fr", "gao AND NOT author:jane", "source:x AND nothing", "source:x")
    either = "kidal AND (source:x OR lang:fr)"
    found = match(_ruleset(*whens, either), ARTICLE, any_source=True)
    assert [hit.rule for hit in found.hits] == ["r0", "r1", "r4"]


def test_tests_of_a_rule_leave_its_conditions_out() -> None:
    tests = (RuleTest(text="Gao", expect=True), RuleTest(text="Kidal", expect=False))
    rule = Rule(id=RuleId("r"), when="gao AND lang:fr", sources=("tag:x",), tests=tests)
    assert run_tests(compile_ruleset(sets={}, entities={}, rules=[rule])) == ()


@pytest.mark.parametrize(
    ("when", "parts", "want"),
    [
        pytest.param("gao", (Part.TITLE,), [0], id="words"),
        pytest.param("/gao/", (Part.LEAD,), [0], id="regex"),
        pytest.param("title:gao OR lead:gao", (Part.LEAD, Part.TITLE), [0, 0], id="fields"),
        pytest.param("gao NEAR/9 kidal", (Part.LEAD, Part.TITLE), [], id="near"),
        pytest.param("gao NEAR/9 kidal", (Part.LEAD, Part.BODY), [0, 16], id="near, both"),
        pytest.param("ATLEAST/2(gao)", (Part.TITLE,), [], id="counted"),
        pytest.param('"gao fell"~2', (Part.BODY,), [], id="slop"),
    ],
)
def test_parts_of_the_rule_limit_every_term(
    when: str, parts: tuple[Part, ...], want: list[int]
) -> None:
    rule = Rule(id=RuleId("r"), when=when, parts=parts)
    hits = match(compile_ruleset(sets={}, entities={}, rules=[rule]), ARTICLE).hits
    assert [m.start for hit in hits for m in hit.matches] == want


def test_sources_named_in_expressions_are_told() -> None:
    ruleset = _ruleset("gao AND (source:a OR NOT source:tag:b)", "kidal")
    cited = [(c.path, c.source, c.column) for c in ruleset.citations()]
    path = ("rules", 0, "when")
    assert cited == [(path, "a", 17), (path, "tag:b", 33)]


@settings(max_examples=400, deadline=None)
@given(st.lists(written(), min_size=1, max_size=5), texts(), texts())
def test_every_rule_that_is_true_is_tried(whens: list[str], title: str, text: str) -> None:
    ruleset = _ruleset(*(when for when in whens if not parse(when, ENTITIES)[1]))
    article = Article(ref=replace(REF, title=title), text=text, tags=("un",), authors=("J. Doe",))
    document = Document(title, text)
    seen = ruleset.terms.find(document.folded.text)
    named = judge(ruleset, document, seen)
    reading = Reading(ruleset, document, seen, named, met(ruleset, article))
    true = [c.rule.id for c in ruleset.rules if prove(c.when, reading) is not None]
    assert [hit.rule for hit in match(ruleset, article).hits] == true


def test_rules_of_which_nothing_needed_is_there_are_not_tried() -> None:
    many = [f'word{n}x AND gao OR "other{n} gao" OR @ber AND third{n}x' for n in range(500)]
    ruleset = _ruleset(*many)
    document = Document("Gao", "gao " * 50)
    seen = ruleset.terms.find(document.folded.text)
    reading = Reading(ruleset, document, seen, {}, frozenset())
    assert reading.seen_phrases()
    assert not reading.seen_phrases() & ruleset.index.by_phrase.keys()
