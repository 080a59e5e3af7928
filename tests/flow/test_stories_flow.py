"""Whole commands over a made-up story: one alert a development, and what it says."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from commands import called

CONFIG = """\
version: 1
settings: {listen: none}
entities:
  havbris: {names: [Havbris]}
  tolvik: {names: [Tolvik]}
rules:
  - {id: each, when: "@havbris", notify: article}
  - {id: ferry, when: "@havbris"}
  - {id: once, when: "@havbris", notify: story}
  - {id: radar, when: "@havbris AND radar"}
"""

FIRST = {
    "title": "Ferry runs aground off Tolvik with 212 aboard",
    "text": "The ferry Havbris ran aground on Monday in thick fog off Tolvik with 212 people "
    "aboard, the coast guard said.\nCaptain Ragna Solheim ordered everyone into the boats.\n"
    "Two passengers broke an arm.",
}
RETOLD = {
    "title": "212 aboard as ferry Havbris runs aground near Tolvik",
    "text": "With 212 people aboard, the ferry Havbris ran aground in thick fog off Tolvik on "
    "Monday, said the coast guard.\nTwo passengers broke an arm.\nEveryone was ordered into the "
    "boats by captain Ragna Solheim.",
}
RADAR = {
    "title": "Havbris sailed without radar, says owner after Tolvik grounding",
    "text": "The ferry Havbris ran aground on Monday in thick fog off Tolvik with 212 people "
    "aboard.\nIts owner Nordlinje admitted that the radar had failed an hour before, and that "
    "captain Ragna Solheim was told to sail on.",
}
TOLL = {
    "title": "Two drowned when the Havbris ran aground off Tolvik",
    "text": "Two passengers drowned when the ferry Havbris ran aground off Tolvik on Monday in "
    "thick fog with 212 people aboard, the hospital said.\nCaptain Ragna Solheim ordered everyone "
    "into the boats.",
}
OTHER_TOLL = {
    "title": "Nine drowned as Havbris ran aground off Tolvik, union says",
    "text": "Nine passengers drowned when the ferry Havbris ran aground off Tolvik on Monday in "
    "thick fog with 212 people aboard, the seamen's union said.\nCaptain Ragna Solheim ordered "
    "everyone into the boats.",
}
IN_FRENCH = {
    "title": "Tolvik : le ferry Havbris s'échoue avec 212 personnes à bord",
    "text": "Le ferry Havbris s'est échoué lundi dans un épais brouillard au large de Tolvik avec "
    "212 personnes à bord, selon les garde-côtes.\nLa capitaine Ragna Solheim a fait monter tout "
    "le monde dans les canots.\nDeux passagers se sont cassé un bras.",
    "language": "fr",
}
ELSEWHERE = {
    "title": "Old Havbris posters fetch record price",
    "text": "A poster of the steamer Havbris of 1911 was sold for 48,000 crowns at an auction in "
    "Lemmering.\nThe collector Otto Brandal has forty more of them, and will lend some to the "
    "museum of shipping next spring.",
}


def imported(folder: Path, *given: Mapping[str, str], first: int = 1) -> dict[str, Any]:
    """Import articles, one a source, an hour apart; return the summary."""
    lines = [
        json.dumps(
            {
                "url": f"https://paper-{at}.example/{at}",
                "source": f"paper-{at}",
                "published": f"2026-03-02T{10 + at:02}:00:00Z",
                **each,
            }
        )
        for at, each in enumerate(given, first)
    ]
    (folder / "sources.yaml").write_text(CONFIG)
    (folder / "in.jsonl").write_text("\n".join(lines) + "\n")
    return called(folder, "import", "--json", "--as-of", "published", str(folder / "in.jsonl")).row


def alerts_of(folder: Path, rule: str) -> list[dict[str, Any]]:
    """Return the alerts of a rule, the first first."""
    return called(folder, "alerts", "--json", "--rule", rule).rows[::-1]


def told(rows: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Return as what each alert was raised, and on which source's article."""
    return [(row["kind"], row["article"]["source"]) for row in rows]


def test_a_story_raises_an_alert_for_each_development(tmp_path: Path) -> None:
    done = imported(tmp_path, FIRST, RETOLD, RADAR, ELSEWHERE)
    assert done["stories"] == {"new": 2, "updated": 0}
    assert told(alerts_of(tmp_path, "ferry")) == [
        ("story", "paper-1"),
        ("development", "paper-3"),
        ("story", "paper-4"),
    ]
    assert told(alerts_of(tmp_path, "once")) == [("story", "paper-1"), ("story", "paper-4")]
    assert told(alerts_of(tmp_path, "each")) == [
        ("article", f"paper-{number}") for number in (1, 2, 3, 4)
    ]


def test_a_development_says_what_is_new(tmp_path: Path) -> None:
    imported(tmp_path, FIRST, RETOLD, RADAR)
    first, second = alerts_of(tmp_path, "ferry")
    assert (first["new"], first["disagreements"]) == ([], [])
    assert first["story_id"] == second["story_id"]
    (new,) = second["new"]
    assert new.startswith("Its owner Nordlinje admitted that the radar had failed")


def test_what_is_new_is_new_to_the_readers_of_the_rule(tmp_path: Path) -> None:
    # The rule on radars was silent before: to its readers all of the story is new.
    imported(tmp_path, FIRST, RETOLD, RADAR)
    assert told(alerts_of(tmp_path, "radar")) == [("story", "paper-3")]


def test_two_accounts_are_shown_and_none_is_judged(tmp_path: Path) -> None:
    imported(tmp_path, FIRST, TOLL, OTHER_TOLL)
    *_, last = alerts_of(tmp_path, "ferry")
    assert last["kind"] == "development"
    (found,) = last["disagreements"]
    values = [(each["value"], each["source"]) for each in found["values"]]
    assert values == [("Two", "paper-2"), ("Nine", "paper-3")]
    assert found["values"][1]["text"].startswith("Nine passengers drowned")
    assert found["values"][0]["url"] == "https://paper-2.example/2"


def test_a_report_in_another_language_joins_and_tells_nothing_new(tmp_path: Path) -> None:
    imported(tmp_path, FIRST, IN_FRENCH)
    rows = called(tmp_path, "articles", "--json").rows
    assert len({row["story_id"] for row in rows}) == 1
    assert told(alerts_of(tmp_path, "ferry")) == [("story", "paper-1")]


def test_a_run_later_knows_what_was_told(tmp_path: Path) -> None:
    imported(tmp_path, FIRST)
    done = imported(tmp_path, RETOLD, RADAR, first=2)
    assert done["stories"] == {"new": 0, "updated": 1}
    assert told(alerts_of(tmp_path, "ferry")) == [("story", "paper-1"), ("development", "paper-3")]


def test_a_second_import_raises_nothing(tmp_path: Path) -> None:
    imported(tmp_path, FIRST, RADAR)
    before = called(tmp_path, "alerts", "--json").rows
    done = imported(tmp_path, FIRST, RADAR)
    assert (done["stories"], done["alerts"]) == ({"new": 0, "updated": 0}, 0)
    assert called(tmp_path, "alerts", "--json").rows == before
