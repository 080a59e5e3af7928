"""The value of a number as it is written: digits of any script, and words."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from monitor.story.languages import Language, Meaning
from monitor.story.tokens import Token

_NOT_DIGIT = re.compile(r"\D")
_CURRENCIES = frozenset(("usd", "eur", "gbp", "xof", "mxn", "brl", "chf"))
_OF_MONEY = {"m": 1e6, "b": 1e9}
_DOZEN, _LOOSE = 12, 0.1
"""What is counted by the dozen is counted so loosely."""
_SIGNS = frozenset("$€£")


class Bare(NamedTuple):
    """A number without hedge and unit; it ends before the token `last`."""

    last: int
    low: float
    high: float
    vague: bool = False
    digits: bool = False
    """Whether it is written in digits alone."""
    article: bool = False
    """Whether it may be no number but an article: un, eine, uma."""


_ARTICLES = frozenset((
    "un", "une", "una", "uno", "um", "uma", "ein", "eine", "einen", "einem", "einer",
))  # fmt: skip


class Numerals:
    """Reads the bare numbers of a run of tokens."""

    def __init__(
        self, given: Sequence[Token], meanings: Sequence[Meaning], language: Language
    ) -> None:
        self._given = given
        self._meanings = meanings
        self._language = language

    def digits(self, at: int) -> Bare:
        """Return the number that begins with the digits at a token: 24; 1.2 billion."""
        number = value(self._given[at].written, self._language.code)
        last = at + 1
        while last < len(self._given) and (scale := self._scale(last)):
            number *= scale
            last += 1
        return Bare(last, number, number, digits=last == at + 1)

    def words(self, at: int) -> Bare | None:
        """Return the number in words that begins at a token: quatre-vingt-dix, ستة وعشرون."""
        total, current, before, last, place = 0.0, 0.0, 0.0, at, at
        dozen = False
        while place < len(self._given):
            if place > at and self._is_joint(place, before):
                place += 1
                continue
            scale, numeral = self._scale(place), self._numeral(place)
            dozen = dozen or scale == _DOZEN
            if scale is not None and (place > at or scale >= 100):
                current = max(current, 1.0) * scale
                if scale >= 1e3:
                    total, current = total + current, 0.0
                before = scale
            elif numeral is not None and (place == at or self._adds(before, numeral)):
                eighty = self._language.code == "fr" and (before, numeral) == (4, 20)
                current = current * numeral if eighty else current + numeral
                before = 80.0 if eighty else numeral
            else:
                break
            last = place = place + 1
        if last == at:
            return None
        article = last == at + 1 and self._given[at].word in _ARTICLES
        if dozen:
            return Bare(last, current - _LOOSE * current, current + _LOOSE * current, vague=True)
        return Bare(last, total + current, total + current, article=article)

    def _is_joint(self, at: int, before: float) -> bool:
        """Whether a token only joins the numerals beside it: twenty-four, treinta y cinco."""
        word = self._given[at].word
        if word == "-":
            return True
        if word != self._language.joiner or at + 1 >= len(self._given):
            return False
        numeral = self._numeral(at + 1)
        return numeral is not None and self._adds(before, numeral)

    def _scale(self, at: int) -> float | None:
        token, scales = self._given[at], self._language.scales
        glued = at > 0 and self._given[at - 1].end == token.start
        if token.word == "k":
            return 1e3 if glued else None
        if token.word in _OF_MONEY:  # else metres: $5m, 4m euros, $5.5B
            behind = self._meanings[at + 1].opens if at + 1 < len(self._given) else ()
            signed = at > 1 and self._given[at - 2].word in _SIGNS
            money = signed or any(each.value in _CURRENCIES for each in behind)
            return _OF_MONEY[token.word] if money else None
        if not self._meanings[at].counts:
            return None
        return scales.get(token.word) or scales.get(self._meanings[at].bare)

    def _numeral(self, at: int) -> float | None:
        if not self._meanings[at].counts:
            return None
        numerals = self._language.numerals
        found = numerals.get(self._given[at].word)
        return numerals.get(self._meanings[at].bare) if found is None else found

    def _adds(self, before: float, numeral: float) -> bool:
        """Whether a numeral goes on the one before: forty-two, not six seven."""
        code = self._language.code
        if before >= 100:
            return numeral < before
        if code == "fr" and before in {60.0, 80.0}:
            return numeral < 20
        if code == "fr" and (before, numeral) == (4, 20):
            return True
        if code == "fr" and before == 10:
            return 7 <= numeral <= 9
        if code == "ar" and before < 10:
            return numeral == 10 or 20 <= numeral < 100
        return before >= 20 and before % 10 == 0 and 0 < numeral < 10


def value(written: str, code: str) -> float:
    """Return the value of digits with the separators of a language (ISO 639).

    A single group of three digits behind a comma or a point is taken for thousands, but in English
    only behind a comma. Digits of any script will do.
    """
    groups = _NOT_DIGIT.split(written)
    if len(groups) == 1:
        return float(int(written))
    marks = set(_NOT_DIGIT.findall(written))
    threes = all(len(group) == 3 for group in groups[1:]) and groups[0] != "0"
    decimal = {".", "٫"} if code == "en" else {"٫"}
    if threes and len(marks) == 1 and (len(groups) > 2 or not marks & decimal):
        return float(int("".join(groups)))
    return float(f"{int(''.join(groups[:-1]))}.{''.join(str(int(d)) for d in groups[-1])}")
