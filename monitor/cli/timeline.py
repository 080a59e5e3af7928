"""A story for people: article by article what it added and whence, then what sources tell apart.

Every line is harmless on a terminal, whatever was scraped.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from alerts.render.neutral import clip, one_line
from monitor.cli import table
from monitor.cli.output import cell_of

_MOST = 5
"""New sentences shown of an article, accounts of one value, moves; --json has them all."""
_CHARS = 600
"""Shown of a sentence: what has no full stop is hardly one."""
_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"

Row = Mapping[str, Any]


def lines(story: Row, *, width: int, coloured: bool) -> Iterator[str]:
    """Yield the lines that tell `story`, which is as `stories show --json` has it.

    They are `width` cells wide where words allow it.
    """
    for indent, line in _told(story):
        bold = coloured and not indent and line
        for at, part in enumerate(table.wrapped(line, width - indent - 2)):
            shown = f"{_BOLD}{part}{_PLAIN}" if bold else part
            yield " " * (indent + (2 if at else 0)) + shown if part else ""


def _told(story: Row) -> Iterator[tuple[int, str]]:
    """Yield lines that are not wrapped yet, with their indent."""
    yield from _head(story)
    came_from = {each["article"]: each for each in story["moves"] if each["after"] == story["id"]}
    for article in story["articles"][story["left_out"] :]:
        yield 0, ""
        yield from _article(article, came_from.get(article["id"]))
    if story["disagreements"]:
        yield from ((0, ""), (0, "Sources disagree"))
    for dispute in story["disagreements"]:
        yield from _dispute(dispute)
    here = {each["id"] for each in story["articles"]}
    last = {each["article"]: each for each in story["moves"] if each["before"] == story["id"]}
    left = [each for article, each in last.items() if article not in here]
    if left:
        yield from ((0, ""), (0, "Moved to other stories"))
    for move in left[-_MOST:]:
        yield 2, _move(move)
    if len(left) > _MOST:
        yield 2, f"… and {len(left) - _MOST} before; --json has them all"


def _head(story: Row) -> Iterator[tuple[int, str]]:
    yield 0, f"story {story['id']}  {one_line(story['title'] or '-')}"
    count, independent = len(story["articles"]), story["independent"]
    articles = f"{count} {'article' if count == 1 else 'articles'}"
    sources = f"{independent} independent {'source' if independent == 1 else 'sources'}"
    languages = one_line(", ".join(story["languages"]))
    yield 2, f"{articles}, {sources}{languages and f', in {languages}'}"
    first, last = (cell_of(key, story[key]) for key in ("first_seen", "last_seen"))
    yield 2, f"first seen {first}, last seen {last}"
    if story["merged"]:
        yield 2, f"took in {', '.join(f'story {each}' for each in story['merged'])}"
    if story["left_out"]:
        yield 2, f"left out here: the first {story['left_out']}; the latest are compared"


def _article(article: Row, move: Row | None) -> Iterator[tuple[int, str]]:
    kind = _KINDS[article["kind"]]
    source = one_line(article["source"])
    yield 0, f"{_when(article)}  {source}  article {article['id']}{kind and f'  {kind}'}"
    yield 2, one_line(article["title"]) or "-"
    for mark in _marks(article, move):
        yield 2, f"- {mark}"
    for sentence in article["new"][:_MOST]:
        yield 4, f"+ {_sentence(sentence)}"
    if (more := len(article["new"]) - _MOST) > 0:
        yield 4, f"… and {more} more new {'sentence' if more == 1 else 'sentences'}"


_KINDS = {"story": "opens the story", "development": "development", None: ""}


def _when(article: Row) -> str:
    if article["published"]:
        return cell_of("published", article["published"])
    return f"undated, came {cell_of('fetched_at', article['fetched_at'])}"


def _marks(article: Row, move: Row | None) -> Iterator[str]:
    if origin := article["origin_of_text"]:
        yield from _origin(origin)
    if stale := article["stale"]:
        by = f"{stale['content']} (article {stale['article']})"
        yield f"stale by {stale['days']} days: its content is of {by}"
    if move:
        yield f"moved here from story {move['before']}"


def _origin(origin: Row) -> Iterator[str]:
    match origin["kind"]:
        case "copy":
            yield f"copy of article {origin['article']}"
        case "rewrite":
            yield f"rewrite of article {origin['article']}, {origin['share']:.0%} shared"
        case "agency":
            yield f"credits {origin['agency']}"


def _dispute(dispute: Row) -> Iterator[tuple[int, str]]:
    yield from ((0, ""), (2, one_line(dispute["what"])))
    for value in dispute["values"]:
        yield 4, f"{one_line(value['value'])}  {_place(value)}"
        yield 6, f"“{_sentence(value['text'])}”"
        yield 6, one_line(value["url"])
        if too := value["too"]:
            others = ", ".join(map(_place, too[:_MOST]))
            more = f" and {len(too) - _MOST} more" if len(too) > _MOST else ""
            yield 6, f"so too {others}{more}"


def _place(value: Row) -> str:
    when = f", {cell_of('published', value['published'])}" if value["published"] else ""
    return f"{one_line(value['source'])} (article {value['article']}{when})"


def _move(move: Row) -> str:
    when = cell_of("at", move["at"])
    return f"{when}  article {move['article']} to story {move['after']}: {_WHY[move['why']]}"


_WHY = {
    "merged": "both turned out to be one",
    "split": "it turned out to be another event",
    "closer": "it is closer to that one",
}


def _sentence(text: str) -> str:
    return clip(one_line(text), _CHARS)
