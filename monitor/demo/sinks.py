"""Where the demo's alerts arrive: a mail server and a webhook receiver on this machine."""

import json
import mailbox
import socket
import threading
from asyncio import AbstractServer
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from monitor.demo.loopback import Answer, Loopback, Request


class Inbox:
    """A mailbox file (mbox) that a mail server appends to; any mail program reads it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def serve(self) -> Iterator[int]:
        """Take mail on a free port of 127.0.0.1 for as long as the context lasts; yields it."""
        server = _Server(self)
        server.start()
        try:
            yield server.port
        finally:
            server.stop()

    async def handle_DATA(  # noqa: N802  # the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Append one message; the reply says so."""
        content = envelope.original_content or b""
        box = mailbox.mbox(self.path)
        try:
            box.add(content.replace(b"\r\n", b"\n"))
        finally:
            box.close()
        return "250 kept"

    def __len__(self) -> int:
        """Return how many messages are in the mailbox."""
        if not self.path.exists():
            return 0
        box = mailbox.mbox(self.path, create=False)
        try:
            return len(box)
        finally:
            box.close()


class _Server(Controller):
    """A controller on a free port."""

    def __init__(self, handler: object) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        super().__init__(handler, hostname="127.0.0.1", port=self._socket.getsockname()[1])

    def _create_server(self) -> Awaitable[AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self._socket)


class Receiver:
    """Takes webhooks as a subscriber would, with the library of Standard Webhooks.

    Every request becomes a line in `path`, verified or not; a forged one is refused with 401.
    """

    def __init__(self, path: Path, secret: str) -> None:
        self.path = path
        self.secret = secret
        self.verified = 0
        self.refused = 0
        self._webhook = Webhook(secret)
        self._guard = threading.Lock()

    def serve(self) -> Loopback:
        """Return the server; use it as a context manager."""
        return Loopback(self.answer)

    def answer(self, request: Request) -> Answer:
        """Verify one webhook and write it down."""
        line: dict[str, Any] = {
            "received_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "webhook_id": request.headers.get("webhook-id"),
        }
        try:
            body = self._webhook.verify(request.body, dict(request.headers))
        except (WebhookVerificationError, ValueError) as error:
            self._keep(line | {"verified": False, "error": str(error)})
            return Answer(status=401)
        self._keep(line | {"verified": True, "body": body})
        return Answer(status=204)

    def _keep(self, line: dict[str, Any]) -> None:
        with self._guard:
            if line["verified"]:
                self.verified += 1
            else:
                self.refused += 1
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
