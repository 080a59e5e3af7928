"""The language of `when`: text -> expression, or every fault in it with its column."""

from collections.abc import Iterable

from alerts.rules.language.build import Builder
from alerts.rules.language.fault import Fault
from alerts.rules.language.grammar import read
from alerts.rules.language.lexicon import Lexicon
from alerts.rules.language.meaning import meaningless
from alerts.rules.language.scan import limits, scan, structure
from alerts.rules.language.tree import Expression
from alerts.types import Part

__all__ = ["Expression", "Fault", "parse"]
_ALL = tuple(Part)


def parse(
    when: str,
    entities: Iterable[str],
    parts: Iterable[Part] = _ALL,
    lexicon: Lexicon | None = None,
) -> tuple[Expression | None, tuple[Fault, ...]]:
    """Return the expression and no fault, or every fault found.

    `parts` are those to which the whole rule is limited. A fault of structure ends the reading;
    faults of single terms are all reported. In the expression NOT stands on leaves only. `lexicon`
    numbers what is looked for; rules that are matched together share one.
    """
    if fault := limits(when):
        return None, (fault,)
    tokens, faults = scan(when)
    if fault := structure(tokens):
        return None, (fault,)
    tree = read(tokens, when)
    if isinstance(tree, Fault):
        return None, _sorted(faults) if faults else (tree,)
    builder = Builder(entities, parts, lexicon or Lexicon())
    expression = builder.build(tree)
    if faults := [*faults, *builder.faults]:
        return None, _sorted(faults)
    if fault := meaningless(expression):
        return None, (fault,)
    return expression, ()


def _sorted(faults: list[Fault]) -> tuple[Fault, ...]:
    return tuple(sorted(dict.fromkeys(faults), key=lambda fault: fault.column))
