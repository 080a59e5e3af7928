"""`db`: the store itself."""

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.errors import Exit, told
from monitor.cli.output import show, tell
from monitor.cli.root import ConfigOption, JsonOption, app, configured, examples, reading
from monitor.store import Store, schema

db = typer.Typer(
    help="The store: upgrade it, check it, back it up.",
    epilog=examples("db check", "db backup /var/backups/wireroom.db"),
    no_args_is_help=True,
)
app.add_typer(db, name="db")


@db.command(epilog=examples("db upgrade"))
def upgrade(ctx: typer.Context, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Bring the store to the schema of this release.

    One that is not there yet is created.
    """
    with told():
        path = configured(ctx, config).settings.database_path
        with Store.to_write(path, upgrade=True) as store:
            done = {"database": str(path), "schema": store.run(schema.current)}
    show(done, as_json=as_json)


@db.command(epilog=examples("db check", "db check --json"))
def check(ctx: typer.Context, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Check that the file and its full-text index are whole."""
    with reading(ctx, config) as store:
        found = store.run(schema.check)
        show({"database": str(store.path), **found}, as_json=as_json)
    if found["problems"]:
        tell(f"{store.path}: damaged; restore a backup made with: wireroom db backup")
        raise typer.Exit(Exit.USAGE)


@db.command(epilog=examples("db backup /var/backups/wireroom.db"))
def backup(
    ctx: typer.Context,
    target: Annotated[Path, typer.Argument(metavar="FILE", hidden=True)],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Copy the store to a new FILE, also while it is written to.

    The copy is one moment of the store, whole.
    """
    with reading(ctx, config) as store:
        store.backup(target)
    show({"backup": str(target), "bytes": target.stat().st_size}, as_json=as_json)
