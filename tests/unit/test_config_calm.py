"""Calm as it is configured: what it becomes, and what is wrong with it, at its line and key."""

from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from alerts.hours import Daily, Hourly, Quiet
from alerts.types import Calm, ChannelId, RuleId, Severity
from configs import SECRET, loaded, refused_at

BAMAKO, BERLIN = ZoneInfo("Africa/Bamako"), ZoneInfo("Europe/Berlin")
FILE = """\
version: 1
settings: {{timezone: Africa/Bamako}}
rules: [{{id: r, when: kidal{rule}}}]
channels:
  - id: hook
    webhook: {{url: "https://x.example/hook", secret: {secret}}}
    {calm}
"""


def file(calm: str = "", rule: str = "") -> str:
    return FILE.format(secret=SECRET, calm=calm and f"calm: {calm}", rule=rule)


@pytest.mark.parametrize(
    ("given", "calm"),
    [
        pytest.param("", None, id="nothing"),
        pytest.param("{}", Calm(timezone=BAMAKO), id="nothing in it"),
        pytest.param(
            "{group: 10m, cooldown: 2h, digest: daily 7:00, quiet: 22:00-06:00, at_most: 20,"
            " through: high}",
            Calm(
                group_s=600,
                cooldown_s=7200,
                digest=Daily(at=time(7)),
                quiet=Quiet(start=time(22), end=time(6)),
                at_most=20,
                through=Severity.HIGH,
                timezone=BAMAKO,
            ),
            id="all of it",
        ),
        pytest.param("{digest: hourly}", Calm(digest=Hourly(), timezone=BAMAKO), id="hourly"),
        pytest.param(
            "{digest: hourly :15}", Calm(digest=Hourly(minute=15), timezone=BAMAKO), id="minute"
        ),
        pytest.param(
            '{quiet: "9:30 – 10:00", timezone: Europe/Berlin}',
            Calm(quiet=Quiet(start=time(9, 30), end=time(10)), timezone=BERLIN),
            id="a zone of its own",
        ),
    ],
)
def test_calm_of_a_channel(tmp_path: Path, given: str, calm: Calm | None) -> None:
    assert loaded(tmp_path, file(given)).channels[ChannelId("hook")].calm == calm


def test_calm_of_a_rule(tmp_path: Path) -> None:
    config = loaded(tmp_path, file(rule=", calm: {group: 1h, cooldown: 2h, digest: hourly}"))
    rule = config.rules[RuleId("r")]
    assert (rule.group_s, rule.cooldown_s, rule.digest) == (3600, 7200, Hourly())
    assert config.channels[ChannelId("hook")].calm is None


@pytest.mark.parametrize(
    ("given", "key", "said"),
    [
        pytest.param("{group: 2d}", ".group", 'found "2d", expected a duration', id="too long"),
        pytest.param("{group: 0}", ".group", "at least 1s, at most 1d", id="no time"),
        pytest.param("{cooldown: 2d}", ".cooldown", "at least 1s, at most 1d", id="cool too long"),
        pytest.param("{cooldown: 0s}", ".cooldown", "at least 1s, at most 1d", id="no cool-down"),
        pytest.param("{digest: weekly}", ".digest", "hourly :15", id="rhythm"),
        pytest.param("{digest: daily 25:00}", ".digest", "or daily 07:00", id="no such time"),
        pytest.param("{digest: daily}", ".digest", "or daily 07:00", id="when"),
        pytest.param("{digest: hourly :60}", ".digest", "hourly :15", id="no such minute"),
        pytest.param("{quiet: 22-6}", ".quiet", 'hours such as "22:00-06:00"', id="hours"),
        pytest.param("{quiet: 22:00-24:00}", ".quiet", "hours such as", id="24:00"),
        pytest.param("{quiet: 06:00-06:00}", ".quiet", "at different times", id="all day or none"),
        pytest.param("{at_most: 0}", ".at_most", "from 1 to 100000", id="none at all"),
        pytest.param("{at_most: 1.5}", ".at_most", "a whole number", id="a half"),
        pytest.param("{through: urgent}", ".through", "low, normal or high", id="severity"),
        pytest.param("{timezone: Bamako}", ".timezone", "Africa/Bamako?", id="zone"),
        pytest.param("{grup: 5m}", ".grup", "did you mean group?", id="slip"),
        pytest.param("daily", "", 'found "daily", expected a mapping', id="no mapping"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, given: str, key: str, said: str) -> None:
    refused_at(tmp_path, file(given), 7, f"channels[0].calm{key}", said)


@pytest.mark.parametrize("key", ["quiet: 22:00-06:00", "at_most: 3", "through: high"])
def test_a_rule_has_only_what_is_its_own(tmp_path: Path, key: str) -> None:
    name = key.partition(":")[0]
    refused_at(tmp_path, file(rule=f", calm: {{{key}}}"), 3, f"rules[0].calm.{name}", "unknown key")
