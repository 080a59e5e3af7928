"""What sources do to a running daemon: one is walled off and comes back, others move or go."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from daemons import running
from faults import Hook, Polls, Store, configure, everywhere, feed, until
from newsroom import Answer, NewsSite, page

_WALL = page("<!doctype html><title>Just a moment...</title><body><h1>Checking your browser</h1>")


@pytest.fixture
def site() -> Iterator[NewsSite]:
    """A site on every address of this machine."""
    with everywhere() as serving:
        yield serving


def moved(status: int, path: str) -> Answer:
    """Return an answer that leads elsewhere."""
    return Answer(status=status, headers={"Location": path})


def test_sources_that_go_blind_move_or_ask_for_rest(site: NewsSite, tmp_path: Path) -> None:
    """One run of 10 s: three polls of each source that stays as it is."""
    news, watch, quiet = Polls(_WALL), Hook(), Hook()
    forever, later, gone = (
        Polls(moved(301, "/new.xml")),
        Polls(moved(302, "/l.xml")),
        Polls(Answer(status=410)),
    )
    rest = Polls(Answer(status=503, headers={"Retry-After": "3600"}))
    site.routes |= {
        "/walled.xml": news,
        "/old.xml": forever,
        "/new.xml": feed([1]),
        "/later.xml": later,
        "/l.xml": feed([2]),
        "/gone.xml": gone,
        "/rest.xml": rest,
        "/beside.xml": feed([3]),
        "/watch": watch,
        "/quiet": quiet,
    }
    sources = {
        name: f"http://127.0.0.{number}:{site.port}/{name}.xml"
        for number, name in enumerate(("walled", "old", "later", "gone"), start=3)
    }
    sources |= {name: f"http://127.0.0.2:{site.port}/{name}.xml" for name in ("rest", "beside")}
    config = configure(
        tmp_path / "sources.yaml",
        sources,
        {name: f"{site.url}/{name}" for name in ("watch", "quiet")},
        events={"watch": "[source]"},
    )
    store = Store(tmp_path / "wire.db")
    with running(config, "--log-level", "debug") as daemon:
        daemon.written("source.blind", source="walled", health="blocked")
        news.answer = feed([4])
        until(lambda: len(later.at) >= 3 and len(site.asked("/new.xml")) >= 3)
        daemon.written("source.back", source="walled")
        until(lambda: len(told(watch)) >= 3)

        assert sorted(told(watch)) == [
            ("source.failing", "gone"),
            ("source.failing", "walled"),
            ("source.recovered", "walled"),
        ]
        assert len(forever.at) == 2, "a permanent move is remembered once it has held twice"
        assert len(site.asked("/l.xml")) == len(later.at), "a temporary one is not"
        assert len(gone.at) == 1
        assert due_in_days(store, "gone") == pytest.approx(7, abs=1)
        # Retry-After is of the host: what else stands there was asked before it, or not at all.
        assert len(rest.at) == 1
        assert len(site.asked("/beside.xml")) <= 1
        held = daemon.written("source.held", source="beside")
        assert held
        assert store.articles() == [1, 2, *([3] if site.asked("/beside.xml") else []), 4]
        assert {kind for kind, _ in told(quiet)} == {"alert.created"}


def told(hook: Hook) -> list[tuple[str, str]]:
    """Return the events that arrived, each with the id of its source or its alert."""
    bodies = [json.loads(body) for bodies in list(hook.got.values()) for body in bodies]
    return [(body["type"], body["data"]["id"]) for body in bodies]


def due_in_days(store: Store, source: str) -> float:
    """Return in how many days a source is polled next, counted from its last poll."""
    ((days,),) = store.rows(
        f"SELECT julianday(due_at) - julianday(polled_at) FROM source WHERE id = '{source}'"
    )
    return float(days)


def test_a_long_backlog_shares_its_host(site: NewsSite, tmp_path: Path) -> None:
    """A hundred candidates a poll, the newest first to be stored: others get their turn between."""
    many = list(range(260))
    long, beside = Polls(feed(many)), Polls(feed([900]))
    site.routes |= {"/long.xml": long, "/beside.xml": beside}
    host = f"http://127.0.0.9:{site.port}"
    config = configure(
        tmp_path / "sources.yaml", {"long": f"{host}/long.xml", "beside": f"{host}/beside.xml"}, {}
    )
    store = Store(tmp_path / "wire.db")
    with running(config) as daemon:
        until(lambda: len(store.articles()) == 261, within_s=60)
        polled = [line for line in daemon.lines() if line["event"] == "source.polled"]
    new = [(line["source"], int(line["new"])) for line in polled if int(line["new"])]
    assert sorted(new) == [("beside", 1), ("long", 60), ("long", 100), ("long", 100)]
    assert new.index(("beside", 1)) < 2
    first = store.rows("SELECT url FROM article WHERE source = 'long' ORDER BY id LIMIT 100")
    numbers = {int(url.rpartition("/")[2].removesuffix(".html")) for (url,) in first}
    assert numbers == set(range(100)), "a feed shows its newest first"
