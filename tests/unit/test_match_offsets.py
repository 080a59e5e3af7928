"""Offsets: ten thousand texts in every form that Unicode has, and each place found exactly."""

import random
import unicodedata

import pytest

from alerts.match import match
from alerts.rules import Ruleset, compile_ruleset
from alerts.rules.fold import fold
from alerts.types import Article, ArticleId, ArticleRef, Field, Rule, RuleId

TEXTS = 10_000
NAMES = ("Kidal", "Ménaka", "blue helmets", "كيدال", "МИНУСМА", "基达尔", "키달", "Łódź")
WHEN = " OR ".join(f'"{name}"' for name in NAMES) + " OR /[0-9]{3}/"
NOISE = (
    "the", "l'", "x", "…", "é", "e\u0301", "ﬁ", "½", "ß", "İ", "ǆ", "'s", "’", "-", "—", "#",
    "🌍", "👩\u200d🚒", "\U0001f1f2\U0001f1f1", "\U00010400", "\u0301", "\u064e", "\u00ad",
    "ـ", "في", "שלום", "ＡＢ", "中", "\u202b", "\u202c", "\u200f", "\ufeff",
    "\ud800", "\udfff", "\n", "\n\n", "\u00a0", "\t",
)  # fmt: skip


def _full_width(name: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name)


FORMS = (
    str,
    str.upper,
    str.lower,
    _full_width,
    lambda name: unicodedata.normalize("NFD", name),
    lambda name: unicodedata.normalize("NFKD", name),
    lambda name: name[:1] + "\u00ad" + name[1:],
    lambda name: name.replace(" ", "\u00a0"),
    lambda name: name.replace(" ", " - "),
    lambda name: name[0] + "\u0307" + name[1:] if name.isascii() else name,
)
AROUND = (
    ("", ""),
    ("\u202b", "\u202c"),
    ("🌍", "🌍"),
    ("“", "”"),
    ("(", ")"),
    ("\ud83c ", " \udf0d"),
)


@pytest.fixture(scope="module")
def ruleset() -> Ruleset:
    entities = {"kidal": {"names": ["Kidal", "كيدال"]}}
    rules = [Rule(id=RuleId("r"), when=WHEN), Rule(id=RuleId("e"), when="@kidal NEAR/p kidal")]
    return compile_ruleset(sets={}, entities=entities, rules=rules)


def _made_up(chance: random.Random) -> tuple[str, set[tuple[int, int]]]:
    """Return a text and where the names were put into it."""
    text, places = "", set()
    for _ in range(chance.randrange(7)):
        text += "".join(chance.choices(NOISE, k=chance.randrange(4))) + " "
        if chance.random() < 0.6:
            before, after = chance.choice(AROUND)
            name = chance.choice(FORMS)(chance.choice(NAMES)) if chance.random() < 0.9 else "123"
            text += before
            places.add((len(text), len(text) + len(name)))
            text += name + after + " "
    return text, places


def test_every_place_is_found_exactly(ruleset: Ruleset) -> None:
    chance = random.Random(20230813)
    known = {fold(name) for name in NAMES} | {"123"}
    planted = 0
    for number in range(TEXTS):
        title, in_title = _made_up(chance)
        text, in_text = _made_up(chance)
        ref = ArticleRef(
            id=ArticleId(number),
            url="",
            canonical_url="",
            source="s",
            title=title,
            published_at=None,
            language=None,
        )
        matched = match(ruleset, Article(ref=ref, text=text))
        found = [m for hit in matched.hits for m in hit.matches] + list(matched.matches)
        for m in found:
            stored = title if m.field is Field.TITLE else text
            assert stored[m.start : m.end] == m.text
            assert fold(m.text) in known
        spans = {(m.field, m.start, m.end) for m in found}
        wanted = {(Field.TITLE, *place) for place in in_title}
        wanted |= {(Field.TEXT, *place) for place in in_text}
        assert spans == wanted, (title, text)
        planted += len(wanted)
    assert planted > TEXTS
