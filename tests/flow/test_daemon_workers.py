"""Pages that hang or kill what parses them: the feed's text is the article, the daemon stays."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from daemons import running
from faults import (
    Hook,
    Polls,
    Store,
    configure,
    everywhere,
    feed,
    metric,
    parsing,
    settled,
    text,
    until,
)
from newsroom import NewsSite, page

_LINKS = "<p>" + "<a href=x>some words here</a> and text " * 20 + "</p>"
_BUSY_S = 1.0


def heavy() -> str:
    """Return a page of 4 MB that keeps the extraction busy for minutes."""
    return f"<html><body><article><h1>Links</h1>{_LINKS * 5_000}</article></body></html>"


@pytest.fixture
def site() -> Iterator[NewsSite]:
    """A site on every address of this machine."""
    with everywhere() as serving:
        yield serving


def test_a_page_that_hangs_the_parser_and_a_parser_that_is_killed(
    site: NewsSite, tmp_path: Path
) -> None:
    """Two such pages: the worker of one is killed (as for want of memory), the other runs late."""
    hook, others = Hook(), Polls(feed([50]))
    site.routes |= {
        "/1.html": page(heavy()),
        "/2.html": page(heavy()),
        "/50.html": page(article(50)),
        "/51.html": page(article(51)),
        "/heavy.xml": feed([1, 2]),
        "/others.xml": others,
        "/hook": hook,
    }
    # Two hosts, or one feed would wait for the other.
    heavy_url = f"http://127.0.0.2:{site.port}/heavy.xml"
    config = configure(
        tmp_path / "sources.yaml",
        {"heavy": heavy_url, "others": f"{site.url}/others.xml"},
        {"hook": f"{site.url}/hook"},
        article="page",
    )
    store = Store(tmp_path / "wire.db")
    with running(config, "--log-level", "debug") as daemon:
        busy = until(lambda: [p for p in parsing(daemon) if not p.forks and p.cpu_s > _BUSY_S])
        os.kill(busy[0].pid, signal.SIGKILL)
        killed = daemon.written("article.stored", source="heavy", reason="crashed")
        others.answer = feed([51, 50])
        daemon.written("article.stored", source="others", url=f"{site.url}/51.html")
        late = daemon.written("article.stored", source="heavy", reason="timeout")
        assert {killed["url"], late["url"]} == {
            f"http://127.0.0.2:{site.port}/{n}.html" for n in (1, 2)
        }
        settled(store, hook, [1, 2, 50, 51])
        marked = store.rows("SELECT reason FROM candidate WHERE source = 'heavy' AND retry_at > ''")
        assert sorted(marked) == [("crashed",), ("timeout",)]
        origins = store.rows("SELECT text, origin FROM article WHERE source = 'heavy' ORDER BY url")
        assert origins == [(text(1), "feed"), (text(2), "feed")]
        assert metric(daemon, 'wireroom_page_failures_total{reason="timeout"}') == 1
        for process in parsing(daemon):  # idle ones too, and the one that forks them
            os.kill(process.pid, signal.SIGKILL)
        site.routes["/52.html"] = page(article(52))
        others.answer = feed([52, 51, 50])
        daemon.written("article.stored", source="others", url=f"{site.url}/52.html")
        assert daemon.get("/readyz")[0] == 200
        assert not daemon.lines("bug")


def article(number: int) -> str:
    """Return a page that can be read."""
    return f"<html><body><article><h1>Kestrel</h1><p>{text(number)}</p></article></body></html>"
