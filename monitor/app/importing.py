"""`import`: files through the same pipeline, in batches."""

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from alerts import api as alerts
from monitor.app.compose import deliver, parse_pool, rulebook
from monitor.app.summary import counted, sent
from monitor.config import Config
from monitor.pipeline import Intake, Parse, Rulebook, Storybook, drafts, prepare
from monitor.read import Read, Unreadable, documents
from monitor.store import Store
from monitor.types import Draft, Tally

_BATCH = 64
"""Articles in one transaction: to wait for the disk after each one takes longer than the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A place in a file that gave no article, and why."""

    path: Path
    number: int
    message: str

    def __str__(self) -> str:
        """Render as `path:number: message`."""
        return f"{self.path}:{self.number}: {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import came to; `deliveries` are those made, none if none were to be."""

    tally: Tally
    deliveries: alerts.Tally
    elapsed_s: float

    def as_json(self) -> dict[str, Any]:
        """Return the summary of `import --json`, with the keys of that of `fetch`."""
        return counted(self.tally) | {
            "deliveries": sent(self.deliveries),
            "elapsed_s": round(self.elapsed_s, 3),
        }


async def import_files(
    config: Config,
    store: Store,
    paths: Sequence[Path],
    *,
    format: str | None,
    intake: Intake,
    send: bool,
    refused: Callable[[Refused], None],
    advanced: Callable[[int], None] = lambda count: None,
) -> ImportReport:
    """Bring the articles in `paths` through the pipeline; tells `refused` of what is unusable.

    Raises UsageError, before anything is stored, for a file that is not there or of no known
    format.
    """
    start = time.monotonic()
    found = [(path, documents(path, format=format)) for path in paths]
    book, stories = rulebook(config, deliver=send), Storybook()
    tally = Tally()
    with parse_pool() as parse:
        for batch in _batches(_each(found)):
            ready, bad = await _prepared(parse, batch, intake)
            for each in bad:
                refused(each)
            tally += await store.transact(_committing(ready, book, stories))
            tally += Tally(articles_failed=len(bad))
            advanced(len(batch))
    unsent = alerts.Tally(sent=0, pending=0, dead=0)
    return ImportReport(
        tally=tally,
        deliveries=await deliver(config, store) if send else unsent,
        elapsed_s=time.monotonic() - start,
    )


def _committing(
    ready: Sequence[Draft], book: Rulebook, stories: Storybook
) -> Callable[[Connection], Tally]:
    acts = [prepare(draft, book, stories) for draft in ready]
    return lambda conn: sum((act(conn).tally for act in acts), Tally())


def _each(
    files: Iterable[tuple[Path, Iterator[Read]]],
) -> Iterator[tuple[Path, Read]]:
    return ((path, given) for path, found in files for given in found)


def _batches(given: Iterator[tuple[Path, Read]]) -> Iterator[list[tuple[Path, Read]]]:
    while batch := list(islice(given, _BATCH)):
        yield batch


async def _prepared(
    parse: Parse, batch: Sequence[tuple[Path, Read]], intake: Intake
) -> tuple[list[Draft], list[Refused]]:
    """Return what a batch brings, in its order, and what of it is unusable."""
    found = await asyncio.gather(*(_drafts(parse, given, intake) for _, given in batch))
    ready: list[Draft] = []
    bad: list[Refused] = []
    for (path, given), results in zip(batch, found, strict=True):
        for result in results:
            if isinstance(result, str):
                bad.append(Refused(path=path, number=given.number, message=result))
            else:
                ready.append(result)
    return ready, bad


async def _drafts(parse: Parse, given: Read, intake: Intake) -> Sequence[Draft | str]:
    if isinstance(given, Unreadable):
        return [given.message]
    return await drafts(parse, given, intake)
