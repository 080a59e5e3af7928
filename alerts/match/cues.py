"""What the language itself says of a short name: "in Ber" is a place, "Mr Ber" a person.

Cues look at the words next to a name, folded. They are of two strengths: a strong cue decides, a
weak one only where no other evidence is near.
"""

import re
from enum import IntEnum

from alerts.match.cuewords import (
    ADDRESS,
    ARTICLES,
    CALLED,
    DIRECTIONS,
    FIRST_NAMES,
    LOCATIVES,
    PARTICLES,
    PLACE_AFTER,
    PLACE_BEFORE,
    ROLES,
    SPEECH,
    STREETS,
    TITLES,
)
from alerts.match.layout import Document
from alerts.match.spans import Span
from alerts.rules.entities import Kind


class Cue(IntEnum):
    """What the neighbours of a name say of its kind."""

    AGAINST = -2
    DOUBTFUL = -1
    NONE = 0
    LIKELY = 1
    FOR = 2


def _either(words: tuple[str, ...]) -> str:
    return "(?:" + "|".join(sorted(map(re.escape, words), key=len, reverse=True)) + ")"


_PLACE_AFTER = re.compile(rf" {_either(PLACE_AFTER)}\b")
_STREET_AFTER = re.compile(rf" {_either(STREETS)}\b")
_SPEECH_AFTER = re.compile(rf" {_either(SPEECH)}\b")
_NUMBER_AFTER = re.compile(r" \d{1,2}\b(?! (?:jan|feb|fev|mar|apr|avr|ab|mai|may|jun|jui|jul|aug"
    r"|ao|ag|sep|set|oct|okt|out|nov|dec|dez|dic|de|[a-z]+s\b))")  # fmt: skip
# "Kidal, 34," and "Kidal, a nurse" are people.
_AGE_AFTER = re.compile(r", \d{1,2},| \(\d{2}\)")
# "Kidal, a mastiff of three years": what has an age is no town, or it is told otherwise.
_OLD_AFTER = re.compile(
    r",[^.;\n]{0,40}\b(?:years?[- ]old|(?:de|d'|von) \w+ (?:ans|anos|jahren)|jahre? alt)\b"
)
_TRADE_AFTER = re.compile(r", (?:an? |une? |eine? |uma? |una )?(\w+)")
_INITIAL = re.compile(r"[a-z]\.(?:[a-z]\.)?")
_APPOSED = re.compile(r" ?[,(]")
_CAPITALISED = re.compile(r"(?:^|\s)[A-ZÀ-Þ][^\W\d_]+ \Z")
_GIVEN = re.compile(r"[a-zß-ÿ],? [A-ZÀ-Þ][^\W\d_]+ \Z")
_SURNAME_AFTER = re.compile(r" ([A-Z][^\W\d_]+)")
# Adjectives of origin, by their endings; verbs hardly end so.
_ORIGIN = re.compile(r"\w{2,}(?:ien|ienne|ais|aise|ain|aine|ois|oise|ano|ana|ense|eno|ena|eiro|eira"
    r"|gues|guesa|nol|nola|ino|ina)|ال\w{2,}(?:ي|يه)")  # fmt: skip
_NEAR = 60


def cue(kind: Kind, document: Document, span: Span) -> Cue:
    """Return what the words next to a short name say of whether it is of `kind`."""
    if kind is Kind.OTHER:
        return Cue.NONE
    text = document.folded.text
    before = text[max(0, span.folded_start - _NEAR) : span.folded_start].rpartition("\n")[2]
    after = text[span.folded_end : span.folded_end + _NEAR]
    person = _person(document, span, before, after)
    if kind is Kind.PERSON:
        return Cue.FOR if person is Cue.AGAINST else Cue.NONE
    if person is Cue.AGAINST or kind is Kind.ORG:
        return person
    if _STREET_AFTER.match(after):
        return Cue.AGAINST
    if _PLACE_AFTER.match(after):
        return Cue.FOR
    if placed := _placed(before):
        return placed
    doubtful = person or _NUMBER_AFTER.match(after) or _OLD_AFTER.match(after) or _called(before)
    return Cue.DOUBTFUL if doubtful else Cue.NONE


def _called(before: str) -> bool:
    """Whether the words before say that something, or what kind of thing, bears the name."""
    words = _words(before)
    if words and words[-1] in PARTICLES:
        words.pop()
    tails = {" ".join(words[at:]) for at in range(len(words))}
    return not tails.isdisjoint(CALLED) and PLACE_BEFORE.isdisjoint(words)


def _placed(before: str) -> Cue:
    """Return what the words before say of a place: in, the town of; or only to, from."""
    words = _words(before)
    tails = [" ".join(words[at:]) for at in range(len(words))]
    if any(tail in LOCATIVES or tail in PLACE_BEFORE for tail in tails):
        return Cue.FOR
    if any(words[at - 1] in PLACE_BEFORE and tails[at] in ARTICLES for at in range(1, len(words))):
        return Cue.FOR
    return Cue.LIKELY if any(tail in DIRECTIONS for tail in tails) else Cue.NONE


def _words(before: str) -> list[str]:
    """Return the last words before a name, whatever quote or hash stands between."""
    return before.rstrip(' #"“«(').replace("'", "' ").split()[-3:]


def _person(document: Document, span: Span, before: str, after: str) -> Cue:
    """Return AGAINST for a person's name, DOUBTFUL for what may be one."""
    words = before.replace("'", " ").split() if before.endswith(" ") else []
    joined = bool(words) and words[-1] in PARTICLES
    if joined:
        words.pop()
    if words and _named(document, span, before, words, joined=joined):
        return Cue.AGAINST
    trade = _TRADE_AFTER.match(after)
    aged = _AGE_AFTER.match(after) is not None
    if (aged or (trade and trade[1] in ROLES)) and not _placed(before):
        return Cue.AGAINST
    doubtful = _SPEECH_AFTER.match(after) or _surname_after(document, span)
    return Cue.DOUBTFUL if doubtful or _full_name(document, span) else Cue.NONE


def _named(document: Document, span: Span, before: str, words: list[str], *, joined: bool) -> bool:
    """Whether a role, a form of address, a first name or an initial stands before the name.

    `joined` if a particle stood between: the teacher de Kidal is from there, Mme de Kidal is not.
    """
    titled = _without_origin(words[-3:])
    role = [_role(word) or word in TITLES for word in titled[-2:]]
    if role[-1] and titled[-1] not in PARTICLES:
        return not joined or titled[-1] in ADDRESS or titled[-1] in TITLES
    back = len(before) - before.rindex(words[-1])
    at = document.folded.span(span.folded_start - back, span.folded_start - back + 1)
    if at is None or document.text[at[0]].islower():
        return False
    known = words[-1] in FIRST_NAMES or _INITIAL.fullmatch(words[-1]) is not None
    return known or (role[0] and words[-1].isalpha())


def _role(word: str) -> bool:
    return word.lstrip('("“«') in ROLES


def _without_origin(words: list[str]) -> list[str]:
    """Return words without the adjective after a role: joueur israélien, cantor baiano."""
    pairs = zip(["", *words], words, strict=False)
    return [word for left, word in pairs if not (_role(left) and _ORIGIN.fullmatch(word))]


def _full_name(document: Document, span: Span) -> bool:
    """Whether the name stands as a surname: "Kai Kidal, …", or in running text "by Kai Kidal"."""
    before = document.text[max(0, span.start - 30) : span.start]
    if _APPOSED.match(document.text, span.end) and _CAPITALISED.search(before):
        return True
    return _GIVEN.search(before) is not None and document.running(*document.line(span.start))


def _surname_after(document: Document, span: Span) -> bool:
    """Whether a capitalised word follows in a line that is not capitalised throughout."""
    following = _SURNAME_AFTER.match(document.text, span.end)
    if not following or following[1].isupper():
        return False
    return document.running(*document.line(span.start))
