"""What every sender promises: from the outbox to a real end, and the way back."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest

from alerting import HOSTILE, MATCHES, TITLE, article, notice
from alerts import outbox
from alerts.deliver import Courier
from alerts.types import (
    Channel,
    Hit,
    Kind,
    Matched,
    Rule,
    RuleId,
    Settled,
)
from alertstore import Clock, Store
from outlets import ID, OUTLETS, PASSWORD, SECRET, TOKEN, Open, Outlet

RULE = RuleId("ber")
# Line breaks are the reader's business; nothing else may act on where it is shown.
_ACTS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_MENTIONS = re.compile(r"@everyone|<!channel>|<@U1>|\]\(https?:")
CHATTY = "@everyone <!channel> <@U1> [Reuters](https://evil.example) @here"

kinds = pytest.mark.parametrize(
    "opened", [pytest.param(each, id=kind) for kind, each in OUTLETS.items()]
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "outbox.db")
    yield opened
    opened.close()


def wait(store: Store, channel: Channel, *titles: str) -> None:
    """Let an alert on an article of each title wait for `channel`."""
    with store.write() as conn:
        for number, title in enumerate(titles):
            url = f"https://news.example/{number}"
            outbox.record(
                conn,
                article=article(id=number, url=url, canonical_url=url, title=title, source=title),
                matched=Matched(hits=(Hit(rule=RULE, matches=MATCHES),)),
                rules={RULE: Rule(id=RULE, when="@ber")},
                channels={channel.id: channel},
                now=Clock().time,
                timezone=ZoneInfo("UTC"),
            )


async def drained(store: Store, outlet: Outlet, channel: Channel | None = None) -> list[Settled]:
    clock, seen = Clock(), list[Settled]()
    courier = Courier(
        store.transact,
        outlet.senders,
        now=clock.now,
        jitter=lambda: 0.5,
        settled=seen.append,
        sleep=clock.sleep,
    )
    await courier.drain(ID, channel or outlet.channel, patience_s=0)
    return seen


def deliveries(store: Store) -> list[dict[str, Any]]:
    with store.write() as conn:
        return list(outbox.list_deliveries(conn))


def test_every_kind_is_here() -> None:
    assert set(OUTLETS) == set(get_args(Kind))


@kinds
def test_an_alert_arrives_once(opened: Open, store: Store, tmp_path: Path) -> None:
    async def run() -> tuple[list[Settled], list[str]]:
        async with opened(tmp_path) as outlet:
            wait(store, outlet.channel, TITLE)
            seen = await drained(store, outlet)
            assert await drained(store, outlet) == []
            assert seen[0].kind == outlet.channel.kind
            return seen, outlet.arrived()

    (told,), (arrived,) = asyncio.run(run())
    assert (told.outcome, told.state, told.attempts) == ("sent", "delivered", 1)
    assert TITLE in arrived
    assert "MINUSMA" in arrived or "minusma" in arrived


@kinds
def test_a_notice_arrives(opened: Open, store: Store, tmp_path: Path) -> None:
    async def run() -> list[str]:
        async with opened(tmp_path) as outlet:
            with store.write() as conn:
                channels = {ID: outlet.channel}
                assert outbox.notify(
                    conn, notice(), channels=channels, timezone=ZoneInfo("UTC")
                ) == len(outlet.channel.recipients)
            await drained(store, outlet)
            return outlet.arrived()

    (arrived,) = asyncio.run(run())
    assert "https://news.example/feed" in arrived


@kinds
def test_nobody_there_is_tried_again_and_no_secret_shows(
    opened: Open, store: Store, tmp_path: Path
) -> None:
    async def run() -> list[Settled]:
        async with opened(tmp_path, up=False) as outlet:
            wait(store, outlet.channel, TITLE)
            told = repr(outlet.channel)
            assert not any(secret in told for secret in (TOKEN, PASSWORD, SECRET))
            return await drained(store, outlet)

    (told,) = asyncio.run(run())
    assert (told.outcome, told.state) == ("later", "retry_wait")
    (waiting,) = deliveries(store)
    assert waiting["last_error"]
    for secret in (TOKEN, PASSWORD, SECRET):
        assert secret not in f"{waiting} {told}"


@kinds
def test_nothing_scraped_acts_where_it_is_shown(opened: Open, store: Store, tmp_path: Path) -> None:
    # No store takes lone surrogates: the unit tests of the renderers have them.
    given = (str(row.values[0]) for row in HOSTILE)
    titles = [*(t.encode(errors="replace").decode() for t in given), CHATTY]

    async def run() -> list[str]:
        async with opened(tmp_path) as outlet:
            wait(store, outlet.channel, *titles)
            seen = await drained(store, outlet)
            assert [told.outcome for told in seen] == ["sent"] * len(titles)
            return outlet.arrived()

    arrived = asyncio.run(run())
    assert len(arrived) == len(titles)
    for shown in arrived:
        assert not _ACTS.search(shown.replace("\r\n", "\n")), ascii(shown)
        assert shown.encode()  # without lone surrogates


def test_no_mention_and_no_masked_link_reaches_a_chat(store: Store, tmp_path: Path) -> None:
    async def run() -> list[str]:
        async with OUTLETS["apprise"](tmp_path) as outlet:
            wait(store, outlet.channel, CHATTY)
            await drained(store, outlet)
            return outlet.arrived()

    (arrived,) = asyncio.run(run())
    assert not _MENTIONS.search(arrived)
    assert "everyone" in arrived


@kinds
def test_what_names_no_recipient_of_the_channel_is_discarded(
    opened: Open, store: Store, tmp_path: Path
) -> None:
    async def run() -> list[Settled]:
        async with opened(tmp_path) as outlet:
            wait(store, outlet.channel, TITLE)
            other = next(k for k in OUTLETS if k != outlet.channel.kind and k in {"email", "file"})
            async with OUTLETS[other](tmp_path) as changed:
                return await drained(store, changed)

    (told,) = asyncio.run(run())
    assert (told.outcome, told.reason, told.state) == ("dead", "no_channel", "discarded")
