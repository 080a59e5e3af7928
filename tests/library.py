"""The entities that the project ships, held against labelled texts."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from alerts.match import match
from alerts.rules import Ruleset, compile_ruleset
from alerts.types import Article, ArticleId, ArticleRef, Matched

ENTITIES = Path(__file__).resolve().parents[1] / "entities.yaml"
FIRST = ("minusma", "cma", "ber", "kidal")
ADDED = (
    "tessalit", "aguelhok", "timbuktu", "gao", "fama", "jnim", "csp", "wagner", "algiers-accord",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Score:
    """How right decisions were, and the texts where they were not."""

    precision: float
    recall: float
    wrong: tuple[str, ...]

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        return 2 * self.precision * self.recall / (self.precision + self.recall)


@cache
def shipped() -> Ruleset:
    """Return the compiled library."""
    given = yaml.safe_load(ENTITIES.read_text(encoding="utf-8"))
    return compile_ruleset(sets=given["sets"], entities=given["entities"], rules=())


def matched(text: str, ruleset: Ruleset | None = None) -> Matched:
    """Return what the library, or another one, finds in a text without a title."""
    ref = ArticleRef(
        id=ArticleId(1),
        url="https://news.example/1",
        canonical_url="https://news.example/1",
        source="example",
        title="",
        published_at=None,
        language=None,
    )
    return match(ruleset or shipped(), Article(ref=ref, text=text))


def found(text: str, only: Collection[str]) -> set[str]:
    """Return which of the entities `only` a text names."""
    return {entity for entity in matched(text).entities if entity in only}


def scored(rows: Iterable[tuple[str, Collection[str]]], only: Collection[str]) -> Score:
    """Return how right the library is in texts, each with the entities that it names."""
    right = false = missed = 0
    wrong = []
    for text, wanted in rows:
        want, got = {*wanted} & {*only}, found(text, only)
        right, false, missed = (
            right + len(want & got), false + len(got - want), missed + len(want - got),
        )  # fmt: skip
        if want != got:
            wrong.append(f"missed {sorted(want - got)}, false {sorted(got - want)}: {text}")
    return Score(right / (right + false), right / (right + missed), tuple(wrong))
