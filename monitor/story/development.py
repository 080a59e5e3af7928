"""What an article adds to a story: its new sentences, its disagreements, and whether that counts.

The order of the stages: the figures against those told before, then the sentences against what was
told before, a disputed one being new whatever its words.
"""

from dataclasses import dataclass
from datetime import datetime

from alerts.types import ArticleId
from monitor.story.figures import figures
from monitor.story.ledger import Disagreement, Told, Verdict
from monitor.story.novelty import Judged, StorySoFar, is_development
from monitor.story.reading import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Development:
    """What an article adds; `sentences` are its new ones, in order. Or it adds nothing."""

    develops: bool
    sentences: tuple[Judged, ...]
    disagreements: tuple[Disagreement, ...]


def figures_told(
    reading: Reading, *, article: ArticleId, source: str, url: str, at: datetime | None
) -> tuple[Told, ...]:
    """Return the figures that an article of `source` tells, published `at`."""
    day = at.date() if at else None
    return tuple(
        Told(figure=each, article=article, source=source, url=url, at=at)
        for each in figures(reading, day)
    )


def development(
    reading: Reading,
    verdict: Verdict,
    so_far: StorySoFar,
    *,
    year: int | None,
    is_stale: bool,
) -> Development:
    """Return what an article adds to what a story has told `so_far`.

    `verdict` is that of the figures. The title counts where nothing in the text is new: a feed may
    say what happened there and nowhere else. A stale article develops nothing, whatever it says.
    """
    judged = so_far.judge(reading, year=year, disputed=verdict.disputed)
    if not any(each.new for each in judged):
        judged = so_far.judge_title(reading, year=year)
    develops = is_development(judged, disagrees=bool(verdict.disagreements))
    return Development(
        develops=develops and not is_stale,
        sentences=tuple(each for each in judged if each.new),
        disagreements=verdict.disagreements,
    )
