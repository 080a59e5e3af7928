"""What listings tell of stories: newest first, filtered, and where the ended ones went."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from alerts.types import ArticleId, EntityId, StoryId
from monitor.dedupe import fingerprint
from monitor.errors import UsageError
from monitor.store import Store, stories, storylines
from monitor.store.articles import add, save_entities
from monitor.store.storylines import Filter
from monitor.story.cluster import Move, Why
from monitor.types import Draft, Origin, SourceId
from telling import DAM, FERRY, FRENCH_DAM, NOW

KEPT = [  # of each article: story, source, language, title and text
    (1, "coast", "en", FERRY[0]),
    (2, "inland", "en", DAM[0]),
    (1, "mirror", "en", FERRY[0]),
    (2, "monde", "fr", FRENCH_DAM),
    (3, "coast", "en", FERRY[1]),
    (1, "gazette", None, FERRY[2]),
]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.to_write(tmp_path / "wire.db") as opened:
        for hour, (story, source, language, told) in enumerate(KEPT):
            put(opened, story, source, language, told, NOW + timedelta(hours=hour))
        yield opened


def put(
    store: Store, story: int, source: str, language: str | None, told: tuple[str, str], at: datetime
) -> None:
    title, text = told
    url = f"https://{source}.example/{at.hour}"
    draft = Draft(
        url=url, canonical_url=url, source=SourceId(source), title=title, text=text, authors=(),
        published_at=at, fetched_at=at, language=language, origin=Origin.PAGE,
    )  # fmt: skip
    with store.transaction() as conn:
        added = add(conn, draft, fingerprint(title, text))
        if "Oster" in text:
            save_entities(conn, added.article, {EntityId("oster")})
        if story >= stories.next_story(conn):
            stories.open_story(conn, StoryId(story), at)
        stories.put(conn, added.article, StoryId(story), at)


def move(store: Store, article: int, before: int, after: int, why: Why = Why.MERGED) -> None:
    moved = Move(
        article=ArticleId(article),
        before=StoryId(before),
        after=StoryId(after),
        by=ArticleId(6),
        why=why,
        probability=0.9,
    )
    with store.transaction() as conn:
        stories.move(conn, [moved], NOW)


def listed(store: Store, limit: int | None = None, **wanted: object) -> list[int]:
    asked = Filter(**wanted)  # type: ignore[arg-type]
    with store.transaction() as conn:
        return [each.id for each in storylines.storylines(conn, asked, limit=limit)]


def test_a_story_is_told_at_a_glance(store: Store) -> None:
    with store.transaction() as conn:
        found = storylines.storyline(conn, StoryId(1))
    assert (found.title, found.articles, found.texts) == (FERRY[0][0], 3, 2)
    assert (found.first_seen, found.last_seen) == (NOW, NOW + timedelta(hours=5))
    assert found.languages == ("en",)


@pytest.mark.parametrize(
    ("wanted", "want"),
    [
        pytest.param({}, [1, 3, 2], id="all, the newest news first"),
        pytest.param({"limit": 2}, [1, 3], id="so many"),
        pytest.param({"since": NOW + timedelta(hours=4)}, [1, 3], id="with news since"),
        pytest.param({"source": "coast"}, [1, 3], id="with an article of a source"),
        pytest.param({"language": "fr"}, [2], id="with one in a language"),
        pytest.param({"entity": "oster"}, [2], id="with one that names an entity"),
        pytest.param({"entity": "oster", "source": "coast"}, [], id="both"),
        pytest.param({"min_articles": 2}, [1, 2], id="of so many articles"),
        pytest.param({"min_articles": 0}, [1, 3, 2], id="of any"),
    ],
)
def test_a_listing_is_narrowed(store: Store, wanted: dict[str, object], want: list[int]) -> None:
    assert listed(store, **wanted) == want  # type: ignore[arg-type]


def test_the_title_is_of_the_first_article_that_is_no_copy(store: Store) -> None:
    put(store, 4, "echo", "en", FERRY[0], NOW + timedelta(hours=8))
    put(store, 4, "dam", "en", DAM[1], NOW + timedelta(hours=9))
    with store.transaction() as conn:
        assert storylines.storyline(conn, StoryId(4)).title == DAM[1][0]


def test_what_ended_in_another_is_not_listed_and_says_where_it_went(store: Store) -> None:
    move(store, 5, 3, 2)
    for article in (2, 4, 5):
        move(store, article, 2, 1)
    assert listed(store) == [1]
    with store.transaction() as conn:
        assert [storylines.standing(conn, each) for each in (1, 2, 3)] == [1, 1, 1]
        assert storylines.ended_in(conn, StoryId(1)) == [2, 3]
        assert storylines.ended_in(conn, StoryId(3)) == []
        found = storylines.storyline(conn, StoryId(3))
    assert (found.title, found.articles) == (None, 0)


@pytest.mark.parametrize("unknown", [-1, 0, 4, 2**63])
def test_an_unknown_story_is_refused(store: Store, unknown: int) -> None:
    with store.transaction() as conn, pytest.raises(UsageError, match=f"story {unknown}: not in"):
        storylines.standing(conn, unknown)


def test_moves_are_told_of_both_stories(store: Store) -> None:
    move(store, 5, 3, 1, Why.CLOSER)
    move(store, 6, 1, 2, Why.SPLIT)
    with store.transaction() as conn:
        moves = storylines.moves_of(conn, StoryId(1))
        assert [(each["article"], each["before"], each["after"]) for each in moves] == [
            (5, 3, 1),
            (6, 1, 2),
        ]
        assert storylines.moves_of(conn, StoryId(3)) == moves[:1]
    assert moves[0] == {
        "at": NOW.isoformat(), "article": 5, "before": 3, "after": 1, "by": 6, "why": "closer",
        "probability": 0.9,
    }  # fmt: skip


def test_the_latest_articles_are_told_in_their_order(store: Store) -> None:
    with store.transaction() as conn:
        assert storylines.latest_in(conn, StoryId(1), most=2) == [3, 6]
        assert storylines.latest_in(conn, StoryId(1), most=9) == [1, 3, 6]
