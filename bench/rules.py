"""Measure matching: what is found on a wire, and what it costs.

    python bench/rules.py wire ENTRIES.jsonl.gz [--show]
    python bench/rules.py hostile [--size CHARACTERS]
    python bench/rules.py many [--rules N …] [--mentions N]

Lines of a wire are {"title", "summary"}. The entities are those of entities.yaml, which the
project ships; bench/labelled.py has their score on labelled texts. `many` makes up its rules and
articles: every article has 4 kB, and mentions so many rules' words; the rest of their words never
stand in one.
"""

import argparse
import gc
import gzip
import html
import json
import random
import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from alerts.match import match
from alerts.rules import Ruleset, compile_ruleset
from alerts.types import Article, ArticleId, ArticleRef, Rule, RuleId

_HOSTILE = (
    "Kidal ", "Kidal. ", "KIDAL ", "KIDAL x ", "CMA ", "Ber ", "ber ", "بير ", "كيدال ", "xKidal ",
    "CMA army ", "army CMA british ", "army ", "UN ", "un ", "Ag ", "Ber. CMA. ", "in Ber. CMA. ",
    "Ber airport x. CMA. ", "in Ber british airport ", "CMA CGM ", "MINUSMA ", "CMA (",
    "CMA (Conselho Municipal do Ambiente) ", "Anna Ber, 34, ", "Kidal Jensen ", "\n", "Ber\n",
    "a\nb\n", "基malian", "#KidalBer", "Be\u0301r\u0301 ", "'s ", "…. ",
    "Ber CMA Kidal MINUSMA army ",
)  # fmt: skip
ENTITIES = Path(__file__).resolve().parents[1] / "entities.yaml"


def shipped(path: Path = ENTITIES) -> Ruleset:
    """Return the compiled entities that the project ships, or those of another file."""
    given = yaml.safe_load(path.read_text(encoding="utf-8"))
    return compile_ruleset(sets=given["sets"], entities=given["entities"], rules=())


def article(title: str, text: str) -> Article:
    """Return an article of no source."""
    ref = ArticleRef(
        id=ArticleId(0),
        url="",
        canonical_url="",
        source="bench",
        title=title,
        published_at=None,
        language=None,
    )
    return Article(ref=ref, text=text)


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the values of a file of JSON Lines, gzipped or not."""
    given = path.read_bytes()
    for line in (gzip.decompress(given) if path.suffix == ".gz" else given).splitlines():
        yield json.loads(line)


def wire(path: Path, *, show: bool) -> None:
    """Print how fast the entries of a wire are matched, and what was found."""
    ruleset = shipped()
    articles = [
        article(row["title"] or "", _plain(row.get("summary") or "")) for row in lines(path)
    ]
    size = sum(len(a.text.encode()) + len(a.ref.title.encode()) for a in articles)
    began = time.process_time()
    found = [(a, m) for a in articles if (m := match(ruleset, a)).entities]
    spent = time.process_time() - began
    print(f"{len(articles)} entries, {size / 1e6:.1f} MB: {spent:.2f} s of CPU, ", end="")
    print(f"{size / 1e6 / spent:.1f} MB/s, {spent / len(articles) * 1e6:.0f} µs an entry")
    for a, m in found if show else ():
        proofs = [f"{x.text} < {[e.text for e in x.evidence]}" for x in m.matches]
        print(m.entities, a.ref.title, proofs)


def hostile(size: int) -> None:
    """Print the CPU time of texts made to hurt, the slowest last."""
    ruleset = shipped()
    spent = []
    for unit in _HOSTILE:
        given = article("", f"The army. {unit * (size // len(unit))} The army left Kidal.")
        began = time.process_time()
        match(ruleset, given)
        spent.append((time.process_time() - began, unit))
    for seconds, unit in sorted(spent):
        print(f"{seconds * 1e3:6.0f} ms  {unit!r}")


def many(counts: Sequence[int], mentions: int) -> None:
    """Print how long rules take to compile, and articles against them."""
    common, rare = _words(8_000, (2, 2, 3, 3, 4)), _words(30_000, (3, 4, 4, 5))
    for count in counts:
        chance = random.Random(count)
        entities, rules = _entities(count // 10 or 1, rare), _rules(count, rare)
        gc.collect()
        memory, began = _memory(), time.process_time()
        ruleset = compile_ruleset(sets={"s": common[500:550]}, entities=entities, rules=rules)
        compiled, kept = time.process_time() - began, _memory() - memory
        known = set(rare)
        asked = [
            word for rule in rules for word in re.findall(r"\w{4,}", rule.when) if word in known
        ]
        given = [_story(chance, common, asked, mentions) for _ in range(250)]
        size = sum(len(each.text.encode()) for each in given)
        spent, hits = min(_timed(ruleset, given) for _ in range(5))
        print(
            f"{count:6} rules: compiled in {compiled:.2f} s, {kept:.0f} MB; "
            f"{size / 1e6 / spent:.1f} MB/s, {spent / len(given) * 1e3:.2f} ms an article, "
            f"{hits / len(given):.1f} hits"
        )


def _timed(ruleset: Ruleset, given: Sequence[Article]) -> tuple[float, int]:
    began = time.process_time()
    hits = sum(len(match(ruleset, each).hits) for each in given)
    return time.process_time() - began, hits


def _words(count: int, lengths: Sequence[int]) -> list[str]:
    """Return words that nobody knows, each once, of so many syllables."""
    chance = random.Random(1)
    syllables = [
        a + b for a in "bcdfgklmnprstv" for b in ("a", "e", "i", "o", "é", "an", "er", "in")
    ]
    words: dict[str, None] = {}
    while len(words) < count:
        words["".join(chance.choices(syllables, k=chance.choice(lengths)))] = None
    return list(words)


def _entities(count: int, words: Sequence[str]) -> dict[str, object]:
    chance = random.Random(2)
    return {
        f"e{number}": {
            "names": [" ".join(chance.choices(words, k=3))],
            "short": [chance.choice(words).title()],
            "needs": ["s"],
        }
        for number in range(count)
    }


def _rules(count: int, words: Sequence[str]) -> list[Rule]:
    chance = random.Random(3)
    forms = (
        '"{} {}" OR {}*',
        "{} AND ({} OR {}) AND NOT {}",
        "{} NEAR/8 ({} OR {})",
        "@e{entity} AND {}",
        "title:{} OR ATLEAST/2({}, {})",
        '"{} {} {}"~3 OR lang:fr AND {}',
        "/{}[0-9]+/ OR {}",
    )
    return [
        Rule(
            id=RuleId(f"r{number}"),
            when=forms[number % len(forms)].format(
                *chance.choices(words, k=4), entity=chance.randrange(count // 10 or 1)
            ),
        )
        for number in range(count)
    ]


def _story(
    chance: random.Random, common: Sequence[str], asked: Sequence[str], mentions: int
) -> Article:
    words: list[str] = []
    while sum(map(len, words)) + len(words) < 4_000:
        word = common[int(len(common) * chance.random() ** 3)]
        words.append(f"{word.title()}." if chance.random() < 0.07 else word)
    for word in chance.choices(asked, k=mentions):
        words[chance.randrange(len(words))] = word
    return article("A title of seven words or so", " ".join(words))


def _memory() -> float:
    """Return the resident memory of this process in MB."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * 4096 / 1e6


def _plain(fragment: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", fragment)).strip()


def main() -> None:
    """Run one of the measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("wire", "hostile", "many"))
    parser.add_argument("path", type=Path, nargs="?")
    parser.add_argument("--size", type=int, default=300_000)
    parser.add_argument("--rules", type=int, nargs="+", default=(100, 1_000, 10_000))
    parser.add_argument("--mentions", type=int, default=10)
    parser.add_argument("--show", action="store_true")
    given = parser.parse_args()
    if given.what == "hostile":
        hostile(given.size)
    elif given.what == "many":
        many(given.rules, given.mentions)
    elif given.path is None:
        parser.error(f"{given.what} needs a file")
    else:
        wire(given.path, show=given.show)


if __name__ == "__main__":
    main()
