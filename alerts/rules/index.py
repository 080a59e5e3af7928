"""What rules look for by its number, and which rules to try when it is there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from alerts.rules.anchors import anchors
from alerts.rules.automaton import Automaton, Role, Term, literal, terms
from alerts.rules.language.lexicon import Lexicon
from alerts.rules.language.tree import (
    Condition,
    Expression,
    Fact,
    Named,
    Searched,
    Words,
    leaves,
)
from alerts.rules.words import Case
from alerts.types import EntityId

_COMPARED = frozenset({Fact.SOURCE, Fact.TAG, Fact.LANG})


@dataclass(frozen=True, slots=True)
class Index:
    """What is looked for, by its number, and the numbers of the rules that need it.

    `unaided` are the regular expressions for which nothing can be looked for beforehand.
    """

    lexicon: Lexicon
    conditions: dict[Condition, int]
    unaided: tuple[int, ...]
    by_phrase: dict[int, list[int]]
    by_entity: dict[EntityId, list[int]]
    by_regex: dict[int, list[int]]
    by_condition: dict[int, list[int]]

    def terms(self) -> Iterator[Term]:
        """Yield what the automaton has to look for."""
        for tokens, number in self.lexicon.phrases.items():
            yield from terms(Role.WORD, number, tokens, Case.ANY)
        for regex, number in self.lexicon.regexes.items():
            for clue in regex.clues:
                yield literal(Role.CLUE, number, clue)


def index(expressions: Iterable[Expression], lexicon: Lexicon) -> Index:
    """Return the index of expressions, which are numbered from 0; `lexicon` is the one of all."""
    conditions: dict[Condition, int] = {}
    by_phrase: dict[int, list[int]] = {}
    by_entity: dict[EntityId, list[int]] = {}
    by_regex: dict[int, list[int]] = {}
    by_condition: dict[int, list[int]] = {}
    for number, expression in enumerate(expressions):
        for leaf in leaves(expression):
            if isinstance(leaf, Condition):
                conditions.setdefault(leaf, len(conditions))
        for anchor in anchors(expression):
            match anchor:
                case Words(number=phrase):
                    by_phrase.setdefault(phrase, []).append(number)
                case Named(entity=entity):
                    by_entity.setdefault(entity, []).append(number)
                case Searched(number=regex):
                    by_regex.setdefault(regex, []).append(number)
                case Condition():
                    by_condition.setdefault(conditions[anchor], []).append(number)
    return Index(
        lexicon=lexicon,
        conditions=conditions,
        unaided=tuple(
            number
            for regex, number in lexicon.regexes.items()
            if not regex.clues and number in by_regex
        ),
        by_phrase=by_phrase,
        by_entity=by_entity,
        by_regex=by_regex,
        by_condition=by_condition,
    )


class Told:
    """Finds which conditions an article may meet: authors by their words, addresses by parts."""

    __slots__ = ("addresses", "authors", "by_value", "conditions")

    def __init__(self, conditions: dict[Condition, int]) -> None:
        self.conditions = tuple(conditions)
        self.by_value = {(c.fact, c.value): c for c in conditions if c.fact in _COMPARED}
        self.authors = _automaton(
            term
            for condition, number in conditions.items()
            if condition.fact is Fact.AUTHOR
            for term in terms(Role.WORD, number, condition.tokens, Case.ANY)
        )
        self.addresses = _automaton(
            literal(Role.CLUE, number, condition.value)
            for condition, number in conditions.items()
            if condition.fact is Fact.URL
        )


def _automaton(given: Iterable[Term]) -> Automaton | None:
    found = tuple(given)
    return Automaton(found) if found else None
