"""A real process, killed for real at a chosen request, then run again: nothing lost or doubled."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from newsroom import Answer, NewsSite, Request, page

_ARTICLES = 12
_SECRET = "whsec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVoxMjM0NTY="
_NAMES: tuple[str, ...] = (
    "Abidjan",
    "Bouaké",
    "Cotonou",
    "Dakar",
    "Enugu",
    "Freetown",
    "Garoua",
    "Harare",
)
_NAMES += ("Ibadan", "Jos", "Kano", "Lomé", "Maradi", "Niamey", "Ouagadougou", "Porto-Novo")
CONFIG = """
version: 1
settings: {{database: "sqlite:///wire.db", gap: 0s, allow_networks: ["127.0.0.0/8"]}}
rules: [{{id: ferry, when: ferry}}]
channels: [{{id: hook, webhook: {{url: "{url}/hook", secret: {secret}}}}}]
sources:
  - {{id: one, url: "{url}/one.xml"}}
  - {{id: two, url: "{url}/two.xml"}}
"""


def story(n: int) -> str:
    """Return a page with a text that is like no other's."""
    here, there = _NAMES[n % len(_NAMES)], _NAMES[(n * 7 + 3) % len(_NAMES)]
    return (
        f"<html><body><article><h1>Ferry {n} leaves {here}</h1>"
        f"<p>The {n * 37}th ferry of the line from {here} carried {n * n + 11} people and their "
        f"{n + 3} goats across the {there} lagoon on a windless morning, clerk number {n * 5} "
        f"noted in the harbour book of {there}.</p>"
        f"<p>Its captain, born in {there} {20 + n} years ago, said it was trip {n * 101}.</p>"
        "</article></body></html>"
    )


def feed(numbers: range) -> str:
    items = "".join(f"<item><link>/{n}.html</link><title>Ferry {n}</title></item>" for n in numbers)
    return f'<rss version="2.0"><channel><title>Port</title>{items}</channel></rss>'


class Town:
    """A site and a webhook receiver that kill the client at the n-th request they get."""

    def __init__(self, site: NewsSite) -> None:
        self.received: dict[str, list[bytes]] = defaultdict(list)
        self.victim: subprocess.Popen[bytes] | None = None
        self.kill_at = 0
        self.seen = 0
        half = _ARTICLES // 2
        answers = {
            "/one.xml": page(feed(range(half)), "text/xml", etag='"1"'),
            "/two.xml": page(feed(range(half, _ARTICLES)), "text/xml", etag='"2"'),
            "/hook": Answer(status=204),
        }
        answers |= {f"/{n}.html": page(story(n)) for n in range(_ARTICLES)}
        for path, answer in answers.items():
            site.routes[path] = partial(self._serve, answer)

    def _serve(self, answer: Answer, request: Request) -> Answer:
        self.seen += 1
        if request.path == "/hook":
            self.received[request.headers["webhook-id"]].append(request.body)
        if self.seen == self.kill_at and self.victim:
            os.kill(self.victim.pid, signal.SIGKILL)
        return answer

    def fetch(self, folder: Path, *, kill_at: int = 0) -> tuple[int, bytes]:
        """Run `wireroom fetch --all`; return its exit code and output."""
        self.seen, self.kill_at = 0, kill_at
        command = [sys.executable, "-m", "monitor", "fetch", "--all", "--json"]
        self.victim = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE)
        output, _ = self.victim.communicate()
        return self.victim.returncode, output


@pytest.fixture
def town() -> Iterator[tuple[Town, NewsSite]]:
    with NewsSite() as site:
        yield Town(site), site


@pytest.mark.parametrize(
    "kill_at",
    [
        pytest.param(1, id="at the first feed"),
        pytest.param(4, id="at the first pages"),
        pytest.param(9, id="among the pages"),
        pytest.param(14, id="at the last page"),
        pytest.param(16, id="at the first deliveries"),
        pytest.param(20, id="among the deliveries"),
        pytest.param(26, id="at the last delivery"),
    ],
)
def test_nothing_is_lost_or_doubled(
    town: tuple[Town, NewsSite], tmp_path: Path, kill_at: int
) -> None:
    running, site = town
    (tmp_path / "sources.yaml").write_text(CONFIG.format(url=site.url, secret=_SECRET))
    code, _ = running.fetch(tmp_path, kill_at=kill_at)
    assert code == -signal.SIGKILL

    code, output = running.fetch(tmp_path)
    assert code == 0
    assert json.loads(output)["deliveries"]["pending"] == 0
    articles, alerts, deliveries = stored(tmp_path / "wire.db")
    assert sorted(articles) == sorted(f"{site.url}/{n}.html" for n in range(_ARTICLES))
    assert len(alerts) == len(set(alerts)) == _ARTICLES
    assert {state for _, state in deliveries} == {"delivered"}
    assert {id_ for id_, _ in deliveries} == set(running.received)
    for bodies in running.received.values():
        assert len(set(bodies)) == 1, "a repeated delivery has the bytes of the first"

    before = sum(map(len, running.received.values()))
    running.fetch(tmp_path)
    assert sum(map(len, running.received.values())) == before


def stored(path: Path) -> tuple[list[str], list[str], list[tuple[Any, ...]]]:
    with closing(sqlite3.connect(path)) as conn:
        articles = [row[0] for row in conn.execute("SELECT url FROM article")]
        alerts = [row[0] for row in conn.execute("SELECT id FROM alert")]
        return articles, alerts, conn.execute("SELECT id, state FROM delivery").fetchall()
