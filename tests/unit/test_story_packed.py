"""What was read of an article, as bytes."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.types import ArticleId
from monitor.story.cluster.packed import pack, unpack
from monitor.story.cluster.terms import Report, terms_of

DATED = datetime(2026, 3, 1, 4, 5, tzinfo=UTC)


@given(
    st.text(max_size=100),
    st.text(max_size=2000),
    st.sampled_from([None, "en", "fr-CA", "x", "ελ"]),
    st.sampled_from([None, DATED]),
)
def test_what_was_packed_comes_back(
    title: str, text: str, language: str | None, when: datetime | None
) -> None:
    report = Report(id=ArticleId(1), title=title, text=text, language=language, published_at=when)
    read = terms_of(report)
    found = unpack(pack(read))
    assert found is not None
    assert (found.language or "").isascii()
    if (read.language or "").isascii():
        assert found == read


def test_years_weekdays_and_numbers_come_back() -> None:
    text = "On Sunday and Monday in 1987 and 2012 they sold 3,400 ships for 12.5 crowns."
    read = terms_of(Report(id=ArticleId(1), title="Ships", text=text, language="en"))
    assert len(read.years) == len(read.weekdays) == len(read.numbers) == 2
    assert unpack(pack(read)) == read


@given(st.binary(max_size=200))
def test_other_bytes_are_refused_or_read(some: bytes) -> None:
    unpack(some)


@pytest.mark.parametrize("cut", [1, 5, 20, 40])
def test_cut_bytes_are_refused(cut: int) -> None:
    packed = pack(terms_of(Report(id=ArticleId(1), title="A mill burns", text="In Dorn, 40 fled.")))
    assert unpack(packed[:-cut]) is None
