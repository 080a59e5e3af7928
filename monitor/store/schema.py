"""The schema as a whole: creating and upgrading it by the migrations, and checking the file."""

from typing import Any

from sqlalchemy import Connection

from monitor.store.engine import MIGRATIONS, revision

_COUNTED = ("article", "revision", "alert", "delivery", "source")


def upgrade(conn: Connection) -> None:
    """Bring the database of `conn` to the newest revision, in the transaction that is open."""
    # Imported here, since a store is upgraded once and read a thousand times: see `revisions`.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = conn
    command.upgrade(config, "head")


def current(conn: Connection) -> str | None:
    """Return the revision of the schema, or None for an empty file."""
    return revision(conn)


def check(conn: Connection) -> dict[str, Any]:
    """Return the schema's revision, how many rows there are, and every problem of the file."""
    return {
        "schema": revision(conn),
        "problems": _problems(conn),
        **{
            name: conn.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar()  # noqa: S608
            for name in _COUNTED
        },
    }


def _problems(conn: Connection) -> list[str]:
    told = [row[0] for row in conn.exec_driver_sql("PRAGMA integrity_check(20)")]
    problems = [] if told == ["ok"] else told
    broken = conn.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(20)
    problems += [f"{row[0]} {row[1]} refers to a missing {row[2]}" for row in broken]
    missing = conn.exec_driver_sql(
        "SELECT count(*) FROM article WHERE id NOT IN (SELECT id FROM article_fts_docsize)"
    ).scalar()
    return problems + ([f"{missing} articles are not in the full-text index"] if missing else [])
