"""Names without addresses, hosts that drip, feeds without end: the others are polled on time."""

import gzip
import socket
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from daemons import running
from faults import (
    EVERY_S,
    Hook,
    Polls,
    Store,
    configure,
    dripping,
    everywhere,
    feed,
    metric,
    mounted,
    settled,
    until,
)
from newsroom import Answer, NewsSite, page

_LATE_S = 4.0
"""A tick a second and a busy machine; who waits for a dripping host is 6 s late."""
_END_S = 20.0
_HOSTS = 99
_MOST_MEMORY = 300 << 20


def test_names_without_addresses(site: NewsSite, tmp_path: Path) -> None:
    """The machine's names go, and come back: for a source and for where its alerts go."""
    hook = Hook(Answer(status=204, headers={"Connection": "close"}))
    post, plain = Polls(unkept([0, 1])), Polls(unkept([10]))
    site.routes |= {"/post.xml": post, "/plain.xml": plain, "/hook": hook}
    hosts, resolver = tmp_path / "hosts", tmp_path / "resolv.conf"
    hosts.write_text("127.0.0.1 post.example hook.example\n")
    resolver.write_text("nameserver 127.0.0.99\noptions timeout:1 attempts:1\n")
    config = configure(
        tmp_path / "sources.yaml",
        {"post": f"http://post.example:{site.port}/post.xml", "plain": f"{site.url}/plain.xml"},
        {"hook": f"http://hook.example:{site.port}/hook"},
    )
    script = f"mount --bind {hosts} /etc/hosts; mount --bind {resolver} /etc/resolv.conf"
    store = Store(tmp_path / "wire.db")
    try:
        with mounted(config, script) as (daemon, _):
            settled(store, hook, [0, 1, 10])
            hosts.write_text("")
            post.answer, plain.answer = unkept([0, 1, 2]), unkept([10, 11])
            daemon.written("delivery.settled", outcome="later")
            failed = daemon.written("source.poll_failed", source="post")
            assert failed["reason"].startswith("dns: ")
            failures = daemon.lines("source.poll_failed")
            assert {line["source"] for line in failures} == {"post"}
            assert metric(daemon, 'wireroom_poll_failures_total{reason="dns"}') >= 1
            hosts.write_text("127.0.0.1 post.example hook.example\n")
            daemon.written("source.back", source="post")
            settled(store, hook, [0, 1, 2, 10, 11])
            assert not daemon.lines("bug")
    except PermissionError as error:
        pytest.skip(f"needs the right to mount: {error}")


def test_a_resolver_that_never_answers(site: NewsSite, tmp_path: Path) -> None:
    """Names of 30 hosts are asked for in vain, 10 s each; one that is known is polled on time."""
    polls = Polls(unkept([0]))
    site.routes |= {"/feed": polls}
    hosts, resolver = tmp_path / "hosts", tmp_path / "resolv.conf"
    hosts.write_text("127.0.0.1 post.example\n")
    resolver.write_text("nameserver 127.0.0.99\noptions timeout:5 attempts:2\n")
    urls = {f"lost{n}": f"http://lost{n}.example/feed" for n in range(30)}
    urls["post"] = f"http://post.example:{site.port}/feed"
    config = configure(tmp_path / "sources.yaml", urls, {})
    script = f"mount --bind {hosts} /etc/hosts; mount --bind {resolver} /etc/resolv.conf"
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
            deaf.bind(("127.0.0.99", 53))
            with mounted(config, script) as (daemon, _):
                until(lambda: len(polls.at) >= 3)
                begun_s = time.monotonic()
                assert daemon.end() == 0
                assert time.monotonic() - begun_s < _END_S, "a look-up is not waited for"
        assert max(polls.gaps()) <= 1.1 * EVERY_S + _LATE_S
    except PermissionError as error:
        pytest.skip(f"needs the right to mount: {error}")


def unkept(numbers: Sequence[int]) -> Answer:
    """Return a feed after which the server hangs up: its name is needed each time."""
    given = feed(numbers)
    return replace(given, headers={**given.headers, "Connection": "close"})


def test_a_dripping_host_among_a_hundred(tmp_path: Path) -> None:
    """One host never ends an answer, for five sources in a row; 99 others are polled on time."""
    polls = [Polls(feed([n])) for n in range(_HOSTS)]
    with ExitStack() as opened:
        slow = opened.enter_context(dripping("127.0.0.2"))
        site = opened.enter_context(everywhere())
        site.routes |= {f"/{n}.xml": each for n, each in enumerate(polls)}
        urls = {f"slow{n}": f"{slow.url}/{n}.xml" for n in range(5)}
        urls |= {f"s{n}": f"http://127.0.0.{n + 3}:{site.port}/{n}.xml" for n in range(_HOSTS)}
        config = configure(tmp_path / "sources.yaml", urls, {}, settings="timeout: 6s")
        daemon = opened.enter_context(running(config, "--log-level", "debug"))
        until(lambda: all(len(each.at) >= 4 for each in polls))
        assert daemon.get("/readyz")[0] == 200
        # The first polls also wait until the processes that parse have started.
        gaps = [gap for each in polls for gap in each.gaps()[1:]]
        failed = daemon.lines("source.poll_failed")
    assert max(gaps) <= 1.1 * EVERY_S + _LATE_S
    assert slow.most_busy == 1
    assert {line["reason"].partition(":")[0] for line in failed} == {"timeout"}
    order = [line["source"] for line in failed]
    assert len(set(order[:5])) == len(order[:5]), "each of the slow ones has its turn"
    assert Store(tmp_path / "wire.db").articles() == list(range(_HOSTS))


def test_a_feed_of_a_million_entries(site: NewsSite, tmp_path: Path) -> None:
    """Plain, and packed a hundredfold: both are refused, and little memory is used."""
    entry = b"<item><link>/%d.html</link><title>Kestrel %d</title></item>"
    entries = b"".join(entry % (n, n) for n in range(1_000_000))
    whole = b'<rss version="2.0"><channel>' + entries + b"</channel></rss>"
    packed = gzip.compress(whole, 1)
    hook, polls = Hook(), Polls(feed(range(2)))
    site.routes |= {
        "/plain.xml": page(whole, "text/xml"),
        "/packed.xml": page(packed, "text/xml", content_encoding="gzip"),
        "/feed": polls,
        "/hook": hook,
    }
    paths = {"plain": "plain.xml", "packed": "packed.xml", "small": "feed"}
    urls = {id_: f"{site.url}/{path}" for id_, path in paths.items()}
    config = configure(tmp_path / "sources.yaml", urls, {"hook": f"{site.url}/hook"})
    with running(config, "--log-level", "debug") as daemon:
        for id_ in ("plain", "packed"):
            failed = daemon.written("source.poll_failed", source=id_)
            assert failed["reason"].startswith("too_large")
        settled(Store(tmp_path / "wire.db"), hook, range(2))
        status = Path(f"/proc/{daemon.process.pid}/status").read_text()
        assert not daemon.lines("bug")
    (peak,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    assert int(peak) << 10 < _MOST_MEMORY
