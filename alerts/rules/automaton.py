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


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One way in which a listed word can stand in a text; `cased` if its case counts."""

    role: Role
    key: int
    tokens: tuple[Token, ...]
    case: Case
    pattern: Pattern
    cased: bool


def terms(role: Role, key: int, tokens: tuple[Token, ...], case: Case) -> list[Term]:
    """Return the terms that find a phrase for `role` and `key`."""
    cased = case is not Case.ANY or any(token.exact for token in tokens)
    return [
        Term(role=role, key=key, tokens=tokens, case=case, pattern=pattern, cased=cased)
        for pattern in patterns(tokens)
    ]


class Automaton:
    """Finds the places where terms may stand; whether they do is judged by boundary and case."""

    __slots__ = ("_search", "_terms")

    def __init__(self, given: Iterable[Term]) -> None:
        by_text: dict[str, list[Term]] = {}
        for term in given:
            by_text.setdefault(term.pattern.text, []).append(term)
        self._terms = tuple(map(tuple, by_text.values()))
        self._search = AhoCorasick(
            list(by_text), store_patterns=False, implementation=Implementation.ContiguousNFA
        )

    def find(self, text: str) -> list[tuple[tuple[Term, ...], int, int]]:
        """Return (terms, start, end) of every occurrence in a folded text, overlaps included."""
        found = self._search.find_matches_as_indexes(text, overlapping=True)
        return [(self._terms[index], start, end) for index, start, end in found]
