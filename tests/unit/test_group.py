import asyncio
import sqlite3
import threading
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


async def together(store: Store, *acts: Callable[[Connection], object]) -> list[object]:
    """Run acts that wait together, while the store's thread is kept busy by another."""
    begun, go = threading.Event(), threading.Event()

    def hold(_: Connection) -> None:
        begun.set()
        go.wait(10)

    first = asyncio.create_task(store.transact(hold))
    await asyncio.to_thread(begun.wait, 10)
    waiting = asyncio.gather(*map(store.transact, acts), return_exceptions=True)
    await asyncio.sleep(0)
    go.set()
    await first
    return await waiting


def test_what_ends_the_transaction_is_told_to_all_and_leaves_nothing(store: Store) -> None:
    def undo(conn: Connection) -> None:
        """As SQLite does by itself when the disk is full."""
        raw = conn.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.execute("ROLLBACK")
        conn.exec_driver_sql("INSERT INTO nowhere VALUES (1)")

    with store:
        outcomes = asyncio.run(together(store, add("a"), undo, add("b")))
        again = asyncio.run(together(store, add("later")))
    assert [type(each) for each in outcomes] == [StoreError] * 3
    assert all("nowhere" in str(each) for each in outcomes)
    assert again == ["later"]
    assert hosts(store.path) == ["later"]


def test_who_gave_up_waiting_is_not_run_and_holds_up_nobody(store: Store) -> None:
    async def scenario() -> str:
        begun, go = threading.Event(), threading.Event()

        def hold(_: Connection) -> None:
            begun.set()
            go.wait(10)

        first = asyncio.create_task(store.transact(hold))
        await asyncio.to_thread(begun.wait, 10)
        gone = [asyncio.create_task(store.transact(add(f"{n:03}"))) for n in range(130)]
        await asyncio.sleep(0)
        last = asyncio.create_task(store.transact(add("last")))
        await asyncio.sleep(0)
        for task in gone:
            task.cancel()
        await asyncio.gather(*gone, return_exceptions=True)
        go.set()
        await first
        return await asyncio.wait_for(last, 10)

    with store:
        assert asyncio.run(scenario()) == "last"
    assert hosts(store.path) == ["last"]
