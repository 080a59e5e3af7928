import gzip
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import PollError, PollReason
from monitor.poll import read
from monitor.poll.body import MAX_BYTES
from monitor.types import Elsewhere, Listed, Page, Polled, SourceKind

URL = "https://wire.example/mali/"
FEED = b"<rss><channel><item><link>https://wire.example/1</link></item></channel></rss>"
ATOM = b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="/1"/></entry></feed>'
SITEMAP = b"<urlset><url><loc>https://wire.example/1</loc></url></urlset>"
JSON = b'{"items": [{"url": "https://wire.example/1"}]}'
HEADLINES = b"".join(
    b"<article><h2><a href='/mali/story-number-%d'>Mission leaves camp %d</a></h2></article>"
    % (n, n)
    for n in range(4)
)
LISTING = b"<!DOCTYPE html><html><body>" + HEADLINES + b"</body></html>"
WALL = b"<html><head><title>Just a moment...</title></head><body><p>Checking</p></body></html>"
NOTICE = b"<html><head><title>Closed down</title></head><body><p>Thank you all</p></body></html>"
LOGIN = b"<html><body><form><input type=password></form></body></html>"
CONSENT = b"<html><body><form action=/consent/save><button>OK</button></form></body></html>"


def page_with(*links: str, body: bytes = b"") -> bytes:
    return b"<html><head>" + "".join(links).encode() + b"</head><body>" + body + b"</body></html>"


def alternate(href: str, media: str = "application/rss+xml", title: str = "") -> str:
    return f'<link rel="alternate" type="{media}" title="{title}" href="{href}">'


def polled(
    body: bytes, kind: SourceKind | None = None, links: str | None = None, content_type: str = ""
) -> Polled:
    page = Page(requested_url=URL, url=URL, body=body, content_type=content_type)
    return read(page, kind=kind, links=links)


def refused(body: bytes, kind: SourceKind | None = None, links: str | None = None) -> PollError:
    with pytest.raises(PollError) as caught:
        polled(body, kind, links)
    return caught.value


@pytest.mark.parametrize(
    ("body", "content_type", "want"),
    [
        pytest.param(FEED, "text/html", SourceKind.FEED, id="RSS called HTML"),
        pytest.param(b"<!-- made --> " + FEED, "", SourceKind.FEED, id="a comment first"),
        pytest.param(b"<?xml version='1.0'?><?xsl x?>" + ATOM, "", SourceKind.FEED, id="Atom"),
        pytest.param(b"\xef\xbb\xbf  \n" + FEED, "", SourceKind.FEED, id="a mark and blanks first"),
        pytest.param(
            b"<!DOCTYPE rss [<!ENTITY x 'y'>]>" + FEED, "", SourceKind.FEED, id="a DTD first"
        ),
        pytest.param(JSON, "text/plain", SourceKind.FEED, id="JSON Feed"),
        pytest.param(gzip.compress(FEED), "", SourceKind.FEED, id="gzipped feed"),
        pytest.param(SITEMAP, "application/rss+xml", SourceKind.SITEMAP, id="sitemap called feed"),
        pytest.param(gzip.compress(SITEMAP), "", SourceKind.SITEMAP, id="gzipped sitemap"),
        pytest.param(b"https://wire.example/1\n", "", SourceKind.SITEMAP, id="text sitemap"),
        pytest.param(LISTING, "application/xml", SourceKind.LISTING, id="page called XML"),
        pytest.param(HEADLINES, "", SourceKind.LISTING, id="fragment of a page"),
    ],
)
def test_the_bytes_decide(body: bytes, content_type: str, want: SourceKind) -> None:
    found = polled(body, content_type=content_type)
    assert isinstance(found, Listed)
    assert found.kind is want
    assert found.candidates[0].url.startswith("https://wire.example/")


@pytest.mark.parametrize(
    ("body", "kind", "want"),
    [
        pytest.param(SITEMAP, SourceKind.FEED, SourceKind.SITEMAP, id="sitemap for a feed"),
        pytest.param(FEED, SourceKind.SITEMAP, SourceKind.FEED, id="feed for a sitemap"),
        pytest.param(FEED, SourceKind.LISTING, SourceKind.FEED, id="feed for a listing"),
    ],
)
def test_what_can_be_read_is_read(body: bytes, kind: SourceKind, want: SourceKind) -> None:
    assert polled(body, kind).kind is want


@pytest.mark.parametrize(
    ("body", "kind", "reason", "says"),
    [
        pytest.param(b"", None, PollReason.EMPTY, "empty body", id="empty"),
        pytest.param(b" \r\n", SourceKind.FEED, PollReason.EMPTY, "empty body", id="blank"),
        pytest.param(
            gzip.compress(b""), None, PollReason.EMPTY, "empty body", id="gzipped nothing"
        ),
        pytest.param(NOTICE, SourceKind.FEED, PollReason.HTML, "Closed down", id="a notice"),
        pytest.param(NOTICE, SourceKind.SITEMAP, PollReason.HTML, "not a sitemap", id="no sitemap"),
        pytest.param(
            page_with(alternate("/feed.xml")),
            SourceKind.FEED,
            PollReason.HTML,
            "declares https://wire.example/feed.xml",
            id="page in place of its feed",
        ),
        pytest.param(
            NOTICE, None, PollReason.UNKNOWN_KIND, "declares no feed", id="page of nothing"
        ),
        pytest.param(b"No such feed", None, PollReason.UNKNOWN_KIND, "'No such feed'", id="words"),
        pytest.param(
            b"No such feed",
            SourceKind.FEED,
            PollReason.MALFORMED,
            "correct url",
            id="words for a feed",
        ),
        pytest.param(b"{}", SourceKind.FEED, PollReason.MALFORMED, "'{}'", id="JSON, no feed"),
        pytest.param(b"<opml/>", SourceKind.FEED, PollReason.MALFORMED, "<opml/>", id="other XML"),
        pytest.param(b"\x89PNG\r\n", None, PollReason.UNKNOWN_KIND, "starts with", id="picture"),
        pytest.param(b"\x1f\x8b\x08junk", None, PollReason.MALFORMED, "gzip", id="broken gzip"),
        pytest.param(
            gzip.compress(b"a" * (MAX_BYTES + 1)),
            None,
            PollReason.MALFORMED,
            "more than 52 MB",
            id="gzip bomb",
        ),
    ],
)
def test_reasons(body: bytes, kind: SourceKind | None, reason: PollReason, says: str) -> None:
    error = refused(body, kind)
    assert error.reason is reason
    assert says in error.detail


@pytest.mark.parametrize(
    ("body", "reason", "says"),
    [
        pytest.param(WALL, PollReason.BOT_WALL, "Just a moment...", id="bot wall"),
        pytest.param(CONSENT, PollReason.CONSENT_PAGE, "asks for consent", id="consent page"),
        pytest.param(LOGIN, PollReason.LOGIN_PAGE, "asks to log in", id="log-in"),
    ],
)
@pytest.mark.parametrize(
    ("kind", "links"),
    [
        pytest.param(SourceKind.FEED, None, id="for a feed"),
        pytest.param(SourceKind.SITEMAP, None, id="for a sitemap"),
        pytest.param(SourceKind.LISTING, None, id="for a listing"),
        pytest.param(SourceKind.LISTING, "h2 a", id="for a selector's"),
        pytest.param(None, "h2 a", id="for a selector's of no kind"),
        pytest.param(None, None, id="of no kind"),
    ],
)
def test_walls(
    body: bytes, reason: PollReason, says: str, kind: SourceKind | None, links: str | None
) -> None:
    error = refused(body, kind, links)
    assert error.reason is reason
    assert says in error.detail
    assert URL in error.detail


def test_a_redirect_to_a_wall_is_told_by_its_address() -> None:
    page = Page(requested_url=URL, url="https://wire.example/login?next=/mali/", body=NOTICE)
    with pytest.raises(PollError) as caught:
        read(page, kind=SourceKind.FEED, links=None)
    assert caught.value.reason is PollReason.LOGIN_PAGE


@pytest.mark.parametrize("extra", [LOGIN, CONSENT, b"<div class=g-recaptcha></div>"])
@pytest.mark.parametrize("kind", [SourceKind.LISTING, None])
def test_a_page_that_lists_headlines_is_read(extra: bytes, kind: SourceKind | None) -> None:
    found = polled(LISTING.replace(b"</body>", extra + b"</body>"), kind)
    assert isinstance(found, Listed)
    assert len(found.candidates) == 4


@pytest.mark.parametrize(
    ("head", "want"),
    [
        pytest.param([alternate("feed")], ["https://wire.example/mali/feed"], id="relative"),
        pytest.param(
            ['<base href="https://cdn.example/x/">', alternate("feed")],
            ["https://cdn.example/x/feed"],
            id="base",
        ),
        pytest.param(
            [alternate("/feed"), alternate("/mali/feed")],
            ["https://wire.example/mali/feed", "https://wire.example/feed"],
            id="the section's own first",
        ),
        pytest.param(
            [alternate("/comments/feed", title="Comments Feed"), alternate("/feed")],
            ["https://wire.example/feed"],
            id="no comments",
        ),
        pytest.param(
            [alternate("/wp-json/wp/v2/posts/1", "application/json"), alternate("/feed")],
            ["https://wire.example/feed"],
            id="no REST interface",
        ),
        pytest.param(
            [
                alternate("/f.json", "application/feed+json"),
                alternate("/a", "application/atom+xml"),
            ],
            ["https://wire.example/f.json", "https://wire.example/a"],
            id="JSON and Atom",
        ),
        pytest.param(
            ['<link rel="alternate" hreflang="fr" href="/fr/">', alternate("/rss.xml", "text/xml")],
            ["https://wire.example/rss.xml"],
            id="no translation, but XML named so",
        ),
    ],
)
def test_declared_feeds(head: list[str], want: list[str]) -> None:
    found = polled(page_with(*head, body=HEADLINES))
    assert found == Elsewhere(kind=SourceKind.FEED, urls=tuple(want))


def test_a_selector_comes_before_declared_feeds() -> None:
    found = polled(page_with(alternate("/feed"), body=HEADLINES), links="h2 a")
    assert found.kind is SourceKind.LISTING


def test_a_page_of_feeds_leads_to_them() -> None:
    body = b"<html><body><p><a href='/world/rss.xml'>World</a> <a href='/x'>x</a></body></html>"
    want = Elsewhere(kind=SourceKind.FEED, urls=("https://wire.example/world/rss.xml",))
    assert polled(body) == want


def test_errors_cross_between_processes() -> None:
    error = refused(WALL, SourceKind.FEED)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


_WORDS = st.sampled_from(
    [
        *[b"<rss>", b"<item>", b"<link>", b"<feed>", b"<entry", b"<urlset>", b"<loc>", b"</", b">"],
        *[b"<?xml", b"<!DOCTYPE", b"[", b"<![CDATA[", b"]]>", b"&", b"{", b'"items":', b"\xe2\x80"],
        *[b"<html", b"<a href=", b"<time datetime=", b"<base href=//[>", b"'", b"http://x/1"],
        *[b"\x1f\x8b", b"\xff\xfe", b"\0"],
    ]
)


@given(
    st.binary() | st.lists(_WORDS | st.binary(max_size=4)).map(b"".join),
    st.sampled_from([None, *SourceKind]),
    st.sampled_from([None, "a", "h3 a"]),
)
def test_bytes_raise_nothing_but_poll_errors(
    body: bytes, kind: SourceKind | None, links: str | None
) -> None:
    try:
        found = polled(body, kind, links)
    except PollError:
        return
    urls = found.urls if isinstance(found, Elsewhere) else [one.url for one in found.candidates]
    assert len(set(urls)) == len(urls)
    assert all(url.startswith(("http://", "https://")) for url in urls)
