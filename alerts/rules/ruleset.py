"""Compiled sets, entities and rules, ready to match."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from alerts.errors import Problem, RuleError
from alerts.rules.automaton import Automaton, Role, Term, terms
from alerts.rules.entities import Compiler, Entity
from alerts.rules.expression import AllOf, AnyOf, Expression, NotThis, Words, parse
from alerts.rules.words import Case
from alerts.rules.words import Token as Word
from alerts.types import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """A rule and its expression."""

    rule: Rule
    when: Expression


class Ruleset:
    """What `match` looks for. Immutable; pickles as its sources and is compiled again."""

    __slots__ = ("_sources", "entities", "evidence", "phrases", "rules", "sets", "terms")

    def __init__(
        self,
        sets: Mapping[str, object],
        entities: Mapping[str, object],
        rules: Sequence[Rule],
    ) -> None:
        self._sources = (sets, entities, tuple(rules))
        compiler = Compiler(sets, entities)
        compiled, problems = _rules(rules, entities)
        if found := (*compiler.problems, *problems):
            raise RuleError(found)
        self.sets = compiler.sets
        self.entities: tuple[Entity, ...] = compiler.entities
        self.rules = compiled
        self.phrases = _phrases(compiled)
        searched = [
            term
            for tokens, index in self.phrases.items()
            for term in terms(Role.WORD, index, tokens, Case.ANY)
        ]
        self.terms = Automaton([*compiler.terms, *searched])
        self.evidence = Automaton(_used(compiler))

    def __reduce__(self) -> tuple[Callable[..., "Ruleset"], tuple[object, ...]]:
        return Ruleset, self._sources


def compile_ruleset(
    *,
    sets: Mapping[str, object],
    entities: Mapping[str, object],
    rules: Sequence[Rule],
) -> Ruleset:
    """Compile sets, entities and rules, as YAML gives them, for `alerts.match.match`.

    Word lists are lists, or mappings from language to list; the keys of entities are those of
    `sources.yaml`. Raises RuleError with every problem: its path, and for expressions the column.
    """
    return Ruleset(sets, entities, rules)


def _rules(
    rules: Sequence[Rule], entities: Mapping[str, object]
) -> tuple[tuple[Compiled, ...], list[Problem]]:
    compiled, problems = [], []
    for index, rule in enumerate(rules):
        when, faults = parse(rule.when, entities)
        problems += [
            Problem(path=("rules", index, "when"), message=fault.message, column=fault.column)
            for fault in faults
        ]
        if when:
            compiled.append(Compiled(rule=rule, when=when))
    return tuple(compiled), problems


def _phrases(rules: Sequence[Compiled]) -> dict[tuple[Word, ...], int]:
    """Return the phrases that rules search themselves, each once, with its number."""
    phrases: dict[tuple[Word, ...], int] = {}
    for compiled in rules:
        for words in _leaves(compiled.when):
            phrases.setdefault(words.tokens, len(phrases))
    return phrases


def _leaves(expression: Expression) -> list[Words]:
    match expression:
        case Words():
            return [expression]
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return [words for part in parts for words in _leaves(part)]
        case NotThis(part=part):
            return _leaves(part)
        case _:
            return []


def _used(compiler: Compiler) -> list[Term]:
    """Return the terms of the sets that some entity refers to."""
    asked = {name for entity in compiler.entities for name in (*entity.needs, *entity.unless)}
    return [term for term in compiler.evidence if compiler.sets[term.key] in asked]
