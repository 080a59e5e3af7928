"""Stories: fit the model, score it on events it was not fitted on, replay the seeds and the wire.

python -m bench.stories train SHARED          # prints the constants of cluster/model.py
python -m bench.stories crossvalidate SHARED  # by topics, fitted on the rest of both sets
python -m bench.stories gold SHARED           # the labelled stories of tests/stories
python -m bench.stories seeds SHARED          # the five articles in all 120 orders
python -m bench.stories wire SHARED           # the largest stories of the August wire
python -m bench.stories cost SHARED           # CPU, memory, rebuilding: feeds' texts
python -m bench.stories cost SHARED --pages   # the same with texts of 3,000 characters
python SHARED/evals/stories.py run --system bench.stories:system --data SHARED/data/stories_dev/SET
"""

import argparse
import gzip
import json
import os
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import chain, islice, permutations
from pathlib import Path
from statistics import fmean
from typing import Any

from alerts.types import ArticleId, StoryId
from bench.proc import held
from bench.storyfit import (
    FOLDS,
    NOW,
    SETS,
    Labelled,
    fit,
    folds,
    judge,
    load,
    pairs,
    report,
    scores,
    shares,
    stream,
)
from monitor.extract.textfile import clean_text
from monitor.plain import plain
from monitor.story.cluster import Report, Stories
from monitor.story.cluster.model import Foreign, Model, Native

_STORIES = Path(__file__).resolve().parents[1] / "tests" / "stories"
_STREAMS = ((1, 0.0), (2, 0.5), (3, 1.0))
"""What is fitted on: the seed of the order, and how many documents are cut to a teaser."""
_ORDERS = (None, 1, 2, 3, 4)
_SIZES = (1_000, 10_000, 50_000, 100_000)
_PAGE_CHARS = 3_000


def system(stream: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Answer the scorer with the story that each document is told at once."""
    stories = Stories()
    for at, doc in enumerate(stream, 1):
        told = stories.add(report(doc, at), NOW)
        yield {"id": doc["id"], "duplicate_of": None, "story_id": told.story}


def train(shared: Path) -> None:
    """Print the weights, fitted on both sets."""
    for kind in (Native, Foreign):
        some = [
            pairs(docs, kind, seed, teasers)
            for docs in (load(shared, name) for name in SETS)
            for seed, teasers in _STREAMS
        ]
        _show(kind.__name__.upper(), fit(some, lambda _: True), kind._fields)


def _show(name: str, model: Model, fields: tuple[str, ...]) -> None:
    print(f"{name} = Model(\n    bias={model.bias:.3f},\n    weights=(")
    for weight, field in zip(model.weights, fields, strict=True):
        print(f"        {weight:.3f},  # {field}")
    print("    ),\n)")


def crossvalidate(shared: Path) -> None:
    """Print the scores of each set, each document judged by a model that never saw its topic."""
    sets = {name: load(shared, name) for name in SETS}
    fold_of = folds(chain.from_iterable(sets.values()))
    native = [
        pairs(docs, Native, seed, teasers) for docs in sets.values() for seed, teasers in _STREAMS
    ]
    parts: dict[tuple[str, str], list[Any]] = {}
    moves: Counter[str] = Counter()
    for fold in range(FOLDS):
        model = fit(native, partial(_elsewhere, fold_of, fold))
        for name, docs in sets.items():
            for order in _ORDERS:
                told, end, moved = stream(docs, order, judge(model, model))
                moves[name] += moved
                for how, answers in ((f"order {order}", told), ("at the end", end)):
                    own = (part for topic, part in shares(docs, answers) if fold_of[topic] == fold)
                    parts.setdefault((name, how), []).extend(own)
    for (name, how), some in sorted(parts.items()):
        print(f"{name:10} {how:11}", json.dumps(scores(some)))
    print("moves a run:", {name: count / FOLDS / len(_ORDERS) for name, count in moves.items()})


def _elsewhere(fold_of: Mapping[str, int], fold: int, topics: tuple[str, str]) -> bool:
    return all(fold_of[topic] != fold for topic in topics)


def gold(_: Path) -> None:
    """Print the scores of the labelled stories of tests/stories, which nothing was fitted to."""
    lines = (_STORIES / "articles.jsonl").read_text("utf-8").splitlines()
    docs = [
        Labelled(
            name=row["id"],
            report=Report(
                id=ArticleId(at),
                title=row["title"],
                text="\n".join(row["sentences"]),
                source=row["source"],
                published_at=datetime.fromisoformat(row["published"]),
                language=row["language"],
            ),
            event=row["story"],
            topic=row["story"],
        )
        for at, row in enumerate(map(json.loads, lines), 1)
    ]
    for order in _ORDERS:
        told, end, _moves = stream(docs, order)
        for how, answers in (("told", told), ("at the end", end)):
            print(f"order {order}, {how:10}", scores([part for _, part in shares(docs, answers)]))


def seeds(shared: Path) -> None:
    """Print into which stories the five articles fall, in every order."""
    given = seed_reports(shared)
    found: Counter[str] = Counter()
    for order in permutations(given):
        stories = Stories()
        for each in order:
            stories.add(each, NOW)
        groups: dict[StoryId | None, list[str]] = {}
        for at, each in enumerate(given):
            groups.setdefault(stories.story_of(each.id), []).append(f"{at:03}")
        found["  ".join(" ".join(names) for names in groups.values())] += 1
    for what, times in found.most_common():
        print(f"{times:4} orders: {what}")


def seed_reports(shared: Path) -> list[Report]:
    """Return the seeds as `wireroom import` reads them."""
    read = [
        clean_text(path.read_text("utf-8"))
        for path in sorted((shared / "data/seeds").glob("*.txt"))
    ]
    return [
        Report(id=ArticleId(at), title=each.title, text=each.text, published_at=each.published_at)
        for at, each in enumerate(read, 1)
    ]


def entries(shared: Path) -> Iterator[Report]:
    """Yield the entries of the August wire in their order."""
    with gzip.open(shared / "data/wire-2023-08.jsonl.gz", "rt", encoding="utf-8") as lines:
        for at, entry in enumerate(map(json.loads, lines), 1):
            yield Report(
                id=ArticleId(at),
                title=entry["title"] or "",
                text=plain(entry["summary"] or ""),
                source=entry["source"],
                published_at=datetime.fromisoformat(entry["published"]),
                language=entry["language"],
            )


def wire(shared: Path, count: int, limit: int | None) -> None:
    """Print the largest stories of the wire with their titles and sources, and the repairs."""
    stories, given = Stories(), dict[ArticleId, Report]()
    members: dict[StoryId, set[ArticleId]] = {}
    moves: Counter[str] = Counter()
    for each in islice(entries(shared), limit):
        given[each.id] = each
        told = stories.add(each, each.published_at or NOW)
        members.setdefault(told.story, set()).add(each.id)
        for move in told.moves:
            members[move.before].discard(move.article)
            members.setdefault(move.after, set()).add(move.article)
            moves[move.why] += 1
    sizes = Counter(len(some) for some in members.values() if some)
    print(f"{len(given)} entries, {sum(sizes.values())} stories, {sizes[1]} of one; {dict(moves)}")
    for story, some in sorted(members.items(), key=lambda pair: -len(pair[1]))[:count]:
        first, *_, last = sorted(given[article].published_at or NOW for article in some)
        sources = {given[article].source for article in some}
        print(f"== {story}: {len(some)} of {len(sources)} sources, {first:%d} to {last:%d}")
        for article in sorted(some):
            print(f"   {article} {given[article].source[8:32]} | {given[article].title[:110]}")


def cost(shared: Path, as_pages: bool) -> None:
    """Print CPU an article at sizes of memory, the memory, and the time of a rebuild.

    CPU is the mean of a thousand articles without the longest of them, which is printed beside it:
    that is where the collector of garbage came by. The additions tell how fast the machine is at
    the time: it is shared.
    """
    given = partial(pages if as_pages else endless, shared)
    stories = Stories(kept_days=1e6, kept_articles=1_000_000)
    placed: list[StoryId] = []
    laps: list[float] = []
    before = held(os.getpid()).rss
    for each in islice(given(), max(_SIZES) + 1000):
        start = time.process_time()
        placed.append(stories.add(each, NOW).story)
        laps.append(time.process_time() - start)
        stored = len(placed) - 1000
        if stored in _SIZES:
            *rest, longest = sorted(laps[-1000:])
            grown = (held(os.getpid()).rss - before) / 1e6
            print(
                f"{stored:7} stored: {1000 * fmean(rest):.2f} ms CPU an article, the longest "
                f"{1000 * longest:.0f}, {grown:.0f} MB; "
                f"a million additions {_additions_ms():.0f} ms",
                flush=True,
            )
    print(f"the longest of all: {1000 * max(laps):.0f} ms CPU")
    packed = [stories.packed(each.id) for each in islice(given(), max(_SIZES))]
    print(f"packed: {sum(map(len, filter(None, packed))) / len(packed):.0f} bytes an article")
    del stories
    for how, some in (("from texts", None), ("from what was read", packed)):
        again, taken = Stories(kept_days=1e6, kept_articles=1_000_000), 0.0
        for at, each in enumerate(islice(given(), max(_SIZES))):
            start = time.process_time()
            again.restore(each, placed[at], NOW, packed=some[at] if some else None)
            taken += time.process_time() - start
        print(
            f"rebuilt {len(again):,} {how}: {taken:.1f} s CPU; "
            f"a million additions {_additions_ms():.0f} ms",
            flush=True,
        )


def _additions_ms() -> float:
    start, total = time.process_time(), 0
    for each in range(1_000_000):
        total += each
    return 1000 * (time.process_time() - start)


def endless(shared: Path) -> Iterator[Report]:
    """Yield the wire, and again with its letters moved on: other words, as common."""
    small = "abcdefghijklmnopqrstuvwxyz"
    for by in range(len(small)):
        moved = small[by:] + small[:by]
        exchange = str.maketrans(small + small.upper(), moved + moved.upper())
        for each in entries(shared):
            yield replace(
                each,
                id=ArticleId(each.id + by * 1_000_000),
                title=each.title.translate(exchange),
                text=each.text.translate(exchange),
            )


def pages(shared: Path) -> Iterator[Report]:
    """Yield articles of about _PAGE_CHARS: an entry with the texts of those after it."""
    some: list[Report] = []
    for each in endless(shared):
        some.append(each)
        if sum(len(one.text) for one in some) >= _PAGE_CHARS:
            yield replace(some[0], text="\n".join(one.text for one in some)[:_PAGE_CHARS])
            some = []


def main() -> None:
    """Run one of the commands."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    names = ["train", "crossvalidate", "gold", "seeds", "wire", "cost"]
    parser.add_argument("command", choices=names)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--count", type=int, default=20, help="stories to print")
    parser.add_argument("--limit", type=int, help="entries of the wire to read")
    parser.add_argument("--pages", action="store_true", help="texts as long as those of pages")
    given = parser.parse_args()
    if given.command == "wire":
        wire(given.shared, given.count, given.limit)
        return
    if given.command == "cost":
        cost(given.shared, given.pages)
        return
    commands = {"train": train, "crossvalidate": crossvalidate, "gold": gold, "seeds": seeds}
    commands[given.command](given.shared)


if __name__ == "__main__":
    main()
