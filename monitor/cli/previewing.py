"""`alerts preview`: what would be sent, and when: a person tunes the calm of channels by it."""

from datetime import datetime, timedelta
from typing import Annotated

import typer
from sqlalchemy import Connection

from monitor import app as wireroom
from monitor.cli.listing import alerts_
from monitor.cli.output import limit_of, show_fields, show_json, show_rows, tell
from monitor.cli.root import ConfigOption, JsonOption, LimitOption, examples, listing
from monitor.cli.times import moment
from monitor.config import Config
from monitor.errors import UsageError

_WEEK = timedelta(days=7)


@alerts_.command(
    "preview",
    epilog=examples(
        "alerts preview",
        "alerts preview --channel desk --since 30d --json",
        "alerts preview --alert al_4f0c… --channel desk",
    ),
)
def preview(
    ctx: typer.Context,
    channel: Annotated[str | None, typer.Option(metavar="ID", help="Only to this channel.")] = None,
    since: Annotated[
        datetime | None,
        typer.Option(
            parser=moment,
            metavar="TIME",
            help="Of alerts since this day or time, or so long ago, such as 12h; else 7d.",
        ),
    ] = None,
    alert: Annotated[
        str | None, typer.Option(metavar="ID", help="Print the message of this alert instead.")
    ] = None,
    limit: LimitOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the messages in which alerts would leave; nothing is sent.

    The alerts that are stored go through the calm of each channel as it is configured now: change
    it, and look again. A message is listed at the time at which it would leave, with what held it.
    """
    with listing(ctx, config) as (found, conn):
        if alert is not None:
            _show_message(conn, found, alert, channel, as_json=as_json)
            return
        begins = since or wireroom.utc_now() - _WEEK
        previewed = wireroom.preview(conn, found, only=channel, since=begins)
        rows = previewed.rows(conn, limit_of(limit, as_json=as_json))
        if not as_json:  # a title may hold a comma
            rows = (row | {"titles": " · ".join(row["titles"])} for row in rows)
        columns = ("at", "channel", "kind", "alerts", "why", "titles")
        show_rows(rows, columns, as_json=as_json, empty="no alert since then would be sent")
        for line in previewed.sums:
            tell(line)
        if since is None:
            tell("of the last 7 days; older ones: --since 30d")


def _show_message(
    conn: Connection, config: Config, alert: str, channel: str | None, *, as_json: bool
) -> None:
    """Print one message: what is JSON as it is, a mail for people without its HTML."""
    if channel is None:
        names = ", ".join(config.channels) or "none is configured"
        raise UsageError(f"--alert {alert}: name a channel too, --channel ID: {names}")
    message = wireroom.preview_message(conn, config, alert=alert, channel=channel)
    if as_json or "html" not in message:
        show_json(message)
    else:
        show_fields({key: value for key, value in message.items() if key != "html"})
