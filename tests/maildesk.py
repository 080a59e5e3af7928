"""A mail server on loopback that answers as told, and one e-mail handed in to it."""

import asyncio
import base64
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from alerting import message
from alerts.deliver import EmailSender
from alerts.types import (
    EmailChannel,
    Outcome,
    SmtpSecurity,
    SmtpServer,
)

PASSWORD = "open sesame 42"


def clock() -> datetime:
    return datetime.now(UTC)


class Desk:
    """What a mail server does; answers of None mean yes."""

    def __init__(self, **answers: str | None) -> None:
        self.answers = answers
        self.got: list[Envelope] = []
        self.secured: list[bool] = []
        self.hang: str | None = None

    async def _answer(self, verb: str) -> str | None:
        if self.hang == verb:
            await asyncio.sleep(30)
        return self.answers.get(verb)

    async def handle_MAIL(  # noqa: N802  # aiosmtpd's names
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        said = await self._answer("mail")
        if said is None:
            envelope.mail_from = address
        return said or "250 OK"

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's names
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        said = await self._answer("rcpt")
        if said is None:
            envelope.rcpt_tos.append(address)
        return said or "250 OK"

    async def handle_DATA(  # noqa: N802  # aiosmtpd's names
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        said = await self._answer("data")
        if said == "drop":
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        if said is None:
            self.got.append(envelope)
            self.secured.append(session.ssl is not None)
        return said or "250 Taken"

    async def handle_QUIT(  # noqa: N802  # aiosmtpd's names
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        return await self._answer("quit") or "221 Bye"


@dataclass(frozen=True)
class Setup:
    """How a mail server is protected, and what the client asks for."""

    security: SmtpSecurity = SmtpSecurity.OPPORTUNISTIC
    offers_starttls: bool = False
    host: str = "mail.example"
    trusted: bool = True
    auth: bool = False
    user: str | None = None
    password: str | None = None
    deadline_s: float = 5.0


AUTHORITY = trustme.CA()


def contexts(trusted: bool) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return the contexts of a server called mail.example and of a client."""
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    client = ssl.create_default_context()
    AUTHORITY.issue_cert("mail.example").configure_cert(server)
    if trusted:
        AUTHORITY.configure_trust(client)
    return server, client


def check_login(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
) -> AuthResult:
    assert isinstance(data, LoginPassword)
    good = (data.login, data.password) == (b"wire", PASSWORD.encode())
    echo = f"535 no {data.password.decode()} {base64.b64encode(data.password).decode()}"
    return AuthResult(success=good, handled=False, message=None if good else echo)


async def hung_up(servers: list[SMTP]) -> None:
    """End what conversations are left on the server's side."""
    for server in servers:
        if isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
    await asyncio.sleep(0)
    await asyncio.sleep(0)


def hand_in(
    desk: Desk, setup: Setup | None = None, *, recipient: str = "a@desk.example", body: bytes = b""
) -> Outcome:
    """Send one e-mail to a server that behaves like `desk`, and return the outcome."""
    setup = setup or Setup()
    serving, trusting = contexts(setup.trusted)
    asked: list[tuple[str, int]] = []

    made: list[SMTP] = []

    def protocol() -> SMTP:
        made.append(
            SMTP(
                desk,
                hostname="mail.example",
                tls_context=serving if setup.offers_starttls else None,
                authenticator=check_login if setup.auth else None,
                auth_require_tls=False,
                auth_exclude_mechanism=["CRAM-MD5"],
                loop=asyncio.get_running_loop(),
            )
        )
        return made[-1]

    async def resolve(host: str, port: int) -> Sequence[str]:
        asked.append((host, port))
        return ("127.0.0.1",)

    async def run() -> Outcome:
        loop = asyncio.get_running_loop()
        tls = serving if setup.security is SmtpSecurity.TLS else None
        server = await loop.create_server(protocol, "127.0.0.1", 0, ssl=tls)
        port = server.sockets[0].getsockname()[1]
        smtp = SmtpServer(
            host=setup.host,
            port=port,
            security=setup.security,
            user=setup.user,
            password=setup.password,
        )
        channel = EmailChannel(
            id=message().channel, to=(recipient,), sender="Wire <wire@example.org>", smtp=smtp
        )
        sent = message(recipient=recipient, body=body or b"Subject: x\r\n\r\n.\r\nhello\r\n")
        sender = EmailSender(resolve, tls=trusting, deadline_s=setup.deadline_s)
        try:
            return await sender.send(sent, channel)
        finally:
            server.close()
            await hung_up(made)
            assert asked == [(setup.host, port)]

    return asyncio.run(run())
