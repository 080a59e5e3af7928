"""The tables of the languages, made ready to look words up in."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import Stemmer

from alerts.rules.fold import fold
from monitor.story.lexicon import Lexicon
from monitor.story.tokens import folded
from monitor.story.words import ar, de, en, es, fr, pt

_SHORTEST, _LONGEST = 2, 16
"""Beginnings of a word that are looked up. No table has a longer one with an ending left open."""
# What sticks to the front of an Arabic word, the longest first.
_CLITICS = ("وبال", "وال", "فال", "بال", "كال", "ولل", "لل", "ال", "و", "ف", "ب", "ل", "ك", "س")
_ROOT = 3
_REMEMBERED = 50_000
"""Words whose meaning is kept, of each language; some 20 MB in all."""

_PHRASE_TABLES = (
    "vague", "at_least", "at_most", "about", "times", "between", "no", "since", "rose", "by",
    "days", "year_end", "occurs", "begins", "ends", "units", "stock",
)  # fmt: skip


class Phrase(NamedTuple):
    """A phrase of the tables: its words, which may end in `*`, the table's name, its value."""

    words: tuple[str, ...]
    kind: str
    value: str
    second: str
    """Its second word where that ends as written, to look at first; or nothing."""


class Meaning(NamedTuple):
    """What one word says."""

    word: str
    """The word, folded; of a number or a mark what is written."""
    key: str = ""
    """Its concept, or else its stem; nothing for a stop word."""
    term: str = ""
    """The same with its sort before it: no stem is a concept."""
    concepts: tuple[str, ...] = ()
    bare: str = ""
    """The folded word, in Arabic without what sticks to its front where that makes it known."""
    opens: tuple[Phrase, ...] = ()
    """The phrases that may begin with it."""
    turns: bool = False
    """Whether it denies or turns what a sentence says;"""
    says: bool = False
    """whether it is a verb of saying;"""
    empty: bool = False
    """whether it is such as fills sentences that tell nothing;"""
    maybe: bool = False
    """whether it makes what happens one that may or might;"""
    counts: bool = False
    """whether it is a numeral or a scale;"""
    times: bool = False
    """whether it is a month or a weekday."""


class Mark(NamedTuple):
    """A phrase that stands in a run of words: `[first, last)`, its table's name, its value."""

    first: int
    last: int
    kind: str
    value: str


class Language:
    """One language: what its words mean, its numerals, and the phrases that hedge or attribute."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.code = lexicon.code
        self.joiner = fold(lexicon.joiner)
        self.numerals = _valued(lexicon.numerals)
        self.scales = _valued(lexicon.scales)
        self.time_units = frozenset(map(fold, lexicon.time_units.split()))
        self.ranges = frozenset(fold(each) for each in lexicon.ranges.split(";"))
        self.places = frozenset(map(fold, lexicon.places.split()))
        self.months = {
            fold(word): at
            for at, words in enumerate(lexicon.months.split(), 1)
            for word in words.split("/")
        }
        self.weekdays = {fold(word): at for at, word in enumerate(lexicon.weekdays.split())}
        self.more = frozenset(map(fold, lexicon.more.split()))
        self.stops = frozenset(map(fold, lexicon.stops.split()))
        self.dual = dict(pair.split("=") for pair in map(fold, lexicon.dual.split()))
        self._turns, self._says = _Table({"": lexicon.not_}), _Table({"": lexicon.said})
        self._maybe = _Table({"": lexicon.maybe})
        self._empty, self._concepts = _Table({"": lexicon.empty}), _Table(lexicon.concepts)
        self._phrases = _phrases(lexicon)
        self._stemmer = Stemmer.Stemmer(lexicon.stemmer)
        self.meanings = _Meanings(self)

    def meaning(self, written: str) -> Meaning:
        """Return what a token means; look it up in `meanings`, which remembers."""
        word = folded(written)
        if not written[0].isalpha():
            return Meaning(word=written)
        key, concepts, bare = self._known(word)
        return Meaning(
            word=word,
            key=key,
            term=f"{'c' if concepts else 's'}{key}",
            concepts=concepts,
            bare=bare,
            opens=tuple(
                phrase
                for phrase in self._phrases.get(word[:_SHORTEST], ())
                if _fits(phrase.words[0], word)
            ),
            turns=bool(self._turns.find(word)),
            says=bool(self._says.find(word)),
            maybe=bool(self._maybe.find(word)),
            empty=bool(self._empty.find(word)),
            counts=any(
                each in table
                for each in (word, bare)
                for table in (self.numerals, self.scales, self.dual)
            ),
            times=word in self.months or word in self.weekdays or bare in self.months,
        )

    def _known(self, word: str) -> tuple[str, tuple[str, ...], str]:
        for bare in self._forms(word):
            if bare in self.stops and not self._concepts.exact(bare):
                return "", (), bare
            if concepts := self._concepts.find(bare):
                return concepts[0], concepts, bare
            if bare in self.numerals or bare in self.scales:
                return "", (), bare
        return self._stemmer.stemWord(word), (), word

    def _forms(self, word: str) -> Iterator[str]:
        yield word
        if self.code == "ar":
            for clitic in _CLITICS:
                if word.startswith(clitic) and len(word) - len(clitic) >= _ROOT:
                    yield word[len(clitic) :]

    def marks(self, words: Sequence[str], meanings: Sequence[Meaning]) -> list[Mark]:
        """Return the phrases that stand in a run of folded words, in order.

        Of the phrases of one table that begin at a word, the longest.
        """
        found: list[Mark] = []
        padded = (*words, "")
        for at, meaning in enumerate(meanings):
            kinds = ""
            for phrase, kind, value, second in meaning.opens:
                if second and second != padded[at + 1]:
                    continue
                if kind != kinds and _stands(phrase, words, at):
                    kinds = kind
                    found.append(Mark(at, at + len(phrase), kind, value))
        return found


class _Meanings(dict[str, Meaning]):
    """The meanings of the tokens met so far, as they are written."""

    def __init__(self, of: "Language") -> None:
        super().__init__()
        self._of = of

    def __missing__(self, written: str) -> Meaning:
        if len(self) >= _REMEMBERED:
            self.clear()
        self[written] = meaning = self._of.meaning(written)
        return meaning


class _Table:
    """Words by name, of which some leave their ending open. Phrases (`a_b`) are not its matter."""

    def __init__(self, table: Mapping[str, str]) -> None:
        self._exact: dict[str, list[str]] = defaultdict(list)
        self._open: dict[str, list[str]] = defaultdict(list)
        for name, words in table.items():
            for word in words.split():
                if "_" not in word:
                    into = self._open if word.endswith("*") else self._exact
                    into[fold(word.rstrip("*")).replace(" ", "")].append(name)

    def exact(self, word: str) -> bool:
        """Whether a folded word stands in the table as it is."""
        return word in self._exact

    def find(self, word: str) -> tuple[str, ...]:
        """Return the names under which a folded word stands, the closest first."""
        found = list(self._exact.get(word, ()))
        for size in range(min(len(word), _LONGEST), _SHORTEST - 1, -1):
            found += self._open.get(word[:size], ())
        return tuple(dict.fromkeys(found))


def _valued(text: str) -> dict[str, float]:
    words = text.split()
    return {fold(word): float(value) for word, value in zip(words[::2], words[1::2], strict=True)}


def _phrases(lexicon: Lexicon) -> Mapping[str, Sequence[Phrase]]:
    """Return all phrases by the beginning of their first word; of one table the longest first."""
    found: dict[str, list[Phrase]] = defaultdict(list)
    for kind, entry in _entries(lexicon):
        written, _, value = entry.strip().partition("=")
        words = tuple(fold(word.rstrip("*")) + "*" * word.endswith("*") for word in written.split())
        if words:
            second = words[1] if len(words) > 1 and not words[1].endswith("*") else ""
            found[words[0].rstrip("*")[:_SHORTEST]].append(Phrase(words, kind, value, second))
    for phrases in found.values():
        phrases.sort(key=lambda phrase: (phrase.kind, -len(phrase.words)))
    return found


def _entries(lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    for kind in _PHRASE_TABLES:
        for entry in getattr(lexicon, kind).split(";"):
            yield kind, entry
    for name, words in lexicon.concepts.items():
        for word in words.split():
            if "_" in word:
                yield "concept", f"{word.replace('_', ' ')}={name}"


def _fits(want: str, word: str) -> bool:
    return word.startswith(want[:-1]) if want[-1] == "*" else word == want


def _stands(phrase: Sequence[str], words: Sequence[str], at: int) -> bool:
    """Whether a phrase whose first word is there goes on as it should."""
    if len(phrase) == 1:
        return True
    if at + len(phrase) > len(words):
        return False
    return all(_fits(phrase[next_], words[at + next_]) for next_ in range(1, len(phrase)))


LANGUAGES = {each.WORDS.code: Language(each.WORDS) for each in (en, fr, es, pt, de, ar)}


def language(code: str | None, sample: Sequence[str]) -> Language:
    """Return the language of a text by its ISO 639 code, or by the stop words of a sample of it.

    A text of a language without tables is read with those that fit it best: then digits and names
    still count.
    """
    if known := LANGUAGES.get((code or "")[:2].lower()):
        return known
    words = list(map(folded, sample))
    return max(LANGUAGES.values(), key=lambda each: sum(word in each.stops for word in words))
