"""Which conversation the mails of an article are put into, when rules and titles change."""

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from alerting import NOW, TITLE, article
from alerts import outbox
from alertstore import DESK, LEAVES, OTHER, Store, record
from mails import read


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "outbox.db")
    yield opened
    opened.close()


def mails(store: Store) -> list[EmailMessage]:
    with store.write() as conn:
        return [read(m.body) for m in outbox.claim(conn, NOW, channel=DESK, limit=99)]


def test_a_revision_and_a_second_rule_join_the_conversation(store: Store) -> None:
    with store.write() as conn:
        record(conn, LEAVES)
        revised = article(title="UPDATE 2: Base quit", canonical_url="https://news.example/new")
        record(conn, LEAVES, OTHER, article=revised)
    told = mails(store)
    assert len(told) == 4, "two rules, two recipients"
    assert len({str(m["References"]) for m in told}) == 1
    assert {str(m["Subject"]) for m in told} == {f"[high, {LEAVES}] {TITLE}", f"[{OTHER}] {TITLE}"}
    assert len({m["Message-ID"] for m in told}) == 4


def test_articles_are_conversations_of_their_own(store: Store) -> None:
    with store.write() as conn:
        record(conn, OTHER)
        url = "https://news.example/other"
        record(conn, OTHER, article=article(id=8, url=url, canonical_url=url))
    assert len({str(m["References"]) for m in mails(store)}) == 2
