"""The news site that other tests rely on: it answers, remembers, and leaves nothing open."""

import http.client
import socket
from urllib.parse import urlsplit

import pytest

from newsroom import Answer, NewsSite, page


def ask(url: str, body: bytes | None = None, tag: str = "") -> tuple[int, bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=5)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request("POST" if body else "GET", target, body, {"If-None-Match": tag})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_a_site_answers_and_remembers(site: NewsSite) -> None:
    site.routes["/a"] = page("<p>hello</p>", etag='"1"')
    site.routes["/b?x=1"] = lambda request: Answer(status=418, body=request.body)
    assert ask(site.url + "/a") == (200, b"<p>hello</p>")
    assert ask(site.url + "/a", tag='"1"') == (304, b"")
    assert ask(site.url + "/b?x=1", b"tea") == (418, b"tea")
    assert ask(site.url + "/c") == (404, b"")
    assert [r.path for r in site.requests] == ["/a", "/a", "/b?x=1", "/c"]
    assert len(site.asked("/a")) == 2
    assert site.busiest == 1


def test_leaving_hangs_up_on_connections_that_are_kept() -> None:
    with NewsSite({"/": page("kept")}) as site:
        kept = http.client.HTTPConnection("127.0.0.1", site.port, timeout=5)
        kept.request("GET", "/")
        assert kept.getresponse().read() == b"kept"
    assert kept.sock.recv(1) == b""
    kept.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", site.port), timeout=5)
