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
  unmoz: {names: [UNMOZ]}
rules:
  - {id: mission, when: "@unmoz"}
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


WITHDRAWAL = {
    "title": "UNMOZ troops leave Karsum camp",
    "text": "Troops of the UN mission in Zorania, UNMOZ, left their camp at Karsum on Monday, "
    "spokesman Ludo Maes said.\nUNMOZ, which has 3,200 peacekeepers in the country, is to leave "
    "Zorania by December.\nTwo lorries broke down on the road to Velin.",
}
CHOLERA = {
    "title": "Doctors of UNMOZ vaccinate 5,000 against cholera in Port Adel",
    "text": "Doctors vaccinated 5,000 people against cholera in the harbour district of Port Adel "
    "on Thursday, nurse Amina Sarr said.\nThe vaccine came from the UN mission UNMOZ, which has "
    "about 4,700 peacekeepers in the country.\nThe rains had flooded the wells of the district.",
}


def imported(
    folder: Path,
    *given: Mapping[str, str],
    first: int = 1,
    as_of: str = "published",
    config: str = CONFIG,
) -> dict[str, Any]:
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
    (folder / "sources.yaml").write_text(config)
    (folder / "in.jsonl").write_text("\n".join(lines) + "\n")
    return called(folder, "import", "--json", "--as-of", as_of, str(folder / "in.jsonl")).row


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


def test_a_title_may_say_what_the_text_does_not(tmp_path: Path) -> None:
    titled = RETOLD | {"title": "Havbris captain arrested in Lemmering after Tolvik grounding"}
    imported(tmp_path, FIRST, titled)
    _, second = alerts_of(tmp_path, "ferry")
    assert (second["kind"], second["new"]) == ("development", [titled["title"]])


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


def test_what_is_so_for_long_is_compared_with_other_stories(tmp_path: Path) -> None:
    imported(tmp_path, WITHDRAWAL, CHOLERA)
    first, second = alerts_of(tmp_path, "mission")
    assert first["story_id"] != second["story_id"]
    assert (second["kind"], first["disagreements"]) == ("story", [])
    (found,) = second["disagreements"]
    assert [(each["value"], each["source"]) for each in found["values"]] == [
        ("3,200", "paper-1"),
        ("about 4,700", "paper-2"),
    ]


def test_an_old_report_with_a_new_stamp_is_no_development(tmp_path: Path) -> None:
    late = RADAR | {"published": "2026-06-20T09:00:00Z"}
    imported(tmp_path, FIRST, RETOLD, late, as_of="now")
    stories = {row["story_id"] for row in called(tmp_path, "articles", "--json").rows}
    assert len(stories) == 1
    assert told(alerts_of(tmp_path, "ferry")) == [("story", "paper-1")]
    assert told(alerts_of(tmp_path, "each"))[-1] == ("article", "paper-3")


def test_a_new_text_at_an_old_address_is_no_second_report(tmp_path: Path) -> None:
    imported(tmp_path, FIRST, RETOLD)
    changed = FIRST | {"text": FIRST["text"] + "\nThe radar had failed, said the owner Nordlinje."}
    done = imported(tmp_path, changed)
    assert (done["articles"]["revisions"], done["stories"]) == (1, {"new": 0, "updated": 0})
    assert told(alerts_of(tmp_path, "ferry")) == [("story", "paper-1")]
    assert told(alerts_of(tmp_path, "radar")) == [("story", "paper-1")]


FAILED = "The radar had failed an hour before, the owner Nordlinje admitted."
RADAR_RETOLD = {
    "title": "Radar of the Havbris was out of order",
    "text": "An hour before she ran aground off Tolvik on Monday the radar of the ferry Havbris "
    "had failed, her owner Nordlinje has admitted.",
}


def test_what_a_new_text_adds_is_new_when_another_tells_it(tmp_path: Path) -> None:
    # A live blog: the rule does not report its new text, so nobody was told of the radar.
    blog = FIRST | {"text": FAILED + "\n" + FIRST["text"], "published": "2026-03-02T12:00:00Z"}
    imported(tmp_path, FIRST)
    assert imported(tmp_path, blog)["articles"]["revisions"] == 1
    imported(tmp_path, RADAR_RETOLD, first=3)
    first, second = alerts_of(tmp_path, "ferry")
    assert first["story_id"] == second["story_id"]
    assert (second["kind"], second["new"]) == ("development", [RADAR_RETOLD["text"]])


STORY_PROVES = """\
version: 1
settings: {listen: none}
entities:
  tolvik: {names: [Tolvik]}
  nsa: {names: ["Norland Shipping Authority"], short: [NSA], needs: [story]}
rules:
  - {id: nsa, when: "@nsa", notify: article}
"""
NAMED = RADAR | {
    "text": RADAR["text"] + "\nThe Norland Shipping Authority, NSA, opened an inquiry in Tolvik."
}
SHORT = {
    "title": "Inquiry into grounding of the Havbris off Tolvik",
    "text": "The NSA wants to know why the ferry Havbris, with 212 people aboard, hit rocks off "
    "Tolvik in Monday's fog.\nInvestigators will question captain Ragna Solheim and the owner, "
    "Nordlinje, about a radar that was out of order.",
}


def test_the_story_proves_a_short_name_that_an_article_leaves_open(tmp_path: Path) -> None:
    imported(tmp_path, SHORT, config=STORY_PROVES)
    assert alerts_of(tmp_path, "nsa") == []
    (tmp_path / "told").mkdir()
    imported(tmp_path / "told", NAMED, SHORT, config=STORY_PROVES)
    named, short = alerts_of(tmp_path / "told", "nsa")
    assert [row["article"]["source"] for row in (named, short)] == ["paper-1", "paper-2"]
    (evidence,) = short["matches"][0]["evidence"]
    assert (evidence["set"], evidence["text"]) == ("story", "NSA")
    assert called(tmp_path / "told", "backtest", "nsa", "--json").row["hits"] == 2
    rows = called(tmp_path / "told", "articles", "--json", "--entity", "nsa").rows
    assert [row["source"] for row in rows] == ["paper-2", "paper-1"]


def test_what_the_story_proved_proves_nothing_to_others(tmp_path: Path) -> None:
    changed = {"text": "The harbour office will not speak.", "title": "No word"}
    imported(tmp_path, NAMED, SHORT, config=STORY_PROVES)
    imported(tmp_path, NAMED | changed, config=STORY_PROVES)  # the proof is withdrawn
    third = SHORT | {"title": SHORT["title"] + ", and no end", "text": SHORT["text"] + " Again."}
    imported(tmp_path, third, first=5, config=STORY_PROVES)
    assert [row["article"]["source"] for row in alerts_of(tmp_path, "nsa")] == [
        "paper-1",
        "paper-2",
    ]
