"""The feeds of rules, asked for as feed readers do, over a real store."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import feedparser
import httpx
import pytest

from commands import called
from configs import loaded
from monitor.app.daemon import Daemon
from monitor.config import Config
from monitor.web.pages import pages

CONFIG = """
version: 1
settings: {listen: none}
rules:
  - {id: ber, when: "Ber", notify: article}
  - {id: gao.v2, when: "Gao"}
"""


@dataclass
class Wire:
    """A configuration with its store, and what serves it."""

    folder: Path
    config: Config

    def take(self, number: int) -> None:
        """Import an article about Ber."""
        path = self.folder / f"{number}.txt"
        path.write_text(
            f"Convoy {number} leaves Ber\n\nIt left Ber before dawn, all {number} of it.\n"
        )
        assert called(self.folder, "import", str(path), "--json").code == 0

    def ask(
        self, path: str, headers: Mapping[str, str] | None = None, *, method: str = "GET"
    ) -> httpx.Response:
        """Ask for a page as over the network."""
        daemon = cast("Daemon", SimpleNamespace(config=self.config))

        async def run() -> httpx.Response:
            transport = httpx.ASGITransport(app=pages(daemon))
            async with httpx.AsyncClient(transport=transport, base_url="http://evil.example") as c:
                return await c.request(method, path, headers=dict(headers or {}))

        return asyncio.run(run())


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Wire:
    """A store with two alerts."""
    folder = tmp_path_factory.mktemp("wire")
    wire = Wire(folder, loaded(folder, CONFIG))
    wire.take(1)
    wire.take(2)
    return wire


def test_a_rule_has_a_feed_of_its_alerts_newest_first(filled: Wire) -> None:
    answer = filled.ask("/feeds/rules/ber.atom")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    parsed = feedparser.parse(answer.content)
    assert [e.title for e in parsed.entries] == ["Convoy 2 leaves Ber", "Convoy 1 leaves Ber"]
    assert "It left <b>Ber</b> before dawn" in answer.text.replace("&lt;", "<").replace("&gt;", ">")
    assert "evil.example" not in answer.text  # what Host says is nobody's word


def test_whoever_has_it_is_told_so(filled: Wire) -> None:
    tag = filled.ask("/feeds/rules/ber.atom").headers["etag"]
    for named in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        answer = filled.ask("/feeds/rules/ber.atom", {"If-None-Match": named})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == tag
    assert filled.ask("/feeds/rules/ber.atom", {"If-None-Match": '"other"'}).status_code == 200


def test_a_new_alert_changes_the_tag(tmp_path: Path) -> None:
    wire = Wire(tmp_path, loaded(tmp_path, CONFIG))
    wire.take(1)
    tag = wire.ask("/feeds/rules/ber.atom").headers["etag"]
    wire.take(2)
    answer = wire.ask("/feeds/rules/ber.atom", {"If-None-Match": tag})
    assert answer.status_code == 200
    assert len(feedparser.parse(answer.content).entries) == 2


def test_only_the_head_may_be_asked_for(filled: Wire) -> None:
    whole = filled.ask("/feeds/rules/ber.atom")
    head = filled.ask("/feeds/rules/ber.atom", method="HEAD")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == whole.headers["etag"]
    assert filled.ask("/feeds/rules/ber.atom", method="POST").status_code == 405


def test_a_rule_without_alerts_has_an_empty_feed(filled: Wire) -> None:
    answer = filled.ask("/feeds/rules/gao.v2.atom")
    assert answer.status_code == 200
    assert feedparser.parse(answer.content).entries == []
    assert 'href="/feeds/rules/gao.v2.atom"' in answer.text


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/feeds/rules/kidal.atom", id="unknown"),
        pytest.param("/feeds/rules/%3Cscript%3E.atom", id="markup"),
        pytest.param("/feeds/rules/Ber.atom", id="another case"),
    ],
)
def test_an_unknown_rule_is_told_in_words(filled: Wire, path: str) -> None:
    answer = filled.ask(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/plain")
    assert "no rule of this id" in answer.text
    assert "script" not in answer.text


def test_without_a_store_there_is_nothing_yet(tmp_path: Path) -> None:
    answer = Wire(tmp_path, loaded(tmp_path, CONFIG)).ask("/feeds/rules/ber.atom")
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
