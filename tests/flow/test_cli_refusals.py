"""What a person can get wrong: exit code 2 with a word on it, and nothing changed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from commands import called, newsdesk, ran

BROKEN = """\
version: 1
sources:
  - {id: a, url: "ftp://a.example/"}
  - {id: a, url: "https://b.example/", evry: 5m}
rules:
  - {id: r, when: "@nobody AND ("}
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a store and with files that are not as they should be."""
    folder = tmp_path_factory.mktemp("desk")
    with newsdesk(folder):
        assert called(folder, "import", str(folder / "note.txt"), "--no-deliver").code == 0
        (folder / "note.pdf").write_bytes(b"%PDF")
        (folder / "blank.html").write_text("<html><body></body></html>")
        (folder / "broken.yaml").write_text(BROKEN)
        for name, database in (("text", "note.txt"), ("lost", "nowhere/w.db")):
            settings = f'version: 1\nsettings: {{database: "sqlite:///{database}"}}\n'
            (folder / f"{name}.yaml").write_text(settings)
        yield folder


REFUSED = [
    ("init {desk}/sources.yaml", "exists already; nothing was changed"),
    ("init {desk}/nowhere/sources.yaml", "the folder {desk}/nowhere does not exist"),
    ("check --config {desk}/nope.yaml", "nope.yaml (--config): no such file"),
    ("--config {desk}/nope.yaml check", "nope.yaml (--config): no such file"),
    ("check --config {desk}", "not a file"),
    ("check extra", "unexpected extra argument"),
    ("fetch nobody", "source nobody: not in {desk}/sources.yaml"),
    ("fetch wire nobody", "source nobody: not in"),
    ("fetch --every", "No such option: --every"),
    ("fecth", "Did you mean 'fetch'"),
    ("import", "Missing argument 'PATH'"),
    ("import {desk}/nope.txt", "nope.txt: there is no such file"),
    ("import {desk}/note.txt {desk}/nope.jsonl", "nope.jsonl: there is no such file"),
    ("import {desk}", "is a directory"),
    ("import {desk}/note.pdf", "cannot tell its format"),
    ("import {desk}/note.txt --format pdf", "--format pdf: unknown; known are txt, html, jsonl"),
    ("import {desk}/note.txt --as-of yesterday", "'yesterday' is not one of 'now', 'published'"),
    ("extract {desk}/nope.html", "nope.html: No such file"),
    ("extract {desk}", "Is a directory"),
    ("extract {desk}/blank.html", "blank.html: empty"),
    ("extract ftp://a.example/", "expected a file, or an address with http:// or https://"),
    ("extract http://10.0.0.1/", "10.0.0.1 is private or reserved; settings.allow_networks"),
    ("extract https://user@/", "bad_url"),
    ("match --title", "requires an argument"),
    ("match --jsonl Ber", "--jsonl reads texts and titles from standard input"),
    ("articles nope", "No such command 'nope'"),
    ("articles show 99", "article 99: not in the store"),
    ("articles show 99999999999999999999", "article 99999999999999999999: not in the store"),
    ("articles show first", "valid integer"),
    ("articles --limit 0", "greater than or equal to 1"),
    ("articles --limit many", "valid integer"),
    ("articles --since yesterday", "expected a day or time such as 2023-08-13"),
    ("articles --since 9999-12-31T23:00-05:00", "expected a day or time"),
    ("articles --source nobody", "--source nobody: not in"),
    ("articles --entity nobody", "--entity nobody: not in"),
    ("alerts --rule nobody", "--rule nobody: not in"),
    ("alerts show al_nope", "alert al_nope: not in the store"),
    ("deliveries list --state lost", "is not one of 'pending', 'leased'"),
    ("deliveries list --alert al_nope", "--alert al_nope: not in the store"),
    ("deliveries show msg_nope", "delivery msg_nope: not in the store"),
    ("search --", "Missing argument 'QUERY'"),
    ("search ...", "expected at least one word"),
    ("sources test nobody", "source nobody: not in"),
    ("sources test gone", "gone: HTTP 410"),
    ("sources discover http://10.0.0.1/", "private or reserved"),
    ("db backup {desk}/note.txt", "exists already; name a new file"),
    ("db backup {desk}/nowhere/copy.db", "nowhere/copy.db"),
    ("--config {desk}/text.yaml articles", "note.txt: file is not a database"),
    ("--config {desk}/text.yaml import {desk}/note.txt", "note.txt: file is not a database"),
    ("--config {desk}/text.yaml db check", "restore a backup, or move the file away"),
    ("--config {desk}/lost.yaml fetch", "the folder {desk}/nowhere does not exist; create it"),
    ("--config {desk}/lost.yaml articles show 1", "no store yet; run: wireroom fetch"),
    ("--config {desk}/lost.yaml db check", "no store yet"),
]


@pytest.mark.parametrize(
    ("command", "said"), [pytest.param(*row, id=row[0].format(desk="")) for row in REFUSED]
)
def test_it_is_refused_and_nothing_changes(desk: Path, command: str, said: str) -> None:
    before = _files(desk)
    done = called(desk, *command.format(desk=desk).split())
    assert (done.code, done.out) == (2, "")
    assert said.format(desk=desk) in " ".join(done.err.split())
    assert "Traceback" not in done.err
    assert _files(desk) == before


def _files(folder: Path) -> dict[str, bytes]:
    """Return what is in a folder; the files that SQLite keeps beside its own come and go."""
    return {
        str(path): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(("-shm", "-wal", ".lock"))
    }


def test_every_problem_of_a_configuration_is_told_at_once(desk: Path) -> None:
    done = called(desk, "check", "--config", str(desk / "broken.yaml"))
    assert (done.code, done.out) == (2, "")
    told = done.err.splitlines()
    assert [line.split(":")[1] for line in told] == ["3", "4", "4", "6"]
    assert all(line.startswith(f"{desk}/broken.yaml:") for line in told)


def test_a_rule_that_fails_its_tests_is_a_wrong_configuration(tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text(
        "version: 1\nrules: [{id: r, when: rice, tests: [{text: beans, expect: true}]}]\n"
    )
    done = called(tmp_path, "check", "--json")
    assert done.code == 2
    assert len(done.row["failed_tests"]) == 1
    assert "r" in done.err


def test_no_configuration_anywhere_says_where_it_was_looked_for(tmp_path: Path) -> None:
    done = ran(tmp_path, "articles")
    assert (done.code, done.out) == (2, "")
    assert f"{tmp_path}/sources.yaml, /etc/wireroom/sources.yaml" in done.err
    assert "wireroom init" in done.err


def test_init_begins_a_configuration_that_is_right(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    assert called(tmp_path, "init", str(path), "--json").row == {"path": str(path)}
    assert called(tmp_path, "check").code == 0
    listed = called(tmp_path, "articles", "--json")
    assert (listed.code, listed.out) == (0, "")
    assert "no store yet; run: wireroom fetch" in listed.err


def test_a_fetch_of_which_nothing_works_is_told_by_its_code(desk: Path) -> None:
    done = called(desk, "fetch", "gone")
    assert done.code == 4
    assert done.err == "gone: gone: HTTP 410, gone for good\n"
    assert done.out.startswith("sources     1 polled  0 not modified  1 failed\n")


def test_each_line_of_jsonl_is_answered(desk: Path) -> None:
    lines = [
        '{"id": 1, "text": "MINUSMA in Ber"}',
        "not JSON",
        "[]",
        '{"id": 4}',
        '{"id": 5, "title": "MINUSMA", "text": null}',
        '{"id": 6, "text": 7}',
        '{"id": "seven", "text": ""}',
        '{"id": "\\ud800", "text": "\\ud800 MINUSMA \\u009b31m"}',
        "[" * 100_000,
    ]
    stdin = "\n".join(lines).encode() + b'\n{"id": 10, "text": "\xff"}\n'
    done = called(desk, "match", "--jsonl", stdin=stdin)
    assert done.code == 3
    assert [row["id"] for row in done.rows] == [1, None, None, None, 5, None, "seven", "\ud800"] + [
        None
    ] * 2
    bad = [number for number, row in enumerate(done.rows, start=1) if "error" in row]
    assert bad == [2, 3, 4, 6, 9, 10]
    assert [line.split(":")[0] for line in done.err.splitlines()] == [f"line {n}" for n in bad]
    assert [row["entities"] for row in done.rows if "error" not in row] == [
        ["minusma", "ber"], ["minusma"], [], ["minusma"],
    ]  # fmt: skip
    assert done.rows[7]["matches"][0]["start"] == 2


def test_scraped_control_characters_do_nothing(desk: Path, tmp_path: Path) -> None:
    hostile = tmp_path / "hostile.txt"
    body = "MINUSMA said \x1b]0;owned\x07 that \x9b31m it \u202e left.\n"
    hostile.write_text(f"A title\x1b[2J with \x07 bells\n\n{body * 3}")
    for command in ("extract", "match"):
        given = [str(hostile)] if command == "extract" else [hostile.read_text()]
        for option in ((), ("--json",)):
            done = called(desk, command, *given, *option)
            assert done.code == 0
            assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(done.out)
