"""The pipeline on a real site, in this process, with a clock of our own."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from desk import CLOSING, HARVEST, Desk, article, rss
from monitor.errors import StoreError
from monitor.store import Store
from newsroom import Answer, NewsSite, page


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def site() -> Iterator[NewsSite]:
    with NewsSite() as running:
        yield running


def test_a_page_becomes_an_article_and_an_alert(desk: Desk, site: NewsSite) -> None:
    site.routes |= {
        "/feed": page(rss(("/1", "Depot shut", "In short")), "application/rss+xml", etag='"a"'),
        "/1": page(article("Ferry Depot closed", CLOSING)),
    }
    desk.watch("post", f"{site.url}/feed")
    report = desk.fetch()
    assert (report.tally.polled, report.tally.new, report.tally.alerts) == (1, 1, 1)
    (stored,) = desk.articles()
    assert stored["title"] == "Ferry Depot closed"
    assert stored["text"] == "\n".join(CLOSING)
    assert (stored["origin"], stored["entities"], stored["language"]) == ("page", ["depot"], "en")
    assert desk.alerts() == [("ferry", stored["id"])]


def test_a_second_run_asks_conditionally_and_stores_nothing(desk: Desk, site: NewsSite) -> None:
    site.routes |= {
        "/feed": page(rss(("/1", "Depot shut", "")), "application/rss+xml", etag='"a"'),
        "/1": page(article("Ferry Depot closed", CLOSING)),
    }
    desk.watch("post", f"{site.url}/feed")
    desk.fetch()
    site.requests.clear()
    assert desk.fetch().tally.polled == 0, "not due yet"
    desk.wait(minutes=17)
    report = desk.fetch()
    assert (report.tally.polled, report.tally.not_modified, report.tally.new) == (1, 1, 0)
    assert [(r.path, r.headers.get("if-none-match")) for r in site.requests] == [("/feed", '"a"')]


def test_an_unchanged_body_without_validators_costs_nothing(desk: Desk, site: NewsSite) -> None:
    site.routes |= {
        "/feed": page(rss(("/1", "Depot shut", "")), "application/rss+xml"),
        "/1": page(article("Ferry Depot closed", CLOSING)),
    }
    desk.watch("post", f"{site.url}/feed")
    desk.fetch()
    report = desk.fetch(every=True)
    assert report.tally.not_modified == 1
    assert len(site.asked("/1")) == 1


def test_a_forbidden_page_leaves_the_summary_until_it_can_be_had(
    desk: Desk, site: NewsSite
) -> None:
    summary = "The Ferry Depot closed on Friday."
    feed = page(rss(("/1", "Ferry Depot", summary)), "application/rss+xml", etag='"a"')
    site.routes |= {"/feed": feed, "/1": Answer(status=403)}
    desk.watch("post", f"{site.url}/feed")
    assert desk.fetch().tally.new == 1
    (stored,) = desk.articles()
    assert (stored["origin"], stored["text"]) == ("feed", summary)
    assert desk.alerts() == [("ferry", stored["id"])]

    site.routes["/1"] = page(
        article("Ferry Depot closed", [*CLOSING, "It is to reopen in April, the office said."])
    )
    assert desk.fetch(every=True).tally.revisions == 0, "too early to try again"
    desk.wait(minutes=17)
    report = desk.fetch(every=True)
    assert (report.tally.not_modified, report.tally.revisions) == (1, 1)
    (revised,) = desk.articles()
    assert (revised["id"], revised["origin"]) == (stored["id"], "page")
    assert desk.alerts() == [("ferry", stored["id"]), ("reopening", stored["id"])]


@pytest.mark.parametrize(
    ("answer", "origin"),
    [
        pytest.param(Answer(status=402), "feed", id="payment required"),
        pytest.param(Answer(status=404), "feed", id="page is gone"),
        pytest.param(Answer(status=500), "feed", id="server error"),
        pytest.param(
            page("<html><body>Please enable JavaScript</body></html>"), "feed", id="shell"
        ),
        pytest.param(page(b"\x89PNG\r\n", "image/png"), "feed", id="an image"),
        pytest.param(page(article("Depot", CLOSING)), "page", id="an article"),
    ],
)
def test_no_item_is_lost_whatever_its_page_is(
    desk: Desk, site: NewsSite, answer: Answer, origin: str
) -> None:
    feed = rss(("/1", "Ferry Depot", "Closed."))
    site.routes |= {"/feed": page(feed, "text/xml"), "/1": answer}
    desk.watch("post", f"{site.url}/feed")
    report = desk.fetch()
    assert (report.tally.new, report.tally.articles_failed) == (1, 0)
    assert [a["origin"] for a in desk.articles()] == [origin]


def test_robots_govern_pages_but_not_the_feed_that_was_named(desk: Desk, site: NewsSite) -> None:
    site.routes |= {
        "/robots.txt": page("User-agent: *\nDisallow: /", "text/plain"),
        "/feed.xml": page(rss(("/1", "Ferry Depot closed", "It did.")), "text/xml"),
        "/list": page('<main><h2><a href="/1">Ferry Depot closed on Friday</a></h2></main>'),
        "/1": page(article("Ferry Depot closed", CLOSING)),
    }
    desk.watch("feed", f"{site.url}/feed.xml")
    desk.watch("list", f"{site.url}/list", kind="listing")
    report = desk.fetch()
    assert {v.source.id: v.problem is None for v in report.visited} == {"feed": True, "list": False}
    assert [a["origin"] for a in desk.articles()] == ["feed"]
    desk.wait(days=2)
    desk.fetch(every=True)
    assert not site.asked("/1")
    assert not site.asked("/list")


def test_a_changed_entry_is_fetched_again(desk: Desk, site: NewsSite) -> None:
    site.routes |= {
        "/feed": page(rss(("/1", "Depot", "")), "text/xml", etag='"a"'),
        "/1": page(article("Ferry Depot", HARVEST)),
    }
    desk.watch("post", f"{site.url}/feed")
    assert desk.fetch().tally.alerts == 0
    site.routes |= {
        "/feed": page(rss(("/1", "Depot: update", "")), "text/xml", etag='"b"'),
        "/1": page(article("Ferry Depot closed", CLOSING)),
    }
    report = desk.fetch(every=True)
    assert (report.tally.revisions, report.tally.alerts, report.tally.new) == (1, 1, 0)
    assert len(desk.articles()) == 1


def test_a_copy_is_stored_and_never_alerts(desk: Desk, site: NewsSite) -> None:
    with NewsSite(host="127.0.0.2") as other:
        for each in (site, other):
            each.routes |= {
                "/feed": page(rss(("/1", "Depot", "")), "text/xml"),
                "/1": page(article("Ferry Depot closed", CLOSING, footer=each.url)),
            }
        desk.watch("post", f"{site.url}/feed")
        desk.watch("echo", f"{other.url}/feed")
        desk.fetch("post")
        report = desk.fetch("echo")
    assert (report.tally.copies, report.tally.new, report.tally.alerts) == (1, 0, 0)
    second, first = desk.articles()
    assert (second["copy_of"], first["copy_of"]) == (first["id"], None)
    assert desk.alerts() == [("ferry", first["id"])]


def test_one_link_in_two_sources_is_fetched_once(desk: Desk, site: NewsSite) -> None:
    site.routes |= {
        "/a.xml": page(rss(("/1?utm_source=a", "Depot", "")), "text/xml"),
        "/b.xml": page(rss(("/1?utm_source=b", "Depot, again", "")), "text/xml"),
        "/1?utm_source=a": page(article("Ferry Depot closed", CLOSING)),
        "/1?utm_source=b": page(article("Ferry Depot closed", CLOSING)),
    }
    desk.watch("a", f"{site.url}/a.xml")
    desk.watch("b", f"{site.url}/b.xml")
    desk.fetch()
    desk.fetch(every=True)
    assert len([r for r in site.requests if r.path.startswith("/1")]) == 1
    assert len(desk.articles()) == 1


def test_every_kind_of_source_is_found_out_and_remembered(desk: Desk, site: NewsSite) -> None:
    urlset = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"<url><loc>{site.url}/3</loc></url></urlset>"
    )
    index = (
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"<sitemap><loc>{site.url}/news.xml</loc></sitemap></sitemapindex>"
    )
    declared = (
        '<html><head><link rel=alternate type="application/rss+xml" href="/feed"></head></html>'
    )
    site.routes |= {
        "/front": page(declared),
        "/feed": page(rss(("/1", "Depot", "")), "text/xml", etag='"f"'),
        "/list": page('<h3><a href="/2">Onion growers expect a poor season</a></h3>'),
        "/index.xml": page(index, "text/xml", etag='"i"'),
        "/news.xml": page(urlset, "text/xml", etag='"n"'),
        "/1": page(article("Ferry Depot closed", CLOSING)),
        "/2": page(article("Onions", HARVEST)),
        "/3": page(article("Bridge", [f"{HARVEST[1]} {CLOSING[1]}", "A bridge of 300 metres."])),
    }
    desk.watch("front", f"{site.url}/front")
    desk.watch("list", f"{site.url}/list", links="h3 a")
    desk.watch("map", f"{site.url}/index.xml")
    assert desk.fetch().tally.new == 3
    with Store.to_read(desk.folder / "wireroom.db") as store, store.transaction() as conn:
        rows = conn.exec_driver_sql("SELECT id, kind, feed_url FROM source ORDER BY id").all()
    assert [tuple(row) for row in rows] == [
        ("front", "feed", f"{site.url}/feed"),
        ("list", "listing", None),
        ("map", "sitemap", None),
    ]
    site.requests.clear()
    report = desk.fetch(every=True)
    assert (report.tally.not_modified, report.tally.new) == (3, 0)
    asked = {r.path: r.headers.get("if-none-match") for r in site.requests}
    assert asked == {
        "/robots.txt": None,
        "/feed": '"f"',
        "/list": None,
        "/index.xml": None,
        "/news.xml": '"n"',
    }


def test_a_bad_source_stops_no_other(desk: Desk, site: NewsSite) -> None:
    site.routes |= {
        "/good": page(rss(("/1", "Depot", "")), "text/xml"),
        "/1": page(article("Ferry Depot closed", CLOSING)),
        "/html": page("<html><body><h1>Under maintenance</h1></body></html>"),
        "/empty": page("", "text/xml"),
        "/broken": Answer(status=500),
        "/bomb": page(
            '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><rss><channel><item><title>&a;', "text/xml"
        ),
    }
    for path in ("html", "empty", "broken", "missing", "bomb", "good"):
        desk.watch(path, f"{site.url}/{path}", kind="feed")
    desk.watch("nowhere", "http://no-such-host.invalid/feed")
    report = desk.fetch()
    problems = {str(v.source.id): v.problem for v in report.visited if v.problem}
    assert report.tally.new == 1
    assert set(problems) >= {"html", "empty", "broken", "missing", "nowhere"}
    assert problems["html"] is not None
    assert problems["html"].startswith("html: ")
    assert problems["nowhere"] is not None
    assert problems["nowhere"].startswith("dns")
    with Store.to_read(desk.folder / "wireroom.db") as store, store.transaction() as conn:
        failures = conn.exec_driver_sql("SELECT failures FROM source WHERE id = 'html'").scalar()
    assert failures == 1
    assert desk.fetch().tally.polled == 0, "each waits for its time"
    desk.wait(minutes=17)
    assert {v.source.id for v in desk.fetch().visited} == {"good"}, (
        "failing ones wait twice as long"
    )


def test_retry_after_is_obeyed_even_when_all_are_asked_for(desk: Desk, site: NewsSite) -> None:
    site.routes["/feed"] = Answer(status=503, headers={"Retry-After": "7200"})
    desk.watch("busy", f"{site.url}/feed")
    desk.watch("beside", f"{site.url}/other")
    desk.fetch()
    desk.wait(hours=1)
    before = len(site.requests)
    desk.fetch("busy", every=True)
    assert len(site.requests) == before
    desk.fetch(every=True)
    assert len(site.requests) == before, "the whole host asked to be left alone"
    desk.wait(hours=1, seconds=1)
    desk.fetch(every=True)
    assert len(site.asked("/feed")) == 2


def test_a_feed_that_is_the_article_asks_for_no_page(desk: Desk, site: NewsSite) -> None:
    text = "&lt;p&gt;The Ferry Depot closed.&lt;/p&gt;&lt;p&gt;Nobody was hurt.&lt;/p&gt;"
    site.routes["/feed"] = page(rss(("/1", "Depot", text)), "text/xml")
    desk.watch("post", f"{site.url}/feed", article="feed")
    assert desk.fetch().tally.alerts == 1
    (stored,) = desk.articles()
    assert (stored["text"], stored["origin"]) == (
        "The Ferry Depot closed.\nNobody was hurt.",
        "feed",
    )
    assert [r.path for r in site.requests] == ["/feed"]


def test_a_page_that_hangs_the_parser_is_ended_and_the_rest_goes_on(
    desk: Desk, site: NewsSite
) -> None:
    site.routes |= {
        "/feed": page(rss(("/1", "Depot closed", "Ferry Depot"), ("/2", "Onions", "")), "text/xml"),
        "/1": page("<html><body>" + "<div>" * 200_000 + "x" + "</html>"),
        "/2": page(article("Onions", HARVEST)),
    }
    desk.watch("post", f"{site.url}/feed")
    report = desk.fetch()
    assert report.tally.new == 2
    assert {a["title"]: a["origin"] for a in desk.articles()} == {
        "Depot closed": "feed",
        "Onions": "page",
    }


def test_a_moved_source_begins_anew(desk: Desk, site: NewsSite) -> None:
    site.routes |= {
        "/old": page(rss(("/1", "Depot", "")), "text/xml", etag='"same"'),
        "/new": page(rss(("/2", "Onions", "")), "text/xml", etag='"same"'),
        "/1": page(article("Ferry Depot closed", CLOSING)),
        "/2": page(article("Onions", HARVEST)),
    }
    desk.watch("post", f"{site.url}/old")
    desk.fetch()
    desk.sources.clear()
    desk.watch("post", f"{site.url}/new")
    assert desk.fetch().tally.new == 1


def test_the_health_of_a_source_is_told(desk: Desk, site: NewsSite) -> None:
    desk.watch("post", f"{site.url}/missing")
    assert desk.rows() == [("new", None, None, 0)]
    desk.fetch()
    since = desk.now.isoformat()
    assert desk.rows() == [("failing", "not_found: HTTP 404, nothing there", since, 0)]
    desk.wait(days=1)
    desk.fetch()
    assert desk.rows()[0][2] == since, "failing since the first failure"
    site.routes |= {"/missing": page(rss(("/1", "Onions", "Few.")), "text/xml")}
    desk.wait(days=1)
    desk.fetch()
    assert desk.rows() == [("healthy", None, desk.now.isoformat(), 1)]


def test_a_store_that_fails_on_the_way_is_one_clear_error(desk: Desk, site: NewsSite) -> None:
    site.routes |= {
        "/feed": page(rss(("/1", "Depot", "Closed."), ("/2", "Onions", "Few.")), "text/xml"),
    }
    desk.watch("post", f"{site.url}/feed", article="feed")
    desk.watch("echo", f"{site.url}/feed?2", article="feed")
    config = desk.config()
    Store.to_write(config.settings.database_path).close()
    with closing(sqlite3.connect(config.settings.database_path)) as raw:
        raw.execute("DROP TABLE shingle")
    with pytest.raises(StoreError, match=r"wireroom\.db: no such table: shingle"):
        desk.fetch()
