"""Parse tree -> expression: names looked up, words read, NOT and fields carried to the leaves."""

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from lark import Token, Tree

from alerts.rules.entities import Reach, Unit
from alerts.rules.language.condition import ConditionError, condition
from alerts.rules.language.fault import Fault, column_of
from alerts.rules.language.grammar import Node
from alerts.rules.language.lexicon import Lexicon, Phrase
from alerts.rules.language.quote import quoted
from alerts.rules.language.tree import (
    EVERYWHERE,
    AtLeast,
    Condition,
    Expression,
    Fact,
    Leaf,
    Named,
    Near,
    NotThis,
    OneOf,
    Parts,
    Place,
    Searched,
    Sloppy,
    Words,
    all_of,
    any_of,
)
from alerts.rules.regex import RegexError, compile_regex
from alerts.rules.words import WordError, parse_words
from alerts.types import EntityId, Part

FARTHEST = 1_000
MOST_BETWEEN = 100
MOST_TIMES = 500
LONGEST_CHAIN = 10
_PARTS = frozenset(part.value for part in Part)
_NOTHING: Place = Words(tokens=(), number=-1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scope:
    """Where a term stands: in which parts it counts, under which field, and behind which NOT.

    `denied` is the column of the NOT, 0 if there is none or there are two.
    """

    parts: Parts
    field: Token | None = None
    denied: int = 0


class Builder:
    """Builds expressions of one rule; what is wrong gathers in `faults`."""

    def __init__(self, entities: Iterable[str], parts: Iterable[Part], lexicon: Lexicon) -> None:
        self.faults: list[Fault] = []
        self._lexicon = lexicon
        self._entities = entities if isinstance(entities, Mapping) else tuple(entities)
        given = frozenset(parts)
        self._parts = EVERYWHERE if given == EVERYWHERE else given

    def build(self, node: Node) -> Expression:
        """Return what a parse tree says; faulty terms are stood in for."""
        return self._build(node, _Scope(parts=self._parts))

    def _build(self, node: Node, scope: _Scope) -> Expression:
        if isinstance(node, Token):
            return _denied(self._leaf(node, scope), scope)
        first, *rest = node.children
        match node.data:
            case "any" | "all":
                parts = [self._build(child, scope) for child in node.children]
                return (any_of if (node.data == "any") != bool(scope.denied) else all_of)(parts)
            case "negation":
                denied = 0 if scope.denied else column_of(_token(first))
                return self._build(
                    rest[0], _Scope(parts=scope.parts, field=scope.field, denied=denied)
                )
            case "field":
                return self._build(rest[0], self._within(_token(first), scope))
            case "near":
                return _denied(self._near(node, scope), scope)
            case _:
                return _denied(self._at_least(_token(first), rest, scope), scope)

    def _within(self, field: Token, scope: _Scope) -> _Scope:
        """Return what a field makes of a scope."""
        name = field.removesuffix(":")
        if scope.field is not None and not (_is_part(scope.field) and not _is_part(field)):
            self._fault(f"{field} stands inside of {scope.field} already: take one away", field)
        if not _is_part(field):
            return _Scope(parts=scope.parts, field=field, denied=scope.denied)
        parts = scope.parts & {Part(name)}
        if not parts and scope.field is None:
            listed = ", ".join(part for part in Part if part in self._parts)
            self._fault(f"{field} is never true in: [{listed}]: add {name} there", field)
        return _Scope(parts=parts, field=field, denied=scope.denied)

    def _leaf(self, token: Token, scope: _Scope) -> Leaf:
        if scope.field is not None and not _is_part(scope.field):
            return self._condition(token, scope.field)
        return self._term(token, scope)

    def _term(self, token: Token, scope: _Scope) -> Place:
        match token.type:
            case "ENTITY":
                return self._entity(token, scope)
            case "PHRASE":
                return self._phrase(token, scope)
            case "REGEX":
                return self._regex(token, scope)
            case "WORD" | "ADDRESS":
                return self._word(token, scope)
            case "TAG":
                hint = f'write source:{token}; to search for this text, quote it: "{token}"'
                self._fault(f"unknown field 'tag': {hint}", token)
        return _NOTHING

    def _entity(self, token: Token, scope: _Scope) -> Place:
        name = token[1:]
        known: Container[str] = self._entities
        if name not in known:
            close = get_close_matches(name, self._entities, n=1)
            hint = f"did you mean @{close[0]}?" if close else "define it under entities:"
            self._fault(f"unknown entity @{name}: {hint}", token)
        return Named(entity=EntityId(name), parts=scope.parts)

    def _phrase(self, token: Token, scope: _Scope) -> Place:
        exact, text, slop = quoted(token)
        tokens = self._tokens(text, token, exact=exact)
        if slop is None or not tokens:
            return self._words(tokens, scope)
        if not 1 <= slop <= MOST_BETWEEN:
            self._fault(f'from 1 to {MOST_BETWEEN} words may stand between: "a b"~3', token)
        elif len(tokens) < 2:
            self._fault('~ takes a phrase of two words or more: "un mission"~3', token)
        numbers = tuple(self._lexicon.phrase((one,)) for one in tokens)
        return Sloppy(tokens=tokens, slop=slop, parts=scope.parts, numbers=numbers)

    def _word(self, token: Token, scope: _Scope) -> Place:
        if re.search(r"~[0-9]*$", token):
            self._fault(f'{token}: ~ stands behind a phrase only: "un mission"~3', token)
            return _NOTHING
        return self._words(self._tokens(str(token), token, exact=False), scope)

    def _words(self, tokens: Phrase, scope: _Scope) -> Place:
        if not tokens:
            return _NOTHING
        return Words(tokens=tokens, parts=scope.parts, number=self._lexicon.phrase(tokens))

    def _tokens(self, written: str, token: Token, *, exact: bool) -> Phrase:
        """Return the words of a term; none if it is faulty."""
        try:
            return parse_words(written, exact=exact)
        except WordError as error:
            self._fault(f"{token}: {error}", token)
            return ()

    def _regex(self, token: Token, scope: _Scope) -> Place:
        try:
            regex = compile_regex(token[1:-1])
        except RegexError as error:
            self._fault(f"{token}: {error}", token)
            return _NOTHING
        return Searched(regex=regex, parts=scope.parts, number=self._lexicon.regex(regex))

    def _condition(self, token: Token, field: Token) -> Condition:
        try:
            return condition(token, field)
        except (ConditionError, WordError) as error:
            self._fault(f"{field}{token}: {error}", token)
            return Condition(fact=Fact.SOURCE, value="", column=column_of(token))

    def _near(self, node: Tree[Token], scope: _Scope) -> Place:
        """Return a chain of NEAR, from left to right."""
        first, *rest = node.children
        operator = _token(rest[0])
        if len(rest) > 2 * LONGEST_CHAIN:
            self._fault(
                f"more than {LONGEST_CHAIN} NEARs in a chain: take it apart by AND", operator
            )
            return _NOTHING
        place = self._place(first, operator, scope)
        for sign, side in zip(rest[::2], rest[1::2], strict=True):
            right = self._place(side, _token(sign), scope)
            reach = self._reach(_token(sign))
            ordered = _token(sign).startswith("O")
            place = Near(left=place, right=right, reach=reach, ordered=ordered)
        if _depth(place) > LONGEST_CHAIN:
            self._fault(f"more than {LONGEST_CHAIN} NEARs inside each other", operator)
        return place

    def _reach(self, operator: Token) -> Reach:
        given = operator.partition("/")[2]
        if given == "s":
            return Reach(unit=Unit.SENTENCES)
        if given == "p":
            return Reach(unit=Unit.PARAGRAPH)
        size = int(given) if len(given) < 9 else FARTHEST + 1
        if size > FARTHEST:
            self._fault(f"NEAR reaches {FARTHEST:,} words at most; or write NEAR/p", operator)
        return Reach(unit=Unit.WORDS, size=size)

    def _at_least(self, operator: Token, given: list[Node], scope: _Scope) -> Leaf:
        text = operator.partition("/")[2]
        count = int(text) if len(text) < 9 else 0
        if not 1 <= count <= MOST_TIMES:
            self._fault(f"ATLEAST counts from 1 to {MOST_TIMES}: ATLEAST/3(attack*)", operator)
        places = [self._place(one, operator, scope) for one in given]
        return AtLeast(count=count, places=tuple(dict.fromkeys(_flat(places))))

    def _place(self, node: Node, operator: Token, scope: _Scope) -> Place:
        """Return a side of NEAR, or what ATLEAST counts: it has to have places in the text."""
        if scope.field is not None and not _is_part(scope.field):
            self._fault(f"{scope.field} takes plain words, not {operator}", operator)
            return _NOTHING
        inside = _Scope(parts=scope.parts, field=scope.field)
        if isinstance(node, Token):
            return self._term(node, inside)
        match node.data:
            case "any":
                places = [self._place(child, operator, inside) for child in node.children]
                unique = tuple(dict.fromkeys(_flat(places)))
                return unique[0] if len(unique) == 1 else OneOf(places=unique)
            case "near":
                return self._near(node, inside)
            case other:
                self._fault(_NO_PLACE[str(other)].format(operator), _first(node))
        return _NOTHING

    def _fault(self, message: str, token: Token) -> None:
        self.faults.append(Fault(message=message, column=column_of(token)))


_NO_PLACE = {
    "all": "{0} joins places, and AND has none: join by OR, or write {0} for each",
    "negation": "{0} joins places, and NOT has none: put NOT before all of it, NOT (a NEAR/5 b)",
    "atleast": "{0} joins places, and ATLEAST is none: join the two by AND",
    "field": "{0} stands inside of a field: title:(a NEAR/5 b)",
}


def _denied(leaf: Leaf, scope: _Scope) -> Expression:
    return NotThis(part=leaf, column=scope.denied) if scope.denied else leaf


def _is_part(field: Token) -> bool:
    return field.removesuffix(":") in _PARTS


def _token(node: Node) -> Token:
    if not isinstance(node, Token):
        raise TypeError(f"the grammar puts a token where {node.data} stands")
    return node


def _first(node: Node) -> Token:
    """Return the first token of a node."""
    while not isinstance(node, Token):
        node = node.children[0]
    return node


def _flat(places: Iterable[Place]) -> list[Place]:
    return [p for one in places for p in (one.places if isinstance(one, OneOf) else (one,))]


def _depth(place: Place) -> int:
    match place:
        case Near(left=left, right=right):
            return 1 + max(_depth(left), _depth(right))
        case OneOf(places=places):
            return max(map(_depth, places))
        case _:
            return 0
