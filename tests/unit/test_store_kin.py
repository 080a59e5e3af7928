"""What belongs to an article: copies, earlier texts, and the text in which something was found."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.dedupe import fingerprint
from monitor.store import Store, kin
from monitor.store.articles import add
from monitor.types import Draft, Origin, SourceId

NOW = datetime(2023, 8, 14, 12, 0, tzinfo=UTC)
FIRST = "The convoy left Ber at dawn. Three villages saw it pass on the road to the south."
SECOND = "Corrected: the convoy left Ber at noon. Four towns saw it pass on its way to the coast."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.to_write(tmp_path / "wire.db") as opened:
        yield opened


def put(store: Store, number: int, text: str, *, title: str = "Ber", hours: int = 0) -> int:
    url = f"https://news.example/{number}"
    draft = Draft(
        url=url, canonical_url=url, source=SourceId("wire"), title=title, text=text, authors=(),
        published_at=None, fetched_at=NOW + timedelta(hours=hours), language="en",
        origin=Origin.PAGE,
    )  # fmt: skip
    return store.run(lambda conn: add(conn, draft, fingerprint(title, text)).article)


def found(text: str, word: str, *, field: str = "text") -> dict[str, Any]:
    start = text.index(word)
    return {"field": field, "start": start, "end": start + len(word), "text": word}


def test_copies_are_told_in_their_order(store: Store) -> None:
    original = put(store, 1, FIRST)
    copies = [put(store, number, FIRST, hours=number) for number in (2, 3)]
    rows = store.run(lambda conn: kin.copies_of(conn, original))
    assert [row["id"] for row in rows] == copies
    assert rows[0] == {
        "id": copies[0],
        "source": "wire",
        "title": "Ber",
        "url": "https://news.example/2",
        "published": None,
        "fetched_at": "2023-08-14T14:00:00+00:00",
    }
    assert store.run(lambda conn: kin.copies_of(conn, copies[0])) == []


def test_earlier_texts_are_told(store: Store) -> None:
    article = put(store, 1, FIRST, title="Ber is left")
    assert store.run(lambda conn: kin.revisions_of(conn, article)) == []
    put(store, 1, SECOND, title="Ber was left", hours=3)
    assert store.run(lambda conn: kin.revisions_of(conn, article)) == [
        {
            "version": 1,
            "title": "Ber is left",
            "fetched_at": "2023-08-14T12:00:00+00:00",
            "replaced_at": "2023-08-14T15:00:00+00:00",
        }
    ]


@pytest.mark.parametrize(
    ("matches", "text"),
    [
        pytest.param([found(FIRST, "dawn")], FIRST, id="in the first"),
        pytest.param([found(SECOND, "noon")], SECOND, id="in the newest"),
        pytest.param([found("Ber", "Ber", field="title")], FIRST, id="in both: the first"),
        pytest.param([found(FIRST, "dawn"), found(SECOND, "noon")], None, id="never together"),
        pytest.param([found(FIRST, "dawn") | {"start": 9000, "end": 9004}], None, id="beyond"),
    ],
)
def test_the_text_is_the_one_in_which_it_was_found(
    store: Store, matches: list[dict[str, Any]], text: str | None
) -> None:
    article = put(store, 1, FIRST)
    assert put(store, 1, SECOND, hours=3) == article
    fields = store.run(lambda conn: kin.text_with(conn, article, matches))
    assert (fields and fields["text"]) == text


def test_an_article_that_is_not_there_has_no_text(store: Store) -> None:
    assert store.run(lambda conn: kin.text_with(conn, 99, [])) is None
