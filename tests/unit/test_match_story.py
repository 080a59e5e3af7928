"""The other articles of a story as evidence: `needs: [story]`."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.errors import RuleError
from alerts.match import match
from alerts.match import weight as weights
from alerts.match.weight import confidence
from alerts.rules import Ruleset, compile_ruleset
from alerts.types import (
    Article,
    ArticleId,
    ArticleRef,
    EntityId,
    Evidence,
    Field,
    Match,
    Rule,
    RuleId,
)
from library import shipped

CMA = EntityId("cma")
LATER = " It rained. It poured. It froze. "
SETS = {"mali": ["bamako", "azawad"], "regulator": ["watchdog", "merger"]}
REBELS: Mapping[str, object] = {
    "names": ["Coordination of Azawad Movements"],
    "short": ["CMA"],
    "needs": ["mali", "tag:sahel", "story"],
    "unless": ["regulator", "tag:business"],
    "never": ["CMA CGM"],
    "kind": "org",
}


def _ruleset(**more: object) -> Ruleset:
    return compile_ruleset(sets=SETS, entities={"cma": {**REBELS, **more}}, rules=())


def _article(
    text: str, story: Sequence[str] = ("cma",), tags: tuple[str, ...] = (), title: str = ""
) -> Article:
    ref = ArticleRef(
        id=ArticleId(1),
        url="https://news.example/1",
        canonical_url="https://news.example/1",
        source="s",
        title=title,
        published_at=None,
        language=None,
    )
    return Article(ref=ref, text=text, tags=tags, story=frozenset(map(EntityId, story)))


def _proofs(found: Sequence[Match]) -> list[list[str]]:
    return [[proof.set for proof in one.evidence] for one in found]


@pytest.mark.parametrize(
    ("text", "story", "want"),
    [
        pytest.param("The CMA left.", ["cma"], [["story"]], id="others name it"),
        pytest.param("The CMA said so.", ["cma"], [["story"]], id="beside a doubtful cue"),
        pytest.param("The CMA left. A CMA man.", ["cma"], [["story"], ["story"]], id="every one"),
        pytest.param("The CMA left.", [], [], id="nobody else names it"),
        pytest.param("The CMA left.", ["minusma"], [], id="others name something else"),
        pytest.param("They left.", ["cma"], [], id="the article itself has to name it"),
        pytest.param("The cma left.", ["cma"], [], id="in its case"),
        pytest.param("The CMA left Azawad.", ["cma"], [["mali"]], id="what is proven stays"),
        pytest.param(
            f"The CMA left Azawad.{LATER}The CMA rested.",
            ["cma"],
            [["mali"], ["story"]],
            id="what its own evidence does not reach",
        ),
        pytest.param(
            "Coordination of Azawad Movements: the CMA left.",
            ["cma"],
            [[], ["cma"]],
            id="the long name goes before",
        ),
    ],
)
def test_story_proves_a_short_name(text: str, story: Sequence[str], want: list[list[str]]) -> None:
    assert _proofs(match(_ruleset(), _article(text, story)).matches) == want


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        pytest.param("The watchdog CMA spoke.", (), id="unless, near"),
        pytest.param(f"The watchdog CMA spoke.{LATER}The CMA left.", (), id="unless, elsewhere"),
        pytest.param("The CMA spoke.", ("business",), id="unless of its source"),
        pytest.param("The CMA CGM sailed.", (), id="never"),
        pytest.param("CMA CGM sailed. The CMA left.", (), id="never, near"),
        pytest.param("Mr CMA left.", (), id="cue of another kind"),
        pytest.param(f"Ann CMA wept.{LATER}The CMA left.", (), id="such a cue elsewhere"),
        pytest.param("Conselho Municipal do Ambiente (CMA). The CMA left.", (), id="spelled out"),
        pytest.param("The watchdog, the CMA, far from the Azawad.", (), id="unless is nearer"),
    ],
)
def test_what_the_article_says_against_a_name_goes_before_the_story(
    text: str, tags: tuple[str, ...]
) -> None:
    assert match(_ruleset(), _article(text, tags=tags)).entities == ()


def test_unless_out_of_reach_is_nothing_against_a_name() -> None:
    text = f"A merger was told.{LATER}The CMA left."
    assert match(_ruleset(), _article(text)).entities == (CMA,)


def test_evidence_of_the_story_has_the_place_of_the_name() -> None:
    [found] = match(_ruleset(), _article("So.", title="The CMA left")).matches
    assert found.evidence == (
        Evidence(set="story", field=Field.TITLE, start=4, end=7, text="CMA", weight=weights.STORY),
    )
    assert found.confidence == weights.STORY


@pytest.mark.parametrize(
    ("threshold", "text", "tags", "want"),
    [
        pytest.param(weights.STORY, "The CMA left.", (), [["story"]], id="sure enough alone"),
        pytest.param(0.95, "The CMA left.", (), [], id="not alone"),
        pytest.param(0.96, "CMA in Azawad.", (), [["mali", "story"]], id="with words"),
        pytest.param(0.95, "The CMA left.", ("sahel",), [["tag:sahel", "story"]], id="with a tag"),
        pytest.param(0.99, "CMA of Azawad.", (), [["mali", "story"]], id="nearly a name"),
        pytest.param(1, "CMA in Azawad.", ("sahel",), [], id="never as sure as 1"),
    ],
)
def test_story_adds_to_what_a_threshold_asks(
    threshold: float, text: str, tags: tuple[str, ...], want: list[list[str]]
) -> None:
    ruleset = _ruleset(threshold=threshold)
    found = match(ruleset, _article(text, tags=tags)).matches
    assert _proofs(found) == want
    assert all(one.confidence == confidence(e.weight for e in one.evidence) for one in found)


def test_only_who_asks_is_proven_by_the_story() -> None:
    ruleset = _ruleset(needs=["mali"])
    assert ruleset.asks_story == frozenset()
    assert match(ruleset, _article("The CMA left.")).entities == ()


def test_ruleset_says_who_asks() -> None:
    entities = {
        "cma": REBELS,
        "csp": {"short": ["CSP"], "needs": ["story"]},
        "ber": {"short": ["Ber"], "needs": ["mali"]},
        "gao": {"names": ["Gao"]},
    }
    assert compile_ruleset(sets=SETS, entities=entities, rules=()).asks_story == {"cma", "csp"}


def test_what_the_story_proves_is_evidence_for_others_and_hits_rules() -> None:
    entities = {"cma": REBELS, "ber": {"short": ["Ber"], "needs": ["cma"], "within": "article"}}
    rules = [Rule(id=RuleId("r"), when="@cma AND @ber")]
    ruleset = compile_ruleset(sets=SETS, entities=entities, rules=rules)
    matched = match(ruleset, _article("The CMA left Ber."))
    assert _proofs(matched.matches) == [["story"], ["cma"]]
    assert [hit.rule for hit in matched.hits] == ["r"]
    assert match(ruleset, _article("The CMA left Ber.", ())).hits == ()


def test_cue_of_its_own_kind_keeps_a_name_whose_sense_is_not_the_only_one() -> None:
    given = {"short": ["Ber"], "kind": "place", "needs": ["story"], "unless": ["regulator"]}
    ruleset = compile_ruleset(sets=SETS, entities={"ber": given}, rules=())
    text = f"Ann Ber wept.{LATER}They camped in Ber.{LATER}Then to the Ber."
    found = match(ruleset, _article(text, ["ber"])).matches
    assert [one.start for one in found] == [text.index("in Ber") + 3]


def test_story_goes_before_the_default() -> None:
    ruleset = _ruleset(default="accept")
    assert _proofs(match(ruleset, _article("The CMA left.")).matches) == [["story"]]
    assert _proofs(match(ruleset, _article("The CMA left.", ())).matches) == [[]]


@pytest.mark.parametrize(
    ("sets", "entity", "path", "message"),
    [
        pytest.param({"story": ["tale"]}, {}, ("sets", "story"), "'story' is no id", id="set"),
        pytest.param(
            {},
            {"unless": ["story"]},
            ("entities", "cma", "unless", 0),
            "never against",
            id="unless",
        ),
        pytest.param(
            {}, {"needs": ["stroy"]}, ("entities", "cma", "needs", 0), "mean 'story'", id="slip"
        ),
        pytest.param(
            {}, {"unless": ["stories"]}, ("entities", "cma", "unless", 0), "'stories'", id="no hint"
        ),
    ],
)
def test_the_word_is_reserved(
    sets: Mapping[str, object],
    entity: Mapping[str, object],
    path: tuple[str | int, ...],
    message: str,
) -> None:
    with pytest.raises(RuleError) as caught:
        compile_ruleset(sets={**SETS, **sets}, entities={"cma": {**REBELS, **entity}}, rules=())
    [problem] = caught.value.problems
    assert problem.path == path
    assert message in problem.message
    assert ("story" in problem.message) is (message != "'stories'")


def test_no_entity_is_called_story() -> None:
    entities = {"story": {"names": ["x"]}, "cma": REBELS}
    rules = [Rule(id=RuleId("r"), when="@story")]
    with pytest.raises(RuleError) as caught:
        compile_ruleset(sets=SETS, entities=entities, rules=rules)
    assert [problem.path for problem in caught.value.problems] == [("entities", "story")]


def test_story_is_a_word_like_any_other_where_a_rule_looks_for_it() -> None:
    rules = [Rule(id=RuleId("r"), when="story NEAR/3 gao")]
    ruleset = compile_ruleset(sets={}, entities={}, rules=rules)
    assert match(ruleset, _article("the story of Gao", ())).hits


PARTS = st.lists(
    st.sampled_from(["CMA", "CMA", "bamako", "watchdog", "Mr", "said", "CGM", "x", ".", "\n"]),
    max_size=14,
)


@given(PARTS, st.sampled_from([0, 0.9, 0.95]))
def test_story_adds_matches_and_changes_none(parts: list[str], threshold: float) -> None:
    text, ruleset = " ".join(parts), _ruleset(threshold=threshold)
    alone = match(ruleset, _article(text, ())).matches
    told = match(ruleset, _article(text)).matches
    assert set(alone) <= set(told)
    for one in set(told) - set(alone):
        assert "story" in {proof.set for proof in one.evidence}


@given(PARTS)
def test_story_is_nothing_to_those_who_do_not_ask(parts: list[str]) -> None:
    text, ruleset = " ".join(parts), _ruleset(needs=["mali", "tag:sahel"])
    assert match(ruleset, _article(text)) == match(ruleset, _article(text, ()))


@pytest.mark.parametrize(
    ("text", "story", "want"),
    [
        pytest.param("La CMA a quitté ses positions.", ["cma"], ["cma"], id="cma"),
        pytest.param("Le CSP se tait.", ["csp"], ["csp"], id="csp"),
        pytest.param("La CMA a quitté ses positions.", ["minusma"], [], id="of another entity"),
        pytest.param("The CMA fined a lender.", ["cma"], [], id="the regulator, in a wrong story"),
        pytest.param("Le CSP Limoges gagne.", ["csp"], [], id="a club, in a wrong story"),
        pytest.param("Ber.", ["ber"], [], id="a town does not ask"),
    ],
)
def test_shipped_acronyms_take_the_story(text: str, story: Sequence[str], want: list[str]) -> None:
    assert shipped().asks_story == {"cma", "csp"}
    assert list(match(shipped(), _article(text, story)).entities) == want
