"""Subscribers in the outbox: who gets which alert, in what form, and with which secrets."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from alerting import HOSTILE, NOW, alert, article, ref
from alerts import outbox
from alerts.deliver import Courier, Senders
from alerts.outbox import Filter, Recorded, Subscription, tables
from alerts.render import MAX_BODY_BYTES, brief_body
from alerts.types import (
    Article,
    Channel,
    ChannelId,
    EndpointState,
    Message,
    Outcome,
    RuleId,
    Sent,
    Severity,
    WebhookChannel,
    WebhookFormat,
)
from alertstore import LEAVES, OTHER, RULES, Store, record

LOW, NORMAL, HIGH = Severity.LOW, Severity.NORMAL, Severity.HIGH


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "outbox.db")
    yield opened
    opened.close()


def subscriber(name: str = "sub_1", *rules: RuleId, severity: Severity = LOW) -> Subscription:
    return Subscription(
        id=ChannelId(name),
        url="https://one.example/in",
        secret="whsec_QUJD",
        wants=Filter(rules=rules, severity=severity),
        created_at=NOW,
    )


def channels(store: Store) -> list[str]:
    with store.write() as conn:
        query = select(tables.delivery.c.channel).order_by(tables.delivery.c.seq)
        return list(conn.execute(query).scalars())


@pytest.mark.parametrize(
    ("rules", "severity", "want"),
    [
        pytest.param((), LOW, [LEAVES, OTHER], id="all"),
        pytest.param((LEAVES,), LOW, [LEAVES], id="one rule"),
        pytest.param((RuleId("gone"),), LOW, [], id="a rule that is no more"),
        pytest.param((), HIGH, [LEAVES], id="high ones"),
        pytest.param((), NORMAL, [LEAVES, OTHER], id="normal ones and high ones"),
        pytest.param((OTHER,), HIGH, [], id="both must pass"),
    ],
)
def test_a_subscriber_gets_what_it_wants(
    store: Store, rules: tuple[RuleId, ...], severity: Severity, want: list[RuleId]
) -> None:
    with store.write() as conn:
        outbox.add_subscription(conn, subscriber("sub_1", *rules, severity=severity))
        done = record(conn, LEAVES, OTHER, channels={})
        bodies = conn.execute(select(tables.delivery.c.body)).scalars().all()
    assert done == Recorded(hits=2, alerts=2, deliveries=len(want))
    assert [json.loads(body)["data"]["rule"] for body in bodies] == want


def test_it_counts_from_the_next_alert_on_and_beside_channels(store: Store) -> None:
    with store.write() as conn:
        record(conn, LEAVES)
        outbox.add_subscription(conn, subscriber())
        record(conn, LEAVES)
        assert record(conn, OTHER).deliveries == 4
    assert channels(store) == ["desk", "desk", "hook", "desk", "desk", "hook", "sub_1"]


def test_without_subscribers_none_is_told(store: Store) -> None:
    with store.write() as conn:
        outbox.add_subscription(conn, subscriber())
        assert record(conn, LEAVES, channels={}, subscribers=False).deliveries == 0


@pytest.mark.parametrize(
    ("state", "deliveries"),
    [(EndpointState.ENABLED, 1), (EndpointState.PAUSED, 1), (EndpointState.DISABLED, 0)],
)
def test_a_disabled_one_is_left_out(store: Store, state: EndpointState, deliveries: int) -> None:
    with store.write() as conn:
        outbox.add_subscription(conn, subscriber())
        outbox.set_endpoint(conn, ChannelId("sub_1"), state, NOW)
        assert record(conn, LEAVES, channels={}).deliveries == deliveries


def test_the_calm_of_a_rule_holds_for_it_too(store: Store) -> None:
    """Two messages in ten minutes: what came meanwhile, and then the one that came since."""
    rules = {LEAVES: replace(RULES[LEAVES], send=(), group_s=600.0)}
    own = ChannelId("sub_1")

    def raise_(conn: Connection, minute: int) -> None:
        url = f"https://news.example/{minute}"
        found = article(id=minute, url=url, canonical_url=url)
        now = NOW + timedelta(minutes=minute)
        record(conn, LEAVES, article=found, channels={}, rules=rules, now=now)

    def flush(conn: Connection, minute: int) -> bool:
        now, zone = NOW + timedelta(minutes=minute), ZoneInfo("UTC")
        flushed = outbox.flush(conn, own, channels={}, rules=rules, timezone=zone, now=now)
        return flushed is not None

    with store.write() as conn:
        outbox.add_subscription(conn, subscriber())
        for minute in range(3):
            raise_(conn, minute)
        outbox.recall(conn, NOW + timedelta(minutes=5))
        assert [flush(conn, minute) for minute in (5, 10)] == [False, True]
        raise_(conn, 12)
        assert [flush(conn, minute) for minute in (19, 20)] == [False, True]
        query = select(tables.delivery.c.body).order_by(tables.delivery.c.seq)
        types = [json.loads(body)["type"] for body in conn.execute(query).scalars()]
    assert types == ["alert.created", "alert.digest", "alert.created"]


def test_what_is_kept_is_what_was_given_and_shows_no_secret(store: Store) -> None:
    given = replace(subscriber("sub_1", LEAVES, severity=HIGH), owner="tok_1")
    with store.write() as conn:
        outbox.add_subscription(conn, given)
        outbox.add_subscription(conn, replace(subscriber("sub_2"), owner="tok_2"))
        assert outbox.show_subscription(conn, given.id) == given
        assert outbox.list_subscriptions(conn, owner="tok_1") == (given,)
        assert outbox.count_subscriptions(conn, "tok_1") == 1
        assert outbox.show_subscription(conn, ChannelId("sub_3")) is None
    assert "QUJD" not in repr(given)
    assert "one.example" not in repr(given)


class Listener:
    """A sender that keeps the secrets it was to sign with."""

    def __init__(self) -> None:
        self.signed: list[tuple[str, ...]] = []

    async def send(self, message: Message, channel: WebhookChannel) -> Outcome:
        self.signed.append(channel.secrets)
        return Sent(status=200)


def drain(store: Store, listener: Listener, *, hours: float = 0) -> None:
    class Nobody:
        async def send(self, message: Message, channel: Channel) -> Outcome:
            raise AssertionError("no e-mail here")

    courier = Courier(
        store.transact,
        Senders(webhook=listener, email=Nobody()),
        now=lambda: NOW + timedelta(hours=hours),
        jitter=lambda: 0.5,
        settled=lambda settled: None,
    )
    asyncio.run(courier.drain(ChannelId("sub_1"), None, patience_s=0))


def test_the_courier_signs_with_the_secrets_of_the_moment(store: Store) -> None:
    listener, own = Listener(), ChannelId("sub_1")
    with store.write() as conn:
        outbox.add_subscription(conn, subscriber())
        record(conn, LEAVES, channels={})
    drain(store, listener)
    with store.write() as conn:
        until = outbox.rotate_secret(conn, own, "whsec_REVG", NOW)
        record(conn, OTHER, channels={})
    drain(store, listener, hours=23)
    assert until == NOW + timedelta(hours=24)
    with store.write() as conn:
        outbox.rotate_secret(conn, own, "whsec_R0hJ", NOW + timedelta(hours=23))
        record(conn, LEAVES, article=other_article(8), channels={})
    drain(store, listener, hours=23.5)
    with store.write() as conn:
        record(conn, LEAVES, article=other_article(9), channels={})
    drain(store, listener, hours=48)
    assert listener.signed == [
        ("whsec_QUJD",),
        ("whsec_REVG", "whsec_QUJD"),
        ("whsec_R0hJ", "whsec_REVG"),
        ("whsec_R0hJ",),
    ]


def other_article(number: int) -> Article:
    url = f"https://news.example/{number}"
    return article(id=number, url=url, canonical_url=url)


def test_what_waits_for_one_that_is_deleted_is_discarded(store: Store) -> None:
    listener = Listener()
    with store.write() as conn:
        outbox.add_subscription(conn, subscriber())
        record(conn, LEAVES, channels={})
        outbox.delete_subscription(conn, ChannelId("sub_1"))
        assert outbox.list_endpoints(conn) == {}
    drain(store, listener)
    assert listener.signed == []
    with store.write() as conn:
        (delivery,) = outbox.list_deliveries(conn)
    assert delivery["state"] == "discarded"
    assert delivery["last_error"].startswith("no_channel: ")


def test_the_brief_form_is_five_keys(store: Store) -> None:
    with store.write() as conn:
        outbox.add_subscription(conn, replace(subscriber(), format=WebhookFormat.BRIEF))
        record(conn, LEAVES, channels={})
        (body,) = conn.execute(select(tables.delivery.c.body)).scalars()
    event = json.loads(body)
    assert event["type"] == "alert.created"
    assert event["data"] == {
        "id": event["data"]["id"],
        "rule": LEAVES,
        "severity": "high",
        "title": "Peacekeepers quit Ber base",
        "url": "https://news.example/mali/ber",
    }


@pytest.mark.parametrize("text", HOSTILE)
def test_the_brief_form_is_short_whatever_was_scraped(text: str) -> None:
    body = brief_body(alert(article=ref(title=text, url=text), rule=RuleId(text)))
    assert len(body) <= MAX_BODY_BYTES
    shown = json.loads(body)["data"]["title"]
    assert text.encode(errors="replace").decode().startswith(shown[:100].replace("�", "?"))


@given(
    st.sampled_from(Severity),
    st.sampled_from(Severity),
    st.lists(st.sampled_from(["a", "b"]), unique=True),
    st.sampled_from(["a", "b"]),
)
def test_a_filter_never_passes_less_for_being_wider(
    least: Severity, severity: Severity, rules: list[str], rule: str
) -> None:
    wants = Filter(rules=tuple(map(RuleId, rules)), severity=least)
    given_alert = alert(rule=RuleId(rule), severity=severity)
    if wants.passes(given_alert):
        assert replace(wants, severity=LOW).passes(given_alert)
        assert replace(wants, rules=()).passes(given_alert)
    assert Filter().passes(given_alert)
