"""Issues of a series, and what a source repeats."""

from datetime import datetime, timedelta

import pytest

from alerts.types import ArticleId
from monitor.story.cluster import Report
from monitor.story.cluster.furniture import Furniture
from monitor.story.cluster.series import Recurring, issue_of
from telling import NOW


def report(title: str, days: float, source: str = "paper") -> Report:
    when: datetime = NOW + timedelta(days=days)
    return Report(id=ArticleId(1), title=title, text="", source=source, published_at=when)


@pytest.mark.parametrize(
    ("one", "other", "seen", "apart"),
    [
        pytest.param(
            report("Quiz for 19 August: how much", 0),
            report("Quiz for 20 August: how much", 0),
            [],
            True,
            id="other days in the title",
        ),
        pytest.param(
            report("Morning briefing for the valley", 0),
            report("Morning briefing for the valley", 3),
            [],
            False,
            id="twice is no series",
        ),
        pytest.param(
            report("Morning briefing for the valley", 0),
            report("Morning briefing for the valley", 3),
            [report("Morning briefing for the valley", day) for day in (1, 2)],
            True,
            id="on four days",
        ),
        pytest.param(
            report("Toll of quake rises to 40", 0),
            report("Toll of quake rises to 52", 1),
            [],
            False,
            id="a toll that rises",
        ),
        pytest.param(
            report("Word riddle 780 and its answer", 0),
            report("Word riddle 784 and its answer", 4),
            [report(f"Word riddle {780 + day} and its answer", day) for day in (1, 2, 3)],
            True,
            id="numbered, day by day",
        ),
        pytest.param(
            report("Quiz for 19 August: how much", 0),
            report("Quiz for 20 August: how much", 0, source="herald"),
            [],
            False,
            id="of another source",
        ),
        pytest.param(
            report("Loan rates for Aug. 4: rates climb", 0),
            report("What loans cost on August 7: rates fall", 3),
            [],
            True,
            id="other days of a month, otherwise titled",
        ),
        pytest.param(
            report("Nightcap 04.08.2023", 0),
            report("Nightcap 05.08.2023", 1),
            [],
            True,
            id="days in figures",
        ),
        pytest.param(
            report("Strike since 4 August goes on", 0),
            report("Strike goes on", 3),
            [],
            False,
            id="one names a day",
        ),
        pytest.param(
            report("Velm v Orsk, Lenn Cup: When is it and how to watch it", 0),
            report("Dorn v Brenn, Lenn Cup: when is it and how to watch it", 0),
            [
                report(f"Velm v {a}, Lenn Cup: when is it and how to watch it", 0)
                for a in ("A", "B")
            ],
            True,
            id="a form with other names",
        ),
        pytest.param(
            report("Velm v Orsk, Lenn Cup: when is it and how to watch it", 0),
            report("Velm v Orsk, Lenn Cup: when is it and how to watch it", 0.5),
            [report(f"{a} v Orsk, Lenn Cup: when is it and how to watch it", 0) for a in "ABC"],
            False,
            id="a form with the same names",
        ),
        pytest.param(
            report("Morning briefing for the valley", 0),
            report("Mayor of Dorn held", 0),
            [report("Morning briefing for the valley", day) for day in (1, 2, 3)],
            True,
            id="an issue and the news of its source",
        ),
        pytest.param(
            report("Morning briefing for the valley", 0),
            report("Mayor of Dorn held", 0, source="herald"),
            [report("Morning briefing for the valley", day) for day in (1, 2, 3)],
            False,
            id="an issue and the news of another",
        ),
        pytest.param(
            report("Mayor of Dorn held over the fire in a mill", 0),
            report("Mayor of Dorn, Jan Brod, held over the fire in a mill", 0),
            [],
            False,
            id="two titles that differ in a name",
        ),
        pytest.param(
            report("Quiz for 19 August: how much", 0, source=""),
            report("Quiz for 20 August: how much", 0, source=""),
            [],
            False,
            id="of no known source",
        ),
    ],
)
def test_apart(one: Report, other: Report, seen: list[Report], *, apart: bool) -> None:
    recurring = Recurring()
    for each in (one, *seen, other):
        recurring.note(issue_of(each))
    assert recurring.apart(issue_of(one), issue_of(other)) is apart


def test_lines_that_a_source_repeats_go() -> None:
    furniture, line = Furniture(), "Get our app at https://paper.example/app?id={} today!"
    towns = ["Dorn", "Velm", "Orsk", "Lenn", "Brenn"]
    read = [
        furniture.clear("paper", "", f"A mill burnt in {town}. {line.format(n)}")[1]
        for n, town in enumerate(towns)
    ]
    assert ["app" in text for text in read] == [True, True, True, False, False]
    assert all(town in text for town, text in zip(towns, read, strict=True))
    assert "app" in furniture.clear("herald", "", f"A mill burnt. {line}")[1]


def test_phrases_that_a_source_repeats_go_and_names_stay() -> None:
    furniture = Furniture()
    titles = [f"Velm{n} United: when is it and how to watch on screen" for n in range(8)]
    read = [furniture.clear("paper", title, "")[0] for title in titles]
    assert read[:5] == titles[:5]
    assert read[7].split() == ["Velm7", "United:"]


def test_of_an_unknown_source_only_addresses_go() -> None:
    furniture = Furniture()
    for _ in range(9):
        title, text = furniture.clear("", "when is it and how", "Read on. See www.paper.example/x")
    assert title == "when is it and how"
    assert text == "Read on. See  "
