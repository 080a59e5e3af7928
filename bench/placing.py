"""Copies and stories through the store: CPU an article by how many are stored, memory, a restart.

    python -m bench.placing SHARED [--count 100000] [--pages]

Articles of the August wire, and then of the same with its letters exchanged, are committed as
`wireroom import` does, without rules; `--pages` joins entries to articles of about 3 kB. What is
timed at each size is the committing of 1,000 articles: fingerprint, copies, story, SQL. Then the
store is opened anew, and the first article waits for the memory of stories.
"""

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from alerts import api as alerts
from bench.stories import endless, pages
from bench.storyfit import NOW
from monitor.pipeline import Rulebook, Storybook, prepare
from monitor.store import Store
from monitor.story.cluster import Report
from monitor.types import Draft, Origin, SourceId

_BATCH = 64
_TIMED = 1_000
_BOOK = Rulebook(
    ruleset=alerts.Ruleset(sets={}, entities={}, rules=()),
    rules={},
    channels={},
    tags={},
    timezone=ZoneInfo("UTC"),
    hide=str,
)


def _draft(report: Report) -> Draft:
    url = f"https://bench.example/{report.id}"
    return Draft(
        url=url,
        canonical_url=url,
        source=SourceId(report.source or "wire"),
        title=report.title,
        text=report.text,
        authors=(),
        published_at=report.published_at,
        fetched_at=NOW,
        language=report.language,
        origin=Origin.IMPORT,
    )


def _commit(store: Store, book: Storybook, some: list[Report]) -> None:
    acts = [prepare(_draft(each), _BOOK, book) for each in some]
    with store.transaction() as conn:
        for act in acts:
            act(conn)


def measure(given: Iterator[Report], count: int) -> None:
    """Print what placing costs at 1,000, 10,000 … stored articles, and what a restart does."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "s.db"
        with Store.to_write(path) as store:
            book, stored, began = Storybook(), 0, 0.0
            while stored < count + _TIMED and (some := list(islice(given, _BATCH))):
                size = 10 ** (len(str(stored)) - 1) if stored else 0
                if size >= _TIMED and stored - size < _BATCH:
                    began = time.process_time()
                _commit(store, book, some)
                stored += len(some)
                if began and stored - size >= _TIMED:
                    taken = (time.process_time() - began) / (stored - size)
                    print(f"{size:7} stored: {taken * 1e3:.2f} ms CPU an article", flush=True)
                    began = 0.0
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"peak memory: {peak:.0f} MB", file=sys.stdout)
        with Store.to_write(path) as store:
            began = time.process_time()
            _commit(store, Storybook(), list(islice(given, 1)))
            print(f"first article after a restart: {time.process_time() - began:.1f} s CPU")


def main() -> None:
    """Run the measurement."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("shared", type=Path)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--pages", action="store_true", help="texts as long as those of pages")
    given = parser.parse_args()
    measure((pages if given.pages else endless)(given.shared), given.count)


if __name__ == "__main__":
    main()
