"""`backtest` and `suggest`: what a rule would find in what is stored, and what it does not."""

import os
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from alerts.types import EntityId, RuleId
from monitor import app as wireroom
from monitor.app.trying import Trial
from monitor.cli.errors import told
from monitor.cli.output import limit_of, progress, put, show_fields, show_json, show_rows
from monitor.cli.root import ConfigOption, JsonOption, LimitOption, app, configured, examples
from monitor.cli.times import moment
from monitor.config import Config, load
from monitor.errors import UsageError
from monitor.poll import selector_error
from monitor.store import Store

_ARTICLE = ("id", "published", "source", "title", "matched")
_MISS = ("articles", "example", "why", "title")
_OWN = ("rule", "when", "against", "articles", "hits", "copies", "added", "dropped")
Time = Annotated[
    datetime | None,
    typer.Option(parser=moment, metavar="TIME", help="Only published since this day or time."),
]


@app.command(
    epilog=examples(
        "backtest un-leaves-the-north",
        "backtest un-leaves-the-north --when '@minusma AND @ber'",
        "backtest un-leaves-the-north --against edited.yaml --json",
    )
)
def backtest(
    ctx: typer.Context,
    rule: Annotated[str, typer.Argument(metavar="RULE", hidden=True)],
    against: Annotated[
        str | None,
        typer.Option(
            metavar="OTHER",
            help="Tell what another rule, or RULE in another configuration file (an edited copy), "
            "would add and drop.",
        ),
    ] = None,
    when: Annotated[
        str | None,
        typer.Option(
            metavar="EXPR",
            help="Try this expression in the place of RULE's, and tell what it adds and drops. "
            "RULE may also be a new name.",
        ),
    ] = None,
    since: Time = None,
    until: Annotated[
        datetime | None,
        typer.Option(parser=moment, metavar="TIME", help="Only published before this day or time."),
    ] = None,
    limit: LimitOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Try a rule on what is stored, and see what it just misses.

    Nothing is stored or sent. A change adds what RULE as it stands does not find, and drops what
    it alone finds. Near misses are articles to which one clause is missing, or that would be found
    if a name were not misspelt.
    """
    with told():
        if when is not None and against is not None:
            raise UsageError("--when and --against are two changes: give one of them")
        found = configured(ctx, config)
        trial = _trial(found, RuleId(rule), against, when)
        with (
            Store.to_read(found.settings.database_path) as store,
            progress("articles") as bar,
        ):
            answer = wireroom.backtest(
                store,
                trial,
                since=since,
                until=until,
                most=limit_of(limit, as_json=as_json),
                expect=bar.expect,
                advance=bar.advance,
            )
    if as_json:
        show_json(answer)
    else:
        _show(answer)


def _trial(config: Config, rule: RuleId, other: str | None, when: str | None) -> Trial:
    trial = wireroom.trial(config, rule, when=when)
    if other is None:
        return trial
    if RuleId(other) in config.rules:
        return wireroom.against(trial, config, RuleId(other), other)
    if not (path := Path(other)).is_file():
        raise UsageError(f"--against {other}: neither a rule of {config.path} nor a file")
    theirs = load(path, os.environ, selector_error=selector_error)
    return wireroom.against(trial, theirs, rule, other)


def _show(answer: dict[str, Any]) -> None:
    days = [answer[key][:10] for key in ("first", "last") if answer[key]]
    own = {key: answer[key] for key in _OWN if answer[key] is not None}
    show_fields(own | {"days": " to ".join(dict.fromkeys(days)) or "-"})
    if answer["per_day"]:
        show_fields({"per_day": answer["per_day"]})
    for key in ("found", "adds", "drops"):
        _section(key, answer[key], _ARTICLE)
    _section("near_misses", list(map(_flat, answer["near_misses"])), _MISS)


def _flat(miss: dict[str, Any]) -> dict[str, Any]:
    """Return a near miss with its newest example on its own level."""
    newest = miss["examples"][0]
    return miss | {"example": newest["id"], "title": newest["title"]}


def _section(name: str, rows: list[dict[str, Any]], columns: tuple[str, ...]) -> None:
    if rows:
        put("")
        put(name)
        show_rows(rows, columns, as_json=False)


@app.command(epilog=examples("suggest cma", "suggest kidal --json"))
def suggest(
    ctx: typer.Context,
    entity: Annotated[str, typer.Argument(metavar="ENTITY", hidden=True)],
    limit: LimitOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tell what else an entity is called in what is stored.

    Long forms written next to its short names, and spellings that are one letter, a gap, an
    accent or a capital away. Proven are the articles that name the entity, on evidence.
    """
    with told():
        found = configured(ctx, config)
        with Store.to_read(found.settings.database_path) as store:
            rows = store.run(lambda conn: wireroom.suggest(conn, found, EntityId(entity)))
    columns = ("kind", "articles", "proven", "known", "of", "example", "languages", "written")
    show_rows(
        rows[: limit_of(limit, as_json=as_json)],
        columns,
        as_json=as_json,
        empty="no other name stands in the store",
    )
