"""`wireroom webhooks`: what a person sees of webhooks and does about them, beside a daemon too."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from standardwebhooks.webhooks import Webhook

from commands import SECRET, called, newsdesk
from monitor.store import Store
from newsroom import Answer, NewsSite

KEYS = ["id", "url", "state", "rules", "created_at", "last_success", "failures"]
MAIL = """\
  - id: desk
    events: [source]
    email: {to: [a@x.example], from: w@x.example, smtp: "smtp://127.0.0.1:9"}
"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[NewsSite]:
    with newsdesk(tmp_path) as site:
        yield site


def fetched(folder: Path) -> None:
    assert called(folder, "fetch", "wire").code == 0


def test_a_webhook_is_listed_before_and_after_its_first_message(
    desk: NewsSite, tmp_path: Path
) -> None:
    called(tmp_path, "db", "upgrade")
    row = called(tmp_path, "webhooks", "list", "--json").row
    assert list(row) == KEYS
    assert row == {
        "id": "hook",
        "url": f"{desk.url}/hook",
        "state": "enabled",
        "rules": ["ber"],
        "created_at": None,
        "last_success": None,
        "failures": 0,
    }
    fetched(tmp_path)
    row = called(tmp_path, "webhooks", "list", "--json").row
    assert row["last_success"] >= row["created_at"]
    shown = called(tmp_path, "webhooks", "show", "hook", "--json").row
    assert {key: shown[key] for key in KEYS} == row
    assert (shown["origin"], shown["reason"], shown["format"]) == ("configured", None, "standard")


def test_410_disables_it_and_the_others_are_told(desk: NewsSite, tmp_path: Path) -> None:
    config = tmp_path / "sources.yaml"
    config.write_text(config.read_text() + MAIL)
    desk.routes["/hook"] = Answer(status=410, body=b"Gone fishing")
    fetched(tmp_path)
    (hook,) = called(tmp_path, "webhooks", "list", "--json").rows
    assert (hook["state"], hook["failures"]) == ("disabled", 1)
    shown = called(tmp_path, "webhooks", "show", "hook", "--json").row
    assert shown["reason"].startswith("gone: ")
    assert called(tmp_path, "status", "--json").row["webhooks"] == {
        "enabled": 0,
        "paused": 0,
        "disabled": 1,
    }
    deliveries = called(tmp_path, "deliveries", "list", "--json").rows
    assert [(d["channel"], d["state"]) for d in deliveries if d["alert_id"] is None] == [
        ("desk", "pending")
    ]
    (gone,) = [d for d in deliveries if d["channel"] == "hook"]
    (tried,) = called(tmp_path, "deliveries", "show", gone["id"], "--json").row["history"]
    assert (tried["status"], tried["answer"]) == (410, "Gone fishing")
    assert "Gone fishing" in called(tmp_path, "deliveries", "show", gone["id"]).out
    (attempt,) = called(tmp_path, "webhooks", "attempts", "hook", "--json").rows
    assert attempt == {"delivery_id": gone["id"], "alert_id": gone["alert_id"], **tried}


def test_what_is_disabled_gets_nothing_until_it_is_enabled(desk: NewsSite, tmp_path: Path) -> None:
    called(tmp_path, "db", "upgrade")
    with Store.to_write(tmp_path / "wireroom.db"):  # as a daemon holds it
        done = called(tmp_path, "webhooks", "disable", "hook", "--json")
        assert (done.code, done.row["state"], done.row["reason"]) == (0, "disabled", "by hand")
    fetched(tmp_path)
    assert desk.asked("/hook") == []
    (delivery,) = called(tmp_path, "deliveries", "list", "--json").rows
    assert delivery["state"] == "discarded"
    assert delivery["last_error"].startswith("disabled: webhook hook is disabled since 20")
    assert ": by hand; to go on: wireroom webhooks enable hook" in delivery["last_error"]
    assert called(tmp_path, "webhooks", "enable", "hook", "--json").row["state"] == "enabled"
    assert called(tmp_path, "import", str(tmp_path / "note.txt")).code == 0
    assert len(desk.asked("/hook")) == 1


@pytest.mark.parametrize(("status", "code"), [(204, 0), (500, 4), (302, 4)])
def test_a_test_is_signed_and_tells_what_came_of_it(
    desk: NewsSite, tmp_path: Path, status: int, code: int
) -> None:
    called(tmp_path, "db", "upgrade")
    desk.routes["/hook"] = Answer(status=status, headers={"Location": "/1"}, body=b"")
    done = called(tmp_path, "webhooks", "test", "hook", "--json")
    assert done.code == code
    assert (done.row["sent"], done.row["status"]) == (code == 0, status)
    (asked,) = desk.asked()
    event = Webhook(SECRET).verify(asked.body, dict(asked.headers))
    assert event["type"] == "webhook.test"
    assert event["data"] == {"webhook": "hook"}
    assert called(tmp_path, "webhooks", "list", "--json").row["failures"] == 0


@pytest.mark.parametrize("command", ["show", "test", "enable", "disable", "attempts"])
@pytest.mark.parametrize(("name", "why"), [("none", "there is none"), ("desk", "no webhook")])
def test_an_unknown_one_is_refused(
    desk: NewsSite, tmp_path: Path, command: str, name: str, why: str
) -> None:
    config = tmp_path / "sources.yaml"
    config.write_text(config.read_text() + MAIL)
    called(tmp_path, "db", "upgrade")
    done = called(tmp_path, "webhooks", command, name)
    assert (done.code, done.out) == (2, "")
    assert f"{name}: {why}" in done.err
    assert "wireroom webhooks list" in done.err


def test_no_secret_and_no_token_is_shown(desk: NewsSite, tmp_path: Path) -> None:
    config, token = tmp_path / "sources.yaml", "T0k3nT0k3nT0k3n"
    config.write_text(config.read_text().replace("/hook", f"/hook/{token}?key={token}"))
    desk.routes[f"/hook/{token}?key={token}"] = Answer(
        status=500, body=f"no {token} with {SECRET}".encode()
    )
    fetched(tmp_path)
    said = [
        called(tmp_path, "webhooks", *command, *form)
        for command in (["list"], ["show", "hook"], ["test", "hook"], ["attempts", "hook"])
        for form in ([], ["--json"])
    ]
    shown = json.dumps([(done.out, done.err) for done in said])
    assert f"{desk.url}/hook/***?***" in shown
    assert "no *** with ***" in shown
    assert token not in shown
    assert SECRET not in shown


def test_the_store_is_private(tmp_path: Path, desk: NewsSite) -> None:
    fetched(tmp_path)
    store = tmp_path / "wireroom.db"
    assert stat.S_IMODE(store.stat().st_mode) == 0o600
    store.chmod(0o644)
    fetched(tmp_path)
    assert stat.S_IMODE(store.stat().st_mode) == 0o640
