"""Text as matching sees it, without case, accents and Unicode form; and the way back.

Folding goes character by character, so that a span of the folded text always has a span of the
stored text; the way back is worked out only when something was found.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

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
# No combining mark comes before this character.
_UNMARKED = "\u02ff"
_MARKS = (
    (0x0300, 0x036F), (0x0591, 0x05BD), (0x05BF, 0x05BF), (0x05C1, 0x05C2), (0x05C4, 0x05C5),
    (0x05C7, 0x05C7), (0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670), (0x06D6, 0x06DC),
    (0x06DF, 0x06E4), (0x06E7, 0x06E8), (0x06EA, 0x06ED), (0x08D3, 0x08FF), (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE00, 0xFE0F), (0xFE20, 0xFE2F),
)  # fmt: skip
# A line break inside running text becomes a space, which moves nothing; then what does: a
# possessive before a gap, and a gap of several characters.
_WRAPPED = re.compile(r"\n(?<![ \n]\n)(?![ \n])")
# Every branch begins with a letter of its own: so the search jumps from one to the next.
_SQUEEZE = re.compile(r"'s?(?=[ \n]|\Z)|  [ \n]*| \n[ \n]*|\n[ \n]*")
# The same where no gap begins with a space and goes on, as one search for each first letter:
# a search for one letter is ten times as fast as one for two.
_POSSESSIVE = re.compile(r"'s?(?=[ \n]|\Z)")
_BREAK = re.compile(r"\n[ \n]*")
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_CONTROL = re.compile(r"[\t\v\f\r\x1c-\x1f]")


def _dropped(char: str) -> bool:
    """Whether readers do not see `char`: accents, harakat, tatweel, soft hyphens, bidi marks."""
    if char == "ـ" or unicodedata.category(char) == "Cf":
        return True
    return any(low <= ord(char) <= high for low, high in _MARKS)


def _piece(char: str, *, lower: bool) -> str:
    """Return what one character folds to: nothing, one or several characters."""
    if char in _APOSTROPHES:
        return "'"
    if unicodedata.category(char) == "Cs":  # half a character, which no automaton can be fed
        return "\N{REPLACEMENT CHARACTER}"
    if char in "\n\u2028\u2029":
        return "\n"
    if char.isspace() or unicodedata.category(char) == "Pd" or char in "_\u2212":
        return " "
    if (digit := unicodedata.decimal(char, None)) is not None:
        return str(digit)
    if unicodedata.normalize("NFKC", char) in _WHOLE:
        return unicodedata.normalize("NFKC", char)
    plain = unicodedata.normalize("NFKD", char)
    plain = unicodedata.normalize("NFKD", plain.casefold()) if lower else plain
    plain = "".join(c for c in plain if not _dropped(c)).translate(_LETTERS)
    return plain.lower() if lower else plain


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


def _western() -> tuple[bytes, bytes, dict[int, tuple[str, str]]]:
    """Return how Western text folds, byte by byte in Windows-1252.

    A table, the bytes that fold to one of their own kind, and what the others fold to.
    """
    table, single, others = bytearray(range(256)), bytearray(), {}
    for code in range(256):
        char = bytes([code]).decode("cp1252", "ignore")
        piece = _FOLDED[ord(char)] if char else ""
        byte = piece.encode("cp1252", "ignore")
        if len(piece) == len(byte) == 1:
            table[code] = byte[0]
            single.append(code)
        else:
            others[code] = char, piece
    return bytes(table), bytes(single), others


_WESTERN, _SINGLE, _OTHERS = _western()


def _loose(source: str) -> tuple[str, bool]:
    """Return the text with every character folded, gaps as they are.

    And whether it is known that each character gave one.
    `str.translate` is slow as soon as one character is not ASCII. So Western text goes through
    bytes, and of other Latin text only the foreign characters are folded one by one.
    """
    try:
        data = source.encode("ascii" if source.isascii() else "cp1252")
    except UnicodeEncodeError:
        return _mixed(source), False
    loose = data.translate(_WESTERN).decode("cp1252", "replace")
    others = set(data.translate(None, _SINGLE))
    for code in others:
        loose = loose.replace(*_OTHERS[code])
    return loose, not others


def _mixed(source: str) -> str:
    if len(source.encode("utf-8", "surrogatepass")) > len(source) * 1.2:
        return source.translate(_FOLDED)
    plain = _CONTROL.sub(" ", source).replace("-", " ").replace("_", " ").replace("`", "'")
    return _FOREIGN.sub(lambda found: found.group().translate(_FOLDED), plain).lower()


def _gap(found: re.Match[str]) -> str:
    """Return one space for a gap, a line break for a blank line, nothing for a possessive."""
    run = found.group()
    if run[0] == "'":
        return ""
    return "\n" if run.count("\n") > 1 else " "


def _squeeze(loose: str) -> str:
    if loose.isalnum():
        return loose
    return _SQUEEZE.sub(_gap, _WRAPPED.sub(" ", loose))


def _few(loose: str) -> Iterable[re.Match[str]]:
    """Return what is squeezed where no gap begins with a space and goes on, in order."""
    possessives, breaks = list(_POSSESSIVE.finditer(loose)), list(_BREAK.finditer(loose))
    if not possessives or not breaks:
        return possessives or breaks
    return sorted([*possessives, *breaks], key=re.Match.start)


def fold(text: str) -> str:
    """Return `text` without case, accents, Unicode form; a hyphen, `_`, white space are a space."""
    return _squeeze(_composed(text).translate(_FOLDED)).strip()


def fold_cased(text: str) -> str:
    """Return `text` folded like `fold`, but with its case."""
    return _squeeze(_composed(text).translate(_CASED)).strip()


def is_word(char: str) -> bool:
    """Whether `char` belongs to a word: letters, digits, and the vowel signs of Indic scripts."""
    return char.isalnum() or (not char.isascii() and unicodedata.category(char)[0] == "M")


def _all(text: str, char: str) -> Iterator[int]:
    """Yield where a character stands."""
    at = text.find(char)
    while at >= 0:
        yield at
        at = text.find(char, at + 1)


class Folded:
    """A text, its folded form in `text`, and the way back from spans of it to the source."""

    __slots__ = ("_cuts", "_even", "_ways", "source", "tagged", "text")

    def __init__(self, source: str) -> None:
        self.source = source
        loose, self._even = _loose(_composed(source))
        if "\n" in loose:
            loose = _WRAPPED.sub(" ", loose)
        self._cuts: list[tuple[int, int]] = []
        pieces: list[str] = []
        at = 0
        many = "  " in loose or " \n" in loose
        for found in _SQUEEZE.finditer(loose) if many else _few(loose):
            gap = _gap(found)
            pieces += (loose[at : found.start()], gap)
            self._cuts.append((found.start() + len(gap), found.end()))
            at = found.end()
        self.text = "".join(pieces) + loose[at:] if pieces else loose
        self.tagged = "#" in self.text
        self._ways: _Ways | None = None

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the source offsets of a folded span; None if it cuts a character in two."""
        ways = self._way()
        low, last = ways.back(start), ways.back(end - 1)
        if not self._even:
            if start and ways.back(start - 1) == low:
                return None
            if end < len(self.text) and ways.back(end) == last:
                return None
        high = last + 1
        while high < len(self.source) and self.source[high] > _UNMARKED:
            if not unicodedata.combining(self.source[high]):
                break
            high += 1
        return low, high

    def at(self, place: int) -> int:
        """Return the folded offset at which the source from `place` on begins."""
        return self._way().on(place)

    def _way(self) -> "_Ways":
        if self._ways is None:
            places = range(len(self.source)) if self._even else self._places()
            self._ways = _Ways(places, self._cuts)
        return self._ways

    def _places(self) -> Sequence[int]:
        """Return the source offset of every character that folding gave, gaps and all.

        Only characters that fold to nothing or to several get out of step.
        """
        source = _composed(self.source)
        odd = {char: _FOLDED[ord(char)] for char in set(source) if len(_FOLDED[ord(char)]) != 1}
        if not odd:
            return range(len(source))
        places: list[int] = []
        at = 0
        for place in sorted(place for char in odd for place in _all(source, char)):
            places += range(at, place)
            places += [place] * len(odd[source[place]])
            at = place + 1
        places += range(at, len(source))
        return places


class _Ways:
    """From offsets of the folded text to those of the source, and on."""

    __slots__ = ("_begins", "_cuts", "_folded", "_gone", "_places")

    def __init__(self, places: Sequence[int], cuts: list[tuple[int, int]]) -> None:
        self._places = places
        self._cuts = cuts
        self._begins = [start for start, _ in cuts]
        # How much was cut out before each cut and after the last, and where they are then.
        self._gone = [0, *accumulate(end - start for start, end in cuts)]
        self._folded = [start - gone for start, gone in zip(self._begins, self._gone, strict=False)]

    def back(self, at: int) -> int:
        """Return the source offset of a folded character."""
        return self._places[at + self._gone[bisect_right(self._folded, at)]]

    def on(self, place: int) -> int:
        """Return the offset of the first folded character that comes from `place` or later."""
        loose = bisect_left(self._places, place)
        cut = bisect_right(self._begins, loose)
        if cut and loose < self._cuts[cut - 1][1]:
            loose = self._cuts[cut - 1][1]
        return loose - self._gone[cut]
