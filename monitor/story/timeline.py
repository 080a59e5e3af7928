"""A story told from its first article to its last: what each adds, whence, and who disagrees."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alerts.types import AlertKind, ArticleId
from monitor.story.development import Development, development, figures_told
from monitor.story.disputes import Dispute, disputes
from monitor.story.ledger import Disagreement, Ledger
from monitor.story.novelty import StorySoFar
from monitor.story.origin import Origin, Origins, account, origins
from monitor.story.said import Said, outlet_of, reading_of, report_of
from monitor.story.stale import Stale, dated, stale_of

MOST = 300
"""Articles of a story that are compared, the latest: 300 of 4 kB take 3 s of CPU."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What an article is to its story, by all articles before it.

    `kind` is what a rule would report it as, None if it adds nothing: STORY opens the story.
    `new` are the sentences that no article before it told, in their order: of its text, or of its
    title where its text has none. Those of a copy are not asked for.
    """

    article: ArticleId
    origin: Origin
    kind: AlertKind | None
    new: tuple[str, ...]
    stale: Stale | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """A story in the order in which its articles came, and what is told differently in it."""

    entries: tuple[Entry, ...]
    independent: int
    disputes: tuple[Dispute, ...]


def timeline(story: Sequence[Said]) -> Timeline:
    """Tell a story by its articles, which are given in the order of their coming.

    Of more than MOST the latest are told, as if there had been no others. Which articles are stale
    is told in hindsight: by those that came later, too.
    """
    story = story[-MOST:]
    late = _late(story)
    traced = _traced(story, late)
    so_far, ledger = StorySoFar(), Ledger()
    entries: list[Entry] = []
    found: list[Disagreement] = []
    for each in story:
        kind, new = None if entries else AlertKind.STORY, tuple[str, ...]()
        if each.copy_of is None:
            added = _added(each, so_far, ledger, is_stale=each.id in late)
            found += added.disagreements
            new = tuple(judged.sentence.text for judged in added.sentences)
            kind = kind or (AlertKind.DEVELOPMENT if added.develops else None)
        entries.append(
            Entry(
                article=each.id,
                origin=traced.of[each.id],
                kind=kind,
                new=new,
                stale=late.get(each.id),
            )
        )
    return Timeline(
        entries=tuple(entries),
        independent=traced.independent,
        disputes=disputes(found, ledger),
    )


def independent(story: Sequence[Said]) -> int:
    """Return how many independent sources a story has: as its timeline does, in less time."""
    story = story[-MOST:]
    return _traced(story, _late(story)).independent


def _added(article: Said, so_far: StorySoFar, ledger: Ledger, *, is_stale: bool) -> Development:
    """Return what an article adds to the story so far, and let the story go on by it."""
    reading, at = reading_of(article), article.published_at
    told = figures_told(reading, article=article.id, source=article.source, url=article.url, at=at)
    year = at.year if at else None
    added = development(reading, ledger.judge(told), so_far, year=year, is_stale=is_stale)
    so_far.add(reading)
    ledger.add(told)
    return added


def _late(story: Sequence[Said]) -> dict[ArticleId, Stale]:
    """Return the stale articles. Copies are dated by the others, and date none of them."""
    dates = [(each.copy_of is None, dated(report_of(each))) for each in story]
    originals = [each for is_original, each in dates if is_original]
    found = (
        stale_of(each, [other for other in originals if other is not each]) for _, each in dates
    )
    return {each.article: each for each in found if each}


def _traced(story: Sequence[Said], late: Mapping[ArticleId, Stale]) -> Origins:
    """Return where the articles come from. A stale one is nobody's original: it came last."""
    ordered = sorted(story, key=lambda each: each.id in late)
    return origins([account(report_of(each), outlet_of(each)) for each in ordered])
