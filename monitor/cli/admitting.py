"""`tokens`: which programs may use the API, and for what."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any

import typer

from alerts.api import instant
from monitor import app as wireroom
from monitor.cli.errors import told
from monitor.cli.output import limit_of, show, show_rows
from monitor.cli.root import (
    ConfigOption,
    JsonOption,
    LimitOption,
    app,
    configured,
    examples,
    listing,
)
from monitor.errors import UsageError
from monitor.store import Store
from monitor.store import tokens as kept

_NAME_CHARS = 100

tokens = typer.Typer(
    help="Tokens of the API: which programs may use it, for what.",
    epilog=examples("tokens add newsroom", "tokens list", "tokens revoke tok_4f0c…"),
    no_args_is_help=True,
)
app.add_typer(tokens, name="tokens")


@tokens.command("list", epilog=examples("tokens list", "tokens list --json"))
def list_tokens(
    ctx: typer.Context,
    limit: LimitOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List tokens, newest first; their texts are stored nowhere."""
    with listing(ctx, config) as (_, conn):
        rows = [_row(each) for each in kept.tokens(conn, limit=limit_of(limit, as_json=as_json))]
        columns = ("id", "name", "scopes", "last_used_at", "expires_at", "revoked_at")
        show_rows(rows, columns, as_json=as_json, empty="there is no token")


@tokens.command(
    "add",
    epilog=examples("tokens add newsroom", "tokens add wall --scope alerts:read --days 90"),
)
def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", hidden=True)],
    scopes: Annotated[
        list[kept.Scope] | None,
        typer.Option("--scope", help="What for, may be repeated; else for all.", metavar="SCOPE"),
    ] = None,
    days: Annotated[
        int | None,
        typer.Option(min=1, max=3650, metavar="N", help="Let it expire after so many days."),
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a token for the program NAME; its text is shown this once.

    Scopes are subscriptions:read, subscriptions:write and alerts:read.
    """
    now = wireroom.utc_now()
    with told():
        if not name.strip() or len(name) > _NAME_CHARS or not name.isprintable():
            raise UsageError(f"{name!r}: expected a name of one line, at most 100 characters")
        with Store.to_amend(configured(ctx, config).settings.database_path, create=True) as store:
            made, text = store.run(
                lambda conn: kept.add(
                    conn,
                    name=name,
                    scopes=frozenset(scopes or kept.Scope),
                    now=now,
                    expires_at=now + timedelta(days=days) if days else None,
                )
            )
    show({"token": text, **_row(made)}, as_json=as_json)


@tokens.command("revoke", epilog=examples("tokens revoke tok_4f0c…"))
def revoke(
    ctx: typer.Context,
    token_id: Annotated[str, typer.Argument(metavar="ID", hidden=True)],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let the token ID be used no more.

    What was subscribed with it is disabled.
    """
    now = wireroom.utc_now()
    with (
        told(),
        Store.to_amend(configured(ctx, config).settings.database_path, create=True) as store,
    ):
        done = store.run(lambda conn: wireroom.revoke(conn, token_id, now))
    show({**_row(done.token), "disabled": list(done.disabled)}, as_json=as_json)


def _row(token: kept.Token) -> Mapping[str, Any]:
    return {
        "id": token.id,
        "name": token.name,
        "scopes": sorted(token.scopes),
        "created_at": _shown(token.created_at),
        "last_used_at": _shown(token.last_used_at),
        "expires_at": _shown(token.expires_at),
        "revoked_at": _shown(token.revoked_at),
    }


def _shown(when: datetime | None) -> str | None:
    return instant(when) if when else None
