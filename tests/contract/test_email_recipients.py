"""One alert to many recipients of one channel: each has an outcome and a state of its own."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from alerts.deliver import Courier, EmailSender, Senders
from alerts.types import EmailChannel, Settled, SmtpSecurity, SmtpServer
from alertstore import Clock, Store
from maildesk import hung_up
from mails import read
from senders import Script, desk, fill, states

ANSWERS = {
    "yes@desk.example": None,
    "grey@desk.example": "450 4.2.0 come back",
    "gone@desk.example": "550 5.1.1 no such user",
    "full@desk.example": "552 5.2.2 mailbox full",
    "also@desk.example": None,
}


class Clerk:
    """A mail server that answers by recipient, and notes what it took from whom."""

    def __init__(self, answers: dict[str, str | None]) -> None:
        self.answers = answers
        self.took: list[Envelope] = []
        self.asked: Counter[str] = Counter()

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's names
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.asked[address] += 1
        if said := self.answers[address]:
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  # aiosmtpd's names
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        self.took.append(envelope)
        return "250 taken"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "outbox.db")
    yield opened
    opened.close()


def deliver(store: Store, clock: Clock, clerk: Clerk, *, limit: int = 1 << 20) -> list[Settled]:
    """Send what is due to the mail server of `clerk`, which takes `limit` bytes at most."""
    seen: list[Settled] = []
    conversations: list[SMTP] = []

    async def resolve(host: str, port: int) -> Sequence[str]:
        return ("127.0.0.1",)

    def converse() -> SMTP:
        loop = asyncio.get_running_loop()
        conversations.append(SMTP(clerk, data_size_limit=limit, hostname="mail.example", loop=loop))
        return conversations[-1]

    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(converse, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        smtp = SmtpServer(host="mail.example", port=port, security=SmtpSecurity.OPPORTUNISTIC)
        channel = EmailChannel(
            id=desk().id, to=tuple(clerk.answers), sender="w@example.org", smtp=smtp
        )
        courier = Courier(
            store.transact,
            Senders(webhook=Script(), email=EmailSender(resolve)),
            now=clock.now,
            jitter=lambda: 0.5,
            settled=seen.append,
            sleep=clock.sleep,
        )
        try:
            await courier.drain(channel.id, channel, patience_s=0)
        finally:
            server.close()
            await hung_up(conversations)

    asyncio.run(run())
    return seen


def test_each_recipient_has_an_outcome_of_its_own(store: Store) -> None:
    clock, clerk = Clock(), Clerk(dict(ANSWERS))
    fill(store, clock, desk(*ANSWERS))
    seen = deliver(store, clock, clerk)
    assert sorted((s.outcome, s.state, s.status) for s in seen) == [
        ("dead", "failed", 550),
        ("later", "retry_wait", 450),
        ("later", "retry_wait", 552),
        ("sent", "delivered", 250),
        ("sent", "delivered", 250),
    ]
    assert [e.rcpt_tos for e in clerk.took] == [["yes@desk.example"], ["also@desk.example"]]
    assert all(str(read(raw(e))["To"]) == e.rcpt_tos[0] for e in clerk.took)


def test_only_those_who_were_put_off_are_asked_again(store: Store) -> None:
    clock, clerk = Clock(), Clerk(dict(ANSWERS))
    fill(store, clock, desk(*ANSWERS))
    deliver(store, clock, clerk)
    clock.pass_s(6)
    clerk.answers["grey@desk.example"] = None
    deliver(store, clock, clerk)
    assert clerk.asked == {
        "yes@desk.example": 1,
        "also@desk.example": 1,
        "gone@desk.example": 1,
        "grey@desk.example": 2,
        "full@desk.example": 2,
    }
    assert Counter(states(store)) == {"delivered": 3, "failed": 1, "retry_wait": 1}
    assert len({read(raw(e))["Message-ID"] for e in clerk.took}) == 3


def test_a_message_that_is_too_large_is_refused_before_it_is_sent(store: Store) -> None:
    clock, clerk = Clock(), Clerk({"yes@desk.example": None})
    fill(store, clock, desk(*clerk.answers))
    (seen,) = deliver(store, clock, clerk, limit=1000)
    assert (seen.state, seen.status, seen.reason) == ("failed", 552, "rejected")
    assert clerk.asked == {}, "refused at MAIL, by its size"


def raw(envelope: Envelope) -> bytes:
    assert isinstance(envelope.content, bytes)
    return envelope.content
