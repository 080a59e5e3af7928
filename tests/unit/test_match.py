"""Matching: boundaries, case, evidence, rules and offsets."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.match import match, run_tests
from alerts.rules import Ruleset, compile_ruleset
from alerts.types import (
    Article,
    ArticleId,
    ArticleRef,
    Field,
    Matched,
    Part,
    Rule,
    RuleId,
    RuleTest,
)


def _article(text: str, title: str = "", source: str = "s", tags: tuple[str, ...] = ()) -> Article:
    ref = ArticleRef(
        id=ArticleId(1),
        url="https://news.example/1",
        canonical_url="https://news.example/1",
        source=source,
        title=title,
        published_at=None,
        language=None,
    )
    return Article(ref=ref, text=text, tags=tags)


def _ruleset(
    entities: Mapping[str, object] | None = None,
    *rules: Rule,
    sets: Mapping[str, object] | None = None,
) -> Ruleset:
    return compile_ruleset(sets=sets or {}, entities=entities or {}, rules=rules)


def _texts(matched: Matched) -> list[str]:
    return [m.text for m in matched.matches]


def _found(entity: Mapping[str, object], text: str, **sets: object) -> list[str]:
    return _texts(match(_ruleset({"e": entity}, sets=sets), _article(text)))


@pytest.mark.parametrize(
    ("name", "text", "want"),
    [
        pytest.param("MINUSMA", "minusma.unmissions.org", ["minusma"], id="host name"),
        pytest.param("MINUSMA", "#Minusma_2023", ["Minusma"], id="hashtag"),
        pytest.param("MINUSMA", "via @UN_MINUSMA", ["MINUSMA"], id="handle"),
        pytest.param("MINUSMA", "M.I.N.U.S.M.A. left", ["M.I.N.U.S.M.A."], id="dotted"),
        pytest.param("MINUSMA", "MINUSMA's, MINUSMA’s", ["MINUSMA"] * 2, id="possessive"),
        pytest.param("MINUSMA", "die MINUSMA-Soldaten", ["MINUSMA"], id="compound"),
        pytest.param("MINUSMA", "ＭＩＮＵＳＭＡ", ["ＭＩＮＵＳＭＡ"], id="full width"),
        pytest.param("MINUSMA", "MINUSMA部队", ["MINUSMA"], id="next to Chinese"),
        pytest.param("MINUSMA", "MINUSCA, eminusma", [], id="other words"),
        pytest.param("Kidal", "Kidals Fort", ["Kidal"], id="German genitive"),
        pytest.param("Kidal", "Kidalia, Kidal2", [], id="longer words"),
        pytest.param("Azawad", "l’Azawad, d'Azawad, qu'Azawad", ["Azawad"] * 3, id="elision"),
        pytest.param("كيدال", "وكيدال وبكيدال لكيدال", ["كيدال"] * 3, id="Arabic particles"),
        pytest.param("كيدال", "كـيدال كِيدَال", ["كـيدال", "كِيدَال"], id="Arabic marks"),
        pytest.param("كيدال", "كيداليون", [], id="Arabic ending"),
        pytest.param("بير", "كبير خبير بيرزيت", [], id="kaf is no particle of a short name"),
        pytest.param("بير", "ببير والبير", ["بير"] * 2, id="particles of a short name"),
        pytest.param("بير", "حفر بئر", [], id="a well"),
        pytest.param("基达尔", "马里的基达尔市", ["基达尔"], id="Chinese has no gaps"),
        pytest.param("키달", "키달에서", ["키달"], id="Korean particle"),
        pytest.param("МИНУСМА", "МИНУСМА.", ["МИНУСМА"], id="Cyrillic"),
        pytest.param("blue helmets", "#blue_helmets", ["blue_helmets"], id="_ is a gap"),
        pytest.param("نصرة الإسلام", "#نصرة_الإسلام", ["نصرة_الإسلام"], id="Arabic hashtag"),
        pytest.param("blue helmets", "#BlueHelmetsInMali", [], id="phrase needs its gap"),
        pytest.param("Mali", "#BerMaliNorth", ["Mali"], id="word in a hashtag"),
        pytest.param("CMA CGM", "CMA-CGM, CMA–CGM, CMA\nCGM", ["CMA-CGM", "CMA–CGM", "CMA\nCGM"],
                     id="phrase across hyphen and line break"),
        pytest.param("CMA CGM", "CMA\n\nCGM", [], id="no phrase across a blank line"),
        pytest.param("UN mission in Mali", "The U.N. mission  in Mali", ["U.N. mission  in Mali"],
                     id="dotted abbreviation in a phrase"),
        pytest.param("UN mission", "the UN’s mission", ["UN’s mission"], id="possessive inside"),
        pytest.param("malian* army", "Malians' army; Malian Army", ["Malians' army", "Malian Army"],
                     id="wildcard inside a phrase"),
        pytest.param("azawad*", "Azawadiens", ["Azawadiens"], id="wildcard"),
        pytest.param("=CSP", "csp CSP", ["CSP"], id="exact case"),
        pytest.param("Ber", "Be\u0300r", ["Be\u0300r"], id="decomposed accent stays whole"),
    ],
)  # fmt: skip
def test_name_stands(name: str, text: str, want: list[str]) -> None:
    assert _found({"names": [name]}, text) == want


@pytest.mark.parametrize(
    ("text", "want"),
    [
        pytest.param("in Ber", ["Ber"], id="as written"),
        pytest.param("in BER and ber", [], id="other case"),
        pytest.param("UN LEAVES BER", ["BER"], id="line in capitals"),
        pytest.param("UN LEAVES BER\nThe force left.", ["BER"], id="first line in capitals"),
        pytest.param("BER, Mali (AP) — Troops", ["BER"], id="dateline"),
        pytest.param("Flughafen BER: Chaos", [], id="capitals in a mixed line"),
        pytest.param("press@Ber.example", ["Ber"], id="address in the case written"),
    ],
)
def test_smart_case(text: str, want: list[str]) -> None:
    assert _found({"short": ["Ber"], "default": "accept"}, text) == want


@pytest.mark.parametrize(
    ("entity", "text", "want"),
    [
        pytest.param({}, "CMA in Mali.", ["CMA"], id="a need in the sentence"),
        pytest.param({}, "Mali. CMA.", ["CMA"], id="a need in the next sentence"),
        pytest.param({}, "Mali. It rained. CMA.", [], id="a need two sentences off"),
        pytest.param({"within": "sentence"}, "Mali won. CMA lost.", [], id="sentence"),
        pytest.param({"within": "2 words"}, "Mali has two CMA", ["CMA"], id="two words off"),
        pytest.param({"within": "2 words"}, "Mali has but one CMA", [], id="three words off"),
        pytest.param({"within": "article"}, "Mali.\nA.\nB.\nC.\nCMA.", ["CMA"], id="article"),
        pytest.param({"within": "paragraph"}, "Mali. A. B. CMA.", ["CMA"], id="paragraph"),
        pytest.param({"within": "paragraph"}, "Mali.\nCMA.", [], id="next paragraph"),
        pytest.param({}, "CMA said.", [], id="no evidence"),
        pytest.param({"default": "accept"}, "CMA said.", ["CMA"], id="accepted by default"),
        pytest.param({}, "Mali, where the ships of CMA lie", [], id="the nearer is against"),
        pytest.param({}, "ships: in Mali the CMA", ["CMA"], id="the nearer is for"),
        pytest.param({"default": "accept"}, "CMA ships", [], id="against beats the default"),
        pytest.param({}, "CMA CGM in Mali", [], id="never"),
        pytest.param({}, "CMA CGM sails. In Mali CMA won.", ["CMA"], id="never and then meant"),
        pytest.param({}, "Azawad Movements. A. B. C. Ships of CMA.", ["Azawad Movements", "CMA"],
                     id="its own name proves"),
        pytest.param({}, "Council of Municipal Affairs (CMA) in Mali. CMA.", [],
                     id="spelled out as something else"),
    ],
)  # fmt: skip
def test_evidence(entity: dict[str, object], text: str, want: list[str]) -> None:
    cma = {
        "names": ["Azawad Movements"], "short": ["CMA"], "needs": ["mali"], "unless": ["sea"],
        "never": ["CMA CGM"], **entity,
    }  # fmt: skip
    assert _found(cma, text, mali=["mali"], sea=["ships"]) == want


def test_title_is_the_sentence_before_the_lead() -> None:
    cma = {"short": ["CMA"], "needs": ["mali"]}
    ruleset = _ruleset({"cma": cma}, sets={"mali": ["mali"]})
    assert match(ruleset, _article("CMA spoke. More.", title="Mali. Today. Again")).entities


def test_proven_entities_prove_others_and_circles_settle() -> None:
    entities = {
        "a": {"short": ["Aa"], "needs": ["b"]},
        "b": {"short": ["Bb"], "needs": ["a", "c"]},
        "c": {"names": ["Cc"]},
    }
    ruleset = _ruleset(entities)
    assert match(ruleset, _article("Aa met Bb and Cc.")).entities == ("a", "b", "c")
    assert match(ruleset, _article("Aa met Bb.")).entities == ()


def test_match_carries_its_evidence_and_exact_offsets() -> None:
    ruleset = _ruleset({"ber": {"short": ["Ber"], "needs": ["mali"]}}, sets={"mali": ["mali"]})
    text = "😀 “Bèr” — in\u00a0Mali."
    (found,) = match(ruleset, _article(text)).matches
    assert (found.field, text[found.start : found.end], found.text) == (Field.TEXT, "Bèr", "Bèr")
    (proof,) = found.evidence
    assert (proof.set, text[proof.start : proof.end]) == ("mali", "Mali")


@pytest.mark.parametrize(
    ("kind", "text", "want"),
    [
        pytest.param("place", "They live in Kidal.", True, id="in"),
        pytest.param("place", "The Kidal camp was empty.", True, id="camp after"),
        pytest.param("place", "Mr Kidal left.", False, id="form of address"),
        pytest.param("place", "The painter Lino Kidal left.", False, id="role and first name"),
        pytest.param("place", "Anna Kidal left.", False, id="first name"),
        pytest.param("place", "A. Kidal left.", False, id="initial"),
        pytest.param("place", "Kidal Avenue was closed.", False, id="street"),
        pytest.param("place", "A singer in Kidal left.", True, id="role, then a preposition"),
        pytest.param("place", "Anna Kidal left. Kidal is gone.", False, id="one sense a text"),
        pytest.param("other", "Mr Kidal left.", True, id="no kind, no cues"),
        pytest.param("person", "Mr Kidal left.", True, id="a person"),
    ],
)
def test_cues(kind: str, text: str, want: bool) -> None:
    entity = {"short": ["Kidal"], "default": "accept", "kind": kind}
    assert bool(_found(entity, text)) is want


def test_cue_widens_the_reach_of_needs_to_the_article() -> None:
    entity = {"short": ["Ber"], "kind": "place", "needs": ["mali"]}
    assert _found(entity, "Mali.\nA.\nB.\nHe slept in Ber.", mali=["mali"]) == ["Ber"]
    assert _found(entity, "Mali.\nA.\nB.\nHe saw Ber.", mali=["mali"]) == []


ARTICLE = _article("Lead has convoy.\n\nBody has Bamako.", "Title has Gao", "maliweb", ("un",))


@pytest.mark.parametrize(
    ("when", "want"),
    [
        pytest.param("gao", ["Gao"], id="word"),
        pytest.param('"has bamako"', ["has Bamako"], id="phrase"),
        pytest.param("gao AND bamako", ["Gao", "Bamako"], id="and"),
        pytest.param("gao AND kayes", None, id="and fails"),
        pytest.param("gao OR kayes", ["Gao"], id="or"),
        pytest.param("gao AND NOT kayes", ["Gao"], id="not"),
        pytest.param("gao AND NOT bamako", None, id="not fails"),
        pytest.param("gao OR kayes AND mopti", ["Gao"], id="AND binds closer"),
        pytest.param("(gao OR kayes) AND mopti", None, id="parentheses"),
        pytest.param("=GAO", None, id="exact case fails"),
        pytest.param("bam*", ["Bamako"], id="wildcard"),
        pytest.param('"gao lead"', None, id="no phrase from title to text"),
    ],
)
def test_rule(when: str, want: list[str] | None) -> None:
    hits = match(_ruleset(None, Rule(id=RuleId("r"), when=when)), ARTICLE).hits
    assert ([m.text for m in hits[0].matches] if hits else None) == want


@pytest.mark.parametrize(
    ("parts", "want"),
    [
        pytest.param((Part.TITLE,), ["gao"], id="title"),
        pytest.param((Part.LEAD,), ["convoy"], id="lead"),
        pytest.param((Part.BODY,), ["bamako"], id="body"),
    ],
)
def test_parts_limit_where_words_count(parts: tuple[Part, ...], want: list[str]) -> None:
    rules = [Rule(id=RuleId(w), when=w, parts=parts) for w in ("gao", "convoy", "bamako")]
    assert [h.rule for h in match(_ruleset(None, *rules), ARTICLE).hits] == want


@pytest.mark.parametrize(
    ("sources", "want"),
    [
        pytest.param((), True, id="all"),
        pytest.param(("maliweb",), True, id="id"),
        pytest.param(("tag:un",), True, id="tag"),
        pytest.param(("un", "tag:maliweb"), False, id="neither"),
    ],
)
def test_sources_limit_where_a_rule_is_tried(sources: tuple[str, ...], want: bool) -> None:
    ruleset = _ruleset(None, Rule(id=RuleId("r"), when="gao", sources=sources))
    assert bool(match(ruleset, ARTICLE).hits) is want


def test_failing_rule_tests_are_returned() -> None:
    tests = (
        RuleTest(text="Gao", expect=True),
        RuleTest(text="Gao", expect=False),
        RuleTest(text="Kayes", expect=True),
    )
    rule = Rule(id=RuleId("r"), when="gao", sources=("tag:un",), tests=tests)
    failures = run_tests(_ruleset(None, rule))
    assert [(f.rule, f.index, f.expected) for f in failures] == [("r", 1, False), ("r", 2, True)]
    assert [m.text for m in failures[0].matches] == ["Gao"]


@given(st.text(alphabet="Gao gàｏ\u0301\u00ad.\n-'s#", max_size=60), st.text(max_size=20))
def test_matches_are_the_stored_text_at_their_offsets(text: str, title: str) -> None:
    article = _article(text, title)
    for found in match(_ruleset({"gao": {"names": ["Gao"]}}), article).matches:
        stored = title if found.field is Field.TITLE else text
        assert stored[found.start : found.end] == found.text
