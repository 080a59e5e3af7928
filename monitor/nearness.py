"""Words that are nearly others: one slip of the pen away, or with a gap more or less."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

SHORTEST = 5
"""A shorter word has too many neighbours that are words of their own."""

_WORD = re.compile(r"[^\W_]+")
_LATIN = "abcdefghijklmnopqrstuvwxyz"
# What a slip may put in, by the script of the word: (first and last letter, the alphabet).
_ALPHABETS = (
    ("a", "\u024f", _LATIN),
    ("\u0370", "\u03ff", "αβγδεζηθικλμνξοπρστυφχψως"),
    ("\u0400", "\u04ff", "абвгдежзийклмнопрстуфхцчшщъыьэюяёієїґ"),
    ("\u0590", "\u05ff", "אבגדהוזחטיכךלמםנןסעפףצץקרשת"),
    ("\u0600", "\u06ff", "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي"),
)


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text as the full-text index has them: small, Latin without accents."""
    return tuple(_WORD.findall("".join(map(_plain, unicodedata.normalize("NFC", text)))))


def neighbours(word: str) -> frozenset[str]:
    """Return what is one edit away from a word: a letter less, more, other, or two swapped.

    That is the distance 1 of Damerau (1964), with the letters of the word's own script.
    """
    letters = next((abc for low, high, abc in _ALPHABETS if low <= word[:1] <= high), "")
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    near = {left + right[1:] for left, right in cuts if right}
    near |= {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    near |= {left + letter + right for left, right in cuts for letter in letters}
    near |= {left + letter + right[1:] for left, right in cuts if right for letter in letters}
    return frozenset(near - {word})


def slips(phrase: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield a phrase with one of its longer words one edit away."""
    for at, word in enumerate(phrase):
        if len(word) >= SHORTEST:
            for near in neighbours(word):
                yield (*phrase[:at], near, *phrase[at + 1 :])


def regapped(phrase: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield a phrase with a gap more or less: minus-ma, al qaida and alqaida."""
    for at in range(1, len(phrase)):
        yield (*phrase[: at - 1], phrase[at - 1] + phrase[at], *phrase[at + 1 :])
    if len(phrase) == 1 and len(phrase[0]) >= SHORTEST:
        (word,) = phrase
        yield from ((word[:at], word[at:]) for at in range(2, len(word) - 1))


def spans(text: str, phrase: Sequence[str]) -> Iterator[str]:
    """Yield how a phrase, given as `words` has it, is written in a text, each time it stands.

    Words with more than one character between them are no phrase.
    """
    found = list(_WORD.finditer(unicodedata.normalize("NFC", text)))
    small = ["".join(map(_plain, each.group())) for each in found]
    for at in range(len(found) - len(phrase) + 1):
        if small[at] == phrase[0] and small[at : at + len(phrase)] == list(phrase):
            span = found[at : at + len(phrase)]
            if all(right.start() - left.end() < 2 for left, right in pairwise(span)):
                yield span[0].string[span[0].start() : span[-1].end()]


def _plain(char: str) -> str:
    base = unicodedata.normalize("NFD", char)[0]
    return (base if base.isascii() else char).lower()
