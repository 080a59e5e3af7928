"""The form in which a language's words for facts are written down.

A table is text: words with a space between, a trailing `*` for any ending; phrases with `;`
between, and `=` before a value. Words are compared folded (no case, no accents, one form of alef),
so they are written as people write them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, eq=False)
class Lexicon:
    """The tables of one language; `code` is ISO 639-1, `stemmer` names its Snowball stemmer.

    `numerals` and `scales` alternate word and value; `vague` are phrases that stand for a
    number or a range, `low-high`; `at_least`, `at_most` and `about` are hedges of the number
    behind them; `times` are phrases that count occasions, `time_units` the words that make a
    number one; `no` are phrases that make nothing of what follows, `not_` the words that turn
    or deny a sentence; `since` marks a total over time, `rose` a count brought up to date; `by`
    and `said` attribute; `occurs`, `begins` and `ends` say which moment of an event is meant;
    `months` may have several words, `january/jan`; `days` count from the day of publication;
    `more` are words beside a number that adds to another; `maybe` are words of what has not
    happened; `empty` are words of sentences that tell nothing (the complex dynamics of the
    region), `stock` phrases with which sentences begin that are the page's, not the article's;
    `dual` are words for two of a kind, with the kind; `concepts` are the words for what figures
    count and what happens to it, under names that all languages share.
    """

    code: str
    stemmer: str
    stops: str
    numerals: str
    scales: str
    joiner: str
    vague: str
    at_least: str
    at_most: str
    about: str
    times: str
    time_units: str
    ranges: str
    between: str
    no: str
    not_: str
    since: str
    rose: str
    by: str
    said: str
    places: str
    months: str
    weekdays: str
    days: str
    year_end: str
    occurs: str
    begins: str
    ends: str
    units: str
    concepts: Mapping[str, str] = field(repr=False)
    more: str
    maybe: str
    empty: str
    stock: str
    dual: str = ""
