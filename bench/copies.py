"""The index of copies on plain SQLite, for measuring `monitor.dedupe` by itself.

    cd REPOSITORY && python ../shared/evals/stories.py run --system bench.copies:system --data DIR

`--arg path=FILE` keeps the index in a file.
"""

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

from alerts.types import ArticleId
from monitor.dedupe import fingerprint, judge, likely, vacant
from monitor.types import Fingerprint

Rows = list[tuple[int, ArticleId]]

_SCHEMA = """
PRAGMA journal_mode = WAL;
CREATE TABLE article (id INTEGER PRIMARY KEY, title TEXT, text TEXT, text_hash BLOB);
CREATE INDEX article_text_hash ON article (text_hash) WHERE text_hash IS NOT NULL;
CREATE TABLE shingle (hash INTEGER NOT NULL, article_id INTEGER NOT NULL,
    PRIMARY KEY (hash, article_id)) WITHOUT ROWID;
"""
_SAME = "SELECT id FROM article WHERE text_hash = ? ORDER BY id LIMIT 1"
_SHARED = "SELECT hash, article_id FROM shingle WHERE hash IN (SELECT value FROM json_each(?))"
_READ = "SELECT title, text FROM article WHERE id = ?"
_ADD = "INSERT INTO article (title, text, text_hash) VALUES (?, ?, ?)"
_ADD_SHINGLE = "INSERT INTO shingle VALUES (?, ?)"


class Index:
    """Articles, and the sampled shingles by which copies of them are found."""

    def __init__(self, path: str = ":memory:") -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.executescript(_SCHEMA)

    def add(self, title: str, text: str) -> tuple[ArticleId, ArticleId | None]:
        """Store an article; return its number, and that of the one it copies."""
        given = fingerprint(title, text)
        self._db.execute("BEGIN IMMEDIATE")
        rows = self._db.execute(_SHARED, (json.dumps(given.sample),)).fetchall()
        original = self._original(given, rows)
        added = self._db.execute(_ADD, (title, text, given.text_hash or None)).lastrowid or 0
        new = ((shingle, added) for shingle in vacant(given, rows))
        self._db.executemany(_ADD_SHINGLE, new)
        self._db.execute("COMMIT")
        return ArticleId(added), original

    def _original(self, given: Fingerprint, rows: Rows) -> ArticleId | None:
        same = self._db.execute(_SAME, (given.text_hash or None,)).fetchone()
        if same:
            return ArticleId(same[0])
        return judge(given, map(self._stored, likely(given, rows)))

    def _stored(self, article: ArticleId) -> tuple[ArticleId, Fingerprint]:
        title, text = self._db.execute(_READ, (article,)).fetchone()
        return article, fingerprint(title, text)


def system(stream: Iterator[dict[str, Any]], path: str = ":memory:") -> Iterator[dict[str, Any]]:
    """Answer a stream of articles as `stories.py` asks: which earlier one each of them copies."""
    index = Index(path)
    names: dict[ArticleId, str] = {}
    for document in stream:
        added, original = index.add(document["title"] or "", document["text"] or "")
        names[added] = document["id"]
        found = None if original is None else names[original]
        yield {"id": document["id"], "duplicate_of": found, "story_id": found or document["id"]}
