"""Regular expressions: RE2 on stored text, and the clues that say where to try them."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.match import match
from alerts.match.sightings import MOST
from alerts.rules import compile_ruleset
from alerts.rules.clues import clues
from alerts.rules.fold import Folded
from alerts.rules.regex import RegexError, compile_regex, encode
from alerts.types import Article, ArticleId, ArticleRef, Match, Rule, RuleId


@pytest.mark.parametrize(
    ("source", "want"),
    [
        pytest.param("kidal", {"kidal"}, id="a word"),
        pytest.param("Bèr", {"ber"}, id="folded"),
        pytest.param("ak-?47", {"ak", "47"}, id="the longest run"),
        pytest.param("[0-9]+ dead", {"dead"}, id="beside a class"),
        pytest.param("colou?r", {"colo"}, id="without what may be left out"),
        pytest.param("ab+cd", {"ab", "cd"}, id="up to what repeats"),
        pytest.param("(?:gao|kidal) fell", {"fell", "gao", "kidal"}, id="a group"),
        pytest.param("gao|kidal", {"gao", "kidal"}, id="every branch"),
        pytest.param("gao|.", set(), id="a branch without"),
        pytest.param("(gao)?", set(), id="a group that may be left out"),
        pytest.param("(gao){0,2}x", set(), id="a group that may stand no time"),
        pytest.param("(gao){2,}", {"gao"}, id="a group that must stand"),
        pytest.param("(?i)gao", {"gao"}, id="a flag"),
        pytest.param("(?P<town>gao)", {"gao"}, id="a name"),
        pytest.param(r"\x41bcd", {"bcd"}, id="an escape by number"),
        pytest.param(r"\x{41}bcd", {"bcd"}, id="an escape in braces"),
        pytest.param(r"\pLabc", {"abc"}, id="a class of one letter"),
        pytest.param(r"\p{Greek}abc", {"abc"}, id="a class by name"),
        pytest.param(r"\Qa.b\Ecd", {"cd"}, id="quoted"),
        pytest.param("[]abc]de", {"de"}, id="a bracket in a class"),
        pytest.param("[[:alpha:]x]de", {"de"}, id="a named class"),
        pytest.param("a{,2}bc", {"bc"}, id="braces that are text"),
        pytest.param("a.b", set(), id="single letters"),
        pytest.param("ab(?i)*", set(), id="what repeats reaches over flags"),
        pytest.param(r"ab\Q\E?", set(), id="and over nothing quoted"),
        pytest.param("كيدال", {"دال"}, id="a letter that takes a hamza"),
        pytest.param("(" * 30 + "gao" + ")" * 30, set(), id="too deep to follow"),
    ],
)
def test_clues_are_among_what_must_stand(source: str, want: set[str]) -> None:
    found = set(clues(source))
    assert found <= want
    assert bool(found) is bool(want)


_REGEXES = st.recursive(
    st.sampled_from(
        ["a", "ab", "K", "é", "ß", "ك", "يا", "1", ".", "[ab]", "[^a]", r"\d", r"\.", r"\pL", "s",
         "[[:alpha:]]", r"\x61", r"\Qa.\E", r"\Q\E", "^", "$", r"\b", "'s", "-", " ",
         "ſ", "ﬁ", "{", "(?i)"]
    ),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map("".join),
        st.builds("({}|{})".format, inner, inner),
        st.builds("(?:{}){}".format, inner, st.sampled_from(["*", "+", "?", "{2}", "{0,2}", "+?"])),
        st.builds("{}{}".format, inner, st.sampled_from(["*", "+", "?", "{2}", "{1,}"])),
        st.builds("{}|{}".format, inner, inner),
    ),
    max_leaves=5,
)  # fmt: skip
_SUBJECTS = st.text(
    st.sampled_from("aAbkK\u212asS\u017féeE\u0301ßıﬁ1٣.كيا\u0654ي\u0640 '-\n{x\u00ad\u200b"),
    max_size=12,
)


@settings(max_examples=1_500, deadline=None)
@given(_REGEXES, st.lists(_SUBJECTS, min_size=1, max_size=4))
def test_a_clue_stands_wherever_the_expression_matches(source: str, texts: list[str]) -> None:
    try:
        regex = compile_regex(source)
    except RegexError:
        return
    for text in texts:
        if regex.clues and any(regex.spans(encode(text))):
            assert any(clue in Folded(text).text for clue in regex.clues)


@settings(max_examples=500, deadline=None)
@given(st.text(st.sampled_from(r"ab()[]{}*+?|\.^$-,:<>PQEpx0129 "), max_size=14))
def test_any_expression_is_compiled_or_refused(source: str) -> None:
    try:
        regex = compile_regex(source)
    except RegexError:
        return
    assert all(low < high for low, high in regex.spans(b"ab\n\n ab-9 "))


def _matches(when: str, text: str, title: str = "") -> list[Match]:
    ref = ArticleRef(
        id=ArticleId(1),
        url="",
        canonical_url="",
        source="s",
        title=title,
        published_at=None,
        language=None,
    )
    rules = [Rule(id=RuleId("r"), when=when)]
    hits = match(
        compile_ruleset(sets={}, entities={}, rules=rules), Article(ref=ref, text=text)
    ).hits
    return list(hits[0].matches) if hits else []


@pytest.mark.parametrize(
    ("when", "text", "want"),
    [
        pytest.param("/b.r/", "ber, BÉR", ["ber", "BÉR"], id="any case"),
        pytest.param("/b.r/", "Be\u0301r", [], id="accents are characters"),
        pytest.param("/(?-i:B)er/", "Ber ber", ["Ber"], id="case asked for"),
        pytest.param("/^x/", "x\nx x", ["x", "x"], id="every paragraph begins"),
        pytest.param("/x$/", "x x\nx", ["x", "x"], id="every paragraph ends"),
        pytest.param("/x.y/", "x\ny", [], id="a dot is no line break"),
        pytest.param("/x\\sy/", "x\ny", ["x\ny"], id="white space is"),
        pytest.param("/🌍+/", "🌍🌍 a", ["🌍🌍"], id="emoji"),
        pytest.param("/\\p{Arabic}+/", "in كيدال", ["كيدال"], id="a script"),
        pytest.param("/a\ufffdb/", "a\ud800b", ["a\ud800b"], id="half a character, scrubbed"),
        pytest.param("/\\//", "a/b", ["/"], id="a slash"),
        pytest.param('/"\\)/', 'x")', ['")'], id="quotes and parentheses"),
    ],
)
def test_regex_matches_the_stored_text(when: str, text: str, want: list[str]) -> None:
    found = _matches(when, text)
    assert [m.text for m in found] == want
    assert [text[m.start : m.end] for m in found] == want


def test_parts_have_their_own_places() -> None:
    text = "a1 " * 3 * MOST + "\n" + "a2 " * 3 * MOST
    found = _matches("/a[12]/", text, title="a1")
    assert len(found) == 1 + 2 * MOST
    assert found[-1].text == "a2"
    assert {m.text for m in _matches("body:/a[12]/", text)} == {"a2"}
    assert {m.text for m in _matches("lead:/a[12]/", text)} == {"a1"}
    assert not _matches("/x y/", "y", title="x")
    assert [m.start for m in _matches("/b+/", "aé\nbb")] == [3]


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("abé🌍\u0301\n \ud800ك"), max_size=30), st.text("ab🌍 ", max_size=5))
def test_places_are_those_that_re_finds(text: str, title: str) -> None:
    found = [(m.field.value, m.start, m.end) for m in _matches("/[ab🌍]+/", text, title)]
    wanted = [("title", *m.span()) for m in re.finditer("[ab🌍]+", title)]
    wanted += [("text", *m.span()) for m in re.finditer("[ab🌍]+", text)]
    assert found == wanted
