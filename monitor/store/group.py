"""Group commit: what waits together shares one transaction, and one wait for the disk."""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection

T = TypeVar("T")

_AT_ONCE = 64
"""Acts in one transaction at most, so that none waits long for the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    act: Callable[[Connection], Any]
    answer: "asyncio.Future[Any]"


_Outcome = tuple["asyncio.Future[Any]", Any, BaseException | None]


class Group:
    """Runs acts in a thread of its own, those that came while it was busy in one transaction.

    Each act is whole or not there at all, and its result is told after the commit; an act that
    raises leaves nothing and stops no other. `transaction` begins and ends one; it says in its own
    words what went wrong. To wait for the disk after each act takes longer than all the rest.
    """

    def __init__(self, transaction: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._transaction = transaction
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._waiting: deque[_Waiting] = deque()
        self._called = False

    async def run(self, act: Callable[[Connection], T]) -> T:
        """Run `act` in a transaction and return what it returned once that is committed."""
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(act=act, answer=answer))
        if not self._called:
            self._called = True
            self._thread.submit(self._empty)
        return await answer

    async def alone(self, act: Callable[[], T]) -> T:
        """Run `act` in the same thread, outside of any transaction."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, act)

    def close(self) -> None:
        """Finish what waits."""
        self._thread.shutdown()

    def _empty(self) -> None:
        self._called = False  # before the look at what waits: who comes later calls again
        while batch := list(self._taken()):
            outcomes = self._committed(batch)
            batch[0].answer.get_loop().call_soon_threadsafe(_tell, outcomes)

    def _taken(self) -> Iterator[_Waiting]:
        taken = 0
        while self._waiting and taken < _AT_ONCE:
            each = self._waiting.popleft()
            if not each.answer.cancelled():
                taken += 1
                yield each

    def _committed(self, batch: list[_Waiting]) -> list[_Outcome]:
        outcomes: list[_Outcome] = []
        try:
            with self._transaction() as conn:
                if len(batch) == 1:
                    outcomes = [(batch[0].answer, batch[0].act(conn), None)]
                else:
                    outcomes = [_saved(conn, each) for each in batch]
        except BaseException as error:  # told to whoever waits, in the event loop
            return [(each.answer, None, error) for each in batch]
        return outcomes


def _saved(conn: Connection, each: _Waiting) -> _Outcome:
    """Run an act so that it can be undone alone; an error that ends the transaction is raised."""
    execute = _driver(conn).execute  # through SQLAlchemy it costs ten times as much
    execute("SAVEPOINT act")
    try:
        result = each.act(conn)
    except Exception as error:
        try:
            execute("ROLLBACK TO act")
            execute("RELEASE act")
        except sqlite3.Error:  # a full disk, for one, undoes the whole transaction
            raise error from None
        return each.answer, None, error
    execute("RELEASE act")
    return each.answer, result, None


def _driver(conn: Connection) -> sqlite3.Connection:
    driver = conn.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        raise TypeError(f"expected a connection to SQLite, not {driver!r}")
    return driver


def _tell(outcomes: list[_Outcome]) -> None:
    for answer, result, error in outcomes:
        if answer.cancelled():
            continue
        if error is None:
            answer.set_result(result)
        else:
            answer.set_exception(error)
