"""The words, numbers and marks of a text, with where they stand."""

import re
from functools import lru_cache
from typing import NamedTuple

from alerts.rules.fold import fold

WORD, DIGITS, DATE, CLOCK, MARK, SHORT = "word", "digits", "date", "clock", "mark", "short"

_TOKEN = re.compile(
    r"""(?P<short>(?:[^\W\d_]\.){2,})
    | (?P<word>[^\W\d_][^\W_]*(?:[\u0300-\u036f\u0640\u064b-\u065f\u0670]+[^\W_]*)*)
    | (?P<date>\d{1,2}[./]\d{1,2}[./]\d{2,4}(?!\d)|\d{4}-\d{2}-\d{2}(?!\d))
    | (?P<clock>\d{1,2}(?::|h(?=\d))\d{2}(?!\d)|\d{1,2}h\b)
    | (?P<digits>\d{1,3}(?:[.,٬٫'’\u202f\u2009\xa0 ]\d{3}(?!\d))+(?:[.,٫]\d{1,2}(?!\d))?
        | \d+[.,٫]\d+ | \d+)
    | (?P<mark>[^\w\s])""",
    re.VERBOSE,
)


class Token(NamedTuple):
    """A word, a number or a mark: `text[start:end]`, which is `written`."""

    start: int
    end: int
    kind: str
    written: str

    @property
    def word(self) -> str:
        """The word folded; of anything else what is written."""
        return folded(self.written) if self.kind == WORD else self.written

    @property
    def capital(self) -> bool:
        """Whether it is written as a name is."""
        return self.written[0].isupper()


@lru_cache(50_000)
def folded(written: str) -> str:
    """Return a word without case and accents."""
    return fold(written)


def tokens(text: str, start: int = 0, end: int | None = None) -> tuple[Token, ...]:
    """Return the tokens of a text, or of a span of it; offsets are those of the text.

    An abbreviation with stops is a word without them: U.N. is UN.
    """
    # Half of what reading an article costs is here: so no call a token that can be saved.
    new = tuple.__new__
    return tuple(
        [
            new(Token, (*found.span(), kind, found[0]))
            if (kind := found.lastgroup) != SHORT
            else Token(*found.span(), WORD, found[0].replace(".", ""))
            for found in _TOKEN.finditer(text, start, len(text) if end is None else end)
        ]
    )
