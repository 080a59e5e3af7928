"""Compiling: what is accepted, and every fault with its place."""

import pickle

import pytest

from alerts.errors import RuleError
from alerts.match import match
from alerts.rules import compile_ruleset
from alerts.types import Article, ArticleId, ArticleRef, Rule, RuleId

ENTITIES = {"minusma": {"names": ["MINUSMA"]}, "ber": {"short": ["Ber"], "default": "accept"}}


def _compile(when: str) -> None:
    compile_ruleset(sets={}, entities=ENTITIES, rules=[Rule(id=RuleId("r"), when=when)])


def _faults(when: str) -> list[tuple[int | None, str]]:
    with pytest.raises(RuleError) as caught:
        _compile(when)
    assert {p.path for p in caught.value.problems} == {("rules", 0, "when")}
    return [(p.column, p.message) for p in caught.value.problems]


@pytest.mark.parametrize(
    "when",
    [
        pytest.param("mali", id="a word"),
        pytest.param('"blue helmets"', id="a phrase"),
        pytest.param("@minusma AND (@ber OR convoy)", id="entities and parentheses"),
        pytest.param("malian* AND NOT gpu", id="a wildcard and a guarded NOT"),
        pytest.param('=Ber OR ="Ber camp"', id="exact case"),
        pytest.param("كيدال OR 基达尔", id="other scripts"),
        pytest.param('"NEAR" AND "title:x"', id="quoted operators are words"),
        pytest.param("NEARBY OR ORCHESTRA OR ANDES", id="operators only as whole words"),
        pytest.param("NOT (NOT mali)\nAND bamako", id="several lines"),
    ],
)
def test_expression_is_accepted(when: str) -> None:
    _compile(when)


@pytest.mark.parametrize(
    ("when", "column", "says"),
    [
        pytest.param("", 1, "empty", id="nothing"),
        pytest.param("mali bamako", 6, "put AND or OR before bamako", id="side by side"),
        pytest.param("mali and bamako", 6, "AND in capitals", id="small operator"),
        pytest.param("mali NOT gao", 6, "write AND NOT", id="NOT as an infix"),
        pytest.param("mali AND", 9, "missing", id="nothing after AND"),
        pytest.param("OR mali", 1, "before OR", id="nothing before OR"),
        pytest.param("mali AND ()", 11, "before )", id="empty parentheses"),
        pytest.param("(mali OR gao", 1, "never closed", id="open parenthesis"),
        pytest.param("mali)", 5, "never opened", id="closed parenthesis"),
        pytest.param('mali OR "gao', 9, "never closed", id="open quote"),
        pytest.param('mali OR ""', 9, "no letter or digit", id="empty quotes"),
        pytest.param("mali OR !!", 9, "not an operator", id="exclamation"),
        pytest.param("-mali", 1, "AND NOT", id="minus"),
        pytest.param("m*", 1, "nearly everything", id="wildcard of one letter"),
        pytest.param("*ali", 1, "end of a word", id="leading wildcard"),
        pytest.param("gao OR ma*li", 8, "end of a word", id="inner wildcard"),
        pytest.param("@minusmo", 1, "did you mean @minusma?", id="misspelt entity"),
        pytest.param("mali OR @x", 9, "unknown entity @x", id="unknown entity"),
        pytest.param("NOT mali", 1, "nearly every article", id="lone NOT"),
        pytest.param("gao OR NOT mali", 8, "nearly every article", id="NOT in an OR"),
        pytest.param("NOT gao AND NOT mali", 1, "nearly every article", id="only NOTs"),
        pytest.param("mali NEAR/5 gao", 6, "NEAR is not supported", id="NEAR/5"),
        pytest.param("mali NEAR gao", 6, "NEAR is not supported", id="NEAR"),
        pytest.param("ATLEAST/2(a1, b2)", 1, "ATLEAST is not supported", id="ATLEAST"),
        pytest.param("gao AND title:mali", 9, "in: [title]", id="title:"),
        pytest.param('lead:"gao"', 1, "in: [lead]", id="lead: with a phrase"),
        pytest.param("source:un", 1, "sources:", id="source:"),
        pytest.param("lang:fr AND mali", 1, "lang: is not supported", id="lang:"),
        pytest.param("author:x", 1, "unknown field 'author'", id="unknown field"),
        pytest.param("/mal.*/", 1, "regular expressions", id="regular expression"),
        pytest.param("(" * 60 + "a1" + ")" * 60, 51, "deep", id="too deep"),
    ],
)
def test_broken_expression_is_refused_with_its_column(when: str, column: int, says: str) -> None:
    faults = _faults(when)
    assert [c for c, _ in faults] == [column]
    assert says in faults[0][1]


def test_every_fault_of_terms_is_reported() -> None:
    assert [column for column, _ in _faults("@x OR m* OR title:y")] == [1, 7, 13]


@pytest.mark.parametrize(
    ("sets", "entities", "path", "says"),
    [
        pytest.param({"s": ["*"]}, {}, ("sets", "s", 0), "end of a word", id="bare star"),
        pytest.param({"s": {"any": ["a*"]}}, {}, ("sets", "s", "any", 0), "two letters", id="wild"),
        pytest.param({"s": [7]}, {}, ("sets", "s", 0), "quotes", id="a number"),
        pytest.param({"s": "mali"}, {}, ("sets", "s"), "list of words", id="not a list"),
        pytest.param({}, {"e": {}}, ("entities", "e"), "names", id="an entity without names"),
        pytest.param(
            {"mali": ["mali"]},
            {"e": {"short": ["E"], "needs": ["mail"]}},
            ("entities", "e", "needs", 0),
            "did you mean 'mali'",
            id="unknown need",
        ),
        pytest.param(
            {},
            {"e": {"short": ["E"], "unless": ["nix"]}},
            ("entities", "e", "unless", 0),
            "unknown set or entity 'nix'",
            id="unknown unless",
        ),
        pytest.param(
            {}, {"e": {"names": ["E"], "within": "2 lines"}}, ("entities", "e", "within"),
            "20 words", id="within",
        ),
        pytest.param(
            {}, {"e": {"names": ["E"], "kind": "thing"}}, ("entities", "e", "kind"), "place",
            id="kind",
        ),
        pytest.param(
            {}, {"e": {"names": ["E"], "case": "odd"}}, ("entities", "e", "case"), "smart",
            id="case",
        ),
        pytest.param(
            {}, {"e": {"names": ["E"], "default": "yes"}}, ("entities", "e", "default"), "accept",
            id="default",
        ),
        pytest.param(
            {}, {"e": {"names": ["E"], "nmes": []}}, ("entities", "e", "nmes"), "unknown key",
            id="key",
        ),
    ],
)  # fmt: skip
def test_wrong_entity_is_refused_with_its_path(
    sets: dict[str, object],
    entities: dict[str, object],
    path: tuple[str | int, ...],
    says: str,
) -> None:
    with pytest.raises(RuleError) as caught:
        compile_ruleset(sets=sets, entities=entities, rules=())
    assert [p.path for p in caught.value.problems] == [path]
    assert says in caught.value.problems[0].message


def test_all_problems_come_at_once() -> None:
    with pytest.raises(RuleError) as caught:
        compile_ruleset(
            sets={"s": ["a*"]},
            entities={"e": {"short": ["E"], "needs": ["x", "y"]}},
            rules=[Rule(id=RuleId("r"), when="(")],
        )
    assert [p.path for p in caught.value.problems] == [
        ("sets", "s", 0),
        ("entities", "e", "needs", 0),
        ("entities", "e", "needs", 1),
        ("rules", 0, "when"),
    ]


def test_circular_needs_are_allowed() -> None:
    entities = {
        "a": {"short": ["Aa"], "needs": ["b"]},
        "b": {"short": ["Bb"], "needs": ["a"]},
    }
    assert len(compile_ruleset(sets={}, entities=entities, rules=()).entities) == 2


def test_ruleset_survives_pickling() -> None:
    rules = [Rule(id=RuleId("r"), when="@minusma")]
    ruleset = pickle.loads(pickle.dumps(compile_ruleset(sets={}, entities=ENTITIES, rules=rules)))
    ref = ArticleRef(
        id=ArticleId(1), url="", canonical_url="", source="s", title="MINUSMA out",
        published_at=None, language=None,
    )  # fmt: skip
    assert match(ruleset, Article(ref=ref, text="")).hits[0].rule == "r"
