"""The e-mail of an alert, read as a mail client reads it."""

import html
import re
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from alerting import HOSTILE, MATCHES, TEXT, TITLE, alert, found, ref
from alerts.render import mail
from alerts.render.neutral import one_line, web_link
from alerts.types import Alert, DeliveryId, EntityId, Field, RuleId, Severity
from mails import harmless, part, read


def raw(told: Alert, text: str = TEXT, zone: str = "Africa/Bamako") -> bytes:
    return mail(
        told,
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
        "In-Reply-To": "<th_z455tla4g4thlggb5lnyfkn6le@example.org>",
        "References": "<th_z455tla4g4thlggb5lnyfkn6le@example.org>",
        "List-Id": "<un-leaves-the-north.wireroom.example.org>",
        "List-Unsubscribe": (
            "<mailto:wireroom@example.org?subject=unsubscribe%20un-leaves-the-north>"
        ),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Importance": "high",
        "X-Wireroom-Alert": "al_test",
    }


def test_bytes_are_a_function_of_the_arguments() -> None:
    assert raw(alert()) == raw(alert())


def test_bytes_are_ascii_with_crlf_and_short_lines() -> None:
    told = raw(alert(article=ref(title="Kidal كيدال " * 60)))
    assert told.isascii()
    assert b"\n" not in told.replace(b"\r\n", b"")
    assert max(len(x) for x in told.split(b"\r\n") if not x.startswith(b"List-Uns")) <= 78


def test_addresses_in_headers_are_not_folded_and_the_rest_is() -> None:
    told = mail(
        alert(rule=RuleId("r" * 100)),
        TEXT,
        delivery=DeliveryId("msg_" + "x" * 26),
        sender=f"{'Wire Room ' * 20}<wireroom@{'d' * 20}.{'e' * 20}.example.org>",
        recipient="desk@example.org",
        timezone=ZoneInfo("UTC"),
        unsubscribe="https://example.org/" + "u" * 200 + "?to={recipient}",
    )
    head = told.partition(b"\r\n\r\n")[0].decode()
    long = [line for line in head.split("\r\n") if len(line) > 78]
    assert {line.partition(":")[0] for line in long} == {
        *("Message-ID", "In-Reply-To", "References", "List-Id", "List-Unsubscribe"),
    }
    assert all(re.fullmatch(r"[\w-]+: <\S+>", line) for line in long)
    assert max(map(len, long)) <= 998
    assert not re.search(r":\s*\r\n", head)


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
    assert [m.text() for m in tree.css("p mark")] == ["Ber"]
    assert [m.text() for m in tree.css("blockquote mark")] == ["CMA", "MINUSMA"]


def test_date_that_is_not_known_is_said_so() -> None:
    shown = part(read(raw(alert(article=ref(published_at=None)))), "plain")
    assert "Published: not given" in shown
    assert "Found:    2023-08-14 12:00 Africa/Bamako (UTC+00:00)" in shown


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
    assert all(re.fullmatch(r"… (words|filler) .*words Ber", w) for w in windows)


@pytest.mark.parametrize(
    ("text", "matched", "want", "others"),
    [
        pytest.param("Ber fell.\nMore.", "Ber", "Ber fell.", [], id="the first paragraph"),
        pytest.param("One.\nBer fell.", "Ber", "One.", ["Ber fell."], id="without a match in it"),
        pytest.param(
            "x " * 200 + "Ber",
            "Ber",
            "x " * 149 + "x …",
            ["… " + "x " * 44 + "Ber"],
            id="a long one is cut between words",
        ),
        pytest.param("x" * 400, "Ber", "x" * 300 + " …", [], id="one long word"),
        pytest.param("", "Ber", None, [], id="no text at all"),
    ],
)
def test_the_lead_comes_first_and_is_not_repeated(
    text: str, matched: str, want: str | None, others: list[str]
) -> None:
    at = text.find(matched)
    matches = (replace(MATCHES[1], start=at, end=at + len(matched)),) if at >= 0 else ()
    tree = LexborHTMLParser(part(read(raw(alert(matches=matches), text)), "html"))
    leads = [p.text() for p in tree.css("p[dir]")]
    assert leads == ([want] if want else [])
    assert [b.text() for b in tree.css("blockquote")] == others
    assert [m.text() for m in tree.css("p mark, blockquote mark")] == [matched] * len(matches)


def test_an_entity_that_the_lead_names_comes_after_one_that_it_does_not() -> None:
    text = "Ber fell.\n" + "Ber again.\n" * 20 + "Kidal too."
    bers = [replace(MATCHES[1], start=m.start(), end=m.end()) for m in re.finditer("Ber", text)]
    kidal = replace(MATCHES[3], start=text.index("Kidal"), end=text.index("Kidal") + 5)
    tree = LexborHTMLParser(part(read(raw(alert(matches=(*bers, kidal)), text)), "html"))
    assert [b.text() for b in tree.css("blockquote")] == ["Ber again."] * 5 + ["Kidal too."]


def test_many_matches_stay_short_and_are_counted() -> None:
    text = "\n".join(f"The CMA of {i} says no." for i in range(200))
    many = tuple(
        replace(
            MATCHES[1],
            entity=EntityId(f"e{i % 20}"),
            start=m.start(),
            end=m.end(),
            text=f"word {i}",
            evidence=tuple(replace(MATCHES[1].evidence[0], text=f"proof {j}") for j in range(9)),
        )
        for i, m in enumerate(re.finditer("CMA", text))
    )
    told = raw(alert(matches=many), text)
    assert len(told) < 20_000
    for kind in ("plain", "html"):
        shown = re.sub(r"<[^>]*>", "", part(read(told), kind))
        words = "word 0, word 20, word 40, word 60, word 80 and 5 more"
        assert f"e0: {words}; proved by proof 0 (mali), proof 1 (mali)" in " ".join(shown.split())
        assert "proof 4 (mali) and 4 more" in " ".join(shown.split())
        assert "and 8 more" in shown


def test_what_is_written_from_right_to_left_is_set_apart() -> None:
    title = "مينوسما تغادر بير"
    at = replace(MATCHES[1], field=Field.TITLE, start=0, end=7, text="مينوسما")
    told = raw(alert(article=ref(title=title, language="ar"), matches=(at,)), "نص عربي قصير")
    tree = LexborHTMLParser(part(read(told), "html"))
    assert [(n.tag, n.attributes["lang"]) for n in tree.css("[dir=auto]")] == [
        ("h1", "ar"),
        ("p", "ar"),
    ]
    assert {"مينوسما", "sahel-post (news.example)"} <= {b.text() for b in tree.css("bdi")}


@pytest.mark.parametrize("code", ["", "fr-CA", "x' onload='y", None], ids=repr)
def test_what_is_no_code_of_a_language_is_not_told(code: str | None) -> None:
    message = read(raw(alert(article=ref(language=code))))
    assert "Language:" not in part(message, "plain")
    assert [
        n.attributes["lang"] for n in LexborHTMLParser(part(message, "html")).css("[lang]")
    ] == ["en"]


def test_lines_of_the_text_part_fit_a_terminal() -> None:
    title = "Peacekeepers quit their base at Ber " * 6
    shown = part(read(raw(alert(article=ref(title=title)), "word " * 300)), "plain")
    assert max(map(len, shown.splitlines())) <= 72
    assert "\n-- \nAlert al_test, by wireroom.\n" in shown


def test_no_colour_is_set_but_that_of_the_marks() -> None:
    shown = part(read(raw(alert())), "html")
    tree = LexborHTMLParser(shown)
    styled = [
        n
        for n in tree.css("[style]")
        if re.search(r"(?<!-)(color|background):", n.attributes["style"] or "")
    ]
    assert {n.tag for n in styled} == {"mark"}
    assert '<meta name="color-scheme" content="light dark">' in shown


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
    told = raw(hostile, text + "\n" + text)
    harmless(told, own={"X-Wireroom-Alert", "In-Reply-To", "References", "Importance"})
    message = read(told)
    title = one_line(text)
    assert (title[:50] or "(untitled)") in " ".join(part(message, "plain").split())
    heading = LexborHTMLParser(part(message, "html")).css_first("h1")
    assert heading is not None
    assert one_line(heading.text()).startswith(title[:9].strip() or "(untitled)")


@given(st.text(st.characters(), max_size=300), st.text(st.characters(), max_size=300))
def test_no_string_is_a_header_or_a_tag(title: str, text: str) -> None:
    hostile = alert(article=ref(title=title, source=title, url=text), rule=RuleId(title))
    own = {"X-Wireroom-Alert", "In-Reply-To", "References", "Importance"}
    harmless(raw(hostile, text), own=own)


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
        pytest.param("Z" + "\u0301\u0489" * 99 + "a", "Z" + "\u0301\u0489" * 4 + "a", id="storm"),
        pytest.param("בְּרֵאשִׁ֖ית", "בְּרֵאשִׁ֖ית", id="points and accents stay"),
    ],
)
def test_one_line(given: str, want: str) -> None:
    assert one_line(given) == want
