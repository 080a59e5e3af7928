"""The dateline before an article's first sentence: BAMAKO, Mali (Reuters) - ."""

import re
from dataclasses import replace

from monitor.story.sentences import Sentence

_MONTH = (
    r"jan|feb|fév|mar|mär|apr|avr|abr|may|mai|jun|juin|jul|juil|aug|août|ago|sep|set|oct|okt|out|nov"
    r"|dec|déc|dez|dic|ene"
)
_PART = (
    r"(?:[^\W\d_a-zà-öø-ÿ][\w'’.]*(?:-\w+)*|\d{1,4}(?:er|st|nd|rd|th)?"
    rf"|le|de|du|the|of|den|am|el|(?:{_MONTH})\w*)"
)
_DATELINE = re.compile(
    rf"(?P<place>{_PART}(?:[ ,/]+{_PART}){{0,9}})[ ,.]*(?P<agency>\([^()]{{2,40}}\))?[ ,.:]*"
    r"(?:--+|[—–]|-(?=\s))\s*"
)
_DAY = re.compile(rf"\d{{1,2}}\W+(?:de )?(?:{_MONTH})|(?:{_MONTH})\w*\W+\d{{1,2}}\b", re.IGNORECASE)
_CAPITALS = re.compile(r"[^\W\d_]{3,}")


def without_dateline(first: Sentence) -> Sentence:
    """Return an article's first sentence from behind its dateline on, as it is if it has none.

    A dateline is a place before a dash: in capitals, or with a day of the month or, in brackets, an
    agency. It tells nothing of the event, and would be new in every article.
    """
    found = _DATELINE.match(first.text)
    if found is None or found.end() == len(first.text):
        return first
    place = found["place"]
    words = _CAPITALS.findall(place)
    in_capitals = bool(words) and words[0].isupper()
    if not (in_capitals or found["agency"] or _DAY.search(place)):
        return first
    return replace(first, start=first.start + found.end(), text=first.text[found.end() :])
