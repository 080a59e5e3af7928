"""`--json` keeps its promise: the keys of every listing, the newest first, all of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from commands import called, newsdesk

ARTICLE = (
    "id url canonical_url source title authors published fetched_at language origin copy_of "
    "story_id entities"
)
ALERT = "id rule severity kind story_id article matches new disagreements created_at"
DELIVERY = "id alert_id channel state attempts next_attempt_at last_status last_error"
STORY = "id title first_seen last_seen articles independent languages"
STORY_TOLD = " left_out disagreements merged moves"
SUMMARY = "sources articles stories hits alerts deliveries elapsed_s"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder after one fetch and one import, its site still there."""
    folder = tmp_path_factory.mktemp("desk")
    with newsdesk(folder) as site:
        fetched = called(folder, "fetch", "wire", "gone", "--json")
        assert fetched.code == 3, fetched.err
        assert list(fetched.row) == SUMMARY.split()
        assert fetched.row["sources"] == {"polled": 2, "not_modified": 0, "failed": 1}
        assert fetched.row["articles"] == {"new": 1, "copies": 0, "revisions": 0, "failed": 0}
        assert fetched.row["stories"].keys() == {"new", "updated"}
        assert fetched.row["deliveries"] == {"sent": 1, "pending": 0, "dead": 0}
        assert "gone: gone: HTTP 410" in fetched.err
        assert len(site.asked("/hook")) == 1
        brought = called(folder, "import", str(folder / "note.txt"), "--no-deliver", "--json")
        assert brought.code == 0, brought.err
        assert list(brought.row) == SUMMARY.split()
        assert (brought.row["alerts"], brought.row["deliveries"]["pending"]) == (1, 0)
        yield folder


@pytest.mark.parametrize(
    ("command", "keys", "count"),
    [
        pytest.param("articles", ARTICLE, 2, id="articles"),
        pytest.param("articles --text", ARTICLE + " text", 2, id="articles with text"),
        pytest.param("articles --limit 1", ARTICLE, 1, id="articles, limited"),
        pytest.param("articles --source wire", ARTICLE, 1, id="articles of a source"),
        pytest.param("articles --entity ber", ARTICLE, 2, id="articles of an entity"),
        pytest.param("articles --since 2023-08-13", ARTICLE, 1, id="articles since a day"),
        pytest.param("articles --copies", ARTICLE, 0, id="copies"),
        pytest.param("articles show 1", ARTICLE + " text", 1, id="one article"),
        pytest.param("articles --story 1", ARTICLE, 2, id="articles of a story"),
        pytest.param("stories", STORY, 1, id="stories"),
        pytest.param("stories --since 2h -n 1", STORY, 1, id="stories, limited"),
        pytest.param("stories show 1", STORY + STORY_TOLD, 1, id="one story"),
        pytest.param("search Ber", ARTICLE + " snippet", 2, id="search"),
        pytest.param("search camp --text", ARTICLE + " text snippet", 1, id="search with text"),
        pytest.param("alerts", ALERT, 2, id="alerts"),
        pytest.param("alerts --rule ber -n 1", ALERT, 1, id="alerts of a rule"),
        pytest.param("deliveries list", DELIVERY, 1, id="deliveries"),
        pytest.param("deliveries list --state delivered", DELIVERY, 1, id="deliveries in a state"),
        pytest.param("deliveries list --state failed", DELIVERY, 0, id="no such delivery"),
        pytest.param(
            "sources list",
            "id name url kind health since reason last_poll next_due articles",
            2,
            id="sources",
        ),
        pytest.param(
            "check", "config sources entities rules channels tests failed_tests", 1, id="check"
        ),
        pytest.param(
            "db check",
            "database schema problems article revision alert delivery source",
            1,
            id="db check",
        ),
        pytest.param("db upgrade", "database schema", 1, id="db upgrade"),
        pytest.param("match MINUSMA Ber", "id entities rules matches", 1, id="match"),
    ],
)
def test_the_keys_of_json(desk: Path, command: str, keys: str, count: int) -> None:
    done = called(desk, *command.split(), "--json")
    assert (done.code, done.err) == (0, "")
    assert [set(row) for row in done.rows] == [set(keys.split())] * count
    ids = [row["id"] for row in done.rows if command.startswith(("articles", "search"))]
    assert ids == sorted(ids, reverse=True)


def test_an_extract_has_its_keys(desk: Path) -> None:
    address = (desk / "sources.yaml").read_text().split('url: "')[1].split("/feed")[0] + "/1"
    keys = {"url", "canonical_url", "title", "text", "authors", "published", "language"}
    for place in (str(desk / "note.txt"), address):
        done = called(desk, "extract", place, "--json")
        assert (done.code, done.err, set(done.row)) == (0, "", keys), place
        assert done.row["text"]


def test_one_alert_tells_its_article_matches_and_deliveries(desk: Path) -> None:
    newest, first = called(desk, "alerts", "--json").rows
    assert newest["article"]["source"] == "import"
    shown = called(desk, "alerts", "show", first["id"], "--json").row
    added = {"deliveries", "held", "copies", "revisions"}
    assert {key: shown[key] for key in shown if key not in added} == first
    assert set(shown["article"]) == {
        "id", "url", "canonical_url", "source", "title", "published", "language",
    }  # fmt: skip
    assert set(shown["matches"][0]) == {
        "entity",
        "field",
        "start",
        "end",
        "text",
        "evidence",
        "confidence",
    }
    (delivery,) = shown["deliveries"]
    told = called(desk, "deliveries", "show", delivery["id"], "--json").row
    assert delivery == {key: value for key, value in told.items() if key != "alerts"}
    assert set(DELIVERY.split()) < set(told)
    assert told["explained"].endswith("on the 1st attempt")
    assert [each["status"] for each in told["history"]] == [200]
    assert [each["id"] for each in told["alerts"]] == [first["id"]]


def test_an_import_is_done_once(desk: Path) -> None:
    (desk / "more.jsonl").write_text(
        '{"url": "https://a.example/1", "title": "Rice", "text": "Rice is up.", "published": '
        '"2023-08-12T06:00:00Z", "source": "ledger"}\nnot JSON\n{"title": "no address"}\n'
    )
    command = ("import", str(desk / "more.jsonl"), "--as-of", "published", "--json")
    first, again = called(desk, *command), called(desk, *command)
    assert (first.code, again.code) == (3, 3)
    assert first.row["articles"] == {"new": 1, "copies": 0, "revisions": 0, "failed": 2}
    assert again.row["articles"] == {"new": 0, "copies": 0, "revisions": 0, "failed": 2}
    assert first.err.splitlines()[0].startswith(f"{desk / 'more.jsonl'}:2: is no JSON")
    assert first.err.splitlines()[1].startswith(f'{desk / "more.jsonl"}:3: no "url"')
    (row,) = called(desk, "articles", "--source", "ledger", "--json").rows
    assert row["published"] == row["fetched_at"] == "2023-08-12T06:00:00+00:00"


def test_a_backup_is_a_store_that_can_be_read(desk: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    done = called(desk, "db", "backup", str(target), "--json")
    assert done.row == {"backup": str(target), "bytes": target.stat().st_size}
    config = (desk / "sources.yaml").read_text().replace(
        "settings: {", f'settings: {{database: "sqlite:///{target}", '
    )  # fmt: skip
    (tmp_path / "sources.yaml").write_text(config)
    assert called(tmp_path, "articles").out == called(desk, "articles").out
    assert called(desk, "db", "backup", str(target)).code == 2


def test_a_pipe_gets_lines_with_tabs_and_people_get_times_they_can_read(desk: Path) -> None:
    (line,) = called(desk, "articles", "--source", "wire").out.splitlines()
    assert line.split("\t") == [
        "1", "2023-08-13T18:30:00+00:00", "wire", "en", "ber, minusma", "-",
        "MINUSMA hands over Ber",
    ]  # fmt: skip
    shown = called(desk, "articles", "show", "1").out
    assert "published      2023-08-13 18:30Z\n" in shown
    assert "\ncopy_of        -\n" in shown
    assert "\n\nMINUSMA has handed the camp" in shown
    alert = called(desk, "alerts", "--json").rows[-1]["id"]
    assert "\n  ber " in called(desk, "alerts", "show", alert).out
