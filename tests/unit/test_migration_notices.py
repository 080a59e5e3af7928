"""A store of the first release, with rows in it, brought to where notices fit in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine

from monitor.store.engine import MIGRATIONS, writer_engine

INDICES = (
    "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    " AND tbl_name IN ('delivery', 'attempt') ORDER BY name"
)
ROWS = (
    "INSERT INTO alert VALUES (5, 'al_1', 'r', 'high', 'article', 7, '{}', '2023-08-14 12:00:00')",
    "INSERT INTO delivery VALUES (3, 'msg_1', 'al_1', 'hook', '', 'retry_wait', 2,"
    " '2023-08-14 12:05:00', 503, 'server_error: 503', x'7B7D', '2023-08-14 12:00:00', NULL)",
    "INSERT INTO delivery VALUES (9, 'msg_2', 'al_1', 'desk', 'a@x.example', 'delivered', 1,"
    " NULL, 250, NULL, NULL, '2023-08-14 12:00:00', '2023-08-14 12:00:01')",
    "INSERT INTO attempt VALUES"
    " ('msg_1', 1, '2023-08-14 12:00:00', 'later', 'server_error', 503, 'no', 12),"
    " ('msg_1', 2, '2023-08-14 12:00:05', 'later', 'server_error', 503, 'no', 13),"
    " ('msg_2', 1, '2023-08-14 12:00:01', 'sent', NULL, 250, NULL, 14)",
)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """The engine of the store's one writer: foreign keys are checked."""
    made = writer_engine(tmp_path / "wire.db")
    yield made
    made.dispose()


def upgrade(conn: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = conn
    command.upgrade(config, revision)


def all_of(conn: Connection, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in conn.exec_driver_sql(query)]


def test_an_upgrade_keeps_deliveries_attempts_and_indices(engine: Engine) -> None:
    with engine.begin() as conn:
        upgrade(conn, "0001")
        for statement in ROWS:
            conn.exec_driver_sql(statement)
        deliveries = all_of(conn, "SELECT * FROM delivery ORDER BY seq")
        attempts = all_of(conn, "SELECT * FROM attempt ORDER BY delivery_id, n")
        indices = all_of(conn, INDICES)
    with engine.begin() as conn:
        upgrade(conn, "0002")
    with engine.begin() as conn:
        assert all_of(conn, "SELECT * FROM delivery ORDER BY seq") == deliveries
        assert all_of(conn, "SELECT * FROM attempt ORDER BY delivery_id, n") == attempts
        assert all_of(conn, INDICES) == indices
        assert "WHERE next_attempt_at IS NOT NULL" in str(indices)
        assert all_of(conn, "PRAGMA foreign_key_check") == []
        assert all_of(conn, "SELECT name FROM sqlite_temp_master") == []


def test_a_delivery_may_stand_without_an_alert_but_not_beside_one(engine: Engine) -> None:
    without = (
        "INSERT INTO delivery (id, alert_id, channel, recipient, state, attempts, created_at)"
        " VALUES ('msg_3', {}, 'hook', '', 'pending', 0, '2023-08-14 12:00:00')"
    )
    with engine.begin() as conn:
        upgrade(conn, "0002")
        conn.exec_driver_sql(without.format("NULL"))
        with pytest.raises(Exception, match=r"UNIQUE constraint failed: delivery\.id"):
            conn.exec_driver_sql(without.format("NULL"))
    with pytest.raises(Exception, match="FOREIGN KEY"), engine.begin() as conn:
        conn.exec_driver_sql(without.replace("msg_3", "msg_4").format("'al_none'"))


def test_a_failed_upgrade_leaves_the_store_as_it_was(engine: Engine) -> None:
    def interrupted() -> None:
        with engine.begin() as conn:
            upgrade(conn, "0002")
            raise RuntimeError("power cut")

    with engine.begin() as conn:
        upgrade(conn, "0001")
        for statement in ROWS:
            conn.exec_driver_sql(statement)
    with pytest.raises(RuntimeError):
        interrupted()
    with engine.begin() as conn:
        assert all_of(conn, "SELECT version_num FROM alembic_version") == [("0001",)]
        assert len(all_of(conn, "SELECT * FROM attempt")) == 3
        upgrade(conn, "0002")
        assert len(all_of(conn, "SELECT * FROM attempt")) == 3
