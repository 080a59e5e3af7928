"""The life of the daemon: it starts alone, takes new configurations, and ends in order."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from commands import ran
from daemons import Daemon, running
from faults import (
    Hook,
    Polls,
    Store,
    configure,
    everywhere,
    feed,
    metric,
    settled,
    text,
    until,
)
from newsroom import Answer, NewsSite, Request, page

_END_S = 20.0


@pytest.fixture
def site() -> Iterator[NewsSite]:
    """A site on every address of this machine."""
    with everywhere() as serving:
        yield serving


@pytest.fixture
def released() -> Iterator[threading.Event]:
    """Set at the end of the test, so that no answer is waited for after it."""
    event = threading.Event()
    yield event
    event.set()


def after(
    event: threading.Event, given: Callable[[Request], Answer]
) -> Callable[[Request], Answer]:
    """Return a route that answers once `event` is set."""

    def wait(request: Request) -> Answer:
        event.wait()
        return given(request)

    return wait


def story(number: int) -> Answer:
    """Return a page with an article."""
    return page(
        f"<html><body><article><h1>Kestrel</h1><p>{text(number)}</p></article></body></html>"
    )


def test_the_end_finishes_or_releases_what_is_under_way(
    site: NewsSite, tmp_path: Path, released: threading.Event
) -> None:
    """A page and a webhook that never answer are let go, one that answers late is waited for."""
    late, patient, hung = threading.Event(), Hook(), Hook()
    site.routes |= {
        "/quick.xml": feed([1]),
        "/slow.xml": feed([2]),
        "/1.html": story(1),
        "/2.html": after(released, lambda request: story(2)),
        "/patient": after(late, patient),
        "/hung": after(released, hung),
    }
    config = configure(
        tmp_path / "sources.yaml",
        {
            "quick": f"{site.url}/quick.xml",
            "slow": f"http://127.0.0.2:{site.port}/slow.xml",
        },
        {name: f"{site.url}/{name}" for name in ("patient", "hung")},
        article="page",
    )
    store = Store(tmp_path / "wire.db")
    with running(config) as daemon:
        for path in ("/2.html", "/patient", "/hung"):
            until(partial(site.asked, path))
        begun_s = time.monotonic()
        daemon.send(signal.SIGTERM)
        daemon.hear("STOPPING=1")
        late.set()
        assert daemon.process.wait(_END_S) == 0
        took_s = time.monotonic() - begun_s
        assert daemon.lines("daemon.stopped")
    assert took_s < _END_S
    assert [len(bodies) for bodies in patient.got.values()] == [1]
    assert store.deliveries("delivered") == list(patient.got)
    assert store.rows("SELECT stopped_at FROM daemon WHERE stopped_at IS NOT NULL")
    released.set()
    with running(config):
        until(lambda: len(store.deliveries("delivered")) == 4)
    assert store.articles() == [1, 2]
    assert sorted({*patient.got, *hung.got}) == store.deliveries()
    assert all(len(bodies) == 1 for bodies in patient.got.values())
    assert not hung.doubled(), "sent again as it was, under the same id"


def test_a_store_has_one_daemon(site: NewsSite, tmp_path: Path) -> None:
    """A second one, and a fetch beside it, end with 75 and ask for nothing."""
    hook = Hook()
    site.routes |= {"/feed": feed([1]), "/hook": hook, "/other": feed([2])}
    hooks = {"hook": f"{site.url}/hook"}
    config = configure(tmp_path / "sources.yaml", {"wire": f"{site.url}/feed"}, hooks)
    other = configure(tmp_path / "other.yaml", {"other": f"{site.url}/other"}, hooks)
    with running(config) as daemon:
        settled(Store(tmp_path / "wire.db"), hook, [1])
        for command in (["fetch", "--all"], ["run", "--listen", "none"], ["run"]):
            done = ran(tmp_path, *command, "--config", str(other))
            assert done.code == 75
            assert "another wireroom is writing" in done.err
        assert not site.asked("/other")
        assert daemon.get("/readyz")[0] == 200


BROKEN = {
    "no YAML": b"version: [1\n",
    "not text": b"\xff\xfe\x00\x01\x80",
    "empty": b"",
    "deep": b"a: " + b"[" * 100_000,
    "an unknown key": b"version: 1\nsorces: []\n",
    "a rule that does not parse": b"rules: [{id: r, when: 'a AND'}]\n",
    "a variable that is not set": b"sources: [{id: s, url: 'http://${NOWHERE}/'}]\n",
    "an include that is missing": b"include: [nowhere.yaml]\n",
    "a rule whose test fails": (
        b"rules: [{id: r, when: harbour, tests: [{text: a harbour, expect: false}]}]\n"
    ),
    "another store": b"settings: {database: 'sqlite:///other.db'}\n",
}


def test_a_broken_configuration_is_refused_and_the_old_one_kept(
    site: NewsSite, tmp_path: Path
) -> None:
    hook, polls = Hook(), Polls(feed([1]))
    site.routes |= {"/feed": polls, "/hook": hook}
    config = configure(
        tmp_path / "sources.yaml", {"wire": f"{site.url}/feed"}, {"hook": f"{site.url}/hook"}
    )
    good, store = config.read_bytes(), Store(tmp_path / "wire.db")
    with running(config, "--log-level", "debug") as daemon:
        settled(store, hook, [1])
        for number, broken in enumerate(BROKEN.values(), start=1):
            head = b"" if number <= 5 else b"version: 1\n"
            config.write_bytes(head + broken)
            refused(daemon, number)
        config.unlink()
        refused(daemon, len(BROKEN) + 1)
        assert metric(daemon, "wireroom_config_last_reload_successful") == 0
        until(lambda: store.rows("SELECT reload_error FROM daemon") != [(None,)])
        polls.answer = feed([1, 2])
        settled(store, hook, [1, 2])
        assert daemon.get("/readyz")[0] == 200
        config.write_bytes(good)
        daemon.send(signal.SIGHUP)
        daemon.written("config.reloaded")
        until(lambda: store.rows("SELECT reload_error FROM daemon") == [(None,)])
        assert metric(daemon, "wireroom_config_last_reload_successful") == 1
        assert not daemon.lines("bug")


def refused(daemon: Daemon, times: int) -> None:
    """Let the configuration be read anew, and wait until it is refused with a reason."""
    daemon.send(signal.SIGHUP)
    until(lambda: len(daemon.lines("config.refused")) == times, 10)
    assert daemon.lines("config.refused")[-1]["error"]


def test_a_reload_changes_rules_sources_and_the_network(
    site: NewsSite, tmp_path: Path, released: threading.Event
) -> None:
    """Also of what is being polled: a source that is removed, and one that has moved."""
    hook, kept = Hook(), Polls(feed([1]))
    held = after(released, lambda request: feed([3]))
    site.routes |= {
        "/kept.xml": kept,
        "/gone.xml": held,
        "/beside.xml": feed([4]),
        "/before.xml": held,
        "/after.xml": feed([5]),
        "/hook": hook,
    }
    hooks = {"hook": f"{site.url}/hook"}
    two, three = f"http://127.0.0.2:{site.port}", f"http://127.0.0.3:{site.port}"
    sources = {"kept": f"{site.url}/kept.xml", "gone": f"{two}/gone.xml"}
    config = configure(
        tmp_path / "sources.yaml", {**sources, "moved": f"{three}/before.xml"}, hooks
    )
    store = Store(tmp_path / "wire.db")
    with running(config, "--log-level", "debug") as daemon:
        until(lambda: site.asked("/gone.xml") and site.asked("/before.xml"))
        settled(store, hook, [1])
        # First without a change of the network: it is not opened anew.
        del sources["gone"]
        sources |= {"beside": f"{two}/beside.xml", "moved": f"{three}/after.xml"}
        configure(config, sources, hooks)
        daemon.send(signal.SIGHUP)
        daemon.written("config.reloaded", within_s=5)
        settled(store, hook, [1, 4, 5], within_s=10)
        asked = len(site.asked("/gone.xml")), len(site.asked("/before.xml"))
        configure(config, sources, hooks, when="falcon", settings="user_agent: second")
        daemon.send(signal.SIGHUP)
        until(lambda: len(daemon.lines("config.reloaded")) == 2, 20)
        kept.answer = feed([6, 1])
        daemon.written("article.stored", source="kept", article="4")
        assert (len(site.asked("/gone.xml")), len(site.asked("/before.xml"))) == asked
        assert site.asked("/kept.xml")[-1].headers["user-agent"] == "second"
        assert store.articles() == [1, 4, 5, 6]
        assert len(store.deliveries()) == 3, "the new rule is not true of it"
        assert not daemon.lines("bug")
