"""Stories in memory and in the store stay in step: over restarts, rollbacks, moves and copies."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, select, text, update

from alerts.types import ArticleId, Reported, StoryId
from monitor.dedupe import fingerprint
from monitor.pipeline import Storybook
from monitor.store import Store, articles
from monitor.store import stories as stored
from monitor.store.tables import article, article_terms, story, story_move
from monitor.story.cluster import Move, Placed, Report, Why
from monitor.types import Draft, Origin, SourceId
from telling import DAM, FERRY, FRENCH_DAM, NOW, OTHER_FERRY, reports


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.to_write(tmp_path / "wire.db") as opened:
        yield opened


def bring(conn: Connection, book: Storybook, report: Report) -> Placed:
    """Store a report as an article of the next number, and place it."""
    draft = Draft(
        url=f"https://{report.source}/{report.id}",
        canonical_url=f"https://{report.source}/{report.id}",
        source=SourceId(report.source),
        title=report.title,
        text=report.text,
        authors=(),
        published_at=report.published_at,
        fetched_at=report.published_at or NOW,
        language=report.language,
        origin=Origin.PAGE,
    )
    added = articles.add(conn, draft, fingerprint(draft.title, draft.text))
    own = Report(
        id=added.article,
        title=report.title,
        text=report.text,
        source=report.source,
        published_at=report.published_at,
        language=report.language,
        copy_of=added.copy_of,
    )
    return book.place(conn, own, draft.fetched_at)


def bring_all(store: Store, book: Storybook, given: Sequence[Report]) -> list[Placed]:
    placed = []
    for each in given:
        with store.transaction() as conn:
            placed.append(bring(conn, book, each))
    return placed


def stories_in(store: Store) -> list[StoryId | None]:
    """Return the stored story of each article, in the order of their coming."""
    with store.transaction() as conn:
        return list(conn.execute(select(article.c.story_id).order_by(article.c.id)).scalars())


ALL = reports(*FERRY, *OTHER_FERRY, *DAM, FRENCH_DAM)


def test_articles_are_stored_with_their_story(store: Store) -> None:
    placed = bring_all(store, Storybook(), ALL)
    found = stories_in(store)
    assert found == [each.story for each in placed]
    assert found[0] == found[1] == found[2]
    assert len({found[0], found[3], found[5]}) == 3
    with store.transaction() as conn:
        rows = conn.execute(select(story).where(story.c.id == found[0])).one()
    assert rows.first_seen == ALL[0].published_at
    assert rows.last_seen == ALL[2].published_at


def test_a_story_is_seen_from_its_earliest_article_to_its_latest(store: Store) -> None:
    first, second, third = ALL[:3]
    earlier = replace(third, published_at=NOW.astimezone(timezone(timedelta(hours=9))))
    bring_all(store, Storybook(), [first, second, earlier])
    with store.transaction() as conn:
        (row,) = conn.execute(text("SELECT first_seen, last_seen FROM story"))
    assert tuple(row) == ("2026-03-02 12:00:00.000000", "2026-03-02 14:00:00.000000")


def test_a_restart_changes_nothing(store: Store, tmp_path: Path) -> None:
    for each in ALL:  # a new memory for every article
        bring_all(store, Storybook(), [each])
    restarted = stories_in(store)
    with Store.to_write(tmp_path / "other.db") as other:
        bring_all(other, Storybook(), ALL)
        assert restarted == stories_in(other)


def test_what_was_stored_before_there_were_stories_gets_its_story(store: Store) -> None:
    copied = replace(ALL[0], source="another", published_at=NOW + timedelta(hours=3))
    bring_all(store, Storybook(), [*ALL[:2], copied, ALL[3]])
    with store.transaction() as conn:  # as an upgrade leaves it
        conn.execute(update(article).values(story_id=None))
        for table in (story_move, article_terms, story):
            conn.execute(delete(table))
    (placed,) = bring_all(store, Storybook(), [ALL[2]])
    assert not placed.is_new
    assert stories_in(store) == [1, 1, 1, 2, 1]


def test_a_restart_reads_no_more_texts_than_it_has_to(store: Store) -> None:
    bring_all(store, Storybook(), ALL[:-1])
    with store.transaction() as conn:
        found = list(stored.remembered(conn, kept=timedelta(days=1), now=NOW, most=99, texts=3))
    assert [bool(each.report.text) for each in found] == [False] * (len(found) - 3) + [True] * 3
    assert [bool(each.packed) for each in found] == [True] * (len(found) - 3) + [False] * 3


def test_what_was_rolled_back_is_forgotten(store: Store) -> None:
    book = Storybook()
    bring_all(store, book, ALL[:2])

    def fail(conn: Connection) -> None:
        for each in ALL[3:6]:
            bring(conn, book, each)
        raise InterruptedError

    with pytest.raises(InterruptedError):
        store.run(fail)
    (placed,) = bring_all(store, book, [ALL[2]])
    assert not placed.is_new
    (other,) = bring_all(store, book, [ALL[3]])
    assert other.is_new
    assert stories_in(store) == [1, 1, 1, 2]


def test_what_was_rolled_back_of_an_article_without_a_story_is_forgotten(store: Store) -> None:
    with store.transaction() as conn:  # as an earlier version stored it
        bring(conn, Storybook(), ALL[0])
        long_ago = NOW - timedelta(days=90)
        conn.execute(update(article).values(story_id=None, fetched_at=long_ago))
        conn.execute(delete(story))
    book = Storybook()
    bring_all(store, book, [ALL[3]])

    def fail(conn: Connection) -> None:
        book.place(conn, ALL[0], NOW)
        raise InterruptedError

    with pytest.raises(InterruptedError):
        store.run(fail)
    (placed,) = bring_all(store, book, [ALL[1]])
    assert placed.is_new
    assert stories_in(store) == [None, 1, 2]


def test_a_revision_that_was_rolled_back_is_told_no_more(store: Store) -> None:
    book = Storybook()
    bring_all(store, book, ALL[:1])
    telling = book.telling

    def fail(conn: Connection) -> None:
        book.place(conn, ALL[0], NOW + timedelta(hours=9))
        raise InterruptedError

    with pytest.raises(InterruptedError):
        store.run(fail)
    bring_all(store, book, [ALL[3]])
    assert book.telling is not telling


def test_a_story_that_left_memory_gives_its_number_to_no_other(store: Store) -> None:
    bring_all(store, Storybook(), ALL[:3])
    late = reports(*OTHER_FERRY, first=11)
    much_later = [
        Report(
            id=each.id,
            title=each.title,
            text=each.text,
            source=each.source,
            published_at=NOW + timedelta(days=90),
        )
        for each in late
    ]
    placed = bring_all(store, Storybook(), much_later)
    assert [each.is_new for each in placed] == [True, False]
    assert placed[0].story == 2


@pytest.mark.parametrize("restarted", [False, True])
def test_a_copy_goes_with_an_original_that_left_memory(store: Store, restarted: bool) -> None:
    book = Storybook()
    bring_all(store, book, ALL[:1])
    copied = Report(
        id=ArticleId(9),
        title=ALL[0].title,
        text=ALL[0].text,
        source="another",
        published_at=NOW + timedelta(days=90),
    )
    (placed,) = bring_all(store, Storybook() if restarted else book, [copied])
    assert (placed.story, placed.is_new) == (1, False)
    assert stories_in(store) == [1, 1]


def test_moves_are_stored_with_a_trace(store: Store) -> None:
    with store.transaction() as conn:
        for number in (1, 2):
            stored.open_story(conn, StoryId(number), NOW)
    first, second = reports(*FERRY[:2])
    book = Storybook()
    with store.transaction() as conn:
        bring(conn, book, first)
        bring(conn, book, second)
        stored.move(
            conn,
            [
                Move(
                    article=ArticleId(2),
                    before=StoryId(3),
                    after=StoryId(1),
                    by=ArticleId(2),
                    why=Why.CLOSER,
                    probability=0.75,
                )
            ],
            NOW,
        )
    assert stories_in(store) == [3, 1]
    with store.transaction() as conn:
        (trace,) = conn.execute(select(story_move)).mappings()
    assert (trace["article_id"], trace["before"], trace["after"]) == (2, 3, 1)
    assert (trace["why"], trace["probability"]) == ("closer", 0.75)


def test_a_copy_in_another_story_stays_where_it_is(store: Store) -> None:
    bring_all(store, Storybook(), [ALL[0], ALL[3], replace(ALL[0], source="mirror")])
    with store.transaction() as conn:
        conn.execute(update(article).where(article.c.id == 2).values(copy_of=1))
        stored.open_story(conn, StoryId(3), NOW)
        away = Move(
            article=ArticleId(1),
            before=StoryId(1),
            after=StoryId(3),
            by=ArticleId(3),
            why=Why.CLOSER,
            probability=0.9,
        )
        stored.move(conn, [away], NOW)
    assert stories_in(store) == [3, 2, 3]


def test_a_merged_story_says_where_it_went(store: Store) -> None:
    bring_all(store, Storybook(), [ALL[0], ALL[3]])
    with store.transaction() as conn:
        merged = Move(
            article=ArticleId(2),
            before=StoryId(2),
            after=StoryId(1),
            by=ArticleId(1),
            why=Why.MERGED,
            probability=0.9,
        )
        stored.move(conn, [merged], NOW)
        ended = conn.execute(select(story.c.merged_into).where(story.c.id == 2)).scalar_one()
        last = conn.execute(select(story.c.last_seen).where(story.c.id == 1)).scalar_one()
    assert ended == 1
    assert last == ALL[3].published_at


def test_a_merged_story_keeps_no_article(store: Store) -> None:
    bring_all(store, Storybook(), ALL[:4])
    with store.transaction() as conn:
        latest = Move(
            article=ArticleId(3),
            before=StoryId(1),
            after=StoryId(2),
            by=ArticleId(4),
            why=Why.MERGED,
            probability=0.9,
        )
        stored.move(conn, [latest], NOW)
        (first,) = conn.execute(select(story.c.first_seen).where(story.c.id == 2)).scalars()
    assert stories_in(store) == [2, 2, 2, 2]
    assert first == ALL[0].published_at


@pytest.mark.parametrize(
    ("hours", "after", "want"),
    [
        pytest.param((0, 1, 2), 0, "zero", id="the first text"),
        pytest.param((0, 1, 2), 1, "one", id="one between"),
        pytest.param((0, 1, 2), 2, "two", id="the newest"),
        pytest.param((0, 0, 2), 0, "zero", id="of one time the first"),
        pytest.param((0, 1, 2), 5, "two", id="of no text: the newest"),
    ],
)
def test_an_article_said_what_was_fetched_when_it_was_reported(
    store: Store, hours: Sequence[int], after: int, want: str
) -> None:
    with store.transaction() as conn:
        for hour, word in zip(hours, ("zero", "one", "two"), strict=True):
            at = NOW + timedelta(hours=hour)
            bring(conn, Storybook(), replace(reports(FERRY[0])[0], published_at=at, text=word * 9))
        reported = Reported(article=ArticleId(1), at=NOW + timedelta(hours=after))
        (said,) = stored.said_then(conn, {reported})
    assert said.text == want * 9
