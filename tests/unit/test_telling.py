"""What rules are told of an article, by the store: what was reported, and how much of it counts."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert

from alerts.types import ArticleId, News, Reported, RuleId, StoryId
from monitor.pipeline.telling import Telling
from monitor.store import Store
from monitor.store.stories import open_story
from monitor.store.tables import article
from monitor.story.said import Said, reading_of
from telling import FERRY, NOW, story

RULE, OTHER = RuleId("ferry"), RuleId("other")
STORY = StoryId(1)
FIRST, SECOND, THIRD = story(*FERRY)


@pytest.fixture
def conn(tmp_path: Path) -> Iterator[Connection]:
    with Store.to_write(tmp_path / "wire.db") as opened, opened.transaction() as conn:
        open_story(conn, STORY, NOW)
        yield conn


def keep(conn: Connection, given: Sequence[Said]) -> None:
    rows: list[dict[str, object]] = [
        {
            "id": each.id,
            "url": each.url,
            "canonical_url": each.url,
            "key": each.url,
            "source": each.source,
            "title": each.title,
            "text": each.text,
            "authors": [],
            "published_at": each.published_at,
            "fetched_at": each.at,
            "language": each.language,
            "origin": "page",
            "text_hash": b"",
            "version": 1,
            "story_id": STORY,
        }
        for each in given
    ]
    conn.execute(insert(article), rows)


def told(*given: Said) -> frozenset[Reported]:
    return frozenset(Reported(article=each.id, at=each.at) for each in given)


def news(
    conn: Connection, telling: Telling, given: Said, reported: dict[RuleId, frozenset[Reported]]
) -> dict[RuleId, News]:
    return telling.news(conn, given, reading_of(given), story=STORY, entities=(), reported=reported)


def test_each_rule_is_told_by_what_it_reported_itself(conn: Connection) -> None:
    keep(conn, [FIRST, SECOND, THIRD])
    again = replace(SECOND, id=ArticleId(9))
    keep(conn, [replace(again, url="https://again.example/9")])
    found = news(conn, Telling(), again, {RULE: told(FIRST), OTHER: told(SECOND)})
    assert found[RULE].new
    assert not found[OTHER].new
    assert not found[RULE].first


def test_a_rule_that_reported_hundreds_is_told_by_the_latest(conn: Connection) -> None:
    many = [
        replace(
            FIRST, id=ArticleId(n), url=f"https://x.example/{n}", text=f"Boat {n} came to Tolvik."
        )
        for n in range(2, 400)
    ]
    keep(conn, [FIRST, *many])
    telling, last = Telling(), many[-1]
    reported = {RULE: told(FIRST, *many[:-1])}
    assert not news(conn, telling, replace(last, text=many[-2].text), reported)[RULE].new
    assert news(conn, telling, replace(last, text=FIRST.text), reported)[RULE].new
