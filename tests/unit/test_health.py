from datetime import UTC, datetime, timedelta

import pytest

from monitor.health import alarming, health, health_since
from monitor.types import Health, SourceState

NOW = datetime(2023, 8, 13, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def failing(reason: str, *, failures: int = 1, since: datetime = NOW - HOUR) -> SourceState:
    return SourceState(polled_at=NOW, failures=failures, reason=reason, since=since)


def read(*, gap: timedelta | None, newest: timedelta) -> SourceState:
    usual = gap.total_seconds() if gap else None
    return SourceState(polled_at=NOW, since=NOW - DAY, usual_gap_s=usual, newest_at=NOW - newest)


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        pytest.param(SourceState(), Health.NEW, id="never polled"),
        pytest.param(SourceState(polled_at=NOW), Health.HEALTHY, id="polled"),
        pytest.param(read(gap=HOUR, newest=40 * HOUR), Health.HEALTHY, id="a silent weekend"),
        pytest.param(
            read(gap=HOUR, newest=50 * HOUR), Health.QUIET, id="hourly, and silent for two days"
        ),
        pytest.param(
            read(gap=7 * DAY, newest=50 * DAY), Health.HEALTHY, id="weekly, silent for seven weeks"
        ),
        pytest.param(
            read(gap=7 * DAY, newest=57 * DAY), Health.QUIET, id="weekly, silent for eight"
        ),
        pytest.param(read(gap=None, newest=90 * DAY), Health.HEALTHY, id="no cadence is known"),
        pytest.param(failing("timeout: not done after 30 s"), Health.FAILING, id="timeout"),
        pytest.param(failing("server_error: HTTP 500"), Health.FAILING, id="500"),
        pytest.param(failing("malformed: no feed"), Health.FAILING, id="no feed"),
        pytest.param(
            failing("crashed: needed too much memory"), Health.FAILING, id="killed parser"
        ),
        pytest.param(
            failing("html: an HTML page titled 'x'"), Health.BLOCKED, id="html for a feed"
        ),
        pytest.param(failing("bot_wall: HTTP 403"), Health.BLOCKED, id="bot wall"),
        pytest.param(failing("consent_page: …"), Health.BLOCKED, id="consent page"),
        pytest.param(failing("login_page: …"), Health.BLOCKED, id="login page"),
        pytest.param(failing("forbidden: HTTP 403"), Health.BLOCKED, id="403"),
        pytest.param(failing("robots: robots.txt forbids it"), Health.BLOCKED, id="robots.txt"),
        pytest.param(failing("gone: HTTP 410"), Health.PARKED, id="410 at once"),
        pytest.param(failing("not_found: HTTP 404"), Health.FAILING, id="404 for an hour"),
        pytest.param(
            failing("not_found: HTTP 404", since=NOW - 7 * DAY), Health.PARKED, id="404 for a week"
        ),
    ],
)
def test_health(state: SourceState, wanted: Health) -> None:
    assert health(state, NOW) is wanted


def test_a_quiet_source_is_quiet_since_its_last_entry() -> None:
    assert health_since(read(gap=HOUR, newest=3 * DAY), NOW) == NOW - 3 * DAY
    assert health_since(read(gap=HOUR, newest=HOUR), NOW) == NOW - DAY
    assert health_since(failing("dns"), NOW) == NOW - HOUR
    assert health_since(SourceState(), NOW) is None


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        pytest.param(SourceState(polled_at=NOW), False, id="healthy"),
        pytest.param(failing("timeout", failures=2), False, id="two in a row may be nothing"),
        pytest.param(failing("timeout", failures=3), True, id="three in a row"),
        pytest.param(failing("gone: HTTP 410"), True, id="410 at once"),
        pytest.param(failing("html: an HTML page"), True, id="html in place of a feed at once"),
        pytest.param(failing("bot_wall: …"), True, id="which a bot wall is too"),
        pytest.param(failing("forbidden: HTTP 403"), False, id="a 403 may be one server of many"),
    ],
)
def test_when_people_are_told(state: SourceState, wanted: bool) -> None:
    assert alarming(state) is wanted
