"""The stored pipeline's answer to "is this a copy?", for the scorer of copies and stories.

    cd REPOSITORY && python SHARED/evals/stories.py run --system bench.copies:system --data DIR

`--arg fill=N --arg wire=SHARED/data/wire-2023-08.jsonl.gz` stores N entries of the wire first, so
that the cost an article can be held against the number of stored ones.
"""

import gzip
import json
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from monitor.dedupe import fingerprint
from monitor.plain import plain
from monitor.store import Store
from monitor.store.articles import Added, add
from monitor.types import Draft, Origin, SourceId

_NOW = datetime(2026, 1, 1, tzinfo=UTC)


def system(
    stream: Iterator[dict[str, Any]], fill: str = "0", wire: str = ""
) -> Iterator[dict[str, Any]]:
    """Store each document as `wireroom import` does, one transaction each, and answer."""
    with tempfile.TemporaryDirectory() as folder, Store.to_write(Path(folder) / "s.db") as store:
        _fill(store, int(fill), wire)
        ids: dict[int, str] = {}
        for doc in stream:
            added = _add(store, doc["id"], doc["title"] or "", doc["text"] or "")
            ids[added.article] = doc["id"]
            original = _original(store, added) if added.is_copy else None
            yield {"id": doc["id"], "duplicate_of": ids.get(original or 0), "story_id": doc["id"]}


def _fill(store: Store, count: int, wire: str) -> None:
    if not count:
        return
    with gzip.open(wire, "rt", encoding="utf-8") as lines, store.transaction() as conn:
        for line in islice(lines, count):
            entry = json.loads(line)
            text = plain(entry["summary"] or "")
            add(conn, _draft(entry["id"], entry["title"], text), fingerprint(entry["title"], text))


def _add(store: Store, id_: str, title: str, text: str) -> Added:
    print_ = fingerprint(title, text)
    with store.transaction() as conn:
        return add(conn, _draft(id_, title, text), print_)


def _draft(id_: str, title: str, text: str) -> Draft:
    url = f"https://bench.example/{id_}"
    return Draft(
        url=url,
        canonical_url=url,
        source=SourceId("bench"),
        title=title,
        text=text,
        authors=(),
        published_at=None,
        fetched_at=_NOW,
        language=None,
        origin=Origin.IMPORT,
    )


def _original(store: Store, added: Added) -> int:
    with store.transaction() as conn:
        found: int = conn.exec_driver_sql(
            "SELECT copy_of FROM article WHERE id = ?", (added.article,)
        ).scalar_one()
    return found
