"""Mails as their reader sees them, and the promise that nothing in them does harm."""

import email
import email.policy
import re
from email.message import EmailMessage

from selectolax.lexbor import LexborHTMLParser

_HEADERS = {
    *("Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID", "List-Id"),
    *("List-Unsubscribe", "Auto-Submitted", "X-Auto-Response-Suppress"),
}
_TAGS = {
    *("html", "head", "meta", "title", "body", "div", "h1", "h2", "p", "br", "a", "mark", "b"),
    *("bdi", "ul", "li", "blockquote"),
}
_ATTRIBUTES = {"lang", "dir", "style", "charset", "name", "content", "href"}
_UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]")


def read(given: bytes) -> EmailMessage:
    """Return a mail that has no defect."""
    message = email.message_from_bytes(given, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def part(message: EmailMessage, kind: str) -> str:
    """Return the part that is plain, or html."""
    body = message.get_body((kind,))
    assert isinstance(body, EmailMessage)
    return str(body.get_content()).replace("\r\n", "\n")


def harmless(given: bytes, *, own: set[str]) -> None:
    """Hold a mail against the promise: its usual headers and its `own`, and nothing that acts."""
    assert given.isascii()
    assert b"\0" not in given
    # Twice, as by a client that decodes what it decoded.
    message = read(given)
    again = email.message_from_bytes(
        message.as_bytes(policy=email.policy.SMTP), policy=email.policy.compat32
    )
    assert set(message.keys()) == set(again.keys()) == _HEADERS | own
    assert len(message.keys()) == len(set(message.keys()))
    assert len(message["To"].addresses) == 1
    assert len(str(message["Subject"])) <= 150
    for kind in ("plain", "html"):
        assert not _UNSEEN.search(part(message, kind))
    tree = LexborHTMLParser(part(message, "html"))
    assert {node.tag for node in tree.css("*")} <= _TAGS
    for node in tree.css("*"):
        assert set(node.attributes) <= _ATTRIBUTES
        assert re.match(r"https?://", node.attributes.get("href") or "https://")
    assert len(tree.css("h1")) == len(tree.css("title")) == len(tree.css("body")) == 1
