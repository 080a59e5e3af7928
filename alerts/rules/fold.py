"""Text as matching sees it, without case, accents and Unicode form; and the way back.

Folding goes character by character, so that a span of the folded text always has a span of the
stored text; the way back is worked out only when something was found.
"""

import re
import unicodedata

# Letters that Unicode does not decompose but readers hold for accented ones.
_LETTERS = str.maketrans(
    {
        "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ħ": "h",
        "Ħ": "H", "ŧ": "t", "Ŧ": "T", "ı": "i", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE",
        "þ": "th", "Þ": "TH", "ə": "e", "Ə": "E",
        "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ۀ": "ه", "ہ": "ه", "ھ": "ه",
    }
)  # fmt: skip
_APOSTROPHES = frozenset("'’‘‛ʼʻʹ′＇`´՚")
# With hamza on its seat these are letters of their own: بئر (a well) is not بير (Ber, the town).
_WHOLE = frozenset("ئؤ")
_MARKS = (
    (0x0300, 0x036F), (0x0591, 0x05BD), (0x05BF, 0x05BF), (0x05C1, 0x05C2), (0x05C4, 0x05C5),
    (0x05C7, 0x05C7), (0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670), (0x06D6, 0x06DC),
    (0x06DF, 0x06E4), (0x06E7, 0x06E8), (0x06EA, 0x06ED), (0x08D3, 0x08FF), (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE00, 0xFE0F), (0xFE20, 0xFE2F),
)  # fmt: skip
# A possessive before a gap, a gap of several characters, a line break inside running text.
_SQUEEZE = re.compile(r"'s?(?=[ \n]|\Z)|[ \n]{2,}|\n")


def _dropped(char: str) -> bool:
    """Whether readers do not see `char`: accents, harakat, tatweel, soft hyphens, bidi marks."""
    if char == "ـ" or unicodedata.category(char) == "Cf":
        return True
    return any(low <= ord(char) <= high for low, high in _MARKS)


def _piece(char: str, *, lower: bool) -> str:
    """Return what one character folds to: nothing, one or several characters."""
    if char in _APOSTROPHES:
        return "'"
    if char in "\n\u2028\u2029":
        return "\n"
    if char.isspace() or unicodedata.category(char) == "Pd" or char == "\u2212":
        return " "
    if (digit := unicodedata.decimal(char, None)) is not None:
        return str(digit)
    if unicodedata.normalize("NFKC", char) in _WHOLE:
        return unicodedata.normalize("NFKC", char)
    plain = unicodedata.normalize("NFKD", char)
    plain = unicodedata.normalize("NFKD", plain.casefold()) if lower else plain
    return "".join(c for c in plain if not _dropped(c)).translate(_LETTERS)


class _Table(dict[int, str]):
    """A table for `str.translate` that fills itself; its entries are a function of the key."""

    def __init__(self, *, lower: bool) -> None:
        super().__init__()
        self._lower = lower

    def __missing__(self, code: int) -> str:
        self[code] = piece = _piece(chr(code), lower=self._lower)
        return piece


_FOLDED = _Table(lower=True)
_CASED = _Table(lower=False)


def _composed(text: str) -> str:
    """Join a yeh or waw with its hamza, keeping the length: the soft hyphen folds away."""
    if "\u0654" not in text:
        return text
    return text.replace("ي\u0654", "ئ\u00ad").replace("و\u0654", "ؤ\u00ad")


def _gap(found: re.Match[str]) -> str:
    """Return one space for a gap, a line break for a blank line, nothing for a possessive."""
    run = found.group()
    if run[0] == "'":
        return ""
    return "\n" if run.count("\n") > 1 else " "


def fold(text: str) -> str:
    """Return `text` without case, accents, Unicode form; hyphens and white space are one space."""
    return _SQUEEZE.sub(_gap, _composed(text).translate(_FOLDED)).strip()


def fold_cased(text: str) -> str:
    """Return `text` folded like `fold`, but with its case."""
    return _SQUEEZE.sub(_gap, _composed(text).translate(_CASED)).strip()


def is_word(char: str) -> bool:
    """Whether `char` belongs to a word: letters, digits, and the vowel signs of Indic scripts."""
    return char.isalnum() or (not char.isascii() and unicodedata.category(char)[0] == "M")


class Folded:
    """A text, its folded form in `text`, and the way back from spans of it to the source."""

    __slots__ = ("_loose", "_ways", "source", "text")

    def __init__(self, source: str) -> None:
        self.source = source
        self._loose = _composed(source).translate(_FOLDED)
        self.text = _SQUEEZE.sub(_gap, self._loose)
        self._ways: list[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the source offsets of a folded span; None if it cuts a character in two."""
        if self._ways is None:
            self._ways = self._squeezed()
        ways = self._ways
        low, last = ways[start], ways[end - 1]
        if (start and ways[start - 1] == low) or (end < len(ways) and ways[end] == last):
            return None
        high = last + 1
        while high < len(self.source) and unicodedata.combining(self.source[high]):
            high += 1
        return low, high

    def _squeezed(self) -> list[int]:
        """Return the source offset of every folded character."""
        loose = self._places()
        if len(self.text) == len(self._loose):
            return loose
        ways: list[int] = []
        at = 0
        for found in _SQUEEZE.finditer(self._loose):
            ways += loose[at : found.start() + len(_gap(found))]
            at = found.end()
        return ways + loose[at:]

    def _places(self) -> list[int]:
        """Return the source offset of every character that folding gave, gaps and all.

        Only characters that fold to nothing or to several get out of step.
        """
        source = _composed(self.source)
        odd = "".join(c for c in set(source) if len(_FOLDED[ord(c)]) != 1)
        if not odd:
            return list(range(len(source)))
        places: list[int] = []
        at = 0
        for found in re.finditer(f"[{re.escape(odd)}]", source):
            places += range(at, found.start())
            places += [found.start()] * len(_FOLDED[ord(found.group())])
            at = found.end()
        places += range(at, len(source))
        return places
