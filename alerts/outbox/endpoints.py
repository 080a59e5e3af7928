"""How webhooks fare: what each attempt says of its endpoint, and what people decide."""

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, bindparam, insert, select, update

from alerts.errors import DeliverReason
from alerts.outbox.tables import endpoint
from alerts.render import instant
from alerts.render.neutral import clip
from alerts.types import ChannelId, Dead, Endpoint, EndpointState, Outcome, Sent

GIVE_UP: Final = timedelta(days=5)
"""How long an endpoint may fail without one success before it is disabled."""

# Most attempts are successes: one statement each, and built once.
_SUCCESS: Final = (
    update(endpoint)
    .where(endpoint.c.channel == bindparam("own"))
    .values(failures=0, failing_since=None, last_success=bindparam("now"))
)
_MAX_ERROR_CHARS: Final = 200
_UNTRIED: Final = frozenset({DeliverReason.NO_CHANNEL, DeliverReason.DISABLED})


def show_endpoint(conn: Connection, channel: ChannelId) -> Endpoint | None:
    """Return how the webhook `channel` fares, or None if nothing was ever sent to it."""
    found = conn.execute(select(endpoint).where(endpoint.c.channel == channel)).mappings().first()
    return _endpoint(found) if found else None


def list_endpoints(conn: Connection) -> dict[ChannelId, Endpoint]:
    """Return how every webhook fares, also those that are no longer configured."""
    rows = conn.execute(select(endpoint)).mappings()
    return {each.channel: each for each in map(_endpoint, rows)}


def observe(
    conn: Connection, channel: ChannelId, outcome: Outcome, now: datetime
) -> Endpoint | None:
    """Write down what an attempt says of the webhook `channel`.

    Returns the endpoint if it is disabled by this very attempt: by 410, or as it has failed for
    five days without one success. What was never sent says nothing.
    """
    if isinstance(outcome, Sent):
        if not conn.execute(_SUCCESS, {"own": channel, "now": now}).rowcount:
            _save(conn, judged(new_endpoint(channel, now), outcome, now), known=False)
        return None
    if isinstance(outcome, Dead) and outcome.reason in _UNTRIED:
        return None
    known = show_endpoint(conn, channel)
    before = known or new_endpoint(channel, now)
    after = judged(before, outcome, now)
    _save(conn, after, known=known is not None)
    disabled = after.state is EndpointState.DISABLED
    return after if disabled and before.state is not EndpointState.DISABLED else None


def set_endpoint(
    conn: Connection,
    channel: ChannelId,
    state: EndpointState,
    now: datetime,
    *,
    reason: str | None = None,
) -> Endpoint:
    """Set the state of the webhook `channel`, as a person wants it, and return how it fares now.

    One that is enabled begins anew: no failure from before counts. Setting the state that it has
    changes nothing.
    """
    known = show_endpoint(conn, channel)
    before = after = known or new_endpoint(channel, now)
    if before.state is not state:
        after = replace(before, state=state, since=now, reason=reason)
        if state is EndpointState.ENABLED:
            after = replace(after, failures=0, failing_since=None)
    _save(conn, after, known=known is not None)
    return after


def new_endpoint(channel: ChannelId, now: datetime) -> Endpoint:
    """Return the endpoint of a webhook to which nothing was sent yet."""
    return Endpoint(channel=channel, state=EndpointState.ENABLED, since=now, created_at=now)


def judged(before: Endpoint, outcome: Outcome, now: datetime) -> Endpoint:
    """Return how an endpoint fares after an attempt that ended at `now`. Pure."""
    if isinstance(outcome, Sent):
        return replace(before, failures=0, failing_since=None, last_success=now)
    since = min(before.failing_since or now, now)
    after = replace(before, failures=before.failures + 1, failing_since=since)
    if before.state is EndpointState.DISABLED:
        return after
    if outcome.reason is DeliverReason.GONE:
        return _disabled(after, now, "gone: it answered 410, which asks for no more")
    if now - since >= GIVE_UP:
        told = f"failed for {GIVE_UP.days} days without one success, {after.failures} times"
        last = clip(outcome.error, _MAX_ERROR_CHARS)
        return _disabled(after, now, f"{told}; last: {outcome.reason}: {last}")
    return after


def closed(found: Endpoint | None) -> str | None:
    """Return why nothing is sent to an endpoint, for people; None if something may be. Pure."""
    if found is None or found.state is not EndpointState.DISABLED:
        return None
    return (
        f"webhook {found.channel} is disabled since {instant(found.since)}: {found.reason}; "
        f"to go on: wireroom webhooks enable {found.channel}"
    )


def _disabled(found: Endpoint, now: datetime, reason: str) -> Endpoint:
    return replace(found, state=EndpointState.DISABLED, since=now, reason=reason)


def _save(conn: Connection, given: Endpoint, *, known: bool) -> None:
    row: dict[str, Any] = asdict(given) | {"state": given.state.value}
    if known:
        conn.execute(update(endpoint).where(endpoint.c.channel == given.channel).values(row))
    else:
        conn.execute(insert(endpoint).values(row))


def _endpoint(row: RowMapping) -> Endpoint:
    values = dict(row) | {
        "channel": ChannelId(row["channel"]),
        "state": EndpointState(row["state"]),
    }
    return Endpoint(**values)
