"""The articles and stories in memory: entered, found again, and forgotten."""

from array import array
from bisect import insort
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from datetime import datetime

from alerts.types import ArticleId, StoryId
from monitor.story.cluster.compare import Weighed, weigh
from monitor.story.cluster.furniture import Furniture
from monitor.story.cluster.index import Postings, Rarity
from monitor.story.cluster.series import Issue, Recurring, issue_of
from monitor.story.cluster.terms import READ_CHARS, Report, Terms, terms_of

_STORY_ARTICLES = 400
"""Articles of one story that are kept; its older ones stay in it, unseen."""
_SWEPT_MIN = 4096
_DAY_S = 86400.0


_NONE = StoryId(0)


@dataclass(slots=True)
class Member:
    """An article in memory.

    `key` counts arrivals; `links` are log odds with articles before, by key; `strongest` are terms
    with their weights, by which the article is found.
    """

    key: int
    id: ArticleId
    weighed: Weighed
    issue: Issue
    story: StoryId = _NONE
    links: dict[int, float] = field(default_factory=dict)
    copies: tuple[ArticleId, ...] = ()

    def strongest(self) -> list[tuple[int, float]]:
        """Return the terms with their weights, the heaviest first."""
        weighed = self.weighed
        pairs = zip(weighed.of.terms, weighed.weights, strict=True)
        return sorted(pairs, key=lambda pair: -pair[1])


@dataclass(slots=True)
class _Story:
    keys: "array[int]"
    touched_s: float


class Memory:
    """What is remembered; bounded by `kept_days` and `kept_articles`."""

    def __init__(self, *, kept_days: float, kept_articles: int) -> None:
        self.rarity = Rarity()
        self.recurring = Recurring()
        self.members: dict[int, Member] = {}
        self._postings = Postings()
        self._furniture = Furniture()
        self._keys: dict[ArticleId, int] = {}
        self._stories: OrderedDict[StoryId, _Story] = OrderedDict()
        self._kept_s, self._kept_articles = kept_days * _DAY_S, kept_articles
        self._next_key, self._gone, self._now_s = 0, 0, 0.0

    @property
    def stories(self) -> int:
        """How many stories are in memory."""
        return len(self._stories)

    def find(self, article: ArticleId | None) -> Member | None:
        """Return an article, or of what it is a copy, if it is in memory."""
        key = None if article is None else self._keys.get(article)
        return None if key is None else self.members[key]

    def read(self, report: Report) -> Member:
        """Count an article's terms and weigh them; it is not yet in memory."""
        read = report.text[:READ_CHARS]
        title, text = self._furniture.clear(report.source, report.title, read)
        return self.take(report, terms_of(replace(report, title=title, text=text)))

    def take(self, report: Report, terms: Terms) -> Member:
        """Count the terms of an article that was read before, and weigh them."""
        self.rarity.count(terms.terms)
        issue = issue_of(report)
        self.recurring.note(issue)
        self._next_key += 1
        weighed = weigh(terms, self.rarity.idf, self.rarity.articles)
        return Member(key=self._next_key, id=report.id, weighed=weighed, issue=issue)

    def near(self, member: Member) -> list[Member]:
        """Return what shares the most of the article's strongest terms, the best first."""
        found = self._postings.find(member.strongest(), self.members)
        return [self.members[key] for key in found]

    def keep(self, member: Member, story: StoryId) -> None:
        """Take an article into memory, as the latest of its story."""
        self.members[member.key] = member
        self._keys[member.id] = member.key
        self._postings.add(member.key, member.strongest())
        member.story = story
        self._stories.setdefault(story, _Story(array("q"), self._now_s)).keys.append(member.key)
        self.touch(story)
        if len(self._stories[story].keys) > _STORY_ARTICLES:
            self._drop(self._stories[story].keys.pop(0))

    def attach(self, copy: ArticleId, original: Member) -> None:
        """Take a copy into memory: no more than its id, with its original."""
        original.copies += (copy,)
        self._keys[copy] = original.key

    def keys_of(self, story: StoryId) -> "array[int]":
        """Return the keys of a story's articles in the order of their coming."""
        found = self._stories.get(story)
        return found.keys if found else array("q")

    def move(self, article: ArticleId, story: StoryId) -> None:
        """Put an article into another story, at the place where it came."""
        member = self.members[self._keys[article]]
        left = self._stories[member.story]
        left.keys.remove(member.key)
        if not left.keys:
            del self._stories[member.story]
        member.story = story
        entered = self._stories.setdefault(story, _Story(array("q"), self._now_s))
        insort(entered.keys, member.key)

    def touch(self, story: StoryId) -> None:
        """Note that a story has news."""
        self._stories[story].touched_s = self._now_s
        self._stories.move_to_end(story)

    def forget(self, now: datetime) -> None:
        """Let go of stories that nothing touched for long; time never runs back here."""
        self._now_s = max(self._now_s, now.timestamp())
        while self._stories:
            story, oldest = next(iter(self._stories.items()))
            old = oldest.touched_s < self._now_s - self._kept_s
            if not old and len(self.members) < self._kept_articles:
                break
            del self._stories[story]
            for key in oldest.keys:
                self._drop(key)
        if self._gone > len(self.members) // 2 + _SWEPT_MIN:
            self._postings.sweep(self.members.__contains__)
            self._gone = 0

    def _drop(self, key: int) -> None:
        member = self.members.pop(key)
        for each in (member.id, *member.copies):
            self._keys.pop(each, None)
        self._gone += 1
