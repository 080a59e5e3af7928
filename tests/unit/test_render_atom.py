import re
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from lxml import html as lxml_html

from alerting import HOSTILE, MATCHES, NOW, TEXT, alert, ref
from alerts.render import atom
from alerts.types import Alert, RuleId, Severity
from feeds import polled

RULE = RuleId("un-leaves-the-north")
ADDRESS = "/feeds/rules/un-leaves-the-north.atom"
A = "{http://www.w3.org/2005/Atom}"
_ACTS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


def feed(*alerts: tuple[Alert, str]) -> bytes:
    return atom(RULE, alerts, address=ADDRESS, timezone=ZoneInfo("Africa/Bamako"))


def only(body: bytes) -> etree._Element:
    """Return the one entry of a feed."""
    (entry,) = etree.fromstring(body).iter(A + "entry")
    return entry


def test_an_entry_says_what_was_found_and_why() -> None:
    entry = only(feed((alert(), TEXT)))
    assert entry.findtext(A + "id") == "urn:wireroom:alert:al_test"
    assert entry.findtext(A + "title") == "Peacekeepers quit Ber base"
    assert entry.findtext(A + "updated") == "2023-08-14T12:00:00Z"
    assert entry.findtext(f"{A}author/{A}name") == "sahel-post (news.example)"
    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    (category,) = entry.iter(A + "category")
    assert category.get("term") == "high"
    (link,) = entry.iter(A + "link")
    assert (link.get("rel"), link.get("href")) == ("alternate", "https://news.example/mali/ber")
    (summary,) = entry.iter(A + "summary")
    assert summary.get("type") == "html"
    told = summary.text or ""
    assert "<li>ber: Ber; proved by Mali (mali)</li>" in told
    assert "camp at <b>Ber</b> before dawn" in told
    assert "2023-08-13 09:30 Africa/Bamako" in told


def test_a_feed_has_what_the_standard_asks_for() -> None:
    later = alert(id="al_later", created_at=NOW + timedelta(hours=1), severity=Severity.LOW)
    root = etree.fromstring(feed((later, TEXT), (alert(), TEXT)))
    assert root.tag == A + "feed"
    assert root.findtext(A + "id") == "urn:wireroom:rule:un-leaves-the-north"
    assert root.findtext(A + "title") == "wireroom: un-leaves-the-north"
    assert root.findtext(A + "updated") == "2023-08-14T13:00:00Z"
    assert root.findtext(f"{A}author/{A}name") == "wireroom"
    (self_link,) = (link for link in root.findall(A + "link") if link.get("rel") == "self")
    assert self_link.get("href") == ADDRESS
    ids = [entry.findtext(A + "id") for entry in root.iter(A + "entry")]
    assert ids == ["urn:wireroom:alert:al_later", "urn:wireroom:alert:al_test"]


def test_a_rule_that_found_nothing_has_a_feed() -> None:
    root = etree.fromstring(feed())
    assert root.findtext(A + "updated") == "1970-01-01T00:00:00Z"
    assert list(root.iter(A + "entry")) == []
    assert feed() == feed()


def test_readers_read_it() -> None:
    body = feed((alert(), TEXT), (alert(id="al_2", article=ref(url="https://b.example/2")), TEXT))
    parsed = feedparser.parse(body)
    assert not parsed.bozo
    assert [e.link for e in parsed.entries] == [
        "https://news.example/mali/ber",
        "https://b.example/2",
    ]
    assert parsed.entries[0].tags[0].term == "high"
    assert [(c.url, c.title, c.published_at) for c in polled(body)] == [
        ("https://news.example/mali/ber", "Peacekeepers quit Ber base", NOW),
        ("https://b.example/2", "Peacekeepers quit Ber base", NOW),
    ]


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("javascript:alert(1)", id="javascript"),
        pytest.param("data:text/html,<script>", id="data"),
        pytest.param("file:///etc/passwd", id="file"),
        pytest.param("https://user:pass@news.example/", id="userinfo"),
        pytest.param("no address", id="nothing"),
    ],
)
def test_only_web_addresses_are_links(url: str) -> None:
    entry = only(feed((alert(article=ref(url=url)), TEXT)))
    assert list(entry.iter(A + "link")) == []
    (content,) = entry.iter(A + "content")  # an entry without a link has to have its content
    assert "What" not in (content.text or "")
    assert "<li>ber" in (content.text or "")


def test_where_the_text_was_replaced_nothing_is_quoted() -> None:
    (summary,) = only(feed((alert(), "Another text of the same address."))).iter(A + "summary")
    assert "Another" not in (summary.text or "")
    assert "<li>ber: Ber" in (summary.text or "")


@pytest.mark.parametrize("text", [*HOSTILE, pytest.param("not \ufffe XML \uffff", id="no XML")])
def test_a_hostile_string_does_nothing_in_a_feed(text: str) -> None:
    matches = tuple(replace(m, text=text) for m in MATCHES[:1])
    body = feed(
        (alert(article=ref(title=text, source=text, language=text, url=text), matches=matches), "")
    )
    assert not _ACTS.search(body.decode())
    entry = only(body)
    (content,) = entry.iter(A + "content")
    inside = lxml_html.fromstring(f"<div>{content.text}</div>")
    assert {each.tag for each in inside.iter()} <= {"div", "p", "ul", "li", "b"}
    assert not any(each.attrib for each in inside.iter())
    assert not feedparser.parse(body).bozo


@given(st.text(), st.text())
def test_whatever_a_title_holds_the_feed_is_xml(title: str, source: str) -> None:
    entry = only(feed((alert(article=ref(title=title, source=source)), TEXT)))
    assert len(entry.findtext(A + "title") or "") <= 300
