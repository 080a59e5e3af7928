"""What a daemon tells by itself: once a day what could be seen, and its own bugs as blindness."""

import asyncio
import io
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import pytest

from desk import Desk, rss
from monitor.app import source_rows
from monitor.app.compose import open_fetcher, rulebook
from monitor.app.minute import Minute, report_day
from monitor.log import open_log
from monitor.metrics import Metrics
from monitor.pipeline import Eyes, Stages, Storybook
from monitor.store import Store, sources
from monitor.store.daemon import Daemon
from monitor.types import Page
from monitor.watch.clock import Clock
from monitor.watch.poller import Poller, Work
from monitor.watch.record import Record
from monitor.watch.systemd import Notifier
from monitor.watch.trouble import Trouble
from newsroom import NewsSite, page

P = ParamSpec("P")
T = TypeVar("T")

BEFORE, AFTER = (datetime(2026, 3, 2, hour, 30, tzinfo=UTC) for hour in (6, 7))
DAY = timedelta(days=1)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def said(beat_at: datetime) -> Daemon:
    return Daemon(pid=1, version="0", started_at=beat_at, beat_at=beat_at, loaded_at=beat_at)


def record() -> tuple[Record, io.StringIO]:
    written = io.StringIO()
    return Record(open_log(written, {}, hide=lambda text: text), Metrics()), written


def reports(store: Store) -> list[Mapping[str, Any]]:
    """Return the reports that wait to be sent."""
    with store.transaction() as conn:
        bodies = conn.exec_driver_sql("SELECT body FROM delivery WHERE alert_id IS NULL").scalars()
        return [json.loads(body) for body in bodies]


def test_the_day_of_a_report_begins_at_the_hour_of_the_heartbeat(desk: Desk) -> None:
    config = desk.config()
    assert report_day(config, BEFORE) is None
    assert report_day(config, AFTER) == "2026-03-02"


@pytest.mark.parametrize(
    ("last", "now", "owed"),
    [
        pytest.param(None, AFTER, False, id="the first one of all has watched nothing yet"),
        pytest.param(AFTER - DAY, AFTER, True, id="nothing ran at the hour"),
        pytest.param(BEFORE, AFTER, True, id="it stopped before the hour"),
        pytest.param(AFTER, AFTER + timedelta(hours=1), False, id="it was told by the one before"),
        pytest.param(BEFORE, BEFORE + timedelta(minutes=9), False, id="before the hour"),
        pytest.param(AFTER + 9 * DAY, AFTER, False, id="by a clock that ran ahead"),
    ],
)
def test_a_report_is_owed_once_a_day(
    last: datetime | None, now: datetime, owed: bool, desk: Desk
) -> None:
    desk.send("hook", "http://127.0.0.2:9/hook", "coverage")
    desk.send("news", "http://127.0.0.2:9/news", "alert")
    desk.watch("post", "http://127.0.0.3:9/feed")
    config = desk.config()

    async def scenario(store: Store) -> None:
        written, _ = record()
        minute = Minute(written, Notifier({}), Clock(now=lambda: now))
        minute.resume(config, said(last) if last else None, now)
        for _ in range(2):
            await minute.pass_by(store, config, said(now), {})

    with Store.to_write(config.settings.database_path) as store:
        asyncio.run(scenario(store))
        found = reports(store)
    assert [each["type"] for each in found] == ["coverage.daily"] * owed
    for each in found:
        assert [(row["rule"], row["says"]) for row in each["data"]["rules"]] == [
            ("ferry", "nothing found; 0 of 1 source healthy; 1 not polled yet"),
            ("reopening", "nothing found; 0 of 1 source healthy; 1 not polled yet"),
        ]


def test_a_bug_of_ours_is_written_down_and_is_a_failure_of_its_source_alone(
    desk: Desk, site: NewsSite
) -> None:
    site.routes |= {
        "/bad": page(rss(("/1", "A", "B")), "text/xml"),
        "/good": page(rss(("/2", "Ferry Depot closed", "For good.")), "text/xml"),
    }
    desk.watch("bad", f"{site.url}/bad", kind="feed", article="feed")
    desk.watch("good", f"{site.url}/good", kind="feed", article="feed")
    config = desk.config()

    async def parse(act: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        if any(isinstance(arg, Page) and arg.url.endswith("/bad") for arg in args):
            raise KeyError("a bug")
        return act(*args, **kwargs)

    async def scenario(store: Store, written: Record) -> None:
        clock = Clock(now=lambda: desk.now)
        poller = Poller(written, Trouble(written, clock.steady_s), clock)
        await store.transact(
            lambda conn: sources.enroll(conn, config.sources, lambda source, state: desk.now)
        )
        async with open_fetcher(config, clock.now) as fetcher:
            stages = Stages(
                eyes=Eyes(fetcher=fetcher, parse=parse),
                store=store,
                stories=Storybook(),
                book=rulebook(config),
                now=clock.now,
                jitter=lambda: 0.5,
            )
            work = Work(stages=stages, sources={each.id: each for each in config.sources})
            for _ in range(2):  # one source of a host a tick
                await poller.tick(work)
                await poller.stop(20)

    written, lines = record()
    with Store.to_write(config.settings.database_path) as store:
        asyncio.run(scenario(store, written))
    rows = {row["id"]: row for row in source_rows(config, desk.now)}
    assert (rows["bad"]["health"], rows["bad"]["reason"]) == ("failing", "bug: KeyError")
    assert rows["bad"]["next_due"] == (desk.now + timedelta(minutes=30)).isoformat()
    assert (rows["good"]["health"], rows["good"]["articles"]) == ("healthy", 1)
    assert lines.getvalue().count("event=bug ") == 1
