"""What rules reported before, of the articles of a story."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from alerting import NOW, article
from alerts.outbox import reported
from alerts.types import ArticleId, Reported
from alertstore import LEAVES, OTHER, Store, record

OWN = article().ref.id
NEXT = ArticleId(OWN + 1)
THEN = Reported(article=OWN, at=NOW)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "wire.db")
    yield opened
    opened.close()


def test_each_rule_reported_its_own(store: Store) -> None:
    with store.write() as conn:
        record(conn, LEAVES)
        found = reported(conn, NEXT, [LEAVES, OTHER], [OWN, NEXT])
    assert found == {LEAVES: {THEN}, OTHER: frozenset()}


def test_what_is_in_another_story_was_not_reported_of_this(store: Store) -> None:
    with store.write() as conn:
        record(conn, LEAVES)
        assert reported(conn, NEXT, [LEAVES], [NEXT]) == {LEAVES: frozenset()}


def test_a_rule_reports_an_article_once(store: Store) -> None:
    with store.write() as conn:
        record(conn, LEAVES)
        assert reported(conn, OWN, [LEAVES, OTHER], [OWN]) == {OTHER: frozenset()}


def test_a_story_may_have_more_articles_than_a_statement_takes_values(store: Store) -> None:
    with store.write() as conn:
        record(conn, LEAVES)
        found = reported(conn, NEXT, [LEAVES], [ArticleId(n) for n in range(OWN, OWN + 300_000)])
    assert found == {LEAVES: {THEN}}
