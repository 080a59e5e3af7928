"""Alerts, for programs that ask rather than be told."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from sqlalchemy import Connection

from alerts import api as alerts
from alerts.types import AlertId, RuleId
from monitor.store.tokens import Scope
from monitor.web.api.door import Visitor, needs
from monitor.web.api.models import Alerts

Reader = Annotated[Visitor, Depends(needs(Scope.ALERTS_READ))]

router = APIRouter(prefix="/alerts", tags=["alerts"])
"""What answers for alerts."""


@router.get("", response_model=Alerts)
async def list_all(
    visitor: Reader,
    limit: Annotated[int, Query(ge=1, le=100, description="At most so many")] = 50,
    rule: Annotated[str | None, Query(max_length=100, description="Only of this rule")] = None,
    before: Annotated[
        str | None, Query(max_length=100, description="Only older than the alert of this id")
    ] = None,
) -> dict[str, Any]:
    """List alerts, the newest first; `next` of an answer is `before` of the next request."""

    def act(conn: Connection) -> list[dict[str, Any]]:
        return list(
            alerts.list_alerts(
                conn,
                limit=limit + 1,
                rule=RuleId(rule) if rule else None,
                before=AlertId(before) if before else None,
            )
        )

    found = await visitor.hooks.transact(act)
    more = len(found) > limit
    return {"data": found[:limit], "next": found[limit - 1]["id"] if more else None}
