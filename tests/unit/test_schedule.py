from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.schedule import hold_until, is_due, next_page_try, next_poll

NOW = datetime(2023, 8, 13, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("every_s", "failures", "minutes"),
    [
        pytest.param(900, 0, 15, id="healthy: its interval"),
        pytest.param(900, 1, 30, id="one failure doubles"),
        pytest.param(900, 3, 120, id="each failure doubles again"),
        pytest.param(900, 50, 1440, id="never over a day"),
        pytest.param(259_200, 4, 4320, id="a source slower than a day is not made faster"),
    ],
)
def test_next_poll(every_s: float, failures: int, minutes: int) -> None:
    wanted = NOW + timedelta(minutes=minutes)
    assert next_poll(every_s=every_s, failures=failures, now=NOW) == wanted


@given(every_s=st.floats(5, 10**7), failures=st.integers(0, 10**6), more=st.integers(0, 10))
def test_failing_never_makes_a_source_faster(every_s: float, failures: int, more: int) -> None:
    one = next_poll(every_s=every_s, failures=failures, now=NOW)
    assert next_poll(every_s=every_s, failures=failures + more, now=NOW) >= one
    assert one >= NOW + timedelta(seconds=every_s)


def test_pages_are_given_up_after_six_tries() -> None:
    waits = [next_page_try(tries=tries, now=NOW) for tries in range(1, 7)]
    minutes = [(when - NOW) / timedelta(minutes=1) for when in waits if when]
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


@pytest.mark.parametrize(
    ("due_in", "wanted"),
    [
        pytest.param(None, True, id="never polled"),
        pytest.param(timedelta(0), True, id="just now"),
        pytest.param(timedelta(minutes=1), False, id="later"),
        pytest.param(timedelta(days=400), True, id="set by a clock that ran a year ahead"),
    ],
)
def test_is_due(due_in: timedelta | None, wanted: bool) -> None:
    due_at = None if due_in is None else NOW + due_in
    assert is_due(due_at=due_at, now=NOW, every_s=900) is wanted
