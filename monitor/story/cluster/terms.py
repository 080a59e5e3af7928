"""What the clustering compares of an article: weighted terms, names, numbers, days.

A term is the CRC-32 of a folded word, cut to its first letters: that stems alike in every language
(McNamee and Mayfield, "Character n-gram tokenization", 2004), and a name keeps its term from one
language to the next. No text is kept: 100,000 articles have to fit into memory.
"""

import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntFlag
from functools import lru_cache
from itertools import chain, islice, pairwise
from math import log
from operator import itemgetter
from typing import Any
from zlib import crc32

from alerts.types import ArticleId
from monitor.story.cluster.dates import MONTH, WEEKDAY, weekdays, years
from monitor.story.cluster.words import ANY, SMALL, language_of

STORED = 100
"""Terms that are kept of an article, the strongest."""
READ_CHARS = 4000
"""So much of a text is read: who, what, where and when come first."""
LEAD_WORDS = 50
"""The lead, in words."""

_STEM = 6
_AGAIN = 3
_ACRONYM = 3
_YEARS_CHARS = 600
_WEEKDAY_CHARS = 700
_NUMBERS = 24
_LEAD_WEIGHT = 1.3
_NAME_WEIGHT = 1.3
_NUMBER_WEIGHT = 0.8
_ENTITY_WEIGHT = 1.0

_MARKS = re.compile("[\u0300-\u036f\u0640\u064b-\u065f\u0670\u00ad\u200b-\u200f\u2060\ufeff]+")
_TOKEN = re.compile(
    r"[^\W\d_]+(?:(?:\.[^\W\d_])+\.?)?"
    r"|\d{1,3}(?:[., ]\d{3})+(?!\d)|\d+(?:[.,:]\d+)*"
    r"|[.!?:\n\"“”«»¿¡•]"
)
_YEAR = re.compile(r"19[5-9]\d|20[0-4]\d")
_GAPS = re.compile(r"[., ](?=\d{3}(?!\d))")
_ARABIC = re.compile(r"^[وفبك]?(?:ال|لل)(?=\w{3})|^و(?=\w{4})")
_PLAIN_LETTERS = {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "ı": "i", "đ": "d", "Đ": "D", "ß": "ss"}
_LETTERS = str.maketrans({**_PLAIN_LETTERS, "’": "'", "\u2010": "-", "\u2011": "-"})
_BREAKS = frozenset('.!?:\n"“”«»¿¡•')
_DAY_WORDS = frozenset(WEEKDAY).union(MONTH) - {"mar", "may", "mai", "mars", "march", "marco"}


class Kind(IntFlag):
    """Where a term stands, and what it is; a KEY is a name that the article is about."""

    LEAD = 1
    TITLE = 2
    NAME = 4
    NUMBER = 8
    ENTITY = 16
    KEY = 32


_LEAD, _TITLE, _NAME = int(Kind.LEAD), int(Kind.TITLE), int(Kind.NAME)
_NUMBER, _ENTITY, _KEY_NAME = int(Kind.NUMBER), int(Kind.ENTITY), int(Kind.NAME | Kind.KEY)
_LOGS = (0.0, *(1.0 + log(often) for often in range(1, 64)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the clustering is told of an article. `text` is without the title.

    `published_at` is the feed's date where there is one, else one found in the page; `entities`
    are the ids of those that rules found, the same in every language; `copy_of` is the verdict of
    de-duplication.
    """

    id: ArticleId
    title: str
    text: str
    source: str = ""
    published_at: datetime | None = None
    language: str | None = None
    entities: frozenset[str] = frozenset()
    copy_of: ArticleId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is compared of an article; `terms`, `counts` and `kinds` run in parallel.

    `counts` are weights without rarity (1 + log of how often, more for lead and names); `kinds`
    bits of `Kind`; `numbers` are terms; `days` since 1970, None if unknown; `length` words.
    """

    terms: "array[int]"
    counts: "array[float]"
    kinds: bytes
    numbers: frozenset[int]
    years: frozenset[int]
    weekdays: frozenset[int]
    language: str | None
    days: float | None
    length: int


@lru_cache(maxsize=4096)
def shared(some: frozenset[Any]) -> frozenset[Any]:
    """Return a set that is equal, and the same for many: even an empty one takes 216 bytes."""
    return some


def fold(raw: str) -> str:
    """Return `raw` without accents, vowel signs and invisible characters; case stays."""
    if raw.isascii():
        return raw
    return _MARKS.sub("", unicodedata.normalize("NFKD", raw)).translate(_LETTERS)


def term(word: str) -> int:
    """Return the term of a folded word."""
    return crc32(word[:_STEM].encode("utf-8", "replace"))


def terms_of(report: Report) -> Terms:
    """Return what is compared of an article. The same in every process and on every platform."""
    title = fold(report.title)
    title = title.lower() if title.isupper() else title
    text = fold(report.text[:READ_CHARS])
    if title and text.startswith(title.removesuffix("...")):
        text = text[len(title.removesuffix("...")) :]
    head, body = _TOKEN.findall(title), _TOKEN.findall(text)
    language = (report.language or "")[:2].lower() or language_of(
        token.casefold() for token in chain(head, body) if token.isalpha()
    )
    reading = _Reading(small=SMALL.get(language or "", ANY))
    reading.take(body)
    reading.take_title(head)
    reading.take_entities(report.entities)
    ordered = reading.strongest()
    small = f"{title}\n{text}".lower()
    when = report.published_at
    return Terms(
        terms=array("I", [each for each, _ in ordered]),
        counts=array("f", [count for _, count in ordered]),
        kinds=bytes([reading.kind(each) for each, _ in ordered]),
        numbers=shared(frozenset(reading.numbers[:_NUMBERS])),
        years=shared(years(small[: len(title) + _YEARS_CHARS])),
        weekdays=shared(weekdays(small[: len(title) + _WEEKDAY_CHARS])),
        language=language,
        days=when.timestamp() / 86400 if when else None,
        length=reading.length,
    )


class _Reading:
    """The words of one article, counted."""

    def __init__(self, *, small: frozenset[str]) -> None:
        self.length = 0
        self.numbers: list[int] = []
        self.title: set[int] = set()
        self._small = small
        self._times: dict[int, int] = {}
        self._lead: set[int] = set()
        self._capital: Counter[int] = Counter()
        self._plain: Counter[int] = Counter()
        self._figures: set[int] = set()
        self._entities: set[int] = set()
        self._caseless = False

    def take(self, tokens: Sequence[str]) -> None:
        """Count the words of the text: each is looked at once, however often it stands there."""
        times = Counter(tokens)
        opening = Counter(
            token for before, token in pairwise(chain(("\n",), tokens)) if before in _BREAKS
        )
        in_lead = set(islice((token for token in tokens if token not in _BREAKS), LEAD_WORDS))
        for token, often in times.items():
            if token in _BREAKS:
                continue
            self.length += often
            figure = token[0].isdigit()
            each = self._number(token) if figure else self._word(token)
            if each is None:
                continue
            self._times[each] = self._times.get(each, 0) + often
            if token in in_lead:
                self._lead.add(each)
            if figure:
                continue
            if token[0].isupper():
                self._capital[each] += often - opening[token]
            else:
                self._plain[each] += often
        self._caseless = not any(self._capital.values())

    def take_title(self, tokens: Iterable[str]) -> None:
        """Count the words of the title, which stand at the head of the lead.

        Titles capitalise as they like: there a name is what the text writes as one.
        """
        for token in tokens:
            if token in _BREAKS:
                continue
            each = self._number(token) if token[0].isdigit() else self._word(token)
            if each is not None:
                self._times[each] = self._times.get(each, 0) + 1
                self._lead.add(each)
                self.title.add(each)

    def take_entities(self, ids: Iterable[str]) -> None:
        """Count what rules found, whatever it is called in the text's language."""
        self._entities.update(crc32(f"@{each}".encode()) for each in ids)

    def strongest(self) -> list[tuple[int, float]]:
        """Return the terms with their weights, at most STORED, the strongest first."""
        weighed = [(each, self._weight(each, often)) for each, often in self._times.items()]
        weighed += [(each, _ENTITY_WEIGHT) for each in sorted(self._entities)]
        weighed.sort(key=itemgetter(1), reverse=True)
        return weighed[:STORED]

    def kind(self, each: int) -> int:
        """Return the bits of `Kind`: a key name stands in the lead, or again and again."""
        if each in self._entities:
            return _ENTITY
        kind = _LEAD if each in self._lead else 0
        if each in self.title:
            kind |= _TITLE
        if each in self._figures:
            return kind | _NUMBER
        if not self._is_name(each):
            return kind
        return kind | (_KEY_NAME if kind or self._times[each] >= _AGAIN else _NAME)

    def _weight(self, each: int, often: int) -> float:
        weight = _LOGS[often] if often < len(_LOGS) else 1.0 + log(often)
        if each in self._lead:
            weight *= _LEAD_WEIGHT
        if each in self._figures:
            return weight * _NUMBER_WEIGHT
        return weight * _NAME_WEIGHT if self._is_name(each) else weight

    def _is_name(self, each: int) -> bool:
        """Whether a word is mostly capitalised in mid-sentence.

        Where nothing is, as in Arabic, what the title says takes the place of names.
        """
        if self._caseless:
            return each in self.title
        return self._capital.get(each, 0) > self._plain.get(each, 0)

    def _word(self, token: str) -> int | None:
        if "." in token:
            token = token.replace(".", "")
        word = token.casefold()
        if len(word) < 2 or word in _DAY_WORDS:
            return None
        if token.isupper() and len(token) <= _ACRONYM:
            return term(token)  # US, UN, IT: no small words
        if word in self._small:
            return None
        if word[0] > "\u0600":
            word = _ARABIC.sub("", word)
        return term(word)

    def _number(self, token: str) -> int | None:
        figure = _GAPS.sub("", token).replace(",", ".")
        each = crc32(f"#{figure}".encode())
        self._figures.add(each)
        if len(figure) > 1 and not _YEAR.fullmatch(figure) and each not in self.numbers:
            self.numbers.append(each)
        return each
