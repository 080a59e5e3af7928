"""Listed words: `malian*`, `=Word`, "UN mission in Mali" -> the patterns that find them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from alerts.rules.fold import fold, fold_cased

_LONGEST_ABBREVIATION = 9
# A limit, because \w goes on through scripts that put no gaps between words.
_ENDING = r"\w{0,60}"


class Case(StrEnum):
    """How case counts in a name. `smart`: as written, or in capitals where all is capitals."""

    SMART = "smart"
    EXACT = "exact"
    ANY = "any"


class WordError(ValueError):
    """A listed word cannot be searched; says what to write. `at` is the offset of the fault."""

    def __init__(self, message: str, at: int = 0) -> None:
        super().__init__(message)
        self.at = at


class Token(NamedTuple):
    """One word of a phrase: folded, and with its case; `open` if any ending may follow.

    A tuple because they are keys that every rule is looked up by.
    """

    folded: str
    cased: str
    exact: bool
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A folded string to search, and what has to follow it."""

    text: str
    tail: re.Pattern[str] | None
    dotted: bool


def parse_words(written: str, *, exact: bool = False) -> tuple[Token, ...]:
    """Return the words of a listed word or phrase.

    Raises WordError if there is nothing to search, or a `*` stands elsewhere than at the end of
    two letters or more.
    """
    if written.isascii() and written.isalnum():  # what folding would say, for nine words of ten
        return (Token(folded=written.lower(), cased=written, exact=exact, open=False),)
    tokens: list[Token] = []
    for found in re.finditer(r"\S+", written):
        tokens.extend(_tokens(found.group(), found.start(), exact=exact))
    if not any(c.isalnum() for token in tokens for c in token.folded):
        raise WordError("there is no letter or digit to search for")
    return tuple(tokens)


def _tokens(word: str, at: int, *, exact: bool) -> Iterator[Token]:
    marked = word.startswith("=") and word != "="
    strict = exact or marked
    body = word.removeprefix("=") if marked else word
    ending = body.endswith("*") and body != "*"
    body = body.removesuffix("*") if ending else body
    if "*" in body:
        raise WordError("* may only stand at the end of a word: malian*", at + word.index("*"))
    if ending and sum(c.isalnum() for c in body) < 2:
        raise WordError(f"{word} would match nearly everything: write two letters before *", at)
    parts, cased = fold(body).split(), fold_cased(body).split()
    for index, (part, written) in enumerate(zip(parts, cased, strict=True)):
        last = index == len(parts) - 1
        yield Token(folded=part, cased=written, exact=strict, open=ending and last)


def patterns(tokens: tuple[Token, ...]) -> Iterator[Pattern]:
    """Yield the patterns of a phrase: as written, and with the dots of its abbreviations."""
    plain = [token.folded for token in tokens]
    yield _pattern(tokens, plain, dotted=False)
    dotted = [_dotted(token) for token in tokens]
    if dotted != plain:
        dotted[-1] = dotted[-1].removesuffix(".") if dotted[-1] != plain[-1] else dotted[-1]
        yield _pattern(tokens, dotted, dotted=True)


def _dotted(token: Token) -> str:
    """`UN` is also written `U.N.`, and MINUSMA has been seen as M.I.N.U.S.M.A."""
    cased = token.cased
    if not cased.isupper() or token.open or not 1 < len(cased) <= _LONGEST_ABBREVIATION:
        return token.folded
    return ".".join(token.folded) + "." if cased.isascii() and cased.isalpha() else token.folded


def _pattern(tokens: tuple[Token, ...], texts: list[str], *, dotted: bool) -> Pattern:
    opened = next((i for i, token in enumerate(tokens) if token.open), None)
    if opened is None:
        tail = re.compile(r"\.?") if dotted and "." in texts[-1] else None
        return Pattern(text=" ".join(texts), tail=tail, dotted=dotted)
    rest = _ENDING + "".join(
        " " + re.escape(text) + (_ENDING if token.open else "")
        for token, text in zip(tokens[opened + 1 :], texts[opened + 1 :], strict=True)
    )
    return Pattern(text=" ".join(texts[: opened + 1]), tail=re.compile(rest), dotted=dotted)
