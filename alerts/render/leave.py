"""How a recipient ends a kind of mail: List-Unsubscribe (RFC 2369) and what the reader is told."""

from dataclasses import dataclass
from email.utils import parseaddr
from typing import Final
from urllib.parse import quote

from alerts.render.neutral import one_line

PLACES: Final = ("{recipient}", "{list}", "{id}")
"""What an https address may hold: the recipient, the name of the list, the id of the delivery."""

_NAMES_RECIPIENT: Final = ("{recipient}", "{id}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """The address in List-Unsubscribe, and a sentence with, for an https address, its `link`.

    `one_click` is whether a POST to it is enough (RFC 8058).
    """

    address: str
    told: str
    link: str | None = None
    one_click: bool = False


def leaving(
    unsubscribe: str | None, *, sender: str, recipient: str, list_name: str, delivery: str
) -> Leave:
    """Return how `recipient` leaves the list called `list_name`.

    `unsubscribe` is an https address or a mail address; without it the mail goes to `sender`,
    whose owner a person can reach. Only an https address that names the recipient may be posted
    to: a server could not tell whom else to take off (RFC 8058, section 3.1).
    """
    if unsubscribe and unsubscribe.startswith("https://"):
        values = (parseaddr(recipient)[1], list_name, delivery)
        address = unsubscribe
        for place, value in zip(PLACES, values, strict=True):
            address = address.replace(place, quote(value, safe=""))
        one_click = any(place in unsubscribe for place in _NAMES_RECIPIENT)
        told = "To stop these mails, go to"
        return Leave(address=address, told=told, link=address, one_click=one_click)
    mailbox = one_line(unsubscribe or parseaddr(sender)[1])
    subject = f"unsubscribe {list_name}"
    return Leave(
        address=f"mailto:{quote(mailbox, safe='@+')}?subject={quote(subject, safe='')}",
        told=f"To stop these mails, write “{subject}” to {mailbox}.",
    )
