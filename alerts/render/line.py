"""An event as a line of a file."""

from alerts.types import DeliveryId


def line(delivery: DeliveryId, event: bytes) -> bytes:
    """Return `event`, the body of a webhook, as one line of JSON with the `id` of its delivery.

    One line whatever is in it: JSON escapes line breaks, and an id needs no escaping.
    """
    return b'{"id":"' + delivery.encode() + b'",' + event.removeprefix(b"{") + b"\n"
