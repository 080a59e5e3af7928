"""`sources add`, `import-opml` and `export-opml` as a person runs them: the real command."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from typer.testing import CliRunner

from monitor.cli.root import app
from monitor.config import Config, load
from monitor.config.append import append, refusals
from monitor.config.edit import NewSource, literal
from monitor.errors import ConfigError, UsageError
from monitor.poll import selector_error

CONFIG = """\
# What we watch.
version: 1
include: ["*.yaml"]   # this file is not meant

sources:
  - id: un   # the UN
    url: https://news.un.example/feed
    tags: [un]

# end
"""
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "sources.yaml"
    path.write_text(CONFIG)
    (tmp_path / "more.yaml").write_text(
        "sources: [{id: mali, url: https://mali.example/, kind: listing}]\n"
    )
    return path


def run(folder: Path, *args: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    environ = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], "TOKEN": "s3cret"}
    command = [sys.executable, "-m", "monitor", "sources", *args]
    return subprocess.run(
        command, cwd=folder, env=environ, input=stdin, capture_output=True, check=False, timeout=60
    )


def called(config: Path, *args: str) -> tuple[int, str, str]:
    """Return exit code, stdout and stderr of the same command, but in this process: for tables."""
    command = ["--config", str(config), "sources", *args]
    done = CliRunner().invoke(app, command, env={"TOKEN": "s3cret", "NO": None})
    return done.exit_code, done.stdout, done.stderr


def loaded(path: Path) -> Config:
    return load(path, {"TOKEN": "s3cret"}, selector_error=selector_error)


def test_a_source_is_added_and_nothing_else_changes(config: Path) -> None:
    config.chmod(0o640)
    done = run(
        config.parent, "add", "https://www.a.example/fr/rss", "--every", "10m",
        "--tag", "fr", "--tag", "mali", "--article", "feed",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode() == (
        f"added a-example-fr to {config}; next: wireroom sources test a-example-fr\n"
    )
    new = """\
  - id: a-example-fr
    name: a.example
    url: https://www.a.example/fr/rss
    every: 10m
    article: feed
    tags: [fr, mali]
"""
    assert config.read_text() == CONFIG.replace("    tags: [un]\n", "    tags: [un]\n" + new)
    assert config.stat().st_mode & 0o7777 == 0o640
    assert sorted(each.name for each in config.parent.iterdir()) == ["more.yaml", "sources.yaml"]


def test_an_added_listing_is_told_as_json(config: Path) -> None:
    done = run(
        config.parent, "add", "https://a.example/news", "--id", "a", "--name", "A: news",
        "--kind", "listing", "--links", "h3 > a", "--json",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "id": "a",
        "name": "A: news",
        "url": "https://a.example/news",
        "kind": "listing",
        "links": "h3 > a",
        "every_s": 900.0,
        "article": "page",
        "tags": [],
    }


def test_what_came_from_a_name_is_neither_listed_nor_exported(config: Path) -> None:
    done = run(config.parent, "add", "https://a.example/?key=${TOKEN}", "--kind", "feed")
    assert done.returncode == 0, done.stderr
    for command in (["list", "--json"], ["export-opml"], ["export-opml", "--json"]):
        code, output, told = called(config, *command)
        assert code == 0
        assert "https://a.example/?key=${TOKEN}" in output
        assert "s3cret" not in output + told


def test_a_reference_stays_a_reference(config: Path) -> None:
    done = run(config.parent, "add", "https://a.example/?key=${TOKEN}")
    assert done.returncode == 0, done.stderr
    assert "?key=${TOKEN}" in config.read_text()
    assert "s3cret" not in config.read_text()
    assert loaded(config).sources[1].url == "https://a.example/?key=s3cret"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        pytest.param(["https://a.example/", "--id", "un"], "--id un: is conf", id="id taken"),
        pytest.param(["https://a.example/", "--id", "mali"], "--id mali", id="id in another file"),
        pytest.param(["HTTPS://News.UN.example:443/feed#x"], "already, as un", id="address taken"),
        pytest.param(["https://mali.example"], "already, as mali", id="address in another file"),
        pytest.param(["a.example/feed"], 'url: found "a.example/feed"', id="no scheme"),
        pytest.param(["file:///etc/passwd"], "starting with https://", id="file"),
        pytest.param(["https://u:hunter2@a.example/"], "not shown", id="password"),
        pytest.param(["https://a.example/${NO}"], "${NO} is not set", id="unknown name"),
        pytest.param(["https://a.example/", "--id", "a b"], 'id: found "a b"', id="no id"),
        pytest.param(["https://a.example/", "--every", "1s"], 'every: found "1s"', id="too often"),
        pytest.param(["https://a.example/", "--tag", "ب"], "tags[0]: found", id="no tag"),
        pytest.param(["https://a.example/", "--name", ""], "name: found an empty", id="no name"),
        pytest.param(["https://a.example/", "--links", "h3 ["], "CSS selector", id="no selector"),
        pytest.param(
            ["https://a.example/", "--kind", "feed", "--links", "a"],
            "only kind",
            id="links of feed",
        ),
        pytest.param(["https://a.example/", "--kind", "page"], "'listing'", id="no kind"),
        pytest.param(["https://a.example/\udcff"], "no UTF-8", id="bytes that are no text"),
    ],
)
def test_what_is_wrong_changes_nothing(config: Path, args: list[str], said: str) -> None:
    code, stdout, stderr = called(config, "add", *args)
    assert (code, stdout) == (2, "")
    assert said in stderr
    assert "hunter2" not in stderr
    assert config.read_text() == CONFIG


def test_a_broken_configuration_is_told_as_ever(config: Path) -> None:
    config.write_text(CONFIG + "colour: red\n")
    done = run(config.parent, "add", "https://a.example/")
    assert done.returncode == 2
    assert f"{config}:11: colour: unknown key" in done.stderr.decode()


def test_several_at_once_are_all_added(config: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        commands = [
            pool.submit(run, config.parent, "add", f"https://{name}.example/") for name in "abcd"
        ]
    assert [each.result().returncode for each in commands] == [0] * 4
    assert {each.id for each in loaded(config).sources} == {
        "un", "mali", "a-example", "b-example", "c-example", "d-example",
    }  # fmt: skip


OPML = """<?xml version="1.0"?>
<opml version="1.1"><body>
<outline text="Sahel">
<outline text="Le Monde : Mali" xmlUrl="https://a.example/?a=1&b=2" category="press/daily"/>
<outline text="known" xmlUrl="https://NEWS.un.example/feed"/>
<outline text="script" xmlUrl="javascript:alert(1)"/>
<outline text="secret ${TOKEN}" xmlUrl="https://evil.example/?${TOKEN}"/>
</outline>
<outline text="أخبار"><outline text="أ" xmlUrl="https://a.example/?a=1&amp;b=3"/></outline>
<outline text="again" xmlUrl="https://a.example/?a=1&amp;b=2#top"/>
</body></opml>
"""


def test_an_opml_is_imported(config: Path) -> None:
    (config.parent / "a.opml").write_text(OPML)
    done = run(config.parent, "import-opml", "a.opml")
    assert done.returncode == 3
    assert done.stdout.decode() == f"added 3 to {config}, 2 known already, 1 unusable\n"
    said = done.stderr.decode().splitlines()
    assert [line.partition(": ")[0] for line in said] == [
        "a.opml:5",
        "a.opml:9",
        "a.opml:10",
        "a.opml:6",
    ]
    assert "known already, as un" in said[0]
    assert "known already, as a-example" in said[2]
    assert 'url: found "javascript:alert(1)"' in said[3]
    found = {str(each.id): each for each in loaded(config).sources}
    assert list(found) == ["un", "a-example", "evil-example", "a-example-2", "mali"]
    assert found["a-example"].name == "Le Monde : Mali"
    assert found["a-example"].tags == ("Sahel", "press", "daily")
    assert found["a-example"].kind == "feed"
    assert found["evil-example"].url == "https://evil.example/?${TOKEN}"
    assert found["evil-example"].name == "secret ${TOKEN}"


def test_an_opml_is_imported_once(config: Path) -> None:
    body = OPML.replace("javascript:alert(1)", "https://b.example/").encode()
    first = run(config.parent, "import-opml", "-", "--json", stdin=body)
    assert first.returncode == 0
    ids = [json.loads(line)["id"] for line in first.stdout.splitlines()]
    assert ids == ["a-example", "b-example", "evil-example", "a-example-2"]
    written = config.read_bytes()
    second = run(config.parent, "import-opml", "-", stdin=body)
    assert second.returncode == 0
    assert b"added 0 " in second.stdout
    assert config.read_bytes() == written


@pytest.mark.parametrize(
    ("body", "code", "said"),
    [
        pytest.param('<opml><outline xmlUrl="ftp://a"/></opml>', 4, "a.opml:1: url", id="unusable"),
        pytest.param("<opml><outline text='a'/></opml>", 2, "no outline has", id="no feed"),
        pytest.param("<!DOCTYPE a [<!ENTITY a 'b'>]><opml/>", 2, "entities", id="entities"),
        pytest.param("version: 1", 2, "a.opml: not XML", id="no XML"),
        pytest.param(None, 2, "a.opml: No such file", id="no file"),
    ],
)
def test_a_useless_opml_changes_nothing(
    config: Path, body: str | None, code: int, said: str
) -> None:
    given = config.parent / "a.opml"
    if body is not None:
        given.write_text(body)
    found, _, stderr = called(config, "import-opml", str(given))
    assert found == code
    assert said in stderr
    assert config.read_text() == CONFIG


def test_feeds_go_there_and_back(config: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    run(config.parent, "add", "https://a.example/?a=1&b=2", "--name", 'A & "B"', "--tag", "x")
    piped = run(config.parent, "export-opml")
    assert piped.returncode == 0
    assert piped.stderr.decode() == "left out 1 that are no feeds: mali\n"
    other = tmp_path_factory.mktemp("other") / "sources.yaml"
    other.write_text("version: 1\n")
    done = run(other.parent, "import-opml", "-", stdin=piped.stdout)
    assert done.returncode == 0, done.stderr
    before = [(s.url, s.name, s.tags) for s in loaded(config).sources if s.id != "mali"]
    assert [(s.url, s.name, s.tags) for s in loaded(other).sources] == before


def test_an_export_is_never_written_over_a_file(config: Path) -> None:
    target = config.parent / "a.opml"
    first = run(config.parent, "export-opml", "a.opml", "--json")
    assert first.returncode == 0, first.stderr
    assert [json.loads(line)["id"] for line in first.stdout.splitlines()] == ["un"]
    written = target.read_bytes()
    assert b"https://news.un.example/feed" in written
    second = run(config.parent, "export-opml", "a.opml")
    assert second.returncode == 2
    assert "a.opml: exists already" in second.stderr.decode()
    assert target.read_bytes() == written


@pytest.mark.parametrize("command", ["add", "import-opml", "export-opml"])
def test_help_has_an_example(config: Path, command: str) -> None:
    code, stdout, _ = called(config, command, "--help")
    assert code == 0
    assert f"$ wireroom sources {command}" in stdout


def test_a_link_stays_a_link(config: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.yml"
    link.symlink_to(config.name)
    append(link, [NewSource(id="a", url="https://a.example/")])
    assert link.is_symlink()
    assert loaded(config).sources[1].id == "a"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file away")
def test_a_file_keeps_its_owner(config: Path) -> None:
    os.chown(config, 12345, 23456)
    append(config, [NewSource(id="a", url="https://a.example/")])
    assert (config.stat().st_uid, config.stat().st_gid) == (12345, 23456)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        pytest.param(b"version: 1\nsources: 1\n", "sources.yaml:2: sources: is no list", id="text"),
        pytest.param(b"\xff", "not UTF-8", id="bytes"),
        pytest.param(b"version: 1\n#" + b"x" * 4_000_000, "larger than 4 MB", id="large"),
        pytest.param(None, "No such file", id="missing"),
    ],
)
def test_a_file_that_cannot_be_edited_stays(config: Path, raw: bytes | None, said: str) -> None:
    config.unlink() if raw is None else config.write_bytes(raw)
    with pytest.raises(UsageError, match=said):
        append(config, [NewSource(id="a", url="https://a.example/")])
    assert raw is None or config.read_bytes() == raw
    assert not list(config.parent.glob(".*"))


def test_refusals_are_by_entry(tmp_path: Path) -> None:
    folder = tmp_path / "[odd] ${NAME} *"
    folder.mkdir()
    config = folder / "sources.yaml"
    config.write_text("version: 1\n")
    entries = [
        NewSource(id="a", url="https://a.example/\udcff"),
        NewSource(id="b", url="https://b.example/"),
        NewSource(id="c", url="c"),
        NewSource(id="d", url=literal("https://d.example/${NO}")),
        NewSource(id="e", url="https://e.example/${NO}"),
    ]
    said = refusals(config, entries, {}, selector_error=selector_error)
    assert sorted(said) == [0, 2, 4]
    config.write_text("version: 2\n")
    with pytest.raises(ConfigError, match="version"):
        refusals(config, entries, {}, selector_error=selector_error)
