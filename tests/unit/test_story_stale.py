"""Articles whose content is older than their stamp."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from alerts.types import ArticleId
from monitor.story.cluster import Report
from telling import stale_among

AUGUST = datetime(2023, 8, 14, tzinfo=UTC)
NOVEMBER = datetime(2023, 11, 10, tzinfo=UTC)


def report(at: int, text: str, published_at: datetime | None) -> Report:
    return Report(
        id=ArticleId(at), title="Mission quits base", text=text, published_at=published_at
    )


LATE = report(1, "The mission quits its base, a statement said on Sunday.", NOVEMBER)
LINED = report(2, "NORTHPORT, August 14 (NNA) - The mission has left its base.", None)
PLAIN = report(3, "The mission has left its base, it said on Sunday.", AUGUST)


@pytest.mark.parametrize(
    ("story", "late_days"),
    [
        pytest.param([LATE, LINED], {1: 88}, id="by a dateline without a year"),
        pytest.param([PLAIN, LATE], {1: 88}, id="by a stamp"),
        pytest.param([LATE, LINED, PLAIN], {1: 88}, id="by both"),
        pytest.param([LATE], {}, id="alone nothing shows"),
        pytest.param([LATE, replace(LINED, text="The mission has left.")], {}, id="nothing dated"),
        pytest.param(
            [PLAIN, replace(LATE, published_at=AUGUST + timedelta(days=40))], {}, id="weeks later"
        ),
        pytest.param(
            [PLAIN, replace(LATE, text=LATE.text + " On 8 November a court heard the case.")],
            {},
            id="it names a day near its stamp",
        ),
        pytest.param(
            [PLAIN, replace(LATE, text=LATE.text + " It came on 8 November 2019.")],
            {1: 88},
            id="it names a day of another year",
        ),
        pytest.param(
            [replace(LINED, text="NORTHPORT, 30 February - The mission has left."), LATE],
            {},
            id="a dateline that is no day",
        ),
    ],
)
def test_stale(story: list[Report], late_days: dict[int, int]) -> None:
    found = stale_among(story)
    assert {int(each.article): each.late_days for each in found} == late_days


def test_stale_says_what_dates_the_content() -> None:
    (found,) = stale_among((LATE, LINED))
    assert (found.by, found.content, found.stamped) == (2, date(2023, 8, 14), date(2023, 11, 10))
