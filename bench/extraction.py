#!/usr/bin/env python3
"""The extractor on labelled pages (quality), and its CPU cost beside trafilatura's own call.

  python bench/extraction.py SCORER [--pages DIR]      title, text, authors, time, language
  python bench/extraction.py --cpu DIR                 ms of CPU a page, on DIR/*.html[.gz]

SCORER is the shared `evals/extraction.py`; it calls `answer` below in a process of its own.
"""

import argparse
import gzip
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from monitor.errors import ExtractError  # noqa: E402 - found through the line above
from monitor.extract import extract  # noqa: E402
from monitor.types import Page  # noqa: E402


def answer(html: bytes, url: str) -> dict[str, object]:
    """Return what the scorer's protocol wants of one page."""
    found = extract(Page(requested_url=url, url=url, body=html, content_type="text/html"))
    when = found.published_at
    return {
        "title": found.title,
        "text": found.text,
        "authors": list(found.authors),
        "published": when.isoformat() if when else None,
        "language": found.language,
    }


def score(scorer: Path, pages: Path | None, out: Path | None) -> int:
    """Run the shared scorer on `answer`; rows, answers and summary go to `out` too."""
    command = [sys.executable, str(scorer), "--runner", "bench.extraction:answer"]
    command += ["--path", str(ROOT)]
    command += ["--pages", str(pages)] if pages else []
    command += ["--json", str(out)] if out else []
    return subprocess.run(command, check=False).returncode


def _ours(body: bytes) -> None:
    try:
        extract(Page(requested_url="https://a.example/b", url="https://a.example/b", body=body))
    except ExtractError:
        return


def _theirs(body: bytes) -> None:
    from trafilatura import bare_extraction

    bare_extraction(body.decode("utf-8", "replace"), url="https://a.example/b", with_metadata=True)


def cpu(folder: Path) -> None:
    """Print the CPU cost of a page for both, each page three times, in turn."""
    files = sorted([*folder.rglob("*.html"), *folder.rglob("*.html.gz")])
    bodies = [
        gzip.decompress(f.read_bytes()) if f.suffix == ".gz" else f.read_bytes() for f in files
    ]
    used = {"wireroom": 0.0, "trafilatura": 0.0}
    acts: dict[str, Callable[[bytes], None]] = {"wireroom": _ours, "trafilatura": _theirs}
    for round_ in range(3):
        for name, act in acts.items():
            start = time.process_time()
            for body in bodies:
                act(body)
            used[name] += time.process_time() - start if round_ else 0.0  # the first warms up
    for name, seconds in used.items():
        print(f"{name:12}{500 * seconds / len(bodies):8.2f} ms a page")
    print(f"ratio       {used['wireroom'] / used['trafilatura']:8.2f}")


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "scorer", type=Path, nargs="?", help="path of the shared evals/extraction.py"
    )
    parser.add_argument("--pages", type=Path, help="folder with pages.jsonl and html/")
    parser.add_argument(
        "--cpu", type=Path, metavar="DIR", help="measure cost on this folder instead"
    )
    parser.add_argument("--json", type=Path, help="write rows, answers and summary here")
    given = parser.parse_args()
    if given.cpu:
        cpu(given.cpu)
        return 0
    if given.scorer is None:
        parser.error("name the scorer's path, or use --cpu DIR")
    return score(given.scorer, given.pages, given.json)


if __name__ == "__main__":
    sys.exit(main())
