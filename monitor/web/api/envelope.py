"""What holds for every request of the API, whoever asks: small bodies, soon; nothing is cached."""

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope, Send

from monitor.web.api.problems import Problem

MAX_BODY_BYTES: Final = 16 * 1024
BODY_S: Final = 10.0


class Envelope:
    """Reads the whole body before anything else does: at most 16 kB, within 10 s.

    uvicorn itself reads as much, and waits as long, as the other side likes. `bug` is told of an
    error that should not be; the application has answered it.
    """

    def __init__(
        self, app: FastAPI, bug: Callable[[BaseException], None], *, body_s: float = BODY_S
    ) -> None:
        self.app = app
        self._bug = bug
        self._body_s = body_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        try:
            async with asyncio.timeout(self._body_s):
                body = await _body(receive)
        except TimeoutError:
            late = Problem(
                HTTPStatus.REQUEST_TIMEOUT, "timeout", f"no whole body within {self._body_s:g} s"
            )
            await late.response()(scope, receive, send)
            return
        except Problem as problem:
            await problem.response()(scope, receive, send)
            return
        except ClientDisconnect:  # half a request is none
            return
        read = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def again() -> Message:
            return next(read, None) or await receive()

        async def private(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["cache-control"] = "no-store"
            await send(message)

        try:
            await self.app(scope, again, private)
        except Exception as error:  # a bug here must not end the daemon, nor be told twice
            self._bug(error)


async def _body(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > MAX_BODY_BYTES:
            raise Problem(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                "too_large",
                f"a body has at most {MAX_BODY_BYTES} bytes",
            )
        if not message.get("more_body", False):
            return bytes(body)
