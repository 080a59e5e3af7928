"""How an article is laid out: fields, paragraphs, lines and sentences, as offsets.

Title and text are one document, two line breaks apart, so that the title is the sentence before
the lead.
"""

import re
from bisect import bisect_right
from functools import cached_property
from itertools import islice

from alerts.rules.fold import Folded
from alerts.types import Field, Part

_GAP = "\n\n"
_FAR = 300
_STOP = re.compile(r"[.!?…؟۔][\"'”’»)\]]*(?=\s)|[。！？][」』”]*|\n+")
_WORD = re.compile(r"\w+")
_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|gen|col|lt|capt|sgt|st|sr|sra|dra|mme|mlle|hr|fr|no|nr|vs|etc|inc"
    r"|ltd|corp|co|jr|gov|sen|rep|art|al|bzw|ca|usw|ex)|\b\w|\.\w)\.$",
    re.IGNORECASE,
)


class Document:
    """An article as one text, folded, with its layout worked out when first asked for."""

    def __init__(self, title: str, text: str) -> None:
        self.cut = len(title)
        self.text = title + _GAP + text
        self.folded = Folded(self.text)

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
        return Part.LEAD if start < self._lead_end else Part.BODY

    @cached_property
    def _lead_end(self) -> int:
        first = re.compile(r"\s*[^\n]*").match(self.text, self.body)
        return first.end() if first else self.body

    def line(self, at: int) -> tuple[int, int]:
        """Return the span of the line in which `at` stands, at most `_FAR` to either side.

        The limit keeps a text of one endless line from costing its square.
        """
        low, high = max(0, at - _FAR), min(len(self.text), at + _FAR)
        start, end = self.text.rfind("\n", low, at), self.text.find("\n", at, high)
        return low if start < 0 else start + 1, high if end < 0 else end

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
        before = self.text[max(0, start - 8) : start + 1]
        return self.text[start] != "." or _ABBREVIATION.search(before) is None

    def paragraph(self, at: int) -> int:
        """Return the number of the paragraph in which `at` stands; a paragraph is a line."""
        return bisect_right(self._paragraphs, at)

    @cached_property
    def _paragraphs(self) -> list[int]:
        return [stop.end() for stop in re.finditer(r"\n+", self.text)]

    def within_words(self, left: int, right: int, most: int) -> bool:
        """Whether at most so many words stand between two offsets."""
        words = _WORD.finditer(self.text, left, max(left, right))
        return len(list(islice(words, most + 1))) <= most
