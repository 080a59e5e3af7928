import multiprocessing
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlmodel import SQLModel

import alerts.outbox.tables  # noqa: F401  (its tables are compared too)
from alerts.types import ArticleId, EntityId
from monitor.dedupe import PER_HASH, fingerprint
from monitor.errors import StoreError, StoreReason, UsageError
from monitor.store import Store, articles, reading, schema, sources
from monitor.store.engine import revisions
from monitor.types import (
    ArticleFrom,
    Copy,
    Draft,
    New,
    Origin,
    Revision,
    Same,
    Source,
    SourceId,
    SourceKind,
    SourceState,
    Validators,
    Verdict,
)

NOW = datetime(2023, 8, 13, 12, tzinfo=UTC)
BRIDGE = (
    "The old bridge over the Niger at Markala closed to lorries on Monday after divers found "
    "cracks in two of its pillars, the roads office said. Repairs costing 4 million francs will "
    "take until November, and buses are to use the ferry at Ségou, 35 kilometres upstream, in the "
    "meantime."
)
HARVEST = (
    "Rice growers in the irrigated plain expect to bring in 900,000 tonnes this season, a record, "
    "after the rains came early and the canals were dredged. Traders in Niono already complain "
    "that there are too few warehouses for the sacks, and ask the ministry to open the army's."
)


def draft(url: str, text: str, *, title: str = "News", origin: Origin = Origin.PAGE) -> Draft:
    return Draft(
        url=url,
        canonical_url=url,
        source=SourceId("post"),
        title=title,
        text=text,
        authors=("A. Writer",),
        published_at=NOW,
        fetched_at=NOW,
        language="en",
        origin=origin,
    )


def add(store: Store, given: Draft) -> tuple[Verdict, ArticleId]:
    with store.transaction() as conn:
        added = articles.add(conn, given, fingerprint(given.title, given.text))
        return added.verdict, added.article


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.to_write(tmp_path / "wire.db") as opened:
        yield opened


def source(url: str = "https://post.example/feed") -> Source:
    return Source(
        id=SourceId("post"),
        name="Post",
        url=url,
        kind=None,
        every_s=900,
        article=ArticleFrom.PAGE,
        tags=(),
        links=None,
    )


def test_migrations_make_the_tables_of_the_models(store: Store) -> None:
    with store.transaction() as conn:
        context = MigrationContext.configure(
            conn, opts={"include_name": lambda name, *_: not str(name).startswith("article_fts")}
        )
        assert compare_metadata(context, SQLModel.metadata) == []


def test_a_commit_is_on_disk_before_it_returns(store: Store) -> None:
    with store.transaction() as conn:
        assert conn.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert conn.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL


def test_a_failed_transaction_leaves_nothing(store: Store) -> None:
    given = draft("https://post.example/1", BRIDGE)

    def interrupted(conn: Connection) -> None:
        articles.add(conn, given, fingerprint(given.title, given.text))
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        store.run(interrupted)
    with store.transaction() as conn:
        for table in ("article", "shingle", "article_fts_docsize"):
            assert conn.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == 0


def test_the_same_text_elsewhere_is_a_copy_of_the_first(store: Store) -> None:
    _, first = add(store, draft("https://post.example/1", BRIDGE))
    verdict, second = add(store, draft("https://other.example/x", BRIDGE, title="Bridge shut"))
    assert verdict == Copy(original=first)
    reworded = BRIDGE.replace("on Monday ", "").replace("in the meantime", "until then")
    verdict, _ = add(store, draft("https://third.example/y", f"{reworded} Share this article."))
    assert verdict == Copy(original=first), "a copy of a copy is linked to the original"
    assert second != first


def test_the_index_keeps_a_phrase_for_its_first_twelve_articles(store: Store) -> None:
    common = "The roads office asks drivers to keep to the posted speed on every bridge."
    for n in range(15):
        own = " ".join(f"word{n}x{m}" for m in range(60))
        add(store, draft(f"https://post.example/{n}", f"{common} {own}"))
    with store.transaction() as conn:
        counted = "SELECT max(n), count(*) FROM (SELECT count(*) n FROM shingle GROUP BY hash)"
        most, hashes = conn.exec_driver_sql(counted).one()
    assert most == PER_HASH == 12
    assert hashes > 200


def test_another_text_is_new(store: Store) -> None:
    add(store, draft("https://post.example/1", BRIDGE))
    assert add(store, draft("https://post.example/2", HARVEST))[0] == New()


def test_a_new_text_at_a_known_address_is_a_revision(store: Store) -> None:
    _, first = add(store, draft("https://post.example/1", BRIDGE))
    verdict, again = add(store, draft("https://www.post.example/1/", HARVEST, title="Harvest"))
    assert (verdict, again) == (Revision(article=first), first)
    with store.transaction() as conn:
        assert reading.article_by_id(conn, first)["text"] == HARVEST
        kept = conn.exec_driver_sql("SELECT version, text FROM revision").all()
        assert [tuple(row) for row in kept] == [(1, BRIDGE)]
        assert list(reading.search(conn, "lorries", limit=None, with_text=False)) == []
    assert add(store, draft("https://else.example/b", BRIDGE))[0] == New(), "the old text is free"
    assert add(store, draft("https://else.example/h", HARVEST))[0] == Copy(original=first)


def test_a_known_text_at_a_known_address_is_the_same(store: Store) -> None:
    given = draft("https://post.example/1", BRIDGE)
    _, first = add(store, given)
    assert add(store, given) == (Same(article=first), first)


def test_a_summary_never_replaces_the_text_of_a_page(store: Store) -> None:
    _, first = add(store, draft("https://post.example/1", BRIDGE))
    poorer = draft("https://post.example/1", "The bridge closed.", origin=Origin.FEED)
    assert add(store, poorer) == (Same(article=first), first)


def test_a_page_that_claims_the_address_of_another_keeps_its_own(store: Store) -> None:
    add(store, draft("https://post.example/front", BRIDGE))
    liar = replace(
        draft("https://post.example/2", HARVEST), canonical_url="https://post.example/front"
    )
    verdict, article_id = add(store, liar)
    assert verdict == New()
    with store.transaction() as conn:
        found = reading.article_by_id(conn, article_id)
    assert found["canonical_url"] == "https://post.example/2"


def test_search_finds_words_phrases_and_accents(store: Store) -> None:
    add(store, draft("https://post.example/1", BRIDGE, title="Pont fermé"))
    add(store, draft("https://post.example/2", HARVEST))
    cases = {
        "lorries": 1,
        "segou": 1,
        "FERME": 1,
        '"old bridge"': 1,
        '"bridge old"': 0,
        "bridge rice": 0,
        "the": 2,
        "NOT OR (": 0,
        'quote" AND': 0,
    }
    with store.transaction() as conn:
        found = {
            query: len(list(reading.search(conn, query, limit=None, with_text=False)))
            for query in cases
        }
    assert found == cases
    with store.transaction() as conn, pytest.raises(UsageError, match="at least one word"):
        list(reading.search(conn, " ( ", limit=None, with_text=False))


def test_listing_has_the_promised_keys(store: Store) -> None:
    _, first = add(store, draft("https://post.example/1", BRIDGE))
    with store.transaction() as conn:
        articles.save_entities(conn, first, [EntityId("ber"), EntityId("cma")])
        (shown,) = reading.articles(conn, reading.Filter(entity="cma"), limit=None, with_text=False)
        assert not list(
            reading.articles(conn, reading.Filter(entity="kidal"), limit=None, with_text=False)
        )
    assert shown == {
        "id": first,
        "url": "https://post.example/1",
        "canonical_url": "https://post.example/1",
        "source": "post",
        "title": "News",
        "authors": ["A. Writer"],
        "published": NOW.isoformat(),
        "fetched_at": NOW.isoformat(),
        "language": "en",
        "origin": "page",
        "copy_of": None,
        "story_id": None,
        "entities": ["ber", "cma"],
    }


def test_state_survives_and_a_changed_address_begins_anew(store: Store) -> None:
    given = source()
    state = SourceState(
        kind=SourceKind.FEED, failures=2, reason="timeout", since=NOW, polled_at=NOW, due_at=NOW
    )
    kept = Validators(url=given.url, etag='"1"', last_modified=None, body_hash=b"x")
    with store.transaction() as conn:
        sources.save_state(conn, given, state)
        sources.save_validators(conn, given.id, kept)
        assert sources.states(conn, [given]) == {given.id: state}
        assert sources.memories(conn, {given.id: state}, NOW) == {
            given.id: sources.Memory(state=state, validators={given.url: kept})
        }
        moved = source("https://post.example/new")
        assert sources.states(conn, [moved]) == {given.id: SourceState()}


def test_candidates_are_remembered_until_their_page_is_had(store: Store) -> None:
    known = sources.Known(
        key="post.example/1",
        url="https://post.example/1?x",
        entry_hash=b"1",
        article_id=None,
        tries=1,
        retry_at=NOW,
    )
    with store.transaction() as conn:
        sources.save_candidate(conn, SourceId("post"), known, reason="timeout")
        assert sources.known(conn, SourceId("post"), ["post.example/1"]) == {known.key: known}
        assert sources.known(conn, SourceId("other"), ["post.example/1"]) == {}
        post = {SourceId("post"): SourceState()}
        early = sources.memories(conn, post, NOW - timedelta(seconds=1))
        assert early[SourceId("post")].retries == ()
        assert sources.memories(conn, post, NOW)[SourceId("post")].retries == (known,)


def test_holds_are_kept_until_their_time(store: Store) -> None:
    with store.transaction() as conn:
        sources.save_holds(conn, {"a.example": NOW + timedelta(hours=1)}, NOW)
        assert sources.holds(conn, NOW) == {"a.example": NOW + timedelta(hours=1)}
        sources.save_holds(conn, {}, NOW + timedelta(hours=2))
        assert sources.holds(conn, NOW) == {}


def hold_the_store(path: Path, pipe: Pipe) -> None:
    with Store.to_write(path):
        pipe.send("held")
        pipe.recv()


def test_a_second_writer_is_refused_and_readers_are_not(tmp_path: Path) -> None:
    path = tmp_path / "wire.db"
    ours, theirs = multiprocessing.Pipe()
    holder = multiprocessing.get_context("spawn").Process(
        target=hold_the_store, args=(path, theirs)
    )
    holder.start()
    assert ours.recv() == "held"
    with pytest.raises(StoreError, match="another wireroom is writing") as refused:
        Store.to_write(path)
    assert refused.value.reason is StoreReason.BUSY
    with Store.to_read(path) as reader:
        assert reader.run(schema.current) == revisions()[-1]
    holder.kill()
    holder.join()
    Store.to_write(path).close()  # the kernel has freed the lock


@pytest.mark.parametrize(
    ("prepare", "reason", "told"),
    [
        pytest.param("", StoreReason.MISSING, "no store yet", id="no file"),
        pytest.param("CREATE TABLE mine (a)", StoreReason.UNUSABLE, "not one of", id="foreign"),
        pytest.param(
            "CREATE TABLE alembic_version (version_num TEXT); "
            "INSERT INTO alembic_version VALUES ('9999')",
            StoreReason.AHEAD,
            "newer wireroom",
            id="from the future",
        ),
    ],
)
def test_what_is_no_store_of_ours_is_refused(
    tmp_path: Path, prepare: str, reason: StoreReason, told: str
) -> None:
    path = tmp_path / "wire.db"
    if prepare:
        with closing(sqlite3.connect(path)) as raw:
            raw.executescript(prepare)
    with pytest.raises(StoreError, match=told) as refused:
        Store.to_read(path)
    assert refused.value.reason is reason


def test_an_empty_file_is_no_store_yet(tmp_path: Path) -> None:
    path = tmp_path / "wire.db"
    path.touch()
    with pytest.raises(StoreError, match="empty, no store yet") as refused:
        Store.to_read(path)
    assert refused.value.reason is StoreReason.MISSING
    Store.to_write(path).close()
    Store.to_read(path).close()


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "wire.db"
    path.write_bytes(b"not a database, surely" * 100)
    with pytest.raises(StoreError, match="restore a backup") as refused:
        Store.to_write(path)
    assert refused.value.reason is StoreReason.DAMAGED


def test_a_backup_is_a_whole_store(store: Store, tmp_path: Path) -> None:
    add(store, draft("https://post.example/1", BRIDGE))
    store.backup(tmp_path / "copy.db")
    with Store.to_read(tmp_path / "copy.db") as copy, copy.transaction() as conn:
        assert schema.check(conn)["problems"] == []
        assert schema.check(conn)["article"] == 1
    with pytest.raises(StoreError, match="exists already"):
        store.backup(tmp_path / "copy.db")


def test_check_finds_an_article_that_search_would_miss(store: Store) -> None:
    add(store, draft("https://post.example/1", BRIDGE))
    with store.transaction() as conn:
        conn.exec_driver_sql("DELETE FROM article_fts_docsize")
        assert schema.check(conn)["problems"] == ["1 articles are not in the full-text index"]
