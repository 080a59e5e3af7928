"""`webhooks`: where alerts are posted to, how each one fares, and what a person does about it.

What changes one works beside a running daemon, in one short transaction: the daemon reads states,
subscribers and secrets anew for every round of deliveries.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from alerts import api as alerts
from alerts.types import ChannelId, EndpointState, RuleId, Severity, WebhookFormat
from monitor import app as wireroom
from monitor.cli.errors import Exit, told
from monitor.cli.output import limit_of, show, show_rows, tell
from monitor.cli.root import (
    ConfigOption,
    JsonOption,
    LimitOption,
    app,
    configured,
    examples,
    listing,
    reading,
)
from monitor.config import Config
from monitor.store import Store

IdArgument = Annotated[str, typer.Argument(metavar="ID", hidden=True)]

webhooks = typer.Typer(
    help="Webhooks: add, test, enable, disable, and how each fares.",
    epilog=examples(
        "webhooks list",
        "webhooks add https://example.org/hook --rule ber",
        "webhooks test newsroom",
        "webhooks enable newsroom",
    ),
    no_args_is_help=True,
)
app.add_typer(webhooks, name="webhooks")


@webhooks.command("list", epilog=examples("webhooks list", "webhooks list --json"))
def list_webhooks(
    ctx: typer.Context,
    limit: LimitOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List webhooks.

    Of an address only the plain words are shown: the rest may be a secret.
    """
    with listing(ctx, config) as (found, conn):
        rows = list(wireroom.webhook_rows(conn, found))[: limit_of(limit, as_json=as_json)]
        columns = ("id", "state", "failures", "last_success", "rules", "url")
        show_rows(rows, columns, as_json=as_json, empty="there is no webhook")


@webhooks.command("show", epilog=examples("webhooks show newsroom"))
def show_webhook(
    ctx: typer.Context,
    webhook: IdArgument,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the webhook ID: its state, since when, and why."""
    with reading(ctx, config) as store, store.transaction() as conn:
        found = configured(ctx, config)
        show(wireroom.webhook_row(conn, found, ChannelId(webhook)), as_json=as_json)


@webhooks.command("test", epilog=examples("webhooks test newsroom"))
def knock(
    ctx: typer.Context,
    webhook: IdArgument,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Send a signed webhook.test to the webhook ID.

    Whatever its state. It ends with 4 if the endpoint does not take it.
    """
    with reading(ctx, config) as store:
        found = configured(ctx, config)
        done = asyncio.run(_knock(found, store, ChannelId(webhook)))
        show(done, as_json=as_json)
    if not done["sent"]:
        raise typer.Exit(Exit.ALL_FAILED)


@webhooks.command(
    "add",
    epilog=examples(
        "webhooks add https://example.org/hook",
        "webhooks add https://example.org/hook --rule ber --severity high --format brief",
    ),
)
def add(
    ctx: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", hidden=True)],
    rules: Annotated[
        list[str] | None,
        typer.Option("--rule", metavar="ID", help="Only alerts of this rule; may be repeated."),
    ] = None,
    severity: Annotated[
        Severity, typer.Option(help="Only alerts that are at least so severe.")
    ] = Severity.LOW,
    format_: Annotated[
        WebhookFormat, typer.Option("--format", help="The whole alert, or only its title and link.")
    ] = WebhookFormat.STANDARD,
    challenge: Annotated[
        bool,
        typer.Option(
            "--challenge/--no-challenge", help="Ask the endpoint first whether it wants this."
        ),
    ] = True,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Send alerts to URL from the next one on.

    Its secret is shown this once.
    """
    wants = alerts.Filter(rules=tuple(map(RuleId, rules or ())), severity=severity)
    wanted = wireroom.Wanted(url=url, wants=wants, format=format_)
    with _changing(ctx, config) as (found, store):
        done = asyncio.run(_add(found, store, wanted, challenge=challenge))
    show(done, as_json=as_json)


@webhooks.command("rotate", epilog=examples("webhooks rotate sub_5f0c…"))
def rotate(
    ctx: typer.Context,
    webhook: IdArgument,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give the subscribed webhook ID a new secret, shown this once.

    For 24 hours what is sent has a signature of the old one too.
    """
    now = wireroom.utc_now()
    with _changing(ctx, config) as (found, store):
        done = store.run(lambda conn: wireroom.rotate(conn, found, ChannelId(webhook), now))
    show(done, as_json=as_json)


@webhooks.command("delete", epilog=examples("webhooks delete sub_5f0c…"))
def delete(ctx: typer.Context, webhook: IdArgument, config: ConfigOption = None) -> None:
    """Forget the subscribed webhook ID.

    What is on its way there is discarded.
    """
    now = wireroom.utc_now()
    with _changing(ctx, config) as (found, store):
        store.run(lambda conn: wireroom.unsubscribe(conn, found, ChannelId(webhook), now))
    tell(f"webhook {webhook}: deleted")


@webhooks.command("enable", epilog=examples("webhooks enable newsroom"))
def enable(
    ctx: typer.Context,
    webhook: IdArgument,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Send to the webhook ID again.

    What was discarded meanwhile stays discarded.
    """
    _set(ctx, config, webhook, EndpointState.ENABLED, as_json=as_json)


@webhooks.command("disable", epilog=examples("webhooks disable newsroom"))
def disable(
    ctx: typer.Context,
    webhook: IdArgument,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Send nothing more to the webhook ID.

    What is on its way there is discarded.
    """
    _set(ctx, config, webhook, EndpointState.DISABLED, as_json=as_json)


@webhooks.command("attempts", epilog=examples("webhooks attempts newsroom -n 5 --json"))
def list_attempts(
    ctx: typer.Context,
    webhook: IdArgument,
    limit: LimitOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the attempts at the webhook ID.

    Those of the newest delivery come first.
    """
    with listing(ctx, config) as (found, conn):
        wireroom.find_webhook(conn, found, ChannelId(webhook), wireroom.utc_now())
        rows = alerts.list_attempts(
            conn, ChannelId(webhook), limit=limit_of(limit, as_json=as_json)
        )
        columns = ("delivery_id", "n", "at", "outcome", "status", "elapsed_ms", "error", "answer")
        show_rows(rows, columns, as_json=as_json, empty="nothing was sent to it yet")


@contextmanager
def _changing(ctx: typer.Context, option: str | None) -> Iterator[tuple[Config, Store]]:
    with told():
        found = configured(ctx, option)
        with Store.to_amend(found.settings.database_path, create=True) as store:
            yield found, store


async def _add(
    config: Config, store: Store, wanted: wireroom.Wanted, *, challenge: bool
) -> dict[str, Any]:
    async with wireroom.open_hooks(config, store) as hooks:
        return await wireroom.subscribe(hooks, wanted, challenge=challenge)


async def _knock(config: Config, store: Store, webhook: ChannelId) -> dict[str, Any]:
    async with wireroom.open_hooks(config, store) as hooks:
        return await wireroom.try_webhook(hooks, webhook)


def _set(
    ctx: typer.Context, option: str | None, webhook: str, state: EndpointState, *, as_json: bool
) -> None:
    now = wireroom.utc_now()
    with _changing(ctx, option) as (found, store):
        done = store.run(
            lambda conn: wireroom.set_webhook(conn, found, ChannelId(webhook), state, now)
        )
    show(done, as_json=as_json)
    if state is EndpointState.DISABLED:
        tell(f"to go on: wireroom webhooks enable {webhook}")
