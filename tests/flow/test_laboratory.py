"""The laboratory: a rule tried on what is stored, names that it does not know, a text lit up."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from commands import called, on_a_terminal
from monitor.cli import highlight
from monitor.store import Store

CONFIG = """\
version: 1
sources:
  - {id: wire, url: "https://wire.example/feed", tags: [world]}
  - {id: local, url: "https://local.example/feed"}
sets:
  mali: [mali, azawad]
entities:
  minusma: {names: [MINUSMA]}
  kidal: {short: [Kidal], default: accept}
  cma: {names: ["Coordination des mouvements de l'Azawad"], short: [CMA], needs: [mali, minusma]}
rules:
  - {id: leaves, when: "@minusma AND @kidal AND NOT football", notify: article}
  - {id: kidal, when: "@kidal", notify: article}
  - {id: world, when: "@minusma", sources: ["tag:world"], notify: article}
  - {id: titles, when: "@minusma AND @kidal", in: [title], notify: article}
  - {id: told, when: "source:wire AND @kidal", notify: article}
"""
TRUCKS = "The last trucks of the mission rolled out of the camp at dawn, a spokesman said."
ARTICLES = [
    ("wire", "13T10", "en", "MINUSMA leaves Kidal", TRUCKS),
    ("local", "13T12", "en", "MINUSMA leaves Kidal", TRUCKS),
    ("local", "14T10", "en", "MINUSMA leaves Kidall", "Nobody was hurt, officers in blue told us."),
    ("wire", "14T11", "fr", "La MINUSMA ouvre une école", "Elle se trouve à Bamako, près du pont."),
    ("local", "15T09", "en", "Rebels of Mali play", "The Coordination of Azawad Movements (CMA) saw"
     " football at Kidal beside MINUSMA officers."),
    ("local", "15T11", "en", "A merger is cleared", "The Competition and Markets Authority (CMA) "
     "cleared the takeover of Tidal, a service for music."),
    ("local", "16T11", "fr", "KIDAL: le marché rouvre", "La Coordination des mouvements de l'Azawad"
     " (CMA) s'en félicite, au Mali."),
    ("wire", "16T12", "fr", "La CMA parle", "Selon elle, « la Minsuma » a quitté le Kidal."),
]  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with eight articles of two sources; the second is a copy of the first."""
    folder = tmp_path_factory.mktemp("laboratory")
    (folder / "sources.yaml").write_text(CONFIG)
    rows = (
        {"url": f"https://a.example/{number}", "title": title, "text": text, "language": language,
         "source": source, "published": f"2023-08-{at}:00:00Z"}
        for number, (source, at, language, title, text) in enumerate(ARTICLES)
    )  # fmt: skip
    (folder / "wire.jsonl").write_text("\n".join(map(json.dumps, rows)))
    done = called(folder, "import", str(folder / "wire.jsonl"), "--as-of", "published")
    assert done.code == 0, done.err
    return folder


def tried(desk: Path, *args: str) -> dict[str, Any]:
    done = called(desk, "backtest", *args, "--json")
    assert (done.code, done.err) == (0, "")
    return done.row


def ids(rows: list[dict[str, Any]]) -> list[int]:
    return [row["id"] for row in rows]


def test_the_keys_of_a_backtest(desk: Path) -> None:
    told = tried(desk, "leaves")
    assert list(told)[:5] == ["rule", "articles", "hits", "per_day", "near_misses"]
    assert (told["rule"], told["articles"], told["hits"], told["copies"]) == ("leaves", 7, 1, 1)
    assert told["per_day"] == {"2023-08-13": 1}
    assert (told["first"], told["last"]) == (
        "2023-08-13T10:00:00+00:00",
        "2023-08-16T12:00:00+00:00",
    )
    assert told["found"] == [
        {
            "id": 1,
            "published": "2023-08-13T10:00:00+00:00",
            "source": "wire",
            "title": "MINUSMA leaves Kidal",
            "matched": ["MINUSMA", "Kidal"],
        }
    ]
    assert (told["against"], told["adds"], told["drops"]) == (None, [], [])


@pytest.mark.parametrize(
    ("args", "articles", "found"),
    [
        pytest.param("kidal", 7, [8, 7, 5, 1], id="newest first"),
        pytest.param("kidal -n 2", 7, [8, 7], id="limited"),
        pytest.param("kidal --since 2023-08-15", 4, [8, 7, 5], id="since"),
        pytest.param("kidal --until 2023-08-15", 3, [1], id="until"),
        pytest.param("world", 3, [4, 1], id="only its sources"),
        pytest.param("titles", 7, [1], id="only its parts"),
        pytest.param("told", 7, [8, 1], id="a condition"),
        pytest.param("new --when @minusma", 7, [5, 4, 3, 1], id="a rule that is not there yet"),
    ],
)
def test_what_a_rule_finds(desk: Path, args: str, articles: int, found: list[int]) -> None:
    told = tried(desk, *args.split())
    assert (told["articles"], ids(told["found"])) == (articles, found)
    if "-n" not in args:
        assert told["hits"] == len(found) == sum(told["per_day"].values())


def test_a_backtest_finds_what_was_found_when_it_came_in(desk: Path) -> None:
    for rule in ("leaves", "kidal", "world", "titles", "told"):
        alerts = called(desk, "alerts", "--rule", rule, "--json").rows
        hit = [called(desk, "alerts", "show", row["id"], "--json").row for row in alerts]
        urls = sorted(row["article"]["url"] for row in hit)
        found = tried(desk, rule)["found"]
        shown = (called(desk, "articles", "show", str(one["id"]), "--json").row for one in found)
        assert sorted(one["url"] for one in shown) == urls, rule


def test_what_is_one_clause_short(desk: Path) -> None:
    misses = {one["why"]: one for one in tried(desk, "leaves")["near_misses"]}
    assert list(misses) == ["without NOT football", "without @minusma", "without @kidal",
                            "Kidall (1 article)", "Minsuma (1 article)"]  # fmt: skip
    assert ids(misses["without NOT football"]["examples"]) == [5]
    assert ids(misses["without @kidal"]["examples"]) == [4, 3]
    assert misses["without @minusma"]["articles"] == 2


def test_a_name_one_edit_away_counts_where_all_else_agrees(desk: Path) -> None:
    (miss,) = (one for one in tried(desk, "leaves")["near_misses"] if one["why"][:3] == "Kid")
    assert (miss["kind"], miss["entity"], miss["near"], miss["articles"]) == (
        "name",
        "kidal",
        "Kidal",
        1,
    )
    assert [one["matched"] for one in miss["examples"]] == [["Kidall"]]
    whys = [one["why"] for one in tried(desk, "leaves")["near_misses"]]
    assert not any("Tidal" in why for why in whys)


def test_near_misses_are_of_the_sources_and_the_time(desk: Path) -> None:
    assert tried(desk, "world")["near_misses"] == [
        {"kind": "name", "why": "Minsuma (1 article)", "articles": 1, "entity": "minusma",
         "near": "MINUSMA", "examples": [
             {"id": 8, "published": "2023-08-16T12:00:00+00:00", "source": "wire",
              "title": "La CMA parle", "matched": ["Minsuma"]}]},
    ]  # fmt: skip
    assert tried(desk, "world", "--until", "2023-08-16")["near_misses"] == []


def test_another_rule_is_compared_with(desk: Path) -> None:
    told = tried(desk, "leaves", "--against", "kidal")
    assert (told["against"], told["added"], told["dropped"]) == ("kidal", 3, 0)
    assert ids(told["adds"]) == [8, 7, 5]
    assert ids(told["found"]) == [1]
    told = tried(desk, "kidal", "--against", "world")
    assert (ids(told["adds"]), ids(told["drops"])) == ([4], [8, 7, 5])
    assert told["articles"] == 7


def test_an_edited_copy_is_compared_with(desk: Path) -> None:
    edited = CONFIG.replace("[Kidal]", "[Kidal, Kidall]")
    (desk / "edited.yaml").write_text(edited)
    told = tried(desk, "leaves", "--against", str(desk / "edited.yaml"))
    assert (ids(told["adds"]), ids(told["drops"])) == ([3], [])
    assert ids(told["found"]) == [1]
    told = tried(desk, "leaves", "-c", str(desk / "edited.yaml"))
    assert ids(told["found"]) == [3, 1]
    assert [one["why"] for one in told["near_misses"] if one["kind"] == "name"] == [
        "Minsuma (1 article)"
    ]


def test_an_expression_is_compared_with_the_rule_that_it_replaces(desk: Path) -> None:
    told = tried(desk, "leaves", "--when", "@minusma AND NOT @kidal")
    assert (told["when"], told["against"]) == ("@minusma AND NOT @kidal", "leaves")
    assert (ids(told["adds"]), ids(told["drops"])) == ([4, 3], [1])
    assert [one["why"] for one in told["near_misses"] if one["kind"] == "clause"] == [
        "without NOT @kidal"
    ]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        pytest.param(["backtest", "nope"], "rule nope: not in ", id="an unknown rule"),
        pytest.param(
            ["backtest", "kidal", "--against", "nope"],
            "--against nope: neither a rule of ",
            id="neither rule nor file",
        ),
        pytest.param(
            ["backtest", "kidal", "--when", "@kidal", "--against", "world"],
            "--when and --against are two changes",
            id="two changes at once",
        ),
        pytest.param(
            ["backtest", "x", "--when", "@kidal AND"],
            "--when: column 11: something is missing here",
            id="a broken expression, with its column",
        ),
        pytest.param(
            ["backtest", "kidal", "--when", "@kidl"], "--when: column 1: ", id="an unknown entity"
        ),
        pytest.param(
            ["backtest", "kidal", "--when", "@kidal AND source:nope"],
            "--when: column 19: source:nope: not in ",
            id="an unknown source",
        ),
        pytest.param(["backtest", "kidal", "--since", "soon"], "expected a day", id="no time"),
        pytest.param(["suggest", "nope"], "entity nope: not in ", id="an entity that is not there"),
    ],
)
def test_refusals(desk: Path, args: list[str], said: str) -> None:
    done = called(desk, *args)
    assert (done.code, done.out) == (2, "")
    assert said in " ".join(done.err.split())
    assert done.err.count("--when:") <= 1


def test_a_backtest_for_people(desk: Path) -> None:
    done = called(desk, "backtest", "leaves", "--against", "kidal")
    assert (done.code, done.err) == (0, "")
    for line in ("hits      1", "days      2023-08-13 to 2023-08-16", "  2023-08-13  1", "adds",
                 "1\t5\twithout NOT football\tRebels of Mali play"):  # fmt: skip
        assert line in done.out.splitlines()


def test_nothing_is_written_and_a_writer_does_not_matter(desk: Path) -> None:
    before = (desk / "wireroom.db").read_bytes()
    with Store.to_write(desk / "wireroom.db"):
        assert tried(desk, "leaves")["hits"] == 1
        assert called(desk, "suggest", "cma").code == 0
    assert (desk / "wireroom.db").read_bytes() == before


def test_suggestions_for_a_short_name(desk: Path) -> None:
    rows = called(desk, "suggest", "cma", "--json").rows
    assert rows[0].keys() == {"entity", "kind", "written", "of", "articles", "proven", "languages",
                              "known", "example"}  # fmt: skip
    told = {(row["kind"], row["written"]): (row["proven"], row["known"]) for row in rows}
    assert told == {
        ("expansion", "Coordination des mouvements de l'Azawad"): (1, True),
        ("expansion", "Coordination of Azawad Movements"): (1, False),
        ("expansion", "Competition and Markets Authority"): (0, False),
    }
    assert rows[-1]["written"] == "Competition and Markets Authority"
    assert {row["languages"][0] for row in rows} == {"en", "fr"}


def test_suggested_spellings(desk: Path) -> None:
    rows = called(desk, "suggest", "kidal", "--json").rows
    told = {row["written"]: (row["of"], row["known"], row["example"]) for row in rows}
    assert told["Kidall"] == ("Kidal", False, 3)
    assert told["KIDAL"] == ("Kidal", True, 7)
    assert "Kidal" not in told
    assert called(desk, "suggest", "minusma", "--json").rows[0]["written"] == "Minsuma"
    assert len(called(desk, "suggest", "kidal", "-n", "1").out.splitlines()) == 1


MATCHES = [
    {"field": "text", "start": 8, "end": 11,
     "evidence": [{"field": "title", "start": 0, "end": 4}, {"field": "text", "start": 0,
                                                             "end": 4}]},
    {"field": "text", "start": 0, "end": 4, "evidence": []},
]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "text", "want"),
    [
        pytest.param("title", "Mali", ["\x1b[4mMali\x1b[0m"], id="evidence in the title"),
        pytest.param(
            "text",
            "Mali is Ber",
            ["\x1b[1;33m\x1b[4mMali\x1b[0m is \x1b[1;33mBer\x1b[0m"],
            id="a name that is evidence",
        ),
        pytest.param(
            "text",
            "Ma\ni is\x1bBer",
            ["\x1b[1;33m\x1b[4mMa\x1b[0m", "\x1b[1;33m\x1b[4mi\x1b[0m is\x1b[1;33mBer\x1b[0m"],
            id="over two lines, with a control character",
        ),
    ],
)
def test_a_text_is_lit_up(field: str, text: str, want: list[str]) -> None:
    assert list(highlight.lines(text, field, MATCHES)) == want


def test_match_lights_up_a_terminal_only(desk: Path) -> None:
    shown = on_a_terminal(desk, "match", "MINUSMA left Kidal")
    assert "\n\x1b[1;33mMINUSMA\x1b[0m left \x1b[1;33mKidal\x1b[0m\n" in shown
    assert shown.startswith("entities  minusma, kidal\n")
    assert "\x1b" not in on_a_terminal(desk, "match", "MINUSMA left Kidal", NO_COLOR="1")
    assert "\x1b" not in called(desk, "match", "MINUSMA left Kidal").out
    table = re.sub(r"\x1b\[[0-9;]*m", "", on_a_terminal(desk, "backtest", "leaves"))
    assert "articles  example  why" in table
    assert max(map(len, table.splitlines())) <= 80
