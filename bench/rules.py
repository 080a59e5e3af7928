"""Measure matching: decisions on labelled texts, and speed on a wire.

    python bench/rules.py labelled TEXTS.jsonl [--errors]
    python bench/rules.py wire ENTRIES.jsonl.gz [--show]
    python bench/rules.py hostile [--size CHARACTERS]

Labelled lines are {"id", "text", "lang", "entities"}; wire lines {"title", "summary"}. The entities
are those of entities.yaml, which the project ships.
"""

import argparse
import gzip
import html
import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from alerts.match import match
from alerts.rules import Ruleset, compile_ruleset
from alerts.types import Article, ArticleId, ArticleRef

_HOSTILE = (
    "Kidal ", "Kidal. ", "KIDAL ", "KIDAL x ", "CMA ", "Ber ", "ber ", "بير ", "كيدال ", "xKidal ",
    "CMA army ", "army CMA british ", "army ", "UN ", "un ", "Ag ", "Ber. CMA. ", "in Ber. CMA. ",
    "Ber airport x. CMA. ", "in Ber british airport ", "CMA CGM ", "MINUSMA ", "CMA (",
    "CMA (Conselho Municipal do Ambiente) ", "Anna Ber, 34, ", "Kidal Jensen ", "\n", "Ber\n",
    "a\nb\n", "基malian", "#KidalBer", "Be\u0301r\u0301 ", "'s ", "…. ",
    "Ber CMA Kidal MINUSMA army ",
)  # fmt: skip
_ENTITIES = Path(__file__).resolve().parents[1] / "entities.yaml"


def shipped() -> Ruleset:
    """Return the compiled entities that the project ships."""
    given = yaml.safe_load(_ENTITIES.read_text(encoding="utf-8"))
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


def labelled(path: Path, *, errors: bool) -> None:
    """Print precision, recall and F1 of the shipped entities on labelled texts."""
    ruleset = shipped()
    right: Counter[str] = Counter()
    false: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for row in lines(path):
        found = match(ruleset, article(row.get("title", ""), row["text"]))
        want, got = {e.casefold() for e in row["entities"]}, set(found.entities)
        for keys in (row["lang"], "all"):
            right[keys] += len(want & got)
            false[keys] += len(got - want)
            missed[keys] += len(want - got)
        if errors and want != got:
            print(row["id"], sorted(want), "found", sorted(got), "|", row["text"])
    for key in sorted(right | false | missed):
        precision = right[key] / ((right[key] + false[key]) or 1)
        recall = right[key] / ((right[key] + missed[key]) or 1)
        f1 = 2 * precision * recall / ((precision + recall) or 1)
        print(
            f"{key:4} P {precision:.3f} R {recall:.3f} F1 {f1:.3f}  "
            f"right {right[key]} false {false[key]} missed {missed[key]}"
        )


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


def _plain(fragment: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", fragment)).strip()


def main() -> None:
    """Run one of the measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("labelled", "wire", "hostile"))
    parser.add_argument("path", type=Path, nargs="?")
    parser.add_argument("--size", type=int, default=300_000)
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--show", action="store_true")
    given = parser.parse_args()
    if given.what == "hostile":
        hostile(given.size)
    elif given.path is None:
        parser.error(f"{given.what} needs a file")
    elif given.what == "labelled":
        labelled(given.path, errors=given.errors)
    else:
        wire(given.path, show=given.show)


if __name__ == "__main__":
    main()
