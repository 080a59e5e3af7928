"""Which group keeps which story's id, and what moved therefore."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from alerts.types import StoryId


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """The story of each key, the stories that ended in another as a whole, and the new ones."""

    story_of: Mapping[int, StoryId]
    merged: Mapping[StoryId, StoryId]
    opened: frozenset[StoryId]


def assign(
    groups: Sequence[Sequence[int]],
    before: Mapping[int, StoryId],
    sizes: Mapping[StoryId, int],
    unused: int,
) -> Assigned:
    """Give each group of articles a story.

    `before` has the stories of the keys that had one, `sizes` how many articles each story has in
    all. A story stays with the group that has most of it; a group that has most of several keeps
    the largest, the oldest if they are equal, and the others end in it. What is left over gets
    new stories, from `unused` on.
    """
    owner = dict(_owners(groups, before))
    story_of: dict[int, StoryId] = {}
    merged: dict[StoryId, StoryId] = {}
    opened: set[StoryId] = set()
    for at, some in enumerate(groups):
        owned = [story for story, group in owner.items() if group == at]
        if owned:
            story = max(owned, key=lambda each: (sizes[each], -each))
        else:
            story = StoryId(unused + len(opened))
            opened.add(story)
        merged.update((each, story) for each in owned if each != story)
        story_of.update((key, story) for key in some)
    return Assigned(story_of=story_of, merged=merged, opened=frozenset(opened))


def _owners(
    groups: Sequence[Sequence[int]], before: Mapping[int, StoryId]
) -> Iterator[tuple[StoryId, int]]:
    shares: dict[StoryId, Counter[int]] = {}
    for at, some in enumerate(groups):
        for key in some:
            if key in before:
                shares.setdefault(before[key], Counter())[at] += 1
    for story, share in shares.items():
        yield story, max(share, key=lambda at: (share[at], -min(groups[at])))
