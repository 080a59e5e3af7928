"""An alert's whole life for people: what it stands for, why it fired, where it went, what is due.

Every line is harmless on a terminal, whatever was scraped.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from alerts.render.explain import ordinal
from alerts.render.neutral import one_line
from monitor.cli import highlight, table
from monitor.cli.output import cell_of

_MOST = 20
"""New sentences, matches, copies and so on shown of each; --json has them all."""

Row = Mapping[str, Any]


def lines(alert: Row, fields: Mapping[str, str] | None, *, coloured: bool) -> Iterator[str]:
    """Yield the lines that tell the life of `alert`, which is as `alerts show --json` has it.

    `fields` are the title and text in which its matches stand, None if those are not stored.
    """
    yield from _pairs(alert, ("id", "rule", "severity", "kind", "story_id", "created_at"))
    article = alert["article"]
    yield from ("", f"article  {article['id']}")
    shown = _pairs(article, ("title", "source", "published", "language", "url", "canonical_url"))
    yield from _indented(shown)
    yield from _new(alert, fields, coloured=coloured)
    yield from _disagreements(alert["disagreements"], article["url"])
    yield from _rows("copies", alert["copies"], ("id", "published", "source", "title"))
    if alert["revisions"]:
        changed = ("version", "fetched_at", "replaced_at", "title")
        yield from _rows("earlier texts", alert["revisions"], changed)
    yield from _why(alert["matches"], fields, coloured=coloured)
    yield from _went(alert["deliveries"])
    yield from _to_come(alert["deliveries"], alert["held"])


def _new(alert: Row, fields: Mapping[str, str] | None, *, coloured: bool) -> Iterator[str]:
    """Yield what is new, with its matches made visible as far as the text is there."""
    if alert["new"]:
        yield from ("", f"new  {_count(len(alert['new']), 'sentence', 'sentences')}")
    text = fields["text"] if fields else ""
    for sentence in alert["new"][:_MOST]:
        yield f"  {highlight.quoted(text, sentence, alert['matches'], coloured=coloured)}"
    yield from _more(alert["new"])


def _disagreements(disagreements: Sequence[Row], own: str) -> Iterator[str]:
    """Yield what is told differently, and by whom; of the article itself, by no address."""
    if disagreements:
        count = _count(len(disagreements), "point", "points")
        yield from ("", f"sources disagree  {count}")
    for each in disagreements[:_MOST]:
        yield f"  {one_line(each['what'])}"
        for value in each["values"]:
            place = "this article" if value["url"] == own else value["url"]
            yield f"    {one_line(value['value'])}  {one_line(value['source'])}, {one_line(place)}"
            yield f"      {one_line(value['text'])}"
    yield from _more(disagreements)


def _why(
    matches: Sequence[Row], fields: Mapping[str, str] | None, *, coloured: bool
) -> Iterator[str]:
    yield from ("", f"why  {_count(len(matches), 'match', 'matches')}")
    for match in matches[:_MOST]:
        name = match["entity"] or f'"{match["text"]}"'
        place = f"{match['field']} {match['start']}-{match['end']}"
        yield f"  {one_line(name)}  {place}  confidence {match.get('confidence', 1.0):g}"
        if fields is None:
            yield f"    [{one_line(match['text'])}]"
        else:
            yield f"    {highlight.excerpt(fields[match['field']], match, coloured=coloured)}"
        for proof in match["evidence"]:
            yield f"    on evidence  {_proof(proof)}"
    yield from _more(matches)


def _proof(proof: Row) -> str:
    place = f"{proof['field']} {proof['start']}-{proof['end']}"
    known = f"weight {proof['weight']:g}, " if "weight" in proof else ""
    return one_line(f"{proof['set']}: {proof['text']} ({known}{place})")


def _went(deliveries: Sequence[Row]) -> Iterator[str]:
    told = _count(len(deliveries), "delivery", "deliveries") if deliveries else "nowhere"
    yield from ("", f"went  {told}")
    for delivery in deliveries:
        yield f"  {_target(delivery)}  {delivery['id']}"
        yield f"    {one_line(delivery['explained'])}"
        tries = [_try(each) for each in delivery["history"]]
        yield from _indented(_table(tries), 4)


def _to_come(deliveries: Sequence[Row], held: Sequence[Row]) -> Iterator[str]:
    yield from ("", "to come")
    waiting = [each for each in deliveries if each["next_attempt_at"]]
    if not waiting and not held:
        yield "  nothing"
    for hold in held:
        until = cell_of("until", hold["until"])
        yield f"  {until}  leaves for {one_line(hold['channel'])}, held by its calm: {hold['why']}"
    for each in sorted(waiting, key=lambda each: str(each["next_attempt_at"])):
        due = cell_of("next_attempt_at", each["next_attempt_at"])
        yield f"  {due}  the {ordinal(each['attempts'] + 1)} attempt to {_target(each)}"


def _target(delivery: Row) -> str:
    return one_line(f"{delivery['channel']} {delivery['recipient']}")


def _try(attempt: Row) -> dict[str, Any]:
    return {
        "n": attempt["n"],
        "at": attempt["at"],
        "outcome": attempt["outcome"],
        "status": attempt["status"],
        "took": f"{attempt['elapsed_ms']} ms",
        "error": attempt["error"],
    }


def _pairs(value: Row, keys: Sequence[str]) -> Iterator[str]:
    width = max(map(len, keys))
    for key in keys:
        yield f"{key:{width}}  {cell_of(key, value[key])}"


def _rows(name: str, rows: Sequence[Row], columns: Sequence[str]) -> Iterator[str]:
    yield from ("", f"{name}  {len(rows) or 'none'}")
    yield from _indented(_table([{key: row[key] for key in columns} for row in rows[:_MOST]]))
    yield from _more(rows)


def _table(rows: Sequence[Row]) -> Iterator[str]:
    if rows:
        cells = [{key: cell_of(key, value) for key, value in row.items()} for row in rows]
        yield from (line.rstrip() for line in table.lines(cells, list(rows[0]), sys.maxsize))


def _more(rows: Sequence[Row]) -> Iterator[str]:
    if len(rows) > _MOST:
        yield f"  … and {len(rows) - _MOST} more; --json has them all"


def _indented(lines: Iterator[str], spaces: int = 2) -> Iterator[str]:
    return (" " * spaces + line for line in lines)


def _count(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"
