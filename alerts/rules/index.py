"""All that rules look for, each once and numbered, and which rules to try when it is there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from alerts.rules.anchors import anchors
from alerts.rules.automaton import Automaton, Role, Term, literal, terms
from alerts.rules.language.tree import (
    Condition,
    Expression,
    Fact,
    Named,
    Searched,
    Sloppy,
    Words,
    leaves,
)
from alerts.rules.regex import Regex
from alerts.rules.words import Case, Token
from alerts.types import EntityId

Phrase = tuple[Token, ...]
_COMPARED = frozenset({Fact.SOURCE, Fact.TAG, Fact.LANG})


@dataclass(frozen=True, slots=True)
class Index:
    """What is looked for, by its number, and the numbers of the rules that need it.

    `unaided` are the regular expressions for which nothing can be looked for beforehand.
    """

    phrases: dict[Phrase, int]
    regexes: dict[Regex, int]
    conditions: dict[Condition, int]
    unaided: tuple[int, ...]
    by_phrase: dict[int, list[int]]
    by_entity: dict[EntityId, list[int]]
    by_regex: dict[int, list[int]]
    by_condition: dict[int, list[int]]

    def terms(self) -> Iterator[Term]:
        """Yield what the automaton has to look for."""
        for tokens, number in self.phrases.items():
            yield from terms(Role.WORD, number, tokens, Case.ANY)
        for regex, number in self.regexes.items():
            for clue in regex.clues:
                yield literal(Role.CLUE, number, clue)


def index(expressions: Iterable[Expression]) -> Index:
    """Return the index of expressions, which are numbered from 0."""
    made = Index({}, {}, {}, (), {}, {}, {}, {})
    for number, expression in enumerate(expressions):
        for leaf in leaves(expression):
            _enter(made, leaf)
        for anchor in anchors(expression):
            match anchor:
                case Words(tokens=tokens):
                    made.by_phrase.setdefault(made.phrases[tokens], []).append(number)
                case Named(entity=entity):
                    made.by_entity.setdefault(entity, []).append(number)
                case Searched(regex=regex):
                    made.by_regex.setdefault(made.regexes[regex], []).append(number)
                case Condition():
                    made.by_condition.setdefault(made.conditions[anchor], []).append(number)
    unaided = tuple(number for regex, number in made.regexes.items() if not regex.clues)
    return Index(
        made.phrases,
        made.regexes,
        made.conditions,
        tuple(number for number in unaided if number in made.by_regex),
        made.by_phrase,
        made.by_entity,
        made.by_regex,
        made.by_condition,
    )


def _enter(made: Index, leaf: Words | Sloppy | Named | Searched | Condition) -> None:
    match leaf:
        case Words(tokens=tokens):
            made.phrases.setdefault(tokens, len(made.phrases))
        case Sloppy(tokens=tokens):
            for token in tokens:
                made.phrases.setdefault((token,), len(made.phrases))
        case Searched(regex=regex):
            made.regexes.setdefault(regex, len(made.regexes))
        case Condition():
            made.conditions.setdefault(leaf, len(made.conditions))


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
