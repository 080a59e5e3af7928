import gzip
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from monitor.extract import extract
from monitor.types import Page

SHARED = Path(__file__).resolve().parents[2] / "../shared"


@pytest.mark.skipif(
    not (SHARED / "data/pages_dev").is_dir(),
    reason="the shared development data is not beside the project",
)
def test_quality_does_not_fall() -> None:
    """Floors a little under what was measured (docs/extraction.md)."""
    spec = spec_from_file_location("scorer", SHARED / "evals/extraction.py")
    assert spec is not None
    assert spec.loader is not None
    scorer = module_from_spec(spec)
    spec.loader.exec_module(scorer)
    rows: dict[str, list[dict[str, float]]] = {"body": [], "full": []}
    for given_page in scorer.load(SHARED / "data/pages_dev"):
        body = gzip.decompress(Path(given_page["file"]).read_bytes())
        rows[given_page["set"]].append(scorer.score(given_page, answer(body, given_page["url"])))
    assert scorer.pooled(rows["body"])[2] >= 0.955
    assert scorer.pooled(rows["full"])[2] >= 0.95
    for field, floor in {"title": 0.88, "minute": 0.95, "authors": 0.85, "lang": 0.93}.items():
        assert scorer.mean(row[field] for row in rows["full"]) >= floor, field


def answer(body: bytes, url: str) -> dict[str, object]:
    found = extract(Page(requested_url=url, url=url, body=body, content_type="text/html"))
    when = found.published_at.isoformat() if found.published_at else None
    return {
        "title": found.title,
        "text": found.text,
        "authors": found.authors,
        "published": when,
        "language": found.language,
    }
