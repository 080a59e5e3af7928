import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from monitor.errors import StoreError
from monitor.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.to_write(tmp_path / "wireroom.db")


def add(host: str) -> Callable[[Connection], str]:
    def act(conn: Connection) -> str:
        conn.exec_driver_sql("INSERT INTO host VALUES (?, '2023-08-13 12:00:00')", (host,))
        return host

    return act


def hosts(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as raw:
        return [row[0] for row in raw.execute("SELECT host FROM host ORDER BY host")]


def test_acts_that_wait_together_are_each_whole_or_not_there(store: Store) -> None:
    def half(conn: Connection) -> str:
        add("half")(conn)
        raise ValueError("of two minds")

    async def scenario() -> list[object]:
        acts = [add("a"), half, add("a"), add("b"), add("c")]
        return await asyncio.gather(*map(store.transact, acts), return_exceptions=True)

    with store:
        outcomes = asyncio.run(scenario())
    assert (outcomes[0], outcomes[3], outcomes[4]) == ("a", "b", "c")
    assert isinstance(outcomes[1], ValueError)
    assert isinstance(outcomes[2], IntegrityError), "the same host twice"
    assert hosts(store.path) == ["a", "b", "c"]


def test_a_result_is_told_when_it_is_on_the_disk(store: Store) -> None:
    async def scenario() -> list[list[str]]:
        seen = []

        async def one(host: str) -> None:
            await store.transact(add(host))
            seen.append(hosts(store.path))

        await asyncio.gather(*(one(f"{n:03}") for n in range(100)))
        return seen

    with store:
        seen = asyncio.run(scenario())
    assert all(f"{n:03}" in hosts for n, hosts in enumerate(seen))


def test_what_ends_the_transaction_is_told_to_all_and_leaves_nothing(store: Store) -> None:
    def undo(conn: Connection) -> None:
        """As SQLite does by itself when the disk is full."""
        raw = conn.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.execute("ROLLBACK")
        conn.exec_driver_sql("INSERT INTO nowhere VALUES (1)")

    async def scenario() -> list[object]:
        return await asyncio.gather(
            *map(store.transact, [add("a"), undo, add("b")]), return_exceptions=True
        )

    with store:
        first = asyncio.run(scenario())
        again = asyncio.run(scenario_of(store, "later"))
    errors = [each for each in first if isinstance(each, StoreError)]
    assert errors, first
    assert all("nowhere" in str(each) for each in errors)
    assert again == ["later"]
    assert "a" not in hosts(store.path) or first[0] == "a"


async def scenario_of(store: Store, host: str) -> list[str]:
    return [await store.transact(add(host))]


def test_who_gave_up_waiting_is_not_run(store: Store) -> None:
    async def scenario() -> None:
        first = asyncio.create_task(store.transact(add("first")))
        second = asyncio.create_task(store.transact(add("second")))
        await asyncio.sleep(0)
        second.cancel()
        await asyncio.gather(first, second, return_exceptions=True)

    with store:
        asyncio.run(scenario())
    assert "first" in hosts(store.path)
