"""Measure which figures are called the same, an update, in conflict: on pairs, and on stories.

    python -m bench.figures pairs PAIRS.jsonl [--errors]
    python -m bench.figures stories [--errors]
    python -m bench.figures show DOCS.jsonl.gz GOLD.jsonl

Lines of pairs are {"id", "lang", "a", "b", "label"}, `lang` one language or two with a hyphen;
`set` keeps parts of a file apart. `stories` looks at every two sentences of two articles of a
labelled story in tests/stories: right are the pairs that are labelled as conflicts, all others are
false. `show` prints every disagreement found in the stories of a data set, to be read.
"""

import argparse
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from alerts.types import ArticleId
from bench.novelty import lines
from monitor.story.disagree import Relation, relate
from monitor.story.figures import Figure, figures
from monitor.story.ledger import Ledger, Told
from monitor.story.reading import read


def pairs(path: Path, *, errors: bool) -> None:
    """Print how right the relation of two sentences is."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for part in sorted({row.get("set", "all") for row in rows}):
        found = Counter[tuple[str, str]]()
        for row in rows:
            if row.get("set", "all") == part:
                got = _relation(row)
                found[row["label"], got] += 1
                if errors and got != row["label"]:
                    print(f"  {row['id']} is {row['label']}, not {got}: {row['a']} | {row['b']}")
        _print(part, found)


def _relation(row: Mapping[str, Any]) -> str:
    first, _, second = row["lang"].partition("-")
    earlier, later = figures(read(row["a"], first)), figures(read(row["b"], second or first))
    return relate(earlier, later).value


def _print(part: str, found: Counter[tuple[str, str]]) -> None:
    conflict = Relation.CONFLICT.value
    right = found[conflict, conflict]
    called = sum(count for (_, got), count in found.items() if got == conflict)
    wanted = sum(count for (label, _), count in found.items() if label == conflict)
    same = sum(count for (label, got), count in found.items() if label == got)
    print(
        f"{part}: conflict P {right / (called or 1):.3f} ({right} of {called})  "
        f"R {right / (wanted or 1):.3f} ({right} of {wanted})  "
        f"all four labels {same / found.total():.3f} of {found.total()}"
    )


def stories(*, errors: bool) -> None:
    """Print how right the conflicts are that are found between articles of the labelled stories."""
    wanted = {frozenset((row["a"], row["b"])) for row in lines("conflicts.jsonl")}
    texts: dict[str, str] = {}
    found: set[frozenset[str]] = set()
    told: Mapping[str, list[tuple[str, Ledger]]] = defaultdict(list)
    for article in lines("articles.jsonl"):
        names = [f"{article['id']}:{at}" for at in range(len(article["sentences"]))]
        texts.update(zip(names, article["sentences"], strict=True))
        mine = [
            (name, _told(text, article))
            for name, text in zip(names, article["sentences"], strict=True)
        ]
        for name, given in mine:
            for other, ledger in told[article["story"]]:
                if ledger.judge(given).disagreements:
                    found.add(frozenset((other, name)))
        told[article["story"]] += [(name, Ledger(given)) for name, given in mine]
    right = found & wanted
    print(
        f"conflict P {len(right) / len(found):.3f} ({len(right)} of {len(found)})  "
        f"R {len(right) / len(wanted):.3f} ({len(right)} of {len(wanted)})"
    )
    for what, pairs_ in (("false", found - wanted), ("missed", wanted - found)):
        for pair in sorted(map(sorted, pairs_)) if errors else ():
            print(f"  {what}: " + " | ".join(f"{name} {texts[name]}" for name in pair))


def _told(text: str, article: Mapping[str, Any]) -> list[Told]:
    at = datetime.fromisoformat(article["published"])
    return [
        _as_told(each, article["id"], article["source"], at)
        for each in figures(read(text, article["language"]), at.date())
    ]


def _as_told(figure: Figure, url: str, source: str, at: datetime | None) -> Told:
    return Told(figure=figure, article=ArticleId(hash(url)), source=source, url=url, at=at)


def show(docs: Path, gold: Path) -> None:
    """Print the disagreements that are found in the stories of a data set."""
    story = {row["id"]: row["story"] for row in map(json.loads, gold.open(encoding="utf-8"))}
    ledgers: Mapping[str, Ledger] = defaultdict(Ledger)
    articles = count = 0
    for row in _docs(docs):
        articles += 1
        reading = read(row["text"] or "", row.get("language"), row["title"] or "")
        given = [_as_told(each, row["id"], row["id"], None) for each in figures(reading)]
        ledger = ledgers[story[row["id"]]]
        for each in ledger.judge(given).disagreements:
            count += 1
            print(f"{count}. {each.what}")
            for told in each.values:
                print(f"    {told.url} {told.figure.value!r}: {told.figure.text}")
        ledger.add(given)
    print(f"{count} in {articles} articles, {len(ledgers)} stories")


def _docs(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def main() -> None:
    """Run one of the measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("pairs", "stories", "show"))
    parser.add_argument("paths", type=Path, nargs="*")
    parser.add_argument("--errors", action="store_true")
    given = parser.parse_args()
    if given.what == "stories":
        stories(errors=given.errors)
    elif given.what == "pairs" and len(given.paths) == 1:
        pairs(*given.paths, errors=given.errors)
    elif given.what == "show" and len(given.paths) == 2:
        show(*given.paths)
    else:
        parser.error("pairs needs a file of pairs; show needs the documents and their labels")


if __name__ == "__main__":
    main()
