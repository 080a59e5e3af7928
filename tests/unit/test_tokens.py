"""Tokens of the API: told once, kept as digests, good until they end."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.store import Store, tokens
from monitor.store.tokens import Scope, Token

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.to_write(tmp_path / "wire.db") as opened:
        yield opened


def add(store: Store, *scopes: Scope, expires_at: datetime | None = None) -> tuple[Token, str]:
    return store.run(
        lambda conn: tokens.add(
            conn, name="n", scopes=frozenset(scopes), now=NOW, expires_at=expires_at
        )
    )


def used(store: Store, text: str, at: datetime = NOW) -> Token | None:
    return store.run(lambda conn: tokens.used(conn, text, at))


def test_a_token_is_known_by_its_text_alone(store: Store) -> None:
    made, text = add(store, Scope.ALERTS_READ)
    _, other = add(store)
    assert text.startswith("wrt_")
    assert text != other
    found = used(store, text)
    assert found is not None
    assert found.id == made.id
    assert found.scopes == {Scope.ALERTS_READ}
    with store.transaction() as conn:
        kept = repr(conn.exec_driver_sql("SELECT * FROM token").all())
    assert text not in kept
    assert text[4:] not in kept


@settings(max_examples=10, deadline=None)
@given(st.text(max_size=60))
def test_no_other_text_is_a_token(text: str) -> None:
    with TemporaryDirectory() as folder, Store.to_write(Path(folder, "wire.db")) as store:
        assert used(store, text) is None


def test_it_ends_at_its_time_or_when_it_is_revoked(store: Store) -> None:
    made, text = add(store, expires_at=NOW + DAY)
    assert used(store, text, NOW + DAY - timedelta(seconds=1)) is not None
    assert used(store, text, NOW + DAY) is None
    revoked = store.run(lambda conn: tokens.revoke(conn, made.id, NOW))
    assert revoked is not None
    assert used(store, text) is None
    again = store.run(lambda conn: tokens.revoke(conn, made.id, NOW + DAY))
    assert again is not None
    assert again.revoked_at == NOW, "the first time counts"
    assert store.run(lambda conn: tokens.revoke(conn, "tok_none", NOW)) is None


def test_its_use_is_written_once_a_minute(store: Store) -> None:
    _, text = add(store)

    def last() -> datetime | None:
        with store.transaction() as conn:
            return tokens.tokens(conn)[0].last_used_at

    seen = []
    for seconds in (0, 59, 60, -3600):
        used(store, text, NOW + timedelta(seconds=seconds))
        seen.append(last())
    minute, ago = NOW + timedelta(minutes=1), NOW - timedelta(hours=1)
    assert seen == [NOW, NOW, minute, ago], "a clock that was ahead does not stop it"


def test_they_are_listed_the_newest_first(store: Store) -> None:
    first, _ = add(store)
    later, _ = store.run(
        lambda conn: tokens.add(conn, name="later", scopes=frozenset(Scope), now=NOW + DAY)
    )
    with store.transaction() as conn:
        assert [each.id for each in tokens.tokens(conn)] == [later.id, first.id]
        assert [each.name for each in tokens.tokens(conn, limit=1)] == ["later"]
