"""Expressions made up for tests: as trees, as text, and the text of a tree."""

from typing import Any

from hypothesis import strategies as st

from alerts.rules.entities import Unit
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
    leaves,
)
from alerts.rules.words import Token

ENTITIES = {"ber": {"short": ["Ber"], "default": "accept"}, "un": {"names": ["UN mission"]}}
VOCABULARY = ("gao", "kidal", "mali", "Ber", "un", "mission", "blue", "helmets", "12")

_WORD = st.sampled_from(["gao", "=Gao", "kidal*", "mali", "=BER", "un", "mission", "12"])
_PHRASE = st.sampled_from(['"un mission"', '="UN mission"', '"blue helm* gao"', '"mali gao"'])
_SLOPPY = st.sampled_from(['"un mali"~2', '"gao kidal mali"~4', '="UN mission"~1'])
_ENTITY = st.sampled_from(["@ber", "@un"])
_REGEX = st.sampled_from(["/ga.o?/", "/[0-9]+/", "/(?-i:K)idal/", "/mal|ber/"])
_CONDITION = st.sampled_from(
    ["source:a", "source:tag:un", "author:doe", 'author:="Jane Doe"', 'url:"/sport/"', "lang:fr"]
)
_SPAN = st.sampled_from(["0", "2", "7", "s", "p"])


def _place() -> st.SearchStrategy[str]:
    """Return what may stand beside NEAR."""
    single = st.one_of(_WORD, _PHRASE, _SLOPPY, _ENTITY, _REGEX)
    return st.one_of(single, st.lists(single, min_size=2, max_size=3).map(_group))


def _group(parts: list[str]) -> str:
    return f"({' OR '.join(parts)})"


def _near() -> st.SearchStrategy[str]:
    sign = st.builds("{}NEAR/{}".format, st.sampled_from(["", "O"]), _SPAN)
    return st.builds("({} {} {})".format, _place(), sign, _place())


def _leaf() -> st.SearchStrategy[str]:
    counted = st.builds(
        "ATLEAST/{}({})".format,
        st.integers(1, 3),
        st.lists(st.one_of(_place(), _near()), min_size=1, max_size=3).map(", ".join),
    )
    place = st.one_of(_place(), _near(), counted)
    field = st.builds("{}:({})".format, st.sampled_from(["title", "lead", "body"]), place)
    return st.one_of(place, field, _CONDITION)


def written() -> st.SearchStrategy[str]:
    """Return expressions as text, of which some are meaningless."""
    return st.recursive(
        _leaf(),
        lambda inner: st.one_of(
            st.builds("({} AND {})".format, inner, inner),
            st.builds("({} OR {})".format, inner, inner),
            st.builds("(NOT {})".format, inner),
        ),
        max_leaves=6,
    )


def texts() -> st.SearchStrategy[str]:
    """Return texts in which such expressions have a chance."""
    word = st.sampled_from([*VOCABULARY, "x", "y.", "UN mission.", "BER", "\n", "Kidal,"])
    return st.lists(word, max_size=14).map(" ".join)


def show(expression: Expression) -> str:
    """Return the text of an expression, from which the same is parsed."""
    match expression:
        case AllOf(parts=parts):
            return "(" + " AND ".join(map(show, parts)) + ")"
        case AnyOf(parts=parts):
            return "(" + " OR ".join(map(show, parts)) + ")"
        case NotThis(part=part):
            return f"NOT {show(part)}"
        case Condition():
            return _condition(expression)
    (where,) = {getattr(leaf, "parts", EVERYWHERE) for leaf in leaves(expression)}
    field = "" if where == EVERYWHERE else f"{''.join(where)}:"
    return f"{field}({_bare(expression)})"


def _bare(place: Any) -> str:
    match place:
        case Words(tokens=tokens):
            return _quoted(tokens)
        case Sloppy(tokens=tokens, slop=slop):
            return f"{_quoted(tokens)}~{slop}"
        case Named(entity=entity):
            return f"@{entity}"
        case Searched(regex=regex):
            return f"/{regex.source}/"
        case Near(left=left, right=right, reach=reach, ordered=ordered):
            span = {Unit.SENTENCES: "s", Unit.PARAGRAPH: "p"}.get(reach.unit, str(reach.size))
            return f"({_bare(left)} {'O' if ordered else ''}NEAR/{span} {_bare(right)})"
        case OneOf(places=places):
            return _group([_bare(one) for one in places])
        case AtLeast(count=count, places=places):
            return f"ATLEAST/{count}({', '.join(map(_bare, places))})"
    raise TypeError(place)


def _quoted(tokens: tuple[Token, ...]) -> str:
    shown = (f"{'=' * t.exact}{t.cased}{'*' * t.open}" for t in tokens)
    return '"' + " ".join(shown) + '"'


def _condition(condition: Condition) -> str:
    match condition.fact:
        case Fact.TAG:
            return f"source:tag:{condition.value}"
        case Fact.AUTHOR:
            return f"author:{_quoted(condition.tokens)}"
        case fact:
            return f'{fact}:"{condition.value}"'
