"""`articles`, `search`, `alerts`, `deliveries`: what is in the store, newest first."""

import sys
from collections.abc import Collection, Iterator
from datetime import datetime
from itertools import chain
from typing import Annotated, Any

import typer

from alerts import api as alerts
from alerts.types import AlertId, DeliveryId, DeliveryState, RuleId
from monitor.cli import life
from monitor.cli.output import MOST, coloured, limit_of, put, show, show_json, show_rows, tell
from monitor.cli.root import ConfigOption, JsonOption, LimitOption, app, examples, listing, reading
from monitor.cli.times import moment
from monitor.config import Config
from monitor.errors import UsageError
from monitor.store import kin, storylines
from monitor.store import reading as read_models

IMPORTED = "import"
"""The source of imported articles that name none."""

TextOption = Annotated[bool, typer.Option("--text", help="With the text.")]

articles = typer.Typer(
    help="Stored articles, newest first; `show` tells all of one.",
    epilog=examples(
        "articles",
        "articles --entity kidal --json",
        "articles --no-copies --since 2023-08-13",
        "articles show 17",
    ),
)
deliveries = typer.Typer(
    help="Alerts on their way to channels, and how they fared.",
    epilog=examples(
        "deliveries list", "deliveries list --state failed --json", "deliveries recover --since 2h"
    ),
    no_args_is_help=True,
)
alerts_ = typer.Typer(
    help="What rules have reported, newest first; `show` tells why.",
    epilog=examples("alerts", "alerts --rule un-leaves-the-north --json"),
)
app.add_typer(articles, name="articles", invoke_without_command=True)
app.add_typer(alerts_, name="alerts", invoke_without_command=True)
app.add_typer(deliveries, name="deliveries")


@articles.callback()
def list_articles(
    ctx: typer.Context,
    source: Annotated[str | None, typer.Option(metavar="ID", help="Only of this source.")] = None,
    entity: Annotated[
        str | None, typer.Option(metavar="ID", help="Only those that name this entity.")
    ] = None,
    language: Annotated[
        str | None, typer.Option(metavar="CODE", help="Only in this language (en, fr …).")
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(
            parser=moment,
            metavar="TIME",
            help="Only published since this day or time, such as 2023-08-13 or 2023-08-13T18:30Z.",
        ),
    ] = None,
    copies: Annotated[
        bool | None, typer.Option("--copies/--no-copies", help="Only copies, or none.")
    ] = None,
    story: Annotated[
        int | None, typer.Option(metavar="ID", help="Only of this story (see: wireroom stories).")
    ] = None,
    text: TextOption = False,
    limit: LimitOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List stored articles, newest first."""
    if ctx.invoked_subcommand:
        return
    with listing(ctx, config) as (found, conn):
        wanted = read_models.Filter(
            source=source,
            entity=entity,
            language=language,
            since=since,
            copies=copies,
            story=None if story is None else storylines.standing(conn, story),
        )
        rows = read_models.articles(
            conn, wanted, limit=limit_of(limit, as_json=as_json), with_text=text
        )
        rows = of_known(rows, found, source=source, entity=entity)
        columns = ("id", "published", "source", "language", "entities", "copy_of", "title")
        show_rows(rows, columns, as_json=as_json, empty="no such article is stored")


@articles.command("show", epilog=examples("articles show 17", "articles show 17 --json"))
def show_article(
    ctx: typer.Context,
    article_id: Annotated[int, typer.Argument(metavar="ID", hidden=True)],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the article of the number ID, with its text."""
    with reading(ctx, config) as store, store.transaction() as conn:
        if article_id > MOST:
            raise UsageError(f"article {article_id}: not in the store; see: wireroom articles")
        show(read_models.article_by_id(conn, article_id), as_json=as_json)


@app.command(epilog=examples('search "camp de Ber"', "search Kidal convoy --json"))
def search(
    ctx: typer.Context,
    query: Annotated[list[str], typer.Argument(metavar="QUERY", hidden=True)],
    text: TextOption = False,
    limit: LimitOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find stored articles that contain every word of QUERY.

    Quotes hold a phrase together. The newest article comes first.
    """
    with listing(ctx, config) as (_, conn):
        rows = read_models.search(
            conn, _quoted(query), limit=limit_of(limit, as_json=as_json), with_text=text
        )
        columns = ("id", "published", "source", "title", "snippet")
        show_rows(rows, columns, as_json=as_json, empty="no stored article contains that")


def _quoted(words: list[str]) -> str:
    """Return the query as typed: the shell has taken the quotes off a phrase."""
    return " ".join(f'"{w}"' if " " in w and '"' not in w else w for w in words)


@alerts_.callback()
def list_alerts(
    ctx: typer.Context,
    rule: Annotated[str | None, typer.Option(metavar="ID", help="Only of this rule.")] = None,
    limit: LimitOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List alerts, newest first."""
    if ctx.invoked_subcommand:
        return
    with listing(ctx, config) as (found, conn):
        rows = alerts.list_alerts(
            conn,
            limit=limit_of(limit, as_json=as_json),
            rule=RuleId(rule) if rule else None,
        )
        rows = of_known(rows, found, rule=rule)
        rows = rows if as_json else map(_flat_alert, rows)
        columns = ("id", "created_at", "rule", "severity", "source", "title", "matched")
        show_rows(rows, columns, as_json=as_json, empty="no such alert")


def of_known(
    rows: Iterator[dict[str, Any]], config: Config, **named: str | None
) -> Iterator[dict[str, Any]]:
    """Return `rows`. Raises UsageError if there are none for an id that is not configured either.

    What is stored may be of a source, an entity or a rule that has left the configuration.
    """
    first = next(rows, None)
    if first is not None:
        return chain([first], rows)
    known: dict[str, Collection[str]] = {
        "source": {IMPORTED, *(source.id for source in config.sources)},
        "entity": config.entities,
        "rule": config.rules,
    }
    for option, given in named.items():
        if given is not None and given not in known[option]:
            raise UsageError(f"--{option} {given}: not in {config.path}, and nothing stored has it")
    return iter(())


def _flat_alert(alert: dict[str, Any]) -> dict[str, Any]:
    """Return an alert with what a table shows of its article and matches on its own level."""
    words = dict.fromkeys(match["text"] for match in alert["matches"])
    article = alert["article"]
    return alert | {
        "source": article["source"],
        "title": article["title"],
        "matched": list(words)[:4],
    }


@alerts_.command("show", epilog=examples("alerts show al_4f0c…", "alerts show al_4f0c… --json"))
def show_alert(
    ctx: typer.Context,
    alert_id: Annotated[str, typer.Argument(metavar="ID", hidden=True)],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the whole life of the alert ID.

    The article and the copies that it stands for, the words that matched and the evidence for
    them, where it went, what became of it, and what is still to come.
    """
    with reading(ctx, config) as store, store.transaction() as conn:
        found = alerts.show_alert(conn, AlertId(alert_id))
        if found is None:
            raise UsageError(f"alert {alert_id}: not in the store; see: wireroom alerts")
        article = found["article"]["id"]
        found["copies"] = kin.copies_of(conn, article)
        found["revisions"] = kin.revisions_of(conn, article)
        fields = kin.text_with(conn, article, found["matches"])
    if as_json:
        show_json(found)
        return
    for line in life.lines(found, fields, coloured=sys.stdout.isatty() and coloured()):
        put(line)


@deliveries.command("list", epilog=examples("deliveries list --state retry_wait"))
def list_deliveries(
    ctx: typer.Context,
    state: Annotated[
        DeliveryState | None,
        typer.Option(metavar="STATE", help=f"Only in this state: {', '.join(DeliveryState)}."),
    ] = None,
    alert: Annotated[str | None, typer.Option(metavar="ID", help="Only of this alert.")] = None,
    limit: LimitOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List deliveries, newest first."""
    with listing(ctx, config) as (_, conn):
        shown = alerts.show_alert(conn, AlertId(alert)) if alert else None
        if alert and shown is None:
            raise UsageError(f"--alert {alert}: not in the store; see: wireroom alerts")
        for hold in shown["held"] if shown else ():
            tell(f"{alert}: held by {hold['channel']} until {hold['until']}: {hold['why']}")
        rows = alerts.list_deliveries(
            conn,
            limit=limit_of(limit, as_json=as_json),
            state=state,
            alert_id=AlertId(alert) if alert else None,
        )
        columns = ("id", "channel", "state", "attempts", "next_attempt_at", "last_error")
        show_rows(rows, columns, as_json=as_json, empty="no such delivery")


@deliveries.command("show", epilog=examples("deliveries show msg_91b2…"))
def show_delivery(
    ctx: typer.Context,
    delivery_id: Annotated[str, typer.Argument(metavar="ID", hidden=True)],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show where the delivery ID stands and why.

    With every attempt of it, and the alerts that it carries.
    """
    with reading(ctx, config) as store, store.transaction() as conn:
        found = alerts.show_delivery(conn, DeliveryId(delivery_id))
        if found is None:
            listed = "see: wireroom deliveries list"
            raise UsageError(f"delivery {delivery_id}: not in the store; {listed}")
        show(found, as_json=as_json)
