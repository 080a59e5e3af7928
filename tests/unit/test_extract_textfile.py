from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.extract.textfile import clean_text

SEEDS = Path(__file__).resolve().parents[2] / "../shared/data/seeds"

LEAD = (
    "The harbour of Nord was closed on Tuesday after a storm broke two of its cranes, the port "
    "authority said, and no ship will be unloaded there before the end of the week at the earliest."
)
WRAPPED = """\
Harbour of Nord stays
closed after storm breaks
two cranes
 Workers look at what is left of the western crane in the harbour of Nord after the storm of
Monday night [File: Jane Roe/AFP]


Nord, August 14 (EXN)-- The harbour was closed on Tuesday after a storm broke two of its cranes
and sank a barge.  No ship will be unloaded there before the end of the week, the authority
said.

“We were lucky that nobody was on the quay at that time of the night,” the harbour master told
reporters.

Three ships wait outside.

https://news.example/en/index.php/sea/3312-harbour-of-nord-stays-closed-after-storm-breaks-
two-cranes
"""


def test_wrapped_file_is_joined_and_its_remnants_go() -> None:
    found = clean_text(WRAPPED)
    assert found.title == "Harbour of Nord stays closed after storm breaks two cranes"
    assert found.text.split("\n") == [
        "Nord, August 14 (EXN)-- The harbour was closed on Tuesday after a storm broke two of "
        "its cranes and sank a "
        "barge. No ship will be unloaded there before the end of the week, the authority said.",
        "“We were lucky that nobody was on the quay at that time of the night,” the harbour "
        "master told reporters.",
        "Three ships wait outside.",
    ]


@pytest.mark.parametrize(
    ("raw", "title", "text"),
    [
        pytest.param(
            "Port closed\n\nIt broke.\n\nTwice.",
            "Port closed",
            "It broke.\nTwice.",
            id="title, blank line, text",
        ),
        pytest.param(
            "\ufeff\r\nPort closed\r\n\r\nIt broke.\r\n",
            "Port closed",
            "It broke.",
            id="byte order mark, CRLF",
        ),
        pytest.param(
            "Port closed\nafter storm\n\nIt broke.",
            "Port closed after storm",
            "It broke.",
            id="title of two lines",
        ),
        pytest.param(
            "Port closed\nBy Jane Roe\n\nIt broke.",
            "Port closed",
            "It broke.",
            id="byline is no title",
        ),
        pytest.param(
            "Advertisement\n\nPort closed\n\nIt broke.",
            "Port closed",
            "It broke.",
            id="remnant before the title",
        ),
        pytest.param(
            "Port closed\n\nPort closed\n\nIt broke.",
            "Port closed",
            "It broke.",
            id="title said twice",
        ),
        pytest.param(
            "Port closed\n\nIt broke.\n\nAdvertisement\n\nTwice.",
            "Port closed",
            "It broke.\nTwice.",
            id="amid",
        ),
        pytest.param(
            f"Port closed\n{LEAD}\nIt broke.",
            "Port closed",
            f"{LEAD}\nIt broke.",
            id="no blank line at all",
        ),
        pytest.param("It broke.", "It broke", "It broke.", id="one sentence is the text"),
        pytest.param("", "", "", id="empty"),
        pytest.param("Advertisement\nShare on Facebook\n", "", "", id="nothing but remnants"),
        pytest.param(
            "إغلاق الميناء\n\nأغلق الميناء يوم الثلاثاء.\n\nإعلان\n\nاقرأ أيضا: العاصفة",
            "إغلاق الميناء",
            "أغلق الميناء يوم الثلاثاء.",
            id="arabic",
        ),
    ],
)
def test_title_and_text(raw: str, title: str, text: str) -> None:
    found = clean_text(raw)
    assert (found.title, found.text) == (title, text)


def test_paragraph_in_place_of_a_title_stays_in_the_text() -> None:
    found = clean_text(f"{LEAD} A barge sank.\n\nIt broke.")
    assert found.title.endswith("…")
    assert len(found.title) <= 120
    assert LEAD.startswith(found.title[:-1])
    assert found.text == f"{LEAD} A barge sank.\nIt broke."


def test_abbreviation_does_not_end_the_derived_title() -> None:
    assert clean_text("The U.N. left the town. It was Sunday.").title == "The U.N. left the town"


def test_lines_are_paragraphs_where_nothing_is_wrapped() -> None:
    raw = (
        f"Please enable JavaScript in your browser.\n{LEAD}\nThe end is near.\nSubscribe to "
        f"our newsletter\n{LEAD[:60]}."
    )
    assert clean_text(raw).text.split("\n") == [LEAD, "The end is near.", f"{LEAD[:60]}."]


@pytest.mark.parametrize(
    ("head", "want"),
    [
        pytest.param(
            " date 2023-11-10 ", datetime(2023, 11, 10, tzinfo=UTC), id="date before the text"
        ),
        pytest.param(
            "Date: 2023-11-10T08:30:00+02:00\n\n",
            datetime(2023, 11, 10, 6, 30, tzinfo=UTC),
            id="with time",
        ),
        pytest.param("2023-11-10\n\n", datetime(2023, 11, 10, tzinfo=UTC), id="alone"),
        pytest.param(
            "Port closed\n2023-11-10\n\n", datetime(2023, 11, 10, tzinfo=UTC), id="after the title"
        ),
        pytest.param("", None, id="none"),
        pytest.param("date 2023-13-40 ", None, id="no such day"),
    ],
)
def test_leading_date_is_taken_off(head: str, want: datetime | None) -> None:
    found = clean_text(head + LEAD + "\n\nIt broke.")
    assert found.published_at == want
    if want:
        assert "2023-11-10" not in found.text + found.title
    assert LEAD in found.text


def test_year_that_begins_a_text_is_no_date() -> None:
    found = clean_text("2023-24 season opens\n\nIt began.")
    assert (found.title, found.published_at) == ("2023-24 season opens", None)


@given(
    st.lists(
        st.sampled_from([LEAD, "It broke.", "Advertisement", "", "Port closed", "Share this:"]),
        max_size=12,
    )
)
def test_no_sentence_is_lost_and_no_remnant_left(lines: list[str]) -> None:
    found = clean_text("\n".join(lines))
    both = f"{found.title}\n{found.text}"
    assert "Advertisement" not in both
    assert "Share this" not in both
    if LEAD in lines:
        assert LEAD in both


@given(st.text(max_size=400))
def test_any_text_is_read(raw: str) -> None:
    found = clean_text(raw)
    assert "\n\n" not in found.text
    assert found.text == found.text.strip()


@pytest.mark.skipif(
    not SEEDS.is_dir(), reason="the shared development data is not beside the project"
)
def test_seeds_hold_no_line_of_the_page() -> None:
    for path in sorted(SEEDS.glob("*.txt")):
        found = clean_text(path.read_text("utf-8"))
        assert found.title
        for remnant in (
            "Advertisement",
            "nable JavaScript",
            "Share on",
            "Subscribe",
            "Articles",
            "http",
            "date 20",
        ):
            assert remnant not in found.text, path.name
