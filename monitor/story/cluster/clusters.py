"""Which story an article belongs to, online, with repair.

An article is compared with those that share its strongest terms. It and the stories of those that
are close are then grouped anew by average linkage, which may move articles from one story to
another, merge two stories and split one: what came first decides nothing that later ones refute.
Nothing here reads a clock or a store; the state is rebuilt from stored texts in their order.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from heapq import nlargest
from statistics import fmean

from alerts.types import ArticleId, StoryId
from monitor.story.cluster.assign import Assigned, assign
from monitor.story.cluster.compare import Probe, weigh
from monitor.story.cluster.linkage import floor_among, group
from monitor.story.cluster.memory import Member, Memory
from monitor.story.cluster.model import FAR, SURE, Foreign, Native, log_odds, probability
from monitor.story.cluster.packed import pack, unpack
from monitor.story.cluster.placed import Move, Placed, Why
from monitor.story.cluster.terms import Report

KEPT_DAYS = 14.0
"""A story untouched for so many days leaves memory."""
KEPT_ARTICLES = 100_000
"""Articles in memory; beyond, the stories untouched for longest leave."""

_OPEN = -2.0
"""Log odds with its nearest article above which a story is looked at;"""
_STORIES = 3
"""so many of them, the nearest;"""
_LATEST = 24
"""and of each the latest articles: those before stay where they are, or go with the story."""


class Stories:
    """The stories in memory. Not to be used from two threads at a time.

    `first` is the number of the first story to be opened: after a restart one more than any that
    was ever given, as those of stories that left memory are never given again. Raises ValueError
    if it is not positive.
    """

    def __init__(
        self,
        *,
        kept_days: float = KEPT_DAYS,
        kept_articles: int = KEPT_ARTICLES,
        first: int = 1,
        judge: Callable[[Native | Foreign | None], float] = log_odds,
    ) -> None:
        if first < 1:
            raise ValueError(f"the first story to be opened is {first}: it has to be 1 or more")
        self._judge = judge
        self._memory = Memory(kept_days=kept_days, kept_articles=kept_articles)
        self._next_story = first

    def __len__(self) -> int:
        """Return how many articles are in memory, without copies."""
        return len(self._memory.members)

    def story_of(self, article: ArticleId) -> StoryId | None:
        """Return the story of an article, None if it is not in memory."""
        found = self._memory.find(article)
        return found.story if found else None

    def articles_of(self, story: StoryId) -> tuple[ArticleId, ...]:
        """Return the articles of a story that are in memory, each followed by its copies."""
        members = (self._memory.members[key] for key in self._memory.keys_of(story))
        return tuple(each for member in members for each in (member.id, *member.copies))

    def forget(self, now: datetime) -> None:
        """Let go of stories that nothing touched for long, as `add` does first."""
        self._memory.forget(now)

    def add(self, report: Report, at: datetime) -> Placed:
        """Return the story of an article that came at `at`, and what moved because of it.

        An article that is in memory keeps its story; a copy goes with its original.
        """
        self._memory.forget(at)
        if (story := self._known(report)) is not None:
            return Placed(article=report.id, story=story, probability=1.0, is_new=False)
        member = self._memory.read(report)
        probe = Probe(member.weighed, self._memory.rarity.idf)
        member.links = {
            other.key: self._log_odds(member, other, probe) for other in self._memory.near(member)
        }
        nodes = self._in_play(member)
        if not nodes:
            return self._open(member)
        member.links = {key: odds for key, odds in member.links.items() if odds > _OPEN}
        return self._regroup(member, nodes)

    def packed(self, article: ArticleId) -> bytes | None:
        """Return what was read of an article, for `restore`; None if it is not in memory."""
        found = self._memory.find(article)
        return pack(found.weighed.of) if found else None

    def restore(
        self, report: Report, story: StoryId, at: datetime, *, packed: bytes | None = None
    ) -> None:
        """Take an article back into memory with the story that it was given.

        With what `packed` returned for it the text is not read, and may be left out: that is
        several times faster. What its source repeats is then not learnt from it, so that the latest
        articles are better read. Bytes of another version are not used.
        """
        self._memory.forget(at)
        self._next_story = max(self._next_story, story + 1)
        if self._known(report) is None:
            terms = unpack(packed) if packed else None
            memory = self._memory
            memory.keep(memory.take(report, terms) if terms else memory.read(report), story)

    def _known(self, report: Report) -> StoryId | None:
        """Return the story of an article that is in memory, or whose original is."""
        found = self._memory.find(report.id)
        if found is None:
            found = self._memory.find(report.copy_of)
            if found is None:
                return None
            self._memory.attach(report.id, found)
        self._memory.touch(found.story)
        return found.story

    def _log_odds(self, member: Member, other: Member, probe: Probe) -> float:
        rarity = self._memory.rarity
        if self._memory.recurring.apart(member.issue, other.issue):
            return -SURE
        if other.weighed.at * 2 < rarity.articles:
            other.weighed = weigh(other.weighed.of, rarity.idf, rarity.articles)
        return self._judge(probe.compare(other.weighed))

    def _in_play(self, member: Member) -> list[int]:
        """Return the latest articles of the stories that the article may be of."""
        best: dict[StoryId, float] = {}
        for key, odds in member.links.items():
            if odds > _OPEN:
                story = self._memory.members[key].story
                best[story] = max(odds, best.get(story, odds))
        stories = nlargest(_STORIES, best, key=lambda story: (best[story], -story))
        return [key for story in stories for key in self._memory.keys_of(story)[-_LATEST:]]

    def _open(self, member: Member) -> Placed:
        sure = 1.0 - probability(max(member.links.values(), default=FAR))
        member.links = {}
        story, self._next_story = StoryId(self._next_story), self._next_story + 1
        self._memory.keep(member, story)
        return Placed(article=member.id, story=story, probability=sure, is_new=True)

    def _regroup(self, member: Member, nodes: Sequence[int]) -> Placed:
        members = {key: self._memory.members[key] for key in nodes} | {member.key: member}
        links = _Links(members, self._log_odds, self._memory.rarity.idf)
        groups = group(list(members), links.between, floor=floor_among(self._memory.stories))
        before = {key: members[key].story for key in nodes}
        sizes = {story: len(self._memory.keys_of(story)) for story in before.values()}
        assigned = assign(groups, before, sizes, self._next_story)
        self._next_story += len(assigned.opened)
        mates = {key: some for some in groups for key in some}
        sure = links.likely(member.key, mates[member.key])

        def likely(key: int) -> float:
            return links.likely(key, mates[key]) if key in mates else sure

        moves = self._moves(member, before, assigned, likely)
        story = assigned.story_of[member.key]
        self._memory.keep(member, story)
        for move in moves:
            self._memory.move(move.article, move.after)
        return Placed(
            article=member.id,
            story=story,
            probability=sure,
            is_new=len(self._memory.keys_of(story)) == 1,
            moves=moves,
        )

    def _moves(
        self,
        member: Member,
        before: Mapping[int, StoryId],
        assigned: Assigned,
        likely: Callable[[int], float],
    ) -> tuple[Move, ...]:
        """Return what has to move: articles in play, and the older ones of a story that ends."""
        after = {key: assigned.story_of[key] for key in before}
        for story, target in assigned.merged.items():
            for key in self._memory.keys_of(story):
                after.setdefault(key, target)
        moved = [key for key in after if self._memory.members[key].story != after[key]]
        return tuple(
            Move(
                article=each.id,
                before=each.story,
                after=after[each.key],
                by=member.id,
                why=_why(each.story, after[each.key], assigned),
                probability=likely(each.key),
            )
            for each in map(self._memory.members.__getitem__, moved)
        )


class _Links:
    """The log odds between some articles, each worked out once and kept with the later."""

    def __init__(
        self,
        members: Mapping[int, Member],
        odds: Callable[[Member, Member, Probe], float],
        idf: Callable[[int], float],
    ) -> None:
        self._members, self._odds, self._idf = members, odds, idf
        self._probes: dict[int, Probe] = {}

    def between(self, later: int, earlier: int) -> float:
        """Return the log odds that two articles tell of one event."""
        member = self._members[later]
        found = member.links.get(earlier)
        if found is None:
            probe = self._probes.get(later)
            if probe is None:
                probe = self._probes[later] = Probe(member.weighed, self._idf)
            found = self._odds(member, self._members[earlier], probe)
            member.links[earlier] = found
        return found

    def likely(self, key: int, mates: Sequence[int]) -> float:
        """Return how likely an article belongs to its group; 1 if it is alone."""
        odds = [self.between(max(key, mate), min(key, mate)) for mate in mates if mate != key]
        return probability(fmean(odds)) if odds else 1.0


def _why(before: StoryId, after: StoryId, assigned: Assigned) -> Why:
    if assigned.merged.get(before) == after:
        return Why.MERGED
    return Why.SPLIT if after in assigned.opened else Why.CLOSER
