"""`fetch`, `import` and `demo`: the commands that bring articles in."""

import asyncio
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from alerts.types import FileChannel
from monitor import app as wireroom
from monitor.cli.errors import Exit, told
from monitor.cli.output import progress, put, show_json, tell
from monitor.cli.root import ConfigOption, JsonOption, app, configured, examples
from monitor.config import Config
from monitor.errors import UsageError
from monitor.store import Store
from monitor.types import SourceId


@app.command(
    epilog=examples("fetch", "fetch un-news-africa maliweb", "fetch --all --json"),
)
def fetch(
    ctx: typer.Context,
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="SOURCE", hidden=True),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every source, due or not.")] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Poll what is due, process it, deliver what is due, once.

    Each SOURCE that is named is polled, due or not. What a server asked for is kept to all the
    same: its Retry-After, its robots.txt. An alert that could not be delivered is tried again by
    the next run.
    """
    with told():
        found = configured(ctx, config)
        say = _say(found, as_json=as_json)
        with Store.to_write(found.settings.database_path) as store, progress("polling") as bar:
            report = asyncio.run(
                wireroom.fetch(
                    found,
                    store,
                    only=tuple(sources or ()),
                    every=every,
                    started=bar.expect,
                    advanced=lambda visited: bar.advance(),
                )
            )
    for visited in report.visited:
        if visited.problem:
            tell(f"{visited.source.id}: {visited.problem}")
    if as_json:
        show_json(report.as_json())
    else:
        _show_report(report.as_json(), "sources", "articles", "deliveries", say=say)
    _tell_held(report.deliveries.held)
    failed, polled = report.tally.sources_failed, report.tally.polled
    if failed:
        raise typer.Exit(Exit.ALL_FAILED if failed == polled else Exit.SOME_FAILED)


class AsOf(StrEnum):
    """When an imported article counts as fetched."""

    NOW = "now"
    PUBLISHED = "published"


@app.command(
    "import",
    epilog=examples(
        "import articles/*.txt",
        "import wire.jsonl.gz --as-of published --no-deliver",
        "import crawl.warc.gz --source archive --json",
    ),
)
def import_(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", hidden=True)],
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="One of txt, html, jsonl, warc, xml; else told by the extension.",
        ),
    ] = None,
    source: Annotated[
        str | None, typer.Option(metavar="ID", help="The source of all; else each line's own.")
    ] = None,
    as_of: Annotated[
        AsOf, typer.Option(help="When the articles count as fetched: `published` replays time.")
    ] = AsOf.NOW,
    deliver: Annotated[
        bool, typer.Option("--deliver/--no-deliver", help="Send the alerts, or only store them.")
    ] = True,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring articles in from files, through the same pipeline.

    By its extension, with or without .gz, a PATH is text (.txt), HTML, JSON Lines (.jsonl), a web
    archive (.warc) or a feed (.xml). What is stored already is not stored again. What cannot be
    read is named with its line, and the rest is done.
    """
    intake = wireroom.Intake(
        source=SourceId(source) if source else None,
        as_published=as_of is AsOf.PUBLISHED,
        now=wireroom.utc_now(),
    )
    with told():
        found = configured(ctx, config)
        say = _say(found, as_json=as_json) if deliver else put
        with Store.to_write(found.settings.database_path) as store, progress("importing") as bar:
            report = asyncio.run(
                wireroom.import_files(
                    found,
                    store,
                    paths,
                    format=format_,
                    intake=intake,
                    send=deliver,
                    refused=lambda refused: tell(str(refused)),
                    advanced=bar.advance,
                )
            )
    nouns = ("articles", "deliveries") if deliver else ("articles",)
    if as_json:
        show_json(report.as_json())
    else:
        _show_report(report.as_json(), *nouns, say=say)
    _tell_held(report.deliveries.held)
    if report.tally.articles_failed:
        raise typer.Exit(Exit.SOME_FAILED)


@app.command(epilog=examples("demo", "demo --json"))
def demo(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", hidden=True)] = Path("demo"),
    as_json: JsonOption = False,
) -> None:
    """Run the main job on a small newsroom, served on this machine.

    Its files are left in FOLDER, which is demo unless given.
    """
    from monitor import demo as newsroom  # with its mail server, which nothing else needs

    with told():
        result = newsroom.run(folder, (lambda line: None) if as_json else put)
    if as_json:
        show_json(result.as_json())
    if not result.held:
        tell("the demo did not deliver what it promises")
        raise typer.Exit(Exit.ALL_FAILED)


def _tell_held(alerts: int) -> None:
    if alerts:
        tell(f"held, until the calm of their channels lets them leave: {alerts} alerts")


def _say(config: Config, *, as_json: bool) -> Callable[[str], None]:
    """Return what prints a summary: beside the results, if these are the lines of a channel.

    Raises UsageError for --json, which promises one object on standard output and nothing else.
    """
    channels = config.channels.values()
    printing = [c.id for c in channels if isinstance(c, FileChannel) and c.path is None]
    if printing and as_json:
        raise UsageError(
            f"channel {printing[0]} writes to standard output, which --json keeps for its one "
            "object: leave --json out, or give the channel a file"
        )
    return tell if printing else put


def _show_report(summary: dict[str, Any], *nouns: str, say: Callable[[str], None]) -> None:
    for noun in nouns:
        counts = (f"{count} {what.replace('_', ' ')}" for what, count in summary[noun].items())
        say(f"{noun:10}  " + "  ".join(counts))
    say(f"{'alerts':10}  {summary['alerts']} from {summary['hits']} hits")
    say(f"{'elapsed':10}  {summary['elapsed_s']:.1f} s")
