"""The e-mail of an alert, read as a mail client reads it."""

import html
import re
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from selectolax.lexbor import LexborHTMLParser

from alerting import HOSTILE, MATCHES, TEXT, TITLE, alert, found, ref
from alerts.render import mail
from alerts.render.neutral import one_line, web_link
from alerts.types import Alert, DeliveryId, Field, RuleId, Severity
from mails import harmless, part, read


def raw(given: Alert, text: str = TEXT, zone: str = "Africa/Bamako") -> bytes:
    return mail(
        given,
        text,
        delivery=DeliveryId("msg_abc"),
        sender="Wire Room <wireroom@example.org>",
        recipient="desk@example.org",
        timezone=ZoneInfo(zone),
    )


def test_headers_of_the_field() -> None:
    message = read(raw(alert()))
    assert {k: str(v) for k, v in message.items() if k not in {"Content-Type", "MIME-Version"}} == {
        "Subject": f"[high, un-leaves-the-north] {TITLE}",
        "From": "Wire Room <wireroom@example.org>",
        "To": "desk@example.org",
        "Date": "Mon, 14 Aug 2023 12:00:00 +0000",
        "Message-ID": "<msg_abc@example.org>",
        "List-Id": "<un-leaves-the-north.wireroom.example.org>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "X-Wireroom-Alert": "al_test",
    }


def test_bytes_are_a_function_of_the_arguments() -> None:
    assert raw(alert()) == raw(alert())


def test_bytes_are_ascii_with_crlf_and_short_lines() -> None:
    given = raw(alert(article=ref(title="Kidal كيدال " * 60)))
    assert given.isascii()
    assert b"\n" not in given.replace(b"\r\n", b"")
    assert max(map(len, given.split(b"\r\n"))) <= 998


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_a_part_tells_what_a_reader_needs(kind: str) -> None:
    shown = part(read(raw(alert(), zone="Asia/Kathmandu")), kind)
    for wanted in (
        "https://news.example/mali/ber",
        "sahel-post (news.example)",
        "2023-08-13 15:15 Asia/Kathmandu (UTC+05:45)",
        "un-leaves-the-north",
        "high",
        "minusma",
        "proved by",
        "al_test",
    ):
        assert wanted in shown


def test_text_part_shows_title_and_marked_matches() -> None:
    shown = part(read(raw(alert())), "plain")
    assert shown.startswith(TITLE)
    assert "The convoy left the camp at *Ber* before dawn" in shown
    assert "the *CMA* in northern" in shown
    assert "- ber: Ber; proved by Mali (mali)" in shown


def test_html_part_highlights_matches_and_links_the_title() -> None:
    tree = LexborHTMLParser(part(read(raw(alert())), "html"))
    heading = tree.css_first("h1 a")
    assert heading is not None
    assert heading.attributes["href"] == "https://news.example/mali/ber"
    assert [m.text() for m in tree.css("h1 mark")] == ["Ber"]
    assert [m.text() for m in tree.css("blockquote mark")] == ["Ber", "CMA", "MINUSMA"]


def test_date_that_is_not_known_is_said_so() -> None:
    shown = part(read(raw(alert(article=ref(published_at=None)))), "plain")
    assert "Published: not given" in shown
    assert "Found:     2023-08-14 12:00 Africa/Bamako (UTC+00:00)" in shown


def test_words_of_a_rule_stand_for_themselves() -> None:
    shown = part(read(raw(alert(matches=(found(None, "convoy"),)))), "plain")
    assert "- “convoy”\n" in shown
    assert "The *convoy* left" in shown


def test_normal_severity_is_not_in_the_subject() -> None:
    message = read(raw(alert(severity=Severity.NORMAL, rule=RuleId("Ré gle\r\nX: y"))))
    assert str(message["Subject"]).startswith("[Ré gle X: y] ")
    assert message["List-Id"] == "<r-gle-x-y.wireroom.example.org>"


def test_long_texts_show_a_few_windows_at_word_ends() -> None:
    text = "\n".join(f"paragraph {i} " + "filler words " * 40 + "Ber" for i in range(40))
    matches = tuple(
        replace(MATCHES[1], start=m.start(), end=m.end()) for m in re.finditer("Ber", text)
    )
    tree = LexborHTMLParser(part(read(raw(alert(matches=matches), text)), "html"))
    windows = [b.text() for b in tree.css("blockquote")]
    assert len(windows) == 6
    assert all(re.fullmatch(r"… (words|filler) .*words Ber …", w) for w in windows)


def test_every_entity_shows_before_any_shows_twice() -> None:
    text = "Ber is here.\n" * 30 + "And Kidal."
    bers = [replace(MATCHES[1], start=i * 13, end=i * 13 + 3) for i in range(30)]
    kidal = replace(MATCHES[3], start=len(text) - 6, end=len(text) - 1, text="Kidal")
    shown = part(read(raw(alert(matches=(*bers, kidal)), text)), "plain")
    assert "And *Kidal*." in shown


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_strings_do_no_harm(text: str) -> None:
    matches = tuple(replace(m, text=text) for m in MATCHES)
    hostile = alert(
        article=ref(title=text, source=text, url=text, language=text[:40]), matches=matches
    )
    given = raw(hostile, text + "\n" + text)
    active = "script, img, blockquote style, h1 style, a[href^='javascript']"
    harmless(given, own="X-Wireroom-Alert", active=active)


def test_text_reads_the_same_in_html() -> None:
    title = "<b>Ber</b> & \"Kidal\" &amp; 'x'"
    tree = LexborHTMLParser(part(read(raw(alert(article=ref(title=title), matches=()))), "html"))
    heading = tree.css_first("h1")
    assert heading is not None
    assert heading.text() == title
    assert html.unescape(title) != title


@pytest.mark.parametrize(
    ("url", "want"),
    [
        pytest.param("https://a.example/x?y=1&z=2#f", "https://a.example/x?y=1&z=2#f", id="plain"),
        pytest.param("HTTP://A.example:8080/x", "http://a.example:8080/x", id="case and port"),
        pytest.param("https://[2001:db8::1]:8/x", "https://[2001:db8::1]:8/x", id="ipv6"),
        pytest.param(
            "https://münchen.example/ä", "https://xn--mnchen-3ya.example/%C3%A4", id="idn"
        ),
        pytest.param("https://a.example/%C3%A4", "https://a.example/%C3%A4", id="escaped stays"),
        pytest.param('https://a.example/"><b', "https://a.example/%22%3E%3Cb", id="markup"),
        pytest.param("https://a.example/\u202ex", "https://a.example/%E2%80%AEx", id="bidi"),
        pytest.param("javascript:alert(1)", None, id="javascript"),
        pytest.param("JaVaScRiPt://a.example/%0aalert(1)", None, id="javascript with host"),
        pytest.param("data:text/html,x", None, id="data"),
        pytest.param("file:///etc/passwd", None, id="file"),
        pytest.param("//a.example/x", None, id="no scheme"),
        pytest.param("https://bank.example@evil.example/", None, id="user information"),
        pytest.param("https://evil.example\\@bank.example/", None, id="backslash"),
        pytest.param("https://a.example/x\r\ny", None, id="line break"),
        pytest.param(" https://a.example/", None, id="space"),
        pytest.param("https:///x", None, id="no host"),
        pytest.param("https://a..example/", None, id="empty label"),
        pytest.param("https://a.example:port/", None, id="no port number"),
        pytest.param("https://a.example/\ud800", None, id="surrogate"),
        pytest.param("", None, id="empty"),
    ],
)
def test_only_web_addresses_are_links(url: str, want: str | None) -> None:
    assert web_link(url) == want


def test_what_is_no_link_is_shown_as_text() -> None:
    message = read(raw(alert(article=ref(url="javascript:alert(1)"))))
    tree = LexborHTMLParser(part(message, "html"))
    assert not tree.css("a")
    assert "javascript:alert(1)" in part(message, "plain")


def test_addresses_are_never_broken_across_lines() -> None:
    url = "https://news.example/" + "long-path-with-hyphens/" * 12
    assert f"\n{url}\n" in part(read(raw(alert(article=ref(url=url)))), "plain")


def test_title_offsets_hold_after_controls() -> None:
    title = "\u202eattack\u202c on Ber"
    at = replace(MATCHES[0], start=title.index("Ber"), end=len(title), field=Field.TITLE)
    tree = LexborHTMLParser(part(read(raw(alert(article=ref(title=title), matches=(at,)))), "html"))
    assert [m.text() for m in tree.css("h1 mark")] == ["Ber"]


@pytest.mark.parametrize(
    ("given", "want"),
    [
        pytest.param("a\r\n\tb\u2028c", "a b c", id="breaks become one space"),
        pytest.param("\u202ea\u2066b\u200f", "ab", id="bidi controls go"),
        pytest.param("نامه\u200cها 👩\u200d🚒", "نامه\u200cها 👩\u200d🚒", id="joiners stay"),
        pytest.param("a\ud800b", "a\ufffdb", id="lone surrogate"),
        pytest.param("  a  ", "a", id="spaces"),
    ],
)
def test_one_line(given: str, want: str) -> None:
    assert one_line(given) == want
