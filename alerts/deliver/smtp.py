"""What the answers of a mail server mean (RFC 5321, 3463, 4954), and that no secret shows in it."""

import base64
import re
from typing import Final

import aiosmtplib

from alerts.deliver.sender import answer_of, reason_of, redacted
from alerts.errors import DeliverReason
from alerts.types import Dead, Later, Outcome, SmtpServer

_PERMANENT: Final = range(500, 600)
_TRANSIENT: Final = range(400, 500)
# "Service not available": it says so of itself, whatever the command was (RFC 5321, 3.8).
_CLOSING: Final = 421
# "Authentication required", "mechanism too weak", "invalid", "encryption required" (RFC 4954, 6).
_LOGIN: Final = frozenset({530, 534, 535, 538})
_STORAGE_EXCEEDED: Final = 552
# Enhanced codes (RFC 3463): x.2.2 is a full mailbox.
_MAILBOX_FULL: Final = re.compile(r"[245]\.2\.2\b")


def refused(
    error: aiosmtplib.SMTPResponseException, reason: DeliverReason, where: str, server: SmtpServer
) -> Outcome:
    """Return the outcome of a command of the transaction that was answered with an error.

    `reason` is RECIPIENT for RCPT, REJECTED for MAIL and DATA. 5xx is final but where it speaks
    of the login, which a person mends, or of room, which comes back.
    """
    text, said = _answer(error, where, server), _said(error, server)
    if error.code in _LOGIN:
        return Later(reason=DeliverReason.AUTH, error=text, status=error.code, answer=said)
    if error.code in _PERMANENT and not _has_no_room(error, reason):
        return Dead(reason=reason, error=text, status=error.code, answer=said)
    if reason is not DeliverReason.RECIPIENT or error.code == _CLOSING:
        reason = _server_reason(error.code)
    return Later(reason=reason, error=text, status=error.code, answer=said)


def _has_no_room(error: aiosmtplib.SMTPResponseException, reason: DeliverReason) -> bool:
    """Whether a 5xx is to be taken for a 452.

    To RCPT a 552 is "too many recipients" or "mailbox full" (RFC 5321, section 4.5.3.1.10). To
    MAIL and DATA it means that the message is too large (RFC 1870), which it stays, unless the
    server says that it is the mailbox.
    """
    if error.code != _STORAGE_EXCEEDED:
        return False
    return reason is DeliverReason.RECIPIENT or bool(_MAILBOX_FULL.match(error.message))


def refused_server(
    error: aiosmtplib.SMTPResponseException, where: str, server: SmtpServer
) -> Outcome:
    """Return the outcome of a server that takes nothing now, from greeting to login.

    Even its 5xx says nothing of the message: a changed password or setting mends it.
    """
    text, said = _answer(error, where, server), _said(error, server)
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return Later(reason=DeliverReason.AUTH, error=text, status=error.code, answer=said)
    status = error.code if error.code > 0 else None
    return Later(reason=_server_reason(error.code), error=text, status=status, answer=said)


def lost(error: Exception, where: str, server: SmtpServer) -> Outcome:
    """Return the outcome of a connection that was not made, was lost, or is not good enough."""
    reason = reason_of(error)
    text = str(error)
    if reason is DeliverReason.PROTOCOL:
        if isinstance(error, ConnectionError):
            reason = DeliverReason.CONNECT
        elif "STARTTLS extension not supported" in text:
            reason = DeliverReason.TLS
            text = "the server does not offer STARTTLS, and smtp+starttls:// never sends in plain"
        elif "auth" in text.lower():
            reason = DeliverReason.AUTH
    detail = redacted(text or type(error).__name__, *secrets_of(server))
    return Later(reason=reason, error=f"{where}: {detail}")


def _server_reason(code: int) -> DeliverReason:
    known = code in _TRANSIENT or code in _PERMANENT
    return DeliverReason.SERVER_ERROR if known else DeliverReason.PROTOCOL


def _answer(error: aiosmtplib.SMTPResponseException, where: str, server: SmtpServer) -> str:
    return f"{where}: answered {error.code} {redacted(error.message, *secrets_of(server))}".rstrip()


def _said(error: aiosmtplib.SMTPResponseException, server: SmtpServer) -> str | None:
    return answer_of(error.message, *secrets_of(server))


def secrets_of(server: SmtpServer) -> tuple[str, ...]:
    """Return the password as it may be echoed: plain, and in base64 as AUTH sends it."""
    if not server.password:
        return ()
    plain = f"\0{server.user or ''}\0{server.password}"
    encoded = [base64.b64encode(s.encode()).decode() for s in (server.password, plain)]
    return server.password, *encoded
