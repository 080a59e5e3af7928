"""Sentences that are no news: what was long before, headings, and what belongs to the page."""

import re

from monitor.story.claims import claim
from monitor.story.reading import Line

_HEADING_WORDS = 8
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d%])")


def is_background(line: Line, year: int | None) -> bool:
    """Whether a sentence tells of earlier years only, in nobody's words: founded in 2013.

    `year` is that of publication; without it every year that is named is an earlier one. A sentence
    that names a day, or that somebody is quoted with, is news even so.
    """
    years = [int(found) for found in _YEAR.findall(line.sentence.text)]
    if not years or (year is not None and max(years) >= year):
        return False
    return not line.dated and not claim(line).by


def is_page(line: Line) -> bool:
    """Whether a sentence is a heading (Numerous incidents) or the page's (Subscribe to us)."""
    if any(mark.kind == "stock" and mark.first == 0 for mark in line.marks):
        return True
    return not line.sentence.whole and len(line.tokens) < _HEADING_WORDS


def denies(line: Line) -> bool:
    """Whether a sentence denies or turns something: without incident, refused, nobody."""
    return any(meaning.turns for meaning in line.meanings)


def emptiness(line: Line) -> float:
    """Return which part of a sentence's words are such as tell nothing: the complex dynamics."""
    told = [meaning.empty for meaning in line.meanings if meaning.key]
    return sum(told) / len(told) if told else 1.0
