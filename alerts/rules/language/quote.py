"""What stands between quotes."""

from lark import Token

_FAR = 1 << 30


def quoted(token: Token) -> tuple[bool, str, int | None]:
    """Return whether case counts in a phrase, its text, and its slop if it has one."""
    body, _, slop = token.removeprefix("=").rpartition('"')
    number = slop.removeprefix("~")
    between = int(number or 0) if len(number) < 9 else _FAR
    return token.startswith("="), body.removeprefix('"'), between if slop else None
