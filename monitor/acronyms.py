"""The long form that a text writes next to an abbreviation: "Country Music Association (CMA)".

After Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in
biomedical text" (PSB 2003), which finds the letters of the short form from right to left. Before
that the initials are compared in any order: the CMA of Mali is the Coordination of Azawad
Movements in English, since its short form is French.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

_WORD = re.compile(r"[^\W_]+")
_BREAK = re.compile(r"[.;:!?()\[\]«»“”\"\n\u060c\u061b\u061f]|(?<=\s)[-–—](?=\s)")
# fmt: off
_SMALL = frozenset({
    "a", "al", "am", "an", "and", "au", "aux", "d", "da", "das", "de", "del", "della", "der", "des",
    "di", "die", "do", "dos", "du", "e", "el", "en", "et", "for", "für", "i", "im", "in", "l", "la",
    "las", "le", "les", "los", "of", "on", "para", "por", "pour", "sur", "the", "to", "und", "von",
    "y", "zur",
})
# fmt: on
_TOLERANT = 5
"""A short form of so many letters may have one that is no initial: MINUSMA ends in Mali."""


def is_acronym(name: str) -> bool:
    """Whether a name is one word made of capitals: CMA, MINUSMA, U.N."""
    letters = [char for char in name if char.isalpha()]
    capitals = sum(char.isupper() for char in letters)
    return len(letters) > 1 and " " not in name and capitals * 4 >= len(letters) * 3


def case_counts(short: str) -> bool:
    """Whether `short` is looked for as it is listed; the French press writes MINUSMA "Minusma"."""
    return len(short) < _TOLERANT


def long_forms(text: str, short: str) -> Iterator[str]:
    """Yield what a text writes out for `short`, as often as it does.

    Either order: "Long Form (SF)" and "SF (Long Form)".
    """
    name = r"\.?".join(re.escape(char) for char in short if char.isalnum())
    name = name if case_counts(short) else f"(?i:{name})"
    before = rf"[(\[]\s*[\"“«']?\s*{name}\.?\s*[\"”»']?\s*[)\],;/]"
    for found in re.finditer(before, text):
        window = _BREAK.split(text[max(0, found.start() - 240) : found.start()].rstrip(" “«\"'"))
        if form := _ending(window[-1], short):
            yield form
    behind = rf"(?<!\w){name}\.?[\"”»]?\s*[(\[]\s*(?P<inner>[^()\[\]\n]{{3,160}})[)\]]"
    for found in re.finditer(behind, text):
        inner = re.split(r"[,;:\u060c]| [-–—] ", found["inner"])[0].strip(" “”«»\"'")
        if _whole(inner, short):
            yield inner


def _ending(window: str, short: str) -> str | None:
    """Return the end of `window` that `short` stands for: the fewest words that can be it."""
    letters = _letters(short)
    found = list(_WORD.finditer(window))[-min(len(letters) + 5, len(letters) * 2) - 4 :]
    if not found:
        return None
    if _foreign(found[-1].group(), short):
        return window[found[-len(letters) :][0].start() :].strip()
    plain = [_initials(each.group()) for each in found]
    for slack in (0, 1) if len(letters) >= _TOLERANT else (0,):
        for at in range(len(found) - 1, -1, -1):
            if plain[at] and _agree("".join(plain[at:]), letters, slack):
                first = at - 1 if slack and at and plain[at - 1] == letters[0] else at
                return window[found[first].start() :].strip()
    if (best := _best(window[found[0].start() :], letters)) is None:
        return None
    begin = found[0].start() + best
    before = [each.start() for each in found if each.start() < begin]
    if before and _letter(window[before[-1]]) == letters[0]:  # Mission multidimensionnelle …
        begin = before[-1]
    return window[begin:].strip()


def _whole(inner: str, short: str) -> bool:
    """Whether all of `inner` is what `short` stands for."""
    letters, found = _letters(short), _WORD.findall(inner)
    if len(found) < 2 or inner.upper() == inner.lower().upper() == short:
        return False
    if _foreign(found[-1], short):
        return len(found) <= len(letters) + 2
    initials = "".join(map(_initials, found))
    slack = int(len(letters) >= _TOLERANT)
    return _agree(initials, letters, slack) or (
        len(found) <= len(letters) + 5 and _best(inner, letters) == 0
    )


def _agree(initials: str, letters: str, slack: int) -> bool:
    """Whether the initials are the letters; in any order from three letters on."""
    if len(letters) < 3:
        return initials == letters
    if abs(len(initials) - len(letters)) > slack:
        return False
    return (Counter(initials) & Counter(letters)).total() >= len(letters) - slack


def _best(window: str, letters: str) -> int | None:
    """Return where the long form begins by Schwartz and Hearst: its first letter begins a word."""
    if len(letters) < 3:
        return None
    plain = "".join(map(_letter, window))
    at = len(plain)
    for index in range(len(letters) - 1, -1, -1):
        at -= 1
        while at >= 0 and not (
            plain[at] == letters[index] and (index or at == 0 or not plain[at - 1].isalnum())
        ):
            at -= 1
        if at < 0:
            return None
    return at


def _foreign(word: str, short: str) -> bool:
    """Whether a word is of a script without the letters of `short`, which cannot be compared."""
    return short.isascii() and not any(_letter(char).isascii() for char in word)


def _initials(word: str) -> str:
    """Return the first letter of a word, all of "UN", none of what abbreviations leave out."""
    if word.lower() in _SMALL:
        return ""
    return _letters(word) if word.isupper() and len(word) < 4 else _letter(word[0])


def _letters(short: str) -> str:
    return "".join(_letter(char) for char in short if char.isalnum())


def _letter(char: str) -> str:
    return unicodedata.normalize("NFD", char)[0].lower()[:1]
