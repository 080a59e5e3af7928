"""Channels, senders that answer as scripted, and alerts that wait for them."""

import asyncio
from collections import defaultdict
from typing import Any
from zoneinfo import ZoneInfo

from alerting import MATCHES, article
from alerts import outbox
from alerts.errors import DeliverReason
from alerts.types import (
    Channel,
    ChannelId,
    Dead,
    EmailChannel,
    Hit,
    Later,
    Matched,
    Message,
    Outcome,
    Rule,
    RuleId,
    Sent,
    SmtpSecurity,
    SmtpServer,
    WebhookChannel,
)
from alertstore import Clock, Store

RULE = RuleId("ber")
SENT = Sent(status=200)
DOWN = Later(reason=DeliverReason.CONNECT, error="refused")
GREYLISTED = Later(reason=DeliverReason.RECIPIENT, error="try later", status=450)
GONE = Dead(reason=DeliverReason.GONE, error="410", status=410, discarded=True)
REFUSED = Dead(reason=DeliverReason.RECIPIENT, error="no such user", status=550)


class Script:
    """A sender that answers by channel, in order; the last answer stays."""

    def __init__(self, **answers: list[Outcome]) -> None:
        self.answers = answers
        self.sent: defaultdict[str, list[Message]] = defaultdict(list)
        self.busy = 0
        self.busiest = 0
        self.holding: set[str] = set()
        self.held = asyncio.Event()
        self.released = asyncio.Event()
        self.others_served = asyncio.Event()
        self.others = 0

    async def send(self, message: Message, channel: EmailChannel | WebhookChannel) -> Outcome:
        self.sent[channel.id].append(message)
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        if channel.id in self.holding:
            self.held.set()
            await self.released.wait()
        await asyncio.sleep(0)
        self.busy -= 1
        self.others -= channel.id not in self.holding
        if self.others == 0:
            self.others_served.set()
        answers = self.answers.get(channel.id, [SENT])
        return answers.pop(0) if len(answers) > 1 else answers[0]


def hook(name: str) -> WebhookChannel:
    return WebhookChannel(
        id=ChannelId(name), url=f"https://{name}.example/", secrets=("whsec_QUJD",)
    )


def desk(*to: str) -> EmailChannel:
    smtp = SmtpServer(host="mail.example", port=25, security=SmtpSecurity.OPPORTUNISTIC)
    return EmailChannel(id=ChannelId("desk"), to=to, sender="w@example.org", smtp=smtp)


def fill(store: Store, clock: Clock, *channels: Channel, articles: int = 1, first: int = 0) -> None:
    """Let alerts on so many articles wait for `channels`; `first` is the number of the first."""
    matched = Matched(hits=(Hit(rule=RULE, matches=MATCHES),))
    with store.write() as conn:
        for number in range(first, first + articles):
            url = f"https://news.example/{number}"
            outbox.record(
                conn,
                article=article(id=number, url=url, canonical_url=url),
                matched=matched,
                rules={RULE: Rule(id=RULE, when="@ber")},
                channels={c.id: c for c in channels},
                now=clock.time,
                timezone=ZoneInfo("UTC"),
            )


def states(store: Store) -> list[str]:
    with store.write() as conn:
        return [d["state"] for d in outbox.list_deliveries(conn)]


def errors(store: Store) -> list[Any]:
    with store.write() as conn:
        return [d["last_error"] for d in outbox.list_deliveries(conn)]
