"""Tokens -> parse tree. NOT binds closest, then NEAR, AND, OR."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from lark import Lark, Token, Tree, UnexpectedToken
from lark.lexer import Lexer

from alerts.rules.language.fault import Fault, column_of

_GRAMMAR = r"""
?start: any
?any: all (_OR all)*
?all: near (_AND near)*
?near: one (NEAR one)*
?one: WORD | PHRASE | ENTITY | REGEX | TAG | ADDRESS | BAD
    | NOT one -> negation
    | _OPEN any _CLOSE
    | ATLEAST _OPEN any (_COMMA any)* _CLOSE -> atleast
    | FIELD held -> field
?held: WORD | PHRASE | ENTITY | REGEX | TAG | ADDRESS | BAD | _OPEN any _CLOSE
%declare _OR _AND NEAR NOT _OPEN _CLOSE ATLEAST _COMMA FIELD
%declare WORD PHRASE ENTITY REGEX TAG ADDRESS BAD
"""
Node = Tree[Token] | Token
_A_TERM = 'a word, a "phrase" or @entity'


class _Given(Lexer):
    """Hands on tokens that were made before."""

    def __init__(self, conf: Any) -> None:
        del conf

    def lex(self, lexer_state: Any, parser_state: Any = None) -> Iterator[Token]:
        """Return what `parse` was given."""
        del parser_state
        return iter(lexer_state)


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", lexer=_Given, maybe_placeholders=False)


def read(tokens: Sequence[Token], when: str) -> Node | Fault:
    """Return the parse tree of an expression, or the first fault of grammar."""
    parse: Any = _parser().parse  # it says that it wants a text
    try:
        tree: Node = parse(tokens)
    except UnexpectedToken as error:
        return _fault(error.token, tokens, when)
    return tree


def _fault(token: Token, tokens: Sequence[Token], when: str) -> Fault:
    if token.type == "$END":
        message = f"something is missing here: {_A_TERM}"
        return Fault(message=message, column=len(when.rstrip()) + 1)
    column = column_of(token)
    before = max((t for t in tokens if column_of(t) < column), key=column_of, default=None)
    if token.type in {"_AND", "_OR", "NEAR", "_CLOSE", "_COMMA"}:
        message = f"{_A_TERM} has to stand before {token}"
    elif token.type == "NOT":
        message = "write AND NOT"
    elif before is not None and before.type == "FIELD":
        message = f'{before} takes a word, a "phrase" or a group: {before}(gao OR "blue helmets")'
    else:
        message = _side_by_side(token)
    return Fault(message=message, column=column)


def _side_by_side(token: Token) -> str:
    if re.fullmatch(r"and|or|not|o?near(/\w+)?|atleast(/\w+)?", token, re.IGNORECASE):
        upper = token.upper().replace("/S", "/s").replace("/P", "/p")
        return f"write {upper} in capitals to join, or quote it to search for it"
    if found := re.fullmatch(r"(O?NEAR|ATLEAST)([0-9]+)", token):
        return f"write {found[1]}/{found[2]} to join, or quote it to search for it"
    return f"put AND or OR before {token}, or quotes around a phrase"
