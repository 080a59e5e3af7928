"""NEAR and slop against the plainest way to say the same, and on texts made to hurt."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.match import match
from alerts.match.sightings import MOST
from alerts.rules import compile_ruleset
from alerts.types import Article, ArticleId, ArticleRef, Field, Matched, Rule, RuleId

WORDS = st.lists(st.sampled_from(["aa", "bb", "cc", "x", "y.", "\n"]), max_size=14)


def _match(when: str, text: str, title: str = "") -> Matched:
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
    entities = {"ber": {"short": ["Ber"], "default": "accept"}}
    ruleset = compile_ruleset(sets={}, entities=entities, rules=rules)
    return match(ruleset, Article(ref=ref, text=text))


def _spans(when: str, text: str) -> list[tuple[int, int]]:
    return [(m.start, m.end) for hit in _match(when, text).hits for m in hit.matches]


def _places(word: str, text: str) -> list[tuple[int, int]]:
    return [found.span() for found in re.finditer(rf"\b{word}\b", text)]


def _between(text: str, one: tuple[int, int], other: tuple[int, int]) -> int:
    first, second = sorted((one, other))
    return len(re.findall(r"\w+", text[first[1] : second[0]]))


@settings(max_examples=400, deadline=None)
@given(WORDS.map(" ".join), st.integers(0, 4), st.booleans())
def test_near_finds_every_place_with_a_partner_in_reach(
    text: str, reach: int, ordered: bool
) -> None:
    pairs = [
        (one, other)
        for one, other in product(_places("aa", text), _places("bb", text))
        if _between(text, one, other) <= reach and (one < other or not ordered)
    ]
    sign = "ONEAR" if ordered else "NEAR"
    assert _spans(f"aa {sign}/{reach} bb", text) == sorted({p for pair in pairs for p in pair})


@settings(max_examples=300, deadline=None)
@given(WORDS.map(" ".join))
def test_near_in_a_paragraph_is_near_in_a_line(text: str) -> None:
    wanted, at = [], 0
    for line in text.splitlines(keepends=True):
        found = _places("aa", line), _places("bb", line)
        if all(found):
            wanted += [(at + low, at + high) for low, high in sorted([*found[0], *found[1]])]
        at += len(line)
    assert _spans("aa NEAR/p bb", text) == wanted


@settings(max_examples=300, deadline=None)
@given(WORDS.map(" ".join), st.integers(1, 4))
def test_slop_finds_the_shortest_places(text: str, slop: int) -> None:
    if "\n" in text:
        text = text.replace("\n", "x")
    chains = [
        (one[0], three[1])
        for one, two, three in product(*(_places(word, text) for word in ("aa", "bb", "cc")))
        if one < two < three and _between(text, one, two) + _between(text, two, three) <= slop
    ]
    shortest = [chain for chain in chains if not any(_holds(chain, other) for other in chains)]
    found = _spans(f'"aa bb cc"~{slop}', text)
    assert bool(found) is bool(chains)
    assert set(shortest) <= set(found) <= set(chains)


def _holds(outer: tuple[int, int], inner: tuple[int, int]) -> bool:
    return outer != inner and outer[0] <= inner[0] and inner[1] <= outer[1]


@pytest.mark.parametrize(
    ("when", "text", "want"),
    [
        pytest.param("aa NEAR/1 bb", "aa x bb x y aa x y bb", ["aa", "bb"], id="those in reach"),
        pytest.param("aa NEAR/s bb", "aa bb. Bb.", ["aa", "bb"], id="only those in the sentence"),
        pytest.param("aa ONEAR/3 bb", "bb aa bb", ["aa", "bb"], id="only behind"),
        pytest.param("aa NEAR/3 (aa OR bb)", "aa x bb", ["aa", "bb"], id="not with itself"),
        pytest.param("aa NEAR/3 aa", "aa x aa", ["aa", "aa"], id="twice the same"),
        pytest.param('aa NEAR/3 "aa bb"', "aa bb", [], id="not with what holds it"),
        pytest.param('aa NEAR/3 "aa bb"', "aa bb aa", ["aa bb", "aa"], id="beside what holds it"),
        pytest.param("(aa NEAR/3 bb) NEAR/0 cc", "aa cc bb", ["aa", "cc", "bb"], id="in the gap"),
        pytest.param("aa NEAR/3 bb NEAR/0 cc", "aa x bb cc", ["aa", "bb", "cc"], id="a chain"),
        pytest.param("aa NEAR/3 bb NEAR/0 bb", "aa x bb", [], id="no place twice in a chain"),
        pytest.param("(aa NEAR/9 bb) NEAR/s cc", "aa. Bb cc.", [], id="wider than a sentence"),
        pytest.param("@ber NEAR/2 /[0-9]+/", "12 in Ber, x y z 13", ["12", "Ber"], id="all kinds"),
        pytest.param('"aa bb"~2 NEAR/0 cc', "aa x bb cc", ["aa x bb", "cc"], id="slop in NEAR"),
        pytest.param("ber NEAR/0 aa", "Be\u0301r's aa", ["Be\u0301r", "aa"], id="marks are no gap"),
        pytest.param("aa NEAR/1 基达尔", "aa 在基达尔", ["aa", "基达尔"], id="Chinese, in reach"),
        pytest.param("aa NEAR/1 基达尔", "aa 现在基达尔", [], id="Chinese, out of reach"),
        pytest.param("ATLEAST/2(aa NEAR/1 bb)", "aa bb, bb aa", ["aa", "bb", "bb", "aa"],
                     id="places that are near are counted"),
        pytest.param("ATLEAST/3(aa NEAR/1 bb)", "aa bb, x y bb aa", [], id="but not enough"),
    ],
)  # fmt: skip
def test_matches_are_the_places_that_make_it_true(when: str, text: str, want: list[str]) -> None:
    assert [m.text for hit in _match(when, text).hits for m in hit.matches] == want


def test_title_and_text_are_apart() -> None:
    for when in ("aa NEAR/9 bb", "aa NEAR/s bb", "aa NEAR/p bb", '"aa bb"~5'):
        assert not _match(when, "bb", title="aa").hits
        assert _match(when, "", title="aa bb").hits


def test_mention_far_behind_is_found_after_any_noise() -> None:
    text = "the " * 3 * MOST + "x the minusma"
    (hit,) = _match("the NEAR/0 minusma", text).hits
    assert [(m.text, m.start) for m in hit.matches] == [
        ("the", len(text) - 11),
        ("minusma", len(text) - 7),
    ]


def test_reported_places_are_limited_in_each_part() -> None:
    (hit,) = _match("aa NEAR/3 bb", "aa bb " * 2 * MOST + "\n" + "bb aa " * 2 * MOST).hits
    assert len(hit.matches) == 2 * MOST
    assert {m.field for m in hit.matches} == {Field.TEXT}


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


@pytest.mark.parametrize("unit", ["aa bb ", "aa ", "aa aa bb. ", "aa x bb y cc z ", "aa\n\nbb\n\n"])
@pytest.mark.parametrize(
    "when",
    [
        "aa NEAR/3 bb",
        "aa NEAR/1000 bb",
        "aa NEAR/s bb",
        "aa NEAR/p bb",
        "aa NEAR/p bb NEAR/p cc",
        "(aa NEAR/p bb) NEAR/p (bb NEAR/p cc)",
        "aa NEAR/9 aa",
        '"aa bb cc"~100',
        "ATLEAST/500(aa, bb, aa NEAR/p bb)",
        "/a+/ NEAR/3 /b+/",
    ],
)
def test_twice_the_text_costs_about_twice(when: str, unit: str) -> None:
    def work(size: int) -> int:
        with _counted() as lines:
            _match(when, unit * (size // len(unit)))
        return lines[0]

    work(100)
    once, twice = work(10_000), work(20_000)
    assert twice < 2.4 * once + 4_000
    assert twice < 60 * 20_000
