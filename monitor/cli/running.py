"""`fetch`, `import` and `demo`: the commands that bring articles in."""

import asyncio
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from monitor import app as wireroom
from monitor.cli.errors import Exit, told
from monitor.cli.output import progress, show_json, tell
from monitor.cli.root import ConfigOption, JsonOption, app, configured, examples
from monitor.pipeline import Intake
from monitor.read import FORMATS
from monitor.store import Store
from monitor.types import SourceId


@app.command(
    epilog=examples("fetch", "fetch un-news-africa maliweb", "fetch --all --json"),
)
def fetch(
    ctx: typer.Context,
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SOURCE]...", help="Only these, due or not."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every source, due or not.")] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Poll what is due, process it, deliver what is due, once."""
    with told():
        found = configured(ctx, config)
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
    _show_report(report.as_json(), as_json=as_json)
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
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...")],
    format_: Annotated[
        str | None,
        typer.Option("--format", metavar="|".join(FORMATS), help="Else told by the extension."),
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
    """Bring articles from files through the same pipeline: text, HTML, JSON Lines, WARC, feeds."""
    intake = Intake(
        source=SourceId(source) if source else None,
        as_published=as_of is AsOf.PUBLISHED,
        now=wireroom.utc_now(),
    )
    with told():
        found = configured(ctx, config)
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
    _show_report(report.as_json(), as_json=as_json)
    if report.tally.articles_failed:
        raise typer.Exit(Exit.SOME_FAILED)


@app.command(epilog=examples("demo", "demo --json"))
def demo(
    folder: Annotated[
        Path, typer.Argument(metavar="[FOLDER]", help="Where the demo leaves its files.")
    ] = Path("demo"),
    as_json: JsonOption = False,
) -> None:
    """Run the main job on a small newsroom that is served on this machine."""
    from monitor import demo as newsroom  # with its mail server, which nothing else needs

    with told():
        result = newsroom.run(folder, (lambda line: None) if as_json else print)
    if as_json:
        show_json(result.as_json())
    if not result.held:
        tell("the demo did not deliver what it promises")
        raise typer.Exit(Exit.ALL_FAILED)


def _show_report(summary: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        show_json(summary)
        return
    for noun in ("sources", "articles", "deliveries"):
        if noun in summary:
            counts = (f"{count} {what.replace('_', ' ')}" for what, count in summary[noun].items())
            print(f"{noun:11}" + "  ".join(counts))
    print(f"{'alerts':11}{summary['alerts']} from {summary['hits']} hits")
