from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.store import Store, outages, sources
from monitor.store.outages import Outage
from monitor.types import ArticleFrom, Source, SourceId, SourceState

NOW = datetime(2023, 8, 13, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.to_write(tmp_path / "wireroom.db") as opened:
        yield opened


def source(id_: str, url: str | None = None) -> Source:
    return Source(
        id=SourceId(id_),
        name=id_,
        url=url or f"https://{id_}.example/feed",
        kind=None,
        every_s=900.0,
        article=ArticleFrom.PAGE,
        tags=(),
        links=None,
    )


def planned(source: Source, state: SourceState) -> datetime:
    return state.due_at or NOW


def due(
    store: Store, at: datetime, *, busy: frozenset[str] = frozenset(), limit: int = 9
) -> list[str]:
    found = store.run(lambda conn: sources.due(conn, at, busy=busy, limit=limit))
    return [each.id for each in found]


def save(store: Store, given: Source, due_at: datetime | None) -> None:
    state = SourceState(polled_at=NOW, due_at=due_at)
    store.run(lambda conn: sources.save_state(conn, given, state))


def test_exactly_the_configured_sources_are_due(store: Store) -> None:
    old, kept, new = source("old"), source("kept"), source("new")
    save(store, old, NOW)
    save(store, kept, NOW + 5 * MINUTE)
    store.run(lambda conn: sources.enroll(conn, [kept, new], planned))
    assert due(store, NOW) == ["new"]
    assert due(store, NOW + 5 * MINUTE) == ["new", "kept"]
    store.run(lambda conn: sources.enroll(conn, [old, kept, new], planned))
    assert sorted(due(store, NOW)) == ["new", "old"], "one that comes back is due at once"


def test_a_changed_address_is_due_at_once_and_begins_anew(store: Store) -> None:
    save(store, source("post"), NOW + 5 * MINUTE)
    moved = source("post", "https://other.example/feed")
    store.run(lambda conn: sources.enroll(conn, [moved], planned))
    found = store.run(lambda conn: sources.due(conn, NOW, busy=frozenset(), limit=9))
    assert [(each.host, each.memory.state.polled_at) for each in found] == [("other.example", None)]


def test_the_longest_due_comes_first_and_one_a_host(store: Store) -> None:
    one_host = [source(f"a{n}", f"https://big.example/{n}") for n in range(3)]
    for n, each in enumerate([*one_host, source("b"), source("c")]):
        save(store, each, NOW - (10 - n) * MINUTE)
    assert due(store, NOW) == ["a0", "b", "c"]
    assert due(store, NOW, limit=2) == ["a0", "b"]
    assert due(store, NOW, busy=frozenset({"big.example"})) == ["b", "c"]
    assert due(store, NOW - 9 * MINUTE) == ["a0"]
    assert store.run(lambda conn: sources.count_due(conn, NOW)) == 5


def test_all_that_is_planned_moves_with_the_wall_clock(store: Store) -> None:
    year = timedelta(days=365)
    post = source("post")
    state = SourceState(
        polled_at=NOW,
        since=NOW - MINUTE,
        full_at=NOW,
        due_at=NOW + MINUTE,
        retry_at=NOW + 2 * MINUTE,
        newest_at=NOW,
    )
    known = sources.Known(
        key="k", url="u", entry_hash=b"", article_id=None, tries=1, retry_at=NOW + 3 * MINUTE
    )
    with store.transaction() as conn:
        sources.save_state(conn, post, state)
        sources.save_candidate(conn, post.id, known, reason="timeout")
        sources.save_holds(conn, {"post.example": NOW + 4 * MINUTE}, NOW)
        sources.shift(conn, year)
        found = sources.states(conn, [post])[post.id]
        again = sources.memories(conn, {post.id: found}, NOW + year + 3 * MINUTE)[post.id]
        holds = sources.holds(conn, NOW + year)
    assert found == replace(
        state,
        polled_at=NOW + year,
        since=NOW + year - MINUTE,
        full_at=NOW + year,
        due_at=NOW + year + MINUTE,
        retry_at=NOW + year + 2 * MINUTE,
    ), "but what its entries say of their own time"
    assert again.retries == (replace(known, retry_at=NOW + year + 3 * MINUTE),)
    assert holds == {"post.example": NOW + year + 4 * MINUTE}


def test_outages_between_two_times(store: Store) -> None:
    post, echo = SourceId("post"), SourceId("echo")
    with store.transaction() as conn:
        outages.begin(conn, post, NOW, reason="dns")
        outages.end(conn, post, NOW + 5 * MINUTE)
        outages.begin(conn, echo, NOW + 2 * MINUTE, reason="timeout")
        over = Outage(source=post, began_at=NOW, ended_at=NOW + 5 * MINUTE, reason="dns")
        lasting = Outage(source=echo, began_at=NOW + 2 * MINUTE, ended_at=None, reason="timeout")
        assert outages.between(conn, NOW - MINUTE, NOW) == ()
        assert outages.between(conn, NOW, NOW + MINUTE) == (over,)
        assert outages.between(conn, NOW, NOW + 3 * MINUTE) == (over, lasting)
        assert outages.between(conn, NOW + 6 * MINUTE, NOW + 7 * MINUTE) == (lasting,)
