"""Times as people type them."""

from datetime import UTC, datetime, timedelta

import pytest
import typer

from monitor.cli.times import moment_at

NOW = datetime(2023, 8, 14, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "want"),
    [
        pytest.param("2h", NOW - timedelta(hours=2), id="hours ago"),
        pytest.param("3d", NOW - timedelta(days=3), id="days ago"),
        pytest.param("90s", NOW - timedelta(seconds=90), id="seconds ago"),
        pytest.param("1.5h", NOW - timedelta(minutes=90), id="a fraction"),
        pytest.param("0m", NOW, id="now"),
        pytest.param("2023-08-13", datetime(2023, 8, 13, tzinfo=UTC), id="a day"),
        pytest.param("2023", datetime(2023, 1, 1, tzinfo=UTC), id="a year, no duration"),
        pytest.param("2023-08-13T18:30Z", datetime(2023, 8, 13, 18, 30, tzinfo=UTC), id="a time"),
        pytest.param(
            "2023-08-13T18:30:05+02:00", datetime(2023, 8, 13, 16, 30, 5, tzinfo=UTC), id="a zone"
        ),
    ],
)
def test_a_time_is_understood(typed: str, want: datetime) -> None:
    assert moment_at(typed, NOW) == want


@pytest.mark.parametrize(
    "typed", ["", "yesterday", "h", "2 weeks", "-2h", "1.2.3h", "99999999999d", "2h ago", "2H30"]
)
def test_what_is_no_time_is_refused_with_what_was_expected(typed: str) -> None:
    with pytest.raises(typer.BadParameter, match=r"such as 2023-08-13.*2h or 3d"):
        moment_at(typed, NOW)
