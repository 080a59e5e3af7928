"""Whether two texts are the same article: fingerprint, candidates, verdict.

A copy shares word 3-grams and facts with its original. The store indexes a sample of the 3-grams
of every article; `likely` picks from the rows that share some the few to compare in full, `judge`
compares them, and `vacant` says which rows to add. Figures and reasons: docs/deduplication.md.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from zlib import crc32

from alerts.types import ArticleId
from monitor.types import Fingerprint

SHARED_MIN = 2
"""Sampled shingles that an article must share to be a candidate;"""
SHARED_PART = 16
"""and of a longer sample one in so many,"""
SHARED_ENOUGH = 6
"""or so many: a teaser has no more to share."""
PER_HASH = 12
"""Articles that the index keeps for one hash; what more texts share says nothing."""
COMPARED = 4
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
_TITLE_TAG, _WORD_TAG = "~", "-"

_WORD = re.compile(r"\w+")
_CJK = "\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_CJK_SEEN = re.compile(f"[{_CJK}]")
_CJK_WORD = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+")
_MARKS = re.compile("[\u0300-\u036f\u0640\u064b-\u065f\u0670\u00ad\u200b-\u200f\u2060\ufeff]+")
_FOREIGN_DIGIT = re.compile(r"[^\D0-9]")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_THOUSANDS = re.compile(r"[.,](?=\d{3}(?!\d))")
_NAME = re.compile(r" (?<=[\w,;)%'’] )[\"'“„«(‘]?([A-ZÆØŁĐŒÞА-ЯЁЄІЇҐΑ-Ω]\w+)")


def fingerprint(title: str, text: str) -> Fingerprint:
    """Return what de-duplication compares of an article; `text` is without the title.

    The same in every process and on every platform. Case, accents, Unicode form, punctuation and
    layout do not count. The words are those of the text; a text of fewer than 8 words is taken
    with its title. `text_hash` covers the title too where the text has fewer than 25 words, and is
    empty, equal to nothing, where title and text have fewer than 4: then `sample` is empty too.
    `facts` holds numbers (they start with a digit), mid-sentence capitalised words, and the longer
    words of the title and the text (they start with "~" and "-").
    """
    plain_title, plain_text = _folded(title), _folded(text)
    title_words, text_words = _words(plain_title), _words(plain_text)
    words = text_words if len(text_words) >= _BARE_WORDS else title_words + text_words
    if len(words) < _MUTE_WORDS:
        return Fingerprint(text_hash=b"", shingles=frozenset(), sample=(), facts=frozenset())
    hashed = [text_words] if len(text_words) >= SHORT_WORDS else [title_words, text_words]
    ordered = _shingles(words)
    return Fingerprint(
        text_hash=blake2b(_bytes("\n".join(map(" ".join, hashed))), digest_size=16).digest(),
        shingles=frozenset(ordered),
        sample=_sample(ordered),
        facts=_facts(plain_text, title_words, text_words),
    )


def likely(given: Fingerprint, rows: Iterable[tuple[int, ArticleId]]) -> tuple[ArticleId, ...]:
    """Return the at most COMPARED articles that `given` may copy, the best first.

    `rows` are the index's (hash, article) of every hash in `given.sample`.
    """
    shared = Counter(article for _, article in rows)
    enough = max(SHARED_MIN, min(SHARED_ENOUGH, len(given.sample) / SHARED_PART))
    ranked = sorted(shared.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(article for article, count in ranked[:COMPARED] if count >= enough)


def vacant(given: Fingerprint, rows: Iterable[tuple[int, ArticleId]]) -> tuple[int, ...]:
    """Return the hashes of `given.sample` to index: those that fewer than PER_HASH articles have.

    `rows` as for `likely`: one look-up answers both.
    """
    taken = Counter(shingle for shingle, _ in rows)
    return tuple(shingle for shingle in given.sample if taken[shingle] < PER_HASH)


def judge(given: Fingerprint, others: Iterable[tuple[ArticleId, Fingerprint]]) -> ArticleId | None:
    """Return the first of `others` that the given article copies, or None.

    `others` are candidates, the best first. They are drawn one by one and no further than needed,
    so that a generator that reads them from the store reads little.
    """
    return next((article for article, other in others if _copies(given, other)), None)


def _copies(given: Fingerprint, other: Fingerprint) -> bool:
    smaller = min(len(given.shingles), len(other.shingles))
    contained = len(given.shingles & other.shingles) / smaller if smaller else 0.0
    if contained < _needed(smaller):
        return False
    if smaller < SHORT_WORDS - 2:
        return _same_short_title(given, other)
    if contained >= _WHOLE:
        return True
    return (contained >= _UNTITLED or _same_title(given, other)) and _same_facts(
        given, other, contained
    )


def _needed(smaller: int) -> float:
    """Return the share of the smaller text, of so many shingles, that a copy holds."""
    length = (smaller - SHORT_WORDS) / (_LONG_WORDS - SHORT_WORDS)
    return _SHORT_CONTAINED - (_SHORT_CONTAINED - _CONTAINED) * min(1.0, max(0.0, length))


def _same_facts(one: Fingerprint, other: Fingerprint, contained: float) -> bool:
    """Tell a reworded copy from a form filled in anew (a quake, a score, quarterly earnings).

    Numbers also count by themselves in a form: German capitalises every noun, Arabic has no
    capitals, so there names would pass any form, or none.
    """
    ours, theirs = _told(one), _told(other)
    if min(len(ours), len(theirs)) < _FACTS_FEW:
        return contained >= _UNGUARDED
    if _overlap(ours, theirs) < _FACTS:
        return False
    our_numbers, their_numbers = _numbers(ours), _numbers(theirs)
    least = min(len(our_numbers), len(their_numbers))
    form = least * _FORM_WORDS >= min(len(one.shingles), len(other.shingles))
    return least < _FACTS_FEW or not form or _overlap(our_numbers, their_numbers) >= _FACTS


def _same_title(one: Fingerprint, other: Fingerprint) -> bool:
    """Tell whether the words of one title stand in the other article, if it has a title."""
    ours, theirs = _tagged(one, _TITLE_TAG), _tagged(other, _TITLE_TAG)
    return (
        not (ours or theirs)
        or _part(ours, theirs | _tagged(other, _WORD_TAG)) >= _TITLE
        or _part(theirs, ours | _tagged(one, _WORD_TAG)) >= _TITLE
    )


def _same_short_title(one: Fingerprint, other: Fingerprint) -> bool:
    """Compare what names a short text; "Quiz for 19 August" is not that for 26 August."""
    ours, theirs = _tagged(one, _TITLE_TAG), _tagged(other, _TITLE_TAG)
    our_numbers, their_numbers = _numbers(ours), _numbers(theirs)
    if not (our_numbers <= their_numbers or their_numbers <= our_numbers):
        return False
    return _overlap(ours, theirs) >= _SHORT_TITLE


def _part(some: frozenset[str], of: frozenset[str]) -> float:
    return len(some & of) / len(some) if some else 0.0


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


def _told(given: Fingerprint) -> frozenset[str]:
    return frozenset(fact for fact in given.facts if fact[0] not in (_TITLE_TAG, _WORD_TAG))


def _tagged(given: Fingerprint, tag: str) -> frozenset[str]:
    return frozenset(fact[1:] for fact in given.facts if fact[0] == tag)


def _numbers(facts: frozenset[str]) -> frozenset[str]:
    return frozenset(fact for fact in facts if fact[0].isdigit())


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


def _facts(text: str, title_words: list[str], text_words: list[str]) -> frozenset[str]:
    facts = {_THOUSANDS.sub("", number) for number in _NUMBER.findall(text)}
    facts.update(name.casefold() for name in _NAME.findall(text))
    facts.update(_TITLE_TAG + word for word in title_words if _telling(word))
    facts.update(_WORD_TAG + word for word in set(text_words) if _telling(word))
    return frozenset(facts)


def _telling(word: str) -> bool:
    return len(word) > 3 or not word.isalpha() or not word.isascii()
