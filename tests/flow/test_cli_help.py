"""Help that helps: every command has one, with examples, within 80 columns; tables fit too."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from commands import called
from monitor.cli import table
from monitor.read import FORMATS

COMMANDS = [
    *("init", "check", "run", "status", "coverage", "fetch", "import", "extract", "match"),
    *("backtest", "suggest", "sources", "articles", "stories", "alerts", "search"),
    *("deliveries", "webhooks", "tokens", "export", "db", "demo"),
]
BELOW = [
    *("sources list", "sources add", "sources test", "sources discover"),
    *("sources import-opml", "sources export-opml", "articles show", "stories show"),
    *("alerts show", "alerts preview"),
    *("deliveries list", "deliveries show", "deliveries resend", "deliveries recover"),
    *("webhooks list", "webhooks show", "webhooks test"),
    *("webhooks add", "webhooks rotate", "webhooks delete", "webhooks enable"),
    *("webhooks disable", "webhooks attempts", "tokens list", "tokens add", "tokens revoke"),
    *("db upgrade", "db check", "db backup"),
]


@pytest.mark.parametrize("command", ["", *COMMANDS, *BELOW])
def test_help_reads_well(command: str, tmp_path: Path) -> None:
    done = called(tmp_path, *command.split(), "--help")
    assert (done.code, done.err) == (0, "")
    lines = [line for line in done.out.splitlines() if not line.startswith("    $ ")]
    assert max(map(len, lines)) <= 80
    assert "\x1b" not in done.out
    assert "╭" not in done.out
    below = done.out.partition("Commands:\n")[2].splitlines()
    assert not any(line.endswith("...") for line in below), "a sentence is cut off"
    if command:
        assert "\n  Examples:\n    $ wireroom " in done.out
        assert f"$ wireroom {command}" in done.out
    else:
        listed = done.out.split("Commands:\n")[1].split("\n\n")[0].splitlines()
        assert [line.split()[0] for line in listed] == COMMANDS
        assert "75 another writer holds the store" in done.out


def test_import_names_every_format(tmp_path: Path) -> None:
    assert ", ".join(FORMATS) in " ".join(called(tmp_path, "import", "-h").out.split())


WORDS = st.text(st.sampled_from("ab é中  "), max_size=60).map(lambda t: " ".join(t.split()) or "-")
ROWS = st.lists(
    st.fixed_dictionaries({"id": st.sampled_from(["1", "al_" + "x" * 26]), "title": WORDS,
                           "snippet": WORDS, "source": st.sampled_from(["un", "maliweb"])}),
    min_size=1, max_size=5,
)  # fmt: skip


@given(ROWS, st.integers(20, 200))
def test_a_table_keeps_every_word_and_id(rows: list[dict[str, str]], width: int) -> None:
    lines = list(table.lines(rows, ("id", "source", "title", "snippet"), width))
    told = " ".join(" ".join(lines).split())
    for row in rows:
        assert row["id"] in told
        assert {*row["title"].split(), *row["snippet"].split()} - {"-"} <= set(told.split())
    longest = max(cell_len(w) for row in rows for w in f"{row['title']} {row['snippet']}".split())
    if width >= 80 and longest <= 24:
        assert all(cell_len(line.rstrip()) <= width for line in lines)


def test_every_command_has_its_place_in_the_docs() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "commands.md").read_text("utf-8")
    assert re.findall(r"^## (\w+)$", page, re.MULTILINE) == COMMANDS
    named = [command for command in (*COMMANDS, *BELOW) if command not in page]
    assert named == []
