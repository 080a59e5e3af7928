"""What is wrong in an expression, and where."""

from dataclasses import dataclass

from lark import Token


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong in an expression, and the 1-based column where."""

    message: str
    column: int


def column_of(token: Token) -> int:
    """Return the 1-based place in the whole expression, which may stand on several lines."""
    return (token.start_pos or 0) + 1
