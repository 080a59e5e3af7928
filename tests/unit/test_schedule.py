from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.schedule import (
    MAX_HINT_S,
    hold_until,
    interval_s,
    is_due,
    next_page_try,
    next_poll,
    wait_s,
    wants_all,
)
from monitor.types import ArticleFrom, Health, Source, SourceId, SourceState

NOW = datetime(2023, 8, 13, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
MIDDLE = 0.5
"""The jitter that changes nothing."""


def source(every_s: float = 900.0) -> Source:
    return Source(
        id=SourceId("post"),
        name="Post",
        url="https://post.example/feed",
        kind=None,
        every_s=every_s,
        article=ArticleFrom.PAGE,
        tags=(),
        links=None,
    )


def due_in(state: SourceState, *, every_s: float = 900.0, jitter: float = MIDDLE) -> float:
    """How many minutes after a poll at NOW that left `state` the next one is."""
    fares = Health.FAILING if state.failures else Health.HEALTHY
    due = next_poll(source(every_s), state, fares, now=NOW, jitter=jitter)
    return (due - NOW) / MINUTE


@pytest.mark.parametrize(
    ("every_s", "weekly", "wanted_s"),
    [
        pytest.param(900, None, 900, id="cadence not known yet"),
        pytest.param(900, 0, 900, id="nothing for a week"),
        pytest.param(900, 7, 900, id="one a day: `every` is the ceiling"),
        pytest.param(900, 1008, 600, id="one every ten minutes: a week by the entries a week"),
        pytest.param(900, 100_000, 60, id="never faster than a minute"),
        pytest.param(5, 100_000, 5, id="unless the user wants it faster"),
        pytest.param(86_400, 48, 12_600, id="a slow `every` follows the cadence"),
    ],
)
def test_interval(every_s: float, weekly: float | None, wanted_s: float) -> None:
    assert interval_s(every_s=every_s, weekly=weekly) == wanted_s


@pytest.mark.parametrize(
    ("state", "every_s", "minutes"),
    [
        pytest.param(SourceState(), 900, 15, id="healthy: its interval"),
        pytest.param(SourceState(failures=1), 900, 30, id="one failure doubles"),
        pytest.param(SourceState(failures=3), 900, 120, id="each failure doubles again"),
        pytest.param(SourceState(failures=50), 900, 1440, id="never over a day"),
        pytest.param(SourceState(failures=4), 259_200, 4320, id="a slow source gets no faster"),
        pytest.param(SourceState(hint_s=3600), 900, 60, id="the server's own wish"),
        pytest.param(SourceState(hint_s=60), 900, 15, id="a wish that is shorter changes nothing"),
        pytest.param(SourceState(hint_s=10**7), 900, 1440, id="no wish counts for over a day"),
        pytest.param(
            SourceState(retry_at=NOW + 45 * MINUTE), 900, 45, id="a Retry-After is a promise"
        ),
    ],
)
def test_next_poll(state: SourceState, every_s: float, minutes: float) -> None:
    assert due_in(state, every_s=every_s) == minutes


def test_a_parked_source_is_tried_again_after_a_week() -> None:
    state = SourceState(failures=1, reason="gone: HTTP 410")
    due = next_poll(source(), state, Health.PARKED, now=NOW, jitter=MIDDLE)
    assert due - NOW == timedelta(days=7)


@pytest.mark.parametrize(
    ("late", "wanted"),
    [
        pytest.param(timedelta(0), 15, id="on time"),
        pytest.param(2 * MINUTE, 13, id="a little late: it counts from when it was due"),
        pytest.param(8 * MINUTE, 15, id="half an interval late: from now, no two in a row"),
        pytest.param(timedelta(days=30), 15, id="after a month off"),
        pytest.param(-5 * MINUTE, 15, id="early, because a person asked"),
    ],
)
def test_a_busy_daemon_slows_nobody_down(late: timedelta, wanted: float) -> None:
    assert due_in(SourceState(due_at=NOW - late)) == wanted


@given(jitter=st.floats(0, 1, exclude_max=True), every_s=st.floats(5, 10**7))
def test_jitter_is_ten_per_cent_around_the_middle(jitter: float, every_s: float) -> None:
    minutes = due_in(SourceState(), every_s=every_s, jitter=jitter)
    assert 0.9 * every_s - 1 <= minutes * 60 <= 1.1 * every_s + 1


@given(
    jitter=st.floats(0, 1, exclude_max=True),
    hint_s=st.floats(0, MAX_HINT_S),
    late_s=st.floats(0, 10**6),
)
def test_nothing_undercuts_what_the_server_asked_for(
    jitter: float, hint_s: float, late_s: float
) -> None:
    due_at = NOW - timedelta(seconds=late_s)
    state = SourceState(hint_s=hint_s, due_at=due_at)
    assert due_in(state, jitter=jitter) * 60 >= hint_s - 1e-3


@given(every_s=st.floats(5, 10**7), failures=st.integers(0, 10**6), more=st.integers(0, 10))
def test_failing_never_makes_a_source_faster(every_s: float, failures: int, more: int) -> None:
    one = wait_s(source(every_s), SourceState(failures=failures), Health.FAILING)
    later = wait_s(source(every_s), SourceState(failures=failures + more), Health.FAILING)
    assert later >= one >= every_s


@pytest.mark.parametrize(
    ("due_in", "wanted"),
    [
        pytest.param(None, True, id="never polled"),
        pytest.param(timedelta(0), True, id="just now"),
        pytest.param(MINUTE, False, id="later"),
        pytest.param(16 * MINUTE, False, id="within the jitter"),
        pytest.param(20 * MINUTE, True, id="later than the interval: `every` has become shorter"),
        pytest.param(timedelta(days=400), True, id="set by a clock that ran a year ahead"),
    ],
)
def test_is_due(due_in: timedelta | None, wanted: bool) -> None:
    due_at = None if due_in is None else NOW + due_in
    state = SourceState(polled_at=NOW, due_at=due_at)
    assert is_due(source(), state, Health.HEALTHY, NOW) is wanted


def test_a_promise_to_wait_is_no_clock_gone_wrong() -> None:
    later = NOW + timedelta(hours=20)
    state = SourceState(polled_at=NOW, due_at=later, retry_at=later)
    assert not is_due(source(), state, Health.HEALTHY, NOW)
    year = timedelta(days=365)
    assert is_due(source(), replace(state, due_at=later + year), Health.HEALTHY, NOW)


def test_a_source_is_asked_for_all_of_it_once_a_day() -> None:
    assert wants_all(SourceState(), NOW)
    assert not wants_all(SourceState(full_at=NOW - timedelta(hours=23)), NOW)
    assert wants_all(SourceState(full_at=NOW - timedelta(hours=24)), NOW)


def test_pages_are_given_up_after_six_tries() -> None:
    waits = [next_page_try(tries=tries, now=NOW) for tries in range(1, 7)]
    minutes = [(when - NOW) / MINUTE for when in waits if when]
    assert minutes == [15, 30, 60, 120, 240]
    assert waits[-1] is None


@pytest.mark.parametrize(
    ("asked_s", "hours"),
    [
        pytest.param(7200.0, 2, id="as asked"),
        pytest.param(88 * 3600.0, 24, id="88 hours, as seen in the field, is a day"),
        pytest.param(-5.0, 0, id="a time in the past is now"),
    ],
)
def test_retry_after_is_clamped(asked_s: float, hours: int) -> None:
    assert hold_until(retry_after_s=asked_s, now=NOW) == NOW + timedelta(hours=hours)
