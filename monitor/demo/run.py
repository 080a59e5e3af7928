"""The main job, end to end, on a newsroom that is shipped and served on this machine."""

import asyncio
import base64
import os
import secrets
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from alerts import api as alerts
from monitor import app, poll
from monitor.config import Config, load
from monitor.demo.folder import Folder
from monitor.demo.result import DemoResult
from monitor.demo.sinks import Inbox, Receiver
from monitor.demo.site import Newsroom
from monitor.demo.telling import tell
from monitor.store import Store, reading

_SECRET_BYTES = 32
_HOOK = "/hooks/wireroom"


def run(folder: Path, say: Callable[[str], None]) -> DemoResult:
    """Run the demo in `folder`, tell it line by line, and return what it came to.

    Everything is on 127.0.0.1; what an earlier demo left in the folder is replaced. Raises
    UsageError if the folder is somebody else's, and StoreError if its store cannot be used.
    """
    start = time.monotonic()
    place = Folder(path=folder)
    place.begin()
    say(f"Starting four news sites, a mail server and a webhook receiver for {folder} …")
    inbox, receiver = Inbox(place.inbox), Receiver(place.webhooks, _secret())
    with Newsroom(app.utc_now()) as newsroom, receiver.serve() as hook, inbox.serve() as smtp:
        ours = {"smtp": str(smtp), "webhook": hook.url + _HOOK, "secret": receiver.secret}
        place.configure(newsroom.addresses() | ours)
        config = load(place.config, os.environ, selector_error=poll.selector_error)
        with Store.to_write(place.database) as store:
            first, second, answers = asyncio.run(_twice(config, store, newsroom.answered, say))
            with store.transaction() as conn:
                found = reading.articles(conn, reading.Filter(), limit=None, with_text=True)
                articles, raised = tuple(found), tuple(alerts.list_alerts(conn))
    result = DemoResult(
        folder=folder,
        config=place.config,
        inbox=place.inbox,
        webhooks=place.webhooks,
        first=first,
        second=second,
        second_answers=answers,
        articles=articles,
        alerts=raised,
        emails=len(inbox),
        webhooks_verified=receiver.verified,
        webhooks_refused=receiver.refused,
        elapsed_s=time.monotonic() - start,
    )
    tell(result, say)
    return result


def _secret() -> str:
    """Return a new secret of the Standard Webhooks convention."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


async def _twice(
    config: Config, store: Store, answered: Counter[int], say: Callable[[str], None]
) -> tuple[dict[str, Any], dict[str, Any], dict[int, int]]:
    """Fetch twice; return both summaries, and the answers of the second run by status."""
    first = await app.fetch(
        config, store, every=True, advanced=lambda visited: say(f"  read {visited.source.name}")
    )
    before = answered.copy()
    second = await app.fetch(config, store, every=True)
    return first.as_json(), second.as_json(), dict(answered - before)
