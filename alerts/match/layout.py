"""How an article is laid out: fields, paragraphs, lines and sentences, as offsets.

Title and text are one document, two line breaks apart, so that the title is the sentence before
the lead.
"""

import re
from bisect import bisect_left, bisect_right
from functools import cached_property

from alerts.rules.entities import Reach, Unit
from alerts.rules.fold import Folded
from alerts.rules.regex import encode
from alerts.types import Field, Part

_GAP = "\n\n"
_BLOCK = 300
_CLOSED = r"[\"'”’»)\]]*(?=\s)"
# Branches that begin with one character each: so the search jumps from one to the next.
_STOP = re.compile(
    "|".join(
        [
            *(re.escape(stop) + _CLOSED for stop in ".!?…؟۔"),
            *(f"{c}[」』”]*" for c in "。！？"),
            r"\n\n*",
        ]
    )
)
_WORD = re.compile(r"\w+")
_COUNTED = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff]"
    r"|[^\W_\u3040-\u30ff\u3400-\u9fff]"
    r"(?:[^\W_\u3040-\u30ff\u3400-\u9fff]|[\u0900-\u0eff\u1000-\u109f\u1780-\u17ff])*"
)
_LONGER = re.compile(r"[^\W\d_]{4,}")
# Besides single letters: J. Doe, U.N.
_ABBREVIATIONS = frozenset((
    "mr", "mrs", "ms", "dr", "prof", "gen", "col", "lt", "capt", "sgt", "st", "sr", "sra", "dra",
    "mme", "mlle", "hr", "fr", "no", "nr", "vs", "etc", "inc", "ltd", "corp", "co", "jr", "gov",
    "sen", "rep", "art", "al", "bzw", "ca", "usw", "ex",
))  # fmt: skip
# No abbreviation has so many letters.
_LONG = 5


class Document:
    """An article as one text, folded, with its layout worked out when first asked for."""

    def __init__(self, title: str, text: str) -> None:
        self.cut = len(title)
        self.text = title + _GAP + text
        self.folded = Folded(self.text)
        self._upper: dict[tuple[int, int], bool] = {}
        self._small: dict[tuple[int, int], bool] = {}

    @property
    def body(self) -> int:
        """Return the offset at which the stored text begins."""
        return self.cut + len(_GAP)

    def field(self, start: int, end: int) -> tuple[Field, int, int]:
        """Return the field of a span and its offsets there."""
        if start < self.cut:
            return Field.TITLE, start, end
        return Field.TEXT, start - self.body, end - self.body

    def part(self, start: int) -> Part:
        """Return the part in which an offset stands."""
        if start < self.cut:
            return Part.TITLE
        return Part.LEAD if start < self.lead_end else Part.BODY

    @cached_property
    def encoded(self) -> tuple[bytes, bytes, int]:
        """The title and the text in UTF-8, and where the lead ends in the latter."""
        lead = encode(self.text[self.body : self.lead_end])
        text = lead + encode(self.text[self.lead_end :])
        return encode(self.text[: self.cut]), text, len(lead)

    @cached_property
    def lead_end(self) -> int:
        """Where the lead ends: the first line that is not empty."""
        first = re.compile(r"\s*[^\n]*").match(self.text, self.body)
        return first.end() if first else self.body

    @cached_property
    def cuts(self) -> tuple[int, int]:
        """Where the title and the lead end in the folded text."""
        return self.folded.at(self.cut), self.folded.at(self.lead_end)

    def line(self, at: int) -> tuple[int, int]:
        """Return the span of the line in which `at` stands, at most two blocks to either side.

        The limit keeps a text of one endless line from costing its square; blocks, so that what is
        known of a span of the line is known for all names in it.
        """
        block = at - at % _BLOCK
        low, high = max(0, block - _BLOCK), min(len(self.text), block + 2 * _BLOCK)
        start, end = self.text.rfind("\n", low, at), self.text.find("\n", at, high)
        return low if start < 0 else start + 1, high if end < 0 else end

    def capitals(self, low: int, high: int) -> bool:
        """Whether all letters of a line are capitals."""
        if (low, high) not in self._upper:
            self._upper[low, high] = self.text[low:high].isupper()
        return self._upper[low, high]

    def running(self, low: int, high: int) -> bool:
        """Whether a line is running text: most of its longer words begin small."""
        if (low, high) not in self._small:
            words = _LONGER.findall(self.text, low, high)
            self._small[low, high] = sum(word[0].islower() for word in words) * 2 > len(words)
        return self._small[low, high]

    def sentence(self, at: int) -> int:
        """Return the number of the sentence in which `at` stands."""
        return bisect_right(self._sentences, at)

    @cached_property
    def _sentences(self) -> list[int]:
        """Where sentences end. The title is one, whatever stops it holds."""
        ends = [self.body]
        ends += [
            stop.end()
            for stop in _STOP.finditer(self.text, self.body)
            if self._ends(stop.start(), stop.end())
        ]
        return ends

    def _ends(self, start: int, end: int) -> bool:
        following = self.text[end : end + 3].lstrip()[:1]
        if self.text[start] == "\n":
            wrapped = end == start + 1 and following.islower()
            return not wrapped
        if following.islower():
            return False
        return self.text[start] != "." or not self._abbreviated(start)

    def _abbreviated(self, stop: int) -> bool:
        """Whether the word before a full stop is an abbreviation."""
        start = stop
        while start and stop - start < _LONG and self.text[start - 1].isalnum():
            start -= 1
        word = self.text[start:stop]
        return len(word) == 1 or word.casefold() in _ABBREVIATIONS

    @cached_property
    def _paragraphs(self) -> list[int]:
        """Where paragraphs end; a paragraph is a line."""
        return [stop.end() for stop in re.finditer(r"\n+", self.text)]

    def paragraph(self, at: int) -> int:
        """Return the number of the paragraph in which `at` stands."""
        return bisect_right(self._paragraphs, at)

    @cached_property
    def folded_words(self) -> list[int]:
        """Where words begin in the folded text; of Chinese and kana every character is one."""
        return [word.start() for word in _COUNTED.finditer(self.folded.text)]

    @cached_property
    def _words(self) -> list[int]:
        return [word.start() for word in _WORD.finditer(self.text)]

    def window(self, start: int, end: int, reach: Reach) -> tuple[int, int]:
        """Return (low, high): a span that ends after low and begins before high is within reach."""
        match reach.unit:
            case Unit.SENTENCES:
                return self._around(self._sentences, start, reach.size)
            case Unit.PARAGRAPH:
                return self._around(self._paragraphs, start, 0)
            case Unit.WORDS:
                words = self._words
                low = bisect_left(words, start) - reach.size - 1
                high = bisect_left(words, end) + reach.size
                return words[low] if low >= 0 else -1, self._high(words, high) + 1
            case Unit.ARTICLE:
                return -1, len(self.text)

    def _around(self, ends: list[int], at: int, size: int) -> tuple[int, int]:
        """Return the span of the unit in which `at` stands and of `size` units on each side."""
        unit = bisect_right(ends, at)
        low = unit - size - 1
        return ends[low] if low >= 0 else -1, self._high(ends, unit + size)

    def _high(self, places: list[int], at: int) -> int:
        return places[at] if at < len(places) else len(self.text)
