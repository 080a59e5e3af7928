"""docs/tutorial.md shows what is so: its configuration loads, its rule does what it says."""

import re
from pathlib import Path

import pytest

from alerts import api as alerts
from commands import called
from monitor import poll
from monitor.config import Config, load
from monitor.errors import ConfigError

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "tutorial.md").read_text("utf-8")
FIRST, CHANNELS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


def loaded(tmp_path: Path, text: str, **environ: str) -> Config:
    path = tmp_path / "sources.yaml"
    path.write_text(text, "utf-8")
    return load(path, environ, selector_error=poll.selector_error)


def test_the_configuration_is_good_and_its_rule_passes_its_tests(tmp_path: Path) -> None:
    config = loaded(tmp_path, FIRST + CHANNELS, SMTP_PASSWORD="secret")
    assert alerts.run_tests(config.ruleset) == ()
    counts = (len(config.sources), len(config.entities), len(config.rules), len(config.channels))
    assert counts == (1, 2, 1, 1)


def test_the_misspelt_entity_is_told_as_shown(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        loaded(tmp_path, FIRST.replace("when: '@ber'", "when: '@bre'"))
    (problem,) = caught.value.problems
    assert str(problem).removeprefix(str(tmp_path)) in PAGE


@pytest.mark.parametrize("text", re.findall(r'wireroom match "(.*?)"', PAGE))
def test_the_text_matches_as_shown(tmp_path: Path, text: str) -> None:
    (tmp_path / "sources.yaml").write_text(FIRST, "utf-8")
    done = called(tmp_path, "match", text)
    shown = PAGE.split(f'$ wireroom match "{text}"\n')[1]
    assert [line.split() for line in shown.splitlines()[:2]] == [
        line.split() for line in done.out.splitlines()[:2]
    ]
    for line in done.out.splitlines()[2:]:
        assert re.search(r"\s+".join(map(re.escape, line.split("\t"))), shown)
