import json
import re
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerting import HOSTILE, MATCHES, TEXT, alert, notice, ref
from alerts.render import notice_push, push
from alerts.types import Evidence, Field, Match, Severity

UTC = ZoneInfo("UTC")
_ACTS = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069]"
)
_MENTION = re.compile(r"[@<](?=\S)(?!\u2060)|\]\(")


def told(body: bytes) -> dict[str, str]:
    shown: dict[str, str] = json.loads(body)
    assert set(shown) == {"title", "body", "type"}
    return shown


def test_an_alert_is_told_in_a_few_lines() -> None:
    assert told(push(alert(), TEXT, ZoneInfo("Africa/Bamako"))) == {
        "title": "[high, un-leaves-the-north] Peacekeepers quit Ber base",
        "body": (
            "https://news.example/mali/ber\n"
            "sahel-post (news.example), published 2023-08-13 09:30 Africa/Bamako (UTC+00:00)\n"
            "- ber: Ber; proved by Mali (mali)\n"
            "- cma: CMA; proved by Mali (mali)\n"
            "- minusma: MINUSMA\n"
            "Rule un-leaves-the-north, alert al_test"
        ),
        "type": "warning",
    }


@pytest.mark.parametrize(
    ("severity", "want"),
    [
        pytest.param(Severity.LOW, "info", id="low"),
        pytest.param(Severity.NORMAL, "info", id="normal"),
        pytest.param(Severity.HIGH, "warning", id="high"),
    ],
)
def test_how_urgent_it_is_goes_with_it(severity: Severity, want: str) -> None:
    assert told(push(alert(severity=severity), TEXT, UTC))["type"] == want


def test_a_notice_keeps_its_lines_and_its_link() -> None:
    assert told(notice_push(notice())) == {
        "title": "sahel-post fails: not found",
        "body": (
            "Sahel Post has answered 404 three times in a row, since 11:30.\n"
            "\n"
            "https://news.example/feed"
        ),
        "type": "info",
    }


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_string_does_nothing_anywhere(text: str) -> None:
    match = Match(entity=None, field=Field.TEXT, start=0, end=1, text=text)
    evidence = Evidence(set=text, field=Field.TEXT, start=0, end=1, text=text, weight=0.5)
    given_ = alert(
        article=ref(title=text, source=text, url=text, language=text),
        matches=(match, replace(MATCHES[0], text=text, evidence=(evidence,))),
    )
    for body in (
        push(given_, text, UTC),
        notice_push(notice(title=text, lines=(text, text))),
    ):
        shown = told(body)
        for part in (shown["title"], shown["body"]):
            assert not _ACTS.search(part), ascii(part)
            assert not _MENTION.search(part), ascii(part)
            assert part.encode()
        assert "\n" not in shown["title"]
        assert len(shown["title"]) <= 150
        assert 0 < len(shown["body"]) <= 1_500


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("@everyone look", id="Discord, everyone"),
        pytest.param("hello <@123456789>", id="Discord, a person"),
        pytest.param("<!channel> look", id="Slack, channel"),
        pytest.param("<https://evil.example|Reuters>", id="Slack, masked link"),
        pytest.param("[Reuters](https://evil.example)", id="Markdown, masked link"),
        pytest.param("<at>Desk</at>", id="Teams"),
    ],
)
def test_no_chat_is_made_to_act(text: str) -> None:
    shown = told(push(alert(article=ref(title=text)), TEXT, UTC))
    assert text not in shown["title"]
    assert shown["title"].replace("\u2060", "").endswith(text)  # people read the same


def test_a_link_comes_first_and_names_nobody() -> None:
    url = "https://video.example/@everyone/video/1"
    first = told(push(alert(article=ref(url=url)), TEXT, UTC))["body"].split("\n")[0]
    assert first == "https://video.example/%40everyone/video/1"


@given(st.text(), st.text(), st.lists(st.text(), max_size=40))
def test_whatever_is_in_it_it_is_short_and_neutral(
    title: str, source: str, words: list[str]
) -> None:
    matches = tuple(
        Match(entity=None, field=Field.TEXT, start=0, end=1, text=word) for word in words
    )
    shown = told(push(alert(article=ref(title=title, source=source), matches=matches), TEXT, UTC))
    assert not _ACTS.search(shown["title"] + shown["body"])
    assert not _MENTION.search(shown["title"] + "\n" + shown["body"].partition("\n")[2])
    assert len(shown["body"]) <= 1_500
    assert shown["body"].startswith("https://news.example/mali/ber\n")
    assert shown["body"].endswith("alert al_test")
