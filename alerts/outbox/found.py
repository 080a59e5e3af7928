"""What each rule found in a time."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, Table, func, select

from alerts.outbox.tables import alert, hit
from alerts.render import instant
from alerts.types import RuleId


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """How many articles a rule hit and how many alerts it raised; `latest` is its last hit."""

    hits: int = 0
    alerts: int = 0
    latest: str | None = None


def count_by_rule(conn: Connection, *, since: datetime, until: datetime) -> dict[RuleId, Found]:
    """Return what the rules found from `since` on and before `until`; none for one without hits."""
    alerts = {row.rule: row.total for row in _counts(conn, alert, since, until)}
    return {
        RuleId(row.rule): Found(
            hits=row.total, alerts=alerts.get(row.rule, 0), latest=instant(row.latest)
        )
        for row in _counts(conn, hit, since, until)
    }


def _counts(
    conn: Connection, table: Table, since: datetime, until: datetime
) -> list[Row[str, int, datetime]]:
    created = table.c.created_at
    query = select(
        table.c.rule, func.count().label("total"), func.max(created).label("latest")
    ).where(created >= since, created < until)
    return list(conn.execute(query.group_by(table.c.rule)))
