"""What the sender of webhooks promises, against real HTTP servers on loopback."""

import asyncio
import base64
import contextlib
import socket
import ssl
from datetime import UTC, datetime, timedelta
from unittest.mock import ANY

import httpx
import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from alerting import alert, message, notice
from alerts.deliver import WebhookSender, check_secret
from alerts.errors import ChannelError, DeliverReason
from alerts.render import notice_body, webhook_body
from alerts.types import (
    Dead,
    Later,
    Message,
    Outcome,
    Sent,
    WebhookChannel,
)
from endpoint import Endpoint, answer, served

KEY = base64.b64encode(b"a key of twenty-four byt").decode()
SECRET = "whsec_" + KEY
PASSWORD = "open sesame 42"
TOKEN = "t0ken-in-the-path"
R = DeliverReason
Retry = tuple[DeliverReason, int | None, float]


def clock() -> datetime:
    return datetime.now(UTC)


def post(
    endpoint: Endpoint,
    sent: Message | None = None,
    *,
    secrets: tuple[str, ...] = (SECRET,),
    deadline_s: float = 5.0,
    path: str = f"/{TOKEN}?key={TOKEN}",
) -> Outcome:
    """Send one webhook to `endpoint` and return the outcome."""

    async def run() -> Outcome:
        async with served(endpoint), httpx.AsyncClient(trust_env=False) as client:
            sender = WebhookSender(client, now=clock, deadline_s=deadline_s)
            url = f"http://127.0.0.1:{endpoint.port}{path}"
            channel = WebhookChannel(id=message().channel, url=url, secrets=secrets)
            return await sender.send(sent or message(), channel)

    return asyncio.run(run())


def test_the_official_library_verifies_what_arrives() -> None:
    endpoint, body = Endpoint(), webhook_body(alert())
    assert post(endpoint, message(body=body)) == Sent(status=204)
    ((request, headers, got),) = endpoint.got
    assert request.startswith("POST /")
    assert got == body
    assert headers["webhook-id"] == "msg_test"
    assert headers["content-type"] == "application/json"
    assert Webhook(SECRET).verify(got, headers)["type"] == "alert.created"
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(got.replace(b"Ber", b"Gao"), headers)
    with pytest.raises(WebhookVerificationError):
        Webhook("whsec_" + KEY.swapcase()).verify(got, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(got, headers | {"webhook-timestamp": "1600000000"})


def test_while_a_secret_changes_both_are_accepted() -> None:
    endpoint, body = Endpoint(), webhook_body(alert())
    new = "whsec_" + base64.b64encode(b"another key of 24 bytes.").decode()
    assert post(endpoint, message(body=body), secrets=(new, SECRET)) == Sent(status=204)
    ((_, headers, got),) = endpoint.got
    signatures = headers["webhook-signature"].split(" ")
    assert [each.partition(",")[0] for each in signatures] == ["v1", "v1"]
    for secret in (new, SECRET):
        assert Webhook(secret).verify(got, headers)["type"] == "alert.created"
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(got + b" ", headers)
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(got, headers | {"webhook-timestamp": "1600000000"})


@pytest.mark.parametrize(
    ("body", "want"),
    [
        pytest.param(b"", None, id="nothing"),
        pytest.param(b"  \n", None, id="nothing to see"),
        pytest.param(b"thank you", "thank you", id="a text"),
        pytest.param(b"one\r\ntwo\x1b[31m", "one\ntwo[31m", id="lines, no escapes"),
        pytest.param(b"\xff\xfe", "\ufffd\ufffd", id="no text"),
        pytest.param(b"x" * 100_000, "x" * 2048, id="2 kB at most"),
        pytest.param("é".encode() * 5000, "é" * 1024, id="2 kB of bytes"),
        pytest.param(SECRET.encode() * 200, "***" * 200, id="the secret, again and again"),
        pytest.param(f"key={KEY}".encode(), "key=***", id="the key alone"),
        pytest.param(f"no /{TOKEN} here".encode(), "no *** here", id="the path"),
        pytest.param(f"no {TOKEN}!".encode(), "no ***!", id="a part of the path"),
    ],
)
@pytest.mark.parametrize("status", [200, 400, 410])
def test_the_beginning_of_an_answer_is_kept(body: bytes, want: str | None, status: int) -> None:
    assert post(Endpoint(answer(status, body=body))).answer == want


def test_a_notice_is_signed_like_an_alert() -> None:
    endpoint, body = Endpoint(), notice_body(notice())
    assert post(endpoint, message(body=body, alert_id=None)) == Sent(status=204)
    ((_, headers, got),) = endpoint.got
    assert Webhook(SECRET).verify(got, headers)["type"] == "source.failing"


@pytest.mark.parametrize(
    ("said", "want"),
    [
        pytest.param(answer(200), Sent(status=200), id="200"),
        pytest.param(answer(299), Sent(status=299), id="299"),
        pytest.param(answer(301, "Location: /"), (R.REDIRECT, 301, 0), id="redirect"),
        pytest.param(answer(304), (R.REDIRECT, 304, 0), id="304"),
        pytest.param(answer(400), (R.REJECTED, 400, 0), id="400"),
        pytest.param(answer(401), (R.REJECTED, 401, 0), id="401"),
        pytest.param(answer(404), (R.REJECTED, 404, 0), id="404"),
        pytest.param(answer(429, "Retry-After: 120"), (R.RATE_LIMITED, 429, 120), id="429"),
        pytest.param(answer(500), (R.SERVER_ERROR, 500, 0), id="500"),
        pytest.param(answer(503, "Retry-After: 7"), (R.SERVER_ERROR, 503, 7), id="503"),
        pytest.param(answer(503, "Retry-After: soon"), (R.SERVER_ERROR, 503, 0), id="no number"),
        pytest.param(answer(503, "Retry-After: -9"), (R.SERVER_ERROR, 503, 0), id="negative"),
        pytest.param(
            answer(503, "Retry-After: " + "9" * 400), (R.SERVER_ERROR, 503, 0), id="too long"
        ),
        pytest.param(
            answer(503, "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT"),
            (R.SERVER_ERROR, 503, 0),
            id="a date gone by",
        ),
        pytest.param(answer(599), (R.SERVER_ERROR, 599, 0), id="unregistered"),
        pytest.param(b"SSH-2.0-OpenSSH\r\n\r\n", (R.PROTOCOL, None, 0), id="no HTTP"),
    ],
)
def test_a_status_decides(said: bytes, want: Sent | Retry) -> None:
    endpoint = Endpoint(said)
    outcome = post(endpoint)
    if isinstance(want, Sent):
        assert outcome == want
    else:
        assert isinstance(outcome, Later)
        assert (outcome.reason, outcome.status, outcome.hinted_s) == want
    assert len(endpoint.got) == 1  # no redirect followed, no retry of its own


def test_retry_after_may_be_a_date() -> None:
    date = (clock() + timedelta(hours=1)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    outcome = post(Endpoint(answer(503, f"Retry-After: {date}")))
    assert isinstance(outcome, Later)
    assert 3500 < outcome.hinted_s <= 3600


def test_410_ends_it() -> None:
    outcome = post(Endpoint(answer(410)))
    assert outcome == Dead(reason=R.GONE, error=ANY, status=410, discarded=True)


def test_a_slow_answer_ends_at_the_deadline() -> None:
    async def drip(writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            for _ in range(400):
                writer.write(b"X-Drip: 1\r\n")
                await writer.drain()
                await asyncio.sleep(0.05)

    began = clock()
    outcome = post(Endpoint(b"HTTP/1.1 200 OK\r\n", drip), deadline_s=1.3)
    assert isinstance(outcome, Later)
    assert outcome.reason is R.TIMEOUT
    assert (clock() - began).total_seconds() < 5


def test_a_body_without_end_is_not_read_and_2xx_stands() -> None:
    async def pour(writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while endpoint.written < 500_000_000:
                writer.write(b"x" * 65536)
                await writer.drain()
                endpoint.written += 65536

    endpoint = Endpoint(b"HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n", pour)
    assert post(endpoint) == Sent(status=200)
    assert endpoint.written < 50_000_000


def test_a_dripping_body_does_not_undo_a_2xx() -> None:
    async def drip(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(3)

    said = b"HTTP/1.1 202 Accepted\r\nContent-Length: 5\r\n\r\nx"
    assert post(Endpoint(said, drip), deadline_s=1.5) == Sent(status=202)


def test_a_reset_is_tried_again() -> None:
    async def cut(writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()

    outcome = post(Endpoint(b"", cut))
    assert isinstance(outcome, Later)
    assert outcome.reason in {R.CONNECT, R.PROTOCOL}


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        pytest.param(PermissionError("10.0.0.1 is private"), R.REFUSED_ADDRESS, id="refused"),
        pytest.param(socket.gaierror(-2, "Name not known"), R.DNS, id="dns"),
        pytest.param(ssl.SSLCertVerificationError("self-signed"), R.TLS, id="tls"),
        pytest.param(ConnectionRefusedError(111, "refused"), R.CONNECT, id="connect"),
        pytest.param(TimeoutError(), R.TIMEOUT, id="timeout"),
    ],
)
@pytest.mark.parametrize("wrapped", [True, False], ids=["by httpx", "bare"])
def test_errors_of_the_transport_become_reasons(
    error: Exception, reason: DeliverReason, wrapped: bool
) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        if not wrapped:
            raise error
        raise httpx.ConnectError(f"no way to {request.url} with {SECRET}") from error

    async def run() -> Outcome:
        async with httpx.AsyncClient(transport=httpx.MockTransport(refuse)) as client:
            channel = WebhookChannel(
                id=message().channel, url=f"https://u:{TOKEN}@a.example/{TOKEN}", secrets=(SECRET,)
            )
            return await WebhookSender(client, now=clock).send(message(), channel)

    outcome = asyncio.run(run())
    assert isinstance(outcome, Later)
    assert outcome.reason is reason
    assert outcome.error.startswith("https://a.example: ")
    assert TOKEN not in outcome.error
    assert KEY not in outcome.error


def test_a_transport_may_name_its_reason() -> None:
    class RefusedError(httpx.ConnectError):
        reason = "refused_address"

    def refuse(_: httpx.Request) -> httpx.Response:
        raise RefusedError("private")

    async def run() -> Outcome:
        async with httpx.AsyncClient(transport=httpx.MockTransport(refuse)) as client:
            channel = WebhookChannel(
                id=message().channel, url="https://a.example", secrets=(SECRET,)
            )
            return await WebhookSender(client, now=clock).send(message(), channel)

    assert asyncio.run(run()) == Later(reason=R.REFUSED_ADDRESS, error="https://a.example: private")


@pytest.mark.parametrize(
    "secret",
    [
        pytest.param("whsec_", id="empty"),
        pytest.param("whsec_!!!", id="no base64"),
        pytest.param(KEY, id="no prefix"),
        pytest.param("", id="nothing"),
        pytest.param("whsec_é", id="not ASCII"),
    ],
)
def test_a_bad_secret_is_named_and_not_shown(secret: str) -> None:
    with pytest.raises(ChannelError, match="whsec_") as caught:
        check_secret(secret)
    assert "!!!" not in str(caught.value)
    outcome = post(Endpoint(), secrets=(secret,))
    assert isinstance(outcome, Later)
    assert outcome.reason is R.AUTH


def test_a_good_secret_passes() -> None:
    check_secret(SECRET)
    check_secret("whsec_" + base64.b64encode(b"x" * 25).decode().rstrip("="))


def test_errors_of_a_webhook_hold_no_secret() -> None:
    for said in (answer(500, body=SECRET.encode()), b"bad\r\n\r\n"):
        outcome = post(Endpoint(said))
        assert isinstance(outcome, Later)
        assert TOKEN not in outcome.error
        assert KEY not in outcome.error
