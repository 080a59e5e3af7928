"""Expressions that say nothing: true of nearly every article, or of none."""

from alerts.rules.language.fault import Fault
from alerts.rules.language.tree import (
    AllOf,
    AnyOf,
    Condition,
    Expression,
    Fact,
    NotThis,
)


def meaningless(expression: Expression) -> Fault | None:
    """Return what is wrong with the meaning of an expression."""
    if column := _boundless(expression):
        message = "this is true of nearly every article: join it to a word by AND"
        return Fault(message=message, column=column)
    if column := _impossible(expression):
        message = "this can never be true: the same is asked for and excluded"
        return Fault(message=message, column=column)
    return None


def _boundless(expression: Expression) -> int:
    """Return the column of what alone makes an expression true of too much; 0 if nothing does."""
    match expression:
        case NotThis(column=column) | Condition(fact=Fact.LANG, column=column):
            return column
        case AllOf(parts=parts):
            columns = [_boundless(part) for part in parts]
            return columns[0] if all(columns) else 0
        case AnyOf(parts=parts):
            return next((column for part in parts if (column := _boundless(part))), 0)
        case _:
            return 0


def _impossible(expression: Expression) -> int:
    """Return the column of a NOT that contradicts what stands beside it; 0 if none does."""
    match expression:
        case AllOf(parts=parts):
            for denied in parts:
                if isinstance(denied, NotThis) and denied.part in parts:
                    return denied.column
            return next((column for part in parts if (column := _impossible(part))), 0)
        case AnyOf(parts=parts):
            return next((column for part in parts if (column := _impossible(part))), 0)
        case _:
            return 0
