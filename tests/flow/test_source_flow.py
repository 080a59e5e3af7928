"""What becomes of a source between polls: cadence, moves, health, and who is told."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from desk import Desk, rss
from monitor.app import coverage, source_rows, status
from monitor.store import Store, outages
from newsroom import Answer, NewsSite, page

TTL = rss(("/1", "A", "B")).replace("<title>River", "<ttl>90</ttl><title>River")
FEED = page(rss(("/1", "Ferry Depot closed", "For good.")), "text/xml", etag='"1"')
WALL = page("<!doctype html><title>Just a moment...</title><body><h1>Checking your browser</h1>")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def hook() -> Iterator[NewsSite]:
    accepting = {"/hook": Answer(status=204), "/news": Answer(status=204)}
    with NewsSite(accepting, host="127.0.0.2") as serving:
        yield serving


def source_row(desk: Desk, id_: str = "post") -> dict[str, Any]:
    return next(row for row in source_rows(desk.config(), desk.now) if row["id"] == id_)


def minutes_to_next(desk: Desk) -> float:
    due = datetime.fromisoformat(source_row(desk)["next_due"])
    return (due - desk.now) / timedelta(minutes=1)


def told(hook: NewsSite) -> list[dict[str, Any]]:
    """Return the events that arrived."""
    return [json.loads(request.body) for request in hook.asked("/hook")]


def moved(location: str, status: int) -> Answer:
    return Answer(status=status, headers={"Location": location})


def dated(now: datetime, gap: timedelta, count: int) -> str:
    """A feed with an entry every `gap` until `now`."""
    items = "".join(
        f"<item><link>/{n}</link><title>Note {n} of the harbour</title>"
        f"<pubDate>{format_datetime(now - n * gap)}</pubDate></item>"
        for n in range(count)
    )
    return f'<rss version="2.0"><channel><title>Harbour</title>{items}</channel></rss>'


def test_a_fast_source_is_polled_faster_and_a_slow_one_as_configured(
    desk: Desk, site: NewsSite
) -> None:
    site.routes["/feed"] = page(dated(desk.now, timedelta(minutes=4), 30), "text/xml")
    desk.watch("post", f"{site.url}/feed", article="feed")
    desk.fetch()
    assert 3.5 <= minutes_to_next(desk) <= 4.5
    site.routes["/feed"] = page(dated(desk.now, timedelta(hours=5), 30), "text/xml")
    desk.wait(minutes=5)
    desk.fetch()
    assert 11.9 <= minutes_to_next(desk) <= 16.6, "from when it was due"


@pytest.mark.parametrize(
    ("answer", "low", "high"),
    [
        pytest.param(
            page(rss(("/1", "A", "B")), "text/xml", cache_control="max-age=7200"),
            120,
            133,
            id="Cache-Control",
        ),
        pytest.param(
            page(
                rss(("/1", "A", "B")).replace("<title>River", "<ttl>90</ttl><title>River"),
                "text/xml",
            ),
            90,
            100,
            id="ttl",
        ),
        pytest.param(
            Answer(status=503, headers={"Retry-After": "10800"}), 180, 181, id="Retry-After"
        ),
        pytest.param(
            page(rss(("/1", "A", "B")), "text/xml", cache_control="max-age=31536000"),
            1440,
            1600,
            id="nobody means a year",
        ),
    ],
)
def test_what_a_server_asks_for_is_not_undercut(
    answer: Answer, low: float, high: float, desk: Desk, site: NewsSite
) -> None:
    site.routes["/feed"] = answer
    desk.watch("post", f"{site.url}/feed", article="feed")
    desk.fetch()
    assert low <= minutes_to_next(desk) <= high


def test_a_ttl_counts_after_unchanged_polls_too(desk: Desk, site: NewsSite) -> None:
    site.routes["/feed"] = page(TTL, "text/xml", etag='"1"')
    desk.watch("post", f"{site.url}/feed", article="feed")
    for _ in range(3):
        desk.fetch("post")
        assert minutes_to_next(desk) >= 90


def test_a_permanent_move_is_believed_when_it_has_held_twice(desk: Desk, site: NewsSite) -> None:
    site.routes |= {"/old": moved("/new", 301), "/new": FEED}
    desk.watch("post", f"{site.url}/old", kind="feed", article="feed")
    for _ in range(4):
        desk.fetch("post")
    asked = [request.path for request in site.requests]
    assert asked == ["/old", "/new", "/old", "/new", "/new", "/new"]
    desk.wait(hours=25)
    desk.fetch("post")
    assert [r.path for r in site.requests[6:]] == ["/old", "/new"], "doubted once a day"


def test_a_move_that_ends_nowhere_is_forgotten(desk: Desk, site: NewsSite) -> None:
    site.routes |= {"/old": moved("/new", 301), "/new": FEED}
    desk.watch("post", f"{site.url}/old", kind="feed", article="feed")
    for _ in range(3):
        desk.fetch("post")
    site.routes |= {"/old": FEED, "/new": Answer(status=404)}
    desk.fetch("post")
    assert source_row(desk)["health"] == "failing"
    desk.fetch("post")
    assert source_row(desk)["health"] == "healthy"
    assert site.requests[-1].path == "/old"


@pytest.mark.parametrize("status", [404, 410, 503])
def test_a_move_outlives_the_address_that_it_began_at(
    status: int, desk: Desk, site: NewsSite
) -> None:
    site.routes |= {"/old": moved("/new", 301), "/new": FEED}
    desk.watch("post", f"{site.url}/old", kind="feed", article="feed")
    for _ in range(3):
        desk.fetch("post")
    site.routes["/old"] = Answer(status=status)
    for _ in range(3):
        desk.wait(hours=25)
        desk.fetch("post")
        assert source_row(desk)["health"] == "healthy"
    assert site.requests[-1].path == "/new"


def test_a_temporary_redirect_is_never_remembered(desk: Desk, site: NewsSite) -> None:
    site.routes |= {"/old": moved("/new", 302), "/new": FEED}
    desk.watch("post", f"{site.url}/old", kind="feed", article="feed")
    for _ in range(5):
        desk.fetch("post")
    assert len(site.asked("/old")) == 5


def test_a_source_is_asked_without_conditions_once_a_day(desk: Desk, site: NewsSite) -> None:
    site.routes["/feed"] = FEED
    desk.watch("post", f"{site.url}/feed", article="feed")
    for _ in range(3):
        desk.fetch("post")
        desk.wait(hours=10)
    desk.fetch("post")
    assert ["if-none-match" in request.headers for request in site.requests] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("answer", "health", "reason"),
    [
        pytest.param(WALL, "blocked", "bot_wall: ", id="bot wall"),
        pytest.param(
            page("<html><body><h1>Soon</h1></body></html>"), "blocked", "html: ", id="html"
        ),
        pytest.param(Answer(status=403), "blocked", "forbidden: HTTP 403", id="403"),
        pytest.param(Answer(status=500), "failing", "server_error: HTTP 500", id="500"),
        pytest.param(Answer(status=410), "parked", "gone: HTTP 410", id="410"),
    ],
)
def test_how_a_source_fares_is_said_with_its_reason(
    answer: Answer, health: str, reason: str, desk: Desk, site: NewsSite
) -> None:
    site.routes["/feed"] = answer
    desk.watch("post", f"{site.url}/feed", kind="feed")
    desk.fetch()
    row = source_row(desk)
    assert (row["health"], row["since"]) == (health, desk.now.isoformat())
    assert row["reason"].startswith(reason)


def test_a_source_that_falls_silent_is_quiet_since_its_last_entry(
    desk: Desk, site: NewsSite
) -> None:
    last = desk.now
    site.routes["/feed"] = page(dated(last, timedelta(hours=2), 20), "text/xml", etag='"1"')
    desk.watch("post", f"{site.url}/feed", article="feed")
    desk.fetch()
    for _ in range(3):
        desk.wait(hours=20)
        desk.fetch("post")
    row = source_row(desk)
    assert (row["health"], row["since"]) == ("quiet", last.isoformat())


def test_what_is_gone_is_parked_and_tried_again_weekly(desk: Desk, site: NewsSite) -> None:
    site.routes["/feed"] = Answer(status=410)
    desk.watch("post", f"{site.url}/feed", kind="feed")
    desk.fetch()
    assert 6.2 <= minutes_to_next(desk) / 1440 <= 7.8
    desk.wait(days=1)
    desk.fetch()
    desk.fetch(every=True)
    assert len(site.requests) == 1, "neither due nor part of --all"
    desk.wait(days=7)
    site.routes["/feed"] = FEED
    desk.fetch()
    assert source_row(desk)["health"] == "healthy"


def test_a_long_404_is_parked(desk: Desk, site: NewsSite) -> None:
    desk.watch("post", f"{site.url}/feed", kind="feed")
    for _ in range(9):
        desk.fetch("post")
        desk.wait(days=1)
    assert source_row(desk)["health"] == "parked"
    assert minutes_to_next(desk) / 1440 > 5


def test_going_blind_and_coming_back_are_told_once_each(
    desk: Desk, site: NewsSite, hook: NewsSite
) -> None:
    site.routes["/feed"] = FEED
    desk.watch("post", f"{site.url}/feed", kind="feed", article="feed")
    desk.send("desk", f"{hook.url}/hook", "alert", "source")
    desk.send("news", f"{hook.url}/news", "alert")
    desk.fetch("post")
    hook.requests.clear()
    site.routes["/feed"] = Answer(status=500)
    began = desk.now + timedelta(hours=1)
    for failures in range(1, 6):
        desk.wait(hours=1)
        desk.fetch("post")
        assert len(told(hook)) == (failures >= 3), "after three failures in a row, once"
    site.routes["/feed"] = FEED
    desk.wait(hours=1)
    desk.fetch("post")
    desk.fetch("post")
    blind, back = told(hook)
    assert (blind["type"], back["type"]) == ("source.failing", "source.recovered")
    assert blind["data"]["since"] == began.isoformat()
    assert blind["data"]["health"] == "failing"
    assert blind["data"]["reason"] == "server_error: HTTP 500, the server failed"
    assert (back["data"]["health"], back["data"]["reason"]) == ("healthy", None)
    assert hook.asked("/news") == [], "this channel asks for alerts alone"
    assert len({request.headers["webhook-id"] for request in hook.asked("/hook")}) == 2


def test_a_mended_address_is_a_recovery_too(desk: Desk, site: NewsSite, hook: NewsSite) -> None:
    site.routes["/feed"] = FEED
    desk.send("desk", f"{hook.url}/hook", "source")
    desk.watch("post", f"{site.url}/gone", kind="feed", article="feed")
    began = desk.now
    for _ in range(3):
        desk.fetch("post")
        desk.wait(hours=1)
    desk.sources.clear()
    desk.watch("post", f"{site.url}/feed", kind="feed", article="feed")
    desk.fetch("post")
    assert [event["type"] for event in told(hook)] == ["source.failing", "source.recovered"]
    with Store.to_read(desk.folder / "wireroom.db") as store, store.transaction() as conn:
        gaps = outages.between(conn, began, desk.now + timedelta(days=1))
    assert [(gap.began_at, gap.ended_at) for gap in gaps] == [(began, desk.now)]


def test_a_host_that_wants_to_be_left_alone_for_long_makes_its_sources_blind(
    desk: Desk, site: NewsSite
) -> None:
    site.routes |= {"/a": FEED, "/b": Answer(status=429, headers={"Retry-After": "36000"})}
    desk.watch("a", f"{site.url}/a", kind="feed", article="feed")
    desk.fetch("a")
    seen = desk.now
    desk.watch("b", f"{site.url}/b", kind="feed")
    desk.fetch("b")
    desk.wait(minutes=30)
    desk.fetch()
    assert source_row(desk, "a")["health"] == "healthy"
    desk.wait(hours=1)
    row = source_row(desk, "a")
    assert (row["health"], row["since"]) == ("failing", seen.isoformat())
    assert row["reason"].startswith("wait: ")
    desk.wait(hours=9)
    desk.fetch("a")
    assert source_row(desk, "a")["health"] == "healthy"


@pytest.mark.parametrize("answer", [Answer(status=410), WALL], ids=["410", "HTML for a feed"])
def test_what_no_patience_mends_is_told_at_once(
    answer: Answer, desk: Desk, site: NewsSite, hook: NewsSite
) -> None:
    site.routes["/feed"] = answer
    desk.watch("post", f"{site.url}/feed", kind="feed")
    desk.send("desk", f"{hook.url}/hook", "source")
    desk.fetch()
    assert [event["type"] for event in told(hook)] == ["source.failing"]


def test_silence_is_told_with_what_could_be_seen(desk: Desk, site: NewsSite) -> None:
    site.routes |= {"/a": FEED, "/b": Answer(status=500)}
    desk.watch("a", f"{site.url}/a", kind="feed", article="feed")
    desk.watch("b", f"{site.url}/b", kind="feed")
    desk.watch("c", f"{site.url}/c?late", kind="feed")
    desk.fetch("a", "b")
    began = desk.now
    desk.wait(minutes=1)

    def says() -> dict[str, str]:
        config = desk.config()
        with Store.to_read(config.settings.database_path) as store, store.transaction() as conn:
            rows = coverage(conn, config, since=desk.now - timedelta(days=1), until=desk.now)
        return {row["rule"]: row["says"] for row in rows}

    seen = f"1 of 3 sources healthy; 1 blind since {began:%H:%M}; 1 not polled yet"
    assert says() == {
        "ferry": f"1 article, 1 alert; {seen}",
        "reopening": f"nothing found; {seen}",
    }
    for _ in range(2):
        desk.fetch("b")
        desk.wait(hours=1)
    site.routes["/b"] = FEED
    desk.fetch("b")
    assert says()["reopening"] == (
        "nothing found; 2 of 3 sources healthy; 1 not polled yet; blind for a time: b"
    )


def test_status_tells_the_same_of_a_store_without_a_daemon(desk: Desk, site: NewsSite) -> None:
    site.routes["/a"] = FEED
    desk.watch("a", f"{site.url}/a", kind="feed", article="feed")
    desk.watch("b", f"{site.url}/b", kind="feed")
    desk.fetch()
    found = status(desk.config(), desk.now)
    assert found["daemon"] == {"state": "never started"}
    counts = {"all": 2, "new": 0, "healthy": 1, "quiet": 0, "failing": 1, "blocked": 0, "parked": 0}
    assert found["sources"] == counts
    assert (found["sources_due"], found["deliveries_waiting"]) == (0, 0)
    assert found["store"]["database_bytes"] > 0
