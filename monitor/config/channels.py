"""Channels as configured, and as alerts know them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from alerts.types import (
    AppriseChannel,
    AppriseTarget,
    Channel,
    ChannelId,
    EmailChannel,
    FileChannel,
    WebhookChannel,
)
from monitor.config.models import ChannelModel

STDOUT = "-"


def channel_of(given: ChannelModel, folder: Path) -> Channel:
    """Return the channel that a valid entry describes; its paths are relative to `folder`."""
    own, events = ChannelId(given.id), frozenset(given.events)
    if given.webhook:
        hook = given.webhook
        return WebhookChannel(id=own, url=hook.url, secrets=hook.secrets, events=events)
    if given.apprise:
        targets = tuple(_targets(given.apprise.url))
        return AppriseChannel(id=own, targets=targets, events=events)
    if given.file:
        path = None if given.file.path == STDOUT else folder / given.file.path
        return FileChannel(id=own, path=path, events=events)
    if given.email is None:
        raise AssertionError("a channel passed without any kind")
    email = given.email
    return EmailChannel(
        id=own,
        to=tuple(email.to),
        sender=email.sender,
        smtp=email.smtp,
        unsubscribe=email.unsubscribe,
        events=events,
    )


def _targets(urls: Iterable[str]) -> Iterator[AppriseTarget]:
    """Yield services with names that tell nothing and stay the same when a token changes."""
    seen: Counter[str] = Counter()
    for url in urls:
        scheme = url.partition("://")[0].lower()
        seen[scheme] += 1
        number = f"-{seen[scheme]}" if seen[scheme] > 1 else ""
        yield AppriseTarget(name=scheme + number, url=url)
