"""`sources`: what is configured, how it fares, and what stands at an address."""

from typing import Annotated, Any

import typer

from monitor import app as wireroom
from monitor.cli.errors import told
from monitor.cli.output import limit_of, show_rows
from monitor.cli.root import ConfigOption, JsonOption, LimitOption, app, configured, examples

sources = typer.Typer(
    help="The configured sources.",
    epilog=examples("sources list", "sources test maliweb", "sources discover https://example.org"),
    no_args_is_help=True,
)
app.add_typer(sources, name="sources")


@sources.command("list", epilog=examples("sources list --json"))
def list_(
    ctx: typer.Context,
    limit: LimitOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the sources with their health."""
    with told():
        rows = wireroom.source_rows(configured(ctx, config))
    shown = rows[: limit_of(limit, as_json=as_json)]
    columns = ("id", "kind", "health", "since", "reason", "last_poll", "next_due", "articles")
    show_rows(shown, columns, as_json=as_json, empty="no source is configured")


@sources.command(
    "test", epilog=examples("sources test maliweb", "sources test un-news-africa --json")
)
def try_one(
    ctx: typer.Context,
    source: Annotated[str, typer.Argument(metavar="SOURCE")],
    limit: LimitOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Poll one source and show the links found there; nothing is stored."""
    with told():
        rows = wireroom.try_source(configured(ctx, config), source)
    _show(rows[: limit_of(limit, as_json=as_json)], as_json=as_json)


@sources.command(epilog=examples("sources discover https://example.org/news"))
def discover(
    ctx: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL")],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tell what stands at an address: a feed, a sitemap, a listing, or the feeds a page names."""
    with told():
        rows = wireroom.discover(configured(ctx, config), url)
    show_rows(rows, ("kind", "url", "links"), as_json=as_json)


def _show(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    show_rows(rows, ("published", "title", "url"), as_json=as_json, empty="no link was found")
