"""Whole commands with channels that are files, pipes and services of Apprise."""

import json
from pathlib import Path

import feedparser
import pytest

from commands import CONFIG, SECRET, TEXT, called, newsdesk, ran
from daemons import running

LINES = """\
version: 1
settings: {listen: none}
rules: [{id: ber, when: "Ber"}]
channels:
  - {id: log, file: {path: alerts.jsonl}}
"""
TAPE = LINES + '  - {id: tape, file: {path: "-"}}\n'


def configured(folder: Path, text: str) -> None:
    (folder / "sources.yaml").write_text(text)
    (folder / "note.txt").write_text(TEXT)


def test_alerts_are_lines_of_a_file(tmp_path: Path) -> None:
    configured(tmp_path, LINES)
    done = called(tmp_path, "import", str(tmp_path / "note.txt"), "--json")
    assert done.row["deliveries"] == {"sent": 1, "pending": 0, "dead": 0}
    (line,) = (tmp_path / "alerts.jsonl").read_text().splitlines()
    (delivery,) = called(tmp_path, "deliveries", "list", "--json").rows
    told = json.loads(line)
    assert (told["id"], told["type"]) == (delivery["id"], "alert.created")
    assert told["data"]["article"]["title"] == "Quiet night in Ber"
    assert (delivery["state"], delivery["channel"]) == ("delivered", "log")


def test_standard_output_has_the_lines_and_nothing_else(tmp_path: Path) -> None:
    configured(tmp_path, TAPE)
    done = ran(tmp_path, "import", "note.txt")
    assert done.code == 0, done.err
    assert [row["data"]["rule"] for row in done.rows] == ["ber"]
    assert "deliveries 2 sent" in done.err


@pytest.mark.parametrize(
    "args",
    [
        pytest.param(["fetch", "--json"], id="fetch"),
        pytest.param(["import", "note.txt", "--json"], id="import"),
    ],
)
def test_one_object_and_lines_do_not_share_standard_output(tmp_path: Path, args: list[str]) -> None:
    configured(tmp_path, TAPE)
    done = ran(tmp_path, *args)
    assert (done.code, done.out) == (2, "")
    assert "channel tape writes to standard output" in done.err
    assert not (tmp_path / "wireroom.db").exists()


def test_what_is_not_delivered_writes_nothing(tmp_path: Path) -> None:
    configured(tmp_path, TAPE)
    done = ran(tmp_path, "import", "note.txt", "--no-deliver", "--json")
    assert done.row["alerts"] == 1
    assert not (tmp_path / "alerts.jsonl").exists()


def test_check_asks_apprise_for_its_services(tmp_path: Path) -> None:
    services = '["ntfy://desk", "nosuch://t0ken/x"]'
    configured(tmp_path, LINES + f"  - {{id: ops, apprise: {{url: {services}}}}}\n")
    done = called(tmp_path, "check")
    assert (done.code, done.out) == (2, "")
    assert "channel ops, nosuch: Apprise knows no service" in done.err
    assert "t0ken" not in done.err
    configured(tmp_path, LINES + "  - {id: ops, apprise: {url: 'ntfy://desk'}}\n")
    assert called(tmp_path, "check").code == 0


def test_a_daemon_sends_through_apprise_and_serves_the_feed(tmp_path: Path) -> None:
    with newsdesk(tmp_path) as site:
        host = site.url.removeprefix("http://")
        text = CONFIG.format(site=site.url, secret=SECRET)
        text += "  - {id: log, file: {path: alerts.jsonl}}\n"
        text += f"  - {{id: ops, apprise: {{url: 'json://{host}/t0ken'}}}}\n"
        site.routes["/t0ken"] = site.routes["/hook"]
        (tmp_path / "sources.yaml").write_text(text)
        with running(tmp_path / "sources.yaml") as daemon:
            for channel in ("hook", "log", "ops"):
                daemon.written("delivery.settled", channel=channel, state="delivered")
            _, metrics = daemon.get("/metrics")
            status, body = daemon.get("/feeds/rules/ber.atom")
            assert "t0ken" not in daemon.log.read_text()
        (request,) = (r for r in site.requests if r.path == "/t0ken")
        assert json.loads(request.body)["title"] == "[ber] MINUSMA hands over Ber"
    for kind in ("webhook", "file", "apprise"):
        assert f'{{kind="{kind}",outcome="sent"}} 1.0'.encode() in metrics
    assert status == 200
    (entry,) = feedparser.parse(body).entries
    assert entry.title == "MINUSMA hands over Ber"
    assert len((tmp_path / "alerts.jsonl").read_text().splitlines()) == 1
