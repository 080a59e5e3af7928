"""A news site on loopback for tests: real HTTP, given answers, every request on record.

It imports nothing of ours, so that a fault of ours cannot hide in it.
"""

import socket
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a client asked; the names of `headers` are in lower case, `path` is with its query."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a client gets; Content-Length is added unless given."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


Given = Answer | Callable[[Request], Answer]


def page(body: str | bytes, content_type: str = "text/html; charset=utf-8", **kw: str) -> Answer:
    """Return a 200 with `body`; keywords are headers, `last_modified=…` for Last-Modified."""
    headers = {name.replace("_", "-").title(): value for name, value in kw.items()}
    content = body.encode() if isinstance(body, str) else body
    return Answer(headers={"Content-Type": content_type, **headers}, body=content)


class NewsSite:
    """Answers each path (with its query) as given, others with 404; use as a context manager.

    `routes` may be changed at any time. An Answer with an ETag or a Last-Modified is conditional:
    a request that shows the same gets 304. A function answers by itself. `requests` holds what
    was asked, in order; `busiest` is the most requests that were ever under way at once.
    `host` may be any address of this machine, such as 127.0.0.2 for another outlet.
    """

    def __init__(self, routes: Mapping[str, Given] | None = None, host: str = "127.0.0.1") -> None:
        self.routes: dict[str, Given] = dict(routes or {})
        self.requests: list[Request] = []
        self.busiest = 0
        self._busy = 0
        self._guard = threading.Lock()
        self._server = _Server(host, self._answer)
        self.port: int = self._server.server_address[1]
        self.url = f"http://{host}:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.hang_up()
        self._server.server_close()

    def asked(self, path: str | None = None) -> list[Request]:
        """Return the requests so far, of one path if given."""
        return [r for r in self.requests if path is None or r.path == path]

    def _answer(self, request: Request) -> Answer:
        with self._guard:
            self.requests.append(request)
            self._busy += 1
            self.busiest = max(self.busiest, self._busy)
        try:
            given = self.routes.get(request.path, Answer(status=404))
            return _conditional(request, given) if isinstance(given, Answer) else given(request)
        finally:
            with self._guard:
                self._busy -= 1


def _conditional(request: Request, answer: Answer) -> Answer:
    has = {name.lower(): value for name, value in answer.headers.items()}
    for shown, kept in (("if-none-match", "etag"), ("if-modified-since", "last-modified")):
        if answer.status == 200 and kept in has and request.headers.get(shown) == has[kept]:
            return replace(answer, status=304, body=b"")
    return answer


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # so that server_close waits for them, and nothing is left open
    request_queue_size = 128

    def __init__(self, host: str, answer: Callable[[Request], Answer]) -> None:
        self.answer = answer
        self._open: set[socket.socket] = set()
        self._guard = threading.Lock()
        super().__init__((host, 0), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._guard:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._guard:
            self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """Wake the threads that wait for another request on a kept connection."""
        with self._guard:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):  # a client that left
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30.0
    server: _Server

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(length)
        if len(body) < length:  # the client died on the way: it has not asked
            self.close_connection = True
            return
        asked = Request(method=self.command, path=self.path, headers=headers, body=body)
        answer = self.server.answer(asked)
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if "content-length" not in map(str.lower, answer.headers) and answer.status != 304:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    do_GET = do_HEAD = do_POST = _serve  # noqa: N815  # names that the library calls

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: `requests` has it."""
