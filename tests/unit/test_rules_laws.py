"""Laws of expressions: read again they are the same, and backwards; none hangs or slips by."""

import pickle

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from alerts.match import match
from alerts.rules import Ruleset, compile_ruleset
from alerts.rules.language import parse
from alerts.rules.language.scan import scan
from alerts.types import Article, ArticleId, ArticleRef, Hit, Rule, RuleId
from expressions import ENTITIES, show, texts, written


def _ruleset(*whens: str) -> Ruleset:
    rules = [Rule(id=RuleId(f"r{number}"), when=when) for number, when in enumerate(whens)]
    return compile_ruleset(sets={}, entities=ENTITIES, rules=rules)


def _article(title: str, text: str) -> Article:
    ref = ArticleRef(
        id=ArticleId(1),
        url="https://a.example/Sport/1",
        canonical_url="https://a.example/1",
        source="a",
        title=title,
        published_at=None,
        language="fr",
    )
    return Article(ref=ref, text=text, tags=("un",), authors=("Jane Doe",))


def _hits(ruleset: Ruleset, article: Article) -> dict[str, Hit]:
    return {hit.rule: hit for hit in match(ruleset, article).hits}


@settings(max_examples=400, deadline=None)
@given(written())
def test_parsed_expression_reads_the_same_again(when: str) -> None:
    expression, faults = parse(when, ENTITIES)
    assert (expression is None) is bool(faults)
    if expression is not None:
        again, faults = parse(show(expression), ENTITIES)
        assert not faults
        assert again == expression


@settings(max_examples=400, deadline=None)
@given(written(), texts(), texts())
def test_expression_and_its_twin_of_de_morgan_agree(when: str, title: str, text: str) -> None:
    assume(not parse(when, ENTITIES)[1])
    twins = (when, f"NOT (NOT ({when}))", f"NOT (NOT {when} OR NOT ({when}))")
    hits = _hits(_ruleset(*twins), _article(title, text))
    assert len(hits) in {0, 3}
    assert len({hit.matches for hit in hits.values()}) <= 1


@settings(max_examples=300, deadline=None)
@given(written(), written(), texts(), texts())
def test_parts_of_an_expression_decide_the_whole(
    one: str, other: str, title: str, text: str
) -> None:
    words = "(gao OR kidal OR mali)"
    whens = [f"{words} AND {one}", f"{words} AND {other}", words]
    whens += [f"{words} AND {one} AND {other}", f"{words} AND ({one} OR {other})"]
    whens += [f"{words} AND NOT {one}", f"{words} AND NOT ({one} AND {other})"]
    assume(not any(parse(when, ENTITIES)[1] for when in whens))
    hits = _hits(_ruleset(*whens), _article(title, text))
    a, b, some = ("r0" in hits), ("r1" in hits), ("r2" in hits)
    assert ("r3" in hits) is (a and b)
    assert ("r4" in hits) is (a or b)
    assert ("r5" in hits) is (some and not a)
    assert ("r6" in hits) is (some and not (a and b))


@settings(max_examples=200, deadline=None)
@given(st.lists(written(), min_size=2, max_size=6), texts(), texts())
def test_rules_do_not_disturb_each_other(whens: list[str], title: str, text: str) -> None:
    whens = [when for when in whens if not parse(when, ENTITIES)[1]]
    article = _article(title, text)
    together = _hits(_ruleset(*whens), article)
    for number, when in enumerate(whens):
        alone = _hits(_ruleset(when), article).get("r0")
        found = together.get(f"r{number}")
        assert (found.matches if found else None) == (alone.matches if alone else None)


_PIECES = st.sampled_from(
    [
        "gao", "@ber", "@", "=", "*", "a*", "ma*", '"', '"a b"', "~2", "~", "(", ")", ",", " ",
        " AND ", " OR ", " NOT ", "NOT", "NEAR/3", " NEAR/s ", " ONEAR/2 ", "NEAR/", "ATLEAST/2(",
        "ATLEAST/2", "title:", "source:", "lang:", "author:", "url:", "tag:", "x:", "/", "/a+/",
        "\\", "[", "1,000", "'", "“", "&&", "-", "+", "!", "\n", "\ud800", "\u0301", "كيدال", "基",
        "\U0001f30d", "{", "}", "|", "^", "$", "and", "near/5",
    ]
)  # fmt: skip


@settings(max_examples=1_500, deadline=None)
@example("gao-=")
@given(st.lists(_PIECES, max_size=16).map("".join))
def test_anything_is_either_understood_or_refused_at_a_column(when: str) -> None:
    expression, faults = parse(when, ENTITIES)
    assert (expression is None) is bool(faults)
    for fault in faults:
        assert 1 <= fault.column <= len(when) + 1
        assert fault.message
    if expression is not None:
        # Folding takes one of two ' at the end of a word, and marks before a =.
        if "'" not in when and "\u0301=" not in when:
            assert parse(show(expression), ENTITIES)[0] == expression
        match(_ruleset(when), _article("Gao", "a b gao"))


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_either_understood_or_refused(when: str) -> None:
    expression, faults = parse(when, ENTITIES)
    assert (expression is None) is bool(faults)


@settings(max_examples=500, deadline=None)
@given(st.lists(_PIECES, max_size=16).map("".join))
def test_no_character_is_passed_over(when: str) -> None:
    covered = "".join(scan(when)[0])
    assert "".join(covered.split()) == "".join(when.split())


def _deep(opened: str, closed: str, depth: int) -> str:
    return opened * depth + "gao" + closed * depth


@pytest.mark.parametrize(
    "when",
    [
        pytest.param(_deep("(", ")", 49), id="parentheses"),
        pytest.param(_deep("(gao AND NOT NOT ", ")", 16), id="NOTs in parentheses"),
        pytest.param(_deep("(a1 OR (b1 AND ", "))", 24), id="groups"),
        pytest.param("NOT " * 50 + "gao", id="NOTs"),
        pytest.param(" OR ".join(f"w{n}x" for n in range(1_000)), id="a long list"),
        pytest.param("gao AND (" + " AND ".join(["NOT x1"] * 999) + ")", id="many NOTs"),
        pytest.param("gao" + " NEAR/1 gao" * 10, id="a chain"),
        pytest.param("/" + "(" * 200 + "a" + ")" * 200 + "/", id="a deep regex"),
        pytest.param("/" + "(a|b)" * 90 + "/", id="a wide regex"),
    ],
)
def test_what_is_large_but_allowed_compiles_matches_and_pickles(when: str) -> None:
    ruleset = pickle.loads(pickle.dumps(_ruleset(when)))
    assert ruleset.rules[0].when == parse(when, ENTITIES)[0]
    match(ruleset, _article("gao gao", "gao " * 50))


@pytest.mark.parametrize("size", [100_000, 1_000_000])
def test_what_is_far_too_large_is_refused_at_once(size: int) -> None:
    for unit in ("(", "NOT ", "gao OR ", '"', "/", "a,", "@", "title:", "NEAR/3 "):
        assert parse(unit * (size // len(unit)), ENTITIES)[1]
