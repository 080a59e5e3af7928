"""A mail server on loopback that is told each line it says, for what no library would do."""

import asyncio
import contextlib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field

from alerting import message
from alerts.deliver import EmailSender
from alerts.types import EmailChannel, Outcome, SmtpSecurity, SmtpServer

DROP = b"<drop>"
HANG = b"<hang>"
DRIP = b"<drip>"
OK = b"250 OK\r\n"

_SAID = {
    "GREETING": b"220 mail.example\r\n",
    "EHLO": b"250-mail.example\r\n250 HELP\r\n",
    "DATA": b"354 go on\r\n",
    "TEXT": b"250 taken\r\n",
    "QUIT": b"221 bye\r\n",
}


@dataclass
class RawDesk:
    """What to say to each command, and what was heard.

    `says` is by verb, GREETING and TEXT (after the final dot) among them; DROP hangs up, HANG
    says nothing more, and DRIP says one line of an answer after the other without an end. With
    `deaf` it stops to read once it has said 354.
    """

    says: dict[str, bytes] = field(default_factory=dict)
    deaf: bool = False
    tls: ssl.SSLContext | None = None
    heard: list[bytes] = field(default_factory=list)
    text: bytes = b""
    over: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def verbs(self) -> list[str]:
        return [line.split()[0].decode("latin-1").upper() for line in self.heard if line.split()]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._converse(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.transport.abort()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        goes_on = await self._say("GREETING", writer)
        while goes_on and (line := await reader.readline()):
            self.heard.append(line.rstrip(b"\r\n"))
            verb = self.verbs[-1] if line.split() else ""
            goes_on = await self._say(verb, writer)
            if goes_on and verb == "DATA" and self._answer(verb).startswith(b"354"):
                if self.deaf:
                    await self.over.wait()
                    return
                self.text = await reader.readuntil(b"\r\n.\r\n")
                goes_on = await self._say("TEXT", writer)
            elif goes_on and verb == "STARTTLS" and self.tls:
                await writer.start_tls(self.tls)

    def _answer(self, verb: str) -> bytes:
        return self.says.get(verb, _SAID.get(verb, OK))

    async def _say(self, verb: str, writer: asyncio.StreamWriter) -> bool:
        """Say the answer to `verb`; return whether the conversation goes on."""
        answer = self._answer(verb)
        if answer == HANG:
            await self.over.wait()
            return False
        if answer == DROP:
            return False
        while answer == DRIP and not self.over.is_set():
            writer.write(b"250-more\r\n")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.over.wait(), 0.05)
        writer.write(answer)
        await writer.drain()
        return verb != "QUIT"


def hand_in_raw(
    desk: RawDesk,
    *,
    security: SmtpSecurity = SmtpSecurity.OPPORTUNISTIC,
    tls: ssl.SSLContext | None = None,
    login: tuple[str, str] | None = None,
    recipient: str = "a@desk.example",
    body: bytes = b"Subject: x\r\n\r\nhello\r\n",
    deadline_s: float = 5.0,
) -> Outcome:
    """Send one e-mail to `desk` and return the outcome."""

    async def resolve(host: str, port: int) -> Sequence[str]:
        return ("127.0.0.1",)

    async def run() -> Outcome:
        conversations: list[asyncio.Task[None]] = []

        async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            conversations.append(task)
            await desk.serve(reader, writer)

        server = await asyncio.start_server(converse, "127.0.0.1", 0, limit=1 << 20)
        user, password = login or (None, None)
        smtp = SmtpServer(
            host="mail.example",
            port=server.sockets[0].getsockname()[1],
            security=security,
            user=user,
            password=password,
        )
        channel = EmailChannel(
            id=message().channel, to=(recipient,), sender="wire@example.org", smtp=smtp
        )
        sender = EmailSender(resolve, tls=tls, deadline_s=deadline_s)
        try:
            return await sender.send(message(recipient=recipient, body=body), channel)
        finally:
            server.close()
            desk.over.set()
            await asyncio.gather(*conversations)

    return asyncio.run(run())
