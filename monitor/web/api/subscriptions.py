"""Subscriptions of a token. Those of another token are not there for it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from sqlalchemy import Connection

from alerts import api as alerts
from alerts.types import ChannelId, EndpointState, RuleId
from monitor import app as wireroom
from monitor.errors import SubscribeError, SubscribeReason
from monitor.store.tokens import Scope
from monitor.web.api.door import Visitor, needs
from monitor.web.api.models import (
    Attempts,
    SecretMade,
    SubscriptionAsked,
    SubscriptionMade,
    Subscriptions,
    SubscriptionShown,
    Tested,
)

Id = Annotated[str, Path(max_length=100, description="The id of a subscription")]
Limit = Annotated[int, Query(ge=1, le=100, description="At most so many")]
Reader = Annotated[Visitor, Depends(needs(Scope.SUBSCRIPTIONS_READ))]
Writer = Annotated[Visitor, Depends(needs(Scope.SUBSCRIPTIONS_WRITE))]
Poster = Annotated[Visitor, Depends(needs(Scope.SUBSCRIPTIONS_WRITE, posts=True))]

router = APIRouter(prefix="/subscriptions", tags=["subscriptions"])
"""What answers for subscriptions."""


@router.post("", status_code=201, response_model=SubscriptionMade)
async def create(asked: SubscriptionAsked, visitor: Poster) -> dict[str, Any]:
    """Subscribe a webhook, once its endpoint has said that it wants this.

    It counts from the next article on. The secret is shown this once.
    """
    rules = tuple(map(RuleId, dict.fromkeys(asked.rules)))
    wanted = wireroom.Wanted(
        url=asked.url,
        wants=alerts.Filter(rules=rules, severity=asked.severity),
        format=asked.format,
    )
    made = await wireroom.subscribe(visitor.hooks, wanted, owner=visitor.token.id)
    return made | {"rules": asked.rules}


@router.get("", response_model=Subscriptions)
async def list_all(visitor: Reader) -> dict[str, Any]:
    """List the subscriptions of the token, the newest first."""

    def act(conn: Connection) -> list[dict[str, Any]]:
        owned = alerts.list_subscriptions(conn, owner=visitor.token.id)
        return [_shown(conn, visitor, each) for each in owned]

    return {"data": await visitor.hooks.transact(act)}


@router.get("/{id}", response_model=SubscriptionShown)
async def show(id: Id, visitor: Reader) -> dict[str, Any]:
    """Show a subscription: its state, since when, and why."""

    def act(conn: Connection) -> dict[str, Any]:
        return _shown(conn, visitor, _own(conn, visitor, id))

    return await visitor.hooks.transact(act)


@router.post("/{id}/rotate", response_model=SecretMade)
async def rotate(id: Id, visitor: Writer) -> dict[str, Any]:
    """Get a new secret. For 24 hours requests have a signature of the old one too."""
    hooks = visitor.hooks

    def act(conn: Connection) -> dict[str, Any]:
        return wireroom.rotate(conn, hooks.config, _own(conn, visitor, id).id, hooks.now())

    return await hooks.transact(act)


@router.post("/{id}/test", response_model=Tested)
async def test(id: Id, visitor: Poster) -> dict[str, Any]:
    """Let a signed `webhook.test` be sent, once, and tell what came of it."""
    own = await visitor.hooks.transact(lambda conn: _own(conn, visitor, id).id)
    return await wireroom.try_webhook(visitor.hooks, own)


@router.post("/{id}/pause", response_model=SubscriptionShown)
async def pause(id: Id, visitor: Writer) -> dict[str, Any]:
    """Let alerts wait until the subscription is resumed."""
    return await _set(visitor, id, EndpointState.PAUSED)


@router.post("/{id}/resume", response_model=SubscriptionShown)
async def resume(id: Id, visitor: Writer) -> dict[str, Any]:
    """Send again, first what has waited. One that is disabled is enabled by people only."""
    return await _set(visitor, id, EndpointState.ENABLED)


@router.delete("/{id}", status_code=204)
async def delete(id: Id, visitor: Writer) -> None:
    """Forget a subscription. What is on its way there is discarded."""
    hooks = visitor.hooks

    def act(conn: Connection) -> None:
        wireroom.unsubscribe(conn, hooks.config, _own(conn, visitor, id).id, hooks.now())

    await hooks.transact(act)


@router.get("/{id}/attempts", response_model=Attempts)
async def attempts(id: Id, visitor: Reader, limit: Limit = 50) -> dict[str, Any]:
    """List what was tried, and what was answered."""

    def act(conn: Connection) -> list[dict[str, Any]]:
        return list(alerts.list_attempts(conn, _own(conn, visitor, id).id, limit=limit))

    return {"data": await visitor.hooks.transact(act)}


def _own(conn: Connection, visitor: Visitor, id_: str) -> alerts.Subscription:
    """Return a subscription of the visitor's. Raises SubscribeError if it is not."""
    found = alerts.show_subscription(conn, ChannelId(id_))
    if found is None or found.owner != visitor.token.id:
        said = f"subscription {id_}: this token has none of that id"
        raise SubscribeError(SubscribeReason.UNKNOWN, said)
    return found


async def _set(visitor: Visitor, id_: str, state: EndpointState) -> dict[str, Any]:
    """Pause or resume. Raises SubscribeError if the subscription is disabled."""
    now = visitor.hooks.now()

    def act(conn: Connection) -> dict[str, Any]:
        own = _own(conn, visitor, id_)
        found = alerts.show_endpoint(conn, own.id)
        if found is not None and found.state is EndpointState.DISABLED:
            raise SubscribeError(
                SubscribeReason.DISABLED,
                f"subscription {id_} is disabled: {found.reason}; whoever runs wireroom can enable "
                "it again, or delete it and subscribe anew",
            )
        reason = "by its owner" if state is EndpointState.PAUSED else None
        alerts.set_endpoint(conn, own.id, state, now, reason=reason)
        return _shown(conn, visitor, own)

    return await visitor.hooks.transact(act)


def _shown(conn: Connection, visitor: Visitor, given: alerts.Subscription) -> dict[str, Any]:
    row = wireroom.webhook_row(conn, visitor.hooks.config, given.id)
    return row | {"rules": list(given.wants.rules)}
