"""`deliveries resend` and `recover`: what a person wants sent again.

They change the store beside a daemon, which then sends; without one the next fetch does.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Annotated

import typer

from alerts import api as alerts
from alerts.types import ChannelId, DeliveryId, DeliveryState, EndpointState
from monitor import app as wireroom
from monitor.cli.listing import deliveries
from monitor.cli.output import show, show_rows, tell
from monitor.cli.root import ConfigOption, JsonOption, amending, examples
from monitor.cli.times import moment
from monitor.config import Config
from monitor.errors import UsageError
from monitor.store import Store

_AT_ONCE = 500
"""Deliveries of one transaction: nobody waits long for the store."""

_UNDELIVERED = (DeliveryState.FAILED, DeliveryState.DISCARDED)
_NEXT = "the daemon sends it now, without one the next: wireroom fetch"


def _states(typed: str) -> tuple[DeliveryState, ...]:
    given = [part.strip() for part in typed.split(",")]
    if not set(given) <= set(_UNDELIVERED):
        expected = f"{typed!r}: expected {', '.join(_UNDELIVERED)}, or one of them"
        raise typer.BadParameter(expected, param_hint="'--state'")
    return tuple(state for state in _UNDELIVERED if state in given)


@deliveries.command(
    "resend", epilog=examples("deliveries resend msg_91b2…", "deliveries resend msg_91b2… --json")
)
def resend(
    ctx: typer.Context,
    ids: Annotated[list[str], typer.Argument(metavar="ID", hidden=True)],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Send each delivery ID again, whether it has ended or waits.

    It is due at once, under the same id and with the same bytes; its attempts count on, its
    schedule begins anew. What was delivered can be sent again for 7 days. All or none are.
    """
    wanted = [DeliveryId(each) for each in ids]
    now = wireroom.utc_now()
    with amending(ctx, config) as (_, store):
        answer = store.run(lambda conn: alerts.resend(conn, wanted, now))
        _refuse(answer)
        _tell_disabled(store, {ChannelId(row["channel"]) for row in answer.deliveries})
    columns = ("id", "channel", "state", "attempts", "next_attempt_at", "last_error")
    show_rows(answer.deliveries, columns, as_json=as_json)
    for row in answer.deliveries:
        if row["state"] == DeliveryState.LEASED:
            tell(f"{row['id']}: is being sent already; nothing was changed")
    if any(row["state"] != DeliveryState.LEASED for row in answer.deliveries):
        tell(_NEXT)


def _refuse(answer: alerts.Resent) -> None:
    """Raise UsageError if anything that was asked for cannot be."""
    if answer.unknown:
        listed = "nothing was changed; see: wireroom deliveries list"
        raise UsageError(f"delivery {', '.join(answer.unknown)}: not in the store; {listed}")
    if answer.forgotten:
        raise UsageError(
            f"delivery {', '.join(answer.forgotten)}: delivered over 7 days ago, its bytes are not "
            "kept any more; nothing was changed"
        )


@deliveries.command(
    "recover",
    epilog=examples(
        "deliveries recover --since 2h",
        "deliveries recover --since 2023-08-13 --channel newsroom --dry-run",
    ),
)
def recover(
    ctx: typer.Context,
    since: Annotated[
        datetime,
        typer.Option(
            parser=moment,
            metavar="WHEN",
            help="Only what ended since: 2h or 3d ago, a day, or a time.",
            show_default=False,
        ),
    ],
    channel: Annotated[str | None, typer.Option(metavar="ID", help="Only of this channel.")] = None,
    states: Annotated[
        str,
        typer.Option("--state", metavar="STATE", help="Only failed, or only discarded."),
    ] = ",".join(_UNDELIVERED),
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell how many there are, and change nothing.")
    ] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Send again whatever ended undelivered since a time.

    As by resend; for after an endpoint was down for days, or a channel was gone.
    """
    wanted, now = _states(states), wireroom.utc_now()
    counts = {}
    with amending(ctx, config) as (found, store):
        own = None if channel is None else ChannelId(channel)
        if own is not None and not _known(own, found, store):
            raise UsageError(f"--channel {own}: not in {found.path}, and nothing went there")
        for state in wanted:
            lost = alerts.Lost(state=state, since=since, until=now, channel=own)
            counts[state.value] = _counted(store, lost) if dry_run else _recovered(store, lost, now)
        if any(counts.values()):
            _tell_disabled(store, None if own is None else {own})
    answer = {"since": since.isoformat(), "dry_run": dry_run, **counts}
    show(answer | {"deliveries": sum(counts.values())}, as_json=as_json)
    if not dry_run and any(counts.values()):
        tell(_NEXT)


def _tell_disabled(store: Store, channels: Collection[ChannelId] | None) -> None:
    """Tell which of `channels`, or of all, take nothing: what is sent there is discarded again."""
    for name, found in store.run(alerts.list_endpoints).items():
        if found.state is EndpointState.DISABLED and (channels is None or name in channels):
            tell(
                f"webhook {name}: is disabled, and what is sent there is discarded; "
                f"enable it first: wireroom webhooks enable {name}"
            )


def _known(channel: ChannelId, config: Config, store: Store) -> bool:
    return channel in config.channels or store.run(lambda conn: alerts.goes_to(conn, channel))


def _counted(store: Store, lost: alerts.Lost) -> int:
    return store.run(lambda conn: alerts.count_lost(conn, lost))


def _recovered(store: Store, lost: alerts.Lost, now: datetime) -> int:
    """Make all that was `lost` due, a few hundred at a time; return how many there were.

    What fails again meanwhile ended after `lost.until`, and is left.
    """
    total, left = 0, lost
    while part := store.run(partial(alerts.recover, lost=left, now=now, limit=_AT_ONCE)):
        total += part.count
        left = replace(lost, since=part.reached)
    return total
