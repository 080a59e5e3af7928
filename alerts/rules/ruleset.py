"""Compiled sets, entities and rules, ready to match."""

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from alerts.errors import Problem, RuleError
from alerts.rules.automaton import Automaton, Term
from alerts.rules.entities import STORY, Citation, Compiler, Entity
from alerts.rules.index import Told, index
from alerts.rules.language import Expression, parse
from alerts.rules.language.lexicon import Lexicon
from alerts.rules.language.tree import Condition, Fact, leaves
from alerts.types import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """A rule and its expression."""

    rule: Rule
    when: Expression


class Ruleset:
    """What `match` looks for. Immutable; pickles as its sources and is compiled again.

    `asks_story` are the entities for which the story of an article can be evidence: only where one
    of them is named in a story is there a reason to match another article of it again.
    """

    __slots__ = (
        "_in_entities",
        "_sources",
        "asks_story",
        "entities",
        "evidence",
        "index",
        "rules",
        "sets",
        "terms",
        "told",
    )

    def __init__(
        self,
        sets: Mapping[str, object],
        entities: Mapping[str, object],
        rules: Sequence[Rule],
    ) -> None:
        self._sources = (sets, entities, tuple(rules))
        with _uncollected():
            self._compile(sets, entities, rules)

    def _compile(
        self,
        sets: Mapping[str, object],
        entities: Mapping[str, object],
        rules: Sequence[Rule],
    ) -> None:
        compiler = Compiler(sets, entities)
        lexicon = Lexicon()
        compiled, problems = _rules(rules, entities, lexicon)
        if found := (*compiler.problems, *problems):
            raise RuleError(found)
        self._in_entities = tuple(compiler.citations)
        self.sets = compiler.sets
        self.entities: tuple[Entity, ...] = compiler.entities
        self.asks_story = frozenset(one.id for one in self.entities if STORY in one.needs)
        self.rules = compiled
        self.index = index((rule.when for rule in compiled), lexicon)
        self.told = Told(self.index.conditions)
        self.terms = Automaton([*compiler.terms, *self.index.terms()])
        self.evidence = Automaton(_used(compiler))

    def __reduce__(self) -> tuple[Callable[..., "Ruleset"], tuple[object, ...]]:
        return Ruleset, self._sources

    @property
    def definitions(self) -> tuple[Mapping[str, object], Mapping[str, object]]:
        """The sets and entities as they were given, from which other rules can be compiled."""
        return self._sources[:2]

    def citations(self) -> tuple[Citation, ...]:
        """Return the sources and tags that are named; alerts knows nothing of them."""
        prefix = {Fact.SOURCE: "", Fact.TAG: "tag:"}
        in_rules = (
            Citation(
                path=("rules", number, "when"),
                source=prefix[leaf.fact] + leaf.value,
                column=leaf.column,
            )
            for number, compiled in enumerate(self.rules)
            for leaf in leaves(compiled.when)
            if isinstance(leaf, Condition) and leaf.fact in prefix
        )
        return (*self._in_entities, *in_rules)


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


@contextmanager
def _uncollected() -> Iterator[None]:
    """Put off the search for cycles: what is compiled has none, and looking costs a sixth."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _rules(
    rules: Sequence[Rule], entities: Mapping[str, object], lexicon: Lexicon
) -> tuple[tuple[Compiled, ...], list[Problem]]:
    compiled, problems = [], []
    for number, rule in enumerate(rules):
        when, faults = parse(rule.when, entities, rule.parts, lexicon)
        problems += [
            Problem(path=("rules", number, "when"), message=fault.message, column=fault.column)
            for fault in faults
        ]
        if when:
            compiled.append(Compiled(rule=rule, when=when))
    return tuple(compiled), problems


def _used(compiler: Compiler) -> list[Term]:
    """Return the terms of the sets that some entity refers to."""
    asked = {name for entity in compiler.entities for name in (*entity.needs, *entity.unless)}
    return [term for term in compiler.evidence if compiler.sets[term.key] in asked]
