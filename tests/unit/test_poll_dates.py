from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.poll.dates import moment


@pytest.mark.parametrize(
    ("written", "want"),
    [
        pytest.param("2023-08-14T10:00:00Z", "2023-08-14 10:00", id="ISO 8601"),
        pytest.param("2023-08-14T10:00:00.123456789+0200", "2023-08-14 08:00", id="nanoseconds"),
        pytest.param("2023-08-14", "2023-08-14 00:00", id="day alone"),
        pytest.param("2023-08-14 10:00:00 EDT", "2023-08-14 14:00", id="ISO with a named zone"),
        pytest.param("2023-08-14T24:00:00Z", "2023-08-15 00:00", id="hour 24"),
        pytest.param("2023/8/14 10:05", "2023-08-14 10:05", id="slashes, year first"),
        pytest.param("Mon, 14 Aug 2023 10:00:00 +0530", "2023-08-14 04:30", id="RFC 5322"),
        pytest.param(
            "Mon, 14 Aug 2023 10:00:00 CEST", "2023-08-14 08:00", id="zone not of RFC 5322"
        ),
        pytest.param("14 Aug 23 10:00 GMT", "2023-08-14 10:00", id="two-digit year"),
        pytest.param("Mon,14 Aug 2023 10:00:00 GMT", "2023-08-14 10:00", id="no blank"),
        pytest.param("lun., 14 août 2023 10:00:00 +0200", "2023-08-14 08:00", id="French"),
        pytest.param("1er juin 2023 à 10h30", "2023-06-01 10:30", id="French ordinal"),
        pytest.param("14 de agosto de 2023 10:00", "2023-08-14 10:00", id="Spanish"),
        pytest.param("14. März 2023, 10:30", "2023-03-14 10:30", id="German"),
        pytest.param("الاثنين، 14 أغسطس 2023 10:00", "2023-08-14 10:00", id="Arabic"),
        pytest.param("14 августа 2023", "2023-08-14 00:00", id="Russian"),
        pytest.param("2023年8月14日 10:00", "2023-08-14 10:00", id="Chinese"),
        pytest.param("August 14, 2023 10:05 pm", "2023-08-14 22:05", id="American"),
        pytest.param("Mon Aug 14 10:00:00 UTC 2023", "2023-08-14 10:00", id="date(1)"),
        pytest.param("14.08.2023 10:30", "2023-08-14 10:30", id="dots: day first"),
        pytest.param("02.03.2023", "2023-03-02 00:00", id="dots are never American"),
        pytest.param("13/08/2023 - 10:30", "2023-08-13 10:30", id="only one reading"),
        pytest.param("08/13/2023", "2023-08-13 00:00", id="the other reading"),
        pytest.param("02/03/2023 10:00", None, id="two readings"),
        pytest.param("14 juin", None, id="no year"),
        pytest.param("31 Feb 2023", None, id="no such day"),
        pytest.param("14 Foo 2023", None, id="no such month"),
        pytest.param("2023-08-14T10:00:00+99:00", None, id="no such zone"),
        pytest.param("Mon, 14 Aug 2023 25:61:00", None, id="no such time"),
        pytest.param("0001-01-01T00:00:00Z", None, id="the year of an empty field"),
        pytest.param("9999-12-31T23:59:59-10:00", None, id="beyond any year"),
        pytest.param("yesterday", None, id="words"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_moment(written: str, want: str | None) -> None:
    found = moment(written)
    assert (found and f"{found.astimezone(UTC):%Y-%m-%d %H:%M}") == want


@given(st.text() | st.text("0123456789 -/:.TZ+JanAugMonpm,年", max_size=40))
def test_anything_is_a_moment_in_utc_or_none(written: str) -> None:
    found = moment(written)
    assert found is None or (found.tzinfo is UTC and 1970 <= found.year <= 2101)


@given(st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=st.timezones()))
def test_what_python_writes_is_read(at: datetime) -> None:
    assert moment(at.isoformat()) == at.astimezone(UTC)
