"""Average linkage: which of some articles belong together, whatever the order they came in.

Two groups are joined while the mean of the log odds between their articles is above a floor, the
likeliest two first. Between articles that agree well the floor is higher: one that hardly agrees
with them is of another event. Between few articles it is lower: a story that is told in two pieces
at first stays so for whoever was told, while one that is found wrong is repaired.
"""

from collections.abc import Callable, Sequence
from math import inf, log

FLOOR = -0.8
"""Mean log odds above which two groups are one,"""
FEW = 0.7
"""from which so much over the size of the larger is taken away,"""
COHESION = 0.3
"""to which so much of the mean log odds inside the groups is added,"""
CROWD = 0.25
"""and so much of the log of how many stories there are, in hundreds: the more there are, the more
look alike by chance. All of it would be Bayes' rule with one prior for each; so much of it keeps
the large stories of the August wire whole, and pure."""


class _Group:
    """Some articles, with sums of log odds.

    `inside` is that of their pairs, `between` of those with the articles of other groups, by group;
    `held` is what their agreement adds to the floor.
    """

    __slots__ = ("between", "held", "inside", "keys")

    def __init__(self, key: int) -> None:
        self.keys = [key]
        self.inside = self.held = 0.0
        self.between: dict[int, float] = {}

    def take(self, other: "_Group", between: float) -> None:
        """Take in the articles of another group, to which the sum of log odds is `between`."""
        self.inside += other.inside + between
        self.keys += other.keys
        pairs = len(self.keys) * (len(self.keys) - 1) / 2
        self.held = COHESION * max(0.0, self.inside / pairs)


def floor_among(stories: int) -> float:
    """Return the floor for articles that have no cohesion yet, among so many stories."""
    return FLOOR + CROWD * log(max(1.0, stories / 100))


def group(
    keys: Sequence[int], log_odds: Callable[[int, int], float], *, floor: float
) -> list[list[int]]:
    """Return the groups of articles, each in their order; ties go to the articles before.

    `log_odds` is asked once for each pair, the later article first.
    """
    ordered = sorted(keys)
    groups = {key: _Group(key) for key in ordered}
    for at, later in enumerate(ordered):
        for earlier in ordered[:at]:
            odds = log_odds(later, earlier)
            groups[later].between[earlier] = groups[earlier].between[later] = odds
    nearest = {key: _nearest(key, groups) for key in ordered}
    while len(groups) > 1:
        value, _, kept = max((nearest[key][0], -key, key) for key in groups)
        if value < floor:
            break
        gone = nearest[kept][1]
        kept, gone = min(kept, gone), max(kept, gone)
        _join(kept, gone, groups)
        del nearest[gone]
        for key in groups:
            if key == kept or nearest[key][1] in (kept, gone):
                nearest[key] = _nearest(key, groups)
            else:
                nearest[key] = max(nearest[key], (_value(groups[key], groups[kept], kept), kept))
    return [sorted(each.keys) for each in groups.values()]


def _join(kept: int, gone: int, groups: dict[int, _Group]) -> None:
    ours, theirs = groups[kept], groups.pop(gone)
    ours.take(theirs, ours.between.pop(gone))
    for other, odds in theirs.between.items():
        if other != kept:
            ours.between[other] += odds
            groups[other].between[kept] = ours.between[other]
            del groups[other].between[gone]


def _value(one: _Group, other: _Group, key: int) -> float:
    mean = one.between[key] / (len(one.keys) * len(other.keys))
    return mean - max(one.held, other.held) + FEW / max(len(one.keys), len(other.keys))


def _nearest(key: int, groups: dict[int, _Group]) -> tuple[float, int]:
    """Return the group that is nearest, and its value: as `_value`, in one loop."""
    one = groups[key]
    size, held = len(one.keys), one.held
    best, nearest = -inf, key
    for at, odds in one.between.items():
        other = groups[at]
        theirs, many = other.held, len(other.keys)
        value = odds / (size * many) - (held if held > theirs else theirs)
        value += FEW / (size if size > many else many)
        if value > best or (value == best and at > nearest):
            best, nearest = value, at
    return best, nearest
