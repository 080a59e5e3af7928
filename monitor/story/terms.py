"""The terms of a sentence, by which it is held against others: concepts, stems, names, numbers."""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from monitor.story.dates import days
from monitor.story.numbers import Unit
from monitor.story.reading import Line

_NAME = 4
"""First letters by which a name is known: of Mali and Malian the same."""


class Sort(StrEnum):
    """What a term is. All but stems are the same in every language."""

    CONCEPT = "c"
    STEM = "s"
    NAME = "n"
    NUMBER = "d"
    DAY = "t"


class Term(NamedTuple):
    """A term: `key` tells it from all others, `written` is how the sentence has it."""

    sort: Sort
    key: str
    written: str


def terms(line: Line) -> tuple[Term, ...]:
    """Return the terms of a sentence in order, each once.

    A name is known by its first letters, so that Mali and Malian are one; a number by its value.
    Stop words and weekdays are no terms.
    """
    found: dict[str, Term] = {}
    names, tokens = line.names, line.tokens
    for at, meaning in enumerate(line.meanings):
        if at in names:
            _add(found, Sort.NAME, meaning.word[:_NAME], tokens[at].written)
        elif meaning.key and not meaning.times and (key := meaning.term) not in found:
            sort = Sort.CONCEPT if meaning.concepts else Sort.STEM
            found[key] = Term(sort, key, tokens[at].written)
    _add_numbers(found, line)
    return tuple(found.values())


def short_forms(line: Line) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the keys of short forms of the names of several words, with the keys of the words.

    United Nations may be UN elsewhere, by the first letters of its words.
    """
    words, names = line.words, line.names
    run: list[int] = []
    for at in (*sorted(names), -1):
        if run and at != run[-1] + 1:
            if len(run) > 1:
                short = "".join(words[each][0] for each in run)
                yield _name_key(short), tuple(_name_key(words[each]) for each in run)
            run = []
        run.append(at)


def _name_key(word: str) -> str:
    return f"{Sort.NAME.value}{word[:_NAME]}"


def _add_numbers(found: dict[str, Term], line: Line) -> None:
    text, start = line.sentence.text, line.sentence.start
    for number in line.numbers:
        if not number.article and number.unit is not Unit.OTHER:
            value = number.value if number.value is not None else number.low
            written = text[number.start - start : number.end - start]
            _add(found, Sort.NUMBER, f"{value:g}", written)
    if line.dated:
        for day in days(line, None):
            if day.month and day.low == day.high:
                written = text[
                    line.tokens[day.first].start - start : line.tokens[day.last - 1].end - start
                ]
                _add(found, Sort.DAY, f"{day.month}-{day.low}", written)


def _add(found: dict[str, Term], sort: Sort, key: str, written: str) -> None:
    full = f"{sort.value}{key}"
    if full not in found:
        found[full] = Term(sort, full, written)
