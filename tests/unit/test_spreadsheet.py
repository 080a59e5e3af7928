"""CSV that a spreadsheet may open: no cell is a formula, and all of it can be read back."""

import csv
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.cli.spreadsheet import cell, csv_lines

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        pytest.param("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0", id="a command"),
        pytest.param('=HYPERLINK("http://evil.example")', '\'=HYPERLINK("http://evil.example")',
                     id="a link"),
        pytest.param("+1+1", "'+1+1", id="plus"),
        pytest.param("-5 degrees in Kidal", "'-5 degrees in Kidal", id="minus in a text"),
        pytest.param("@SUM(1)", "'@SUM(1)", id="at"),
        pytest.param("\t=1", "' =1", id="tab"),
        pytest.param("\r=1", "' =1", id="carriage return"),
        pytest.param("\n=1", "'\n=1", id="line break"),
        pytest.param("  =1", "'  =1", id="behind blanks"),
        pytest.param("\x00=1", "'=1", id="behind a control"),
        pytest.param("\u200b=1", "'=1", id="behind a zero width space"),
        pytest.param("\u202e=1", "'=1", id="behind a bidi control"),
        pytest.param("＝1+1", "'＝1+1", id="full width"),
        pytest.param("a=1", "a=1", id="not at the beginning"),
        pytest.param("Ber, \"Mali\"", "Ber, \"Mali\"", id="quotes and commas"),
        pytest.param("one\ntwo", "one\ntwo", id="two lines"),
        pytest.param("\x1b[31mred\x07", "[31mred", id="an escape sequence"),
        pytest.param("lone \ud800", "lone \ufffd", id="half a character"),
        pytest.param("مينوسما", "مينوسما", id="arabic"),
        pytest.param("", "", id="empty"),
        pytest.param(None, None, id="nothing"),
        pytest.param(-5, -5, id="a negative number stays one"),
        pytest.param(0.99, 0.99, id="a fraction"),
        pytest.param(True, "true", id="a truth"),
        pytest.param(["=1"], '["=1"]', id="a list"),
        pytest.param({"a": "=é"}, '{"a": "=é"}', id="an object"),
    ],
)  # fmt: skip
def test_a_cell(value: object, shown: object) -> None:
    assert cell(value) == shown


VALUES = st.one_of(
    st.none(), st.integers(), st.booleans(),
    st.text(st.one_of(st.sampled_from("=+-@\t\r\n ,\"';\x00\x1b\u202e＝"), st.characters()),
            max_size=20),
    st.lists(st.text(max_size=5), max_size=3),
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.fixed_dictionaries({"id": st.integers(), "title": VALUES}), max_size=5))
def test_no_cell_is_a_formula_and_rows_can_be_read_back(rows: list[dict[str, Any]]) -> None:
    written = "".join(f"{line}\n" for line in csv_lines(rows, ("id", "title")))
    written.encode("utf-8")
    header, *read = list(csv.reader(written.splitlines(keepends=True)))
    assert header == ["id", "title"]
    assert [int(row[0]) for row in read] == [row["id"] for row in rows]
    for got, row in zip(read, rows, strict=True):
        given = row["title"]
        if isinstance(given, str):
            assert not got[1].startswith(FORMULAS)
            assert not got[1].lstrip().startswith(FORMULAS)
        elif isinstance(given, list):
            json.loads(got[1])
        elif isinstance(given, int) and not isinstance(given, bool):
            assert int(got[1]) == given


def test_a_column_that_is_not_asked_for_is_left_out() -> None:
    assert list(csv_lines([{"b": 1, "a": "x", "c": 2}], ("a", "b"))) == ["a,b", "x,1"]
