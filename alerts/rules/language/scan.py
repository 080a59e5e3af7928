"""Expression -> tokens, with the faults that a token shows by itself."""

import re
from collections.abc import Callable
from difflib import get_close_matches

from lark import Token

from alerts.rules.language.fault import Fault, column_of

FIELDS = ("title", "lead", "body", "source", "lang", "author", "url")
LONGEST = 20_000
MOST_TERMS = 1_000
DEEPEST = 50
_END = r'(?![^\s()",])'
# In order: what stands first is tried first. What begins with BAD is refused.
_KINDS = (
    ("_OPEN", r"\("),
    ("_CLOSE", r"\)"),
    ("_AND", "AND" + _END),
    ("_OR", "OR" + _END),
    ("NOT", "NOT" + _END),
    ("NEAR", r"O?NEAR/(?:[0-9]+|s|p)" + _END),
    ("ATLEAST", "ATLEAST/[0-9]+" + _END),
    ("BAD_OPERATOR", r'(?:O?NEAR|ATLEAST)(?:/[^\s()",]*)?' + _END),
    ("PHRASE", r'=?"[^"]*"(?:~[0-9]+' + _END + ")?(?!~)"),
    ("BAD_SLOP", r'=?"[^"]*"~[^\s()",]*'),
    ("BAD_QUOTE", r'=?"[^"]*\Z'),
    ("_COMMA", ","),
    ("ADDRESS", r'(?<=url:)[^\s()",]+'),
    ("REGEX", r"/(?:[^/\\\n]|\\[^\n])+/" + _END),
    ("BAD_FLAG", r"/(?:[^/\\\n]|\\[^\n])+/[A-Za-z]{1,5}" + _END),
    ("BAD_REGEX", r'/[^\s"]*'),
    ("ENTITY", r'@[^\s()",]*'),
    ("BAD_SIGN", r'[-+!][^\s()"]*'),
    ("BAD_JOIN", r"(?:&&?|\|\|?)" + _END),
    ("BAD_CURLY", r'[^\s()",]*[“”„«»][^\s()",]*'),
    ("FIELD", f"(?:{'|'.join(FIELDS)}):"),
    ("TAG", r'tag:[^\s()",]+'),
    ("BAD_FIELD", r'[^\s()",:]*:[^\s()"]*'),
    ("WORD", r'(?:[^\s()",]|(?<=[0-9]),(?=[0-9]))+'),
)
_SCAN = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _KINDS))
_TERMS = frozenset({"WORD", "PHRASE", "ENTITY", "REGEX", "TAG", "ADDRESS", "BAD"})
_HALF = re.compile("[\ud800-\udfff]")


def scan(when: str) -> tuple[list[Token], list[Fault]]:
    """Return the tokens of an expression, and what is wrong with single ones.

    What is wrong is a token of type BAD, which stands where a term may.
    """
    tokens: list[Token] = []
    faults: list[Fault] = []
    for found in _SCAN.finditer(when):
        kind, text = found.lastgroup or "", found.group()
        token = Token(kind, text, start_pos=found.start())
        if kind.startswith("BAD"):
            faults.append(Fault(message=_REFUSALS[kind](text), column=found.start() + 1))
            token = Token("BAD", text, start_pos=found.start())
        tokens.append(token)
    return tokens, faults + _misplaced(tokens)


def limits(when: str) -> Fault | None:
    """Return what makes an expression unfit to be read at all."""
    if not when.strip():
        message = 'the expression is empty: write a word, a "phrase" or @entity'
        return Fault(message=message, column=1)
    if len(when) > LONGEST:
        message = f"longer than {LONGEST:,} characters: put names into an entity, and write @entity"
        return Fault(message=message, column=LONGEST + 1)
    if half := _HALF.search(when):
        message = "half a character (a lone surrogate) stands in no text: take it out"
        return Fault(message=message, column=half.start() + 1)
    return None


def structure(tokens: list[Token]) -> Fault | None:
    """Return what is wrong with quotes, parentheses and sizes: these have the clearest columns."""
    opened: list[Token] = []
    weights, pending, terms = [0], 0, 0
    for token in tokens:
        if token.type == "BAD" and token.lstrip("=").startswith('"') and token.count('"') == 1:
            return Fault(
                message='this quote is never closed: add another "', column=column_of(token)
            )
        terms += token.type in _TERMS
        if terms > MOST_TERMS:
            message = f"more than {MOST_TERMS:,} terms: put names into an entity, and write @entity"
            return Fault(message=message, column=column_of(token))
        pending += token.type == "NOT"
        if weights[-1] + pending + (token.type == "_OPEN") > DEEPEST:
            message = f"more than {DEEPEST} parentheses and NOTs deep: take some apart"
            return Fault(message=message, column=column_of(token))
        if token.type == "_OPEN":
            opened.append(token)
            weights.append(weights[-1] + pending + 1)
        elif token.type == "_CLOSE":
            if not opened:
                return Fault(message="this ) was never opened", column=column_of(token))
            opened.pop()
            weights.pop()
        pending = pending if token.type == "NOT" else 0
    if opened:
        return Fault(message="this ( is never closed: add )", column=column_of(opened[-1]))
    return None


def _misplaced(tokens: list[Token]) -> list[Fault]:
    """Return the faults of tokens that need a certain neighbour."""
    faults: list[Fault] = []
    listing: list[bool] = []
    for at, token in enumerate(tokens):
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        if token.type == "_OPEN":
            listing.append(at > 0 and tokens[at - 1].type == "ATLEAST")
        elif token.type == "_CLOSE":
            listing = listing[:-1]
        message = _misplacement(token, following, listed=bool(listing) and listing[-1])
        if message:
            faults.append(Fault(message=message, column=column_of(token)))
    return faults


def _misplacement(token: Token, following: Token | None, *, listed: bool) -> str:
    if token.type == "FIELD":
        end = column_of(token) + len(token)
        if following is None or column_of(following) != end:
            return f'{token} takes what stands right behind it: {token}word or {token}"two words"'
    elif token.type == "ATLEAST":
        if following is None or following.type != "_OPEN":
            return f"{token} counts what stands in parentheses: {token}(attack*, raid*)"
    elif token.type == "_COMMA" and not listed:
        return "a comma stands only in ATLEAST/2(a, b): put AND or OR"
    elif token.type == "WORD" and listed and "," in token:
        return f'put a space behind the comma, or quote a number: "{token}"'
    return ""


def _operator(text: str) -> str:
    name, slash, given = text.partition("/")
    quoted = f'to search for the word, quote it: "{name}"'
    if name == "ATLEAST":
        return f"write how often: ATLEAST/3(attack*, raid*); {quoted}"
    if not slash or not given:
        return f"write how near: {name}/5 (words), {name}/s (sentence) or {name}/p; {quoted}"
    return f"{name} takes a number of words, s or p: {name}/5, {name}/s, {name}/p, not {given!r}"


def _field(text: str) -> str:
    name = text.partition(":")[0]
    close = get_close_matches(name.casefold(), FIELDS, n=1)
    known = f"did you mean {close[0]}:?" if close else f"known are {', '.join(FIELDS)}"
    return f'unknown field {name!r}: {known}; to search for this text, quote it: "{text}"'


_REFUSALS: dict[str, Callable[[str], str]] = {
    "BAD_OPERATOR": _operator,
    "BAD_SLOP": lambda _: 'write how many words may stand between: "un mission mali"~3',
    "BAD_QUOTE": lambda _: 'this quote is never closed: add another "',
    "BAD_REGEX": lambda text: (
        "this / opens a regular expression that is never closed: write /[0-9]+ dead/, "
        f'or quote the text: "{text}"'
    ),
    "BAD_FLAG": lambda text: (
        f"{text} ends in letters: case never counts in /…/, and (?-i:Word) makes it count"
    ),
    "BAD_SIGN": lambda text: f"{text[0]} is not an operator: write AND NOT, or quote the term",
    "BAD_JOIN": lambda text: f"{text} is not an operator: write {'AND' if '&' in text else 'OR'}",
    "BAD_CURLY": lambda text: f'{text}: put straight quotes around a phrase: "blue helmets"',
    "BAD_FIELD": _field,
}
