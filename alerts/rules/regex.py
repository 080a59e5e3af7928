r"""Regular expressions: RE2, which never backtracks, on the stored text.

Case does not count, `^` and `$` are the ends of a line, and offsets are those of code points.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import re2

from alerts.rules.clues import clues

LONGEST = 500
_MAX_BYTES = 1 << 20
_LINES = "(?m)"
# What an expression that can match nothing finds nothing in, somewhere.
_PROBES = ("", "a", "a b1\n\n_é,.")
_HALF = re.compile("[\ud800-\udfff]")


class RegexError(ValueError):
    """An expression that cannot be searched for; says what to write."""


@dataclass(frozen=True, slots=True)
class Regex:
    """A compiled expression.

    One of `clues` stands in the folded form of every text that it matches; none if it has none.
    """

    source: str
    clues: tuple[str, ...] = field(compare=False, repr=False)
    _engine: "re2._Regexp" = field(compare=False, repr=False)

    def spans(self, text: bytes, start: int = 0) -> Iterator[tuple[int, int]]:
        """Yield the spans of bytes in UTF-8 that match, from `start` on; never an empty one."""
        for found in self._engine.finditer(text, start):
            if found.end() > found.start():
                yield found.start(), found.end()


def encode(text: str) -> bytes:
    """Return `text` in UTF-8, with a replacement for each half of a character."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return _HALF.sub("\N{REPLACEMENT CHARACTER}", text).encode()


def compile_regex(source: str) -> Regex:
    """Compile what stands between the slashes.

    Raises RegexError if RE2 refuses it, it is longer than `LONGEST`, or it matches nothing at all.
    """
    if len(source) > LONGEST:
        raise RegexError(f"longer than {LONGEST} characters: join several by OR")
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = _MAX_BYTES
    try:
        # Not by `re2.compile`, which keeps the last 128 for ever.
        engine = re2._Regexp(_LINES + source, options)
    except re2.error as error:
        raise RegexError(f"RE2 cannot read it: {_said(error, source)}") from error
    regex = Regex(source, clues(source), engine)
    for probe in _PROBES:
        if any(found.end() == found.start() for found in engine.finditer(probe)):
            raise RegexError(
                "it matches where nothing stands: ask for a letter, as in /[0-9]+ dead/"
            )
    return regex


def _said(error: Exception, source: str) -> str:
    given = error.args[0] if error.args else ""
    said = given.decode("utf-8", "replace") if isinstance(given, bytes) else str(given)
    said = said.replace(_LINES, "")
    if "perl operator" in said or "escape sequence" in said:
        said += "; RE2 has neither look-around nor back-references"
    return said
