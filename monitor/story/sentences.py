"""A text as sentences, with where they stand."""

import re
from dataclasses import dataclass

# A full stop, and what may close behind it.
_STOP = re.compile(r"(?:[.!?…؟۔]+[\"'”’»“)\]]*(?=\s|$)|[。！？][」』”]*)|\n+")
LONGEST = 1_000
"""Characters. What is longer is no sentence; it is cut, so that no text costs its square."""
_WORD_BEFORE = re.compile(r"([^\W_]+)$")
_BEGINS_SMALL = re.compile(r"[\s\"'“‘«„(\[]*[a-zà-öø-ÿ]")
_SPOKEN_ON = re.compile(r"[\s,]*[a-zà-öø-ÿ]")
_LETTERS = re.compile(r"[^\W\d_]")
# Besides single letters (J. Doe, U.N.). With these a sentence goes on, whatever follows.
_ABBREVIATIONS = frozenset((
    "mr", "mrs", "ms", "dr", "prof", "gen", "col", "lt", "capt", "sgt", "maj", "brig", "st", "sr",
    "sra", "dra", "mme", "mlle", "hr", "no", "nr", "núm", "vs", "inc", "ltd", "corp", "jr", "gov",
    "sen", "rep", "bzw", "ca", "usw", "approx", "etc", "ex", "vgl", "tel", "fig", "art", "abs",
    "cf", "env", "hab", "av", "bd", "gral", "cnel", "tte", "cap", "exmo", "sto", "sta", "ing",
    "lic", "eng", "dipl", "rev", "hon", "pres", "dept", "dist", "km", "jan", "feb", "aug", "sept",
    "oct", "nov", "dec", "janv", "févr", "juil", "déc", "ene", "abr", "ago", "dic", "fev", "set",
    "out", "dez", "okt",
))  # fmt: skip
_CLOSING_WORDS = frozenset(("etc", "km", "inc", "ltd", "corp", "jr", "usw"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of a text: `text[start:end]`, in code points, without white space around.

    `whole` is whether it ends as sentences do; headings, captions and list items do not.
    """

    start: int
    end: int
    text: str
    whole: bool


def sentences(text: str) -> tuple[Sentence, ...]:
    """Return the sentences of a text in order.

    They do not overlap, have at most LONGEST characters, and only white space stands between them.
    A line ends a sentence unless the next begins with a small letter, as in wrapped text;
    abbreviations, initials, numbers and quotations that it goes on after (“left,” he said) do not.
    """
    found: list[Sentence] = []
    begin = 0
    for stop in _STOP.finditer(text):
        if _ends(text, stop):
            _add(found, text, begin, stop.end())
            begin = stop.end()
    _add(found, text, begin, len(text))
    return tuple(found)


def _add(found: list[Sentence], text: str, begin: int, end: int) -> None:
    while end - begin > LONGEST:
        cut = text.rfind(" ", begin + 1, begin + LONGEST) + 1 or begin + LONGEST
        _add(found, text, begin, cut)
        begin = cut
    piece = text[begin:end]
    bare = piece.strip()
    if bare:
        start = begin + len(piece) - len(piece.lstrip())
        whole = bare.rstrip("\"'”’»“)]")[-1:] in tuple(".!?…؟۔。！？")
        found.append(Sentence(start=start, end=start + len(bare), text=bare, whole=whole))


def _ends(text: str, stop: re.Match[str]) -> bool:
    mark = stop.group()
    if mark[0] == "\n":
        return len(mark) > 1 or not _BEGINS_SMALL.match(text, stop.end())
    if _SPOKEN_ON.match(text, stop.end()):
        return False
    return mark[0] != "." or len(mark) > 1 or not _abbreviated(text, stop.start(), stop.end())


def _abbreviated(text: str, at: int, after: int) -> bool:
    """Whether the word before a full stop is an abbreviation."""
    before = _WORD_BEFORE.search(text, max(0, at - 6), at)
    if not before:
        return False
    word = before[1].lower()
    if word.isdigit():  # German: am 14. August
        return len(word) <= 2 and _month_follows(text, after)
    if len(word) == 1 and _LETTERS.match(word):
        return not _closes(text, before.start(), after)
    return word in _ABBREVIATIONS and not (
        word in _CLOSING_WORDS and text[after : after + 1] == "\n"
    )


_GERMAN_MONTH = re.compile(
    r"\s+(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)"
)


def _month_follows(text: str, after: int) -> bool:
    return _GERMAN_MONTH.match(text, after) is not None


_NEW_SENTENCE = re.compile(r"\s+(?:The|A|In|It|He|She|They|But|On|At|This|That|For|We|I)\s")


def _closes(text: str, start: int, after: int) -> bool:
    """Whether a single letter with a stop ends a sentence after all: by the U.N. The army left."""
    return text[start - 1 : start] == "." and _NEW_SENTENCE.match(text, after) is not None
