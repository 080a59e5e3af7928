from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest

from monitor.cadence import learned
from monitor.types import SourceState

NOW = datetime(2023, 8, 13, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def each(gap: timedelta, count: int, *, first: timedelta = timedelta(0)) -> list[datetime | None]:
    return [NOW - first - n * gap for n in range(count)]


@pytest.mark.parametrize(
    ("dates", "weekly", "gap"),
    [
        pytest.param(each(HOUR, 20), 20 * 168 / 19, HOUR, id="twenty that reach back 19 hours"),
        pytest.param(each(DAY, 30), 8, DAY, id="a month: those of the last week count"),
        pytest.param(each(30 * DAY, 12), 1, 30 * DAY, id="one a month"),
        pytest.param(each(DAY, 20, first=40 * DAY), 0, DAY, id="none for forty days"),
        pytest.param(each(HOUR, 3), 3, HOUR, id="three tell nothing of what was before"),
        pytest.param([*each(DAY, 10), None, None], 8, DAY, id="two without a date"),
        pytest.param([*each(DAY, 10), NOW + DAY], 8, DAY, id="a date to come is a mistake"),
    ],
)
def test_by_dates(dates: list[datetime | None], weekly: float, gap: timedelta) -> None:
    found = learned(SourceState(), dates, new=len(dates), now=NOW)
    assert found.weekly == pytest.approx(weekly, rel=0.06)
    assert found.usual_gap_s == pytest.approx(gap.total_seconds())


def test_a_feed_that_stamps_all_with_one_time_is_not_believed() -> None:
    found = learned(SourceState(), [NOW] * 20, new=20, now=NOW)
    assert found.weekly is None


def test_without_dates_what_is_new_at_each_poll_counts() -> None:
    first = learned(SourceState(), [None] * 20, new=20, now=NOW)
    assert (first.weekly, first.newest_at) == (None, NOW), "the first poll finds everything new"
    state = SourceState(polled_at=NOW, newest_at=NOW)
    for n in range(1, 13):  # two new ones an hour, polled hourly
        at = NOW + n * HOUR
        found = learned(state, [None] * 20, new=2, now=at)
        state = SourceState(
            polled_at=at,
            newest_at=found.newest_at,
            weekly=found.weekly,
            usual_gap_s=found.usual_gap_s,
        )
    assert state.weekly == pytest.approx(2 * 168)
    assert state.usual_gap_s == pytest.approx(1800, rel=0.01)
    assert state.newest_at == NOW + 12 * HOUR


def test_a_burst_does_not_last_for_ever() -> None:
    shown = each(timedelta(minutes=2), 20)
    first = learned(SourceState(), shown, new=20, now=NOW)
    assert first.weekly == pytest.approx(20 * 168 / (38 / 60), rel=0.01)
    state = SourceState(polled_at=NOW, **asdict(first))
    for hours, weekly in ((6, 20 * 168 / 6.63), (48, 20 * 168 / 48.6), (8 * 24, 0.0)):
        later = learned(state, [], new=0, now=NOW + hours * HOUR)
        assert later.weekly == pytest.approx(weekly, rel=0.01)
        assert (later.usual_gap_s, later.newest_at) == (first.usual_gap_s, first.newest_at)


def test_a_steady_source_keeps_its_cadence_between_two_entries() -> None:
    first = learned(SourceState(), each(DAY, 30), new=30, now=NOW)
    state = SourceState(polled_at=NOW, **asdict(first))
    assert learned(state, [], new=0, now=NOW + 20 * HOUR).weekly == pytest.approx(7, rel=0.05)
