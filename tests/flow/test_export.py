"""`export`: what is stored, whole and harmless, or no file at all."""

import csv
import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from alerting import HOSTILE
from commands import COMMAND, SECRET, called, environment, newsdesk, ran

ARTICLE = [
    "id",
    "url",
    "canonical_url",
    "source",
    "title",
    "authors",
    "published",
    "fetched_at",
    "language",
    "origin",
    "copy_of",
    "story_id",
    "entities",
]
ALERT = [
    "id",
    "rule",
    "severity",
    "kind",
    "story_id",
    "article",
    "matches",
    "new",
    "disagreements",
    "created_at",
]
DELIVERY = [
    "id",
    "alert_id",
    "channel",
    "state",
    "attempts",
    "next_attempt_at",
    "last_status",
    "last_error",
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an article, an alert and a delivery, and one article a hostile title."""
    folder = tmp_path_factory.mktemp("desk")
    with newsdesk(folder):
        assert called(folder, "fetch", "wire").code == 0
        titles = [str(each.values[0])[:500] for each in HOSTILE] + ["=1+1", "-5 degrees", "@x"]
        rows = [
            json.dumps({"url": f"https://a.example/{n}", "title": title, "text": f"{title} {n}"})
            for n, title in enumerate(titles)
        ]
        rows.append(json.dumps({"url": "https://a.example/l", "title": "L", "text": "l " * 50_000}))
        (folder / "hostile.jsonl").write_text("\n".join(rows))
        assert called(folder, "import", str(folder / "hostile.jsonl")).code == 0
    return folder


def table(written: str) -> list[dict[str, str]]:
    return list(csv.DictReader(written.splitlines(keepends=True)))


@pytest.mark.parametrize(
    ("what", "listing", "keys"),
    [
        pytest.param("articles", "articles", ARTICLE, id="articles"),
        pytest.param("articles --text", "articles --text", [*ARTICLE, "text"], id="with text"),
        pytest.param("alerts", "alerts", ALERT, id="alerts"),
        pytest.param("deliveries", "deliveries list", DELIVERY, id="deliveries"),
    ],
)
def test_it_is_what_the_listing_has(
    desk: Path, tmp_path: Path, what: str, listing: str, keys: list[str]
) -> None:
    listed = called(desk, *listing.split(), "--json")
    exported = called(desk, "export", *what.split())
    assert (exported.code, exported.err) == (0, "")
    assert exported.out == listed.out
    assert called(desk, "export", *what.split(), "--json").out == listed.out
    rows = table(called(desk, "export", *what.split(), "--format", "csv").out)
    assert [list(row) for row in rows] == [keys] * len(listed.rows)
    assert [row["id"] for row in rows] == [str(row["id"]) for row in listed.rows]
    for form, suffix in (("jsonl", "jsonl"), ("csv", "csv")):
        target = tmp_path / f"out.{suffix}"
        put = ("export", *what.split(), "--format", form)
        done = called(desk, *put, "--output", str(target), "--json")
        assert done.row == {"output": str(target), "rows": len(listed.rows)}
        assert target.read_text("utf-8") == called(desk, *put).out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.csv", "out.jsonl"]


def test_nested_values_are_json_and_numbers_stay_numbers(desk: Path) -> None:
    alert = called(desk, "alerts", "-n", "1", "--json").row
    (row,) = table(called(desk, "export", "alerts", "--format", "csv", "-n", "1").out)
    assert json.loads(row["article"]) == alert["article"]
    assert json.loads(row["matches"]) == alert["matches"]
    assert (row["story_id"], row["new"]) == (str(alert["story_id"]), "[]")
    (sent,) = table(called(desk, "export", "deliveries", "--format", "csv", "-n", "1").out)
    assert (sent["attempts"], sent["state"]) == ("1", "delivered")


def test_no_title_is_a_formula_and_none_acts_on_a_terminal(desk: Path) -> None:
    out = called(desk, "export", "articles", "--format", "csv", "--text").out
    for row in table(out):
        for cell in row.values():
            assert cell.lstrip()[:1] not in set("=+-@＝＋－＠") or not cell
            assert cell[:1] not in ("\t", "\r", "\n") or not cell
    spelled = "\u200c\u200d\n"
    assert not [c for c in out if not c.isprintable() and c not in spelled]
    lines = called(desk, "export", "articles", "--text").out
    assert not [c for c in lines if ord(c) < 32 and c != "\n"]
    assert not set("\x1b\x7f\x9b\u202e\u2028\u2066") & set(lines)


def test_no_secret_is_in_it(desk: Path) -> None:
    for what in ("articles", "alerts", "deliveries"):
        out = called(desk, "export", what).out
        assert SECRET not in out
        assert "/hook" not in out


@pytest.mark.parametrize(
    ("since", "count"),
    [pytest.param("1h", 1, id="an hour ago"), pytest.param("2099-01-01", 0, id="in the future")],
)
def test_since_is_when_it_was_stored(desk: Path, since: str, count: int) -> None:
    for what in ("alerts", "deliveries"):
        assert len(called(desk, "export", what, "--since", since).rows) == count
    articles = called(desk, "export", "articles", "--since", since).rows
    assert bool(articles) is bool(count)
    empty = called(desk, "export", "alerts", "--since", "2099-01-01", "--format", "csv")
    assert empty.out == ",".join(ALERT) + "\n"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        pytest.param("", "Missing argument", id="nothing"),
        pytest.param("sources", "is not one of 'articles', 'alerts', 'deliveries'", id="what"),
        pytest.param("alerts --format xlsx", "is not one of 'jsonl', 'csv'", id="format"),
        pytest.param("alerts --text", "only articles have a text", id="text of alerts"),
        pytest.param("alerts --format csv --json", "not with --format csv", id="two formats"),
        pytest.param("alerts --since soon", "expected a day or time", id="no time"),
        pytest.param("alerts -o x", "No such option", id="unknown option"),
        pytest.param("alerts --output {there}", "exists already; name a new file", id="there"),
        pytest.param("alerts --output {folder}/no/x", "No such file or directory", id="no folder"),
        pytest.param("alerts --output {there}/x", "Not a directory", id="below a file"),
        pytest.param("alerts --output {folder} --force", "not a file", id="a folder"),
        pytest.param("alerts --output /dev/null --force", "/dev/null: not a file", id="a device"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    desk: Path, tmp_path: Path, command: str, said: str
) -> None:
    there = tmp_path / "there"
    there.write_text("mine")
    done = called(desk, "export", *command.format(there=there, folder=tmp_path).split())
    assert (done.code, done.out) == (2, "")
    assert said in " ".join(done.err.split())
    assert there.read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["there"]


def test_a_file_is_replaced_when_asked_and_is_as_private_as_the_store(
    desk: Path, tmp_path: Path
) -> None:
    target = tmp_path / "alerts.jsonl"
    target.write_text("old")
    (desk / "wireroom.db").chmod(0o640)
    assert called(desk, "export", "alerts", "--output", str(target), "--force").code == 0
    assert json.loads(target.read_text())["rule"] == "ber"
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_full_disk_leaves_what_was_there(desk: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_text("old")

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, 65_536))

    done = subprocess.run(
        [*COMMAND, "-c", str(desk / "sources.yaml"), "export", "articles", "--text",
         "--output", str(target), "--force"],
        env=environment(), preexec_fn=limited, capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert f"{target}: File too large; nothing was written" in done.stderr.decode()
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]


def test_without_a_store_there_is_nothing_to_export(tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text("version: 1\n")
    done = called(tmp_path, "export", "alerts", "--output", str(tmp_path / "x"))
    assert (done.code, done.out) == (2, "")
    assert "no store yet" in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["sources.yaml"]


def test_a_pipe_has_rows_alone(desk: Path) -> None:
    done = ran(desk, "export", "articles", "--format", "csv")
    assert (done.code, done.err) == (0, "")
    assert len(table(done.out)) == len(called(desk, "articles", "--json").rows)


_PEAK = """\
import resource, sys
from monitor.cli import main
try:
    main()
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
"""


def test_memory_does_not_grow_with_the_rows(desk: Path, tmp_path: Path) -> None:
    peaks = [_peak_kib(tmp_path, count) for count in (1_000, 30_000)]
    assert peaks[1] < peaks[0] + 15_000, peaks


def _peak_kib(folder: Path, count: int) -> int:
    """Return the most memory that it took to export so many deliveries of a kilobyte each."""
    from monitor.store import Store

    (folder / "sources.yaml").write_text("version: 1\n")
    with Store.to_write(folder / "wireroom.db") as store, store.transaction() as conn:
        conn.exec_driver_sql("DELETE FROM delivery")
        conn.exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
            "INSERT INTO delivery (id, channel, recipient, state, attempts, last_error, created_at)"
            " SELECT 'msg_' || i, 'hook', '', 'failed', 1, hex(zeroblob(500)),"
            " '2023-08-14 12:00:00.000000' FROM n",
            (count,),
        )
    done = subprocess.run(
        [sys.executable, "-c", _PEAK, "export", "deliveries"],
        cwd=folder, env=environment(), capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    assert done.stdout.count(b"\n") == count
    return int(done.stderr)
