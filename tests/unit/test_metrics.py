"""What the daemon shows is what Prometheus takes, and what docs/operations.md says."""

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from commands import newsdesk
from daemons import running
from monitor.log import Event
from monitor.metrics import Metrics

DOCS = Path(__file__).resolve().parents[2] / "docs"
RULES = DOCS / "prometheus-rules.yaml"
needs_promtool = pytest.mark.skipif(
    shutil.which("promtool") is None, reason="promtool is not on this machine"
)


def promtool(*args: str, stdin: bytes = b"") -> tuple[int, str]:
    """Return the exit code of promtool and all that it said."""
    done = subprocess.run(["promtool", *args], input=stdin, capture_output=True, check=False)
    return done.returncode, (done.stdout + done.stderr).decode()


def table(heading: str) -> Iterator[list[str]]:
    """Yield the cells of each row of the first table under `heading`, without the backquotes."""
    text = (DOCS / "operations.md").read_text()
    section = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `.*\|$", section, re.MULTILINE)
    for row in rows:
        yield [cell.strip().strip("`") for cell in row.strip("|").split("|")]


def ours() -> dict[str, str]:
    """Return the type of each metric of ours by the name with which it is searched for."""
    return {
        family.name + ("_total" if family.type == "counter" else ""): family.type
        for family in Metrics().registry.collect()
        if family.name.startswith("wireroom_")
    }


def test_the_docs_name_every_metric() -> None:
    rows = [(name, kind) for name, kind, *_ in table("Metrics")]
    assert dict(rows) == ours()
    assert len(rows) == len(dict(rows))


def test_the_docs_name_every_event() -> None:
    assert [name for name, *_ in table("Log events")] == [str(event) for event in Event]


def test_the_rules_ask_for_metrics_that_exist() -> None:
    asked = set(re.findall(r"wireroom_\w+", " ".join(rule["expr"] for rule in rules())))
    assert {name.removesuffix("_bucket") for name in asked} <= ours().keys()


@needs_promtool
def test_promtool_takes_a_real_scrape(tmp_path: Path) -> None:
    with newsdesk(tmp_path), running(tmp_path / "sources.yaml") as daemon:
        daemon.written("delivery.settled", outcome="sent")
        daemon.written("source.blind", source="gone")
        status, scraped = daemon.get("/metrics")
    assert status == 200
    assert promtool("check", "metrics", stdin=scraped) == (0, "")
    text = scraped.decode()
    assert 'wireroom_articles_total{fate="new"} 1.0' in text
    assert 'wireroom_poll_failures_total{reason="gone"} 1.0' in text
    assert "process_resident_memory_bytes" in text


@needs_promtool
def test_promtool_takes_the_rules() -> None:
    code, said = promtool("check", "rules", str(RULES))
    assert code == 0, said


def rules() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load(RULES.read_text())["groups"]
    found: list[dict[str, Any]] = group["rules"]
    return found


BAD = {
    "WireroomDown": {"up": "0x120"},
    "WireroomNoTicks": {"wireroom_last_tick_timestamp_seconds": "0x120"},
    "WireroomRestarts": {"wireroom_start_timestamp_seconds": "0+300x120"},
    "WireroomBlind": {'wireroom_sources{health="failing"}': "5x120"},
    "WireroomSourceBlind": {'wireroom_sources{health="blocked"}': "1x120"},
    "WireroomLate": {
        'wireroom_poll_lag_seconds_bucket{le="300"}': "0+1x120",
        'wireroom_poll_lag_seconds_bucket{le="900"}': "0+9x120",
        'wireroom_poll_lag_seconds_bucket{le="+Inf"}': "0+9x120",
    },
    "WireroomDeliveriesWait": {"wireroom_deliveries_waiting": "3x120"},
    "WireroomWebhookDisabled": {'wireroom_webhooks{state="disabled"}': "1x120"},
    "WireroomDeliveryDead": {'wireroom_delivery_attempts_total{outcome="dead"}': "0+1x120"},
    "WireroomReloadRefused": {"wireroom_config_last_reload_successful": "0x120"},
    "WireroomStoreTrouble": {'wireroom_store_errors_total{reason="busy"}': "0+9x120"},
    "WireroomBug": {"wireroom_bugs_total": "0+1x120"},
}
"""For each alert ten hours, a value every five minutes, in which it is to fire."""
GOOD = {
    "up": "1x120",
    "wireroom_last_tick_timestamp_seconds": "0+300x120",
    "wireroom_start_timestamp_seconds": "5x120",
    'wireroom_sources{health="healthy"}': "9x120",
    'wireroom_sources{health="failing"}': "0x60 1x20 0x38",
    'wireroom_poll_lag_seconds_bucket{le="1"}': "0+9x120",
    'wireroom_poll_lag_seconds_bucket{le="+Inf"}': "0+9x120",
    "wireroom_deliveries_waiting": "0x80 4x3 0x35",
    'wireroom_webhooks{state="disabled"}': "0x120",
    'wireroom_webhooks{state="enabled"}': "2x120",
    'wireroom_delivery_attempts_total{outcome="dead"}': "1x120",
    "wireroom_config_last_reload_successful": "1x120",
    'wireroom_store_errors_total{reason="busy"}': "1x120",
    "wireroom_bugs_total": "1x120",
}
"""Ten hours with a short outage and a short wait, in which nothing is to fire."""


def firing(folder: Path, given: Mapping[str, Mapping[str, str]]) -> set[str]:
    """Return which alerts fire in the eighth hour of the series given for each."""
    tests = [
        {
            "interval": "5m",
            "input_series": [
                {"series": _labelled(name), "values": values} for name, values in series.items()
            ],
            "alert_rule_test": [{"eval_time": "8h", "alertname": alert, "exp_alerts": []}],
        }
        for alert, series in given.items()
    ]
    path = folder / "tests.yaml"
    whole = {"rule_files": [str(RULES)], "evaluation_interval": "5m", "tests": tests}
    path.write_text(yaml.safe_dump(whole))
    _, said = promtool("test", "rules", str(path))
    assert ("SUCCESS" in said) != ("FAILED" in said), said
    return set(re.findall(r"alertname: *(\w+)", said))


def _labelled(series: str) -> str:
    name, _, labels = series.removesuffix("}").partition("{")
    return ",".join([f'{name}{{job="wireroom"', 'instance="a"', *filter(None, [labels])]) + "}"


@needs_promtool
def test_each_rule_fires_when_it_should(tmp_path: Path) -> None:
    assert BAD.keys() == {rule["alert"] for rule in rules()}
    assert firing(tmp_path, BAD) == BAD.keys()


@needs_promtool
def test_no_rule_fires_when_all_is_well(tmp_path: Path) -> None:
    assert firing(tmp_path, dict.fromkeys(BAD, GOOD)) == set()
