"""Endpoints that want webhooks, or say so wrongly, and an API to ask."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from sqlalchemy import Connection

from alerting import MATCHES, article
from alerts import api as alerts
from alerts.types import Hit, Matched, RuleId
from configs import loaded
from monitor.app import Hooks, open_hooks
from monitor.app.compose import open_senders
from monitor.config import Config
from monitor.store import Store, tokens
from monitor.store.tokens import Scope
from monitor.web.api import api
from monitor.web.api.door import Rates
from newsroom import Answer, Request

CONFIG = """
version: 1
settings: {allow_networks: [%s]}
entities: {ber: {names: [Ber]}, gao: {names: [Gao]}}
rules:
  - {id: ber, when: '@ber', severity: high}
  - {id: gao, when: '@gao', severity: low}
"""


def echo(request: Request) -> Answer:
    """Take every webhook, and repeat the text of a challenge as JSON."""
    event = json.loads(request.body)
    return Answer(body=json.dumps({"challenge": event["data"].get("challenge")}).encode())


@dataclass
class Office:
    """A store with its configuration, tokens and clock, and the API on it."""

    folder: Path
    allowed: str = '"127.0.0.1/32"'
    rates: Rates = field(default_factory=Rates)
    body_s: float = 5.0
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    bugs: list[BaseException] = field(default_factory=list)

    @property
    def config(self) -> Config:
        return loaded(self.folder, CONFIG % self.allowed)

    def wait(self, **how_long: float) -> None:
        self.now += timedelta(**how_long)

    def token(self, *scopes: Scope, days: float | None = None, name: str = "news") -> str:
        """Make a token, for everything unless told for what, and return its text."""
        expires_at = self.now + timedelta(days=days) if days else None
        with self.store() as store:
            return store.run(
                lambda conn: tokens.add(
                    conn,
                    name=name,
                    scopes=frozenset(scopes or Scope),
                    now=self.now,
                    expires_at=expires_at,
                )
            )[1]

    def store(self) -> Store:
        return Store.to_amend(self.config.settings.database_path, create=True)

    def raise_alert(self, *rules: str, number: int = 1) -> alerts.Recorded:
        """Let an article hit rules."""
        config, url = self.config, f"https://news.example/{number}"
        hits = tuple(Hit(rule=RuleId(rule), matches=MATCHES) for rule in rules)

        def act(conn: Connection) -> alerts.Recorded:
            return alerts.record(
                conn,
                article=article(id=number, url=url, canonical_url=url),
                matched=Matched(hits=hits),
                rules=config.rules,
                channels=config.channels,
                now=self.now,
                timezone=ZoneInfo("UTC"),
            )

        with self.store() as store:
            return store.run(act)

    def deliver(self) -> alerts.Tally:
        """Send what is due, and wait for nothing."""
        config = self.config

        async def run(store: Store) -> alerts.Tally:
            async with open_senders(config, lambda: self.now) as senders:
                return await alerts.deliver_due(
                    store.transact,
                    config.channels,
                    senders,
                    now=lambda: self.now,
                    jitter=lambda: 0.5,
                    patience_s=0,
                )

        with Store.to_write(config.settings.database_path) as store:
            return asyncio.run(run(store))

    def ask(self, act: Callable[["Caller"], Coroutine[Any, Any, Any]], token: str = "") -> Any:
        """Let `act` ask the API with a token."""

        async def run() -> Any:
            async with self.asked() as (client, _):
                return await act(Caller(client, token))

        return asyncio.run(run())

    @asynccontextmanager
    async def asked(self) -> AsyncIterator[tuple[httpx.AsyncClient, Hooks]]:
        """Open the API for one event loop."""
        with self.store() as store:
            async with open_hooks(self.config, store, lambda: self.now) as hooks:
                app = api(lambda: hooks, self.bugs.append, rates=self.rates, body_s=self.body_s)
                transport = httpx.ASGITransport(app, client=("192.0.2.7", 1234))
                async with httpx.AsyncClient(transport=transport, base_url="http://api") as client:
                    yield client, hooks


@dataclass
class Caller:
    """Asks the API with one token."""

    client: httpx.AsyncClient
    token: str

    def by(self, token: str) -> "Caller":
        return replace(self, token=token)

    async def __call__(self, method: str, path: str, body: Any = None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        given = {} if body is None else {"json": body}
        return await self.client.request(method, path, headers=headers, **given)

    async def subscribe(self, url: str, **more: Any) -> httpx.Response:
        return await self("POST", "/subscriptions", {"url": url, **more})


def problem(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert list(body)[:5] == ["type", "title", "status", "detail", "reason"]
    assert body["status"] == answer.status_code
    assert body["title"] == HTTPStatus(answer.status_code).phrase
    return answer.status_code, body["reason"]


def subscribed(office: Office, token: str, url: str, **more: Any) -> dict[str, Any]:
    async def act(ask: Caller) -> httpx.Response:
        return await ask.subscribe(url, **more)

    answer = office.ask(act, token)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def asked(office: Office, token: str, method: str, path: str) -> httpx.Response:
    async def act(ask: Caller) -> httpx.Response:
        return await ask(method, path)

    answer: httpx.Response = office.ask(act, token)
    return answer
