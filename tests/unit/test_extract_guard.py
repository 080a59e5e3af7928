import time

import pytest

from monitor.errors import ExtractError, ExtractReason
from monitor.extract import extract
from monitor.extract.guard import kind, refuse_hostile
from monitor.types import Page

PARAGRAPH = (
    "<p>" + "The harbour was closed on Tuesday after a storm broke two of its cranes. " * 8 + "</p>"
)


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param("<div>" * 50_000 + "x", id="50,000 open divs"),
        pytest.param("<div>" * 50_000 + "x" + "</div>" * 50_000, id="50,000 closed divs"),
        pytest.param("<b><i>" * 25_000 + "x", id="inline"),
        pytest.param("<x-y>" * 50_000 + "x", id="custom elements"),
        pytest.param("<DIV a=1>" * 50_000 + "x", id="upper case, with attributes"),
        pytest.param(
            "<div " + " ".join(f"a{i}=1" for i in range(30_000)) + ">x</div>",
            id="30,000 attributes",
        ),
        pytest.param(
            "<div " + " ".join(f"a{i}" for i in range(30_000)) + ">x</div>", id="without values"
        ),
        pytest.param(
            "<div " + " ".join(f'a{i}="x y"' for i in range(30_000)) + ">x</div>", id="quoted"
        ),
        pytest.param("<p>" + "x" * 20_000_001, id="20 MB"),
    ],
)
def test_hostile_markup_is_refused_at_once(markup: str) -> None:
    start = time.process_time()
    with pytest.raises(ExtractError) as caught:
        extract(
            Page(
                requested_url="http://a.example/",
                url="http://a.example/",
                body=markup.encode(),
                content_type="text/html",
            )
        )
    assert caught.value.reason is ExtractReason.EMPTY
    assert time.process_time() - start < 1.5


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param(PARAGRAPH * 5_000, id="5,000 paragraphs"),
        pytest.param("<p>x<br>" * 10_000, id="tags that need no end"),
        pytest.param("<ul>" + "<li>x" * 10_000 + "</ul>", id="list items without end tags"),
        pytest.param("<svg>" + '<path d="M1 2"/>' * 10_000 + "</svg>", id="svg that closes itself"),
        pytest.param(
            '<div style="' + "color: red; " * 5_000 + '">x</div>', id="one long attribute"
        ),
        pytest.param(
            "<script>if (a <b) " + 'x = "y z"; f (); ' * 5_000 + "</script>",
            id="script with a less-than",
        ),
        pytest.param("<" * 100_000, id="no tags at all"),
    ],
)
def test_large_pages_are_not_hostile(markup: str) -> None:
    refuse_hostile(markup)


@pytest.mark.parametrize(
    ("body", "content_type", "want"),
    [
        pytest.param(b"<!DOCTYPE html><html>", "text/html; charset=utf-8", "html", id="html"),
        pytest.param(b"<html xmlns='x'>", "application/xhtml+xml", "html", id="xhtml"),
        pytest.param(b"<p>x", "", "html", id="no type"),
        pytest.param(
            b"<?xml version='1.0'?><!DOCTYPE html><html>",
            "application/xml",
            "html",
            id="html sent as xml",
        ),
        pytest.param(b"<html>", "text/plain", "html", id="html sent as text"),
        pytest.param(b"Port closed\n\nIt broke.", "text/plain", "text", id="text"),
        pytest.param(b"words only", "text/html", "html", id="no tag near the start"),
    ],
)
def test_kind_of_a_body(body: bytes, content_type: str, want: str) -> None:
    assert kind(body, content_type) == want


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        pytest.param(b"%PDF-1.7 ...", "application/pdf", id="pdf"),
        pytest.param(b"%PDF-1.7 ...", "text/html", id="pdf sent as html"),
        pytest.param(b"\x89PNG\r\n", "image/png", id="png"),
        pytest.param(b'{"a": 1}', "application/json", id="json"),
        pytest.param(b'{"a": 1}', "text/html", id="json sent as html"),
        pytest.param(
            b"<?xml version='1.0'?><rss version='2.0'>", "text/html", id="feed sent as html"
        ),
        pytest.param(b"<?xml version='1.0'?><a/>", "application/xml", id="other xml"),
        pytest.param(b"abc", "video/mp4", id="video"),
    ],
)
def test_what_is_no_page_is_refused(body: bytes, content_type: str) -> None:
    with pytest.raises(ExtractError) as caught:
        extract(
            Page(
                requested_url="http://a.example/",
                url="http://a.example/",
                body=body,
                content_type=content_type,
            )
        )
    assert caught.value.reason is ExtractReason.NOT_HTML
