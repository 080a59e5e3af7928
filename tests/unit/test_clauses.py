"""What is left of an expression when a clause of it goes."""

import pytest
from hypothesis import assume, given

from alerts import api as alerts
from alerts.errors import RuleError
from alerts.types import Article, ArticleId, ArticleRef, Rule, RuleId
from expressions import ENTITIES, texts, written
from monitor.clauses import entities, one_short


@pytest.mark.parametrize(
    ("when", "want"),
    [
        pytest.param("@ber", {}, id="one clause"),
        pytest.param("a OR b", {}, id="an OR of single words"),
        pytest.param("@a AND @b", {"@a": "@b", "@b": "@a"}, id="two clauses"),
        pytest.param(
            "@a AND (b OR c) AND NOT d",
            {"@a": "(b OR c) AND NOT d", "(b OR c)": "@a AND NOT d", "NOT d": "@a AND (b OR c)"},
            id="groups and NOT stay whole",
        ),
        pytest.param("((a AND b))", {"a": "b", "b": "a"}, id="parentheses around it all"),
        pytest.param("(a) AND (b)", {"a": "b", "b": "a"}, id="parentheses around each"),
        pytest.param(
            "a AND (b AND c)",
            {"a": "b AND c", "b": "a AND c", "c": "a AND b"},
            id="an AND in an AND",
        ),
        pytest.param("a OR b AND c", {"b": "c", "c": "b"}, id="AND binds closer than OR"),
        pytest.param(
            "(a AND b) OR (c AND d)",
            {"a": "b", "b": "a", "c": "d", "d": "c"},
            id="each side of an OR",
        ),
        pytest.param(
            '"x AND (y" AND ="b) OR"~2',
            {'"x AND (y"': '="b) OR"~2', '="b) OR"~2': '"x AND (y"'},
            id="operators in quotes are words",
        ),
        pytest.param(
            "/a) AND (b/ AND title:(c OR d)",
            {"/a) AND (b/": "title:(c OR d)", "title:(c OR d)": "/a) AND (b/"},
            id="operators in a regular expression",
        ),
        pytest.param(
            "(a OR b) NEAR/5 (c OR d) AND e",
            {"(a OR b) NEAR/5 (c OR d)": "e", "e": "(a OR b) NEAR/5 (c OR d)"},
            id="NEAR binds closer than AND",
        ),
        pytest.param(
            "ATLEAST/2(a, b OR c) AND url:x/AND/y",
            {"ATLEAST/2(a, b OR c)": "url:x/AND/y", "url:x/AND/y": "ATLEAST/2(a, b OR c)"},
            id="counting, and an address",
        ),
        pytest.param("ANDROID AND ORAN", {"ANDROID": "ORAN", "ORAN": "ANDROID"}, id="words"),
    ],
)
def test_one_clause_goes(when: str, want: dict[str, str]) -> None:
    assert {short.clause: short.rest for short in one_short(when)} == want


@pytest.mark.parametrize(
    ("when", "want"),
    [
        pytest.param("@a AND (@b-c OR @a)", ("a", "b-c"), id="each once, in order"),
        pytest.param('"@a" AND b', (), id="not in quotes"),
        pytest.param("title:@a NEAR/s @b", ("a", "b"), id="in a field, near another"),
    ],
)
def test_named_entities(when: str, want: tuple[str, ...]) -> None:
    assert entities(when) == want


def test_what_is_left_is_read_as_an_expression_again() -> None:
    when = '(@a OR "b c") AND NOT d AND ATLEAST/2(e, f) AND title:(g AND h) AND /i (j|k)/'
    rests = [short.rest for short in one_short(when)]
    assert len(rests) == 5
    for rest in rests:
        try:
            alerts.Ruleset({}, {"a": {"names": ["A"]}}, [Rule(id=RuleId("r"), when=rest)])
        except RuleError as error:
            pytest.fail(f"{rest}: {error}")


def compiled(when: str) -> alerts.Ruleset | None:
    """Return the ruleset of one expression, None if that is refused."""
    try:
        return alerts.Ruleset({}, ENTITIES, [Rule(id=RuleId("r"), when=when)])
    except RuleError:
        return None


@given(written(), written(), texts())
def test_what_an_expression_finds_is_found_with_a_clause_less(a: str, b: str, text: str) -> None:
    ruleset = compiled(f"{a} AND {b}")
    assume(ruleset is not None)
    ref = ArticleRef(id=ArticleId(0), url="", canonical_url="", source="a", title="",
                     published_at=None, language="fr")  # fmt: skip
    article = Article(ref=ref, text=text)
    if ruleset is None or not alerts.match(ruleset, article).hits:
        return
    for short in one_short(f"{a} AND {b}"):
        less = compiled(short.rest)
        assert less is None or alerts.match(less, article).hits, short
