"""Every kind of channel with something real at its end, for promises that hold for all of them."""

import asyncio
import email
import email.policy
import json
import os
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from aiosmtpd.smtp import SMTP

from alerts.deliver import AppriseSender, EmailSender, FileSender, Senders, WebhookSender
from alerts.types import (
    AppriseChannel,
    AppriseTarget,
    Channel,
    ChannelId,
    EmailChannel,
    Event,
    FileChannel,
    SmtpSecurity,
    SmtpServer,
    WebhookChannel,
)
from endpoint import Endpoint, served
from maildesk import Desk, hung_up

SECRET = "whsec_YSBrZXkgb2YgdHdlbnR5LWZvdXIgYnl0"
TOKEN = "t0ken-of-the-desk"
PASSWORD = "open-sesame-42"
ID = ChannelId("out")
EVENTS = frozenset(Event)


@dataclass(frozen=True)
class Outlet:
    """A channel, what sends on it, and what arrived at its end, each message as people see it."""

    channel: Channel
    senders: Senders
    arrived: Callable[[], list[str]]


def _senders(client: httpx.AsyncClient) -> Senders:
    return Senders(
        webhook=WebhookSender(client, now=lambda: datetime.now(UTC)),
        email=EmailSender(_resolve),
        apprise=AppriseSender(permits=lambda _: True),
        file=FileSender(),
    )


async def _resolve(host: str, port: int) -> Sequence[str]:
    return ("127.0.0.1",)


@asynccontextmanager
async def webhook(folder: Path, *, up: bool = True) -> AsyncIterator[Outlet]:
    """Open a signed webhook with a token in its path."""
    async with _http(up) as (port, endpoint), httpx.AsyncClient(trust_env=False) as client:
        url = f"http://127.0.0.1:{port}/{TOKEN}"
        channel = WebhookChannel(id=ID, url=url, secrets=(SECRET,), events=EVENTS)
        yield Outlet(channel, _senders(client), lambda: [b.decode() for _, _, b in endpoint.got])


@asynccontextmanager
async def apprise(folder: Path, *, up: bool = True) -> AsyncIterator[Outlet]:
    """Open Apprise's own JSON over HTTP, with a user, a password and a token in its path."""

    def shown(body: bytes) -> str:
        got: dict[str, Any] = json.loads(body)
        return f"{got['title']}\n{got['message']}"

    async with _http(up) as (port, endpoint), httpx.AsyncClient(trust_env=False) as client:
        url = f"json://wire:{PASSWORD}@127.0.0.1:{port}/{TOKEN}"
        target = AppriseTarget(name="json", url=url)
        channel = AppriseChannel(id=ID, targets=(target,), events=EVENTS)
        yield Outlet(channel, _senders(client), lambda: [shown(b) for _, _, b in endpoint.got])


@asynccontextmanager
async def mail(folder: Path, *, up: bool = True) -> AsyncIterator[Outlet]:
    """Open a mail server."""
    desk, talks = Desk(), list[SMTP]()

    def talk() -> SMTP:
        talks.append(SMTP(desk, loop=asyncio.get_running_loop()))
        return talks[-1]

    def shown(content: bytes | str | None) -> str:
        assert isinstance(content, bytes)
        letter = email.message_from_bytes(content, policy=email.policy.default)
        text = letter.get_body(("plain",))
        assert text is not None
        return f"{letter['Subject']}\n{text.get_content()}"

    async with _port(up) as sock, httpx.AsyncClient() as client:
        server = await asyncio.get_running_loop().create_server(talk, sock=sock) if up else None
        smtp = SmtpServer(
            host="mail.example",
            port=sock.getsockname()[1],
            security=SmtpSecurity.OPPORTUNISTIC,
        )
        channel = EmailChannel(
            id=ID, to=("a@desk.example",), sender="w@example.org", smtp=smtp, events=EVENTS
        )
        yield Outlet(channel, _senders(client), lambda: [shown(e.content) for e in desk.got])
        if server is not None:
            server.close()
            await hung_up(talks)


@asynccontextmanager
async def file(folder: Path, *, up: bool = True) -> AsyncIterator[Outlet]:
    """Open a file; if it is not `up`, a pipe that nobody reads."""
    path = folder / "alerts.jsonl"
    if not up:
        os.mkfifo(path)
    async with httpx.AsyncClient() as client:
        channel = FileChannel(id=ID, path=path, events=EVENTS)
        yield Outlet(channel, _senders(client), lambda: path.read_text().splitlines())


Open = Callable[..., AbstractAsyncContextManager[Outlet]]
OUTLETS: dict[str, Open] = {"webhook": webhook, "email": mail, "apprise": apprise, "file": file}


@asynccontextmanager
async def _http(up: bool) -> AsyncIterator[tuple[int, Endpoint]]:
    endpoint = Endpoint(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
    if up:
        async with served(endpoint):
            yield endpoint.port, endpoint
    else:
        async with _port(up) as sock:
            yield sock.getsockname()[1], endpoint


@asynccontextmanager
async def _port(up: bool) -> AsyncIterator[socket.socket]:
    """Hold a port of our own: unless it is `up`, whoever connects is refused."""
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    try:
        yield sock
    finally:
        sock.close()
