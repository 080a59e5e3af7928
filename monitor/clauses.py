"""The clauses of a rule's expression, as text: what is left of it when one of them goes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_END = r'(?![^\s()",])'
# The tokens of `when` as docs/rules.md has them, no finer than to see where one ends.
_TOKEN = re.compile(
    rf"""(?P<open>\() | (?P<close>\)) | (?P<join>(?:AND|OR){_END}) | =?"[^"]*"(?:~[0-9]+)?
    | url:[^\s()",]+ | [a-z]+:(?=[("/=]) | /(?:[^/\\\n]|\\[^\n])+/{_END} | , | [^\s()",]+""",
    re.VERBOSE,
)
_ENTITY = re.compile(r"(?:[a-z]+:)?@(?P<entity>\S+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Short:
    """An expression that is one clause short: the clause, and what the others say."""

    clause: str
    rest: str


def one_short(when: str) -> tuple[Short, ...]:
    """Return an expression with each operand of its outermost AND left out in turn.

    Of an OR on the outside, each side has its own clauses. Parentheses around an AND are seen
    through. `when` has to be valid; what is left may not be: a NOT alone says nothing.
    """
    return tuple(
        Short(clause=clause, rest=" AND ".join(clauses[:at] + clauses[at + 1 :]))
        for side in _split(when, "OR")
        if len(clauses := _clauses(side)) > 1
        for at, clause in enumerate(clauses)
    )


def entities(when: str) -> tuple[str, ...]:
    """Return the ids of the entities that an expression names, each once, in order."""
    found = (_ENTITY.fullmatch(token.group()) for token in _TOKEN.finditer(when))
    return tuple(dict.fromkeys(each["entity"] for each in found if each))


def _clauses(side: str) -> list[str]:
    """Return the operands of an AND, also of those in parentheses of their own."""
    parts = _split(side, "AND")
    if len(parts) == 1:
        return parts
    return [inner for part in parts for inner in _flat(part)]


def _flat(part: str) -> list[str]:
    inside = _bare(part)
    return [part] if len(_split(inside, "OR")) > 1 else _clauses(inside)


def _split(text: str, operator: str) -> list[str]:
    """Return the operands of the outermost operator: AND binds closer, so OR is asked for first."""
    text = _bare(text)
    parts, begin = [], 0
    for token, depth in _leveled(text):
        if depth == 0 and token["join"] == operator:
            parts.append(text[begin : token.start()])
            begin = token.end()
    return [part.strip() for part in (*parts, text[begin:])]


def _bare(text: str) -> str:
    """Return `text` without parentheses that hold all of it."""
    text = text.strip()
    levels = list(_leveled(text))
    around = text.startswith("(") and all(depth for _, depth in levels[:-1])
    return _bare(text[1:-1]) if around and levels[-1][0]["close"] else text


def _leveled(text: str) -> Sequence[tuple[re.Match[str], int]]:
    """Return the tokens, each with how many parentheses are open behind it."""
    return list(_levels(text))


def _levels(text: str) -> Iterator[tuple[re.Match[str], int]]:
    depth = 0
    for token in _TOKEN.finditer(text):
        depth += (token["open"] is not None) - (token["close"] is not None)
        yield token, depth
