"""Hours on people's clocks, also in the nights in which clocks are set."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.hours import Daily, Hourly, Quiet, Rhythm, next_digest, quiet_until

BERLIN = "Europe/Berlin"  # 2026: ahead on 29 March at 02:00, back on 25 October at 03:00
BAMAKO = "Africa/Bamako"  # UTC all year
KOLKATA = "Asia/Kolkata"  # UTC+05:30
LORD_HOWE = "Australia/Lord_Howe"  # half an hour: ahead on 4 October 2026 at 02:00
APIA = "Pacific/Apia"  # had no 30 December 2011


def at(written: str) -> datetime:
    """Return `2026-03-28 07:00` as a time in UTC."""
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def daily(hour: int, minute: int = 0) -> Daily:
    return Daily(at=time(hour, minute))


@pytest.mark.parametrize(
    ("rhythm", "zone", "after", "due"),
    [
        pytest.param(daily(7), BAMAKO, "2026-03-02 06:59", "2026-03-02 07:00", id="later today"),
        pytest.param(daily(7), BAMAKO, "2026-03-02 07:00", "2026-03-03 07:00", id="just passed"),
        pytest.param(daily(0), BAMAKO, "2026-03-02 23:59", "2026-03-03 00:00", id="midnight"),
        pytest.param(daily(7), KOLKATA, "2026-03-02 03:00", "2026-03-03 01:30", id="east of UTC"),
        pytest.param(daily(7), BERLIN, "2026-03-28 05:00", "2026-03-28 06:00", id="winter"),
        pytest.param(daily(7), BERLIN, "2026-03-28 07:00", "2026-03-29 05:00", id="23 hours on"),
        pytest.param(daily(7), BERLIN, "2026-10-24 05:00", "2026-10-25 06:00", id="25 hours on"),
        pytest.param(daily(2, 30), BERLIN, "2026-03-28 12:00", "2026-03-29 01:00", id="skipped"),
        pytest.param(daily(2, 30), BERLIN, "2026-03-29 01:00", "2026-03-30 00:30", id="once only"),
        pytest.param(daily(2, 30), BERLIN, "2026-10-24 12:00", "2026-10-25 00:30", id="the first"),
        pytest.param(daily(2, 30), BERLIN, "2026-10-25 00:30", "2026-10-26 01:30", id="no second"),
        pytest.param(daily(7), APIA, "2011-12-29 18:00", "2011-12-30 10:00", id="no such day"),
        pytest.param(Hourly(), BAMAKO, "2026-03-02 07:00", "2026-03-02 08:00", id="full hour"),
        pytest.param(
            Hourly(minute=15), BAMAKO, "2026-03-02 07:14:59", "2026-03-02 07:15", id=":15"
        ),
        pytest.param(
            Hourly(minute=15), BAMAKO, "2026-03-02 07:15:01", "2026-03-02 08:15", id="next"
        ),
        pytest.param(Hourly(), KOLKATA, "2026-03-02 07:00", "2026-03-02 07:30", id="half an hour"),
        pytest.param(Hourly(), BERLIN, "2026-03-29 00:00", "2026-03-29 01:00", id="over the gap"),
        pytest.param(Hourly(), BERLIN, "2026-10-25 00:30", "2026-10-25 01:00", id="twice is twice"),
        pytest.param(
            Hourly(), LORD_HOWE, "2026-10-03 15:00", "2026-10-03 16:00", id="30 minutes ahead"
        ),
    ],
)
def test_next_digest(rhythm: Rhythm, zone: str, after: str, due: str) -> None:
    assert next_digest(rhythm, at(after), ZoneInfo(zone)) == at(due)


def quiet(start: int, end: int, *, minute: int = 0) -> Quiet:
    return Quiet(start=time(start, minute), end=time(end, minute))


@pytest.mark.parametrize(
    ("given", "zone", "moment", "until"),
    [
        pytest.param(quiet(22, 6), BAMAKO, "2026-03-02 21:59", None, id="before"),
        pytest.param(quiet(22, 6), BAMAKO, "2026-03-02 22:00", "2026-03-03 06:00", id="begins"),
        pytest.param(quiet(22, 6), BAMAKO, "2026-03-03 05:59", "2026-03-03 06:00", id="at its end"),
        pytest.param(quiet(22, 6), BAMAKO, "2026-03-03 06:00", None, id="over"),
        pytest.param(quiet(12, 14), BAMAKO, "2026-03-03 13:00", "2026-03-03 14:00", id="one day"),
        pytest.param(quiet(12, 14), BAMAKO, "2026-03-03 14:00", None, id="after lunch"),
        pytest.param(quiet(22, 6), KOLKATA, "2026-03-02 17:00", "2026-03-03 00:30", id="east"),
        pytest.param(quiet(22, 6), BERLIN, "2026-03-28 22:00", "2026-03-29 04:00", id="short"),
        pytest.param(quiet(22, 6), BERLIN, "2026-10-24 21:00", "2026-10-25 05:00", id="long"),
        pytest.param(
            quiet(22, 2, minute=30), BERLIN, "2026-03-29 00:59", "2026-03-29 01:00", id="to a gap"
        ),
        pytest.param(
            quiet(2, 6, minute=30), BERLIN, "2026-03-29 01:00", "2026-03-29 04:30", id="from a gap"
        ),
        pytest.param(
            Quiet(start=time(2, 10), end=time(2, 50)), BERLIN, "2026-03-29 01:20", None,
            id="within a gap there are none",
        ),
        pytest.param(
            quiet(22, 2, minute=30), BERLIN, "2026-10-25 00:45", "2026-10-25 01:30",
            id="until the second 02:30",
        ),
        pytest.param(
            quiet(2, 6, minute=30), BERLIN, "2026-10-25 00:30", "2026-10-25 05:30",
            id="from the first 02:30",
        ),
    ],
)  # fmt: skip
def test_quiet_until(given: Quiet, zone: str, moment: str, until: str | None) -> None:
    assert quiet_until(given, at(moment), ZoneInfo(zone)) == (at(until) if until else None)


ZONES = st.sampled_from([BERLIN, BAMAKO, KOLKATA, LORD_HOWE, APIA, "America/New_York"])
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
MOMENTS = st.datetimes(datetime(2009, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
RHYTHMS = st.one_of(
    CLOCKS.map(lambda clock: Daily(at=clock)),
    st.integers(0, 59).map(lambda minute: Hourly(minute=minute)),
)


@given(RHYTHMS, ZONES, MOMENTS)
def test_a_digest_is_never_far_and_never_now(rhythm: Rhythm, zone: str, after: datetime) -> None:
    due = next_digest(rhythm, after, ZoneInfo(zone))
    hours = 1.5 if isinstance(rhythm, Hourly) else 25
    assert after < due <= after + timedelta(hours=hours)
    again = next_digest(rhythm, due, ZoneInfo(zone))
    assert again > due


@given(CLOCKS, CLOCKS, ZONES, MOMENTS)
def test_no_quiet_minute_is_missed(start: time, end: time, zone: str, moment: datetime) -> None:
    """What the clock on the wall shows decides: it may be quiet longer, never shorter."""
    hours = Quiet(start=start, end=end)
    shown = moment.astimezone(ZoneInfo(zone)).time()
    inside = start <= shown < end if start < end else (shown >= start or shown < end)
    until = quiet_until(hours, moment, ZoneInfo(zone))
    if start != end and inside:
        assert until is not None
        assert moment < until <= moment + timedelta(hours=26)
