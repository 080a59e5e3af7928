"""One opened store: its transactions, and the thread in which they run."""

import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from filelock import FileLock
from sqlalchemy import Connection, Engine

from monitor.errors import StoreError, StoreReason
from monitor.store import schema
from monitor.store.engine import (
    is_empty,
    keep_private,
    read_only_uri,
    reader_engine,
    require_current,
    revision,
    sole_writer,
    translated,
    writer_engine,
)
from monitor.store.group import Group

T = TypeVar("T")


class Store:
    """The store at one path, opened to read or to write.

    Use as a context manager. Errors of the database come out as StoreError.
    """

    def __init__(self, path: Path, engine: Engine, lock: FileLock | None) -> None:
        self.path = path
        self._engine = engine
        self._lock = lock
        self._group = Group(self.transaction)

    @classmethod
    def to_write(cls, path: Path, *, upgrade: bool = False) -> Self:
        """Open the store as its one writer; a file that is not there yet is created.

        An older schema is upgraded if `upgrade`, else refused. Raises StoreError, BUSY if another
        process is writing.
        """
        _require_folder(path)
        lock = sole_writer(path)
        try:
            keep_private(path)
            store = cls(path, writer_engine(path), lock)
            with store.transaction() as conn:
                if upgrade or (revision(conn) is None and is_empty(conn)):
                    schema.upgrade(conn)
                require_current(conn, path)
        except BaseException:
            lock.release()
            raise
        return store

    @classmethod
    def to_amend(cls, path: Path, *, create: bool = False) -> Self:
        """Open the store for short changes beside its writer: SQLite lets them take turns.

        For what no writer keeps in memory. Never upgrades, and creates only if `create`. Raises
        StoreError, BUSY if the writer does not let go for 10 s.
        """
        if create and not path.exists():
            return cls.to_write(path)
        if not path.exists():
            raise StoreError(StoreReason.MISSING, f"{path}: no store yet; run: wireroom fetch")
        store = cls(path, writer_engine(path), None)
        with store.transaction() as conn:
            require_current(conn, path)
        return store

    @classmethod
    def to_read(cls, path: Path) -> Self:
        """Open the store to read, also beside a writer. Raises StoreError if there is none."""
        if not path.exists():
            raise StoreError(StoreReason.MISSING, f"{path}: no store yet; run: wireroom fetch")
        store = cls(path, reader_engine(path), None)
        with store.transaction() as conn:
            require_current(conn, path)
        return store

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Finish the transaction under way, close the file and give the writer's lock back."""
        self._group.close()
        self._engine.dispose()
        if self._lock is not None:
            self._lock.release()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One transaction in this thread: committed at the end, rolled back on an error."""
        with translated(self.path), self._engine.begin() as conn:
            yield conn

    def run(self, act: Callable[[Connection], T]) -> T:
        """Run `act` in one transaction in this thread."""
        with self.transaction() as conn:
            return act(conn)

    async def transact(self, act: Callable[[Connection], T], /) -> T:
        """Run `act` whole or not at all in the store's own thread; see `alerts.types.Transact`.

        What waits at the same time is committed together, to wait once for the disk.
        """

        def told(conn: Connection) -> T:
            with translated(self.path):
                return act(conn)

        return await self._group.run(told)

    async def checkpoint(self) -> None:
        """Bring the write-ahead log into the file and cut it, in the store's own thread.

        SQLite itself only begins it anew: once grown, it stays that large.
        """
        await self._group.alone(self._cut_log)

    def _cut_log(self) -> None:
        with translated(self.path), self._engine.connect() as conn:
            driver = conn.connection.driver_connection
            if isinstance(driver, sqlite3.Connection):
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def backup(self, target: Path) -> None:
        """Copy the store to `target` as one moment of it, also beside a writer.

        Raises StoreError if `target` exists or cannot be written.
        """
        if target.exists():
            raise StoreError(StoreReason.UNUSABLE, f"{target}: exists already; name a new file")
        part = target.with_name(target.name + ".part")
        try:
            with (
                closing(sqlite3.connect(read_only_uri(self.path), uri=True)) as ours,
                closing(sqlite3.connect(part)) as theirs,
            ):
                ours.backup(theirs)
            part.chmod(stat.S_IMODE(self.path.stat().st_mode))  # as private as the store
            part.replace(target)
        except (OSError, sqlite3.Error) as error:
            part.unlink(missing_ok=True)
            raise StoreError(StoreReason.UNUSABLE, f"{target}: {error}") from error


def _require_folder(path: Path) -> None:
    if not path.parent.is_dir():
        raise StoreError(
            StoreReason.UNUSABLE, f"{path}: the folder {path.parent} does not exist; create it"
        )
