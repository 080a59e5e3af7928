"""Which articles make a story, whatever their order; what is repaired, and what is forgotten."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.types import ArticleId, StoryId
from monitor.story.cluster import Report, Stories, Why
from telling import DAM, FERRY, FRENCH_BANK, FRENCH_DAM, NOW, OTHER_FERRY, reports

ALL = reports(*FERRY, *OTHER_FERRY, *DAM)
EVENTS = [{1, 2, 3}, {4, 5}, {6, 7}]


def grouped(stories: Stories, given: list[Report]) -> list[set[int]]:
    groups: dict[StoryId | None, set[int]] = {}
    for each in given:
        groups.setdefault(stories.story_of(each.id), set()).add(int(each.id))
    return sorted(groups.values(), key=min)


def told(given: list[Report]) -> Stories:
    stories = Stories()
    for each in given:
        stories.add(each, NOW)
    return stories


@given(st.permutations(ALL))
@settings(max_examples=60, deadline=None)
def test_events_are_told_apart_in_any_order(order: list[Report]) -> None:
    assert grouped(told(order), ALL) == EVENTS


def test_undated_articles_are_told_apart_too() -> None:
    undated = [replace(each, published_at=None) for each in ALL]
    assert grouped(told(undated), undated) == EVENTS


def test_a_story_keeps_its_id_as_it_grows() -> None:
    stories = Stories()
    ids = [stories.add(each, NOW).story for each in ALL[:3]]
    assert len(set(ids)) == 1
    assert [stories.add(each, NOW).is_new for each in ALL[3:]] == [True, False, True, False]


def test_a_known_article_keeps_its_story() -> None:
    stories = told(ALL)
    again = stories.add(replace(ALL[0], text="Something else altogether."), NOW)
    assert again.story == stories.story_of(ALL[1].id)
    assert not again.moves


def test_a_copy_goes_with_its_original() -> None:
    stories = told(ALL)
    copy = Report(id=ArticleId(99), title="Breaking", text="Read on.", copy_of=ALL[5].id)
    assert stories.add(copy, NOW).story == stories.story_of(ALL[5].id)
    assert stories.articles_of(stories.add(copy, NOW).story) == (6, 99, 7)


def test_a_french_report_joins_an_english_story() -> None:
    english = reports(*DAM, *FERRY, language="en")
    french = reports(FRENCH_DAM, FRENCH_BANK, language="fr", first=6)
    for order in permutations([*english[:3], *french]):
        stories = told(list(order))
        assert stories.story_of(french[0].id) == stories.story_of(english[0].id)
        assert stories.story_of(french[1].id) not in {stories.story_of(e.id) for e in english}


def test_entities_link_what_is_named_otherwise() -> None:
    """العربية has neither capitals nor the Latin names: what rules found is the link."""
    ids = frozenset({"oster-dam", "lower-brenn", "ilse-wendt"})
    english = [replace(each, entities=ids) for each in reports(*DAM, language="en")]
    arabic = Report(
        id=ArticleId(9),
        title="إجلاء سكان بعد تشقق سد",
        text="أجلت السلطات 3400 شخص يوم السبت بعد العثور على تشققات في السد، وقالت الحاكمة إن "
        "المياه ستصرف خلال أيام.",
        published_at=NOW,
        language="ar",
        entities=ids,
    )
    stories = told([*english, arabic])
    assert stories.story_of(arabic.id) == stories.story_of(english[0].id)
    without = told([*english, replace(arabic, entities=frozenset(), text="أجلت السلطات السكان.")])
    assert without.story_of(arabic.id) != without.story_of(english[0].id)


def test_issues_of_a_series_are_events_of_their_own() -> None:
    issues = [
        Report(
            id=ArticleId(at),
            title=f"Morning quiz for {day} March: ten questions",
            text="Test what you know with the ten questions of our morning quiz. Answers below.",
            source="paper",
            published_at=NOW + timedelta(days=at),
        )
        for at, day in enumerate((2, 3, 4, 5), 1)
    ]
    assert grouped(told(issues), issues) == [{1}, {2}, {3}, {4}]


def test_what_a_source_has_shown_three_times_links_nothing() -> None:
    furniture = "Get the Valley Reader app for the best of our desk, every morning at six."
    bits = [
        ("Bakers of Orlan want cheaper flour", "The guild of Orlan met the minister."),
        ("Judo medal for Pia Torsten", "She beat the champion in Kessel."),
        ("A comet over Mount Farrow", "It can be seen until Easter, says the observatory."),
        ("Rents in Brackwater fall again", "Landlords blame the new tram."),
        ("Ulla Brand leaves the Lyric Theatre", "Her last part is Medea."),
        ("Tunnel under the Lenn delayed", "The drill is stuck in clay."),
    ]
    given = [
        replace(each, source="valley")
        for each in reports(*((title, f"{text} {furniture}") for title, text in bits))
    ]
    stories = told(given)
    assert [stories.articles_of(stories.add(each, NOW).story) for each in given[3:]] == [
        (each.id,) for each in given[3:]
    ]


def bridged() -> tuple[Stories, list[Report]]:
    """Two halves of one event that have little in common, and what tells both."""
    halves = reports(
        (
            "Bus falls into Karsen gorge",
            "A bus of the Welm line fell into the Karsen gorge on Sunday. Eleven riders died. "
            "Rope teams from Adlisbach went down at dusk to the wreck under the Karsen bridge.",
        ),
        (
            "Brakes of crashed bus were never tested",
            "Inspector Jonas Frei said that workshop records for the brakes were forged. "
            "Prosecutor Mara Lind has had two mechanics of Omnitec arrested over the papers.",
        ),
        (
            "Eleven dead in Karsen gorge: two mechanics of Omnitec held over brakes",
            "Prosecutor Mara Lind had two mechanics of Omnitec arrested over forged workshop "
            "records for the brakes of the Welm bus that fell into the Karsen gorge on Sunday, "
            "killing eleven riders. Inspector Jonas Frei said the brakes were never tested. Rope "
            "teams from Adlisbach went down to the wreck under the Karsen bridge.",
        ),
        (
            "Omnitec mechanics held over Karsen gorge bus and its brakes",
            "After the bus of the Welm line fell into the Karsen gorge on Sunday and eleven riders "
            "died, Inspector Jonas Frei found that workshop records for the brakes were forged. "
            "Prosecutor Mara Lind had two mechanics of Omnitec arrested. Rope teams from Adlisbach "
            "still work at the wreck under the Karsen bridge.",
        ),
    )
    stories = Stories()
    for each in halves[:2]:
        stories.add(each, NOW)
    return stories, halves


def test_a_merge_is_traced() -> None:
    stories, halves = bridged()
    before = {each.id: stories.story_of(each.id) for each in halves[:2]}
    assert len(set(before.values())) == 2
    moves = [move for each in halves[2:] for move in stories.add(each, NOW).moves]
    assert grouped(stories, halves) == [{1, 2, 3, 4}]
    assert [move.why for move in moves] == [Why.MERGED]
    (move,) = moves
    assert move.before == before[move.article]
    assert move.after == stories.story_of(move.article)
    assert move.by in {3, 4}
    assert 0 < move.probability <= 1


@given(st.permutations(ALL))
@settings(max_examples=30, deadline=None)
def test_moves_account_for_every_change(order: list[Report]) -> None:
    stories, known = Stories(), dict[ArticleId, StoryId]()
    for each in order:
        verdict = stories.add(each, NOW)
        known[each.id] = verdict.story
        for move in verdict.moves:
            assert known[move.article] == move.before != move.after
            known[move.article] = move.after
        assert {each: stories.story_of(each) for each in known} == known


def test_the_same_stories_again_after_a_restart() -> None:
    stories, halves = bridged()
    stories.add(halves[2], NOW)
    again = Stories()
    for each in halves[:3]:
        story = stories.story_of(each.id)
        assert story is not None
        again.restore(each, story, NOW)
    assert grouped(again, halves[:3]) == grouped(stories, halves[:3])
    assert again.add(halves[3], NOW).story == stories.add(halves[3], NOW).story
    new = again.add(ALL[5].__class__(id=ArticleId(70), title=DAM[0][0], text=DAM[0][1]), NOW)
    assert new.is_new
    assert new.story not in {stories.story_of(each.id) for each in halves}


def test_the_same_stories_again_from_what_was_read() -> None:
    stories, halves = bridged()
    stories.add(halves[2], NOW)
    again = Stories()
    for each in halves[:3]:
        story = stories.story_of(each.id)
        assert story is not None
        again.restore(replace(each, text=""), story, NOW, packed=stories.packed(each.id))
    assert again.add(halves[3], NOW).story == stories.add(halves[3], NOW).story
    assert grouped(again, halves) == grouped(stories, halves)
    assert stories.packed(ArticleId(999)) is None


@pytest.mark.parametrize(
    "packed", [pytest.param(b"", id="none"), pytest.param(b"\xffother", id="another version")]
)
def test_what_cannot_be_used_is_read_from_the_text(packed: bytes) -> None:
    stories = Stories()
    stories.restore(ALL[0], StoryId(5), NOW, packed=packed)
    assert stories.add(ALL[1], NOW).story == 5


def test_no_story_is_opened_under_a_number_that_was_given_before() -> None:
    stories = Stories(first=41)
    assert stories.add(ALL[0], NOW).story == 41
    stories.restore(ALL[3], StoryId(7), NOW)
    assert stories.add(ALL[5], NOW).story == 42
    stories.restore(replace(ALL[6], id=ArticleId(80)), StoryId(90), NOW)
    assert stories.add(FRENCH(81), NOW).story == 91


@pytest.mark.parametrize("first", [0, -3])
def test_the_first_story_has_a_number_of_its_own(first: int) -> None:
    with pytest.raises(ValueError, match=f"is {first}"):
        Stories(first=first)


def test_untouched_stories_leave_memory() -> None:
    stories = Stories(kept_days=14)
    for each in ALL:
        stories.add(each, NOW)
    stories.add(replace(ALL[0], id=ArticleId(50)), NOW + timedelta(days=10))
    stories.add(replace(FRENCH(51)), NOW + timedelta(days=15))
    assert stories.story_of(ALL[1].id) is not None
    assert stories.story_of(ALL[3].id) is None
    assert len(stories) == 5


def FRENCH(at: int) -> Report:  # noqa: N802
    return reports(FRENCH_BANK, language="fr", first=at)[0]


@pytest.mark.parametrize("kept", [1, 7, 40])
def test_memory_is_bounded_by_count(kept: int) -> None:
    stories = Stories(kept_articles=kept)
    for at in range(200):
        text = f"Item {at}: councillor Zeta{at} of Town{at} opened hall {at * 7}."
        stories.add(Report(id=ArticleId(at), title=f"Hall{at} opens", text=text), NOW)
        assert len(stories) <= kept
    assert stories.story_of(ArticleId(199)) is not None


@pytest.mark.parametrize(
    ("title", "text"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("!!!", "... — …", id="no words"),
        pytest.param("\ud800", "lone \udfff surrogates \ud800", id="surrogates"),
        pytest.param("1 2 3", "4 5 6 7,000 8.5", id="numbers"),
        pytest.param("東京で地震", "東京で強い地震があった。", id="no spaces"),
    ],
)
def test_odd_texts_are_stories_of_their_own(title: str, text: str) -> None:
    stories = told(ALL)
    odd = Report(id=ArticleId(60), title=title, text=text, source="odd")
    assert stories.add(odd, NOW).is_new
    assert stories.add(replace(odd, id=ArticleId(61)), NOW).story
