"""`include:` and `find`: several files as one configuration, and which file is the first."""

from pathlib import Path

import pytest

from monitor.config import Config, find, load
from monitor.errors import ConfigError, UsageError


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / "sources.yaml"


def loaded(folder: Path, files: dict[str, str]) -> Config:
    return load(written(folder, files), {}, selector_error=lambda _: None)


def problems(folder: Path, files: dict[str, str]) -> list[tuple[str, int, str, str]]:
    with pytest.raises(ConfigError) as caught:
        loaded(folder, files)
    return [
        (str(Path(p.file).relative_to(folder)), p.line, p.key, p.message)
        for p in caught.value.problems
    ]


def source(name: str) -> str:
    return f"sources:\n  - id: {name}\n    url: https://{name}.example/feed\n"


def test_sections_of_all_files_are_one(tmp_path: Path) -> None:
    config = loaded(
        tmp_path,
        {
            "sources.yaml": "version: 1\ninclude: [names.yaml, 'more/*.yaml']\n" + source("a"),
            "names.yaml": "sets: {mali: [bamako]}\nentities: {ber: {short: [B], needs: [mali]}}\n",
            "more/2.yaml": source("c") + "settings: {every: 1h, database: 'sqlite:///x.db'}\n",
            "more/1.yaml": source("b") + "include: [deep/rules.yaml]\n",
            "more/deep/rules.yaml": "version: 1\nrules: [{id: r, when: '@ber', sources: [c]}]\n",
            "more/ignored.txt": "not: [yaml",
        },
    )
    assert [s.id for s in config.sources] == ["a", "b", "c"]
    assert [s.every_s for s in config.sources] == [3600, 3600, 3600]
    assert list(config.rules) == ["r"]
    assert config.entities == ("ber",)
    assert config.settings.database_path == tmp_path / "x.db"


def test_an_empty_glob_and_a_file_reached_twice_are_no_errors(tmp_path: Path) -> None:
    config = loaded(
        tmp_path,
        {
            "sources.yaml": "version: 1\ninclude: ['none/*.yaml', '*.yaml', a.yaml, ./a.yaml]\n",
            "a.yaml": source("a"),
        },
    )
    assert [s.id for s in config.sources] == ["a"]


def test_errors_name_the_file_they_are_in(tmp_path: Path) -> None:
    assert [
        place[:3]
        for place in problems(
            tmp_path,
            {
                "sources.yaml": "version: 1\ninclude: [a.yaml, b/c.yaml]\nnonsense: 1\n",
                "a.yaml": "\n" + source("a") + "    evry: 1h\n",
                "b/c.yaml": "version: 2\nrules: [{id: r, when: '('}]\n",
            },
        )
    ] == [
        ("sources.yaml", 3, "nonsense"),
        ("a.yaml", 5, "sources[0].evry"),
        ("b/c.yaml", 1, "version"),
        ("b/c.yaml", 2, "rules[0].when"),
    ]


TWICE = [
    pytest.param("sources: [{id: x, url: 'https://a.example/'}]\n", "sources[0].id", id="source"),
    pytest.param("sets: {x: [a]}\n", "sets.x", id="set"),
    pytest.param("entities: {x: {names: [a]}}\n", "entities.x", id="entity"),
    pytest.param("rules: [{id: x, when: a}]\n", "rules[0].id", id="rule"),
    pytest.param("settings: {every: 1h}\n", "settings", id="settings"),
]


@pytest.mark.parametrize(("text", "key"), TWICE)
def test_what_stands_in_two_files_is_an_error_that_names_both(
    tmp_path: Path, text: str, key: str
) -> None:
    (problem,) = problems(
        tmp_path,
        {"sources.yaml": f"version: 1\ninclude: [a.yaml]\n\n{text}", "a.yaml": text},
    )
    assert problem[:3] == ("a.yaml", 1, key)
    assert f"first at {tmp_path / 'sources.yaml'}:4" in problem[3]


@pytest.mark.parametrize(
    ("files", "where", "said"),
    [
        pytest.param(
            {"sources.yaml": "version: 1\ninclude:\n  - none.yaml\nrules: [{id: r, when: '@x'}]\n"},
            ("sources.yaml", 3, "include[0]"),
            'found "none.yaml", expected a file, relative to this one: no such file',
            id="missing, and no follow-up errors",
        ),
        pytest.param(
            {"sources.yaml": "version: 1\ninclude: [.]\n"},
            ("sources.yaml", 2, "include[0]"),
            "not a file",
            id="directory",
        ),
        pytest.param(
            {"sources.yaml": "version: 1\ninclude: a.yaml\n", "a.yaml": "version: 1\n"},
            ("sources.yaml", 2, "include"),
            "expected a list",
            id="text in place of a list",
        ),
        pytest.param(
            {"sources.yaml": "version: 1\ninclude: [3]\n"},
            ("sources.yaml", 2, "include[0]"),
            "expected a text",
            id="number",
        ),
        pytest.param(
            {"sources.yaml": 'version: 1\ninclude: ["a\\0b", ]\n'},
            ("sources.yaml", 2, "include[0]"),
            "NUL",
            id="NUL",
        ),
        pytest.param(
            {"sources.yaml": "version: 1\ninclude: [sources.yaml]\n"},
            ("sources.yaml", 2, "include[0]"),
            "a circle of includes: sources.yaml → sources.yaml",
            id="itself",
        ),
        pytest.param(
            {
                "sources.yaml": "version: 1\ninclude: [a.yaml]\n",
                "a.yaml": "include: [b.yaml]\n",
                "b.yaml": "\ninclude: [a.yaml]\n",
            },
            ("b.yaml", 2, "include[0]"),
            "a circle of includes: sources.yaml → a.yaml → b.yaml → a.yaml",
            id="circle",
        ),
        pytest.param(
            {"sources.yaml": "version: 1\ninclude: [a.yaml]\n", "a.yaml": "a: [\n"},
            ("a.yaml", 1, ""),
            "not YAML",
            id="not YAML",
        ),
        pytest.param(
            {"sources.yaml": "version: 1\ninclude: [a.yaml]\n", "a.yaml": ""},
            ("a.yaml", 1, ""),
            "an empty file",
            id="empty",
        ),
    ],
)
def test_what_cannot_be_included(
    tmp_path: Path, files: dict[str, str], where: tuple[str, int, str], said: str
) -> None:
    (problem,) = problems(tmp_path, files)
    assert problem[:3] == where
    assert said in problem[3]


def test_find_takes_the_option_then_the_variable_then_the_folder(tmp_path: Path) -> None:
    for name in ("option.yaml", "variable.yaml", "sources.yaml"):
        (tmp_path / name).write_text("version: 1\n")
    environ = {"WIREROOM_CONFIG": str(tmp_path / "variable.yaml")}
    assert find("option.yaml", environ, tmp_path) == tmp_path / "option.yaml"
    assert find(None, environ, tmp_path) == tmp_path / "variable.yaml"
    assert find(None, {"WIREROOM_CONFIG": ""}, tmp_path) == tmp_path / "sources.yaml"


def test_find_never_replaces_a_file_that_was_named(tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text("version: 1\n")
    with pytest.raises(UsageError, match=r"none\.yaml \(--config\): no such file"):
        find("none.yaml", {}, tmp_path)
    with pytest.raises(UsageError, match=r"none\.yaml \(\$WIREROOM_CONFIG\): no such file"):
        find(None, {"WIREROOM_CONFIG": "none.yaml"}, tmp_path)
    with pytest.raises(UsageError, match="not a file"):
        find(".", {}, tmp_path)


@pytest.mark.skipif(
    Path("/etc/wireroom/sources.yaml").exists(), reason="this machine has a wireroom of its own"
)
def test_find_names_every_place_where_it_looked(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        find(None, {}, tmp_path)
    for place in ("--config", "$WIREROOM_CONFIG", str(tmp_path / "sources.yaml"), "/etc/wireroom"):
        assert place in str(caught.value)
