import json
import pickle
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import ExtractError, ExtractReason
from monitor.extract import extract
from monitor.extract.jsonld import Linked, linked
from monitor.types import Extract, Page

URL = "https://news.example/sea/2026/harbour-closed"
PARAGRAPHS = (
    "The harbour of Nord was closed on Tuesday after a storm broke two of its cranes and sank a "
    "barge, the port authority said.",
    "No ship will be unloaded there before the end of the week, and three tankers have to wait "
    "outside the breakwater.",
    "“We were lucky that nobody was on the quay at that time of the night,” the harbour master "
    "told reporters on the pier.",
    "The cranes were built in 1974; a plan to replace them was postponed twice for want of "
    "money by the council of the town.",
)
BODY = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
LINKED = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Harbour of Nord closed after storm",
    "datePublished": "2026-03-03T07:15:00+01:00",
    "author": [{"@type": "Person", "name": "Jane Roe"}, {"@type": "Person", "name": "Bo Ek"}],
    "publisher": {"@type": "Organization", "name": "The Nord Times"},
}


def page(body: str, url: str = URL, content_type: str = "text/html; charset=utf-8") -> Page:
    return Page(requested_url=url, url=url, body=body.encode(), content_type=content_type)


def article(head: str = "", body: str = BODY, lang: str = "en") -> Extract:
    markup = (
        f"<!DOCTYPE html><html "
        f'lang="{lang}"><head>{head}</head><body><article>{body}</article></body></html>'
    )
    return extract(page(markup))


def script(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return f'<script type="application/ld+json">{text}</script>'


def test_whole_page() -> None:
    found = extract(
        page(
            f"""<!DOCTYPE html><html lang="en-GB"><head>
            <title>Harbour closed | The Nord Times</title>
            {script(LINKED)}<link rel="canonical" href="/sea/2026/harbour-closed"></head><body>
            <nav><ul><li><a href="/">Home</a></ul></nav>
            <main><article><h1>Harbour of Nord closed after storm</h1>
            <p>By <a rel="author">Jane Roe</a></p>
            <div class="share"><a href="#">Share on Facebook</a></div>
            {BODY}<p>Advertisement</p><p>{PARAGRAPHS[0]}</p><p>Subscribe to our newsletter</p>
            </article></main><footer><p>All rights reserved.</p></footer></body></html>"""
        )
    )
    assert found == Extract(
        title="Harbour of Nord closed after storm",
        text="\n".join(PARAGRAPHS),
        canonical_url=URL,
        authors=("Jane Roe", "Bo Ek"),
        published_at=datetime(2026, 3, 3, 6, 15, tzinfo=UTC),
        language="en",
    )


@pytest.mark.parametrize(
    ("head", "want"),
    [
        pytest.param(script(LINKED), "Harbour of Nord closed after storm", id="json-ld"),
        pytest.param(
            script({"@graph": [{"@type": "WebSite"}, LINKED]}),
            "Harbour of Nord closed after storm",
            id="graph",
        ),
        pytest.param(script([[LINKED]]), "Harbour of Nord closed after storm", id="lists"),
        pytest.param(
            script(json.dumps(LINKED)[:-1] + ",}"),
            "Harbour of Nord closed after storm",
            id="trailing comma",
        ),
        pytest.param(
            script("<!-- " + json.dumps(LINKED) + " -->"),
            "Harbour of Nord closed after storm",
            id="comment",
        ),
        pytest.param(
            script(json.dumps(LINKED)[:-30]), "Harbour of Nord closed after storm", id="cut off"
        ),
        pytest.param(
            script(LINKED | {"headline": "Tom &amp;amp; Ann"}), "Tom & Ann", id="escaped twice"
        ),
        pytest.param("<title>Storm | News.Example</title>", "Storm", id="host is the site"),
        pytest.param(
            "<title>Storm - Nord Times</title><meta property='og:site_name' content='Nord Times'>",
            "Storm",
            id="site",
        ),
        pytest.param(
            "<title>Nord Times | Storm hits</title><meta property='og:site_name' content='Nord "
            "Times'>",
            "Storm hits",
            id="first",
        ),
        pytest.param(
            "<title>Storm - the worst in years</title>",
            "Storm - the worst in years",
            id="a dash of its own",
        ),
        pytest.param(
            "<meta property='og:title' content='Storm &amp; rain'>", "Storm & rain", id="og:title"
        ),
        pytest.param(
            "<meta property='og:title' content='Hel\u00adlo storm'>",
            "Hello storm",
            id="soft hyphen",
        ),
    ],
)
def test_title(head: str, want: str) -> None:
    assert article(head).title == want


def test_title_without_any_is_the_first_sentence() -> None:
    assert PARAGRAPHS[0].startswith(article().title[:-1])


@pytest.mark.parametrize(
    ("given", "want"),
    [
        pytest.param("Jane Roe", ("Jane Roe",), id="string"),
        pytest.param({"name": ["Jane Roe", "Bo Ek"]}, ("Jane Roe", "Bo Ek"), id="names in a list"),
        pytest.param("By Jane Roe and Bo Ek", ("Jane Roe", "Bo Ek"), id="byline"),
        pytest.param("Jane Roe, Bo Ek, EXN", ("Jane Roe", "Bo Ek", "EXN"), id="commas"),
        pytest.param(
            "Von Max Muster und Eva Beispiel", ("Max Muster", "Eva Beispiel"), id="german"
        ),
        pytest.param(
            [{"name": "Jane Roe"}, {"name": "JANE ROE"}, {"name": "jane-roe"}],
            ("Jane Roe",),
            id="said twice",
        ),
        pytest.param("https://news.example/by/jane-roe", (), id="address"),
        pytest.param("desk@news.example", (), id="mail"),
        pytest.param("Jane Roe (jar)", ("Jane Roe",), id="sign in brackets"),
        pytest.param("Jane Roe, Senior Reporter", ("Jane Roe",), id="role"),
        pytest.param({"@id": "#p1"}, ("Ann Lee",), id="reference"),
        pytest.param([None, 3, {"name": None}], (), id="nonsense"),
    ],
)
def test_authors(given: object, want: tuple[str, ...]) -> None:
    graph = [LINKED | {"author": given}, {"@type": "Person", "@id": "#p1", "name": "Ann Lee"}]
    assert article(script({"@graph": graph})).authors == want


def test_person_in_the_byline_is_better_than_the_site() -> None:
    head = (
        script(LINKED | {"author": {"name": "The Nord Times"}})
        + '<meta name="author" content="Jane Roe">'
    )
    assert article(head).authors == ("Jane Roe",)


@pytest.mark.parametrize(
    ("head", "want"),
    [
        pytest.param(script(LINKED), datetime(2026, 3, 3, 6, 15, tzinfo=UTC), id="json-ld"),
        pytest.param(
            '<meta property="article:published_time" content="2026-03-03T06:15:00Z">',
            datetime(2026, 3, 3, 6, 15, tzinfo=UTC),
            id="meta",
        ),
        pytest.param(
            '<meta name="date" content="2026-03-03 06:15:00 +0100">',
            datetime(2026, 3, 3, 5, 15, tzinfo=UTC),
            id="spaced zone",
        ),
        pytest.param(
            '<meta name="date" content="Tue, 03 Mar 2026 06:15:00 GMT">',
            datetime(2026, 3, 3, 6, 15, tzinfo=UTC),
            id="rfc 5322",
        ),
        pytest.param(
            '<meta name="date" content="2026-03-03">', datetime(2026, 3, 3, tzinfo=UTC), id="day"
        ),
        pytest.param(
            '<meta name="date" content="2026-03-03"><meta name="dc.date" '
            'content="2026-03-03T06:15+00:00">',
            datetime(2026, 3, 3, 6, 15, tzinfo=UTC),
            id="exact wins",
        ),
        pytest.param('<meta name="date" content="1970-01-01T00:00:00Z">', None, id="epoch"),
        pytest.param('<meta name="date" content="yesterday">', None, id="no date"),
        pytest.param("", None, id="none"),
    ],
)
def test_published(head: str, want: datetime | None) -> None:
    found = article(head).published_at
    assert found == want
    assert found is None or found.tzinfo is UTC


def test_published_in_the_body() -> None:
    found = article(
        body=f'<time datetime="2026-03-03T06:15:00-05:00">3 March</time>{BODY}'
    ).published_at
    assert found == datetime(2026, 3, 3, 6, 15, tzinfo=timezone(timedelta(hours=-5)))


@pytest.mark.parametrize(
    ("head", "want"),
    [
        pytest.param(
            '<link rel="canonical" href="https://other.example/a-story">',
            "https://other.example/a-story",
            id="other host",
        ),
        pytest.param(
            '<base href="https://b.example/x/"><link rel="canonical" href="a-story">',
            "https://b.example/x/a-story",
            id="base",
        ),
        pytest.param(
            '<meta property="og:url" content="//news.example/a-story">',
            "https://news.example/a-story",
            id="og:url",
        ),
        pytest.param(
            '<link rel="canonical" href="https://news.example/"><meta property="og:url" '
            'content="/a-story">',
            "https://news.example/a-story",
            id="home page",
        ),
        pytest.param('<link rel="canonical" href="https://news.example/sea/">', None, id="section"),
        pytest.param('<link rel="canonical" href="javascript:void(0)">', None, id="script"),
        pytest.param('<link rel="canonical" href="https://[bad/a-story">', None, id="unreadable"),
        pytest.param(
            '<link rel="canonical" href="http://localhost/a-story">', None, id="localhost"
        ),
        pytest.param('<link rel="canonical" href="/{{ slug }}/a-story">', None, id="template"),
        pytest.param('<link rel="canonical" href="">', None, id="empty"),
    ],
)
def test_canonical_url(head: str, want: str | None) -> None:
    assert article(head).canonical_url == want


def test_json_ld_body_where_the_page_shows_a_part() -> None:
    head = script(LINKED | {"articleBody": "\n".join(PARAGRAPHS)})
    assert article(head, body=f"<p>{PARAGRAPHS[0]}</p>").text == "\n".join(PARAGRAPHS)


def test_json_ld_body_does_not_replace_the_page() -> None:
    shown = article(script(LINKED | {"articleBody": " ".join(PARAGRAPHS)}))
    assert shown.text == "\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param("", id="nothing"),
        pytest.param("<html><body></body></html>", id="no text"),
        pytest.param(
            "<html><body><p>Please enable JavaScript to continue.</p></body></html>",
            id="script shell",
        ),
        pytest.param(
            "<html><title>Just a moment...</title><body><h1>news.example</h1><p>Checking your "
            "browser before accessing the site. "
            "This process is automatic and will take up to five seconds.</p></body></html>",
            id="browser check",
        ),
        pytest.param(
            "<html><title>Log in</title><body><p>Log in to continue reading this and all other "
            "articles of the Nord Times, the "
            "paper of the north.</p></body></html>",
            id="log-in",
        ),
        pytest.param(
            "<html><title>Before you continue</title><body><p>We and our 823 partners store and "
            "access information on your device "
            "for personalised ads and content, and to measure how they perform.</p></body></html>",
            id="consent",
        ),
        pytest.param(
            "<html><title>Page not found</title><body><p>The page you are looking for does not "
            "exist, or it has been moved to "
            "another address.</p></body></html>",
            id="not found",
        ),
    ],
)
def test_shell_is_no_article(markup: str) -> None:
    with pytest.raises(ExtractError) as caught:
        extract(page(markup))
    assert caught.value.reason is ExtractReason.EMPTY
    assert pickle.loads(pickle.dumps(caught.value)).reason is ExtractReason.EMPTY


def test_article_about_a_log_in_stays() -> None:
    body = (
        BODY
        + "<p>Users had to log in to continue, and some had to enable JavaScript, the operator "
        "said.</p>"
    )
    assert "enable JavaScript" in article(body=body).text


def test_text_page_is_read_like_a_file() -> None:
    found = extract(
        page(f"Harbour closed\n\n{PARAGRAPHS[0]}\n\nAdvertisement", content_type="text/plain")
    )
    assert (found.title, found.text, found.language) == ("Harbour closed", PARAGRAPHS[0], "en")


def test_charset_of_the_header_is_used() -> None:
    body = (
        f"<html><body><article><p>{PARAGRAPHS[0]} Café fermé.</p></article></body></html>".encode(
            "cp1252"
        )
    )
    found = extract(
        Page(requested_url=URL, url=URL, body=body, content_type="text/html; charset=windows-1252")
    )
    assert "Café fermé." in found.text


@given(st.binary(max_size=300))
def test_any_bytes_give_an_article_or_our_error(body: bytes) -> None:
    try:
        found = extract(
            Page(
                requested_url=URL, url=URL, body=b"<html><body><p>" + body, content_type="text/html"
            )
        )
    except ExtractError:
        return
    assert found.text


_SAID = "@type @graph @id headline author name publisher datePublished inLanguage url"
_FIELDS = _SAID.split()
_JSON = st.recursive(
    st.none() | st.text(max_size=20) | st.integers() | st.just("NewsArticle"),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(_FIELDS), inner),
)


@given(_JSON)
def test_any_json_ld_is_tolerated(value: object) -> None:
    assert isinstance(linked([json.dumps(value)]).headline, str)


@pytest.mark.parametrize(
    "text", ["", "{", "[" * 100_000, "null", '{"@graph": 3}', "\x00", "{}" * 9]
)
def test_json_ld_that_is_none_says_nothing(text: str) -> None:
    assert linked([text]) == Linked()
