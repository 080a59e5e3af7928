"""Measure what is taken for new in an article, on the labelled stories of tests/stories.

    python -m bench.novelty score [--errors]
    python -m bench.novelty fit
    python -m bench.novelty cost DOCS.jsonl.gz

`score` fits the weights anew without one story, judges that story with them, and so on for every
story: what it prints is what they are worth on stories that they have not seen. `fit` prints the
weights that all stories give, for `monitor.story.novelty`. `cost` joins documents into articles of
4 kB, puts 50 into a story, and judges 50 more.
"""

import argparse
import gzip
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alerts.types import ArticleId
from monitor.story.background import is_background
from monitor.story.figures import figures
from monitor.story.ledger import Ledger, Told
from monitor.story.novelty import FEATURES, NEW, StorySoFar
from monitor.story.reading import Reading, read

Array = NDArray[np.float64]

STORIES = Path(__file__).resolve().parents[1] / "tests" / "stories"
_RIDGE = 3.0
_STEPS = 30
_TOLD, _NEW_ONES, _BYTES = 50, 50, 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A sentence of an article that is not its story's first, with its label."""

    story: str
    article: str
    language: str
    text: str
    features: tuple[float, ...]
    new: bool
    background: bool


def lines(name: str) -> Iterator[dict[str, Any]]:
    """Yield the values of a file of the labelled stories."""
    with (STORIES / name).open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def cases() -> Iterator[Case]:
    """Yield the labelled sentences. What is background by label counts neither way."""
    stories: Mapping[str, StorySoFar] = defaultdict(StorySoFar)
    for article in lines("articles.jsonl"):
        story = stories[article["story"]]
        reading = _read(article)
        year = int(article["published"][:4])
        for at, line in enumerate(reading.lines if story.articles else ()):
            if at not in article["background"]:
                yield Case(
                    story=article["story"],
                    article=article["id"],
                    language=article["language"],
                    text=line.sentence.text,
                    features=story.features(line),
                    new=at in article["new"],
                    background=is_background(line, year),
                )
        story.add(reading)


def _read(article: Mapping[str, Any]) -> Reading:
    return read("\n".join(article["sentences"]), article["language"], article["title"])


def fitted(given: Sequence[Case]) -> Array:
    """Return the weights of a logistic regression with a ridge, by Newton's method."""
    values = np.array([case.features for case in given])
    wanted = np.array([case.new for case in given], float)
    mean, deviation = values.mean(axis=0), values.std(axis=0)
    mean[0], deviation[0] = 0.0, 1.0
    scaled = (values - mean) / np.maximum(deviation, 1e-9)
    ridge = _RIDGE * np.eye(len(FEATURES))
    ridge[0, 0] = 0.0
    weights = np.zeros(len(FEATURES))
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-scaled @ weights))
        slope = scaled.T @ (chance - wanted) + ridge @ weights
        curve = (scaled.T * (chance * (1 - chance))) @ scaled + ridge
        weights -= np.linalg.solve(curve, slope)
    plain: Array = weights / np.maximum(deviation, 1e-9)
    plain[0] -= plain[1:] @ mean[1:]
    return plain


def unseen(given: Sequence[Case]) -> Array:
    """Return the score of every sentence by weights that were fitted to the other stories."""
    scores = np.zeros(len(given))
    for story in {case.story for case in given}:
        weights = fitted([case for case in given if case.story != story])
        for at, case in enumerate(given):
            if case.story == story:
                scores[at] = 1 / (1 + np.exp(-np.array(case.features) @ weights))
    return scores


def auc(scores: Array, wanted: Array) -> float:
    """Return the chance that a new sentence has a higher score than one that is not new."""
    ups, downs = scores[wanted == 1], scores[wanted == 0]
    above = (ups[:, None] > downs[None, :]).sum() + 0.5 * (ups[:, None] == downs[None, :]).sum()
    return float(above / (len(ups) * len(downs)))


def score(*, errors: bool) -> None:
    """Print what the features are worth on unseen stories: sentences, then whole articles."""
    given = list(cases())
    scores = unseen(given)
    wanted = np.array([case.new for case in given], float)
    print(f"{len(given)} sentences, {int(wanted.sum())} new: AUC {auc(scores, wanted):.3f}")
    for language in sorted({case.language for case in given}):
        mine = np.array([case.language == language for case in given])
        count = int(mine.sum())
        print(f"  {language}: {count} sentences, AUC {auc(scores[mine], wanted[mine]):.3f}")
    _decided("sentences", [(bool(s >= NEW), c.new) for s, c in zip(scores, given, strict=True)])
    articles: Mapping[str, list[tuple[float, bool]]] = defaultdict(list)
    for each, case in zip(scores, given, strict=True):
        articles[case.article].append((0.0 if case.background else float(each), case.new))
    _decided(
        "developments",
        [
            (max(s for s, _ in told) >= NEW, any(new for _, new in told))
            for told in articles.values()
        ],
    )
    if errors:
        worst = np.argsort(-np.abs(scores - wanted))[:25]
        for at in worst:
            print(f"  {scores[at]:.2f} {int(wanted[at])} {given[at].article}: {given[at].text}")


def _decided(what: str, decisions: Sequence[tuple[bool, bool]]) -> None:
    right = sum(found and wanted for found, wanted in decisions)
    found, wanted = sum(f for f, _ in decisions), sum(w for _, w in decisions)
    precision, recall = right / (found or 1), right / (wanted or 1)
    print(f"{what}: P {precision:.3f}  R {recall:.3f}  of {len(decisions)}, {wanted} wanted")


def fit() -> None:
    """Print the weights that all stories give."""
    weights = fitted(list(cases()))
    print("WEIGHTS = (\n    " + ", ".join(f"{each:.2f}" for each in weights) + ",\n)")


def cost(path: Path) -> None:
    """Print the CPU time of an article of 4 kB against a story of 50, stage by stage."""
    texts = list(_texts(path))
    told, given = texts[:_TOLD], texts[_TOLD : _TOLD + _NEW_ONES]
    story, ledger = StorySoFar(), Ledger()
    for at, text in enumerate(told):
        reading = read(text, "en")
        story.add(reading)
        ledger.add(_told(reading, at))
    readings = [read(text, "en") for text in given]

    def novelty() -> None:
        for text in given:
            story.judge(read(text, "en"))

    def everything() -> None:
        for text in given:
            reading = read(text, "en")
            verdict = ledger.judge(_told(reading, -1))
            story.judge(reading, disputed=verdict.disputed)

    def adding() -> None:
        fresh = StorySoFar()
        for reading in readings:
            fresh.add(reading)

    _timed("a million additions, to compare machines, per 50th", _additions)
    _timed("read", lambda: [read(text, "en") for text in given])
    _timed("read and judge novelty", novelty)
    _timed("read, judge novelty and figures", everything)
    _timed("add to a story, read before", adding)


def _additions() -> None:
    total = 0
    for each in range(1_000_000):
        total += each


def _told(reading: Reading, article: int) -> list[Told]:
    return [
        Told(figure=each, article=ArticleId(article), source=str(article), url="", at=None)
        for each in figures(reading)
    ]


def _texts(path: Path) -> Iterator[str]:
    buffer = ""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            buffer += (json.loads(line)["text"] or "").replace("\n", " ") + " "
            if len(buffer) >= _BYTES:
                yield buffer[:_BYTES]
                buffer = ""


def _timed(what: str, act: Callable[[], object]) -> None:
    best = min(_once(act) for _ in range(7))
    print(f"{what}: {best / _NEW_ONES * 1e3:.2f} ms")


def _once(act: Callable[[], object]) -> float:
    began = time.process_time()
    act()
    return time.process_time() - began


def main() -> None:
    """Run one of the measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("score", "fit", "cost"))
    parser.add_argument("path", type=Path, nargs="?")
    parser.add_argument("--errors", action="store_true")
    given = parser.parse_args()
    if given.what == "score":
        score(errors=given.errors)
    elif given.what == "fit":
        fit()
    elif given.path is None:
        parser.error("cost needs a file of documents")
    else:
        cost(given.path)


if __name__ == "__main__":
    main()
