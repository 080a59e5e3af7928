"""How sure a match is, what an entity's threshold does, and what the source says for a name."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.errors import RuleError
from alerts.match import match
from alerts.match import weight as weights
from alerts.match.weight import confidence
from alerts.rules import Ruleset, compile_ruleset
from alerts.types import Article, ArticleId, ArticleRef, Match, Rule, RuleId

SETS = {"war": ["troops", "shelling", "truce"], "shop": ["sofa", "cushion"]}
BER: Mapping[str, object] = {
    "names": ["Ber town hall"],
    "short": ["Ber"],
    "needs": ["war", "tag:sahel", "source:radio"],
    "unless": ["shop", "tag:sport"],
}
PLACE = {"short": ["Ber"], "kind": "place"}


def _ruleset(entity: Mapping[str, object], **more: object) -> Ruleset:
    return compile_ruleset(sets=SETS, entities={"ber": {**entity, **more}}, rules=())


def _article(text: str, source: str = "s", tags: tuple[str, ...] = ()) -> Article:
    ref = ArticleRef(
        id=ArticleId(1),
        url="https://news.example/1",
        canonical_url="https://news.example/1",
        source=source,
        title="",
        published_at=None,
        language=None,
    )
    return Article(ref=ref, text=text, tags=tags)


def _matches(
    ruleset: Ruleset, text: str, source: str = "s", tags: tuple[str, ...] = ()
) -> tuple[Match, ...]:
    return match(ruleset, _article(text, source, tags)).matches


@pytest.mark.parametrize(
    ("entity", "text", "want"),
    [
        pytest.param(BER, "Ber town hall burned.", weights.NAME, id="a name proves itself"),
        pytest.param(BER, "Troops left Ber.", weights.of(0), id="evidence in its sentence"),
        pytest.param(BER, "Troops left. Ber was calm.", weights.of(1), id="in the next sentence"),
        pytest.param(
            BER,
            "Troops left Ber under shelling.",
            confidence([weights.of(0), weights.of(0)]),
            id="two pieces",
        ),
        pytest.param(
            BER,
            "Troops left Ber, where they found a sofa.",
            confidence([weights.of(0)], disputed=True),
            id="something speaks against it",
        ),
        pytest.param(PLACE, "They live in Ber.", weights.CUE, id="a cue alone"),
        pytest.param(
            {"short": ["Ber"], "default": "accept"}, "Ber.", weights.DEFAULT, id="by default"
        ),
    ],
)
def test_match_says_how_sure_it_is(entity: Mapping[str, object], text: str, want: float) -> None:
    [first, *_] = _matches(_ruleset(entity), text)
    assert first.confidence == want


def test_own_name_elsewhere_proves_a_short_name() -> None:
    [_, short] = _matches(_ruleset(BER), "Ber town hall burned.\n\n" + "x. " * 30 + "Ber wept.")
    assert (short.confidence, short.evidence[0].weight) == (weights.OWN, weights.OWN)


def test_evidence_carries_its_weight_and_the_weights_make_the_confidence() -> None:
    [found] = _matches(_ruleset(BER), "A truce held. In Ber troops rested.")
    assert [(e.text, e.weight) for e in found.evidence] == [
        ("troops", weights.of(0)),
        ("truce", weights.of(1)),
    ]
    assert found.confidence == confidence(e.weight for e in found.evidence)


def test_one_text_is_one_piece_of_evidence() -> None:
    twice = {"war": ["troops"], "army": ["troops", "UN troops"]}
    entity = {"short": ["Ber"], "needs": ["war", "army"]}
    ruleset = compile_ruleset(sets=twice, entities={"ber": entity}, rules=())
    [found] = _matches(ruleset, "UN troops left Ber.")
    assert [(e.set, e.text) for e in found.evidence] == [("war", "troops")]


def test_word_of_a_rule_is_sure() -> None:
    rule = Rule(id=RuleId("r"), when="wept")
    ruleset = compile_ruleset(sets={}, entities={}, rules=[rule])
    [hit] = match(ruleset, _article("Ber wept.")).hits
    assert [each.confidence for each in hit.matches] == [1.0]


@pytest.mark.parametrize(
    ("text", "source", "tags", "want"),
    [
        pytest.param("Ber wept.", "s", (), [], id="nothing known"),
        pytest.param("Ber wept.", "s", ("sahel",), ["tag:sahel"], id="its tag"),
        pytest.param("Ber wept.", "radio", (), ["source:radio"], id="its source"),
        pytest.param("Ber wept.", "sahel", (), [], id="a source is no tag"),
        pytest.param("Troops left Ber.", "s", ("sahel",), ["war", "tag:sahel"], id="words first"),
        pytest.param("A sofa, the Ber.", "s", ("sahel",), [], id="any word is nearer"),
        pytest.param("Troops left Ber.", "s", ("sport",), ["war"], id="nearer than the tag"),
        pytest.param("Ber wept.", "s", ("sahel", "sport"), ["tag:sahel"], id="a tie is for it"),
    ],
)
def test_source_and_tags_are_evidence(
    text: str, source: str, tags: tuple[str, ...], want: Sequence[str]
) -> None:
    found = _matches(_ruleset(BER), text, source, tags)
    assert [e.set for one in found for e in one.evidence] == want


def test_what_stands_in_no_word_has_the_place_of_the_name() -> None:
    [found] = _matches(_ruleset(BER), "So Ber wept.", tags=("sahel",))
    [proof] = found.evidence
    assert (proof.start, proof.end, proof.text, proof.weight) == (3, 6, "Ber", weights.TOLD)


def test_tag_against_a_name_turns_its_default() -> None:
    ruleset = _ruleset({"short": ["Ber"], "default": "accept", "unless": ["tag:sport"]})
    assert [bool(_matches(ruleset, "Ber won.", tags=t)) for t in ((), ("sport",))] == [True, False]


def test_threshold_asks_for_more_evidence() -> None:
    ruleset = _ruleset(BER, threshold=0.98)
    assert not _matches(ruleset, "Troops left Ber.")
    assert _matches(ruleset, "Troops left Ber under shelling.")
    assert _matches(ruleset, "Ber town hall burned.")


def test_threshold_above_the_default_asks_for_evidence() -> None:
    given = {"short": ["Ber"], "default": "accept", "needs": ["war"]}
    assert _matches(_ruleset(given, threshold=weights.DEFAULT), "Ber.")
    assert not _matches(_ruleset(given, threshold=0.95), "Ber.")


def test_what_did_not_count_proves_nothing() -> None:
    entities = {
        "ber": {"short": ["Ber"], "needs": ["war"], "threshold": 0.96},
        "gao": {"short": ["Gao"], "needs": ["ber"]},
    }
    ruleset = compile_ruleset(sets=SETS, entities=entities, rules=())
    assert not _matches(ruleset, "Troops left Ber for Gao.")


@pytest.mark.parametrize("given", [-0.1, 1.1, "0.5", True, None])
def test_threshold_is_a_number_from_0_to_1(given: object) -> None:
    with pytest.raises(RuleError, match="expected a confidence from 0 to 1") as caught:
        _ruleset(BER, threshold=given)
    assert caught.value.problems[0].path == ("entities", "ber", "threshold")


def test_sources_and_tags_are_told_with_their_place() -> None:
    cited = [(c.path, c.source, c.column) for c in _ruleset(BER).citations()]
    assert cited == [
        (("entities", "ber", "needs", 1), "tag:sahel", None),
        (("entities", "ber", "needs", 2), "radio", None),
        (("entities", "ber", "unless", 1), "tag:sport", None),
    ]


PARTS = st.lists(
    st.sampled_from(["Ber", "troops", "sofa", "x", ".", "shelling", "\n"]), max_size=14
)


@given(PARTS, st.floats(0, 1), st.floats(0, 1))
def test_higher_threshold_finds_no_more(parts: list[str], one: float, other: float) -> None:
    text = " ".join(parts)
    low, high = sorted((one, other))
    few = _matches(_ruleset(BER, threshold=high), text)
    many = _matches(_ruleset(BER, threshold=low), text)
    assert set(few) <= set(many)
    assert all(high <= each.confidence <= 1 for each in few)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=5), st.floats(0, 1))
def test_more_evidence_makes_no_less_sure(given_: list[float], more: float) -> None:
    assert 0 <= confidence(given_) <= confidence([*given_, more]) <= 1
    assert confidence(given_, disputed=True) <= confidence(given_)
