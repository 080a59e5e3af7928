"""The configuration as a whole: all problems at once, in order, and files that are none."""

import re
from pathlib import Path

import pytest

from alerts.types import Event
from configs import SECRET, loaded, refused, selector_error
from monitor.config import load
from monitor.errors import ConfigError


def test_all_problems_come_at_once_in_order(tmp_path: Path) -> None:
    problems = refused(
        tmp_path,
        """
        version: 3
        settings: {every: soon, gap: later}
        sources:
          - {id: a, url: ftp://x, kind: rss}
        rules:
          - {id: r, when: '(', severity: huge, send: [desk]}
        nonsense: 1
        """,
    )
    assert [(p.line, p.key) for p in problems] == [
        (1, "version"),
        (2, "settings.every"),
        (2, "settings.gap"),
        (4, "sources[0].url"),
        (4, "sources[0].kind"),
        (6, "rules[0].when"),
        (6, "rules[0].severity"),
        (6, "rules[0].send[0]"),
        (7, "nonsense"),
    ]


def test_a_broken_entry_makes_no_reference_to_it_unknown(tmp_path: Path) -> None:
    problems = refused(
        tmp_path,
        """
        version: 1
        sources: [{id: a, url: nowhere, tags: [un]}]
        sets: {mali: bamako}
        entities:
          ber: {short: [Ber], needs: [mali], kind: town}
          kidal: {short: [Kidal], needs: [ber, mali]}
        rules:
          - {id: r, when: '@ber AND @kidal', sources: [a, 'tag:un'], send: [c]}
        channels: [{id: c}]
        """,
    )
    assert [p.key for p in problems] == [
        "sources[0].url",
        "sets.mali",
        "entities.ber.kind",
        "channels[0]",
    ]


@pytest.mark.parametrize(
    ("written", "want"),
    [
        pytest.param("", {Event.ALERT}, id="alerts by default"),
        pytest.param("events: [alert, source]", {Event.ALERT, Event.SOURCE}, id="and sources"),
        pytest.param("events: [coverage]", {Event.COVERAGE}, id="coverage alone"),
    ],
)
def test_a_channel_gets_what_its_events_say(tmp_path: Path, written: str, want: set[Event]) -> None:
    config = loaded(
        tmp_path,
        f"""
        version: 1
        rules: [{{id: r, when: kidal}}]
        channels:
          - id: hook
            webhook: {{url: 'https://h.example/', secret: {SECRET}}}
            {written}
          - id: desk
            email: {{to: [a@b.example], from: c@d.example, smtp: 'smtp://h'}}
            {written}
        """,
    )
    assert [set(channel.events) for channel in config.channels.values()] == [want, want]


@pytest.mark.parametrize(
    ("written", "column"),
    [
        pytest.param("when: kidal AND @nobody", 21, id="plain"),
        pytest.param("when: 'kidal AND @nobody'", 22, id="single quotes"),
        pytest.param('when: "kidal AND @nobody"', 22, id="double quotes"),
        pytest.param("when: 'kidal''s AND @nobody'", None, id="escaped"),
        pytest.param("when: >-\n      kidal AND\n      @nobody", None, id="folded"),
    ],
)
def test_an_expression_error_has_the_column_of_the_file(
    tmp_path: Path, written: str, column: int | None
) -> None:
    (problem,) = refused(tmp_path, f"version: 1\nrules:\n  - id: r\n    {written}\n")
    assert problem.column == column
    assert (column is None) == ("at character" in problem.message)


def test_a_missing_file_is_a_problem_of_the_configuration(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        load(tmp_path / "none.yaml", {}, selector_error=selector_error)
    with pytest.raises(ConfigError, match="not a file"):
        load(tmp_path, {}, selector_error=selector_error)


def test_text_that_is_not_utf8_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_bytes(b"version: 1\n# caf\xe9\n")
    with pytest.raises(ConfigError, match=re.escape("sources.yaml:2: not UTF-8 text")):
        load(path, {}, selector_error=selector_error)


def test_a_huge_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_bytes(b"#" * 4_000_001)
    with pytest.raises(ConfigError, match="larger than 4 MB"):
        load(path, {}, selector_error=selector_error)


def test_an_alias_bomb_is_refused(tmp_path: Path) -> None:
    lines = ["version: 1", "a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)]
    problems = refused(tmp_path, "\n".join(lines))
    assert "aliases written out" in problems[0].message
