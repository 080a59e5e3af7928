"""What the sender of e-mail promises, against real SMTP servers on loopback."""

import asyncio
import base64
import socket
from collections.abc import Sequence
from dataclasses import replace
from unittest.mock import ANY
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.smtp import SMTP

from alerting import message, notice
from alerts.deliver import EmailSender
from alerts.errors import DeliverReason
from alerts.render import notice_mail
from alerts.types import (
    Dead,
    DeliveryId,
    EmailChannel,
    Later,
    Outcome,
    Sent,
    SmtpSecurity,
    SmtpServer,
)
from maildesk import PASSWORD, Desk, Setup, clock, hand_in, hung_up

R = DeliverReason


def test_a_message_arrives_byte_for_byte() -> None:
    desk = Desk()
    body = b"Subject: x\r\n\r\n.\r\n..two\r\nhello\r\n"
    assert hand_in(desk, body=body) == Sent(status=250)
    (envelope,) = desk.got
    assert envelope.content == body
    assert envelope.mail_from == "wire@example.org"
    assert envelope.rcpt_tos == ["a@desk.example"]


def test_a_notice_arrives_byte_for_byte() -> None:
    desk = Desk()
    body = notice_mail(
        notice(lines=(".", "..", "From me", "é" * 900)),
        delivery=DeliveryId("msg_abc"),
        sender="wire@example.org",
        recipient="a@desk.example",
        timezone=ZoneInfo("UTC"),
    )
    assert hand_in(desk, body=body) == Sent(status=250)
    (envelope,) = desk.got
    assert envelope.content == body


@pytest.mark.parametrize(
    ("setup", "secured"),
    [
        pytest.param(Setup(), False, id="smtp, not offered"),
        pytest.param(Setup(offers_starttls=True), True, id="smtp, offered"),
        pytest.param(
            Setup(offers_starttls=True, trusted=False), True, id="smtp, unknown certificate"
        ),
        pytest.param(
            Setup(security=SmtpSecurity.STARTTLS, offers_starttls=True), True, id="smtp+starttls"
        ),
        pytest.param(Setup(security=SmtpSecurity.TLS), True, id="smtps"),
    ],
)
def test_a_scheme_protects_as_it_says(setup: Setup, secured: bool) -> None:
    desk = Desk()
    assert hand_in(desk, setup) == Sent(status=250)
    if setup.security is not SmtpSecurity.TLS:  # aiosmtpd does not know of its own outer TLS
        assert desk.secured == [secured]


@pytest.mark.parametrize(
    "setup",
    [
        pytest.param(Setup(security=SmtpSecurity.STARTTLS), id="starttls missing"),
        pytest.param(
            Setup(security=SmtpSecurity.STARTTLS, offers_starttls=True, trusted=False),
            id="starttls, unknown certificate",
        ),
        pytest.param(
            Setup(security=SmtpSecurity.STARTTLS, offers_starttls=True, host="other.example"),
            id="starttls, other name",
        ),
        pytest.param(Setup(security=SmtpSecurity.TLS, trusted=False), id="tls, unknown"),
        pytest.param(Setup(security=SmtpSecurity.TLS, host="other.example"), id="tls, other name"),
    ],
)
def test_required_tls_means_never_plain(setup: Setup) -> None:
    desk = Desk()
    outcome = hand_in(desk, replace(setup, user="wire", password=PASSWORD))
    assert isinstance(outcome, Later)
    assert outcome.reason is R.TLS
    assert desk.got == []


@pytest.mark.parametrize(
    ("answers", "kind", "reason", "status"),
    [
        pytest.param({"rcpt": "450 try later"}, Later, R.RECIPIENT, 450, id="rcpt 450"),
        pytest.param({"rcpt": "550 no such user"}, Dead, R.RECIPIENT, 550, id="rcpt 550"),
        pytest.param({"rcpt": "552 full"}, Later, R.RECIPIENT, 552, id="rcpt 552"),
        pytest.param({"mail": "451 busy"}, Later, R.SERVER_ERROR, 451, id="mail 451"),
        pytest.param({"mail": "553 not you"}, Dead, R.REJECTED, 553, id="mail 553"),
        pytest.param({"data": "452 no room"}, Later, R.SERVER_ERROR, 452, id="data 452"),
        pytest.param({"data": "554 spam"}, Dead, R.REJECTED, 554, id="data 554"),
        pytest.param({"data": "drop"}, Later, R.CONNECT, None, id="dropped after data"),
    ],
)
def test_an_answer_decides(
    answers: dict[str, str],
    kind: type[Later] | type[Dead],
    reason: DeliverReason,
    status: int | None,
) -> None:
    assert hand_in(Desk(**answers)) == kind(reason=reason, error=ANY, status=status)


@pytest.mark.parametrize(
    ("answers", "want"),
    [
        pytest.param({}, "Taken", id="taken"),
        pytest.param({"data": "554 Looks like spam"}, "Looks like spam", id="refused"),
        pytest.param({"rcpt": "450 Try later"}, "Try later", id="put off"),
        pytest.param({"mail": "451 Busy"}, "Busy", id="server busy"),
    ],
)
def test_what_the_server_said_is_kept(answers: dict[str, str | None], want: str) -> None:
    assert hand_in(Desk(**answers)).answer == want


def test_what_is_said_to_the_farewell_does_not_matter() -> None:
    assert hand_in(Desk(quit="500 what")) == Sent(status=250)


@pytest.mark.parametrize("verb", ["mail", "rcpt", "data"])
def test_a_tarpit_does_not_outlast_the_deadline(verb: str) -> None:
    desk, began = Desk(), clock()
    desk.hang = verb
    outcome = hand_in(desk, Setup(deadline_s=0.5))
    assert isinstance(outcome, Later)
    assert outcome.reason is R.TIMEOUT
    assert (clock() - began).total_seconds() < 5


def test_a_hanging_farewell_does_not_undo_what_was_taken() -> None:
    desk = Desk()
    desk.hang = "quit"
    assert hand_in(desk, Setup(deadline_s=1.0)) == Sent(status=250)


@pytest.mark.parametrize("starttls", [True, False], ids=["under TLS", "plain"])
def test_login(starttls: bool) -> None:
    desk = Desk()
    setup = Setup(offers_starttls=starttls, auth=True, user="wire", password=PASSWORD)
    assert hand_in(desk, setup) == Sent(status=250)


def test_a_refused_login_is_tried_again_and_shows_no_password() -> None:
    wrong = "wrong but secret"
    outcome = hand_in(Desk(), Setup(auth=True, user="wire", password=wrong))
    assert isinstance(outcome, Later)
    assert (outcome.reason, outcome.status) == (R.AUTH, 535)
    assert "***" in outcome.error
    assert wrong not in outcome.error
    assert base64.b64encode(wrong.encode()).decode() not in outcome.error


def test_a_server_without_login_is_a_matter_of_login() -> None:
    outcome = hand_in(Desk(), Setup(user="wire", password=PASSWORD))
    assert isinstance(outcome, Later)
    assert outcome.reason is R.AUTH


@pytest.mark.parametrize(
    "recipient",
    [
        pytest.param("a@desk.example\r\nRCPT TO:<spy@evil.example>", id="line break"),
        pytest.param("spy@evil.example\x00a@desk.example", id="nul"),
        pytest.param("<>", id="no address"),
    ],
)
def test_an_address_cannot_smuggle_another(recipient: str) -> None:
    desk = Desk()
    outcome = hand_in(desk, recipient=recipient)
    assert isinstance(outcome, Sent | Dead)
    assert [e.rcpt_tos for e in desk.got] in ([], [["a@desk.example"]])


def test_an_address_that_the_server_cannot_take_is_final() -> None:
    outcome = hand_in(Desk(rcpt="553 who"), recipient="é@desk.example")
    assert isinstance(outcome, Dead)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        pytest.param(PermissionError("10.0.0.1 is private"), R.REFUSED_ADDRESS, id="refused"),
        pytest.param(socket.gaierror(-2, "Name not known"), R.DNS, id="dns"),
    ],
)
def test_an_address_that_is_refused_is_never_connected_to(
    error: Exception, reason: DeliverReason
) -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        raise error

    smtp = SmtpServer(host="mail.example", port=25, security=SmtpSecurity.OPPORTUNISTIC)
    channel = EmailChannel(id=message().channel, to=("a@x",), sender="w@example.org", smtp=smtp)
    outcome = asyncio.run(EmailSender(resolve).send(message(recipient="a@x"), channel))
    assert isinstance(outcome, Later)
    assert outcome.reason is reason
    assert outcome.error.startswith("smtp://mail.example:25: ")


def test_the_next_address_is_tried_when_one_does_not_answer() -> None:
    desk = Desk()

    async def run() -> Outcome:
        loop = asyncio.get_running_loop()
        conversation = SMTP(desk, loop=loop)
        server = await loop.create_server(lambda: conversation, "127.0.0.1", 0)

        async def resolve(host: str, port: int) -> Sequence[str]:
            return ("::1", "127.0.0.2", "127.0.0.1")

        smtp = SmtpServer(
            host="mail.example",
            port=server.sockets[0].getsockname()[1],
            security=SmtpSecurity.OPPORTUNISTIC,
        )
        channel = EmailChannel(id=message().channel, to=("a@x",), sender="w@example.org", smtp=smtp)
        try:
            return await EmailSender(resolve).send(message(recipient="a@x.example"), channel)
        finally:
            server.close()
            await hung_up([conversation])

    assert asyncio.run(run()) == Sent(status=250)


@pytest.mark.parametrize(
    ("greeting", "reason"),
    [
        pytest.param(b"554 not here\r\n", R.SERVER_ERROR, id="554"),
        pytest.param(b"421 \xff\xfe busy\r\n", R.SERVER_ERROR, id="421, not UTF-8"),
        pytest.param(b"HTTP/1.1 400 Bad Request\r\n", R.PROTOCOL, id="no SMTP"),
        pytest.param(b"", R.CONNECT, id="hangs up"),
    ],
)
def test_a_server_that_takes_nothing_now_is_tried_again(
    greeting: bytes, reason: DeliverReason
) -> None:
    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting)
        writer.close()

    async def resolve(host: str, port: int) -> Sequence[str]:
        return ("127.0.0.1",)

    async def run() -> Outcome:
        server = await asyncio.start_server(greet, "127.0.0.1", 0)
        smtp = SmtpServer(
            host="mail.example",
            port=server.sockets[0].getsockname()[1],
            security=SmtpSecurity.OPPORTUNISTIC,
        )
        channel = EmailChannel(id=message().channel, to=("a@x",), sender="w@example.org", smtp=smtp)
        try:
            return await EmailSender(resolve).send(message(recipient="a@x.example"), channel)
        finally:
            server.close()

    outcome = asyncio.run(run())
    assert isinstance(outcome, Later)
    assert outcome.reason is reason
    assert outcome.error.encode()  # what could not be stored would stop the queue
