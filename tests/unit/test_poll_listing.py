from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import PollError, PollReason
from monitor.poll import read, selector_error
from monitor.poll.card import date_in
from monitor.types import Candidate, Listed, Page, SourceKind

URL = "https://www.wire.example/mali/"


def polled(html: str, links: str | None = None) -> tuple[Candidate, ...]:
    page = Page(requested_url=URL, url=URL, body=html.encode(), content_type="text/html")
    found = read(page, kind=SourceKind.LISTING, links=links)
    assert isinstance(found, Listed)
    assert found.kind is SourceKind.LISTING
    return found.candidates


def urls(html: str, links: str | None = None) -> list[str]:
    return [one.url.removeprefix("https://www.wire.example") for one in polled(html, links)]


@pytest.mark.parametrize(
    ("html", "links", "want"),
    [
        pytest.param(
            "<h3><a href='1'>a</a></h3><a href=2>b</a>", "h3 a", ["/mali/1"], id="anchors"
        ),
        pytest.param("<h3><a href='/1'>a</a></h3>", "h3", ["/1"], id="the anchor within"),
        pytest.param("<a href='/1'><h3>a</h3></a>", "h3", ["/1"], id="the anchor around"),
        pytest.param("<base href='/b/'><a href='1'>a</a>", "a", ["/b/1"], id="base"),
        pytest.param("<a href='/1'>a</a><a href='/1#c'>b</a>", "a", ["/1"], id="each once"),
        pytest.param("<a href='javascript:x'>a</a><a href='/1'>b</a>", "a", ["/1"], id="no script"),
        pytest.param("<a href='#top'>a</a><a href='/1'>b</a>", "a", ["/1"], id="not itself"),
        pytest.param("<a>a</a><a href='/1'>b</a>", "a", ["/1"], id="no target"),
        pytest.param(
            "<a href='https://ads.example/'>a</a><a href='//m.wire.example/1'>b</a>",
            "a",
            ["https://m.wire.example/1"],
            id="own subdomains, no other site",
        ),
        pytest.param(
            "<a href='https://far.example/1'>a</a>",
            "a",
            ["https://far.example/1"],
            id="all elsewhere",
        ),
        pytest.param("<a href=' /a b\n'>a</a>", "a", ["/a%20b"], id="blanks"),
    ],
)
def test_selected_links(html: str, links: str, want: list[str]) -> None:
    assert urls(html, links) == want


def test_a_card_gives_headline_teaser_and_date() -> None:
    first, second = polled(
        "<html lang='fr-FR'><body><main>"
        "<div class='card'><a href='/1'><img alt='Un camion'></a><span>Mali</span>"
        "<h3><a href='/1'> L'ONU quitte\n Ber </a></h3><p>Le camp a été remis lundi matin.</p>"
        "<time datetime='2023-08-14T10:00:00Z'>lundi</time><a href='/1'>Lire la suite</a></div>"
        "<div class='card'><h3><a href='/2'>Kidal attend son tour</a></h3>"
        "<span class='date'>15 août 2023</span></div></main></body></html>",
        ".card a",
    )
    assert first == Candidate(
        url="https://www.wire.example/1",
        title="L'ONU quitte Ber",
        text="Le camp a été remis lundi matin.",
        published_at=datetime(2023, 8, 14, 10, tzinfo=UTC),
        language="fr",
    )
    assert second.title == "Kidal attend son tour"
    assert second.published_at == datetime(2023, 8, 15, tzinfo=UTC)
    assert second.text == ""


@pytest.mark.parametrize(
    ("html", "want"),
    [
        pytest.param(
            "<a href='/1' title='Convoy reaches Gao'></a>", "Convoy reaches Gao", id="title"
        ),
        pytest.param(
            "<a href='/1'><img alt='Convoy reaches Gao'></a>", "Convoy reaches Gao", id="picture"
        ),
        pytest.param(
            "<article><h2>Convoy reaches Gao</h2><a href='/1'>Read more</a></article>",
            "Convoy reaches Gao",
            id="heading beside",
        ),
        pytest.param(
            "<a href='/1'><h2>Convoy reaches Gao</h2><p>It took five days to get there.</p></a>",
            "Convoy reaches Gao",
            id="heading within",
        ),
        pytest.param(
            "<a href='/1'><b class='ticker-title'>Latest</b> Convoy reaches Gao</a>",
            "Latest Convoy reaches Gao",
            id="a label is no headline",
        ),
    ],
)
def test_title(html: str, want: str) -> None:
    assert polled(html, "a")[0].title == want


@pytest.mark.parametrize(
    ("html", "links", "says"),
    [
        pytest.param("<p>none</p>", "h3 a", "'h3 a' matches nothing", id="no match"),
        pytest.param("<h3>a</h3><h3>b</h3>", "h3", "matches 2 elements but no link", id="no link"),
        pytest.param("<a href=/1>a</a>", "h3 >", "is no CSS selector", id="broken selector"),
        pytest.param("<p>none</p>", None, "no headlines found", id="no headlines"),
    ],
)
def test_no_links_says_what_to_do(html: str, links: str | None, says: str) -> None:
    with pytest.raises(PollError) as caught:
        polled(f"<html><body>{html}</body></html>", links)
    assert caught.value.reason is PollReason.NO_LINKS
    assert says in caught.value.detail


NOISE = (
    "<header><a href='/'>The Wire of the whole region</a></header>"
    "<nav><a href='/world/2023/some-long-nav-entry'>All the news of the world</a></nav>"
    "<p class='social-share'><a href='/mali/share-with-all'>Share this with all friends</a></p>"
    "<a href='/tag/united-nations-missions'>More about United Nations missions</a>"
    "<a href='/author/ada-diallo'>Everything that Ada Diallo wrote</a>"
    "<a href='https://ads.example/buy-this-very-thing-now'>Buy this very thing right now</a>"
    "<a href='/mali/?page=2'>Go on to the next page</a>"
    "<footer><a href='/about-us-and-our-work'>About us and our daily work</a></footer>"
)


@pytest.mark.parametrize(
    ("cards", "want"),
    [
        pytest.param(
            "".join(
                f"<article><h2><a href='/{n}'>Camp {n} closes</a></h2></article>" for n in range(3)
            ),
            ["/0", "/1", "/2"],
            id="headings",
        ),
        pytest.param(
            "".join(f"<a href='/{n}'><h2>Camp {n} closes</h2><p>Text</p></a>" for n in range(3)),
            ["/0", "/1", "/2"],
            id="headings within links",
        ),
        pytest.param(
            "".join(
                f"<li><a href='/2023/08/1{n}/camp'>Camp number {n} closes today</a></li>"
                for n in (1, 2)
            ),
            ["/2023/08/11/camp", "/2023/08/12/camp"],
            id="long words and dated addresses",
        ),
        pytest.param(
            "<a href='/a/camp-of-ber-closes'><img></a><a href='/a/camp-of-ber-closes'>"
            "The camp of Ber closes</a>",
            ["/a/camp-of-ber-closes"],
            id="picture and headline are one",
        ),
        pytest.param(
            "<a href='/x/20230814'>联合国驻马里特派团撤离</a>", ["/x/20230814"], id="no spaces"
        ),
    ],
)
def test_headlines_are_found_without_a_selector(cards: str, want: list[str]) -> None:
    assert urls(f"<html><body>{NOISE}<main>{cards}</main></body></html>") == want


@pytest.mark.parametrize(
    ("path", "want"),
    [
        pytest.param("/2023/08/14/ber", (2023, 8, 14), id="slashes"),
        pytest.param("/news-2023-8-4-ber", (2023, 8, 4), id="hyphens"),
        pytest.param("/world/2023/aug/14/ber", (2023, 8, 14), id="month by name"),
        pytest.param("/a/20230814-ber", (2023, 8, 14), id="packed"),
        pytest.param("/2023/13/14/ber", None, id="no month"),
        pytest.param("/2023/02/30/ber", None, id="no day"),
        pytest.param("/id/120230814", None, id="a longer number"),
        pytest.param("/2023/08/ber", None, id="month alone"),
    ],
)
def test_date_in_an_address(path: str, want: tuple[int, int, int] | None) -> None:
    found = date_in(f"https://wire.example{path}")
    assert found == (datetime(*want, tzinfo=UTC) if want else None)


@pytest.mark.parametrize(
    "selector",
    ["h3 a", "article > h2 > a[href^='/news']", "a:not(.ad)", "div:has(> h3) a", "h2 a, h3 a", "*"],
)
def test_good_selectors(selector: str) -> None:
    assert selector_error(selector) is None


@pytest.mark.parametrize(
    ("selector", "says"),
    [
        pytest.param("", "empty", id="empty"),
        pytest.param("  ", "empty", id="blank"),
        pytest.param("h3 >", "no CSS selector", id="unfinished"),
        pytest.param("a,,b", "no CSS selector", id="two commas"),
        pytest.param("a:contains('x')", "jQuery", id="jQuery"),
        pytest.param("a::before", "pseudo-elements", id="pseudo-element"),
        pytest.param("a{color:red}", "no CSS selector", id="a rule"),
        pytest.param("//h3/a", "XPath", id="XPath"),
        pytest.param("a\x00b", "control characters", id="null"),
        pytest.param("a\ud800", "control characters", id="lone surrogate"),
        pytest.param(":not(" * 100_000, "longer than", id="deep"),
    ],
)
def test_bad_selectors_are_refused(selector: str, says: str) -> None:
    assert says in (selector_error(selector) or "")


@given(st.text("ah3>.#:[]()=~^$*|'\"\\,+ nothas-", max_size=60) | st.text())
def test_no_selector_crashes(selector: str) -> None:
    problem = selector_error(selector)
    assert problem is None or problem
