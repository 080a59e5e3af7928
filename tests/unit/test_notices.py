"""Notices: what they look like to people and machines, and whom they reach."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from alerting import HOSTILE, NOW, SOURCE, notice
from alerts import outbox
from alerts.render import MAX_BODY_BYTES, delivery_id, notice_body, notice_id, notice_mail
from alerts.render.neutral import one_line
from alerts.render.shorten import shortened
from alerts.types import AlertId, Channel, ChannelId, DeliveryId, Event, Notice
from alertstore import CHANNELS, DESK, HOOK, LEAVES, Store, record
from mails import harmless, part, read

ZONE = ZoneInfo("Africa/Bamako")
WATCHERS: dict[ChannelId, Channel] = {
    DESK: replace(CHANNELS[DESK], events=frozenset({Event.ALERT, Event.SOURCE})),
    HOOK: replace(CHANNELS[HOOK], events=frozenset({Event.SOURCE, Event.COVERAGE})),
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "outbox.db")
    yield opened
    opened.close()


def raw(told: Notice, zone: str = "Africa/Bamako") -> bytes:
    return notice_mail(
        told,
        delivery=DeliveryId("msg_abc"),
        sender="Wire Room <wireroom@example.org>",
        recipient="desk@example.org",
        timezone=ZoneInfo(zone),
    )


# E-mail


def test_headers_of_a_notice() -> None:
    message = read(raw(notice()))
    assert {k: str(v) for k, v in message.items() if k not in {"Content-Type", "MIME-Version"}} == {
        "Subject": "sahel-post fails: not found",
        "From": "Wire Room <wireroom@example.org>",
        "To": "desk@example.org",
        "Date": "Mon, 14 Aug 2023 12:00:00 +0000",
        "Message-ID": "<msg_abc@example.org>",
        "List-Id": "<source.notices.wireroom.example.org>",
        "List-Unsubscribe": "<mailto:wireroom@example.org?subject=unsubscribe%20source.notices>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "X-Wireroom-Event": "source.failing",
    }


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_a_part_shows_every_line_and_when(kind: str) -> None:
    shown = part(read(raw(notice(), zone="Asia/Kathmandu")), kind)
    for wanted in (
        "sahel-post fails: not found",
        "three times in a row, since 11:30.",
        "https://news.example/feed",
        "source.failing, 2023-08-14 17:45 Asia/Kathmandu (UTC+05:45)",
    ):
        assert wanted in shown


def test_lines_are_paragraphs_and_an_empty_one_a_gap() -> None:
    shown = part(read(raw(notice(lines=("one " * 30, "", "two")))), "plain")
    assert shown.startswith("sahel-post fails: not found\n\none one")
    assert shown.count("one\n\ntwo\n\n") == 1
    assert max(map(len, shown.splitlines())) <= 72


def test_a_line_that_is_a_web_address_is_a_link() -> None:
    lines = ("https://news.example/feed?a=1&b=2", "javascript:alert(1)", "see https://x.example")
    tree = LexborHTMLParser(part(read(raw(notice(lines=lines))), "html"))
    assert [a.attributes["href"] for a in tree.css("a")] == [lines[0]]


def test_a_notice_without_a_title_is_called_by_its_type() -> None:
    assert str(read(raw(notice(title=" \n")))["Subject"]) == "source.failing"


def test_very_many_lines_are_cut_and_counted() -> None:
    shown = part(read(raw(notice(lines=("line",) * 1234))), "plain")
    assert shown.count("line\n") == 1000
    assert "… and 234 more\n" in shown


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_strings_do_no_harm_in_mail(text: str) -> None:
    told = raw(notice(title=text, lines=(text, f"{text}: {text}")))
    harmless(told, own={"X-Wireroom-Event"})
    title = one_line(text)[:50] or "source.failing"
    assert title in " ".join(part(read(told), "plain").split())


# Webhooks


def test_body_is_an_event_around_the_data() -> None:
    assert json.loads(notice_body(notice())) == {
        "type": "source.failing",
        "timestamp": "2023-08-14T12:00:00Z",
        "data": SOURCE,
    }


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_strings_are_exact_and_harmless_in_a_body(text: str) -> None:
    body = notice_body(notice(data=SOURCE | {"name": text, "reason": text}))
    assert len(body) <= MAX_BODY_BYTES
    shown = body.decode()
    assert not re.search(r"[<>\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", shown)
    name = json.loads(body)["data"]["name"]
    scrubbed = re.sub("[\ud800-\udfff]", "\ufffd", text)
    assert scrubbed.startswith(name) if len(text) > 1000 else name == scrubbed


def test_long_lists_keep_their_first_entries_and_say_how_many_are_missing() -> None:
    blind = [SOURCE | {"id": f"s{i}"} for i in range(400)]
    rules = [{"rule": f"r{i}", "hits": i, "alerts": 0, "articles": 9} for i in range(5)]
    data = {"since": "x", "sources": {"all": 400}, "blind": blind, "rules": rules}
    body = notice_body(notice(data=data))
    assert 19_000 < len(body) < 20_000
    shown = json.loads(body)["data"]
    kept = len(shown["blind"])
    assert kept > 50
    assert shown == data | {"blind": blind[:kept], "left_out": {"blind": 400 - kept}}


def test_a_long_string_goes_before_the_last_entry_of_a_list() -> None:
    data = {"blind": [{"id": "a", "tags": ["x"] * 9, "reason": "é" * 50_000}, {"id": "b"}]}
    shown = json.loads(notice_body(notice(data=data)))["data"]
    first, second = shown["blind"]
    assert (first["id"], second) == ("a", {"id": "b"})
    assert 1000 < len(first["reason"]) < 50_000
    assert "left_out" not in shown


TEXT = st.builds(str.__mul__, st.text(max_size=9), st.sampled_from([1, 9, 90]))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | TEXT,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXT, inner, max_size=5),
    max_leaves=9,
)


@given(st.dictionaries(TEXT, JSON, max_size=5), st.sampled_from([0, 1, 40]))
def test_a_body_is_always_json_under_20_kb(data: dict[str, Any], times: int) -> None:
    body = notice_body(notice(data=data | {"again": [data] * times}))
    assert len(body) < 20_000
    assert list(json.loads(body)) == ["type", "timestamp", "data"]


@given(st.dictionaries(TEXT, JSON, max_size=5), st.integers(60, 3000))
def test_shortened_data_fits_and_loses_no_key(data: dict[str, Any], limit: int) -> None:
    def fits(found: object) -> bool:
        return len(json.dumps(found)) <= limit

    found = shortened(data, fits)
    assert fits(found)
    whole = found == {"left_out": {"data": len(data)}} or set(data) <= set(found)
    assert whole
    assert found == data or not fits(data)


# Ids


def test_ids_are_functions_of_key_channel_and_recipient() -> None:
    key = ("source.failing", "s", "2023-08-14T11:30:00Z")
    first = notice_id(key, DESK, "a@x.example")
    # Fixed for ever: a changed id would send notices again.
    assert first == "msg_bw6dy2rhjowooolfmvzozjelmm"
    others = {
        notice_id(key[:2], DESK, "a@x.example"),
        notice_id((*key[:2], "2023-08-14T11:30:01Z"), DESK, "a@x.example"),
        notice_id(("source.failing", "s2023", key[2]), DESK, "a@x.example"),
        notice_id(key, HOOK, "a@x.example"),
        notice_id(key, DESK, ""),
        notice_id(("a@x.example", *key), DESK, ""),
        delivery_id(AlertId(key[0]), DESK, "a@x.example"),
    }
    assert len(others) == 7
    assert first not in others
    assert all(re.fullmatch(r"msg_[a-z2-7]{26}", each) for each in others)


# The outbox


def notify(store: Store, told: Notice, channels: dict[ChannelId, Channel] | None = None) -> int:
    with store.write() as conn:
        given = WATCHERS if channels is None else channels
        return outbox.notify(conn, told, channels=given, timezone=ZONE)


def waiting(store: Store) -> list[tuple[str, str]]:
    with store.write() as conn:
        ids = [d["id"] for d in outbox.list_deliveries(conn)]
        shown = [outbox.show_delivery(conn, each) for each in reversed(ids)]
    return [(each["channel"], each["recipient"]) for each in shown if each]


@pytest.mark.parametrize(
    ("event", "want"),
    [
        pytest.param(Event.ALERT, [(DESK, "a@desk.example"), (DESK, "b@desk.example")], id="alert"),
        pytest.param(
            Event.SOURCE,
            [(DESK, "a@desk.example"), (DESK, "b@desk.example"), (HOOK, "")],
            id="source",
        ),
        pytest.param(Event.COVERAGE, [(HOOK, "")], id="coverage"),
    ],
)
def test_a_notice_goes_to_those_who_ask_for_it(
    store: Store, event: Event, want: list[tuple[str, str]]
) -> None:
    assert notify(store, notice(event=event)) == len(want)
    assert waiting(store) == want


def test_by_default_a_channel_gets_alerts_alone(store: Store) -> None:
    assert notify(store, notice(), CHANNELS) == 0
    assert notify(store, notice(event=Event.COVERAGE), CHANNELS) == 0
    assert notify(store, notice(), {}) == 0


def test_an_equal_notice_changes_nothing(store: Store) -> None:
    assert notify(store, notice()) == 3
    later = notice(created_at=NOW + timedelta(hours=1), title="in other words")
    assert notify(store, later) == 0
    assert notify(store, notice(key=("source.failing", "sahel-post", "another time"))) == 3


def test_a_recipient_who_joins_later_gets_it_too(store: Store) -> None:
    assert notify(store, notice(), {HOOK: WATCHERS[HOOK]}) == 1
    assert notify(store, notice()) == 2


def test_the_exact_bytes_are_claimed(store: Store) -> None:
    notify(store, notice())
    with store.write() as conn:
        (hook,) = outbox.claim(conn, NOW, channel=HOOK, limit=9)
        mails = outbox.claim(conn, NOW, channel=DESK, limit=9)
    assert hook.body == notice_body(notice())
    assert {m.alert_id for m in (hook, *mails)} == {None}
    for mail in mails:
        message = read(mail.body)
        assert str(message["To"]) == mail.recipient
        assert message["Message-ID"] == f"<{mail.id}@example.org>"


def test_a_delivery_of_a_notice_has_the_promised_keys_and_no_alert(store: Store) -> None:
    with store.write() as conn:
        record(conn, LEAVES)
    notify(store, notice())
    with store.write() as conn:
        first, *_, last = outbox.list_deliveries(conn)
        assert list(first) == list(last)
        assert (first["alert_id"], first["state"]) == (None, "pending")
        assert last["alert_id"].startswith("al_")
        shown = outbox.show_delivery(conn, first["id"])
        assert shown is not None
        assert shown["alert_id"] is None
        (alert,) = outbox.list_alerts(conn)
        assert len(list(outbox.list_deliveries(conn, alert_id=AlertId(alert["id"])))) == 3
