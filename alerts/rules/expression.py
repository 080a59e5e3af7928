"""The language of `when`: text -> expression, or every fault in it with its column."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedEOF, UnexpectedToken
from lark.exceptions import VisitError

from alerts.rules.words import Token as Word
from alerts.rules.words import WordError, parse_words

_GRAMMAR = r"""
start: any
?any: all (OR all)*
?all: one (AND one)*
?one: NOT one -> negation | "(" any ")" | term
term: PHRASE | ENTITY | REFUSED | WORD
AND.4: /AND(?![^\s()"])/
OR.4: /OR(?![^\s()"])/
NOT.4: /NOT(?![^\s()"])/
PHRASE.3: /=?"[^"]*"/
ENTITY.3: /@[^\s()"]*/
REFUSED.2: /(NEAR|ATLEAST)(\/[^\s()"]*)?(?![^\s()"])|(title|lead|body|source|lang):[^\s()"]*|\/[^\s()"]*|[-+!][^\s()"]*|[^\s()"]*:[^\s()"]*/
WORD.1: /[^\s()"]+/
%ignore /\s+/
"""  # noqa: E501 (one terminal is one line)
_DEEPEST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong in an expression, and the 1-based column where."""

    message: str
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """True where the phrase stands. Equal phrases are equal values."""

    tokens: tuple[Word, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """True where the entity is named."""

    entity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AllOf:
    """True where every part is."""

    parts: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf:
    """True where a part is."""

    parts: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotThis:
    """True where the part is not."""

    part: "Expression"
    column: int


Expression = Words | Named | AllOf | AnyOf | NotThis


def parse(when: str, entities: Iterable[str]) -> tuple[Expression | None, tuple[Fault, ...]]:
    """Return the expression and no fault, or every fault found.

    A fault of grammar ends the reading; faults of single terms are all reported.
    """
    if not when.strip():
        return None, (Fault(message="the expression is empty: write a word or @entity", column=1),)
    if fault := _unbalanced(when):
        return None, (fault,)
    builder = _Builder(tuple(entities))
    try:
        tree = _parser().parse(when)
        expression: Expression = builder.transform(tree)
    except (UnexpectedCharacters, UnexpectedToken, UnexpectedEOF) as error:
        return None, (_grammar_fault(error, when),)
    except VisitError as error:  # a fault of ours inside a callback: stay loud
        raise error.orig_exc from error
    if not builder.faults and (column := _boundless(expression)):
        message = "this is true of nearly every article: join NOT to something by AND"
        builder.faults.append(Fault(message=message, column=column))
    if builder.faults:
        return None, tuple(sorted(builder.faults, key=lambda fault: fault.column))
    return expression, ()


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", lexer="basic", maybe_placeholders=False)


def _unbalanced(when: str) -> Fault | None:
    """Quotes and parentheses are checked first: their faults have the clearest columns."""
    opened: list[int] = []
    quoted: int | None = None
    for at, char in enumerate(when, start=1):
        if char == '"':
            quoted = None if quoted else at
        elif char == "(" and not quoted:
            opened.append(at)
        elif char == ")" and not quoted:
            if not opened:
                return Fault(message="this ) was never opened", column=at)
            opened.pop()
        if len(opened) > _DEEPEST:
            return Fault(message=f"more than {_DEEPEST} parentheses deep", column=at)
    if quoted:
        return Fault(message='this quote is never closed: add another "', column=quoted)
    if opened:
        return Fault(message="this ( is never closed: add )", column=opened[-1])
    return None


def _grammar_fault(
    error: UnexpectedCharacters | UnexpectedToken | UnexpectedEOF, when: str
) -> Fault:
    end = len(when.rstrip()) + 1
    if not isinstance(error, UnexpectedToken) or error.token.type == "$END":
        return Fault(message="something is missing here: a word, a phrase or @entity", column=end)
    token, column = error.token, _column(error.token)
    refused = [t for t in _parser().lex(when[: column - 1]) if t.type == "REFUSED"]
    if refused:
        return Fault(message=_refusal(str(refused[0])), column=_column(refused[0]))
    if token.type in {"AND", "OR", "RPAR"}:
        message = f"a word, a phrase or @entity has to stand before {token}"
    elif token.type == "NOT":
        message = "write AND NOT"
    elif token.lower() in {"and", "or", "not"}:
        message = f"write {token.upper()} in capitals to join, or quote it to search for it"
    elif token.type == "REFUSED":
        message = _refusal(str(token))
    else:
        message = f"put AND or OR before {token}, or quotes around a phrase"
    return Fault(message=message, column=column)


def _column(token: Token) -> int:
    """Return the 1-based place in the whole expression, which may stand on several lines."""
    return (token.start_pos or 0) + 1


def _refusal(token: str) -> str:
    """Say why a term is not searched as a word, and what to do."""
    if token.startswith(("NEAR", "ATLEAST")):
        operator = re.split(r"\W", token)[0]
        return f'{operator} is not supported; to search for the word, quote it: "{operator}"'
    if token.startswith("/"):
        return "regular expressions are not supported; list the words, or end one with *"
    if token[0] in "-+!":
        return f"{token[0]} is not an operator: write AND NOT, or quote the term"
    name = token.partition(":")[0]
    if name in {"title", "lead", "body"}:
        return f"{name}: is not supported; limit the whole rule with in: [{name}]"
    if name == "source":
        return "source: is not supported; limit the whole rule with sources: [...]"
    if name == "lang":
        return "lang: is not supported"
    return f'unknown field {name!r}; to search for this text, quote it: "{token}"'


def _boundless(expression: Expression) -> int:
    """Return the column of a NOT that alone can make the expression true; 0 if there is none."""
    match expression:
        case NotThis(column=column):
            return column
        case AllOf(parts=parts):
            columns = [_boundless(part) for part in parts]
            return columns[0] if all(columns) else 0
        case AnyOf(parts=parts):
            return next((column for part in parts if (column := _boundless(part))), 0)
        case _:
            return 0


class _Builder(Transformer[Token, Any]):
    """Builds the expression from the parse tree, collecting the faults of single terms."""

    def __init__(self, entities: tuple[str, ...]) -> None:
        super().__init__()
        self._entities = entities
        self.faults: list[Fault] = []

    def start(self, parts: list[Expression]) -> Expression:
        return parts[0]

    def any(self, parts: list[Any]) -> Expression:
        return AnyOf(parts=tuple(p for p in parts if not isinstance(p, Token)))

    def all(self, parts: list[Any]) -> Expression:
        return AllOf(parts=tuple(p for p in parts if not isinstance(p, Token)))

    def negation(self, parts: list[Any]) -> Expression:
        return NotThis(part=parts[1], column=_column(parts[0]))

    def term(self, parts: list[Token]) -> Expression:
        token = parts[0]
        readers: dict[str, Callable[[Token], Expression]] = {
            "ENTITY": self._entity,
            "PHRASE": self._phrase,
            "WORD": self._word,
            "REFUSED": self._refused,
        }
        return readers[token.type](token)

    def _entity(self, token: Token) -> Expression:
        name = token[1:]
        if name not in self._entities:
            close = get_close_matches(name, self._entities, n=1)
            hint = f"did you mean @{close[0]}?" if close else "define it under entities:"
            self._fault(f"unknown entity @{name}: {hint}", token)
        return Named(entity=name)

    def _phrase(self, token: Token) -> Expression:
        exact = token.startswith("=")
        return self._words(token[2 if exact else 1 : -1], token, exact=exact)

    def _word(self, token: Token) -> Expression:
        return self._words(str(token), token, exact=False)

    def _words(self, written: str, token: Token, *, exact: bool) -> Expression:
        try:
            return Words(tokens=parse_words(written, exact=exact))
        except WordError as error:
            self._fault(f"{token}: {error}", token)
            return Words(tokens=())

    def _refused(self, token: Token) -> Expression:
        self._fault(_refusal(str(token)), token)
        return Words(tokens=())

    def _fault(self, message: str, token: Token) -> None:
        self.faults.append(Fault(message=message, column=_column(token)))
