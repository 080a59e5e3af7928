"""What the sender of e-mail promises of a server that breaks off, stalls, or lies, line by line."""

from unittest.mock import ANY

import pytest

from alerts.errors import DeliverReason
from alerts.types import Dead, Later, Outcome, Sent, SmtpSecurity
from maildesk import PASSWORD, clock, contexts
from rawdesk import DRIP, DROP, HANG, OK, RawDesk, hand_in_raw

R = DeliverReason
SENT = Sent(status=250)
LOGIN = ("wire", PASSWORD)
OFFERS_LOGIN = b"250-mail.example\r\n250 AUTH PLAIN LOGIN\r\n"
OFFERS_TLS = b"250-mail.example\r\n250 STARTTLS\r\n"


def later(reason: DeliverReason, status: int | None = None) -> Later:
    return Later(reason=reason, error=ANY, status=status)


def dead(reason: DeliverReason, status: int | None = None) -> Dead:
    return Dead(reason=reason, error=ANY, status=status)


@pytest.mark.parametrize(
    ("says", "want"),
    [
        pytest.param({"GREETING": b"554 5.3.2 not here\r\n"}, later(R.SERVER_ERROR, 554), id="554"),
        pytest.param({"GREETING": b"421 busy\r\n"}, later(R.SERVER_ERROR, 421), id="greeting 421"),
        pytest.param({"GREETING": DROP}, later(R.CONNECT), id="hangs up at once"),
        pytest.param({"EHLO": DROP}, later(R.CONNECT), id="hangs up at EHLO"),
        pytest.param({"EHLO": b"421 bye\r\n"}, later(R.SERVER_ERROR, 421), id="EHLO 421"),
        pytest.param({"EHLO": b"502 what\r\n"}, SENT, id="knows HELO only"),
        pytest.param(
            {"EHLO": b"502 what\r\n", "HELO": b"550 no\r\n"},
            later(R.SERVER_ERROR, 550),
            id="knows neither",
        ),
        pytest.param({"MAIL": DROP}, later(R.CONNECT), id="hangs up at MAIL"),
        pytest.param({"RCPT": DROP}, later(R.CONNECT), id="hangs up at RCPT"),
        pytest.param({"DATA": DROP}, later(R.CONNECT), id="hangs up before DATA"),
        pytest.param({"TEXT": DROP}, later(R.CONNECT), id="hangs up after DATA"),
        pytest.param({"QUIT": DROP}, SENT, id="hangs up at QUIT"),
        pytest.param({"QUIT": b"421 bye\r\n"}, SENT, id="QUIT 421"),
        pytest.param({"MAIL": b"451 4.7.1 wait\r\n"}, later(R.SERVER_ERROR, 451), id="MAIL 451"),
        pytest.param({"MAIL": b"530 5.7.0 log in\r\n"}, later(R.AUTH, 530), id="MAIL 530"),
        pytest.param({"MAIL": b"552 5.3.4 too big\r\n"}, dead(R.REJECTED, 552), id="MAIL 552"),
        pytest.param({"MAIL": b"550 5.7.1 not you\r\n"}, dead(R.REJECTED, 550), id="MAIL 550"),
        pytest.param({"RCPT": b"421 4.3.2 bye\r\n"}, later(R.SERVER_ERROR, 421), id="RCPT 421"),
        pytest.param({"RCPT": b"450 4.2.0 grey\r\n"}, later(R.RECIPIENT, 450), id="RCPT 450"),
        pytest.param({"RCPT": b"530 log in\r\n"}, later(R.AUTH, 530), id="RCPT 530"),
        pytest.param({"RCPT": b"550 5.1.1 who\r\n"}, dead(R.RECIPIENT, 550), id="RCPT 550"),
        pytest.param({"RCPT": b"552 full\r\n"}, later(R.RECIPIENT, 552), id="RCPT 552"),
        pytest.param({"RCPT": b"251 forwarded\r\n"}, SENT, id="RCPT 251"),
        pytest.param({"DATA": b"451 later\r\n"}, later(R.SERVER_ERROR, 451), id="DATA 451"),
        pytest.param({"DATA": b"554 no\r\n"}, dead(R.REJECTED, 554), id="DATA 554"),
        pytest.param({"TEXT": b"452 no room\r\n"}, later(R.SERVER_ERROR, 452), id="text 452"),
        pytest.param({"TEXT": b"552 too big\r\n"}, dead(R.REJECTED, 552), id="text 552"),
        pytest.param({"TEXT": b"552 5.2.2 full\r\n"}, later(R.SERVER_ERROR, 552), id="text 5.2.2"),
        pytest.param({"TEXT": b"554-spam\r\n554 no\r\n"}, dead(R.REJECTED, 554), id="text 554"),
        pytest.param({"TEXT": b"what\r\n"}, later(R.PROTOCOL), id="no SMTP"),
    ],
)
def test_an_answer_decides(says: dict[str, bytes], want: Outcome) -> None:
    outcome = hand_in_raw(RawDesk(says=says))
    assert outcome == want
    if not isinstance(outcome, Sent):
        assert outcome.error.startswith("smtp://mail.example:")


@pytest.mark.parametrize("stall", [pytest.param(HANG, id="silent"), pytest.param(DRIP, id="drips")])
@pytest.mark.parametrize(
    "verb", ["GREETING", "EHLO", "MAIL", "RCPT", "DATA", "TEXT", "STARTTLS", "AUTH"]
)
def test_a_server_that_stalls_does_not_outlast_the_deadline(verb: str, stall: bytes) -> None:
    offers = {"STARTTLS": OFFERS_TLS, "AUTH": OFFERS_LOGIN}
    says = {"EHLO": offers.get(verb, OK)} | {verb: stall}
    login = LOGIN if verb == "AUTH" else None
    began = clock()
    outcome = hand_in_raw(RawDesk(says=says), login=login, deadline_s=0.5)
    assert outcome == later(R.TIMEOUT)
    assert (clock() - began).total_seconds() < 5


def test_a_server_that_stops_reading_does_not_outlast_the_deadline() -> None:
    began = clock()
    body = b"Subject: x\r\n\r\n" + b"x" * 70 * 1000 + b"\r\n"
    outcome = hand_in_raw(RawDesk(deaf=True), body=body * 200, deadline_s=1.0)
    assert outcome == later(R.TIMEOUT)
    assert (clock() - began).total_seconds() < 5


def test_a_farewell_that_never_comes_does_not_undo_what_was_taken() -> None:
    began = clock()
    assert hand_in_raw(RawDesk(says={"QUIT": HANG})) == SENT
    assert (clock() - began).total_seconds() < 5


@pytest.mark.parametrize(
    "says",
    [
        pytest.param({}, id="not offered"),
        pytest.param({"EHLO": OFFERS_LOGIN}, id="not offered, but a login is"),
        pytest.param({"EHLO": b"502 what\r\n"}, id="no extensions at all"),
        pytest.param({"EHLO": OFFERS_TLS, "STARTTLS": b"454 not now\r\n"}, id="offered, refused"),
        pytest.param({"EHLO": OFFERS_TLS, "STARTTLS": b"250 OK\r\n"}, id="a wrong code"),
        pytest.param({"EHLO": OFFERS_TLS, "STARTTLS": b"220 go\r\n250 x\r\n"}, id="no TLS comes"),
        pytest.param({"EHLO": OFFERS_TLS, "STARTTLS": DROP}, id="hangs up"),
    ],
)
def test_where_tls_is_required_nothing_goes_out_in_plain(says: dict[str, bytes]) -> None:
    desk = RawDesk(says=says)
    outcome = hand_in_raw(desk, security=SmtpSecurity.STARTTLS, login=LOGIN, deadline_s=2.0)
    assert isinstance(outcome, Later)
    assert set(desk.verbs) <= {"EHLO", "HELO", "STARTTLS", "QUIT"} | tls_noise(desk)
    said = b"\n".join(desk.heard)
    assert b"desk.example" not in said
    assert b"AUTH" not in said
    assert PASSWORD not in outcome.error


def tls_noise(desk: RawDesk) -> set[str]:
    """Return what a client hello looks like as lines: it comes after STARTTLS only."""
    at = desk.verbs.index("STARTTLS") if "STARTTLS" in desk.verbs else len(desk.verbs)
    return set(desk.verbs[at + 1 :])


def test_a_login_that_is_not_offered_is_named_as_such() -> None:
    outcome = hand_in_raw(RawDesk(), login=LOGIN)
    assert outcome == later(R.AUTH)
    assert isinstance(outcome, Later)
    assert "AUTH extension is not supported by this server" in outcome.error


def test_what_was_said_before_tls_is_forgotten() -> None:
    serving, trusting = contexts(trusted=True)
    injected = b"220 go\r\n250-evil.example\r\n250 AUTH PLAIN\r\n"
    desk = RawDesk(says={"EHLO": OFFERS_TLS, "STARTTLS": injected}, tls=serving)
    outcome = hand_in_raw(desk, security=SmtpSecurity.STARTTLS, tls=trusting, login=LOGIN)
    assert isinstance(outcome, Later)
    assert "AUTH" not in desk.verbs
    assert "MAIL" not in desk.verbs


# Extensions


def test_the_size_is_told_where_it_is_asked_for() -> None:
    desk = RawDesk(says={"EHLO": b"250-mail.example\r\n250 SIZE 1000000\r\n"})
    assert hand_in_raw(desk, body=b"Subject: x\r\n\r\nhello\r\n") == SENT
    assert b"MAIL FROM:<wire@example.org> SIZE=21" in desk.heard


def test_without_extensions_plain_commands_do() -> None:
    desk = RawDesk()
    assert hand_in_raw(desk) == SENT
    assert desk.heard[1:3] == [b"MAIL FROM:<wire@example.org>", b"RCPT TO:<a@desk.example>"]


def test_an_address_outside_of_ascii_needs_a_server_that_takes_it() -> None:
    desk = RawDesk(says={"EHLO": b"250-mail.example\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n"})
    assert hand_in_raw(desk, recipient="é@desk.example") == SENT
    assert desk.heard[1].endswith(b" SMTPUTF8")
    assert desk.heard[2] == "RCPT TO:<é@desk.example>".encode()
    plain = RawDesk()
    outcome = hand_in_raw(plain, recipient="é@desk.example")
    assert outcome == dead(R.RECIPIENT)
    assert isinstance(outcome, Dead)
    assert "SMTPUTF8" in outcome.error
    assert "MAIL" not in plain.verbs


# The text


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([b".", b"..", b"...x", b"x."], id="dots"),
        pytest.param([b"." * 998], id="a long line of dots"),
        pytest.param([b"x" * 997 + b"."] * 100, id="long lines"),
        pytest.param([b"MAIL FROM:<x@evil.example>", b"DATA", b"QUIT", b""], id="commands"),
        pytest.param([b"", b"", b""], id="empty lines"),
    ],
)
def test_a_text_goes_out_with_its_dots_doubled_and_nothing_else(lines: list[bytes]) -> None:
    desk = RawDesk()
    body = b"\r\n".join([b"Subject: x", b"", *lines, b""])
    assert hand_in_raw(desk, body=body) == SENT
    stuffed = [b"." + line if line.startswith(b".") else line for line in lines]
    assert desk.text == b"\r\n".join([b"Subject: x", b"", *stuffed, b".", b""])
    assert desk.verbs == ["EHLO", "MAIL", "RCPT", "DATA", "QUIT"]
