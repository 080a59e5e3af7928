"""Whether a count tells the strength of a force."""

from monitor.story.counted import Bound
from monitor.story.kinds import FORCE, OWNERS
from monitor.story.reading import Line

_BEFORE, _BEHIND, _JOINED = 5, 3, 3
_HAVING = frozenset((
    "has", "have", "had", "with", "comprises", "comprising", "numbers", "numbered", "totals",
    "compte", "comptait", "avec", "tiene", "tenia", "con", "tem", "tinha", "com", "hat", "hatte",
    "mit", "zahlt", "zahlte", "umfasst", "تضم", "ضمت", "لديها", "بقوام", "cuenta", "contaba",
    "conta", "composed", "including", "comprised",
))  # fmt: skip


def is_strength(line: Line, each: Bound) -> bool:
    """Whether a count says how strong a force is: it has, or is, so many soldiers or police."""
    near = line.concepts[each.end : each.end + _BEHIND]
    if not each.counted and not each.nouns:
        near += line.concepts[max(0, each.number.first - _BEFORE) : each.number.first]
    strong = any("deployed" in concepts for concepts in near)
    if not each.counted <= FORCE or not (each.counted or strong):
        return False
    owned = bool(line.names) or bool(line.all_concepts & OWNERS)
    had = _HAVING & set(line.words[max(0, each.number.first - _BEFORE) : each.number.first])
    return owned and bool(strong or had or "deployed" in line.all_concepts)


def goes_on(line: Line, end: int, each: Bound) -> bool:
    """Whether a count of a force goes on one that ends before: … and 1,500 police officers."""
    words = line.words[end : each.number.first]
    joined = len(words) <= _JOINED and line.language.joiner in words
    return joined and bool(each.counted) and each.counted <= FORCE
