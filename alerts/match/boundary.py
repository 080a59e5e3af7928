"""Where a word begins and ends, by script.

A letter beside a name continues the word only if it is of the same script, and only in scripts
that put gaps between words: MINUSMA部队 and 马里的基达尔 hold names, Bernard does not. Arabic and
Hebrew attach particles in front (و ف ب ك ل ال), Korean behind.
"""

import re
from bisect import bisect_right
from string import ascii_lowercase, digits

from alerts.rules.fold import Folded, is_word

_STARTS = (
    (0x0000, "latin"), (0x0370, "greek"), (0x0400, "cyrillic"), (0x0530, "armenian"),
    (0x0590, "hebrew"), (0x0600, "arabic"), (0x0700, "syriac"), (0x0780, "thaana"),
    (0x0900, "indic"), (0x0E00, ""), (0x1000, ""), (0x10A0, "georgian"), (0x1100, "hangul"),
    (0x1200, "ethiopic"), (0x1680, "other"), (0x1780, ""), (0x1800, "other"), (0x1E00, "latin"),
    (0x1F00, "greek"), (0x2000, "other"), (0x2C60, "latin"), (0x2D00, "other"), (0x3040, ""),
    (0x30A0, "katakana"), (0x3100, ""), (0xA640, "cyrillic"), (0xA700, "latin"),
    (0xAC00, "hangul"), (0xD7FC, "other"), (0xF900, ""), (0xFB00, "latin"), (0xFB1D, "hebrew"),
    (0xFB50, "arabic"), (0xFE70, "arabic"), (0xFEFF, "latin"), (0xFFA0, "hangul"),
    (0x10000, "other"), (0x20000, ""), (0x40000, "other"),
)  # fmt: skip
_BLOCKS = [start for start, _ in _STARTS]
# Particles that Arabic and Hebrew write together with the word after them.
_ARABIC = re.compile(r"[وف]?(?:[بكل]?(?:ال)?|لل)")
_HEBREW = re.compile(r"[וש]?[הבלכמש]{0,2}")
_SHORTEST_AFTER_KAF = 4
# Only to be quick: what is_word would say no to, and what is of one script.
_GAPS = frozenset(" \n.,:;'\"()")
_LATIN = frozenset(ascii_lowercase + digits)


def _script(char: str) -> str:
    """Return the script of a letter; "" for those written without gaps between words."""
    return _STARTS[bisect_right(_BLOCKS, ord(char)) - 1][1]


def _plain(char: str) -> bool:
    """Whether a character is a Latin letter or a digit: two of them are of one word."""
    return char in _LATIN


def _apart(left: str, right: str) -> bool:
    """Whether a word ends between two neighbouring word characters."""
    if left.isdigit() or right.isdigit():
        return (_script(left), _script(right)) in {("", "latin"), ("latin", "")}
    first, second = _script(left), _script(right)
    return first != second or first == ""


def opens(folded: Folded, start: int, end: int) -> bool:
    """Whether the folded span begins where a word, or a word after its particles, begins."""
    text = folded.text
    if start == 0 or text[start - 1] in _GAPS:
        return True
    if not folded.tagged and _plain(text[start - 1]) and _plain(text[start]):
        return False
    if not is_word(text[start]) or not is_word(text[start - 1]):
        return True
    if _apart(text[start - 1], text[start]):
        return True
    script = _script(text[start])
    if script in {"arabic", "hebrew"}:
        return _attached(text, start, end, script)
    return _capital_begins(folded, start)


def _attached(text: str, start: int, end: int, script: str) -> bool:
    begin = start
    while begin and is_word(text[begin - 1]) and start - begin < 5:
        begin -= 1
    particles = text[begin:start]
    if script == "hebrew":
        return _HEBREW.fullmatch(particles) is not None
    if "ك" in particles and end - start < _SHORTEST_AFTER_KAF:
        return False  # كبير is "big", not "like Ber"
    return _ARABIC.fullmatch(particles) is not None


def closes(folded: Folded, end: int) -> bool:
    """Whether the folded span ends where a word ends."""
    text = folded.text
    if end == len(text) or text[end] in _GAPS:
        return True
    if not folded.tagged and _plain(text[end - 1]) and _plain(text[end]):
        return False
    if not is_word(text[end - 1]) or not is_word(text[end]):
        return True
    if _apart(text[end - 1], text[end]) or _script(text[end - 1]) == "hangul":
        return True
    return _capital_begins(folded, end)


def _capital_begins(folded: Folded, at: int) -> bool:
    """Whether a new word begins at `at` inside a #HashTag, by its capital letter."""
    if not folded.tagged:
        return False
    place = folded.span(at, at + 1)
    before = folded.span(at - 1, at)
    if not place or not before:
        return False
    source = folded.source
    tag = re.search(r"#\w*$", source[max(0, place[0] - 60) : place[0]])
    return bool(tag) and source[place[0]].isupper() and not source[before[0]].isupper()


def genitive(text: str, start: int, end: int) -> bool:
    """Whether a longer Latin name carries the German or Scandinavian s: Kidals, MINUSMAs."""
    if end - start < 5 or text[end : end + 1] != "s" or not text[end - 1].isalpha():
        return False
    return _script(text[end - 1]) == "latin" and (
        end + 1 == len(text) or not is_word(text[end + 1])
    )
