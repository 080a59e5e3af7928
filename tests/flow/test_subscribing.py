"""`wireroom webhooks add|rotate|delete` and `tokens`, by hand and beside a running daemon."""

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from commands import FEED, PAGE, called, newsdesk
from daemons import Daemon, running
from monitor.store import Store
from newsroom import Answer, NewsSite, Request, page
from subscribers import echo


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[NewsSite]:
    with newsdesk(tmp_path) as site:
        site.routes["/sub"] = echo
        yield site


def added(folder: Path, url: str, *args: str) -> dict[str, Any]:
    done = called(folder, "webhooks", "add", url, *args, "--json")
    assert done.code == 0, done.err
    return done.row


def test_a_webhook_added_by_hand_gets_the_next_alert(desk: NewsSite, tmp_path: Path) -> None:
    made = added(tmp_path, f"{desk.url}/sub", "--rule", "ber", "--severity", "normal")
    assert (made["origin"], made["owner"], made["rules"]) == ("subscribed", None, ["ber"])
    assert called(tmp_path, "fetch", "wire").code == 0
    event = Webhook(made["secret"]).verify(desk.asked("/sub")[-1].body, dict(last(desk).headers))
    assert event["data"]["rule"] == "ber"
    rows = called(tmp_path, "webhooks", "list", "--json").rows
    assert [row["id"] for row in rows] == [made["id"], "hook"]
    assert rows[0]["last_success"] is not None
    listed = [called(tmp_path, "webhooks", *each) for each in (["list"], ["show", made["id"]])]
    assert made["secret"] not in "".join(done.out for done in listed)


def last(desk: NewsSite) -> Request:
    return desk.asked("/sub")[-1]


def test_who_does_not_want_it_is_not_added_unless_a_person_knows(
    desk: NewsSite, tmp_path: Path
) -> None:
    desk.routes["/sub"] = page("")
    refused = called(tmp_path, "webhooks", "add", f"{desk.url}/sub")
    assert refused.code == 2
    assert "did not say that it wants this" in refused.err
    assert len(called(tmp_path, "webhooks", "list", "--json").rows) == 1
    assert added(tmp_path, f"{desk.url}/sub", "--no-challenge")["state"] == "enabled"
    assert len(desk.asked("/sub")) == 1


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["ftp://a.example/"], "url: expected"),
        (["https://a.example/", "--rule", "none"], "rule none: there is none"),
        (["https://a.example/", "--format", "long"], "--format"),
    ],
)
def test_what_cannot_be_added_is_told(
    desk: NewsSite, tmp_path: Path, args: list[str], said: str
) -> None:
    done = called(tmp_path, "webhooks", "add", *args)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_a_subscriber_rotates_and_is_deleted_by_hand(desk: NewsSite, tmp_path: Path) -> None:
    made = added(tmp_path, f"{desk.url}/sub")
    new = called(tmp_path, "webhooks", "rotate", made["id"], "--json").row
    assert list(new) == ["id", "secret", "old_secret_until"]
    assert called(tmp_path, "webhooks", "test", made["id"]).code == 0
    for secret in (made["secret"], new["secret"]):
        assert Webhook(secret).verify(last(desk).body, dict(last(desk).headers))
    assert called(tmp_path, "webhooks", "delete", made["id"]).code == 0
    done = called(tmp_path, "webhooks", "delete", made["id"])
    assert (done.code, "there is none" in done.err) == (2, True)


@pytest.mark.parametrize(
    ("command", "said"), [("rotate", "secret: [NEW, OLD]"), ("delete", "take it out of")]
)
def test_a_configured_one_is_changed_in_its_file(
    desk: NewsSite, tmp_path: Path, command: str, said: str
) -> None:
    called(tmp_path, "db", "upgrade")
    done = called(tmp_path, "webhooks", command, "hook")
    assert done.code == 2
    assert said in done.err
    assert "sources.yaml" in done.err


def test_a_token_is_told_once_listed_and_revoked(desk: NewsSite, tmp_path: Path) -> None:
    made = called(tmp_path, "tokens", "add", "wall", "--scope", "alerts:read", "--json").row
    assert made["token"].startswith("wrt_")
    assert made["scopes"] == ["alerts:read"]
    other = called(tmp_path, "tokens", "add", "news", "--days", "30", "--json").row
    assert other["scopes"] == ["alerts:read", "subscriptions:read", "subscriptions:write"]
    assert other["expires_at"] > other["created_at"]
    listed = called(tmp_path, "tokens", "list", "--json")
    assert {row["name"] for row in listed.rows} == {"news", "wall"}
    assert made["token"] not in listed.out
    revoked = called(tmp_path, "tokens", "revoke", made["id"], "--json").row
    assert revoked["revoked_at"] is not None
    assert called(tmp_path, "tokens", "revoke", "tok_none").code == 2
    assert called(tmp_path, "tokens", "add", "two\nlines").code == 2
    assert called(tmp_path, "tokens", "add", "x", "--scope", "all").code == 2


def test_another_writer_in_the_middle_of_something_is_waited_for_and_told(
    desk: NewsSite, tmp_path: Path
) -> None:
    called(tmp_path, "db", "upgrade")
    begun, over = threading.Event(), threading.Event()

    def hold() -> None:
        with Store.to_write(tmp_path / "wireroom.db") as store, store.transaction():
            begun.set()
            over.wait(60)

    holder = threading.Thread(target=hold)
    holder.start()
    begun.wait(60)
    try:
        done = called(tmp_path, "webhooks", "disable", "hook")
    finally:
        over.set()
        holder.join()
    assert done.code == 75
    assert "another program writes to it" in done.err


def ask(daemon: Daemon, token: str, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    """Ask the API of a daemon as a program does."""
    request = urllib.request.Request(
        f"{daemon.url}/api/v1{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        method=method,
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


def test_beside_a_daemon_all_of_it_works(desk: NewsSite, tmp_path: Path) -> None:
    config = tmp_path / "sources.yaml"
    config.write_text(config.read_text().replace("gap: 0s", "gap: 0s, every: 5s"))
    desk.routes["/feed"] = page("<rss><channel><title>W</title></channel></rss>", "text/xml")
    desk.routes["/by-hand"] = echo
    arrived = threading.Event()

    def take(request: Request) -> Answer:
        if json.loads(request.body)["type"] == "alert.created":
            arrived.set()
        return echo(request)

    desk.routes["/sub"] = take
    with running(config) as daemon:
        token = called(tmp_path, "tokens", "add", "news", "--json").row["token"]
        by_hand = added(tmp_path, f"{desk.url}/by-hand")
        status, made = ask(daemon, token, "POST", "/subscriptions", {"url": f"{desk.url}/sub"})
        assert status == 201, made
        status, found = ask(daemon, token, "GET", "/openapi.json")
        assert (status, found["openapi"]) == (200, "3.1.0")
        new = called(tmp_path, "webhooks", "rotate", made["id"], "--json").row
        desk.routes["/feed"] = page(FEED.format(site=desk.url), "application/rss+xml")
        desk.routes["/1"] = page(PAGE)
        assert arrived.wait(60)
        sent = desk.asked("/sub")[-1]
        for secret in (made["secret"], new["secret"]):
            event = Webhook(secret).verify(sent.body, dict(sent.headers))
        assert event["data"]["rule"] == "ber"
        daemon.written("delivery.settled", channel=by_hand["id"], outcome="sent")
        status, page_ = ask(daemon, token, "GET", "/alerts")
        assert (status, len(page_["data"])) == (200, 1)
        assert called(tmp_path, "status", "--json").row["webhooks"]["enabled"] == 3
        log = daemon.log.read_text()
        assert daemon.end() == 0
    for secret in (token, made["secret"], new["secret"], by_hand["secret"]):
        assert secret not in log
