"""What every sender promises, and how foreign errors become closed reasons."""

import socket
import ssl
from collections.abc import Iterator, Sequence
from typing import Final, Protocol, TypeVar

from alerts.errors import DeliverReason
from alerts.render.neutral import one_line, visible
from alerts.types import Message, Outcome

_MAX_ERROR_CHARS: Final = 300
_MAX_ANSWER_BYTES: Final = 2048
_MIN_SECRET_CHARS: Final = 4
_REASONS: Final = {reason.value: reason for reason in DeliverReason}

C_contra = TypeVar("C_contra", contravariant=True)


class Sender(Protocol[C_contra]):
    """Makes one attempt at a message."""

    async def send(self, message: Message, channel: C_contra) -> Outcome:
        """Send `message` to its recipient of `channel`, within the sender's deadline.

        Whatever the other side does is an outcome, never an exception, and no secret of the
        channel stands in it.
        """
        ...


def reason_of(error: BaseException) -> DeliverReason:
    """Return the reason that `error`, or one that caused it, gives; PROTOCOL if none does.

    PermissionError is an address that may not be reached. A connection layer may also name the
    reason itself, by an attribute `reason` with a value of DeliverReason.
    """
    for cause in _chain(error):
        reason = _named(cause) or _known(cause)
        if reason is not None:
            return reason
    return DeliverReason.PROTOCOL


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _named(error: BaseException) -> DeliverReason | None:
    return _REASONS.get(str(getattr(error, "reason", "")))


def _known(error: BaseException) -> DeliverReason | None:
    """Return the reason of an error of the operating system; None for a mere wrapper."""
    match error:
        case PermissionError():
            return DeliverReason.REFUSED_ADDRESS
        case socket.gaierror():
            return DeliverReason.DNS
        case ssl.SSLError():
            return DeliverReason.TLS
        case TimeoutError():
            return DeliverReason.TIMEOUT
        case OSError() if error.errno is not None:
            return DeliverReason.CONNECT
    return None


def redacted(text: str, *secrets: str | None) -> str:
    """Return `text` on one line, at most 300 characters, with every secret in it as `***`."""
    return one_line(_without(text, secrets))[:_MAX_ERROR_CHARS]


def answer_of(said: bytes | str, *secrets: str | None) -> str | None:
    """Return the first 2 kB of what the other side said, with every secret in it as `***`.

    In lines, without what acts on a terminal; None if it said nothing.
    """
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    lines = map(visible, _without(text, secrets).splitlines())
    whole = "\n".join(lines).strip().encode(errors="replace")
    return whole[:_MAX_ANSWER_BYTES].decode(errors="ignore") or None


def _without(text: str, secrets: Sequence[str | None]) -> str:
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        if len(secret) >= _MIN_SECRET_CHARS:
            text = text.replace(secret, "***")
    return text
