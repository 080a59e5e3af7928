"""What an expression says, resolved: every leaf knows where it counts, NOT stands on leaves only.

Equal expressions are equal values, wherever they were written. The numbers of phrases and regular
expressions are those of the rules' lexicon, and no part of what is said.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from alerts.rules.entities import Reach
from alerts.rules.regex import Regex
from alerts.rules.words import Token
from alerts.types import EntityId, Part

Parts = frozenset[Part]
EVERYWHERE: Parts = frozenset(Part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """True where the phrase stands."""

    tokens: tuple[Token, ...]
    parts: Parts = EVERYWHERE
    number: int = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sloppy:
    """True where the words stand in this order with at most `slop` others between them.

    `numbers` are those of the words.
    """

    tokens: tuple[Token, ...]
    slop: int
    parts: Parts = EVERYWHERE
    numbers: tuple[int, ...] = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """True where the entity is named."""

    entity: EntityId
    parts: Parts = EVERYWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """True where the regular expression matches the stored text."""

    regex: Regex
    parts: Parts = EVERYWHERE
    number: int = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """True where both sides stand within reach; `ordered` if the left one stands first."""

    left: "Place"
    right: "Place"
    reach: Reach
    ordered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOf:
    """True where a place is: an OR between places, all of which may stand beside something."""

    places: "tuple[Place, ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLeast:
    """True where the places are `count` in number; what overlaps counts once."""

    count: int
    places: "tuple[Place, ...]"


class Fact(StrEnum):
    """What is told of an article besides its text."""

    SOURCE = "source"
    TAG = "tag"
    LANG = "lang"
    AUTHOR = "author"
    URL = "url"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """True of an article, not of a place in it. `tokens` are those of an author's name."""

    fact: Fact
    value: str
    tokens: tuple[Token, ...] = ()
    column: int = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotThis:
    """True where the leaf is not. `column` is that of the NOT."""

    part: "Leaf"
    column: int = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AllOf:
    """True where every part is."""

    parts: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf:
    """True where a part is."""

    parts: "tuple[Expression, ...]"


Place = Words | Sloppy | Named | Searched | Near | OneOf
Leaf = Place | AtLeast | Condition
Expression = Leaf | NotThis | AllOf | AnyOf


def all_of(parts: list[Expression]) -> Expression:
    """Return what is true where every part is, flat and each once."""
    flat = (inner for one in parts for inner in (one.parts if isinstance(one, AllOf) else (one,)))
    unique = tuple(dict.fromkeys(flat))
    return unique[0] if len(unique) == 1 else AllOf(parts=unique)


def any_of(parts: list[Expression]) -> Expression:
    """Return what is true where a part is, flat and each once."""
    flat = (inner for one in parts for inner in (one.parts if isinstance(one, AnyOf) else (one,)))
    unique = tuple(dict.fromkeys(flat))
    return unique[0] if len(unique) == 1 else AnyOf(parts=unique)


def leaves(expression: Expression) -> Iterator[Words | Sloppy | Named | Searched | Condition]:
    """Yield what an expression looks for, in order; what stands more often more often."""
    match expression:
        case AllOf(parts=parts) | AnyOf(parts=parts):
            for one in parts:
                yield from leaves(one)
        case NotThis(part=part):
            yield from leaves(part)
        case Near(left=left, right=right):
            yield from leaves(left)
            yield from leaves(right)
        case OneOf(places=places) | AtLeast(places=places):
            for place in places:
                yield from leaves(place)
        case _:
            yield expression


def without_conditions(expression: Expression) -> Expression | None:
    """Return what is left to ask of a text alone; None if that is nothing."""
    match expression:
        case Condition() | NotThis(part=Condition()):
            return None
        case AllOf(parts=parts):
            kept = [left for one in parts if (left := without_conditions(one))]
            return all_of(kept) if kept else None
        case AnyOf(parts=parts):
            kept = [left for one in parts if (left := without_conditions(one))]
            return any_of(kept) if kept else None
        case _:
            return expression
