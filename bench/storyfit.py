"""Fit the model of stories, and say how well it does on events that it was not fitted on."""

import gzip
import json
import random
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from alerts.types import ArticleId
from monitor.story.cluster import Report, Stories
from monitor.story.cluster.compare import Probe, Weighed, weigh
from monitor.story.cluster.index import Rarity
from monitor.story.cluster.model import FAR, Foreign, Model, Native
from monitor.story.cluster.terms import Kind, Terms, terms_of

SETS = ("ecb_dev", "basil_dev")
FOLDS = 5
NOW = datetime(2026, 1, 1, tzinfo=UTC)
_RIDGE = 1e-3
_KEPT_NAMES = 0.55
"""So much of the names is thought to survive a translation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A document of a development set: `event` is its story, `topic` what must not be split."""

    name: str
    report: Report
    event: str
    topic: str


def load(shared: Path, name: str) -> list[Labelled]:
    """Return the documents of a set in their order."""
    folder = shared / "data/stories_dev" / name
    with gzip.open(folder / "docs.jsonl.gz", "rt", encoding="utf-8") as lines:
        docs = [json.loads(line) for line in lines]
    with (folder / "gold.jsonl").open(encoding="utf-8") as lines:
        gold = {row["id"]: row["story"] for row in map(json.loads, lines)}
    return [
        Labelled(
            name=doc["id"],
            report=report(doc, at),
            event=gold[doc["id"]],
            topic=gold[doc["id"]].removesuffix("plus"),
        )
        for at, doc in enumerate(docs, 1)
    ]


def report(doc: dict[str, Any], at: int) -> Report:
    """Return what the clustering is told of a document of the scorer."""
    when = datetime.fromisoformat(doc["published"]) if doc.get("published") else None
    return Report(
        id=ArticleId(at),
        title=doc.get("title") or "",
        text=doc.get("text") or "",
        published_at=when.replace(tzinfo=when.tzinfo or UTC) if when else None,
    )


def folds(docs: Iterable[Labelled]) -> dict[str, int]:
    """Return the fold of each topic: the two events of a topic, look-alikes, stay together."""
    topics = sorted({doc.topic for doc in docs})
    random.Random(7).shuffle(topics)
    return {topic: at % FOLDS for at, topic in enumerate(topics)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Compared pairs: features, whether they are of one event, the topics of both."""

    features: Any
    same: Any
    topics: list[tuple[str, str]]


def pairs(
    docs: Sequence[Labelled], kind: type[Native] | type[Foreign], seed: int, teasers: float = 0.0
) -> Pairs:
    """Compare each document with all before it, as they come in a random order.

    Of a part of them, `teasers`, only title and beginning are seen, as in many feeds.
    """
    chance = random.Random(seed)
    docs = [teaser(doc, chance) if chance.random() < teasers else doc for doc in docs]
    chance.shuffle(docs)
    rarity, before = Rarity(), list[tuple[Labelled, Weighed]]()
    rows, same, topics = [], [], []
    for doc in docs:
        terms = terms_of(doc.report)
        rarity.count(terms.terms)
        given = translated(terms, seed) if kind is Foreign else terms
        probe = Probe(weigh(given, rarity.idf, rarity.articles), rarity.idf)
        for other, theirs in before:
            found = probe.foreign(theirs) if kind is Foreign else probe.native(theirs)
            if found is not None:
                rows.append(tuple(found))
                same.append(doc.event == other.event)
                topics.append((doc.topic, other.topic))
        before.append((doc, weigh(terms, rarity.idf, rarity.articles)))
    return Pairs(features=np.array(rows), same=np.array(same, float), topics=topics)


def teaser(doc: Labelled, chance: random.Random) -> Labelled:
    """Return a document cut to its first 12 to 60 words."""
    words = doc.report.text.split(" ")[: chance.randint(12, 60)]
    return replace(doc, report=replace(doc.report, text=" ".join(words)))


def translated(terms: Terms, seed: int) -> Terms:
    """Return terms as in another language: other words, some other names, the same numbers."""

    def abroad(term: int, kind: int) -> int:
        stays = kind & Kind.NUMBER or (
            kind & Kind.NAME and random.Random(f"{seed} {term}").random() < _KEPT_NAMES
        )
        return term if stays else term ^ 0x5A5A5A5A

    changed = [abroad(*pair) for pair in zip(terms.terms, terms.kinds, strict=True)]
    return replace(terms, terms=array("I", changed))


def fit(some: Sequence[Pairs], allowed: Callable[[tuple[str, str]], bool]) -> Model:
    """Fit by Newton's method with a ridge on the standardised weights."""
    chosen = [np.array([allowed(topics) for topics in each.topics]) for each in some]
    features = np.concatenate(
        [each.features[rows] for each, rows in zip(some, chosen, strict=True)]
    )
    same = np.concatenate([each.same[rows] for each, rows in zip(some, chosen, strict=True)])
    mean, spread = features.mean(0), features.std(0) + 1e-9
    scaled = np.c_[(features - mean) / spread, np.ones(len(features))]
    ridge = np.eye(scaled.shape[1]) * _RIDGE * len(same)
    ridge[-1, -1] = 0
    weights = np.zeros(scaled.shape[1])
    for _ in range(30):
        odds = 1 / (1 + np.exp(-scaled @ weights))
        slope = scaled.T @ (odds - same) + ridge @ weights
        curve = (scaled * (odds * (1 - odds))[:, None]).T @ scaled + ridge
        step = np.linalg.solve(curve, slope)
        weights -= step
        if abs(step).max() < 1e-7:
            break
    own = weights[:-1] / spread
    return Model(bias=float(weights[-1] - own @ mean), weights=tuple(map(float, own)))


def judge(native: Model, foreign: Model) -> Callable[[Native | Foreign | None], float]:
    """Return the log odds by these models."""

    def log_odds(features: Native | Foreign | None) -> float:
        if features is None:
            return FAR
        return (native if isinstance(features, Native) else foreign).log_odds(features)

    return log_odds


def stream(
    docs: Sequence[Labelled], seed: int | None, log_odds: Callable[[Any], float] | None = None
) -> tuple[dict[str, int], dict[str, int], int]:
    """Return each document's story as it was told at once, the same at the end, and the moves."""
    docs = list(docs)
    if seed is not None:
        random.Random(seed).shuffle(docs)
    stories = Stories(judge=log_odds) if log_odds else Stories()
    told, moves = {}, 0
    for doc in docs:
        verdict = stories.add(doc.report, NOW)
        told[doc.name] = int(verdict.story)
        moves += len(verdict.moves)
    return told, {doc.name: int(stories.story_of(doc.report.id) or 0) for doc in docs}, moves


def shares(docs: Sequence[Labelled], told: dict[str, int]) -> Iterator[tuple[str, Any]]:
    """Yield each document's part in the scores: (precision, recall, hits, told, true)."""
    events = Counter(doc.event for doc in docs)
    stories = Counter(told[doc.name] for doc in docs)
    both = Counter((doc.event, told[doc.name]) for doc in docs)
    for doc in docs:
        hits, size, true = (
            both[doc.event, told[doc.name]],
            stories[told[doc.name]],
            events[doc.event],
        )
        yield doc.topic, (hits / size, hits / true, hits - 1, size - 1, true - 1)


def scores(parts: Sequence[Any]) -> dict[str, float]:
    """Return B-cubed and pair scores of the documents whose parts these are."""
    precision, recall = (sum(part[n] for part in parts) / len(parts) for n in (0, 1))
    hits, told, true = (sum(part[n] for part in parts) for n in (2, 3, 4))
    pair_p, pair_r = hits / max(1, told), hits / max(1, true)
    found = {"b3_p": precision, "b3_r": recall, "b3": _f1(precision, recall)}
    found |= {"pair_p": pair_p, "pair_r": pair_r, "pair": _f1(pair_p, pair_r)}
    return {name: round(value, 4) for name, value in found.items()}


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
