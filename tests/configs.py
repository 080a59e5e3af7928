"""A configuration as text: loaded, or refused with its problems."""

import base64
import textwrap
from collections.abc import Mapping
from pathlib import Path

import pytest

from monitor.config import Config, load
from monitor.errors import ConfigError, ConfigProblem

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
SOURCE = "version: 1\nsources:\n  - id: a\n    url: https://a.example/feed\n"


def selector_error(selector: str) -> str | None:
    """Stand in for the selectors of poll: every one with [[ is wrong."""
    return "not a selector" if "[[" in selector else None


def loaded(folder: Path, text: str, environ: Mapping[str, str] | None = None) -> Config:
    """Load `text` as the sources.yaml of a folder."""
    path = folder / "sources.yaml"
    path.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
    return load(path, environ or {}, selector_error=selector_error)


def refused(folder: Path, text: str) -> tuple[ConfigProblem, ...]:
    """Return the problems for which `text` is refused."""
    with pytest.raises(ConfigError) as caught:
        loaded(folder, text)
    return caught.value.problems


def refused_at(folder: Path, text: str, line: int, key: str, said: str) -> None:
    """Check that `text` has one problem, at a line and key; no password shows in it."""
    problems = refused(folder, text)
    file = str(folder / "sources.yaml")
    assert [(p.file, p.line, p.key) for p in problems] == [(file, line, key)]
    assert said.replace("{file}", file) in problems[0].message
    assert "hunter2" not in str(problems[0])
