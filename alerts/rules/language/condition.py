"""`source:`, `lang:`, `author:` and `url:`: conditions of an article, not places in its text."""

import re

from lark import Token

from alerts.rules.language.fault import column_of
from alerts.rules.language.quote import quoted
from alerts.rules.language.tree import Condition, Fact
from alerts.rules.words import parse_words

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
_NO_ADDRESS = re.compile(r"[*|\\^$\s]")
_EXAMPLES = {
    Fact.SOURCE: "source:maliweb or source:tag:un",
    Fact.LANG: "lang:fr",
    Fact.AUTHOR: 'author:"Jane Doe"',
    Fact.URL: 'url:"/sport/"',
}


class ConditionError(ValueError):
    """A condition that cannot be met; says what to write."""


def condition(token: Token, field: Token) -> Condition:
    """Return the condition that `field` makes of a term.

    Raises ConditionError if the field takes no such term, WordError if it is no author's name.
    """
    fact, column = Fact(field.removesuffix(":")), column_of(token)
    exact, text, slop = quoted(token) if token.type == "PHRASE" else (False, str(token), None)
    plain = token.type in {"WORD", "PHRASE", "ADDRESS"} and slop is None
    if fact is Fact.SOURCE and token.type == "TAG":
        tag = text.removeprefix("tag:")
        return Condition(fact=Fact.TAG, value=tag, column=column)
    if not plain or not text.strip():
        raise ConditionError(f"expected plain text: {_EXAMPLES[fact]}")
    if fact is Fact.AUTHOR:
        tokens = parse_words(text, exact=exact)
        return Condition(fact=fact, value="", tokens=tokens, column=column)
    if exact:
        raise ConditionError(f"case never counts here: {_EXAMPLES[fact]}")
    return Condition(fact=fact, value=_value(fact, text), column=column)


def _value(fact: Fact, text: str) -> str:
    """Return what is compared."""
    if fact is Fact.SOURCE:
        return text
    value = text.casefold()
    if fact is Fact.LANG and not _LANGUAGE.fullmatch(value):
        raise ConditionError(f"expected a code of two or three letters: {_EXAMPLES[fact]}")
    if fact is Fact.URL and (len(value) < 2 or _NO_ADDRESS.search(value)):
        said = "a part of the address, as written, two characters or more"
        raise ConditionError(f"expected {said}: {_EXAMPLES[fact]}")
    return value
