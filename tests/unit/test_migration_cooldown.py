"""A store from before stories cooled down, with an alert that is held, brought to now."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from alerts import outbox
from alerts.types import Calm, ChannelId, Rule, RuleId, WebhookChannel
from monitor.store import Store
from monitor.store.engine import MIGRATIONS, writer_engine

HOOK, RULE = ChannelId("hook"), RuleId("r")
DUE = datetime(2023, 8, 14, 14, tzinfo=UTC)
PAYLOAD = (
    '{"id":"al_1","rule":"r","severity":"high","kind":"story","story_id":3,"article":{"id":7,'
    '"url":"https://a.example/","canonical_url":"https://a.example/","source":"s","title":"T",'
    '"published":null,"language":null},"matches":[],"new":[],"disagreements":[],'
    '"created_at":"2023-08-14T12:00:00Z"}'
)


def upgrade(conn: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = conn
    command.upgrade(config, revision)


def test_what_was_held_before_the_upgrade_leaves(tmp_path: Path) -> None:
    path = tmp_path / "wire.db"
    engine = writer_engine(path)
    with engine.begin() as conn:
        upgrade(conn, "0008")
        columns = "seq, id, rule, severity, kind, article_id, payload, created_at, story_id"
        conn.exec_driver_sql(
            f"INSERT INTO alert ({columns}) VALUES"
            " (1, 'al_1', 'r', 'high', 'story', 7, ?, '2023-08-14 12:00:00.000000', 3)",
            (PAYLOAD,),
        )
        conn.exec_driver_sql(
            "INSERT INTO held VALUES ('hook', 'al_1', 'r', 'high', '2023-08-14 12:00:00.000000',"
            " '2023-08-14 14:00:00.000000', 'group', NULL)"
        )
    engine.dispose()
    Store.to_write(path, upgrade=True).close()
    calm = Calm(group_s=600, cooldown_s=86_400, timezone=ZoneInfo("UTC"))
    hook = WebhookChannel(id=HOOK, url="https://a.example/", secrets=("whsec_QUJD",), calm=calm)
    with Store.to_amend(path) as store, store.transaction() as conn:
        assert outbox.channels_held(conn, DUE - timedelta(seconds=1)) == ()
        assert outbox.flush(
            conn,
            HOOK,
            channels={HOOK: hook},
            rules={RULE: Rule(id=RULE, when="x")},
            timezone=ZoneInfo("UTC"),
            now=DUE,
        ) == outbox.Flushed(channel=HOOK, alerts=1, deliveries=1, why=("group",))
        assert outbox.count_held(conn) == 0
