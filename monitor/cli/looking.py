"""`extract` and `match`: what wireroom makes of one page or one text, without storing anything."""

import json
import re
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from alerts import api as alerts
from alerts.types import Article, ArticleId, ArticleRef
from monitor import app as wireroom
from monitor.cli import highlight
from monitor.cli.errors import Exit, told
from monitor.cli.output import coloured, put, show, show_fields, show_json, show_rows, tell
from monitor.cli.root import ConfigOption, JsonOption, app, configured, examples
from monitor.config import Config
from monitor.errors import UsageError

_SURROGATES = re.compile("[\ud800-\udfff]")


@app.command(
    epilog=examples("extract page.html", "extract https://example.org/news/1 --json"),
)
def extract(
    ctx: typer.Context,
    place: Annotated[str, typer.Argument(metavar="FILE|URL", hidden=True)],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the article in an HTML or text file, or at an address.

    Nothing is stored. An address is fetched as a source's pages are: robots.txt holds, and private
    networks are out of reach unless settings.allow_networks permits them.
    """
    with told():
        scheme, colon, _ = place.partition("://")
        if not colon:
            found = wireroom.extract_file(Path(place))
        elif scheme.lower() in {"http", "https"}:
            found = wireroom.extract_url(configured(ctx, config), place)
        else:
            raise UsageError(f"{place}: expected a file, or an address with http:// or https://")
    show(found, as_json=as_json)


@app.command(
    epilog=examples(
        'match "MINUSMA leaves Ber"', "match < article.txt", "match --jsonl < texts.jsonl"
    ),
)
def match(
    ctx: typer.Context,
    text: Annotated[list[str] | None, typer.Argument(metavar="TEXT", hidden=True)] = None,
    title: Annotated[
        str, typer.Option(metavar="TITLE", help="The title that goes with the text.")
    ] = "",
    jsonl: Annotated[
        bool,
        typer.Option(
            "--jsonl",
            help='Read lines {"id", "title", "text"} from standard input, answer each with a line.',
        ),
    ] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show which entities and rules a text hits, and why.

    Without TEXT standard input is read. Each match is shown with its place, counted in characters,
    and with the words that prove it. Rules are held against the text whatever their sources.
    """
    with told():
        found = configured(ctx, config)
        if jsonl and (text or title):
            raise UsageError("--jsonl reads texts and titles from standard input, not arguments")
    if not text and sys.stdin.isatty():
        tell("reading standard input; Ctrl-D ends it")
    if jsonl:
        _match_lines(found, sys.stdin.buffer)
        return
    given = " ".join(text) if text else sys.stdin.buffer.read().decode("utf-8", "replace")
    answer = _answer(found, None, title, given)
    if as_json:
        show_json(answer)
        return
    show_fields({"entities": answer["entities"], "rules": answer["rules"]})
    if sys.stdout.isatty() and coloured():
        _show_highlighted(_storable(title), _storable(given), answer["matches"])
    columns = ("entity", "field", "start", "end", "text", "confidence", "evidence")
    show_rows(answer["matches"], columns, as_json=False, empty="")


def _show_highlighted(title: str, text: str, matches: list[dict[str, Any]]) -> None:
    for field, content in (("title", title), ("text", text)):
        if content.strip():
            put("")
            for line in highlight.lines(content.rstrip("\n"), field, matches):
                put(line)
    put("")


def _match_lines(config: Config, lines: Iterable[bytes]) -> None:
    failed = False
    for number, line in enumerate(lines, start=1):
        try:
            given = _given(line)
        except ValueError as error:
            show_json({"id": None, "error": str(error)}, at_once=True)
            tell(f"line {number}: {error}")
            failed = True
        else:
            title, text = given.get("title") or "", given.get("text") or ""
            show_json(_answer(config, given.get("id"), title, text), at_once=True)
    if failed:
        raise typer.Exit(Exit.SOME_FAILED)


def _given(line: bytes) -> dict[str, Any]:
    """Return the object in a line. Raises ValueError that says what is wrong with it."""
    try:
        given = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8 (byte {error.start + 1})") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg} at column {error.colno}") from error
    except RecursionError as error:
        raise ValueError("nested too deeply; expected one flat object") from error
    if not isinstance(given, dict):
        raise ValueError('expected an object such as {"id": 1, "text": "…"}')
    for key in ("title", "text"):
        if not isinstance(given.get(key), str | None):
            raise ValueError(f'"{key}": expected a string')
    if given.get("title") is None and given.get("text") is None:
        raise ValueError('expected "title", "text" or both')
    return given


def _answer(config: Config, id_: object, title: str, text: str) -> dict[str, Any]:
    article = _article(_storable(title), _storable(text))
    matched = alerts.match(config.ruleset, article, any_source=True)
    return {
        "id": id_,
        "entities": list(matched.entities),
        "rules": [hit.rule for hit in matched.hits],
        "matches": [asdict(each) for each in matched.matches],
    }


def _storable(text: str) -> str:
    """Return `text` as it would be stored: no encoding has a place for half a character.

    One replacement for each, so that offsets stay.
    """
    return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text)


def _article(title: str, text: str) -> Article:
    ref = ArticleRef(
        id=ArticleId(0),
        url="",
        canonical_url="",
        source="",
        title=title,
        published_at=None,
        language=None,
    )
    return Article(ref=ref, text=text)
