"""A process to be killed: it commits an article, or delivers its alert, with the real parts.

    python tests/victim.py FOLDER

Started once, it imports once and forks a child for each order, a line of JSON. A child may pause
until it is traced: it tells the id of the thread that matters and waits for a line. How each child
ended is told too. Some acts are wrong on purpose: the real parts, composed wrongly.
"""

import asyncio
import ctypes
import json
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

import anyio
from sqlalchemy import Connection

from alerts import outbox
from alerts.api import Senders, deliver_due, match, record, release
from alerts.deliver.sender import Sender
from alerts.types import (
    Article,
    ArticleId,
    ArticleRef,
    ChannelId,
    DeliveryId,
    Message,
    Outcome,
    Sent,
)
from monitor.app.compose import deliver, jitter, open_fetcher, open_senders, rulebook, utc_now
from monitor.config import Config, load
from monitor.dedupe import fingerprint
from monitor.pipeline import Eyes, Rulebook, Stages, Storybook
from monitor.pipeline.ingest import entry_hash, ingest
from monitor.store import Store, articles
from monitor.store.sources import Known, save_candidate
from monitor.types import Candidate, Draft, New, Origin, SourceId
from monitor.urls import canonical, identity

C = TypeVar("C")

BEFORE_OPENING: Final = "main"
"""Where a child pauses to have its main thread traced."""
IN_THE_STORE: Final = "store"
"""Where it pauses to have the thread of the store's transactions traced."""

_PR_SET_PTRACER: Final = 0x59616D61
_ANYBODY: Final = ctypes.c_ulong(-1)
CANDIDATE: Final = Candidate(
    url="https://news.example/ber",
    title="MINUSMA quits the base of Ber",
    text="The last ferry left Ber at dawn.\nForty trucks had crossed the river in the night.",
    published_at=datetime(2023, 8, 13, 18, 30, tzinfo=UTC),
    language="en",
)


async def _commit(config: Config, store: Store) -> None:
    """Ingest the candidate as a visit of its source does."""
    (source,) = config.sources
    async with open_fetcher(config) as fetcher:
        stages = Stages(
            eyes=Eyes(fetcher=fetcher, parse=_parse),
            store=store,
            book=rulebook(config),
            stories=Storybook(),
            now=utc_now,
            jitter=jitter,
        )
        await ingest(stages, source, CANDIDATE, _KNOWN)


def _parse(act: object, *args: object, **kwargs: object) -> Any:
    raise AssertionError("the source's own text is the article: there is no page to parse")


_KNOWN: Final = Known(
    key=identity(CANDIDATE.url),
    url=CANDIDATE.url,
    entry_hash=entry_hash(CANDIDATE),
    article_id=None,
    tries=0,
    retry_at=None,
)


async def _split_transactions(config: Config, store: Store) -> None:
    """Store the article in one transaction, and what it causes in others."""
    (source,) = config.sources
    book, now = rulebook(config), utc_now()
    draft = Draft(
        url=CANDIDATE.url,
        canonical_url=canonical(CANDIDATE.url),
        source=source.id,
        title=CANDIDATE.title,
        text=CANDIDATE.text,
        authors=(),
        published_at=CANDIDATE.published_at,
        fetched_at=now,
        language=CANDIDATE.language,
        origin=Origin.FEED,
    )
    added = await store.transact(_adding(draft))
    if isinstance(added.verdict, New):
        article = Article(ref=_ref(draft, added.article), text=draft.text)
        await store.transact(_recording(article, book, now))
        known = replace(_KNOWN, article_id=added.article)
        await store.transact(_remembering(source.id, known))


def _remembering(source: SourceId, known: Known) -> Callable[[Connection], None]:
    return lambda conn: save_candidate(conn, source, known, reason=None)


def _adding(draft: Draft) -> Callable[[Connection], articles.Added]:
    return lambda conn: articles.add(conn, draft, fingerprint(draft.title, draft.text))


def _recording(article: Article, book: Rulebook, now: datetime) -> Callable[[Connection], object]:
    return lambda conn: record(
        conn,
        article=article,
        matched=match(book.ruleset, article),
        rules=book.rules,
        channels=book.channels,
        now=now,
        timezone=book.timezone,
    )


def _ref(draft: Draft, article: ArticleId) -> ArticleRef:
    return ArticleRef(
        id=article,
        url=draft.url,
        canonical_url=draft.canonical_url,
        source=draft.source,
        title=draft.title,
        published_at=draft.published_at,
        language=draft.language,
    )


async def _deliver(config: Config, store: Store) -> None:
    """Deliver as `wireroom fetch` does."""
    await deliver(config, store)


async def _mark_before_send(config: Config, store: Store) -> None:
    """Settle each message as sent, and then send it."""
    await store.transact(lambda conn: release(conn, utc_now()))
    async with open_senders(config) as senders:
        for name, channel in config.channels.items():
            for message in await store.transact(_claiming(name)):
                await store.transact(_settling(message))
                sender: Sender[Any] = senders.email if message.recipient else senders.webhook
                await sender.send(message, channel)


def _claiming(name: ChannelId) -> Callable[[Connection], tuple[Message, ...]]:
    return lambda conn: outbox.claim(conn, utc_now(), channel=name, limit=10)


def _settling(message: Message) -> Callable[[Connection], object]:
    sent = Sent(status=200)
    return lambda conn: outbox.settle(conn, message, sent, utc_now(), elapsed_ms=1, jitter=0.5)


async def _id_from_the_clock(config: Config, store: Store) -> None:
    """Give each message a new id when it is sent."""
    await store.transact(lambda conn: release(conn, utc_now()))
    async with open_senders(config) as real:
        senders = Senders(webhook=_Renaming(real.webhook), email=_Renaming(real.email))
        await deliver_due(store.transact, config.channels, senders, now=utc_now, jitter=jitter)


class _Renaming(Generic[C]):
    def __init__(self, sender: Sender[C]) -> None:
        self._sender = sender

    async def send(self, message: Message, channel: C) -> Outcome:
        new = f"msg_{time.time_ns()}"
        body = message.body.replace(message.id.encode(), new.encode())
        renamed = replace(message, id=DeliveryId(new), body=body)
        return await self._sender.send(renamed, channel)


async def _keep_leases(config: Config, store: Store) -> None:
    """Leave to their time the leases of a run that was killed."""
    async with open_senders(config) as senders:
        await deliver_due(
            store.transact, config.channels, senders, now=utc_now, jitter=jitter, patience_s=0
        )


Act = Callable[[Config, Store], Coroutine[Any, Any, None]]
ACTS: Final[dict[str, Act]] = {
    "commit": _commit,
    "deliver": _deliver,
    "split-transactions": _split_transactions,
    "mark-before-send": _mark_before_send,
    "id-from-the-clock": _id_from_the_clock,
    "keep-leases": _keep_leases,
}


def live(folder: Path, act: Act, pause: str | None) -> None:
    """Load the configuration in `folder`, open its store as the writer, and run `act`."""
    config = _loaded(folder)
    if pause == BEFORE_OPENING:
        _wait_for_trace(threading.get_native_id())
    with Store.to_write(config.settings.database_path) as store:
        asyncio.run(_run(config, store, act, pause))


def _loaded(folder: Path) -> Config:
    return load(folder / "sources.yaml", {}, selector_error=lambda selector: None)


async def _run(config: Config, store: Store, act: Act, pause: str | None) -> None:
    if pause == IN_THE_STORE:  # its thread begins with the first transaction, here an empty one
        _wait_for_trace(await store.transact(lambda conn: threading.get_native_id()))
    await act(config, store)


def _wait_for_trace(thread: int) -> None:
    _tell({"thread": thread})
    _heard()


def _tell(said: dict[str, object]) -> None:
    os.write(1, json.dumps(said).encode() + b"\n")


def _heard() -> bytes:
    """Return the next line; byte by byte, as what follows it may be for another process."""
    line = b""
    while not line.endswith(b"\n") and (byte := os.read(0, 1)):
        line += byte
    return line


def _child(order: dict[str, Any]) -> None:
    """Do what `order` says and exit, with 1 after an error."""
    # Where Yama guards ptrace, only an ancestor may trace unless it is let.
    ctypes.CDLL(None).prctl(_PR_SET_PTRACER, _ANYBODY, 0, 0, 0)
    code = 1
    try:
        live(Path(order["folder"]), ACTS[order["act"]], order["pause"])
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


async def _warm_up() -> None:
    """Have anyio import what it does at the first lock of httpcore: 60 ms a child."""
    async with anyio.Lock():
        pass


def main() -> None:
    """Fork a child for each order and tell how it ended: the status of `waitpid`."""
    asyncio.run(_warm_up())
    _loaded(Path(sys.argv[1]))  # builds the grammar of rules, 70 ms a child
    _tell({"ready": True})
    while line := _heard():
        pid = os.fork()
        if not pid:
            _child(json.loads(line))
        _, status = os.waitpid(pid, 0)
        _tell({"status": status})


if __name__ == "__main__":
    main()
