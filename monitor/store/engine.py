"""Opening the SQLite file: pragmas, transactions, the one writer, the schema's version."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import ConnectionPoolEntry

from monitor.errors import StoreError, StoreReason

MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_TIMEOUT_MS = 10_000
_CACHE_KIB = 8_192
"""It fills up within days, and what the system itself keeps of the file costs little to read."""
_HAS_REVISION = "SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'"


def writer_engine(path: Path) -> Engine:
    """Return an engine whose transactions begin IMMEDIATE.

    A deferred transaction that turns from read to write fails at once with SQLITE_BUSY_SNAPSHOT,
    whatever the timeout.
    """
    return _engine(f"sqlite:///{path}", begin="BEGIN IMMEDIATE")


def reader_engine(path: Path) -> Engine:
    """Return an engine that cannot write, and works beside a writer."""
    return _engine(f"sqlite:///{read_only_uri(path)}&uri=true", begin="BEGIN")


def read_only_uri(path: Path) -> str:
    """Return SQLite's URI for reading the file at `path`.

    A reader of a WAL file makes a `-shm` beside it. Where it may not, on a read-only file system,
    nobody else writes either, and the file is opened as one that never changes.
    """
    writable = os.access(path.parent, os.W_OK) or path.with_name(f"{path.name}-wal").exists()
    return f"file:{path}?mode=ro" + ("" if writable else "&immutable=1")


def _engine(url: str, *, begin: str) -> Engine:
    engine = create_engine(url)

    @event.listens_for(engine, "connect")
    def _connected(raw: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
        raw.isolation_level = None  # transactions are begun below, not guessed by the driver
        cursor = raw.cursor()
        cursor.execute(f"PRAGMA busy_timeout={_BUSY_TIMEOUT_MS}")
        if begin == "BEGIN IMMEDIATE":
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begun(conn: Connection) -> None:
        conn.exec_driver_sql(begin)

    return engine


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn the database's errors into StoreError, naming the file and what to do."""
    try:
        yield
    except (DatabaseError, sqlite3.DatabaseError) as error:
        told = error.orig if isinstance(error, DatabaseError) else error
        if isinstance(told, sqlite3.IntegrityError):
            raise
        if isinstance(told, sqlite3.OperationalError):
            raise _operational(path, str(told)) from error
        raise StoreError(
            StoreReason.DAMAGED,
            f"{path}: {told}; restore a backup, or move the file away to start anew",
        ) from error


def _operational(path: Path, told: str) -> StoreError:
    if "locked" in told or "busy" in told:
        return StoreError(StoreReason.BUSY, f"{path}: another program writes to it")
    if "disk is full" in told:
        return StoreError(StoreReason.FULL, f"{path}: the disk is full")
    if "readonly" in told:
        return StoreError(StoreReason.UNUSABLE, f"{path}: it cannot be written to")
    return StoreError(StoreReason.UNUSABLE, f"{path}: {told}")


def keep_private(path: Path) -> None:
    """Let nobody but its owner, and a group that was given it, read the file at `path`.

    It holds the secrets of subscribers. One that is not there yet is made, empty, for its owner
    alone; SQLite gives the files beside it the same mode.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & stat.S_IRWXO:
            with suppress(PermissionError):  # another user's: it is for them to close it
                path.chmod(mode & ~stat.S_IRWXO)
    except OSError as error:
        raise StoreError(StoreReason.UNUSABLE, f"{path}: {error.strerror}") from error


def sole_writer(path: Path) -> FileLock:
    """Take the writer's lock of the store at `path`; the kernel frees it when the process ends.

    Raises StoreError(BUSY) if another process holds it.
    """
    lock = FileLock(f"{path}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise StoreError(
            StoreReason.BUSY,
            f"{path}: another wireroom is writing to it; try again when that has finished",
        ) from error
    except OSError as error:
        raise StoreError(
            StoreReason.UNUSABLE, f"{path}.lock: {error.strerror}; is the folder writable?"
        ) from error
    return lock


def revision(conn: Connection) -> str | None:
    """Return the revision of the schema, or None for an empty file."""
    if not conn.exec_driver_sql(_HAS_REVISION).scalar():
        return None
    found: str | None = conn.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return found


def revisions() -> tuple[str, ...]:
    """Return the revisions that this release knows, the newest last.

    They are the numbers in front of the files' names: Alembic itself would tell them too, but to
    import it costs as much as all the rest of reading from the store.
    """
    return tuple(sorted(file.name.split("_")[0] for file in MIGRATIONS.glob("versions/[0-9]*.py")))


def is_empty(conn: Connection) -> bool:
    """Whether nothing was ever stored in this file."""
    return conn.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar() == 0


def require_current(conn: Connection, path: Path) -> None:
    """Raise StoreError unless the schema is the one that this release works with."""
    found = revision(conn)
    if found == revisions()[-1]:
        return
    if found is None and is_empty(conn):
        raise StoreError(StoreReason.MISSING, f"{path}: empty, no store yet; run: wireroom fetch")
    if found is None:
        raise StoreError(StoreReason.UNUSABLE, f"{path}: a database, but not one of wireroom's")
    if found in revisions():
        raise StoreError(
            StoreReason.BEHIND,
            f"{path}: written by an older wireroom; back it up, then run: wireroom db upgrade",
        )
    raise StoreError(
        StoreReason.AHEAD, f"{path}: written by a newer wireroom ({found}); upgrade wireroom"
    )
