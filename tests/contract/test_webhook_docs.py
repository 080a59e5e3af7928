"""The receiver in docs/webhooks.md, run as it stands."""

import asyncio
import base64
import json
import re
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from alerting import DISAGREEMENTS, SOURCE, TEXT, TITLE, alert, message, notice
from alerts.deliver import WebhookSender
from alerts.render import Digest, Section, digest_body, notice_body, restored, webhook_body
from alerts.types import (
    AlertId,
    AlertKind,
    ChannelId,
    Later,
    Outcome,
    Sent,
    StoryId,
    WebhookChannel,
)

DOCS = Path(__file__).resolve().parents[2] / "docs" / "webhooks.md"
SECRET = "whsec_" + base64.b64encode(b"twenty-four bytes of key").decode()


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", DOCS.read_text(), re.DOTALL)


def block(language: str) -> str:
    return blocks(language)[0]


def send_twice(handler: type[BaseHTTPRequestHandler], secret: str) -> list[Outcome]:
    """Send the same message twice to a server that runs `handler`."""
    server = HTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    async def run() -> list[Outcome]:
        async with httpx.AsyncClient(trust_env=False) as client:
            sender = WebhookSender(client, now=lambda: datetime.now(UTC))
            url = f"http://127.0.0.1:{server.server_port}/hook"
            channel = WebhookChannel(id=message().channel, url=url, secrets=(secret,))
            given = message(body=webhook_body(alert()))
            return [await sender.send(given, channel) for _ in range(2)]

    try:
        return asyncio.run(run())
    finally:
        server.shutdown()
        server.server_close()


def test_the_receiver_in_the_docs_verifies_and_drops_repeats(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NEWSROOM_SECRET", SECRET)
    names: dict[str, Any] = {"__name__": "receiver"}
    exec(compile(block("python"), str(DOCS), "exec"), names)
    assert send_twice(names["Hook"], SECRET) == [Sent(status=204), Sent(status=204)]
    assert capsys.readouterr().out == f"un-leaves-the-north {TITLE}\n"
    wrong = "whsec_" + base64.b64encode(b"another key of the length").decode()
    refused = send_twice(names["Hook"], wrong)
    assert all(isinstance(o, Later) and o.status == 400 for o in refused)


def test_the_body_in_the_docs_is_one_that_is_sent() -> None:
    shown = json.loads(block("json"))
    body = webhook_body(restored(shown["data"]))
    assert json.loads(body) == shown
    assert list(json.loads(body)["data"]) == list(shown["data"])


def test_the_digest_in_the_docs_has_the_keys_of_a_real_one() -> None:
    own = alert(
        id=AlertId("al_uu42phz6ghc4wtauubfsfuvuiu"),
        kind=AlertKind.DEVELOPMENT,
        story=StoryId(12),
        new=(TEXT.partition("\n")[0],),
        disagreements=DISAGREEMENTS,
    )
    section = Section(rule=own.rule, severity=own.severity, count=981, alerts=(own,))
    digest = Digest(
        channel=ChannelId("newsroom"),
        since=datetime(2023, 8, 13, 22, 4, 10, tzinfo=UTC),
        until=datetime(2023, 8, 14, 5, 47, 31, tzinfo=UTC),
        created_at=datetime(2023, 8, 14, 6, tzinfo=UTC),
        why=("quiet",),
        sections=(section,),
    )
    assert json.loads(blocks("json")[1]) == json.loads(digest_body(digest))


def test_the_notices_in_the_docs_are_those_that_are_sent() -> None:
    shown = {event["type"]: event for event in map(json.loads, blocks("json"))}
    assert list(shown) == [
        "alert.created",
        "alert.digest",
        "source.failing",
        "source.recovered",
        "coverage.daily",
        "webhook.disabled",
        "webhook.test",
    ]
    for kind in ("source.failing", "source.recovered"):
        assert list(shown[kind]["data"]) == list(SOURCE)
    data = shown["coverage.daily"]["data"]
    assert list(data) == ["since", "until", "sources", "blind", "rules"]
    assert [list(source) for source in data["blind"]] == [list(SOURCE)]
    assert [list(rule) for rule in data["rules"]] == [["rule", "hits", "alerts", "says"]]
    counts = dict(data["sources"])
    blind = counts["failing"] + counts["blocked"] + counts["parked"]
    assert counts.pop("blind") == blind
    assert counts.pop("all") == sum(counts.values())
    for kind in list(shown)[2:]:
        sent = json.loads(notice_body(notice(type=kind, data=shown[kind]["data"])))
        assert sent | {"timestamp": shown[kind]["timestamp"]} == shown[kind]
