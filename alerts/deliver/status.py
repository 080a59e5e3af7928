"""What a status of HTTP says of a delivery (RFC 9110, section 15)."""

from http import HTTPStatus
from typing import Final

from alerts.errors import DeliverReason

_BY_CLASS: Final = {
    3: DeliverReason.REDIRECT,
    4: DeliverReason.REJECTED,
    5: DeliverReason.SERVER_ERROR,
}


def reason_of_status(status: int) -> DeliverReason:
    """Return why an answer with `status` is no success."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return DeliverReason.RATE_LIMITED
    return _BY_CLASS.get(status // 100, DeliverReason.PROTOCOL)


def answered(where: str, status: int) -> str:
    """Return `where: answered 404 Not Found`, with the registered phrase."""
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = ""
    return f"{where}: answered {status} {phrase}".rstrip()
