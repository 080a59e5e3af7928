"""Compiling: what is accepted, and every fault with its place."""

import pickle

import pytest

from alerts.errors import RuleError
from alerts.match import match
from alerts.rules import compile_ruleset
from alerts.types import Article, ArticleId, ArticleRef, Part, Rule, RuleId

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
        pytest.param("NOT (NOT mali OR NOT gao)", id="NOTs that guard each other"),
        pytest.param("mali NEAR/5 (@ber OR =Gao) ONEAR/s /x+y/", id="a chain of NEAR"),
        pytest.param("NOT (mali NEAR/p gao) AND mali", id="NOT of a NEAR"),
        pytest.param('"un mission mali"~3', id="slop"),
        pytest.param('ATLEAST/3 (attack*, "a raid" OR @ber)', id="ATLEAST"),
        pytest.param("title:(gao AND NOT mali)", id="a group under a field"),
        pytest.param("source:(maliweb OR tag:un) AND gao", id="conditions in a group"),
        pytest.param('author:="Jane Doe" OR url:https://x.example/a', id="conditions alone"),
        pytest.param("1,000 OR 3.5 OR AT&T OR C++", id="words with signs inside"),
        pytest.param(r"/a\/b (c|d)\) \"e/ AND gao", id="anything between slashes"),
        pytest.param("and OR near OR atleast", id="small operators are words"),
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
        pytest.param("(" * 60 + "a1" + ")" * 60, 51, "deep", id="too deep"),
        pytest.param("NOT " * 60 + "a1", 201, "deep", id="too many NOTs"),
        pytest.param("a1 OR " * 1_000 + "a1", 6_001, "1,000 terms", id="too many terms"),
        pytest.param("a" * 20_001, 20_001, "20,000 characters", id="too long"),
        pytest.param("a1" + " NEAR/1 a1" * 11, 4, "10 NEARs", id="too long a chain"),
        pytest.param("gao\ud800", 4, "half a character", id="half a character"),
        pytest.param("mali NEAR/5000 gao", 6, "1,000 words", id="NEAR too far"),
        pytest.param("mali NEAR/x gao", 6, "not 'x'", id="NEAR/x"),
        pytest.param("mali NEAR gao", 6, "NEAR/5 (words)", id="NEAR alone"),
        pytest.param("mali NEAR5 gao", 6, "write NEAR/5", id="NEAR5"),
        pytest.param("mali near/5 gao", 6, "NEAR/5 in capitals", id="small NEAR"),
        pytest.param("NEAR/5 gao", 1, "before NEAR/5", id="nothing before NEAR"),
        pytest.param("gao NEAR/5", 11, "missing", id="nothing after NEAR"),
        pytest.param("NOT gao NEAR/3 mali", 1, "NOT (a NEAR/5 b)", id="NOT beside NEAR"),
        pytest.param("gao NEAR/3 (a1 AND b1)", 13, "join by OR", id="AND beside NEAR"),
        pytest.param("gao NEAR/3 title:mali", 12, "title:(a NEAR/5 b)", id="field beside NEAR"),
        pytest.param("gao NEAR/3 ATLEAST/2(a1)", 12, "ATLEAST is none", id="ATLEAST beside NEAR"),
        pytest.param("gao NEAR/3 lang:fr", 12, "title:(a NEAR/5 b)", id="condition beside NEAR"),
        pytest.param("ATLEAST/3 gao", 1, "in parentheses", id="ATLEAST without parentheses"),
        pytest.param("ATLEAST(gao)", 1, "how often", id="ATLEAST without number"),
        pytest.param("ATLEAST/0(gao)", 1, "from 1 to 500", id="ATLEAST/0"),
        pytest.param("ATLEAST/2(1,2)", 11, "a space behind the comma", id="a number or two"),
        pytest.param("ATLEAST/2(gao,)", 15, "before )", id="nothing after the comma"),
        pytest.param("gao, mali", 4, "only in ATLEAST", id="comma"),
        pytest.param('"gao"~3', 1, "two words or more", id="slop of one word"),
        pytest.param('"gao x"~0', 1, "from 1 to 100", id="slop of nothing"),
        pytest.param('"gao x"~', 1, "how many words", id="slop without number"),
        pytest.param("gao~2", 1, "behind a phrase only", id="slop of a bare word"),
        pytest.param("gao AND autor:x", 9, "did you mean author:?", id="unknown field"),
        pytest.param("gao AND Title:x", 9, "did you mean title:?", id="field in capitals"),
        pytest.param("https://x.example", 1, "quote it", id="an address"),
        pytest.param("title: gao", 1, "right behind it", id="a gap behind a field"),
        pytest.param("title:", 1, "right behind it", id="nothing behind a field"),
        pytest.param("title:NOT gao", 7, "write AND NOT", id="NOT behind a field"),
        pytest.param("title:(lead:gao)", 8, "inside of title:", id="a part of a part"),
        pytest.param("lang:(title:gao)", 7, "inside of lang:", id="a part of a condition"),
        pytest.param("gao AND lang:french", 14, "lang:fr", id="a language by name"),
        pytest.param("gao AND source:@ber", 16, "source:maliweb", id="an entity as source"),
        pytest.param("gao AND url:a*", 13, "as written", id="a wildcard in an address"),
        pytest.param("gao AND tag:un", 9, "write source:tag:un", id="tag:"),
        pytest.param("lang:fr", 6, "nearly every article", id="a language alone"),
        pytest.param("gao OR lang:fr", 13, "nearly every article", id="a language in an OR"),
        pytest.param("NOT (gao AND mali)", 1, "nearly every article", id="NOT of an AND"),
        pytest.param("gao AND NOT gao", 9, "never be true", id="contradiction"),
        pytest.param("NOT (gao OR NOT gao)", 1, "never be true", id="hidden contradiction"),
        pytest.param("gao AND /a(b/", 9, "missing )", id="broken regex"),
        pytest.param("/a", 1, "never closed", id="open regex"),
        pytest.param("/gao/i", 1, "case never counts", id="flags"),
        pytest.param("/a*/", 1, "where nothing stands", id="regex of nothing"),
        pytest.param(r"/\b/", 1, "where nothing stands", id="regex of no width"),
        pytest.param("/(?=gao)x/", 1, "look-around", id="look-around"),
        pytest.param(r"/(gao)\1/", 1, "back-references", id="back-reference"),
        pytest.param("/" + "a" * 501 + "/", 1, "500 characters", id="long regex"),
        pytest.param("/((a{100}){100}){100}/", 1, "RE2 cannot", id="huge regex"),
        pytest.param("mali && gao", 6, "write AND", id="ampersands"),
        pytest.param("mali || gao", 6, "write OR", id="bars"),
        pytest.param("“gao”", 1, "straight quotes", id="curly quotes"),
    ],
)
def test_broken_expression_is_refused_with_its_column(when: str, column: int, says: str) -> None:
    faults = _faults(when)
    assert [c for c, _ in faults] == [column]
    assert says in faults[0][1]


def test_field_outside_of_the_parts_of_the_rule_is_refused() -> None:
    rule = Rule(id=RuleId("r"), when="gao OR title:mali", parts=(Part.LEAD, Part.BODY))
    with pytest.raises(RuleError) as caught:
        compile_ruleset(sets={}, entities={}, rules=[rule])
    assert [(p.column, "in: [lead, body]" in p.message) for p in caught.value.problems] == [
        (8, True)
    ]


def test_every_fault_of_terms_is_reported() -> None:
    assert [column for column, _ in _faults("@x OR m* OR titel:y")] == [1, 7, 13]


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
