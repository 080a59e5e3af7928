"""A store from before one could ask for a delivery again, with rows in it, brought to now."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from alerts import outbox
from alerts.types import DeliveryId
from monitor.store import Store
from monitor.store.engine import MIGRATIONS, writer_engine

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ROWS = (
    "INSERT INTO alert VALUES (5, 'al_1', 'r', 'high', 'article', 7, '{}', '2023-08-14 12:00:00')",
    "INSERT INTO delivery (id, alert_id, channel, recipient, state, attempts, next_attempt_at,"
    " last_status, last_error, body, created_at, settled_at) VALUES"
    " ('msg_failed', 'al_1', 'hook', '', 'failed', 1, NULL, 400, 'rejected: 400', x'7B7D',"
    " '2023-08-14 12:00:00.000000', '2023-08-14 12:00:01.000000'),"
    " ('msg_sent', 'al_1', 'desk', 'a@x.example', 'delivered', 1, NULL, 250, NULL, NULL,"
    " '2023-08-14 12:00:00.000000', '2023-08-14 12:00:01.000000')",
    "INSERT INTO attempt VALUES"
    " ('msg_failed', 1, '2023-08-14 12:00:00.000000', 'dead', 'rejected', 400, 'no', 12)",
)


def upgrade(conn: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = conn
    command.upgrade(config, revision)


@pytest.fixture
def upgraded(tmp_path: Path) -> Path:
    path = tmp_path / "wire.db"
    engine = writer_engine(path)
    with engine.begin() as conn:
        upgrade(conn, "0003")
        for statement in ROWS:
            conn.exec_driver_sql(statement)
    engine.dispose()
    Store.to_write(path, upgrade=True).close()
    return path


def test_what_failed_before_the_upgrade_can_be_sent_again(upgraded: Path) -> None:
    with Store.to_amend(upgraded) as store, store.transaction() as conn:
        failed = outbox.show_delivery(conn, DeliveryId("msg_failed"))
        assert failed is not None
        assert (failed["resent_at"], failed["explained"]) == (
            None,
            "failed at 2023-08-14 12:00Z: refused for good: no",
        )
        (row,) = outbox.resend(conn, [DeliveryId("msg_failed")], NOW).deliveries
        assert (row["state"], row["attempts"]) == ("pending", 1)


def test_what_was_delivered_before_it_has_lost_its_bytes(upgraded: Path) -> None:
    with Store.to_amend(upgraded) as store, store.transaction() as conn:
        answer = outbox.resend(conn, [DeliveryId("msg_sent")], NOW)
        assert answer.forgotten == ("msg_sent",)
