"""The outbox as a queue: claim what is due under a lease, settle what became of it.

A message is marked only after it was sent. A process that dies in between leaves a lease that
runs out, and the message is sent again under the same id: at least once, never lost.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, assert_never

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    and_,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)

from alerts import retry
from alerts.outbox.hop import channels_with_due
from alerts.outbox.tables import attempt, delivery, endpoint
from alerts.types import (
    AlertId,
    ChannelId,
    Dead,
    DeliveryId,
    DeliveryState,
    EndpointState,
    Later,
    Message,
    Outcome,
    Sent,
)

LEASE_S: Final = 60.0

_MAX_ERROR_CHARS: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tries:
    """Attempts of a delivery: all of them, and those since a person asked for it again.

    `waited_s` is how long ago the first of the latter was.
    """

    count: int
    anew: int
    waited_s: float


def _channels_due() -> Select[str]:
    """Build the query of the channels with something due; what waits for a paused one is not."""
    waits = delivery.c.next_attempt_at.is_not(None)
    due = channels_with_due(delivery.c.channel, delivery.c.next_attempt_at, waits).subquery()
    state = literal(EndpointState.PAUSED.value, literal_execute=True)
    paused = exists().where(endpoint.c.channel == due.c.channel, endpoint.c.state == state)
    return select(due.c.channel).where(~paused)


_CHANNELS_DUE: Final = _channels_due()


def claim(
    conn: Connection,
    now: datetime,
    *,
    channel: ChannelId,
    limit: int,
    lease_s: float = LEASE_S,
    early: bool = False,
) -> tuple[Message, ...]:
    """Lease at most `limit` messages of `channel` that are due at `now`, the oldest first.

    Due are those that wait for their time, and those whose lease has run out; if `early` all that
    have not ended. Nobody else is given them for `lease_s` seconds.
    """
    at = delivery.c.next_attempt_at
    due = (
        select(delivery)
        .where(delivery.c.channel == channel, at.is_not(None) if early else at <= now)
        .order_by(delivery.c.next_attempt_at, delivery.c.seq)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = conn.execute(due).mappings().all()
    lease = {
        "state": DeliveryState.LEASED.value,
        "next_attempt_at": now + timedelta(seconds=lease_s),
    }
    conn.execute(update(delivery).where(delivery.c.seq.in_([r["seq"] for r in rows])).values(lease))
    return tuple(map(_message, rows))


def release(conn: Connection, now: datetime) -> int:
    """Make every leased delivery due at `now` and return how many there were.

    For a process that alone may deliver: whoever took those leases has died.
    """
    leased = delivery.c.state == DeliveryState.LEASED.value
    free = {"state": DeliveryState.PENDING.value, "next_attempt_at": now}
    return conn.execute(
        update(delivery).where(delivery.c.next_attempt_at.is_not(None), leased).values(free)
    ).rowcount


def settle(
    conn: Connection,
    message: Message,
    outcome: Outcome,
    now: datetime,
    *,
    elapsed_ms: int,
    jitter: float,
) -> DeliveryState:
    """Write down an attempt of `message` and what follows from it; return the new state.

    Later becomes retry_wait by the schedule of `retry`, spread by `jitter` in [0, 1), or failed
    when the schedule ends; it begins anew when a person asks for a delivery again. If the lease ran
    out meanwhile and another has settled the message, the attempt is written and only a success
    still counts. Raises LookupError if the delivery is no longer stored.
    """
    stored = select(delivery.c.seq, delivery.c.state, delivery.c.attempts, delivery.c.resent_after)
    row = conn.execute(stored.where(delivery.c.id == message.id)).mappings().one_or_none()
    if row is None:
        raise LookupError(f"delivery {message.id} is no longer stored")
    attempts = row["attempts"] + 1
    _write_attempt(conn, message.id, attempts, outcome, now, elapsed_ms)
    values = {"attempts": attempts}
    if _counts(row, message, outcome):
        before = row["resent_after"]
        late = isinstance(outcome, Later)
        waited_s = _waited_s(conn, message.id, before + 1, now) if late else 0.0
        tries = _Tries(count=attempts, anew=attempts - before, waited_s=waited_s)
        values |= _after(message, tries, outcome, now, jitter)
    conn.execute(update(delivery).where(delivery.c.seq == row["seq"]).values(values))
    return DeliveryState(values.get("state", row["state"]))


def next_due(conn: Connection, channel: ChannelId) -> datetime | None:
    """Return when the next message of `channel` is due, or its lease ends; None if none waits."""
    return _first(conn, channel, delivery.c.next_attempt_at.is_not(None))


def next_retry(conn: Connection, channel: ChannelId, after: datetime) -> datetime | None:
    """Return the time of the first retry of `channel` that is due after `after`; None if none."""
    retries = delivery.c.state == DeliveryState.RETRY_WAIT.value
    return _first(conn, channel, and_(delivery.c.next_attempt_at > after, retries))


def _first(conn: Connection, channel: ChannelId, condition: ColumnElement[bool]) -> datetime | None:
    own = select(delivery.c.next_attempt_at).where(delivery.c.channel == channel, condition)
    first = own.order_by(delivery.c.next_attempt_at).limit(1)
    found: datetime | None = conn.execute(first).scalar_one_or_none()
    return found


def channels_due(conn: Connection, now: datetime) -> tuple[ChannelId, ...]:
    """Return the channels that have a delivery due at `now`, in the order of their names.

    Two probes of the index of what waits for each channel in it, however much has ended and
    however much waits: 0.1 ms with nothing waiting, beside 1,000,000 ended.
    """
    return tuple(map(ChannelId, conn.execute(_CHANNELS_DUE, {"now": now}).scalars()))


def channels_waiting(conn: Connection) -> tuple[ChannelId, ...]:
    """Return the channels that have deliveries which have not ended."""
    names = select(delivery.c.channel).where(delivery.c.next_attempt_at.is_not(None)).distinct()
    return tuple(conn.execute(names.order_by(delivery.c.channel)).scalars())


def count_waiting(conn: Connection) -> int:
    """Return how many deliveries have not ended."""
    waiting = select(func.count()).where(delivery.c.next_attempt_at.is_not(None))
    return conn.execute(waiting.select_from(delivery)).scalar_one()


def _message(row: RowMapping) -> Message:
    return Message(
        id=DeliveryId(row["id"]),
        alert_id=AlertId(row["alert_id"]) if row["alert_id"] else None,
        channel=ChannelId(row["channel"]),
        recipient=row["recipient"],
        body=row["body"],
        attempts=row["attempts"],
    )


def _write_attempt(
    conn: Connection, message: DeliveryId, n: int, outcome: Outcome, now: datetime, elapsed_ms: int
) -> None:
    failed = None if isinstance(outcome, Sent) else outcome
    row = {
        "delivery_id": message,
        "n": n,
        "at": now,
        "outcome": type(outcome).__name__.lower(),
        "reason": failed.reason.value if failed else None,
        "status": outcome.status,
        "error": failed.error[:_MAX_ERROR_CHARS] if failed else None,
        "elapsed_ms": elapsed_ms,
        "answer": outcome.answer,
    }
    conn.execute(insert(attempt).values(row))


def _waited_s(conn: Connection, message: DeliveryId, first: int, now: datetime) -> float:
    """Return the seconds since the attempt numbered `first`, which is stored."""
    at = select(attempt.c.at).where(attempt.c.delivery_id == message, attempt.c.n == first)
    began: datetime = conn.execute(at).scalar_one()
    return (now - began).total_seconds()


def _counts(row: RowMapping, message: Message, outcome: Outcome) -> bool:
    """Whether `outcome` decides: the lease is still its own, or it is a success all the same."""
    state = DeliveryState(row["state"])
    if isinstance(outcome, Sent):
        return state is not DeliveryState.DELIVERED
    return state is DeliveryState.LEASED and bool(row["attempts"] == message.attempts)


def _after(
    message: Message, tries: _Tries, outcome: Outcome, now: datetime, jitter: float
) -> dict[str, object]:
    """Return the columns that `outcome` changes."""
    match outcome:
        case Sent():
            return _ended(DeliveryState.DELIVERED, outcome, now) | {"last_error": None}
        case Dead():
            state = DeliveryState.DISCARDED if outcome.discarded else DeliveryState.FAILED
            return _ended(state, outcome, now) | {"last_error": _error(outcome)}
        case Later():
            schedule = retry.EMAIL if message.by_mail else retry.WEBHOOK
            delay_s = retry.next_delay_s(
                tries.anew,
                schedule=schedule,
                jitter=jitter,
                elapsed_s=tries.waited_s,
                hinted_s=outcome.hinted_s,
            )
            if delay_s is None:
                ended = _ended(DeliveryState.FAILED, outcome, now)
                return ended | {
                    "last_error": f"given up after {tries.count} attempts: {_error(outcome)}"
                }
            return {
                "state": DeliveryState.RETRY_WAIT.value,
                "next_attempt_at": now + timedelta(seconds=delay_s),
                "last_status": outcome.status,
                "last_error": _error(outcome),
            }
        case _:
            assert_never(outcome)


def _ended(state: DeliveryState, outcome: Outcome, now: datetime) -> dict[str, object]:
    return {
        "state": state.value,
        "next_attempt_at": None,
        "last_status": outcome.status,
        "settled_at": now,
    }


def _error(outcome: Later | Dead) -> str:
    return f"{outcome.reason}: {outcome.error}"[:_MAX_ERROR_CHARS]
