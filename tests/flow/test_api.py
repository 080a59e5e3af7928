"""The API as a subscriber uses it, on a real store and against a real endpoint."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from monitor.store.tokens import Scope
from newsroom import Answer, NewsSite, Request
from subscribers import Caller, Office, asked, echo, problem, subscribed

TOKEN_IN_PATH = "t0ken5oftheendpoint"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


@pytest.fixture
def hook(site: NewsSite) -> str:
    site.routes[f"/in/{TOKEN_IN_PATH}"] = echo
    return f"{site.url}/in/{TOKEN_IN_PATH}"


def verified(secret: str, request: Request) -> dict[str, Any]:
    event: dict[str, Any] = Webhook(secret).verify(request.body, dict(request.headers))
    return event


def test_from_a_subscription_to_an_alert(office: Office, site: NewsSite, hook: str) -> None:
    made = subscribed(office, office.token(), hook)
    assert made["state"] == "enabled"
    assert made["url"] == f"{site.url}/in/***"
    (challenge,) = site.asked()
    assert verified(made["secret"], challenge)["type"] == "webhook.challenge"
    assert office.raise_alert("ber").deliveries == 1
    assert office.deliver().sent == 1
    sent = site.asked()[-1]
    event = verified(made["secret"], sent)
    assert (event["type"], event["data"]["rule"]) == ("alert.created", "ber")
    assert "matches" in event["data"]
    with pytest.raises(WebhookVerificationError):
        Webhook(made["secret"]).verify(sent.body + b" ", dict(sent.headers))


def test_a_brief_one_gets_no_more_than_a_line_needs(
    office: Office, site: NewsSite, hook: str
) -> None:
    made = subscribed(office, office.token(), hook, format="brief")
    office.raise_alert("ber")
    office.deliver()
    event = verified(made["secret"], site.asked()[-1])
    assert list(event["data"]) == ["id", "rule", "severity", "title", "url"]


def test_while_a_secret_rotates_both_are_good_and_then_one(
    office: Office, site: NewsSite, hook: str
) -> None:
    token = office.token()
    made = subscribed(office, token, hook)
    new = asked(office, token, "POST", f"/subscriptions/{made['id']}/rotate").json()
    assert new["secret"] != made["secret"]
    office.raise_alert("ber", number=1)
    office.deliver()
    for secret in (made["secret"], new["secret"]):
        assert verified(secret, site.asked()[-1])["type"] == "alert.created"
    office.wait(hours=24)
    office.raise_alert("ber", number=2)
    office.deliver()
    sent = site.asked()[-1]
    assert len(sent.headers["webhook-signature"].split(" ")) == 1


def test_the_owner_pauses_resumes_tests_and_deletes(
    office: Office, site: NewsSite, hook: str
) -> None:
    token = office.token()
    path = f"/subscriptions/{subscribed(office, token, hook)['id']}"
    assert asked(office, token, "POST", f"{path}/pause").json()["state"] == "paused"
    office.raise_alert("ber")
    assert office.deliver().pending == 1
    shown = asked(office, token, "POST", f"{path}/resume").json()
    assert (shown["state"], shown["reason"]) == ("enabled", None)
    assert office.deliver().sent == 1
    tested = asked(office, token, "POST", f"{path}/test").json()
    assert (tested["sent"], tested["status"]) == (True, 200)
    assert json.loads(site.asked()[-1].body)["type"] == "webhook.test"
    (attempt,) = asked(office, token, "GET", f"{path}/attempts").json()["data"]
    assert (attempt["outcome"], attempt["status"]) == ("sent", 200)
    office.raise_alert("ber", number=2)
    assert asked(office, token, "DELETE", path).status_code == 204
    assert asked(office, token, "GET", "/subscriptions").json() == {"data": []}
    assert problem(asked(office, token, "GET", path)) == (404, "unknown")
    assert office.deliver().dead == 1


def test_one_that_answers_410_is_disabled_and_only_people_enable_it(
    office: Office, site: NewsSite, hook: str
) -> None:
    token = office.token()
    made = subscribed(office, token, hook)
    path = f"/subscriptions/{made['id']}"
    site.routes[f"/in/{TOKEN_IN_PATH}"] = Answer(status=410)
    office.raise_alert("ber")
    office.deliver()
    shown = asked(office, token, "GET", path).json()
    assert (shown["state"], shown["failures"]) == ("disabled", 1)
    assert shown["reason"].startswith("gone: ")
    for act in ("resume", "pause"):
        assert problem(asked(office, token, "POST", f"{path}/{act}")) == (409, "disabled")
    assert office.raise_alert("ber", number=2).deliveries == 0


ECHO_ALL = pytest.param(lambda request: Answer(body=request.body), "without the chal", id="an echo")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        pytest.param(Answer(status=404), "answered 404 Not Found", id="not there"),
        pytest.param(Answer(status=302, headers={"Location": "/"}), "answered 302", id="elsewhere"),
        pytest.param(Answer(status=204), "without the challenge", id="nothing said"),
        pytest.param(Answer(body=b"ok"), "without the challenge", id="something else said"),
        pytest.param(Answer(body=b'{"challenge": 1}'), "without the challenge", id="a number"),
        pytest.param(Answer(body=b'["challenge"]'), "without the challenge", id="a list"),
        ECHO_ALL,
    ],
)
def test_who_does_not_take_the_challenge_is_not_subscribed(
    office: Office, site: NewsSite, hook: str, answer: Any, said: str
) -> None:
    site.routes[f"/in/{TOKEN_IN_PATH}"] = answer
    token = office.token()

    async def act(ask: Caller) -> httpx.Response:
        return await ask.subscribe(hook)

    refused = office.ask(act, token)
    assert problem(refused) == (422, "unproven")
    assert said in refused.json()["detail"]
    assert TOKEN_IN_PATH not in refused.text
    assert len(site.asked()) == 1
    assert asked(office, token, "GET", "/subscriptions").json() == {"data": []}


@pytest.mark.parametrize("plain", [b"%s", b" %s\n", b'"%s"'], ids=["bare", "a line", "a string"])
def test_the_text_alone_will_do(office: Office, site: NewsSite, hook: str, plain: bytes) -> None:
    def answer(request: Request) -> Answer:
        return Answer(body=plain % json.loads(request.body)["data"]["challenge"].encode())

    site.routes[f"/in/{TOKEN_IN_PATH}"] = answer
    assert subscribed(office, office.token(), hook)["id"].startswith("sub_")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param({"url": "https://10.1.2.3/in"}, "unproven", id="private"),
        pytest.param({"url": "https://localhost/in"}, "unproven", id="private by name"),
        pytest.param({"url": "http://[::ffff:169.254.169.254]/"}, "unproven", id="metadata"),
        pytest.param({"url": "http://93.184.216.34/in"}, "unproven", id="plain and public"),
        pytest.param({"url": "ftp://a.example/"}, "bad_url", id="no web address"),
        pytest.param({"url": "https://u:hunter2@a.example/"}, "bad_url", id="a password"),
        pytest.param({"url": "https://a.example/", "rules": ["no"]}, "unknown_rule", id="no rule"),
        pytest.param({"url": "https://a.example/", "severity": "x"}, "invalid", id="severity"),
        pytest.param({"url": "https://a.example/", "format": "x"}, "invalid", id="format"),
        pytest.param({"url": "https://a.example/", "hunter2": 1}, "invalid", id="an unknown key"),
        pytest.param({"rules": ["ber"]}, "invalid", id="no address"),
        pytest.param({"url": 7}, "invalid", id="a number"),
        pytest.param(["hunter2"], "invalid", id="a list"),
    ],
)
def test_what_cannot_be_subscribed_is_refused(tmp_path: Path, body: Any, reason: str) -> None:
    office = Office(tmp_path, allowed='"127.0.0.2/32"')
    token = office.token()

    async def act(ask: Caller) -> httpx.Response:
        return await ask("POST", "/subscriptions", body)

    refused = office.ask(act, token)
    assert problem(refused) == (422, reason)
    for secret in ("10.1.2.3", "127.0.0.1", "::1", "169.254", ":hunter2"):
        assert secret not in refused.text
    assert asked(office, token, "GET", "/subscriptions").json() == {"data": []}


def test_plain_http_needs_a_network_that_is_allowed(tmp_path: Path) -> None:
    office = Office(tmp_path, allowed="")

    async def act(ask: Caller) -> httpx.Response:
        return await ask.subscribe("http://a.example/in")

    assert problem(office.ask(act, office.token())) == (422, "bad_url")


def test_alerts_are_read_page_by_page(office: Office) -> None:
    for number in range(5):
        office.raise_alert("ber", number=number)
    office.raise_alert("gao", number=9)
    token = office.token(Scope.ALERTS_READ)

    async def act(ask: Caller) -> list[str]:
        found, path = [], "/alerts?rule=ber&limit=2"
        following: str | None = path
        while following:
            page = (await ask("GET", following)).json()
            assert len(page["data"]) <= 2
            found += [each["article"]["url"] for each in page["data"]]
            following = f"{path}&before={page['next']}" if page["next"] else None
        return found

    assert office.ask(act, token) == [f"https://news.example/{n}" for n in (4, 3, 2, 1, 0)]


def test_no_secret_is_told_twice(office: Office, site: NewsSite, hook: str) -> None:
    token = office.token()
    made = subscribed(office, token, hook)
    path = f"/subscriptions/{made['id']}"
    new = asked(office, token, "POST", f"{path}/rotate").json()["secret"]
    secrets = [made["secret"], new, made["secret"][6:].rstrip("="), TOKEN_IN_PATH, token]
    site.routes[f"/in/{TOKEN_IN_PATH}"] = Answer(status=500, body=" ".join(secrets[:4]).encode())
    office.raise_alert("ber")
    office.deliver()
    with office.store() as store, store.transaction() as conn:
        tables = ("attempt", "delivery", "token")
        kept = repr([conn.exec_driver_sql(f"SELECT * FROM {name}").all() for name in tables])
    shown = [
        asked(office, token, method, each).text
        for method, each in (
            *(("GET", "/subscriptions"), ("GET", path), ("GET", f"{path}/attempts")),
            *(("POST", f"{path}/test"), ("POST", f"{path}/pause")),
        )
    ]
    assert "*** *** *** ***" in kept
    assert "*** *** *** ***" in shown[2]
    for secret in secrets:
        assert secret not in kept
        assert secret not in "".join(shown)
