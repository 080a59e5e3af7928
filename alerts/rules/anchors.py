"""What has to be there for an expression to be true: so that most are never tried.

An anchor is something the expression looks for. At least one of its anchors is found in every
article of which the expression is true, whatever its NOTs say.
"""

from dataclasses import replace

from alerts.rules.language.tree import (
    EVERYWHERE,
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Expression,
    Fact,
    Named,
    Near,
    NotThis,
    OneOf,
    Searched,
    Sloppy,
    Words,
)
from alerts.rules.words import Token

Anchor = Words | Named | Searched | Condition
_NAME = 6
_RARE = {Fact.AUTHOR: 3, Fact.URL: 2, Fact.SOURCE: 1, Fact.TAG: 1, Fact.LANG: 0}


def anchors(expression: Expression) -> frozenset[Anchor]:
    """Return the anchors of an expression; none if it can be true of an article without any."""
    match expression:
        case Words() | Named() | Searched():
            wide = expression.parts is EVERYWHERE
            return frozenset({expression if wide else replace(expression, parts=EVERYWHERE)})
        case Sloppy(tokens=tokens, numbers=numbers):
            number, token = max(zip(numbers, tokens, strict=True), key=lambda one: _length(one[1]))
            return frozenset({Words(tokens=(token,), number=number)})
        case Condition():
            return frozenset({expression})
        case NotThis():
            return frozenset()
        case AllOf(parts=parts):
            return _rarest([anchors(part) for part in parts])
        case Near(left=left, right=right):
            return _rarest([anchors(left), anchors(right)])
        case AnyOf(parts=parts):
            return _union([anchors(part) for part in parts])
        case OneOf(places=places) | AtLeast(places=places):
            return _union([anchors(place) for place in places])


def _union(found: list[frozenset[Anchor]]) -> frozenset[Anchor]:
    return frozenset().union(*found) if all(found) else frozenset()


def _rarest(found: list[frozenset[Anchor]]) -> frozenset[Anchor]:
    """Return those that are met least often, as far as their length tells."""
    known = [one for one in found if one]
    return max(known, key=lambda one: (min(map(_rarity, one)), -len(one)), default=frozenset())


def _rarity(anchor: Anchor) -> int:
    match anchor:
        case Words(tokens=tokens):
            return 4 + sum(map(_length, tokens))
        case Named():
            return 4 + _NAME
        case Searched(regex=regex):
            return 4 + min(map(len, regex.clues)) if regex.clues else 0
        case Condition(fact=fact):
            return _RARE[fact]


def _length(token: Token) -> int:
    return len(token.folded)
