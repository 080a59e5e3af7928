"""What a ruleset was made from: the names of its entities, and the same with more of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from alerts import api as alerts
from alerts.errors import RuleError
from alerts.types import EntityId, Rule

Phrase = tuple[str, ...]

_KEYS = ("names", "short")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A name of an entity as it is listed, under the key `names` or `short`."""

    entity: EntityId
    key: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """Sets and entities as the configuration gives them, from which rulesets are made."""

    sets: Mapping[str, Any]
    entities: Mapping[str, Any]

    @classmethod
    def of(cls, ruleset: alerts.Ruleset) -> Self:
        """Return what `ruleset` was compiled from."""
        sets, entities = ruleset.definitions
        return cls(sets=sets, entities=entities)

    def compiled(self, rules: Sequence[Rule]) -> alerts.Ruleset:
        """Return the ruleset with other rules. Raises RuleError."""
        return alerts.Ruleset(self.sets, self.entities, rules)

    def compiled_where_possible(
        self, rule: Rule, others: Sequence[Rule]
    ) -> tuple[alerts.Ruleset, list[Rule]]:
        """Return the ruleset of `rule` and those of the others that mean something.

        Raises RuleError if `rule` does not.
        """
        try:
            return self.compiled([rule, *others]), list(others)
        except RuleError as error:
            bad = {problem.path[1] for problem in error.problems if problem.path[0] == "rules"}
            if 0 in bad or not bad:
                raise
            kept = [other for number, other in enumerate(others, start=1) if number not in bad]
        return self.compiled([rule, *kept]), kept

    def names(self, entity: EntityId) -> Iterator[Named]:
        """Yield the names and short names of an entity, without what marks case or endings."""
        for key in _KEYS:
            for name in _listed(self.entities[entity].get(key)):
                yield Named(entity=entity, key=key, name=name.removeprefix("="))

    def every_name(self) -> Iterator[str]:
        """Yield what is listed of every entity, also what it never is."""
        for given in self.entities.values():
            for key in (*_KEYS, "never"):
                yield from _listed(given.get(key))

    def with_names(self, more: Mapping[str, Sequence[Named]], **others: object) -> Self:
        """Return definitions in which entities have `more` names, and `others` of their keys."""
        entities = dict(self.entities)
        for entity, named in more.items():
            changed = dict(entities[entity]) | others
            for key in _KEYS:
                added = [each.name for each in named if each.key == key]
                changed[key] = [*_listed(changed.get(key)), *added]
            entities[entity] = {key: value for key, value in changed.items() if value != []}
        return type(self)(sets=self.sets, entities=entities)


def shaped(phrase: Phrase, like: str) -> str:
    """Return words in the capitals of a name: a slip in Kidal is one in a word like Kidal."""
    text = " ".join(phrase)
    if like.isupper():
        return text.upper()
    return text.title() if like[:1].isupper() else text


def _listed(given: object) -> Iterator[str]:
    """Yield the words of a list, or of a mapping by language."""
    if isinstance(given, Mapping):
        for inner in given.values():
            yield from _listed(inner)
    elif isinstance(given, Sequence) and not isinstance(given, str):
        yield from (word for word in given if isinstance(word, str))
