"""Measure the shipped entities on labelled texts: how right they are, and how sure of it.

    python -m bench.labelled score TEXTS.jsonl … [--errors]
    python -m bench.labelled confidence TEXTS.jsonl …
    python -m bench.labelled unseen TEXTS.jsonl …
    python -m bench.labelled story TEXTS.jsonl …

Lines are {"id", "text", "lang", "entities"}. `--only ID …` leaves the other entities out of sight,
`--entities FILE` measures others than those that are shipped.

`confidence` holds each match of an entity against the labels, by what proves it, and by how sure it
is said to be. `unseen` estimates what texts by other authors would score, from texts that the word
lists were written with: every text is judged without the words of sets that stand in it and in no
other text (leave one text out), then without those that stand in no text of another language
(leave one language out). Both are low estimates: most of these words were listed from general
knowledge. `story` tells each text that the other articles of its story name every entity, and lets
all entities that need evidence take that for some: what it gains where true, and costs where not.
"""

import argparse
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from alerts.match import match
from alerts.rules import STORY, Ruleset, compile_ruleset
from alerts.types import Match, Rule, RuleId
from bench.rules import ENTITIES, article, lines, shipped

Words = tuple[str, ...] | Mapping[str, Sequence[str]]
_LENIENT: Mapping[str, object] = {
    "needs": [], "unless": [], "never": [], "default": "accept", "kind": "other",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A labelled text: the entities that a reader says it names."""

    id: str
    lang: str
    text: str
    wanted: frozenset[str]


class Count:
    """Decisions counted."""

    def __init__(self) -> None:
        self.right = self.false = self.missed = 0

    def add(self, wanted: Collection[str], found: Collection[str]) -> None:
        """Count what was found of what was wanted."""
        self.right += len({*wanted} & {*found})
        self.false += len({*found} - {*wanted})
        self.missed += len({*wanted} - {*found})

    def __str__(self) -> str:
        precision = self.right / ((self.right + self.false) or 1)
        recall = self.right / ((self.right + self.missed) or 1)
        f1 = 2 * precision * recall / ((precision + recall) or 1)
        return (
            f"P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  "
            f"right {self.right} false {self.false} missed {self.missed}"
        )


def read(paths: Iterable[Path], only: Collection[str]) -> list[Text]:
    """Return the texts of files, with the labels that are of interest."""
    return [
        Text(
            id=row["id"],
            lang=row["lang"],
            text=row["text"],
            wanted=frozenset(each.casefold() for each in row["entities"]) & {*only},
        )
        for path in paths
        for row in lines(path)
    ]


def score(ruleset: Ruleset, texts: Sequence[Text], only: Collection[str], *, errors: bool) -> None:
    """Print precision, recall and F1: of all, of each language, of each entity."""
    counts: dict[str, Count] = {}
    for text in texts:
        found = _found(ruleset, text, only)
        for key in ("all", text.lang):
            counts.setdefault(key, Count()).add(text.wanted, found)
        for name in text.wanted | found:
            counts.setdefault(f"@{name}", Count()).add(text.wanted & {name}, found & {name})
        if errors and found != text.wanted:
            missed, false = sorted(text.wanted - found), sorted(found - text.wanted)
            print(f"{text.id} missed {missed} false {false} | {text.text}")
    for key, count in sorted(counts.items()):
        print(f"{key:16} {count}")


def confidence(ruleset: Ruleset, texts: Sequence[Text], only: Collection[str]) -> None:
    """Print how often matches are right, by what proves them and by how sure they are."""
    by_proof: dict[str, Counter[bool]] = {}
    by_sure: dict[str, Counter[bool]] = {}
    error, brier, seen = 0.0, 0.0, 0
    for text in texts:
        for one in match(ruleset, article("", text.text)).matches:
            if one.entity not in only:
                continue
            right = one.entity in text.wanted
            by_proof.setdefault(_proof(one), Counter())[right] += 1
            by_sure.setdefault(_band(one.confidence), Counter())[right] += 1
            error += one.confidence - right
            brier += (one.confidence - right) ** 2
            seen += 1
    for title, table in (("what proves it", by_proof), ("said to be", by_sure)):
        print(f"{title:28} right of   share")
        for key, count in sorted(table.items()):
            print(f"{key:28} {count[True]:5} {count.total():4} {count[True] / count.total():6.3f}")
    print(f"{seen} matches; said minus right {error / seen:+.3f}; Brier score {brier / seen:.4f}")


def unseen(given: Mapping[str, Any], texts: Sequence[Text], only: Collection[str]) -> None:
    """Print scores without the words that only a text, or only its language, speaks for."""
    stands = dict(_stands(given["sets"], texts))
    for what in ("text", "language"):
        total, gone = Count(), 0
        by_language: dict[str, Count] = {}
        for text in texts:
            own = [each.lang == text.lang if what == "language" else each is text for each in texts]
            lost = {
                word
                for word, where in stands.items()
                if text in where and all(mine or each not in where
                    for mine, each in zip(own, texts, strict=True))
            }  # fmt: skip
            gone += len(lost)
            sets = {name: _without(words, lost) for name, words in given["sets"].items()}
            ruleset = compile_ruleset(sets=sets, entities=given["entities"], rules=())
            for count in (total, by_language.setdefault(text.lang, Count())):
                count.add(text.wanted, _found(ruleset, text, only))
        print(f"leave one {what} out: {gone / len(texts):.1f} words less a text")
        for key, count in [*sorted(by_language.items()), ("all", total)]:
            print(f"{key:16} {count}")


def story(given: Mapping[str, Any], texts: Sequence[Text], only: Collection[str]) -> None:
    """Print what the story makes of the short names that texts leave open, by what they mean."""
    asking = {name: _asking(entity) for name, entity in given["entities"].items()}
    lenient = {name: {**entity, **_LENIENT} for name, entity in given["entities"].items()}
    strict = compile_ruleset(sets=given["sets"], entities=asking, rules=())
    loose = compile_ruleset(sets=given["sets"], entities=lenient, rules=())
    counts = {True: Counter[bool](), False: Counter[bool]()}
    for text in texts:
        told = replace(article("", text.text), story=strict.asks_story)
        taken = frozenset(match(strict, told).entities)
        for name in _found(loose, text, only) - _found(strict, text, only):
            counts[name in text.wanted][name in taken] += 1
    for meant, count in counts.items():
        what = "meant" if meant else "another sense"
        print(f"{what:16} {count.total():4} left open, of which the story takes {count[True]}")


def _asking(entity: Mapping[str, Any]) -> Mapping[str, Any]:
    needs = entity.get("needs")
    return {**entity, "needs": [*needs, STORY]} if needs and STORY not in needs else entity


def _stands(
    sets: Mapping[str, Words], texts: Sequence[Text]
) -> Iterator[tuple[str, Collection[Text]]]:
    """Yield each word of the sets, and the texts in which it stands."""
    words = sorted({word for listed in sets.values() for word in _listed(listed)})
    rules = [
        Rule(id=RuleId(word), when=f'="{word[1:]}"' if word.startswith("=") else f'"{word}"')
        for word in words
    ]
    ruleset = compile_ruleset(sets={}, entities={}, rules=rules)
    found: dict[str, set[Text]] = {word: set() for word in words}
    for text in texts:
        for hit in match(ruleset, article("", text.text)).hits:
            found[hit.rule].add(text)
    yield from found.items()


def _listed(words: Words) -> Iterator[str]:
    yield from words if not isinstance(words, Mapping) else (w for v in words.values() for w in v)


def _without(words: Words, lost: Collection[str]) -> list[str]:
    """Return a list without some words; one that nobody writes keeps it from being empty."""
    return [word for word in _listed(words) if word not in lost] or ["qqzzqq"]


def _found(ruleset: Ruleset, text: Text, only: Collection[str]) -> frozenset[str]:
    return frozenset(match(ruleset, article("", text.text)).entities) & {*only}


def _proof(one: Match) -> str:
    if not one.evidence:
        return "a name" if one.confidence > 0.95 else "its default"
    kinds = {f"{each.weight:.2f}" for each in one.evidence[:1]}
    cue = " cue" if one.evidence[0].set.startswith("cue:") else ""
    return f"{len(one.evidence)} pieces, first {''.join(kinds)}{cue}"


def _band(sure: float) -> str:
    return f"{int(sure * 20) / 20:.2f} to {int(sure * 20) / 20 + 0.05:.2f}"


def main() -> None:
    """Run one of the measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("score", "confidence", "unseen", "story"))
    parser.add_argument("paths", type=Path, nargs="+")
    parser.add_argument("--only", nargs="+", default=None)
    parser.add_argument("--entities", type=Path, default=ENTITIES)
    parser.add_argument("--errors", action="store_true")
    given = parser.parse_args()
    ruleset = shipped(given.entities)
    only = given.only or [entity.id for entity in ruleset.entities]
    texts = read(given.paths, only)
    if given.what == "score":
        score(ruleset, texts, only, errors=given.errors)
    elif given.what == "confidence":
        confidence(ruleset, texts, only)
    else:
        measure = unseen if given.what == "unseen" else story
        measure(yaml.safe_load(given.entities.read_text(encoding="utf-8")), texts, only)


if __name__ == "__main__":
    main()
