"""One pass over a text for any number of patterns: Aho and Corasick, 1975."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from ahocorasick_rs import AhoCorasick, Implementation

from alerts.rules.words import Case, Pattern, Token, patterns


class Role(IntEnum):
    """What a found term is part of; the number next to it is an index into that kind of thing."""

    NAME = 0
    SHORT = 1
    NEVER = 2
    WORD = 3
    SET = 4
    CLUE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One way in which a listed word can stand in a text; `cased` if its case counts.

    `written` is the spelling that satisfies every case; `shouts` if capitals may satisfy it too;
    `bends` if a word of plain letters and digits may satisfy it and be neither.
    """

    role: Role
    key: int
    tokens: tuple[Token, ...]
    case: Case
    pattern: Pattern
    cased: bool
    written: str
    shouts: bool
    bends: bool


# The start and end in the folded text of what may be a term, and the term.
Sighting = tuple[int, int, Term]


def terms(role: Role, key: int, tokens: tuple[Token, ...], case: Case) -> list[Term]:
    """Return the terms that find a phrase for `role` and `key`."""
    cased = case is not Case.ANY or any(token.exact for token in tokens)
    exact = case is not Case.ANY or tokens[0].exact
    written = " ".join(token.cased for token in tokens)
    return [
        Term(
            role=role,
            key=key,
            tokens=tokens,
            case=case,
            pattern=pattern,
            cased=cased,
            written=written,
            shouts=case is Case.SMART and not any(token.exact for token in tokens),
            bends=len(tokens) > 1 or tokens[0].open or not exact,
        )
        for pattern in patterns(tokens)
    ]


def literal(role: Role, key: int, text: str) -> Term:
    """Return the term that finds `text` wherever it stands, inside of words too."""
    return Term(
        role=role,
        key=key,
        tokens=(),
        case=Case.ANY,
        pattern=Pattern(text=text, tail=None, dotted=False),
        cased=False,
        written=text,
        shouts=False,
        bends=False,
    )


class Automaton:
    """Finds the places where terms may stand; whether they do is judged by boundary and case."""

    __slots__ = ("_search", "_terms")

    def __init__(self, given: Iterable[Term]) -> None:
        by_text: dict[str, list[Term]] = {}
        for term in dict.fromkeys(given):  # "CMA CGM" and "CMA-CGM" fold to one
            by_text.setdefault(term.pattern.text, []).append(term)
        self._terms = tuple(map(tuple, by_text.values()))
        self._search = AhoCorasick(
            list(by_text), store_patterns=False, implementation=Implementation.ContiguousNFA
        )

    def find(self, text: str) -> dict[tuple[Role, int], list[Sighting]]:
        """Return what may stand where in a folded text, by role and key; overlaps included."""
        found: dict[tuple[Role, int], list[Sighting]] = {}
        for index, start, end in self._search.find_matches_as_indexes(text, overlapping=True):
            for term in self._terms[index]:
                found.setdefault((term.role, term.key), []).append((start, end, term))
        return found
