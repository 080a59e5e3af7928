"""A desk for flow tests: a configuration, a store and a clock, and pages and feeds to serve."""

import asyncio
import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from monitor.app import Report, fetch, source_rows
from monitor.config import Config, load
from monitor.poll import selector_error
from monitor.store import Store, reading

SECRET = "whsec_" + base64.b64encode(b"twenty-four bytes long..").decode()
RULES = """
entities: {depot: {names: [Ferry Depot]}}
rules:
  - {id: ferry, when: '@depot AND (closed OR closes)', notify: article}
  - {id: reopening, when: reopen*, notify: article}
"""
CLOSING = [
    "The Ferry Depot on the north bank closed at noon on Friday, the port office said, after an "
    "inspector found that 14 of its 60 mooring posts had rotted below the water line.",
    "Some 2,300 commuters from Koulikoro will have to take the road bridge for at least three "
    "weeks. A union delegate, Awa Dembélé, said that her members had warned of it since March.",
]
HARVEST = [
    "Onion growers on the plateau expect a poor season: the reservoirs behind the small dams hold "
    "barely a third of what they held a year ago, the growers' chamber reported.",
    "Prices in the markets of Mopti and Sévaré have risen by 40 per cent since the new year.",
]


def article(title: str, paragraphs: Sequence[str], *, footer: str = "About us") -> str:
    body = "".join(f"<p>{p}</p>" for p in paragraphs)
    return (
        f"<!doctype html><html lang=en><title>{title} | The River Post</title><body><nav>Home</nav>"
        f"<main><article><h1>{title}</h1>{body}</article></main><footer>{footer}</footer></html>"
    )


def rss(*entries: tuple[str, str, str]) -> str:
    items = "".join(
        f"<item><link>{link}</link><title>{title}</title><description>{text}</description></item>"
        for link, title, text in entries
    )
    return f'<rss version="2.0"><channel><title>River Post</title>{items}</channel></rss>'


@dataclass
class Desk:
    """A configuration, a store and a clock."""

    folder: Path
    now: datetime = datetime(2026, 3, 2, 8, tzinfo=UTC)
    sources: list[str] = field(default_factory=list)
    channels: list[str] = field(default_factory=list)

    def send(self, id_: str, url: str, *events: str, **keys: object) -> None:
        hook = {"url": url, "secret": SECRET}
        given = {"id": id_, "webhook": hook, "events": list(events or ["alert"])}
        self.channels.append(json.dumps(given | keys))

    def mail(self, id_: str, port: int, **keys: object) -> None:
        given = {"to": ["a@desk.example"], "from": "wire@example.org"}
        smtp = {"smtp": f"smtp://127.0.0.1:{port}"}
        self.channels.append(json.dumps({"id": id_, "email": given | smtp} | keys))

    def watch(self, id_: str, url: str, **keys: object) -> None:
        self.sources.append(json.dumps({"id": id_, "url": url} | keys))

    def config(self) -> Config:
        settings = {"gap": "0s", "allow_networks": ["127.0.0.0/8"], "timeout": "5s"}
        path = self.folder / "sources.yaml"
        listed = "\n".join(f"  - {source}" for source in self.sources)
        sent = "\n".join(f"  - {channel}" for channel in self.channels)
        path.write_text(
            f"version: 1\nsettings: {json.dumps(settings)}\n{RULES}\nsources:\n{listed}\n"
            + (f"channels:\n{sent}\n" if sent else "")
        )
        return load(path, {}, selector_error=selector_error)

    def fetch(self, *only: str, every: bool = False) -> Report:
        config = self.config()
        with Store.to_write(config.settings.database_path) as store:
            return asyncio.run(fetch(config, store, only=only, every=every, now=lambda: self.now))

    def wait(self, **how_long: float) -> None:
        self.now += timedelta(**how_long)

    def articles(self) -> list[dict[str, Any]]:
        with Store.to_read(self.folder / "wireroom.db") as store, store.transaction() as conn:
            return list(reading.articles(conn, reading.Filter(), limit=None, with_text=True))

    def rows(self) -> list[tuple[Any, ...]]:
        rows = source_rows(self.config(), self.now)
        return [(r["health"], r["reason"], r["since"], r["articles"]) for r in rows]

    def alerts(self) -> list[tuple[str, int]]:
        with Store.to_read(self.folder / "wireroom.db") as store, store.transaction() as conn:
            rows = conn.exec_driver_sql("SELECT rule, article_id FROM alert ORDER BY seq")
            return [(row[0], row[1]) for row in rows]
