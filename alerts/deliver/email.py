"""E-mail over SMTP (RFC 5321), one transaction a recipient."""

import asyncio
import contextlib
import re
import socket
import ssl
from collections.abc import Awaitable, Sequence
from email.utils import parseaddr
from typing import Final, Protocol

import aiosmtplib

from alerts.deliver.sender import answer_of, redacted
from alerts.deliver.smtp import lost, refused, refused_server, secrets_of
from alerts.errors import DeliverReason
from alerts.types import (
    Dead,
    EmailChannel,
    Later,
    Message,
    Outcome,
    Sent,
    SmtpSecurity,
    SmtpServer,
)

_ADDRESSES_TRIED: Final = 4
_CONNECT_S: Final = 5.0
_FAREWELL_S: Final = 1.0
_COMPLETED: Final = 250


class Resolve(Protocol):
    """Turns a host name into the addresses that may be connected to."""

    def __call__(self, host: str, port: int) -> Awaitable[Sequence[str]]:
        """Return address literals, the best first.

        Raises PermissionError if one of them may not be reached, socket.gaierror if there is none.
        """
        ...


class EmailSender:
    """Hands one message for one recipient to a mail server.

    Connects to exactly the addresses that `resolve` returned, and checks certificates against the
    host name with `tls` (the system's authorities by default). `deadline_s` is for the whole
    conversation: a server that answers a byte at a time does not outlast it.
    """

    def __init__(
        self, resolve: Resolve, *, tls: ssl.SSLContext | None = None, deadline_s: float = 30.0
    ) -> None:
        self._resolve = resolve
        self._tls = tls or ssl.create_default_context()
        self._opportunistic = _unverified()
        self._deadline_s = deadline_s

    async def send(self, message: Message, channel: EmailChannel) -> Outcome:
        """Send `message` through the server of `channel`.

        4xx, a lost connection and a refused login are tried again; 5xx to the sender, the
        recipient or the text is final, for this recipient alone. Once the text was taken it is
        sent, whatever comes after.
        """
        server = channel.smtp
        where = redacted(f"{server.security}://{server.host}:{server.port}", server.password)
        try:
            async with asyncio.timeout(self._deadline_s):
                client = await self._connected(server)
                try:
                    outcome = await _transfer(client, message, channel, where)
                except BaseException:
                    _abort(client)
                    raise
        except aiosmtplib.SMTPResponseException as error:
            return refused_server(error, where, server)
        except TimeoutError:
            text = f"{where}: no answer within {self._deadline_s:g} s"
            return Later(reason=DeliverReason.TIMEOUT, error=text)
        except (aiosmtplib.SMTPException, OSError) as error:
            return lost(error, where, server)
        await _quit(client)
        return outcome

    async def _connected(self, server: SmtpServer) -> aiosmtplib.SMTP:
        """Return a client that is connected, under TLS as `server` wants it, and logged in."""
        sock = await self._socket(server)
        client = aiosmtplib.SMTP(
            hostname=server.host,
            sock=sock,
            use_tls=server.security is SmtpSecurity.TLS,
            start_tls=_START_TLS[server.security],
            tls_context=self._context(server.security),
            username=server.user,
            password=server.password,
            local_hostname=_own_name(sock),
            timeout=self._deadline_s,
        )
        await client.connect()  # the socket is asyncio's now, also when this fails
        return client

    def _context(self, security: SmtpSecurity) -> ssl.SSLContext:
        return self._opportunistic if security is SmtpSecurity.OPPORTUNISTIC else self._tls

    async def _socket(self, server: SmtpServer) -> socket.socket:
        """Return a connection to the first address that answers; the others get 5 s each."""
        addresses = await self._resolve(server.host, server.port)
        *others, last = addresses[:_ADDRESSES_TRIED]
        for address in others:
            with contextlib.suppress(OSError):  # TimeoutError is one; the next may answer
                async with asyncio.timeout(_CONNECT_S):
                    return await _connect(address, server.port)
        return await _connect(last, server.port)


_START_TLS: Final = {
    SmtpSecurity.OPPORTUNISTIC: None,  # where offered
    SmtpSecurity.STARTTLS: True,
    SmtpSecurity.TLS: False,
}


def _unverified() -> ssl.SSLContext:
    """Return the context of opportunistic TLS: encrypted, the certificate unchecked.

    Whoever could show a false one could as well hide that STARTTLS is offered, so a check adds no
    safety, only failures (RFC 7435). Who wants safety writes smtp+starttls or smtps.
    """
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


async def _connect(address: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        await asyncio.get_running_loop().sock_connect(sock, (address, port))
    except BaseException:
        sock.close()
        raise
    return sock


def _own_name(sock: socket.socket) -> str:
    """Return what to say in EHLO: this host's full name, else its address (RFC 5321, 4.1.3)."""
    name = socket.gethostname()
    if "." in name and name.isascii() and name.isprintable() and " " not in name:
        return name
    address = str(sock.getsockname()[0])
    return f"[IPv6:{address}]" if ":" in address else f"[{address}]"


async def _transfer(
    client: aiosmtplib.SMTP, message: Message, channel: EmailChannel, where: str
) -> Outcome:
    """Run one mail transaction; errors of the connection go to the caller."""
    try:
        sender, recipient = _mailbox(channel.sender), _mailbox(message.recipient)
        await _introduce(client)
        encoding, options = _extensions(client, sender + recipient, message.body)
        await client.mail(sender, options=options, encoding=encoding)
        await client.rcpt(recipient, encoding=encoding)
        answer = await client.data(message.body)
    except ValueError as error:  # also aiosmtplib's, of an address that no command can carry
        text = f"{where}: {redacted(str(error), channel.smtp.password)}"
        return Dead(reason=DeliverReason.RECIPIENT, error=text)
    except aiosmtplib.SMTPRecipientRefused as error:
        return refused(error, DeliverReason.RECIPIENT, where, channel.smtp)
    except (aiosmtplib.SMTPSenderRefused, aiosmtplib.SMTPDataError) as error:
        return refused(error, DeliverReason.REJECTED, where, channel.smtp)
    said = answer_of(answer.message, *secrets_of(channel.smtp))
    return Sent(status=answer.code or _COMPLETED, answer=said)


async def _introduce(client: aiosmtplib.SMTP) -> None:
    """Say EHLO, if it was not said yet, or HELO to a server that knows no extensions."""
    if client.is_ehlo_or_helo_needed:
        try:
            await client.ehlo()
        except aiosmtplib.SMTPHeloError:
            if not client.is_connected:
                raise
            await client.helo()


def _extensions(client: aiosmtplib.SMTP, addresses: str, body: bytes) -> tuple[str, list[str]]:
    """Return the encoding of addresses and the options of MAIL, by what the server offers.

    With its SIZE (RFC 1870) a message that is too large is refused before it is sent. 8BITMIME is
    not needed: a body is ASCII. ValueError for addresses that the server cannot take.
    """
    options = [f"SIZE={len(body)}"] if client.supports_extension("size") else []
    if addresses.isascii():
        return "ascii", options
    if not client.supports_extension("smtputf8"):
        raise ValueError("the server takes no address outside of ASCII (no SMTPUTF8)")
    return "utf-8", [*options, "SMTPUTF8"]


def _mailbox(address: str) -> str:
    """Return the bare mailbox of `address`; ValueError if there is none."""
    mailbox = parseaddr(address)[1]
    if not re.fullmatch(r"[^\s<>@]+@[^\s<>@]+", mailbox):
        raise ValueError(f"no mail address: {address!r}")
    return mailbox


async def _quit(client: aiosmtplib.SMTP) -> None:
    """Take leave for at most a second: what the server says to it changes nothing."""
    try:
        with contextlib.suppress(aiosmtplib.SMTPException, OSError):
            await client.quit(timeout=_FAREWELL_S)
    finally:
        _abort(client)


def _abort(client: aiosmtplib.SMTP) -> None:
    """Close at once, without the TLS farewell that may never be answered."""
    if isinstance(client.transport, asyncio.WriteTransport):
        client.transport.abort()
    client.close()
