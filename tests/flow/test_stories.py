"""`stories`: docs/stories.md shows what is so; pipes, JSON and refusals are as elsewhere."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from alerts.types import StoryId
from commands import called, on_a_terminal
from monitor.store import Store, stories
from monitor.story.cluster import Move, Why

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "stories.md").read_text("utf-8")
(CONFIG,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
(ARTICLES,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
SHOWN = dict(
    re.findall(r"^\$ wireroom ([^\n]+)\n(.*?)(?=^\$ |^```)", PAGE, re.DOTALL | re.MULTILINE)
)
STORY = "id title first_seen last_seen articles independent languages"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the articles of the page."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "sources.yaml").write_text(CONFIG)
    (folder / "ferry.jsonl").write_text(ARTICLES)
    done = called(folder, "import", str(folder / "ferry.jsonl"), "--as-of", "published")
    assert done.out.startswith(SHOWN["import ferry.jsonl --as-of published"])
    return folder


@pytest.fixture
def merged(desk: Path, tmp_path: Path) -> Path:
    """The same, where the second story ended in the first one."""
    (tmp_path / "sources.yaml").write_text(CONFIG)
    (tmp_path / "wireroom.db").write_bytes((desk / "wireroom.db").read_bytes())
    with Store.to_write(tmp_path / "wireroom.db") as store, store.transaction() as conn:
        (only,) = stories.said(conn, stories.articles_of(conn, StoryId(2)))
        ended = Move(
            article=only.id,
            before=StoryId(2),
            after=StoryId(1),
            by=only.id,
            why=Why.MERGED,
            probability=0.75,
        )
        stories.move(conn, [ended], only.at)
    return tmp_path


@pytest.mark.parametrize("command", ["stories", "stories show 1"])
def test_a_terminal_shows_what_the_page_does(desk: Path, command: str) -> None:
    assert on_a_terminal(desk, *command.split(), NO_COLOR="1") == SHOWN[command]


def test_a_terminal_may_be_bold(desk: Path) -> None:
    assert "\x1b[1mstory 1  Ferry aground off Tolvik\x1b[0m\n" in on_a_terminal(
        desk, "stories", "show", "1"
    )


def test_a_pipe_gets_lines_with_tabs(desk: Path) -> None:
    first, second = called(desk, "stories").out.splitlines()
    assert first.split("\t") == [
        "1", "2026-03-02T07:10:00+00:00", "2026-06-01T08:00:00+00:00", "6", "3", "en",
        "Ferry aground off Tolvik",
    ]  # fmt: skip
    assert second.startswith("2\t")
    shown = called(desk, "stories", "show", "1").out
    assert "\x1b" not in shown
    assert (
        "\n    + The radar had failed an hour before, the engineer Olav Brekke told this paper.\n"
    ) in shown


@pytest.mark.parametrize(
    ("options", "want"),
    [
        pytest.param("", [1, 2], id="all"),
        pytest.param("--limit 1", [1], id="one"),
        pytest.param("--since 2026-04-01", [1], id="with news since"),
        pytest.param("--entity havbris", [1], id="of an entity"),
        pytest.param("--source inland", [2], id="of a source"),
        pytest.param("--language en", [1, 2], id="in a language"),
        pytest.param("--language fr", [], id="in no language"),
        pytest.param("--min-articles 2", [1], id="of two articles"),
    ],
)
def test_json_has_the_keys_of_the_contract(desk: Path, options: str, want: list[int]) -> None:
    done = called(desk, "stories", *options.split(), "--json")
    assert (done.code, done.err) == (0, "")
    assert [row["id"] for row in done.rows] == want
    assert all(list(row) == STORY.split() for row in done.rows)


def test_one_story_has_its_articles_and_what_is_told_of_each(desk: Path) -> None:
    found = called(desk, "stories", "show", "1", "--json").row
    listed = {row["id"]: row for row in called(desk, "articles", "--story", "1", "--json").rows}
    assert [each["id"] for each in found["articles"]] == [1, 2, 3, 4, 5, 7] == sorted(listed)
    added = {"kind", "new", "origin_of_text", "stale"}
    for each in found["articles"]:
        assert {key: each[key] for key in each if key not in added} == listed[each["id"]]
    more = {"left_out", "disagreements", "merged", "moves"}
    assert set(found) == {*STORY.split(), *more}
    assert [each["kind"] for each in found["articles"]] == [
        "story", None, "development", "development", None, None,
    ]  # fmt: skip
    assert found["articles"][5]["stale"] == {"days": 91, "content": "2026-03-02", "article": 3}
    assert (found["independent"], found["left_out"]) == (3, 0)


def test_disagreements_are_as_in_alerts(desk: Path) -> None:
    (shown,) = called(desk, "stories", "show", "1", "--json").row["disagreements"]
    alerts = called(desk, "alerts", "--rule", "what-is-new", "--json").rows
    (sent,) = next(each["disagreements"] for each in alerts if each["disagreements"])
    assert _without(shown) == sent
    assert [each["source"] for each in shown["values"][0]["too"]] == ["evening"]


def _without(shown: dict[str, Any]) -> dict[str, Any]:
    alerts_keys = ("value", "text", "source", "url")
    values = [{key: each[key] for key in alerts_keys} for each in shown["values"]]
    return {"what": shown["what"], "values": values}


def test_rules_report_as_the_page_says(desk: Path) -> None:
    rows = called(desk, "alerts", "--json").rows
    for rule, want in (
        ("first-word", [1]),
        ("what-is-new", [1, 3, 4]),
        ("everything", [1, 3, 4, 5]),
    ):
        assert sorted(row["article"]["id"] for row in rows if row["rule"] == rule) == want


def test_a_story_that_ended_shows_the_one_it_ended_in(merged: Path) -> None:
    assert [row["id"] for row in called(merged, "stories", "--json").rows] == [1]
    done = called(merged, "stories", "show", "2")
    assert done.err == "story 2: turned out to be story 1, which is shown\n"
    assert "\n  took in story 2\n" in done.out
    assert "  - moved here from story 2\n" in done.out
    found = called(merged, "stories", "show", "2", "--json").row
    assert (found["id"], found["merged"]) == (1, [2])
    (move,) = found["moves"]
    assert (move["article"], move["before"], move["after"], move["why"]) == (6, 2, 1, "merged")
    of_ended = called(merged, "articles", "--story", "2").out
    assert of_ended == called(merged, "articles", "--story", "1").out
    assert len(of_ended.splitlines()) == 7


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("stories show 99", "story 99: not in the store; see: wireroom stories"),
        ("stories show 99999999999999999999", "story 99999999999999999999: not in the store"),
        ("stories show first", "valid integer"),
        ("stories show", "Missing argument 'ID'"),
        ("stories nope", "No such command 'nope'"),
        ("stories --limit 0", "greater than or equal to 1"),
        ("stories --min-articles 0", "greater than or equal to 1"),
        ("stories --since yesterday", "expected a day or time such as 2023-08-13"),
        ("stories --source nobody", "--source nobody: not in"),
        ("stories --entity nobody", "--entity nobody: not in"),
        ("articles --story 99", "story 99: not in the store; see: wireroom stories"),
    ],
)
def test_what_is_wrong_is_refused_with_a_word_on_it(desk: Path, command: str, told: str) -> None:
    done = called(desk, *command.split())
    assert (done.code, done.out) == (2, "")
    assert told in " ".join(done.err.split())


def test_before_the_first_fetch_there_is_nothing_and_no_error(tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text(CONFIG)
    done = called(tmp_path, "stories")
    assert (done.code, done.out) == (0, "")
    assert "no store yet" in done.err
    assert called(tmp_path, "stories", "show", "1").code == 2


def test_what_was_scraped_does_not_act_on_a_terminal(tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text(CONFIG)
    title, text = (
        "Havbris\x1b[2J \x07\u202e aground",
        "Nine \x9b31m were \u2066killed \x1b]0;x\x07.",
    )
    row = {"url": "https://coast.example/1", "title": title, "text": text}
    (tmp_path / "in.jsonl").write_text(json.dumps(row))
    assert called(tmp_path, "import", str(tmp_path / "in.jsonl")).code == 0
    for command in ("stories", "stories show 1", "stories --json", "stories show 1 --json"):
        out = called(tmp_path, *command.split()).out
        assert out
        assert not {"\x1b", "\x07", "\x9b", "\u202e", "\u2066"} & set(out)
