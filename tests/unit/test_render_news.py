"""What is new in an alert and where its sources disagree, in every form in which it is shown."""

import json
import re
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from alerting import DISAGREEMENTS, HOSTILE, MATCHES, NOW, TEXT, TITLE, alert, found, ref
from alerts.render import (
    Digest,
    Section,
    atom,
    digest_body,
    digest_id,
    digest_mail,
    digest_push,
    mail,
    push,
)
from alerts.render.excerpt import lead, snippets
from alerts.render.news import first_new, in_short, located, told
from alerts.types import (
    Alert,
    AlertId,
    AlertKind,
    ChannelId,
    DeliveryId,
    Disagreement,
    RuleId,
    Severity,
    Thread,
    Value,
)
from mails import harmless, part, read

BAMAKO = ZoneInfo("Africa/Bamako")
FIRST, SECOND, THIRD = TEXT.split("\n")
NINE = "Witnesses counted at least nine dead."
NEWS: dict[str, Any] = {
    "kind": AlertKind.DEVELOPMENT,
    "new": (SECOND, NINE),
    "disagreements": DISAGREEMENTS,
}


def raw(given_: Alert, text: str = TEXT, thread: Thread | None = None) -> bytes:
    return mail(
        given_,
        text,
        delivery=DeliveryId("msg_abc"),
        sender="wireroom@example.org",
        recipient="desk@example.org",
        timezone=BAMAKO,
        thread=thread,
    )


def plain(given_: Alert, text: str = TEXT) -> str:
    return part(read(raw(given_, text)), "plain")


def html(given_: Alert, text: str = TEXT) -> LexborHTMLParser:
    return LexborHTMLParser(part(read(raw(given_, text)), "html"))


def value(name: str, **changes: Any) -> Value:
    return Value(
        **{"value": name, "text": f"It was {name}.", "source": f"s-{name}", "url": f"https://{name}.example/"}
        | changes
    )  # fmt: skip


def test_a_mail_begins_with_what_is_new_and_who_disagrees() -> None:
    shown = plain(alert(**NEWS))
    assert shown[: shown.index("What matched")] == (
        "Peacekeepers quit Ber base\n"
        "https://news.example/mali/ber\n"
        "\n"
        "Development of a story\n"
        "sahel-post (news.example)\n"
        "Published: 2023-08-13 09:30 Africa/Bamako (UTC+00:00)\n"
        "\n"
        "What is new\n"
        "\n"
        "  A spokesman for the *CMA* in northern Mali said its men would stay\n"
        "  away.\n"
        "\n"
        "  Witnesses counted at least nine dead.\n"
        "\n"
        "Sources disagree\n"
        "\n"
        "civilian killed\n"
        "- four – sahel-post (news.example)\n"
        "  The governor said that four civilians were killed.\n"
        "  https://news.example/mali/four\n"
        "- at least nine – river-radio (radio.example)\n"
        "  Witnesses counted at least nine dead.\n"
        "  https://radio.example/nine\n"
        "\n"
        "From the article\n"
        "\n"
        "The convoy left the camp at *Ber* before dawn, two days ahead of plan.\n"
        "\n"
        "  *MINUSMA* gave no new date for Kidal.\n"
        "\n"
    )


def test_html_has_the_same_in_the_same_order() -> None:
    tree = html(alert(**NEWS))
    assert [h.text() for h in tree.css("h2")] == [
        "What is new", "Sources disagree", "From the article", "What matched",
    ]  # fmt: skip
    assert [b.text() for b in tree.css("blockquote")] == [SECOND, NINE, THIRD]
    assert [m.text() for m in tree.css("blockquote mark")] == ["CMA", "MINUSMA"]
    links = [a.attributes["href"] for a in tree.css("li a")]
    assert links == ["https://news.example/mali/four", "https://radio.example/nine"]
    assert [b.text() for b in tree.css("li div")] == [each.text for each in DISAGREEMENTS[0].values]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        pytest.param(AlertKind.STORY, "New story\n", id="story"),
        pytest.param(AlertKind.DEVELOPMENT, "Development of a story\n", id="development"),
        pytest.param(AlertKind.ARTICLE, "", id="article: nothing to explain"),
    ],
)
def test_the_kind_is_told_in_words(kind: AlertKind, said: str) -> None:
    assert f"mali/ber\n\n{said}sahel-post" in plain(alert(kind=kind))


def test_without_news_nothing_is_added() -> None:
    shown = plain(alert(kind=AlertKind.STORY))
    for heading in ("What is new", "Sources disagree", "From the article"):
        assert heading not in shown


@pytest.mark.parametrize(
    ("new", "paragraphs"),
    [
        pytest.param((FIRST,), [SECOND, THIRD], id="the lead is new: it is not repeated"),
        pytest.param((FIRST, SECOND, THIRD), [], id="all of it"),
        pytest.param((SECOND,), [FIRST, THIRD], id="a passage"),
        pytest.param(("Said nowhere.",), [FIRST, SECOND, THIRD], id="from another text"),
        pytest.param((" ", ""), [FIRST, SECOND, THIRD], id="nothing at all"),
    ],
)
def test_what_was_just_shown_is_not_repeated(new: tuple[str, ...], paragraphs: list[str]) -> None:
    tree = html(alert(new=new))
    said = [b.text() for b in tree.css("p[dir], blockquote")]
    assert said == [each for each in new if each.strip()] + paragraphs


def test_a_lead_keeps_what_is_not_new_in_it() -> None:
    text = "One is old. Two is new, at Ber. Three is old.\nFour."
    shown = plain(alert(new=("Two is new, at Ber.",), matches=()), text)
    assert "From the article\n\nOne is old. … Three is old.\n" in shown
    assert shown.count("Two is new") == 1


SENTENCES = st.lists(
    st.tuples(
        st.sampled_from(["Ber fell.", "The CMA left at noon.", "No word!", "MINUSMA waits."]),
        st.sampled_from([" ", "\n", "  \n"]),
        st.booleans(),
    ),
    min_size=1,
    max_size=12,
)  # fmt: skip


@given(SENTENCES)
def test_no_character_of_an_article_is_shown_twice(parts: list[tuple[str, str, bool]]) -> None:
    numbered = [f"{n:02}: {words}" for n, (words, _, _) in enumerate(parts)]
    text = "".join(s + gap for s, (_, gap, _) in zip(numbered, parts, strict=True))
    new = [s for s, (_, _, is_new) in zip(numbered, parts, strict=True) if is_new][:8]
    matches = tuple(
        replace(MATCHES[1], start=m.start(), end=m.end(), text=m[0])
        for m in re.finditer("Ber|CMA|MINUSMA", text)
    )
    taken = [span for span in located(text, new) if span]
    assert [text[a:b] for a, b in taken] == new
    first, end = lead(text, matches, taken)
    rest = [first, *snippets(text, matches, end, taken)]
    shown = " ".join("".join(piece.text for piece in pieces) for pieces in rest)
    for sentence in numbered:
        assert shown.count(sentence) <= (sentence not in new)
    marked = [piece.text for pieces in rest for piece in pieces if piece.marked]
    if len(matches) <= 6:
        hidden = sum(len(re.findall("Ber|CMA|MINUSMA", each)) for each in new)
        before = len(re.findall("Ber|CMA|MINUSMA", text)) - hidden
        assert len(marked) == before, "every match is marked once, here or in what is new"


@pytest.mark.parametrize(
    ("sentences", "spans"),
    [
        pytest.param(["b.", "a.", "b."], [(3, 5), (6, 8), None], id="in their order"),
        pytest.param(["a.", "a."], [(0, 2), (6, 8)], id="a sentence that stands twice"),
        pytest.param(["a.", "x.", "b."], [(0, 2), None, (3, 5)], id="one that is gone"),
        pytest.param(["", " "], [None, None], id="empty"),
    ],
)
def test_located(sentences: list[str], spans: list[tuple[int, int] | None]) -> None:
    assert located("a. b. a.", sentences) == spans


def test_a_long_sentence_is_cut_and_the_rest_of_it_is_no_secret() -> None:
    text = "w" * 600 + " at Ber."
    at = replace(MATCHES[1], start=604, end=607)
    tree = html(alert(new=(text,), matches=(at,)), text)
    quoted, passage = (b.text() for b in tree.css("blockquote"))
    assert quoted == "w" * 500 + " …"
    assert passage.endswith(" at Ber.")


def test_many_sentences_are_counted() -> None:
    shown = plain(alert(new=tuple(f"Sentence {n}." for n in range(20))))
    assert shown.count("  Sentence ") == 8
    assert "  and 12 more\n" in shown


def test_of_many_values_the_first_ones_and_that_of_the_article_show() -> None:
    own = value("ours", url=ref().url)
    many = Disagreement(what="dead", values=(*(value(f"v{n}") for n in range(30)), own))
    shown = plain(alert(disagreements=(many,) * 9))
    assert re.findall(r"- (\w+|\d+ more)(?: –|\n)", shown.split("What matched")[0])[:7] == [
        "v0", "v1", "v2", "v3", "v4", "25 more", "ours",
    ]  # fmt: skip
    assert shown.count("- ours – s-ours (news.example), this article\n") == 5
    assert "\nand 4 more\n" in shown


def test_nobody_is_said_to_be_right() -> None:
    shown = plain(alert(**NEWS)).lower()
    assert not re.search(r"\b(wrong|right|false|true|correct|mistake|claims?|error)\b", shown)


def test_a_value_without_a_link_shows_its_address() -> None:
    files = Disagreement(what="dead", values=(value("a", url="file:///a.txt"), value("b", url="")))
    tree = html(alert(disagreements=(files,)))
    assert [d.text() for d in tree.css("li div")] == ["It was a.", "file:///a.txt", "It was b."]
    assert not tree.css("li a")


@pytest.mark.parametrize(
    ("changes", "title", "want"),
    [
        pytest.param({}, TITLE, FIRST, id="the lead"),
        pytest.param({"new": (SECOND, THIRD)}, TITLE, SECOND, id="what is new"),
        pytest.param({"new": ("", SECOND)}, TITLE, SECOND, id="not what is empty"),
        pytest.param({}, "Old", f"{TITLE} – {FIRST}", id="a title that the subject has not"),
        pytest.param({"new": (THIRD,)}, "Old", f"{THIRD} – {TITLE}", id="news before a title"),
    ],
)
def test_the_preview_prefers_what_is_new(changes: dict[str, Any], title: str, want: str) -> None:
    message = read(raw(alert(**changes), thread=Thread(id="th_x", title=title)))
    hidden = LexborHTMLParser(part(message, "html")).css_first("body > div")
    assert hidden is not None
    assert hidden.text() == want
    assert message["Subject"] == f"[high, un-leaves-the-north] {title}"


def test_right_to_left_sentences_take_their_own_direction() -> None:
    arabic = "وجرح ثلاثة جنود."
    both = Disagreement(what="wounded", values=(value("three"), value("ثلاثة", text=arabic)))
    tree = html(alert(article=ref(language="ar"), new=(arabic,), disagreements=(both,)), arabic)
    assert [(n.tag, n.text()) for n in tree.css("[lang=ar]")][1:] == [("blockquote", arabic)]
    assert [d.text() for d in tree.css("li div[dir=auto]")] == ["It was three.", arabic]
    assert "ثلاثة" in {b.text() for b in tree.css("li b bdi")}


def digest(*alerts: Alert) -> Digest:
    return Digest(
        channel=ChannelId("desk"),
        since=NOW,
        until=NOW,
        created_at=NOW,
        why=("quiet",),
        sections=(
            Section(
                rule=RuleId("ber"), severity=Severity.HIGH, count=len(alerts), alerts=alerts
            ),
        ),
    )  # fmt: skip


def digested(given_: Digest) -> bytes:
    return digest_mail(
        given_,
        delivery=digest_id(AlertId("al_1"), ChannelId("desk"), "a@desk.example"),
        sender="wire@example.org",
        recipient="a@desk.example",
        timezone=BAMAKO,
    )


SHORT = "civilian killed: four (sahel-post), at least nine (river-radio)"


def test_a_digest_tells_of_each_alert_what_is_new() -> None:
    given_ = digest(alert(**NEWS), alert(id=AlertId("al_2")))
    entries = part(read(digested(given_)), "plain").split("(severity high): 2\n")[1]
    assert entries.startswith(
        "\n  Peacekeepers quit Ber base\n"
        "  New: A spokesman for the CMA in northern Mali said its men would stay\n"
        "  away.\n"
        f"  Sources disagree on {SHORT[:52].rpartition(' ')[0]}\n"
    )
    first, other = json.loads(digest_body(given_))["data"]["alerts"]
    assert (first["kind"], other["kind"]) == ("development", "article")
    assert (first["new"], other["new"]) == ([SECOND, NINE], [])
    assert (first["disagree_on"], other["disagree_on"]) == (["civilian killed"], [])
    lines = json.loads(digest_push(given_))["body"].split("\n")
    assert lines[2:6] == [TITLE, f"New: {SECOND}", f"Sources disagree on {SHORT}", ref().url]


def test_a_push_begins_with_what_is_new() -> None:
    shown = json.loads(push(alert(**NEWS), TEXT, BAMAKO))["body"].split("\n")
    assert shown[:5] == [
        SECOND,
        "https://news.example/mali/ber",
        "Development of a story. sahel-post (news.example), published 2023-08-13 09:30"
        " Africa/Bamako (UTC+00:00)",
        f"New: {NINE}",
        f"Sources disagree on {SHORT}",
    ]


def test_a_feed_entry_begins_with_what_is_new() -> None:
    body = atom(RuleId("r"), [(alert(**NEWS), TEXT)], address="/r.atom", timezone=BAMAKO)
    (summary,) = etree.fromstring(body).iter("{http://www.w3.org/2005/Atom}summary")
    tree = LexborHTMLParser(summary.text or "")
    assert [p.text() for p in tree.css("p")][:4] == [
        f"New: {SECOND}",
        NINE,
        "Sources disagree: civilian killed",
        "Development of a story. sahel-post (news.example), published 2023-08-13 09:30"
        " Africa/Bamako (UTC+00:00). Rule un-leaves-the-north (severity high).",
    ]
    assert [a.attributes["href"] for a in tree.css("a")] == [v.url for v in DISAGREEMENTS[0].values]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_scraped_string_does_harm(hostile: str) -> None:
    values = tuple(Value(value=hostile, text=hostile, source=hostile, url=hostile) for _ in "123")
    given_ = alert(
        article=ref(url=hostile, title=hostile),
        kind=AlertKind.DEVELOPMENT,
        new=(hostile, hostile),
        disagreements=(Disagreement(what=hostile, values=values),) * 2,
    )
    own = {"X-Wireroom-Alert", "In-Reply-To", "References", "Importance"}
    harmless(raw(given_, hostile), own=own)
    harmless(raw(given_, ""), own=own)
    harmless(digested(digest(given_, given_)), own={"X-Wireroom-Event", "Importance"})
    for body in (push(given_, hostile, BAMAKO), digest_push(digest(given_))):
        assert len(json.loads(body)["body"]) <= 1_500
    feed = etree.fromstring(atom(RuleId("r"), [(given_, hostile)], address="/", timezone=BAMAKO))
    for content in feed.iter("{http://www.w3.org/2005/Atom}content"):
        tree = LexborHTMLParser(content.text or "")
        assert not tree.css("script, img, style, a")


_TEXTS = st.text(max_size=60)
_VALUES = st.builds(Value, value=_TEXTS, text=_TEXTS, source=_TEXTS, url=_TEXTS)
_DISAGREEMENTS = st.lists(
    st.builds(Disagreement, what=_TEXTS, values=st.lists(_VALUES, max_size=9).map(tuple)),
    max_size=8,
).map(tuple)


@given(_TEXTS, st.lists(_TEXTS, max_size=12).map(tuple), _DISAGREEMENTS)
def test_whatever_is_told_is_neutral_and_bounded(
    text: str, new: tuple[str, ...], disagreements: tuple[Disagreement, ...]
) -> None:
    given_ = alert(new=new, disagreements=disagreements, matches=(found(None, "convoy"),))
    harmless(raw(given_, text), own={"X-Wireroom-Alert", "In-Reply-To", "References", "Importance"})
    assert len(json.loads(push(given_, text, BAMAKO))["body"]) <= 1_500
    assert "\n" not in first_new(given_, 200) + "".join(in_short(d, 200) for d in disagreements)
    shown, taken = told(given_, text)
    assert len(shown["new"]) <= 8
    assert len(shown["disagreements"]) <= 5
    assert all(0 <= start < end <= len(text) for start, end in taken)
