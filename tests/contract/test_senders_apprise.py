"""What the sender through Apprise promises, against real HTTP servers on loopback."""

import asyncio
import contextlib
import ipaddress
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from alerting import message
from alerts.channels import apprise_missing
from alerts.deliver import AppriseSender, unknown_services
from alerts.errors import DeliverReason
from alerts.types import AppriseChannel, AppriseTarget, ChannelId, Later, Outcome, Sent
from endpoint import Endpoint, answer, served

R = DeliverReason
TOKEN = "t0ken-in-the-path"
PASSWORD = "open-sesame-42"
BODY = {"title": "[ber] Peacekeepers <b>quit</b> :smile:", "body": "one\n*two*", "type": "warning"}
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def push(
    endpoint: Endpoint,
    url: str = f"json://wire:{PASSWORD}@127.0.0.1:{{port}}/{TOKEN}",
    *,
    permits: Callable[[Address], bool] = lambda _: True,
    deadline_s: float = 20.0,
) -> Outcome:
    """Send one message to `endpoint` and return the outcome."""

    async def run() -> Outcome:
        async with served(endpoint):
            target = AppriseTarget(name="json", url=url.format(port=endpoint.port))
            channel = AppriseChannel(id=ChannelId("ops"), targets=(target,))
            given = message(channel="ops", recipient="json", body=json.dumps(BODY).encode())
            return await AppriseSender(permits=permits, deadline_s=deadline_s).send(given, channel)

    return asyncio.run(run())


def test_a_message_arrives_as_text() -> None:
    endpoint = Endpoint(answer(200))
    assert push(endpoint) == Sent()
    ((_, headers, body),) = endpoint.got
    got = json.loads(body)
    assert (got["title"], got["message"], got["type"]) == (BODY["title"], BODY["body"], "warning")
    assert headers["user-agent"] == "wireroom"


def test_ntfy_gets_topic_title_and_text() -> None:
    endpoint = Endpoint(answer(200, body=b"{}"))
    assert push(endpoint, "ntfy://127.0.0.1:{port}/desk-topic") == Sent()
    ((_, _, body),) = endpoint.got
    assert json.loads(body) == {
        "topic": "desk-topic",
        "title": BODY["title"],
        "message": BODY["body"],
    }


@pytest.mark.parametrize(
    ("said", "reason", "status"),
    [
        pytest.param(answer(302, "Location: /elsewhere"), R.REDIRECT, 302, id="redirect"),
        pytest.param(answer(401), R.REJECTED, 401, id="401"),
        pytest.param(answer(410), R.REJECTED, 410, id="410"),
        pytest.param(answer(429, "Retry-After: 9"), R.RATE_LIMITED, 429, id="429"),
        pytest.param(answer(503), R.SERVER_ERROR, 503, id="503"),
        pytest.param(b"SSH-2.0-OpenSSH\r\n\r\n", R.PROTOCOL, None, id="no HTTP"),
    ],
)
def test_what_is_not_taken_is_tried_again(
    said: bytes, reason: DeliverReason, status: int | None
) -> None:
    endpoint = Endpoint(said)
    outcome = push(endpoint)
    assert isinstance(outcome, Later)
    assert (outcome.reason, outcome.status) == (reason, status)
    assert len(endpoint.got) == 1  # no redirect followed
    assert TOKEN not in outcome.error
    assert PASSWORD not in outcome.error


def test_a_service_called_optional_may_not_lose_a_message() -> None:
    outcome = push(Endpoint(answer(503)), "json://127.0.0.1:{port}/?optional=yes")
    assert isinstance(outcome, Later)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "[::ffff:127.0.0.1]"])
def test_a_private_address_is_refused_before_a_connection(host: str) -> None:
    endpoint = Endpoint(answer(200))
    outcome = push(endpoint, f"json://{host}:{{port}}/{TOKEN}", permits=lambda a: a.is_global)
    assert isinstance(outcome, Later)
    assert outcome.reason in {R.REFUSED_ADDRESS, R.REJECTED}  # or Apprise takes it for no host
    assert endpoint.got == []
    assert TOKEN not in outcome.error


def test_without_more_only_public_addresses_are_reached() -> None:
    target = AppriseTarget(name="json", url="json://10.0.0.1/x")
    channel = AppriseChannel(id=ChannelId("ops"), targets=(target,))
    given = message(channel="ops", recipient="json", body=json.dumps(BODY).encode())
    outcome = asyncio.run(AppriseSender().send(given, channel))
    assert isinstance(outcome, Later)
    assert outcome.reason is R.REFUSED_ADDRESS
    assert "allow_networks" in outcome.error


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9/")
    assert push(Endpoint(answer(200))) == Sent()


def test_a_slow_answer_ends_at_the_deadline_and_so_does_its_process() -> None:
    async def drip(writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            for _ in range(400):
                writer.write(b"X-Drip: 1\r\n")
                await writer.drain()
                await asyncio.sleep(0.05)

    before = children()
    outcome = push(Endpoint(b"HTTP/1.1 200 OK\r\n", drip), deadline_s=3)
    assert outcome == Later(reason=R.TIMEOUT, error="json: no answer within 3 s")
    assert children() <= before


def children() -> set[str]:
    """Return the processes that we have started and that are still there."""
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


def test_an_address_that_apprise_does_not_know_is_told_of() -> None:
    outcome = push(Endpoint(), f"nosuch://{TOKEN}")
    assert isinstance(outcome, Later)
    assert outcome.reason is R.REJECTED
    assert "wireroom check" in outcome.error
    assert TOKEN not in outcome.error


@pytest.mark.parametrize(
    ("urls", "want"),
    [
        pytest.param([], [], id="none"),
        pytest.param(["ntfy://desk", "json://h.example"], [], id="known"),
        pytest.param(["nosuch://x", "ntfy://desk", "slack://short"], [0, 2], id="unknown"),
    ],
)
def test_apprise_is_asked_which_services_it_knows(urls: Sequence[str], want: list[int]) -> None:
    assert unknown_services(urls) == want


def test_an_extra_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert apprise_missing() is None
    monkeypatch.setitem(sys.modules, "apprise", None)  # as if it were not there
    assert "pip install 'wireroom[apprise]'" in (apprise_missing() or "")
