"""`stories`: the events that articles tell of, newest first, and the whole of one."""

import shutil
import sys
from datetime import datetime
from typing import Annotated

import typer

from monitor import app as parts
from monitor.cli import timeline
from monitor.cli.listing import of_known
from monitor.cli.output import coloured, limit_of, put, show_json, show_rows, tell
from monitor.cli.root import ConfigOption, JsonOption, LimitOption, app, examples, listing, reading
from monitor.cli.times import moment
from monitor.store import storylines

stories = typer.Typer(
    help="What articles tell of; `show` is the timeline of one.",
    epilog=examples(
        "stories",
        "stories --entity kidal --min-articles 3",
        "stories --since 3d --json",
        "stories show 12",
    ),
)
app.add_typer(stories, name="stories", invoke_without_command=True)


@stories.callback()
def list_stories(
    ctx: typer.Context,
    since: Annotated[
        datetime | None,
        typer.Option(parser=moment, metavar="TIME", help="Only with news since this day or time."),
    ] = None,
    entity: Annotated[
        str | None, typer.Option(metavar="ID", help="Only where an article names this entity.")
    ] = None,
    source: Annotated[
        str | None, typer.Option(metavar="ID", help="Only with an article of this source.")
    ] = None,
    language: Annotated[
        str | None,
        typer.Option(metavar="CODE", help="Only with an article in this language (en, fr …)."),
    ] = None,
    min_articles: Annotated[
        int, typer.Option(min=1, max=10**9, metavar="N", help="Only of at least N articles.")
    ] = 1,
    limit: LimitOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List stories, those with the newest news first."""
    if ctx.invoked_subcommand:
        return
    wanted = storylines.Filter(
        since=since, source=source, entity=entity, language=language, min_articles=min_articles
    )
    with listing(ctx, config) as (found, conn):
        rows = parts.list_stories(conn, wanted, limit=limit_of(limit, as_json=as_json))
        rows = of_known(rows, found, source=source, entity=entity)
        columns = ("id", "first_seen", "last_seen", "articles", "independent", "languages", "title")
        show_rows(rows, columns, as_json=as_json, empty="no such story")


@stories.command("show", epilog=examples("stories show 12", "stories show 12 --json"))
def show_story(
    ctx: typer.Context,
    story_id: Annotated[int, typer.Argument(metavar="ID", hidden=True)],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tell the story of the number ID from its first article to its last.

    Of each article: what it added, whether it was copied or rewritten from another or credits an
    agency, and whether it is older than its stamp. Then where sources disagree.
    """
    with reading(ctx, config) as store, store.transaction() as conn:
        found = parts.show_story(conn, story_id)
    if found["id"] != story_id:
        tell(f"story {story_id}: turned out to be story {found['id']}, which is shown")
    if as_json:
        show_json(found)
        return
    is_terminal = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if is_terminal else sys.maxsize
    for line in timeline.lines(found, width=width, coloured=is_terminal and coloured()):
        put(line)
