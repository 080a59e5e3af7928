"""What is new in an article against the story so far, sentence by sentence.

A sentence is new if what it says has not been said: how much of it one sentence, and all sentences
together, of the story hold, which names, numbers and kinds of event are first named in it, and
whether it denies what was said. How much each counts was fitted to labelled stories; how, and
what it is worth on stories it was not fitted to, is in bench/README.md.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import reduce
from math import exp, log
from operator import or_

from monitor.story.background import denies, emptiness, is_background, is_page
from monitor.story.reading import Line, Reading
from monitor.story.sentences import Sentence
from monitor.story.terms import Sort, Term, short_forms, terms

NEW = 0.5
"""A sentence with this score or more is new; see bench/README.md."""

FEATURES = (
    "constant", "best", "pooled", "names", "numbers", "concepts", "turned", "length", "empty",
)  # fmt: skip
WEIGHTS = (
    -0.36, -4.07, -3.25, 0.26, 1.23, 0.71, 3.31, 1.02, -11.26,
)  # fmt: skip
"""One for each feature, by `python -m bench.novelty fit`."""

_WORTH = {Sort.CONCEPT: 1, Sort.STEM: 1, Sort.NAME: 2, Sort.NUMBER: 2, Sort.DAY: 1}
_MOST = {Sort.NAME: 3, Sort.NUMBER: 2, Sort.CONCEPT: 4}
_NATIVE = 0.2
"""Stems say nothing of a story of which a smaller part is in their language."""
_WHY = 4
_WHY_SORTS = (Sort.NAME, Sort.NUMBER, Sort.DAY, Sort.CONCEPT, Sort.STEM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A sentence with how new it is, 0 to 1, and why: names, numbers and words first told in it.

    A `background` sentence tells what was long before; it makes no development.
    """

    sentence: Sentence
    score: float
    why: tuple[str, ...]
    background: bool

    @property
    def new(self) -> bool:
        """Whether the sentence is one of the article's new ones."""
        return self.score >= NEW and not self.background


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one article has in a story: its sentences, as bits, and its language."""

    sentences: int
    language: str


class StorySoFar:
    """What the articles of a story have said, kept so that one article more costs little.

    For every term the sentences that have it are the bits of one integer: so the sentence that has
    most of a new one's terms is found by adding bits, in time that hardly grows with the story.
    """

    def __init__(self) -> None:
        self._sentences: dict[str, int] = {}
        self._denials = 0
        self._size = 0
        self._languages: Counter[str] = Counter()
        self._within = -1

    @property
    def articles(self) -> int:
        """How many articles have been added."""
        return self._languages.total()

    def only(self, parts: Collection[Part]) -> "StorySoFar":
        """Return the story as if no other articles had been added; it takes in no more.

        It shares what it knows with this one, so that there may be many.
        """
        found = copy(self)
        found._within = reduce(or_, (part.sentences for part in parts), 0)
        found._languages = Counter(part.language for part in parts)
        return found

    def add(self, reading: Reading) -> Part:
        """Take in an article. The order in which articles come makes no difference."""
        begin = self._size
        for line in reading.every:
            bit = 1 << self._size
            for term in terms(line):
                self._sentences[term.key] = self._sentences.get(term.key, 0) | bit
            for short, _ in short_forms(line):
                self._sentences[short] = self._sentences.get(short, 0) | bit
            if denies(line):
                self._denials |= bit
            self._size += 1
        self._languages[reading.language.code] += 1
        return Part(sentences=(1 << self._size) - (1 << begin), language=reading.language.code)

    def _told(self, key: str) -> int:
        """Return the sentences that have a term, as bits."""
        return self._sentences.get(key, 0) & self._within

    def judge(
        self,
        reading: Reading,
        *,
        year: int | None = None,
        standing: "StorySoFar | None" = None,
        disputed: frozenset[int] = frozenset(),
    ) -> tuple[Judged, ...]:
        """Return the sentences of an article, which must not have been added, in order.

        `year` is that of publication: what is told of earlier ones is background. `standing` is
        what else is known of the story's entities: background that it has is not new. `disputed`
        are the offsets at which sentences begin that tell a figure in conflict with one told
        before, or an update of one; such a sentence is new, however much its words were used.
        """
        found = (self._judged(line, year, standing) for line in reading.lines)
        return tuple(
            replace(each, score=1.0, background=False) if each.sentence.start in disputed else each
            for each in found
        )

    def judge_title(self, reading: Reading, *, year: int | None = None) -> tuple[Judged, ...]:
        """Return the sentences of an article's title, like those of its text; see `judge`."""
        return tuple(self._judged(line, year, None) for line in reading.title)

    def _judged(self, line: Line, year: int | None, standing: "StorySoFar | None") -> Judged:
        background = is_background(line, year)
        if is_page(line):
            return Judged(sentence=line.sentence, score=0.0, why=(), background=background)
        given = self._asked(line)
        score = _score(self._features(line, given))
        if background and standing is not None:
            score = min(score, _score(standing.features(line)))
        why = self._why(given) if score >= NEW else ()
        return Judged(sentence=line.sentence, score=score, why=why, background=background)

    def features(self, line: Line) -> tuple[float, ...]:
        """Return what is asked of a sentence, in the order of `FEATURES`."""
        return self._features(line, self._asked(line))

    def _features(self, line: Line, given: Sequence[Term]) -> tuple[float, ...]:
        worth = [_WORTH[term.sort] for term in given]
        masks = [self._told(term.key) for term in given]
        whole = sum(worth) or 1
        best, where = most(masks, worth)
        pooled = sum(each for mask, each in zip(masks, worth, strict=True) if mask)
        new = _counted(given, masks)
        turned = bool(where) and denies(line) != bool(where & self._denials)
        telling = new[Sort.NAME] or new[Sort.NUMBER]
        return (
            1.0, best / whole, pooled / whole,
            new[Sort.NAME], new[Sort.NUMBER], new[Sort.CONCEPT],
            best / whole if turned else 0.0,
            log(1 + whole),
            0.0 if telling else emptiness(line),
        )  # fmt: skip

    def _asked(self, line: Line) -> list[Term]:
        native = self._languages[line.language.code] >= _NATIVE * self.articles
        known = self._known_by_short_form(line)
        return [
            term
            for term in terms(line)
            if (native or term.sort is not Sort.STEM) and term.key not in known
        ]

    def _known_by_short_form(self, line: Line) -> set[str]:
        """Return the keys of the words of names of which the short form was told."""
        return {key for short, keys in short_forms(line) if self._told(short) for key in keys}

    def _why(self, given: Sequence[Term]) -> tuple[str, ...]:
        new = [term for term in given if not self._told(term.key)]
        ranked = sorted(new, key=lambda term: _WHY_SORTS.index(term.sort))
        return tuple(term.written for term in ranked[:_WHY])


def _score(features: Sequence[float]) -> float:
    return 1 / (1 + exp(-sum(w * f for w, f in zip(WEIGHTS, features, strict=True))))


def is_development(judged: Sequence[Judged], *, disagrees: bool = False) -> bool:
    """Whether an article adds facts to its story: one new sentence, or a disagreement.

    `disagrees` is whether a figure of it is in conflict with one told before. An article of which
    nothing but the background is new is none.
    """
    return disagrees or any(each.new for each in judged)


def _counted(given: Sequence[Term], masks: Sequence[int]) -> dict[Sort, float]:
    """Return how many terms of a sort are new. A number is, unless it stood beside a neighbour."""
    found = dict.fromkeys(_MOST, 0.0)
    for at, (term, mask) in enumerate(zip(given, masks, strict=True)):
        known = bool(mask)
        if term.sort is Sort.NUMBER and len(masks) > 1:
            beside = (*masks[max(0, at - 1) : at], *masks[at + 1 : at + 2])
            known = any(mask & other for other in beside)
        if not known and term.sort in found:
            found[term.sort] = min(found[term.sort] + 1, _MOST[term.sort])
    return found


def most(masks: Sequence[int], worth: Sequence[int]) -> tuple[int, int]:
    """Return the greatest sum that a bit has over the masks, and the bits that have it.

    All bits are added at once: the sum is kept as binary digits, each an integer with one bit a
    sentence. What a mask is worth is a power of two.
    """
    digits: list[int] = []
    for mask, each in zip(masks, worth, strict=True):
        place, carry = each.bit_length() - 1, mask
        while carry:
            while len(digits) <= place:
                digits.append(0)
            digits[place], carry = digits[place] ^ carry, digits[place] & carry
            place += 1
    best, left = 0, -1
    for place in range(len(digits) - 1, -1, -1):
        if met := digits[place] & left:
            best, left = best | 1 << place, met
    return best, left if best else 0
