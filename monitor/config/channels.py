"""Channels as configured, and as alerts know them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from alerts.types import (
    AppriseChannel,
    AppriseTarget,
    Calm,
    Channel,
    ChannelId,
    EmailChannel,
    FileChannel,
    WebhookChannel,
)
from monitor.config.models import CalmModel, ChannelModel

STDOUT = "-"


def channel_of(given: ChannelModel, folder: Path, timezone: ZoneInfo) -> Channel:
    """Return the channel that a valid entry describes; its paths are relative to `folder`.

    Its hours are in `timezone` unless it has its own.
    """
    own, events = ChannelId(given.id), frozenset(given.events)
    calm = _calm(given.calm, timezone) if given.calm else None
    if given.webhook:
        url, secrets = given.webhook.url, given.webhook.secrets
        return WebhookChannel(id=own, url=url, secrets=secrets, events=events, calm=calm)
    if given.apprise:
        targets = tuple(_targets(given.apprise.url))
        return AppriseChannel(id=own, targets=targets, events=events, calm=calm)
    if given.file:
        path = None if given.file.path == STDOUT else folder / given.file.path
        return FileChannel(id=own, path=path, events=events, calm=calm)
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
        calm=calm,
    )


def _calm(given: CalmModel, timezone: ZoneInfo) -> Calm:
    return Calm(
        group_s=given.group or 0.0,
        cooldown_s=given.cooldown or 0.0,
        digest=given.digest,
        quiet=given.quiet,
        at_most=given.at_most,
        through=given.through,
        timezone=given.timezone or timezone,
    )


def _targets(urls: Iterable[str]) -> Iterator[AppriseTarget]:
    """Yield services with names that tell nothing and stay the same when a token changes."""
    seen: Counter[str] = Counter()
    for url in urls:
        scheme = url.partition("://")[0].lower()
        seen[scheme] += 1
        number = f"-{seen[scheme]}" if seen[scheme] > 1 else ""
        yield AppriseTarget(name=scheme + number, url=url)
