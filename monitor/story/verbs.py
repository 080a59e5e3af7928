"""Where a sentence says what happened to what is counted."""

from monitor.story.counted import Bound
from monitor.story.kinds import CLAUSE, HARM, OUTCOMES, PEOPLE
from monitor.story.reading import Line

_RIGHT, _LEFT = 14, 10
"""Tokens behind what is counted, and before the number, within which the verb stands."""
# What becomes of people who are counted by what they did: forty escapees were caught.
_UNDONE = frozenset(("occupy", "freed", "arrested", "killed", "wounded", "evacuated", "find"))
_COMMAS = frozenset(",،")
_ITS = frozenset((
    "the", "a", "its", "his", "her", "their", "les", "des", "los", "las", "die", "der", "den",
    "dem", "un", "una", "os", "as",
))  # fmt: skip


def verb_of(line: Line, each: Bound, low: int, high: int, taken: set[int]) -> int | None:
    """Return the token that says what happened to what is counted, or None.

    Of those before and behind, which no other count has taken, the nearer one. Looked at are the
    tokens from `low`, where the count before ends, to `high`, where the next begins.
    """
    right, settled = _behind(line, each, high)
    if settled:
        return right
    left = _first(line, range(each.number.first - 1, max(low, each.number.first - _LEFT) - 1, -1))
    if left is not None and (left in taken or _parted(line, left, each.number.first)):
        left = None
    if right in taken:
        right = None
    if left is None or right is None:
        return left if right is None else right
    to_right, to_left = max(right - each.end + 1, 1), each.number.first - left
    if to_left == to_right == 1 and line.language.code == "ar":
        return left
    return left if to_left < to_right else right


def _behind(line: Line, each: Bound, high: int) -> tuple[int | None, bool]:
    """Return the verb behind what is counted, and whether it is certain."""
    number = each.number
    right = _first(line, range(number.last, each.end), but=PEOPLE)
    if right is None:
        right = _first(line, range(each.end, min(high, each.end + _RIGHT)))
        if right is not None and right > each.end and _is_others(line, right, high):
            right = None
    if right == number.last and not set(line.concepts[right]) & HARM:
        return _undone(line, right, high)
    return right, False


def _is_others(line: Line, place: int, high: int) -> bool:
    """Whether a word is said of something else.

    Members of the slain man's family: it is no verb. Shot three people, killing one: it is done to
    the next. Phrases and crowds are not looked at so closely.
    """
    concepts = line.meanings[place].concepts
    if concepts and line.words[place - 1] in _ITS and "marched" not in concepts:
        return True
    return place == high - 1 and high < len(line.tokens)


def _parted(line: Line, place: int, first: int) -> bool:
    """Whether something else begins between what happened and a count: one died and two men fled.

    Of counts that are joined the first hands on what happened.
    """
    words = line.words[place + 1 : first]
    return line.language.joiner in words or bool(_COMMAS & set(words))


def _undone(line: Line, place: int, high: int) -> tuple[int | None, bool]:
    """Return what became of people counted by what they were, and whether anything did."""
    for at in range(place + 1, min(high, place + _RIGHT)):
        concepts = set(line.concepts[at])
        if concepts & _UNDONE and not concepts & set(line.concepts[place]):
            return (at if concepts & OUTCOMES else None), True
    return place, False


def _first(line: Line, places: range, but: frozenset[str] = frozenset()) -> int | None:
    """Return the first of some places at which an outcome stands, and none of the others."""
    for place in places:
        if line.words[place] in CLAUSE:
            return None
        concepts = line.concepts[place]
        if any(each in OUTCOMES for each in concepts) and not any(each in but for each in concepts):
            return place
    return None
