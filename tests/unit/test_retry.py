"""When a failed delivery is tried again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts import retry
from alerts.retry import next_delay_s

SCHEDULES = st.sampled_from([retry.WEBHOOK, retry.EMAIL])
JITTER = st.floats(0, 1, exclude_max=True)
HOUR = 3600.0


@pytest.mark.parametrize(
    ("attempts", "want"),
    [
        pytest.param(0, 0.0, id="the first at once"),
        pytest.param(1, 5.0, id="5 s"),
        pytest.param(2, 300.0, id="5 min"),
        pytest.param(3, 1800.0, id="30 min"),
        pytest.param(4, 2 * HOUR, id="2 h"),
        pytest.param(5, 5 * HOUR, id="5 h"),
        pytest.param(6, 10 * HOUR, id="10 h"),
        pytest.param(7, 14 * HOUR, id="14 h"),
        pytest.param(8, 20 * HOUR, id="20 h"),
        pytest.param(9, 24 * HOUR, id="24 h"),
        pytest.param(10, None, id="given up"),
    ],
)
def test_webhooks_follow_the_guide(attempts: int, want: float | None) -> None:
    got = next_delay_s(attempts, schedule=retry.WEBHOOK, jitter=0.5)
    assert got == want if want is None else got == pytest.approx(want)


def test_webhooks_outlast_three_days() -> None:
    assert sum(retry.WEBHOOK) == pytest.approx(75 * HOUR + 35 * 60 + 5)


def test_email_is_tried_for_five_days_every_two_to_three_hours() -> None:
    assert retry.EMAIL[2:4] == (300.0, 1800.0)
    assert all(d * 0.8 >= 2 * HOUR and d * 1.2 <= 3 * HOUR for d in retry.EMAIL[4:])
    assert 4.8 * 24 * HOUR < sum(retry.EMAIL) <= 5 * 24 * HOUR


@given(st.integers(0, 60), SCHEDULES, JITTER)
def test_jitter_spreads_by_a_fifth(
    attempts: int, schedule: tuple[float, ...], jitter: float
) -> None:
    delay = next_delay_s(attempts, schedule=schedule, jitter=jitter)
    if attempts >= len(schedule):
        assert delay is None
    else:
        assert delay is not None
        assert schedule[attempts] * 0.8 <= delay <= schedule[attempts] * 1.2


@pytest.mark.parametrize(
    ("elapsed_h", "jitter", "want_h"),
    [
        pytest.param(51.6, 0.5, 24, id="on time"),
        pytest.param(51.6 - 4, 0.5, 28, id="four hours early: they are added"),
        pytest.param(51.6 - 4, 0.0, 24 * 0.8 + 4, id="early, and early again"),
        pytest.param(51.6 - 4, 0.9, 24 * 1.2, id="as far as the spread goes"),
        pytest.param(90, 0.5, 24, id="late: nothing is hurried"),
        pytest.param(-1000, 0.0, 24 * 1.2, id="a clock that was set back"),
    ],
)
def test_what_came_too_early_is_made_up_for(elapsed_h: float, jitter: float, want_h: float) -> None:
    elapsed_s = elapsed_h * HOUR - (51.6 * HOUR - sum(retry.WEBHOOK[:9]))
    got = next_delay_s(9, schedule=retry.WEBHOOK, jitter=jitter, elapsed_s=elapsed_s)
    assert got == pytest.approx(want_h * HOUR)


@given(SCHEDULES, st.lists(JITTER, min_size=60, max_size=60))
def test_no_draw_ends_a_schedule_early(schedule: tuple[float, ...], draws: list[float]) -> None:
    at = 0.0
    for n, delay in enumerate(schedule):
        wait = next_delay_s(n, schedule=schedule, jitter=draws[n], elapsed_s=at)
        assert wait is not None
        assert delay * 0.8 <= wait <= delay * 1.2 + 1e-6
        at += wait
        assert at >= sum(schedule[: n + 1]) - delay * 0.2 - 1e-6
    assert next_delay_s(len(schedule), schedule=schedule, jitter=0, elapsed_s=at) is None


@given(st.integers(0, 9), JITTER, st.floats(0, 1e9))
def test_retry_after_is_never_undercut_but_clamped(
    attempts: int, jitter: float, hinted_s: float
) -> None:
    bare = next_delay_s(attempts, schedule=retry.WEBHOOK, jitter=jitter)
    delay = next_delay_s(attempts, schedule=retry.WEBHOOK, jitter=jitter, hinted_s=hinted_s)
    assert bare is not None
    assert delay == max(bare, min(hinted_s, 24 * HOUR))


@pytest.mark.parametrize(
    ("attempts", "jitter"),
    [
        pytest.param(-1, 0.5, id="attempts"),
        pytest.param(1, 1.0, id="jitter too large"),
        pytest.param(1, -0.1, id="jitter too small"),
        pytest.param(1, float("nan"), id="no number"),
    ],
)
def test_what_makes_no_sense_is_refused(attempts: int, jitter: float) -> None:
    with pytest.raises(ValueError, match="must"):
        next_delay_s(attempts, schedule=retry.WEBHOOK, jitter=jitter)


@given(st.integers(0, 60), SCHEDULES, JITTER, st.floats(0, 1e9))
def test_no_delay_is_longer_than_the_longest(
    attempts: int, schedule: tuple[float, ...], jitter: float, hinted_s: float
) -> None:
    delay = next_delay_s(attempts, schedule=schedule, jitter=jitter, hinted_s=hinted_s)
    assert delay is None or delay <= retry.MAX_DELAY_S == 24 * HOUR * 1.2
