"""`extract` and `match`: what wireroom makes of one page or one text, without storing anything."""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from alerts import api as alerts
from alerts.types import Article, ArticleId, ArticleRef
from monitor import app as wireroom
from monitor.cli.errors import Exit, told
from monitor.cli.output import show_fields, show_json, show_rows, tell
from monitor.cli.root import ConfigOption, JsonOption, app, configured, examples
from monitor.config import Config


@app.command(
    epilog=examples("extract page.html", "extract https://example.org/news/1 --json"),
)
def extract(
    ctx: typer.Context,
    place: Annotated[str, typer.Argument(metavar="FILE|URL")],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the article that wireroom sees in a file or at an address."""
    with told():
        if place.startswith(("http://", "https://")):
            found = wireroom.extract_url(configured(ctx, config), place)
        else:
            found = wireroom.extract_file(Path(place))
    if as_json:
        show_json(found)
    else:
        show_fields({key: value for key, value in found.items() if key != "text"})
        print(f"\n{found['text']}")


@app.command(
    epilog=examples(
        'match "MINUSMA leaves Ber"', "match < article.txt", "match --jsonl < texts.jsonl"
    ),
)
def match(
    ctx: typer.Context,
    text: Annotated[
        list[str] | None, typer.Argument(metavar="[TEXT]...", help="Else standard input.")
    ] = None,
    title: Annotated[str, typer.Option(help="The title that goes with the text.")] = "",
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
    """Show which entities and rules a text hits, where, and on what evidence."""
    with told():
        found = configured(ctx, config)
    if jsonl:
        _match_lines(found, sys.stdin.buffer)
        return
    given = " ".join(text) if text else sys.stdin.read()
    answer = _answer(found, None, title, given)
    if as_json:
        show_json(answer)
        return
    show_fields({"entities": answer["entities"], "rules": answer["rules"]})
    rows = [row | {"evidence": [e["text"] for e in row["evidence"]]} for row in answer["matches"]]
    show_rows(
        rows, ("entity", "field", "start", "end", "text", "evidence"), as_json=False, empty=""
    )


def _match_lines(config: Config, lines: Iterable[bytes]) -> None:
    failed = False
    for number, answer in enumerate(_answers(config, lines), start=1):
        show_json(answer)
        if "error" in answer:
            tell(f"line {number}: {answer['error']}")
            failed = True
    if failed:
        raise typer.Exit(Exit.SOME_FAILED)


def _answers(config: Config, lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    for line in lines:
        try:
            given = _given(line)
        except ValueError as error:
            yield {"id": None, "error": str(error)}
        else:
            yield _answer(
                config, given.get("id"), given.get("title") or "", given.get("text") or ""
            )


def _given(line: bytes) -> dict[str, Any]:
    try:
        given = json.loads(line)
    except ValueError as error:
        raise ValueError(f"not JSON: {error}") from error
    if not isinstance(given, dict):
        raise ValueError('expected an object such as {"id": 1, "text": "…"}')
    for key in ("title", "text"):
        if not isinstance(given.get(key), str | None):
            raise ValueError(f"{key}: expected a text")
    if not (given.get("title") or given.get("text")):
        raise ValueError("expected a title or a text")
    return given


def _answer(config: Config, id_: object, title: str, text: str) -> dict[str, Any]:
    matched = alerts.match(config.ruleset, _article(title, text), any_source=True)
    return {
        "id": id_,
        "entities": list(matched.entities),
        "rules": [hit.rule for hit in matched.hits],
        "matches": [asdict(each) for each in matched.matches],
    }


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
