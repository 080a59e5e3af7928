"""Who the API lets in, for what and how often, and what it says to whom it does not."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from monitor.store.tokens import Scope
from monitor.web.api import api
from monitor.web.api.door import Rates
from newsroom import NewsSite
from subscribers import Caller, Office, asked, echo, problem, subscribed

TOKEN_IN_PATH = "t0ken5oftheendpoint"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


@pytest.fixture
def hook(site: NewsSite) -> str:
    site.routes[f"/in/{TOKEN_IN_PATH}"] = echo
    return f"{site.url}/in/{TOKEN_IN_PATH}"


def test_a_body_that_is_no_json_or_too_large_is_refused(office: Office) -> None:
    token = office.token()

    async def act(ask: Caller) -> list[tuple[int, str]]:
        given = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        bodies = (b"{", b'{"url": "' + b"x" * 20_000 + b'"}')
        return [
            problem(await ask.client.post("/subscriptions", content=body, headers=given))
            for body in bodies
        ]

    assert office.ask(act) == [(422, "invalid"), (413, "too_large")]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param({}, "no token", id="none"),
        pytest.param({"Authorization": "Basic Zm9vOmJhcg=="}, "no token", id="a password"),
        pytest.param({"Authorization": "Bearer wrt_" + "x" * 43}, "wrong, expired", id="wrong"),
        pytest.param({"Authorization": "Bearer x"}, "wrong, expired", id="no token at all"),
    ],
)
def test_who_shows_no_token_is_not_let_in(office: Office, given: dict[str, str], said: str) -> None:
    async def act(ask: Caller) -> httpx.Response:
        return await ask.client.get("/subscriptions", headers=given)

    answer = office.ask(act)
    assert problem(answer) == (401, "token")
    assert said in answer.json()["detail"]
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.headers["cache-control"] == "no-store"


def test_a_token_ends(office: Office) -> None:
    token = office.token(days=1)
    office.wait(hours=23.9)
    assert asked(office, token, "GET", "/subscriptions").status_code == 200
    office.wait(hours=0.1)
    assert problem(asked(office, token, "GET", "/subscriptions")) == (401, "token")


READ, WRITE, ALERTS = Scope.SUBSCRIPTIONS_READ, Scope.SUBSCRIPTIONS_WRITE, Scope.ALERTS_READ
CALLS = [
    *(("GET", "", READ), ("GET", "/sub_x", READ), ("GET", "/sub_x/attempts", READ)),
    *(("POST", "", WRITE), ("DELETE", "/sub_x", WRITE)),
    *(("POST", f"/sub_x/{verb}", WRITE) for verb in ("rotate", "test", "pause", "resume")),
]


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [*((m, f"/subscriptions{p}", s) for m, p, s in CALLS), ("GET", "/alerts", ALERTS)],
)
def test_a_scope_is_what_a_token_may_do(
    office: Office, method: str, path: str, scope: Scope
) -> None:
    lacking = office.token(*(set(Scope) - {scope}))
    other = office.token(scope)

    async def act(ask: Caller) -> None:
        body: Any = {} if (method, path) == ("POST", "/subscriptions") else None
        answer = await ask.by(lacking)(method, path, body)
        assert problem(answer) == (403, "scope")
        assert f'scope="{scope}"' in answer.headers["www-authenticate"]
        answer = await ask.by(other)(method, path, body)
        assert answer.status_code in {200, 404, 422}, "let in"

    office.ask(act)


def test_what_is_anothers_is_not_there(office: Office, hook: str) -> None:
    made = subscribed(office, office.token(), hook)
    other = office.token(name="other")
    path = f"/subscriptions/{made['id']}"
    calls = [("GET", path), ("GET", f"{path}/attempts"), ("DELETE", path)]
    calls += [("POST", f"{path}/{verb}") for verb in ("rotate", "test", "pause", "resume")]

    async def act(ask: Caller) -> None:
        for method, each in calls:
            assert problem(await ask(method, each)) == (404, "unknown"), (method, each)
        assert (await ask("GET", "/subscriptions")).json() == {"data": []}

    office.ask(act, other)


def test_too_many_requests_are_told_when_to_come_again(tmp_path: Path, hook: str) -> None:
    office = Office(tmp_path, rates=Rates(requests="4/minute", posts="1/hour", failures="2/minute"))
    good, other = office.token(), office.token()

    async def act(ask: Caller) -> None:
        mine, wrong = ask.by(good), ask.by("wrt_wrong")
        assert (await mine.subscribe(hook)).status_code == 201
        refused = await mine.subscribe(hook)
        assert problem(refused) == (429, "rate")
        assert 0 < int(refused.headers["retry-after"]) <= 3600
        statuses = [(await mine("GET", "/alerts")).status_code for _ in range(3)]
        assert statuses == [200, 200, 429]
        statuses = [(await wrong("GET", "/alerts")).status_code for _ in range(3)]
        assert statuses == [401, 401, 429]
        answer = await ask.by(other)("GET", "/alerts")
        assert answer.status_code == 200, "nobody is locked out by a neighbour"

    office.ask(act)


def test_one_token_has_a_hundred_at_most(tmp_path: Path, hook: str) -> None:
    office = Office(tmp_path, rates=Rates(requests="1000/minute", posts="1000/hour"))

    async def act(ask: Caller) -> list[int]:
        return [(await ask.subscribe(hook)).status_code for _ in range(101)]

    assert office.ask(act, office.token()) == [201] * 100 + [409]


def test_a_slow_body_is_not_waited_for(tmp_path: Path) -> None:
    office = Office(tmp_path, body_s=0.05)

    async def act(ask: Caller) -> httpx.Response:
        async def slow() -> Any:
            yield b"{"
            await never.wait()

        never = asyncio.Event()
        return await ask.client.post("/subscriptions", content=slow())

    assert problem(office.ask(act)) == (408, "timeout")


def test_half_a_request_is_none(office: Office) -> None:
    async def act(ask: Caller) -> list[Any]:
        told: list[Any] = []
        scope = {"type": "http", "method": "POST", "path": "/subscriptions", "headers": []}
        parts = iter(
            [{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}]
        )

        async def receive() -> Any:
            return next(parts)

        async def send(message: Any) -> None:
            told.append(message)

        app = api(lambda: None, office.bugs.append)
        await app(scope, receive, send)
        return told

    assert office.ask(act) == []
    assert office.bugs == []


def test_a_bug_is_written_down_and_answered_as_a_problem(office: Office) -> None:
    async def run() -> httpx.Response:
        def broken() -> None:
            raise ZeroDivisionError("hunter2")

        transport = httpx.ASGITransport(api(broken, office.bugs.append))
        async with httpx.AsyncClient(transport=transport, base_url="http://api") as client:
            return await client.get("/subscriptions")

    answer = asyncio.run(run())
    assert problem(answer) == (500, "bug")
    assert "hunter2" not in answer.text
    assert [type(bug) for bug in office.bugs] == [ZeroDivisionError]


def test_while_the_daemon_starts_it_says_so(office: Office) -> None:
    async def run() -> tuple[httpx.Response, httpx.Response]:
        transport = httpx.ASGITransport(api(lambda: None, office.bugs.append))
        async with httpx.AsyncClient(transport=transport, base_url="http://api") as client:
            return await client.get("/subscriptions"), await client.get("/openapi.json")

    starting, document = asyncio.run(run())
    assert problem(starting) == (503, "starting")
    assert document.status_code == 200


def test_an_error_of_the_store_is_a_problem(office: Office) -> None:
    token = office.token()
    with office.store() as store:
        store.run(lambda conn: conn.exec_driver_sql("DROP TABLE token"))

    async def act(ask: Caller) -> httpx.Response:
        return await ask("GET", "/subscriptions")

    refused = office.ask(act, token)
    assert problem(refused) == (503, "unusable")
    assert refused.headers["retry-after"] == "30"
    assert office.bugs == []
