"""The outside of a mail: what filters, mail programs and list servers read."""

import re
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from alerting import NOW, TEXT, TITLE, alert, ref
from alerts.render import mail, thread_id
from alerts.render.headers import Letter, headers
from alerts.render.letter import written
from alerts.types import Alert, AlertKind, DeliveryId, RuleId, Severity, Thread
from mails import read

LETTER = Letter(
    delivery=DeliveryId("msg_abc"),
    subject="Ber",
    sender="Wire Room <wireroom@example.org>",
    recipient="Night Desk <night+1@example.org>",
    date=NOW,
    list_name="ber",
    mark=("X-Wireroom-Alert", "al_test"),
)


def outside(letter: Letter) -> dict[str, str]:
    return {name: str(value) for name, value in headers(letter)}


@pytest.mark.parametrize(
    ("unsubscribe", "address", "post"),
    [
        pytest.param(
            None, "mailto:wireroom@example.org?subject=unsubscribe%20ber", None, id="the sender"
        ),
        pytest.param(
            "lists@example.org",
            "mailto:lists@example.org?subject=unsubscribe%20ber",
            None,
            id="a mail address",
        ),
        pytest.param(
            "a?b&c%d@example.org",
            "mailto:a%3Fb%26c%25d@example.org?subject=unsubscribe%20ber",
            None,
            id="a mail address of odd letters",
        ),
        pytest.param("https://example.org/stop", "https://example.org/stop", None, id="a page"),
        pytest.param(
            "https://example.org/stop?list={list}",
            "https://example.org/stop?list=ber",
            None,
            id="a page of the list: a POST would not tell who",
        ),
        pytest.param(
            "https://example.org/stop?who={recipient}&list={list}",
            "https://example.org/stop?who=night%2B1%40example.org&list=ber",
            "List-Unsubscribe=One-Click",
            id="one click, by the recipient",
        ),
        pytest.param(
            "https://example.org/stop/{id}",
            "https://example.org/stop/msg_abc",
            "List-Unsubscribe=One-Click",
            id="one click, by the delivery",
        ),
    ],
)
def test_a_way_out(unsubscribe: str | None, address: str, post: str | None) -> None:
    told = outside(replace(LETTER, unsubscribe=unsubscribe))
    assert told["List-Unsubscribe"] == f"<{address}>"
    assert told.get("List-Unsubscribe-Post") == post


@pytest.mark.parametrize(
    ("unsubscribe", "told", "links"),
    [
        pytest.param(
            None, "write “unsubscribe ber” to wireroom@example.org.", [], id="the sender, no link"
        ),
        pytest.param(
            "https://example.org/stop?a=1&who={recipient}",
            "go to https://example.org/stop?a=1&who=night%2B1%40example.org",
            ["https://example.org/stop?a=1&amp;who=night%2B1%40example.org"],
            id="an address is a link",
        ),
    ],
)
def test_both_parts_say_how_to_stop(unsubscribe: str | None, told: str, links: list[str]) -> None:
    shown = {"title": "t", "lines": [], "type": "x", "created": "now", "preview": ""}
    message = read(written(replace(LETTER, unsubscribe=unsubscribe), "notice", shown))
    plain, html = (str(p.get_content()) for p in message.iter_parts())
    assert told in " ".join(plain.split())
    assert re.findall(r'<a href="([^"]*)"', html) == links


def test_urgency_is_told_of_high_severity_alone() -> None:
    found = {s: outside_of(alert(severity=s)).get("Importance") for s in Severity}
    assert found == {Severity.LOW: None, Severity.NORMAL: None, Severity.HIGH: "high"}


def test_what_no_standard_defines_is_left_out() -> None:
    assert not {"precedence", "x-priority", "x-msmail-priority"} & {
        name.lower() for name in outside_of(alert())
    }


def outside_of(
    told: Alert, thread: Thread | None = None, to: str = "a@desk.example"
) -> dict[str, str]:
    given = mail(
        told,
        TEXT,
        delivery=DeliveryId("msg_abc"),
        sender="wire@example.org",
        recipient=to,
        timezone=ZoneInfo("UTC"),
        thread=thread,
    )
    return {name: str(value) for name, value in read(given).items()}


# Conversations


def test_ids_of_conversations_are_fixed_for_ever() -> None:
    # Changed ones would part what is one conversation in people's mailboxes.
    assert thread_id("https://news.example/mali/ber") == "th_z455tla4g4thlggb5lnyfkn6le"
    assert thread_id("a") != thread_id("b")


def test_a_root_is_named_by_all_and_is_the_id_of_none() -> None:
    told = outside_of(alert())
    assert (
        told["In-Reply-To"]
        == told["References"]
        == f"<{thread_id(ref().canonical_url)}@example.org>"
    )
    assert told["Message-ID"] not in told["References"]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"rule": RuleId("cma")}, id="another rule"),
        pytest.param({"severity": Severity.LOW}, id="another severity"),
        pytest.param({"created_at": NOW + timedelta(days=3)}, id="later"),
        pytest.param(
            {"article": ref(title="UPDATE 2: Base quit", url="https://m.example/")}, id="revised"
        ),
        pytest.param(
            {
                "article": ref(title="Camp is empty", canonical_url="https://m.example/"),
                "kind": AlertKind.DEVELOPMENT,
                "new": ("The camp is empty.",),
            },
            id="a development in another article",
        ),
    ],
)
def test_alerts_of_one_thread_are_one_conversation(other: dict[str, object]) -> None:
    thread = Thread(id=thread_id(ref().canonical_url), title=TITLE)
    first, second = outside_of(alert()), outside_of(alert(**other), thread, "b@desk.example")
    assert first["References"] == second["References"]
    assert base(first["Subject"]) == base(second["Subject"]) == TITLE


def base(subject: str) -> str:
    """Return the base subject of RFC 5256, section 2.1, as far as it matters here."""
    return re.sub(r"^\[[^][]*\] *", "", subject)


def test_the_news_of_a_revision_are_seen_before_it_is_opened() -> None:
    given = mail(
        alert(article=ref(title="UPDATE 2: Base quit")),
        TEXT,
        delivery=DeliveryId("msg_abc"),
        sender="wire@example.org",
        recipient="a@desk.example",
        timezone=ZoneInfo("UTC"),
        thread=Thread(id="th_x", title=TITLE),
    )
    html = str(read(given).get_body(("html",)).get_content())  # type: ignore[union-attr]
    preview = re.search(r'<div style="display:none[^>]*>(.*?)</div>', html)
    assert preview is not None
    assert preview[1].startswith("UPDATE 2: Base quit – The convoy left the camp")
