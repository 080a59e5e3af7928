"""Whether two texts are the same article: fingerprint, candidates, verdict.

A copy shares word 3-grams and facts with its original. The store indexes a sample of the 3-grams
of every article, at most PER_HASH articles a hash; of those that share `enough_shared` of a sample
it asks of the COMPARED likeliest `is_copy`. Figures and reasons: docs/deduplication.md.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cached_property, lru_cache
from hashlib import blake2b
from zlib import crc32

from monitor.types import Fingerprint

SHARED_MIN = 2
"""Sampled shingles that an article must share to be a candidate;"""
SHARED_PART = 16
"""and of a longer sample one in so many,"""
SHARED_ENOUGH = 6
"""or so many: a teaser has no more to share."""
PER_HASH = 12
"""Articles that the index keeps for one hash; what more texts share says nothing."""
COMPARED = 3
"""Candidates that are compared in full."""

SHORT_WORDS = 25
"""Below this a text alone proves nothing ("Get the latest from our desk"): the title counts."""
_BARE_WORDS = 8
"""Below this the title is part of the text."""
_MUTE_WORDS = 4
"""Below this, title included, nothing is said at all."""

_SAMPLED = 1 << 29
"""1 in 8 shingles is indexed: those of which the 32-bit hash is below this;"""
_LEAD_WORDS = 40
"""and all of the lead, because a teaser is the lead of its article."""

_CONTAINED = 0.35
"""A copy holds so much of the smaller text; and so many of its facts,"""
_FACTS = 0.5
_WHOLE = 0.97
"""unless it holds all of it,"""
_UNGUARDED = 0.6
_FACTS_FEW = 3
"""or there are too few facts to ask: then more of the text."""
_FORM_WORDS = 50
"""A number in so few words makes a form (a quake, a score), where numbers count by themselves."""
_SHORT_CONTAINED = 0.6
"""Of a short text a copy holds more,"""
_LONG_WORDS = 100
"""the less the nearer it comes to so many words."""
_SHORT_TITLE = 0.5
"""Copies of a short text have so many words of the title in common."""
_UNTITLED = 0.75
_TITLE = 0.3
"""Held less than this, a text of another title is no copy, but ends in the same page furniture."""

_PASSAGE_WORDS = 30
"""Longer than a stock sentence. What two texts share in so many words they share for a reason.
In short texts as many as they share will do."""
_PASSAGES = 0.35
"""A copy holds so much of what it shares in passages."""
_MOVED = 0.85
"""Or it holds so much of the smaller text: then sentence by sentence, in any order."""
_GAP = 9
"""From one 3-gram of a passage to the next: three fewer words may be changed at a stretch,"""
_DRIFT = 4
"""and so many (up to twice) put in or left out."""
_PLACES = 4
"""Of a 3-gram that a text repeats, so many places are looked at."""

_WORD = re.compile(r"\w+")
_CJK = "\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_CJK_SEEN = re.compile(f"[{_CJK}]")
_CJK_WORD = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+")
_MARKS = re.compile("[\u0300-\u036f\u0640\u064b-\u065f\u0670\u00ad\u200b-\u200f\u2060\ufeff]+")
_FOREIGN_DIGIT = re.compile(r"[^\D0-9]")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_THOUSANDS = re.compile(r"[.,](?=\d{3}(?!\d))")
_MUTE = Fingerprint(
    text_hash=b"", ordered=(), shingles=frozenset(), sample=(), title=(), words=(), text=""
)
_NAME = re.compile(r" (?<=[\w,;)%'’] )[\"'“„«(‘]?([A-ZÆØŁĐŒÞА-ЯЁЄІЇҐΑ-Ω]\w+)")


def fingerprint(title: str, text: str) -> Fingerprint:
    """Return what de-duplication compares of an article; `text` is without the title.

    The same in every process and on every platform. Case, accents, Unicode form, punctuation and
    layout do not count. The words are those of the text; a text of fewer than 8 words is taken
    with its title. `text_hash` covers the title too where the text has fewer than 25 words, and is
    empty, equal to nothing, where title and text have fewer than 4: then all else is empty too.
    """
    plain_title, plain_text = _folded(title), _folded(text)
    title_words, text_words = _words(plain_title), _words(plain_text)
    words = text_words if len(text_words) >= _BARE_WORDS else title_words + text_words
    if len(words) < _MUTE_WORDS:
        return _MUTE
    hashed = [text_words] if len(text_words) >= SHORT_WORDS else [title_words, text_words]
    ordered = _shingles(words)
    return Fingerprint(
        text_hash=blake2b(_bytes("\n".join(map(" ".join, hashed))), digest_size=16).digest(),
        ordered=tuple(ordered),
        shingles=frozenset(ordered),
        sample=_sample(ordered),
        title=tuple(title_words),
        words=tuple(text_words),
        text=plain_text,
    )


def enough_shared(given: Fingerprint) -> float:
    """Return how many hashes of `given.sample` an article has to share to be compared in full."""
    return max(SHARED_MIN, min(SHARED_ENOUGH, len(given.sample) / SHARED_PART))


def is_copy(given: Fingerprint, other: Fingerprint) -> bool:
    """Tell whether an article copies another one, a candidate."""
    return _copies(_Facts(given), _Facts(other))


class _Facts:
    """What a text tells, worked out when it is asked for."""

    def __init__(self, of: Fingerprint) -> None:
        self.of = of

    @property
    def numbers(self) -> frozenset[str]:
        return _numbers_in(self.of.text)

    @property
    def told(self) -> frozenset[str]:
        """The numbers and the mid-sentence capitalised words."""
        return _told_in(self.of.text)

    @cached_property
    def title(self) -> frozenset[str]:
        """The words of the title but the short ones, which are of any title."""
        return frozenset(
            word
            for word in self.of.title
            if len(word) > 3 or not word.isalpha() or not word.isascii()
        )

    @cached_property
    def words(self) -> frozenset[str]:
        return self.title.union(self.of.words)


# A busy original is compared with every text that shares its phrases.
@lru_cache(maxsize=128)
def _numbers_in(text: str) -> frozenset[str]:
    return frozenset(_THOUSANDS.sub("", number) for number in _NUMBER.findall(text))


@lru_cache(maxsize=128)
def _told_in(text: str) -> frozenset[str]:
    return _numbers_in(text).union(name.casefold() for name in _NAME.findall(text))


def _copies(ours: _Facts, theirs: _Facts) -> bool:
    given, other = ours.of, theirs.of
    smaller = min(len(given.shingles), len(other.shingles))
    contained = len(given.shingles & other.shingles) / smaller if smaller else 0.0
    if contained < _needed(smaller):
        return False
    if smaller < SHORT_WORDS - 2:
        return _same_short_title(ours, theirs)
    if contained >= _WHOLE:
        return True
    return (
        (contained >= _UNTITLED or _same_title(ours, theirs))
        and _same_facts(ours, theirs, contained)
        and (contained >= _MOVED or _in_passages(given, other) >= _PASSAGES)
    )


def _needed(smaller: int) -> float:
    """Return the share of the smaller text, of so many shingles, that a copy holds."""
    length = (smaller - SHORT_WORDS) / (_LONG_WORDS - SHORT_WORDS)
    return _SHORT_CONTAINED - (_SHORT_CONTAINED - _CONTAINED) * min(1.0, max(0.0, length))


def _in_passages(one: Fingerprint, other: Fingerprint) -> float:
    """Return how much of what two texts share stands in long passages, in the same order.

    That tells a copy, reworded throughout or its paragraphs moved, from a text made of the same
    stock phrases. A passage is a chain of shared 3-grams at nearly one distance in the two texts;
    the distance is what an aligner of sequences calls a diagonal (minimap2, Li 2018).
    """
    shorter, longer = sorted(
        (one.ordered, other.ordered), key=lambda ordered: (len(ordered), ordered)
    )
    places = _places(longer, one.shingles & other.shingles)
    running: dict[int, _Passage] = {}
    shared: list[list[_Passage]] = []
    for here, shingle in enumerate(shorter):
        if found := places.get(shingle):
            shared.append([_passage(running, here, there) for there in found])
    least = min(_PASSAGE_WORDS, len(shared))
    long = sum(any(passage.words >= least for passage in some) for some in shared)
    return long / len(shared) if shared else 0.0


class _Passage:
    """A chain of shared 3-grams, from the first word of its first to the last of its last."""

    __slots__ = ("first", "last")

    def __init__(self, first: int) -> None:
        self.first = self.last = first

    @property
    def words(self) -> int:
        return self.last - self.first + 3


def _places(ordered: Sequence[int], shared: frozenset[int]) -> dict[int, list[int]]:
    places: dict[int, list[int]] = {}
    for place, shingle in enumerate(ordered):
        if shingle in shared:
            some = places.setdefault(shingle, [])
            if len(some) < _PLACES:
                some.append(place)
    return places


def _passage(running: dict[int, _Passage], here: int, there: int) -> _Passage:
    """Return the passage that goes on with a 3-gram at `here` and `there`, or a new one."""
    distance = (here - there) // _DRIFT
    for near in (distance, distance - 1, distance + 1):
        passage = running.get(near)
        if passage is not None and here - passage.last <= _GAP:
            passage.last = here
            running[distance] = passage
            return passage
    passage = running[distance] = _Passage(here)
    return passage


def _same_facts(ours: _Facts, theirs: _Facts, contained: float) -> bool:
    """Tell a reworded copy from a form filled in anew (a quake, a score, quarterly earnings).

    Numbers also count by themselves in a form: German capitalises every noun, Arabic has no
    capitals, so there names would pass any form, or none.
    """
    if min(len(ours.told), len(theirs.told)) < _FACTS_FEW:
        return contained >= _UNGUARDED
    if _overlap(ours.told, theirs.told) < _FACTS:
        return False
    least = min(len(ours.numbers), len(theirs.numbers))
    form = least * _FORM_WORDS >= min(len(ours.of.shingles), len(theirs.of.shingles))
    return least < _FACTS_FEW or not form or _overlap(ours.numbers, theirs.numbers) >= _FACTS


def _same_title(ours: _Facts, theirs: _Facts) -> bool:
    """Tell whether the words of one title stand in the other article, if it has a title."""
    return (
        not (ours.title or theirs.title)
        or _part(ours.title, theirs.words) >= _TITLE
        or _part(theirs.title, ours.words) >= _TITLE
    )


def _same_short_title(ours: _Facts, theirs: _Facts) -> bool:
    """Compare what names a short text; "Quiz for 19 August" is not that for 26 August."""
    our_numbers, their_numbers = _numbers(ours.title), _numbers(theirs.title)
    if not (our_numbers <= their_numbers or their_numbers <= our_numbers):
        return False
    return _overlap(ours.title, theirs.title) >= _SHORT_TITLE


def _numbers(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in words if word[0].isdigit())


def _part(some: frozenset[str], of: frozenset[str]) -> float:
    return len(some & of) / len(some) if some else 0.0


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


def _folded(raw: str) -> str:
    """Return `raw` without accents, vowel signs and invisible characters; case stays."""
    if raw.isascii():
        return raw
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", raw))
    return _FOREIGN_DIGIT.sub(lambda found: str(unicodedata.digit(found[0])), bare)


def _words(folded: str) -> list[str]:
    """Return the words in lower case; Chinese and Japanese have no spaces, so each character."""
    lower = folded.casefold()
    spaced = lower.isascii() or not _CJK_SEEN.search(lower)
    return (_WORD if spaced else _CJK_WORD).findall(lower)


def _bytes(text: str) -> bytes:
    """Encode even what is no text: a lone surrogate may come from a broken page."""
    return text.encode("utf-8", "replace")


def _shingles(words: Sequence[str]) -> list[int]:
    """Return the 32-bit hashes of the word 3-grams, in order.

    Each is the CRC-32 of the three words on end: at a million articles, a chance hit on one hash
    in 60, which SHARED_MIN shuts out.
    """
    encoded = _bytes(" ".join(words)).split()
    ones = map(crc32, encoded)
    twos = map(crc32, encoded[1:], ones)
    return list(map(crc32, encoded[2:], twos))


def _sample(ordered: list[int]) -> tuple[int, ...]:
    chosen = {shingle for shingle in ordered if shingle < _SAMPLED}
    chosen.update(ordered[:_LEAD_WORDS])
    return tuple(sorted(chosen))
