"""A story for people: all that matters on 80 columns, and nothing in it acts on a terminal."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from alerting import HOSTILE
from monitor.cli import timeline

ACTIVE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
BOLD = re.compile(r"\x1b\[[01]m")


def origin(kind: str, of: int | None = None, share: float | None = None) -> dict[str, Any]:
    return {"kind": kind, "article": of, "share": share, "agency": "AFP" if of is None else None}


def article(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "source": "coast",
        "title": f"Report {number}",
        "published": "2026-03-02T07:10:00+00:00",
        "fetched_at": "2026-03-02T08:00:00+00:00",
        "kind": None,
        "origin_of_text": origin("own", number),
        "stale": None,
        "new": [],
    } | more


def move(number: int, before: int, after: int, why: str = "merged") -> dict[str, Any]:
    at = "2026-03-02T09:00:00+00:00"
    return {"at": at, "article": number, "before": before, "after": after, "by": 9, "why": why}


def value(said: str, number: int, *too: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "value": said,
        "text": f"There were {said}.",
        "source": "post",
        "url": f"https://post.example/{number}",
        "article": number,
        "published": None,
        "too": list(too),
    } | more


def story(**more: Any) -> dict[str, Any]:
    return {
        "id": 1,
        "title": "A ferry",
        "first_seen": "2026-03-02T07:10:00+00:00",
        "last_seen": "2026-03-02T12:10:00+00:00",
        "articles": [article(1)],
        "independent": 1,
        "languages": ["en"],
        "left_out": 0,
        "disagreements": [],
        "merged": [],
        "moves": [],
    } | more


def told(width: int = 80, *, coloured: bool = False, **more: Any) -> str:
    return "\n".join(timeline.lines(story(**more), width=width, coloured=coloured))


def test_the_head_counts() -> None:
    said = told(articles=[article(1), article(2)], merged=[3, 5], languages=["en", "fr"])
    assert said.startswith(
        "story 1  A ferry\n"
        "  2 articles, 1 independent source, in en, fr\n"
        "  first seen 2026-03-02 07:10Z, last seen 2026-03-02 12:10Z\n"
        "  took in story 3, story 5\n"
    )


@pytest.mark.parametrize(
    ("more", "want"),
    [
        pytest.param({"kind": "story"}, "coast  article 1  opens the story\n", id="first"),
        pytest.param({"kind": "development"}, "article 1  development\n", id="development"),
        pytest.param({"published": None}, "\nundated, came 2026-03-02 08:00Z  c", id="undated"),
        pytest.param({"title": ""}, "\n  -", id="no title"),
        pytest.param({"origin_of_text": origin("copy", 4)}, "\n  - copy of article 4", id="copy"),
        pytest.param(
            {"origin_of_text": origin("rewrite", 4, 0.21)},
            "\n  - rewrite of article 4, 21% shared",
            id="rewrite",
        ),
        pytest.param({"origin_of_text": origin("agency")}, "\n  - credits AFP", id="agency"),
        pytest.param(
            {"stale": {"days": 88, "content": "2025-12-04", "article": 2}},
            "\n  - stale by 88 days: its content is of 2025-12-04 (article 2)",
            id="stale",
        ),
        pytest.param({"new": ["One.", "Two."]}, "\n    + One.\n    + Two.", id="what is new"),
        pytest.param({"new": ["Word."] * 6}, "\n    … and 1 more new sentence", id="one too many"),
        pytest.param({"new": ["Word."] * 9}, "\n    … and 4 more new sentences", id="far too many"),
        pytest.param({"new": ["a" * 999]}, "a" * 599 + "…", id="no sentence"),
    ],
)
def test_an_article_is_told(more: dict[str, Any], want: str) -> None:
    assert want in told(articles=[article(1, **more)]) + "\n"


def test_who_disagrees_is_told_with_quotation_and_link() -> None:
    too = value("three", 4, source="mirror", published="2026-03-02T07:10:00+00:00")
    values = [value("three", 2, too, *[value("three", 5)] * 6), value("five", 3)]
    said = told(disagreements=[{"what": "passenger killed", "values": values}])
    assert (
        "Sources disagree\n\n"
        "  passenger killed\n"
        "    three  post (article 2)\n"
        "      “There were three.”\n"
        "      https://post.example/2\n"
        "      so too mirror (article 4, 2026-03-02 07:10Z), post (article 5)"
    ) in said
    assert " and 2 more\n" in said
    assert "    five  post (article 3)\n" in said


def test_moves_are_told() -> None:
    moves = [move(1, 7, 1), move(2, 1, 8, "split"), move(1, 1, 7, "closer"), move(1, 9, 1)]
    said = told(moves=moves)
    assert "\n  - moved here from story 9\n" in said
    assert said.endswith(
        "Moved to other stories\n"
        "  2026-03-02 09:00Z  article 2 to story 8: it turned out to be another event"
    )
    assert "  … and 2 before; --json has them all" in told(
        moves=[move(number, 1, 8, "closer") for number in range(2, 9)]
    )


def test_of_a_large_story_the_latest_are_told() -> None:
    early = article(1, origin_of_text=None)
    said = told(articles=[early, article(2)], left_out=1)
    assert "left out here: the first 1; the latest are compared" in said
    assert "Report 1" not in said
    assert "Report 2" in said


def test_a_story_that_all_articles_left() -> None:
    said = told(title=None, articles=[], independent=0, moves=[move(1, 1, 4, "closer")])
    assert said.startswith("story 1  -\n  0 articles, 0 independent sources")
    assert said.endswith("article 1 to story 4: it is closer to that one")


WORDS = st.text(st.sampled_from("ab é中 "), max_size=300)


@given(WORDS, st.integers(40, 200))
def test_it_fits_a_terminal(text: str, width: int) -> None:
    disagreements = [{"what": text, "values": [value(text, 1), value("b", 2, text=text)]}]
    words = max(map(cell_len, text.split()), default=0)
    said = told(
        width,
        title=text,
        articles=[article(1, title=text, new=[text])],
        disagreements=disagreements,
    )
    assert max(map(cell_len, said.splitlines())) <= max(width, words + 12, 72)


@pytest.mark.parametrize("coloured", [False, True])
@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_was_scraped_acts_on_a_terminal(text: str, coloured: bool) -> None:
    told_by = value(text, 1, text=text, source=text, url=text)
    hostile = article(1, source=text, title=text, new=[text])
    said = told(
        coloured=coloured,
        title=text,
        languages=[text],
        articles=[hostile],
        disagreements=[{"what": text, "values": [told_by | {"too": [told_by]}]}],
    )
    assert not ACTIVE.search(BOLD.sub("", said))
    assert bool(BOLD.search(said)) is coloured
