"""A digest as a webhook and as an e-mail: every alert listed or counted, and no harm done."""

import json
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerting import HOSTILE, NOW, alert, ref
from alerts.render import (
    MAX_BODY_BYTES,
    Digest,
    Section,
    digest_body,
    digest_id,
    digest_mail,
    digest_push,
)
from alerts.types import AlertId, ChannelId, RuleId, Severity
from mails import harmless, part, read

BAMAKO = ZoneInfo("Africa/Bamako")
DESK = ChannelId("desk")


def section(
    rule: str, count: int, *, listed: int | None = None, title: str = "", **changes: Any
) -> Section:
    """Return a section of `count` alerts of which the newest are `listed`."""
    alerts = tuple(
        alert(
            id=AlertId(f"al_{rule}_{number}"),
            rule=RuleId(rule),
            article=ref(title=title or f"{rule} {number}", url=f"https://n.example/{number}"),
        )
        for number in range(min(count, 100 if listed is None else listed))
    )
    given_: dict[str, Any] = {"severity": Severity.NORMAL} | changes
    return Section(rule=RuleId(rule), count=count, alerts=alerts, **given_)


def digest(*sections: Section, **changes: Any) -> Digest:
    given_: dict[str, Any] = {
        "channel": DESK,
        "since": NOW - timedelta(hours=1),
        "until": NOW,
        "created_at": NOW,
        "why": ("quiet",),
        "sections": sections,
    }
    return Digest(**(given_ | changes))


def data(given_: Digest) -> Any:
    body = digest_body(given_)
    assert len(body) <= MAX_BODY_BYTES
    event = json.loads(body)
    assert list(event) == ["type", "timestamp", "data"]
    assert (event["type"], event["timestamp"]) == ("alert.digest", "2023-08-14T12:00:00Z")
    return event["data"]


def mail(given_: Digest) -> bytes:
    return digest_mail(
        given_,
        delivery=digest_id(AlertId("al_1"), DESK, "a@desk.example"),
        sender="Wire <wire@example.org>",
        recipient="a@desk.example",
        timezone=BAMAKO,
    )


def test_a_webhook_has_what_is_needed_to_act() -> None:
    found = data(digest(section("ber", 2, severity=Severity.HIGH), section("kidal", 1)))
    assert list(found) == ["channel", "since", "until", "why", "count", "rules", "alerts"]
    assert found["rules"] == [
        {"rule": "ber", "severity": "high", "count": 2},
        {"rule": "kidal", "severity": "normal", "count": 1},
    ]
    assert [each["title"] for each in found["alerts"]] == ["ber 0", "kidal 0", "ber 1"]
    assert found["alerts"][0] == {
        "id": "al_ber_0",
        "rule": "ber",
        "severity": "high",
        "title": "ber 0",
        "url": "https://n.example/0",
        "source": "sahel-post",
        "published": "2023-08-13T09:30:00Z",
        "kind": "article",
        "story_id": None,
        "new": [],
        "disagree_on": [],
    }


@pytest.mark.parametrize(
    ("sections", "title"),
    [
        pytest.param([981], "short", id="many"),
        pytest.param([100_000, 3], "short", id="a hundred thousand beside three"),
        pytest.param([50, 50], "t" * 3000, id="long titles"),
        pytest.param([2], "é" * 30_000, id="titles of a body each"),
        pytest.param([1] * 500, "short", id="more rules than entries"),
        pytest.param([1] * 2000, "short", id="more rules than fit"),
    ],
)
def test_what_does_not_fit_is_counted(sections: list[int], title: str) -> None:
    given_ = digest(*(section(f"r{n}", count, title=title) for n, count in enumerate(sections)))
    found = data(given_)
    assert found["count"] == sum(sections)
    left_out = found.get("left_out", {}).get("alerts", 0)
    assert len(found["alerts"]) + left_out == sum(sections)
    first_rules = {each["rule"] for each in found["alerts"]}
    assert len(first_rules) == min(len(sections), len(found["alerts"]))
    plain = part(read(mail(given_)), "plain")
    assert plain.count("https://n.example/") + more(plain) == sum(sections)


def more(plain: str) -> int:
    """Return how many alerts a mail counts and does not list."""
    words = [line.strip().split() for line in plain.splitlines() if line.endswith(" more")]
    return sum(int(line[-2]) for line in words)


def test_a_mail_reads_well_on_a_phone() -> None:
    message = read(mail(digest(section("ber", 981, severity=Severity.HIGH), section("kidal", 1))))
    assert message["Subject"] == "[high, desk] 982 alerts: ber 981, kidal 1"
    html = part(message, "html")
    assert html.count("<a ") == 100
    assert "and 882 more" in html
    assert len(mail(digest(section("ber", 981)))) < 102_000, "what Gmail shows without a click"
    assert max(map(len, part(message, "plain").splitlines())) <= 80
    assert "\nHeld by quiet hours, by wireroom." in part(message, "plain")
    assert message["Importance"] == "high"


def test_a_mail_of_one_rule_is_in_the_list_of_that_rule() -> None:
    message = read(mail(digest(section("Un leaves", 2))))
    assert message["List-Id"] == "<un-leaves.wireroom.example.org>"


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_scraped_string_does_harm(hostile: str) -> None:
    own = alert(article=ref(title=hostile, url=hostile, source=hostile))
    given_ = digest(
        Section(rule=RuleId("ber"), severity=Severity.HIGH, count=3, alerts=(own, own, own))
    )
    harmless(mail(given_), own={"X-Wireroom-Event", "Importance"})
    body = digest_body(given_)
    assert len(body) <= MAX_BODY_BYTES
    assert b"<" not in body
    json.loads(body)
    push = json.loads(digest_push(given_))
    assert set(push) == {"title", "body", "type"}
    assert push["body"].startswith("ber (severity high): 3")
    assert len(push["body"]) <= 1500


@given(st.lists(st.integers(1, 300), min_size=1, max_size=40), st.integers(0, 5000))
def test_each_alert_is_listed_or_counted(counts: list[int], length: int) -> None:
    found = data(
        digest(*(section(f"r{n}", c, listed=3, title="t" * length) for n, c in enumerate(counts)))
    )
    assert len(found["alerts"]) + found.get("left_out", {}).get("alerts", 0) == sum(counts)
