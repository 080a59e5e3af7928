"""What has to stand in a text for a regular expression to match it, as far as it can be told.

The automaton looks for these clues, so that an expression is tried only where it may match. A clue
is a run of letters and digits, folded: runs fold letter by letter, whatever stands around them.
"""

from alerts.rules.fold import fold

_SHORTEST = 2
_DEEPEST = 20
_MANY = 50
_CLOSING = {"p": "{}", "P": "{}", "x": "{}"}
# A hamza that follows these in the text would fold with them.
_BENDING = frozenset("يو")
Clues = frozenset[str]


def clues(source: str) -> tuple[str, ...]:
    """Return strings of which one has to stand in a folded text for `source` to match it.

    `source` is what RE2 accepts. None are returned if that cannot be told.
    """
    try:
        found = _Reader(source).alternation(0)
    except (_UnclearError, IndexError):
        return ()
    return tuple(sorted(found)) if found and len(found) <= _MANY else ()


class _UnclearError(Exception):
    """An expression that is not worth following further."""


class _Reader:
    """Reads an expression from left to right, once."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0

    def alternation(self, depth: int) -> Clues | None:
        """Read up to the closing parenthesis or the end; the clues of every branch, or None."""
        if depth > _DEEPEST:
            raise _UnclearError
        branches = [self._branch(depth)]
        while self._peek() == "|":
            self._at += 1
            branches.append(self._branch(depth))
        known = [branch for branch in branches if branch]
        return frozenset().union(*known) if len(known) == len(branches) else None

    def _branch(self, depth: int) -> Clues | None:
        """Read a concatenation; the best of its clues."""
        found: list[Clues] = []
        run = ""
        while (char := self._peek()) not in {"", "|", ")"}:
            inner: Clues | None = None
            if char.isalnum() and char not in _BENDING:
                self._at += 1
                letter = char
            else:
                letter = ""
                if char == "(":
                    inner = self._group(depth)
                else:
                    self._pass(char)
            least, repeated = self._repeated()
            if letter and least:
                run += letter
            if not letter or repeated:
                found += _clue(run)
                run = ""
            if inner and least:
                found.append(inner)
        found += _clue(run)
        return max(found, key=lambda one: (min(map(len, one)), -len(one)), default=None)

    def _group(self, depth: int) -> Clues | None:
        """Read `(…)`, with or without name and flags."""
        self._at += 1
        if self._peek() == "?":
            while self._source[self._at] not in ":)>":
                self._at += 1
            self._at += 1
            if self._source[self._at - 1] == ")":
                self._stands_for_nothing()
                return None
        inner = self.alternation(depth + 1)
        self._at += 1
        return inner

    def _pass(self, char: str) -> None:
        """Pass over what is no letter: an escape, a class or a sign."""
        if char == "\\":
            self._escape()
        elif char == "[":
            self._class()
        else:
            self._at += 1

    def _escape(self) -> None:
        kind = self._source[self._at + 1]
        self._at += 2
        if kind == "Q":
            end = self._source.find("\\E", self._at)
            empty = end == self._at
            self._at = len(self._source) if end < 0 else end + 2
            if empty:
                self._stands_for_nothing()
        elif kind in _CLOSING and self._peek() == "{":
            self._at = self._source.index("}", self._at) + 1
        elif kind in _CLOSING:
            self._at += 2 if kind == "x" else 1
        else:
            while kind.isdigit() and self._peek().isdigit():
                self._at += 1

    def _class(self) -> None:
        """Pass over `[…]`, in which `]` stands first, escaped, or at the end of `[:alpha:]`."""
        self._at += 1
        if self._peek() == "^":
            self._at += 1
        first = True
        while first or self._source[self._at] != "]":
            first = False
            if self._source.startswith("[:", self._at) and (
                (end := self._source.find(":]", self._at)) >= 0
            ):
                self._at = end + 2
            else:
                self._at += 2 if self._source[self._at] == "\\" else 1
        self._at += 1

    def _repeated(self) -> tuple[bool, bool]:
        """Pass over `*`, `+`, `?` or `{2,3}`; whether one is the least, and whether it stood."""
        char = self._peek()
        least = True
        if char and char in "*+?":
            least = char == "+"
            self._at += 1
        elif char == "{" and (end := self._source.find("}", self._at)) > 0:
            bounds = self._source[self._at + 1 : end]
            if not bounds.replace(",", "").isdigit() or bounds.startswith(","):
                return True, False  # RE2 reads it as text
            least = int(bounds.split(",")[0]) > 0
            self._at = end + 1
        else:
            return True, False
        if self._peek() == "?":
            self._at += 1
        return least, True

    def _stands_for_nothing(self) -> None:
        """RE2 lets what repeats here repeat what stood before: `ab(?i)*` is `ab*`."""
        if self._peek() and self._peek() in "*+?{":
            raise _UnclearError

    def _peek(self) -> str:
        return self._source[self._at : self._at + 1]


def _clue(run: str) -> list[Clues]:
    """Return a run as a clue, if it can be one."""
    folded = fold(run)
    whole = len(folded) >= _SHORTEST and folded.isalnum()
    return [frozenset({folded})] if len(run) >= _SHORTEST and whole else []
