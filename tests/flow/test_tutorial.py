"""docs/tutorial.md shows what is so: its configuration loads, its rule does what it says."""

import re
from pathlib import Path

import pytest

from alerts import api as alerts
from alerts.types import Article, ArticleId, ArticleRef
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


def test_the_text_matches_as_shown(tmp_path: Path) -> None:
    (text,) = re.findall(r'wireroom match "(The army.*?)"', PAGE)
    ref = ArticleRef(
        id=ArticleId(1),
        url="",
        canonical_url="",
        source="",
        title="",
        published_at=None,
        language=None,
    )
    matched = alerts.match(loaded(tmp_path, FIRST).ruleset, Article(ref=ref, text=text))
    (match,) = matched.matches
    (evidence,) = match.evidence
    shown = (match.entity, match.field, match.start, match.end, match.text, evidence.text)
    assert "\t".join(map(str, shown)) in PAGE
