"""`sources`: what is configured, how it fares, what stands at an address, and adding to it."""

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from monitor import app as wireroom
from monitor.cli.errors import Exit, told
from monitor.cli.output import limit_of, show_json, show_rows, tell
from monitor.cli.root import ConfigOption, JsonOption, LimitOption, app, configured, examples
from monitor.config import Config, opml
from monitor.config.append import alone, append, refusals
from monitor.config.edit import NewSource, literal, tag_of, unique_id
from monitor.errors import UsageError
from monitor.poll import selector_error
from monitor.types import ArticleFrom, Source, SourceKind
from monitor.urls import host, resolve

sources = typer.Typer(
    help="The configured sources.",
    epilog=examples(
        "sources list",
        "sources discover https://example.org",
        "sources add https://example.org/feed.xml --tag mali",
        "sources test maliweb",
        "sources import-opml feeds.opml",
    ),
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
        rows = wireroom.source_rows(configured(ctx, config), wireroom.utc_now())
    shown = rows[: limit_of(limit, as_json=as_json)]
    columns = ("id", "kind", "health", "since", "reason", "last_poll", "next_due", "articles")
    show_rows(shown, columns, as_json=as_json, empty="no source is configured")


@sources.command(
    epilog=examples(
        "sources add https://www.rfi.fr/fr/afrique/rss --every 10m --tag french",
        "sources add https://www.maliweb.net/category/securite --id maliweb --kind listing "
        "--links 'h3 a'",
    )
)
def add(
    ctx: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL")],
    own: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="Else made of host and path.")
    ] = None,
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="For people; else the host.")
    ] = None,
    kind: Annotated[
        SourceKind | None, typer.Option(help="Else found at the first poll, and remembered.")
    ] = None,
    links: Annotated[
        str | None,
        typer.Option(metavar="SELECTOR", help="CSS selector of the links of a listing."),
    ] = None,
    every: Annotated[
        str | None, typer.Option(metavar="15m", help="How often; else as in the settings.")
    ] = None,
    tags: Annotated[
        list[str] | None, typer.Option("--tag", metavar="TAG", help="May be given again.")
    ] = None,
    article: Annotated[
        ArticleFrom | None,
        typer.Option(help="Where the text comes from: each page (default), or the feed itself."),
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add a source to the configuration.

    It goes below the last one, and all else in the file stays as it is; nothing is written unless
    all is right with it.
    """
    with told():
        path = configured(ctx, config).path
        with alone(path):
            found = configured(ctx, str(path))
            entry = NewSource(
                id=unique_id(url, _ids(found)) if own is None else own,
                url=url,
                name=_host(url) if name is None else name,
                kind=kind,
                links=links,
                every=every,
                article=article,
                tags=tuple(dict.fromkeys(tags or ())),
            )
            _refuse(found, entry)
            append(path, [entry])
        added = _added(found, configured(ctx, str(path)))
    if as_json:
        show_json(added[0])
    else:
        print(f"added {entry.id} to {path}; next: wireroom sources test {entry.id}")


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
    """Poll one source and show its links; store nothing."""
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
    """Tell what stands at an address.

    A feed, a sitemap, a listing, or the feeds that a page names.
    """
    with told():
        rows = wireroom.discover(configured(ctx, config), url)
    show_rows(rows, ("kind", "url", "links"), as_json=as_json)


@sources.command("import-opml", epilog=examples("sources import-opml feeds.opml"))
def import_opml(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="OPML, or - for standard input.")],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add every feed of an OPML file.

    Folders and categories become tags. What is configured already or cannot be used is named, the
    rest is added.
    """
    with told():
        outlines = _outlines(file)
        path = configured(ctx, config).path
        with alone(path):
            found = configured(ctx, str(path))
            entries, known = _entries(file, found, outlines)
            refused = _refused(found, [entry for _, entry in entries])
            for index, said in refused.items():
                tell(f"{file}:{entries[index][0].line}: {said}")
            sound = [entry for i, (_, entry) in enumerate(entries) if i not in refused]
            if sound:
                append(path, sound)
        added = _added(found, configured(ctx, str(path)))
    if as_json:
        show_rows(added, (), as_json=True)
    else:
        print(f"added {len(added)} to {path}, {known} known already, {len(refused)} unusable")
    if refused:
        raise typer.Exit(Exit.SOME_FAILED if added or known else Exit.ALL_FAILED)


@sources.command(
    "export-opml", epilog=examples("sources export-opml > feeds.opml", "sources export-opml a.opml")
)
def export_opml(
    ctx: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE", help="A new file; else standard output, as JSON with --json."
        ),
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the feeds as OPML 2.0, which other readers take.

    The first tag is the folder. Sitemaps and listings are left out. What came from a ${NAME} is
    written as ${NAME}.
    """
    with told():
        found = configured(ctx, config)
        named = [replace(each, url=found.hide(each.url)) for each in found.sources]
        feeds = [each for each in named if each.kind in {None, SourceKind.FEED}]
        written = opml.render(feeds)
        if file is not None:
            _write_new(file, written)
    others = [each.id for each in named if each not in feeds]
    if others:
        tell(f"left out {len(others)} that are no feeds: {', '.join(others)}")
    if as_json:
        show_rows(map(_row, feeds), (), as_json=True)
    elif file is None:
        sys.stdout.buffer.write(written)
        sys.stdout.buffer.flush()
    else:
        print(f"wrote {len(feeds)} feeds to {file}")


def _show(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    show_rows(rows, ("published", "title", "url"), as_json=as_json, empty="no link was found")


def _row(source: Source) -> dict[str, Any]:
    """Return a source as it is configured."""
    return {
        "id": source.id,
        "name": source.name,
        "url": source.url,
        "kind": source.kind,
        "links": source.links,
        "every_s": source.every_s,
        "article": source.article,
        "tags": list(source.tags),
    }


def _added(before: Config, after: Config) -> list[dict[str, Any]]:
    known = _ids(before)
    return [_row(source) for source in after.sources if source.id not in known]


def _ids(config: Config) -> set[str]:
    return {source.id for source in config.sources}


def _host(url: str) -> str | None:
    try:
        return host(url).removeprefix("www.")
    except ValueError:
        return None


def _key(url: str) -> str:
    """Return what two ways to write one address have in common."""
    try:
        return resolve(url)
    except ValueError:
        return url


def _refuse(config: Config, entry: NewSource) -> None:
    """Raise UsageError if a source cannot be added, or is there already."""
    if entry.id in _ids(config):
        raise UsageError(f"--id {entry.id}: is configured already; nothing was changed")
    refused = _refused(config, [entry])
    if refused:
        raise UsageError(f"{refused[0]}; nothing was changed")
    for source in config.sources:
        if _key(source.url) == _key(entry.url):
            message = f"{entry.url}: is configured already, as {source.id}; nothing was changed"
            raise UsageError(message)


def _refused(config: Config, entries: list[NewSource]) -> dict[int, str]:
    return refusals(config.path, entries, os.environ, selector_error=selector_error)


def _outlines(file: Path) -> tuple[opml.Outline, ...]:
    try:
        body = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        outlines = opml.parse(body)
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}") from error
    except opml.OpmlError as error:
        raise UsageError(f"{file}: {error}") from error
    if not outlines:
        raise UsageError(f"{file}: no feed in it: no outline has an xmlUrl")
    return outlines


def _entries(
    file: Path, config: Config, outlines: tuple[opml.Outline, ...]
) -> tuple[list[tuple[opml.Outline, NewSource]], int]:
    """Return the outlines that are new, as sources, and the number of those that are not."""
    ids, urls = _ids(config), {_key(source.url): str(source.id) for source in config.sources}
    found = []
    for outline in outlines:
        own = urls.get(_key(outline.url))
        if own is not None:
            tell(f"{file}:{outline.line}: known already, as {own}")
            continue
        tags = {text: tag_of(text) for text in outline.tags}
        for text in (text for text, tag in tags.items() if tag is None):
            tell(f"{file}:{outline.line}: {text}: no tag, for it has none of a to z and 0 to 9")
        entry = NewSource(
            id=unique_id(outline.url, ids),
            name=literal(outline.name) or _host(outline.url),
            url=literal(outline.url),
            kind=SourceKind.FEED,
            tags=tuple(dict.fromkeys(filter(None, tags.values()))),
        )
        ids.add(entry.id)
        urls[_key(outline.url)] = entry.id
        found.append((outline, entry))
    return found, len(outlines) - len(found)


def _write_new(file: Path, written: bytes) -> None:
    try:
        with file.open("xb") as opened:
            opened.write(written)
    except FileExistsError as error:
        raise UsageError(f"{file}: exists already; nothing was changed") from error
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}") from error
