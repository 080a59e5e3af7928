"""A small site that forbids part of itself, and remembers who asked for that all the same."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from bench.newsroom import PORT

HOST = "127.2.0.1"
FORBIDDEN = "/private/"
SOURCES = (
    f"  - {{id: trap-feed, url: 'http://{HOST}:{PORT + 1}/feed.xml', every: 1h}}",
    f"  - {{id: trap-list, url: 'http://{HOST}:{PORT + 1}/private/', every: 1h, kind: listing}}",
)
"""A feed that the user named, half of whose articles may not be fetched; and a listing that may
not."""


class Trap(ThreadingHTTPServer):
    """Each hour of `now` brings an article that may be fetched and one that may not."""

    daemon_threads = True

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__((HOST, PORT + 1), _Handler)
        self.now = now
        self.asked: Counter[str] = Counter()

    def counts(self) -> dict[str, int]:
        """Return how often was asked for what may be had, for what may not, and for the rules."""
        asked = dict(self.asked)
        return {
            "allowed": sum(n for path, n in asked.items() if path.startswith("/open/")),
            "disallowed": sum(n for path, n in asked.items() if path.startswith(FORBIDDEN)),
            "robots_txt": asked.get("/robots.txt", 0),
            "feed": asked.get("/feed.xml", 0),
        }


class _Handler(BaseHTTPRequestHandler):
    server: Trap

    def do_GET(self) -> None:
        self.server.asked[self.path] += 1
        kind, body = self._answer()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _answer(self) -> tuple[str, bytes]:
        if self.path == "/robots.txt":
            return "text/plain", f"User-agent: *\nDisallow: {FORBIDDEN}\n".encode()
        if self.path == "/feed.xml":
            return "application/rss+xml", self._feed().encode()
        told = "".join(f"<p>Sentence {n} of the page {self.path} says so.</p>" for n in range(30))
        return "text/html", f"<html><body><h1>{self.path}</h1>{told}</body></html>".encode()

    def _feed(self) -> str:
        hour = int(self.server.now().timestamp()) // 3600
        items = "".join(
            f"<item><title>Item {path} {at}</title><link>http://{HOST}:{PORT + 1}{path}{at}</link>"
            f"<description>What {path} {at} is about.</description></item>"
            for at in range(hour - 3, hour + 1)
            for path in ("/open/", FORBIDDEN)
        )
        return f'<rss version="2.0"><channel><title>Trap</title>{items}</channel></rss>'

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def trap(now: Callable[[], datetime]) -> Iterator[Trap]:
    """Serve it in a thread."""
    server = Trap(now)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
