"""A story as a timeline: what each article adds, whence, how old it is, and who disagrees."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.types import AlertKind, ArticleId
from monitor.story.origin import Copied, Credited, Own, Rewritten
from monitor.story.said import Said
from monitor.story.timeline import MOST, independent, timeline
from telling import DAM, FERRY, NOW, OTHER_FERRY, RESCUES, story

REWRITE = (
    "Fog drives ferry onto rocks",
    "With 212 people aboard, a ferry ran aground on Monday in thick fog off Tolvik. Everyone was "
    "ordered into the boats by the captain, Ragna Solheim. The ship had lost its radar an hour "
    "before, a sailor told the harbour office.",
)


def kinds(given: Sequence[Said]) -> list[AlertKind | None]:
    return [each.kind for each in timeline(given).entries]


def test_a_story_opens_develops_and_repeats() -> None:
    again = replace(story(FERRY[0])[0], id=ArticleId(9), source="late")
    told = [*story(*FERRY[:2]), again]
    assert kinds(told) == [AlertKind.STORY, AlertKind.DEVELOPMENT, None]
    opened, developed, repeated = timeline(told).entries
    assert opened.new[0].startswith("The ferry Havbris ran aground on Monday")
    assert "Two people were treated for broken arms, the hospital said." in developed.new
    assert repeated.new == ()


def test_a_copy_is_its_originals_and_adds_nothing() -> None:
    first, other = story(*FERRY[:2])
    copy = replace(other, copy_of=first.id, text=other.text + " Nine cars sank.")
    told = timeline([first, copy])
    assert told.entries[1].origin == Copied(original=first.id)
    assert (told.entries[1].kind, told.entries[1].new) == (None, ())
    assert told.independent == 1


def test_origins_are_told_and_counted() -> None:
    first, rewrite, agency, own = story(FERRY[0], REWRITE, (FERRY[1][0], "…"), FERRY[2])
    agency = replace(agency, text=f"{FERRY[1][1]} (AFP)")
    found = timeline([first, rewrite, agency, own])
    origins = [each.origin for each in found.entries]
    assert isinstance(origins[1], Rewritten)
    assert origins[1].original == first.id
    assert [origins[0], *origins[2:]] == [Own(), Credited(agency="AFP"), Own()]
    assert found.independent == 3


@pytest.mark.parametrize(
    ("urls", "want"),
    [
        pytest.param(("https://www.post.example/1", "https://post.example/2"), 1, id="one outlet"),
        pytest.param(("https://m.post.example/1", "https://post.example/2"), 1, id="its mobile"),
        pytest.param(("https://post.example/1", "https://mirror.example/2"), 2, id="two outlets"),
        pytest.param(("file:///a.txt", "file:///b.txt"), 2, id="files: nobody knows"),
        pytest.param(("https://[post/1", "https://[post/2"), 2, id="no addresses"),
    ],
)
def test_the_reports_of_one_outlet_are_one_source(urls: tuple[str, str], want: int) -> None:
    given = zip(story(*FERRY[:2]), urls, strict=True)
    told = [replace(each, url=url, source="search") for each, url in given]
    assert timeline(told).independent == independent(told) == want


LATE = timedelta(days=80)


def test_a_stale_article_is_known_in_hindsight_and_is_nobodys_original() -> None:
    redated, *others = story(REWRITE, FERRY[0], FERRY[1])
    redated = replace(redated, published_at=NOW + LATE)
    undated = [replace(each, published_at=None) for each in others[:1]]
    found = timeline([redated, *undated, *others[1:]])
    stale = found.entries[0].stale
    assert stale is not None
    assert (stale.late_days, stale.by) == (80, others[1].id)
    assert found.entries[0].kind is AlertKind.STORY
    assert isinstance(found.entries[0].origin, Rewritten)
    assert found.entries[1].origin == Own()


def test_a_stale_article_develops_nothing() -> None:
    first, second = story(*FERRY[:2])
    assert kinds([first, replace(second, published_at=NOW + LATE)]) == [AlertKind.STORY, None]


@pytest.mark.parametrize("copies", [1, 3])
def test_a_redated_copy_is_stale_however_many_there_are(copies: int) -> None:
    (first,) = story(FERRY[0])
    redated = [
        replace(first, id=ArticleId(at + 2), copy_of=first.id, published_at=NOW + LATE)
        for at in range(copies)
    ]
    found = timeline([first, *redated]).entries
    assert [each.stale is not None for each in found] == [False] + [True] * copies


def test_values_of_one_matter_stand_together_with_all_who_tell_them() -> None:
    (dispute,) = timeline(story(*RESCUES)).disputes
    assert "killed" in dispute.what
    told = [(each.told.figure.value, each.told.article) for each in dispute.accounts]
    assert told == [("Three", 1), ("Five", 2), ("Seven", 4)]
    assert [[each.article for each in account.too] for account in dispute.accounts] == [[3], [], []]
    assert dispute.accounts[1].told.figure.text == "Five passengers were killed, a doctor said."


def test_who_agrees_is_in_no_dispute() -> None:
    assert timeline(story(RESCUES[0], RESCUES[2])).disputes == ()


def test_of_a_large_story_the_latest_are_told() -> None:
    (one,) = story(DAM[0])
    many = [replace(one, id=ArticleId(at + 1), copy_of=ArticleId(1)) for at in range(MOST + 5)]
    many[0] = replace(many[0], copy_of=None)
    found = timeline(many)
    assert [each.article for each in found.entries] == list(range(6, MOST + 6))
    assert found.independent == independent(many) == 1


def test_nothing_is_told_of_no_article() -> None:
    found = timeline([])
    assert (found.entries, found.independent, found.disputes) == ((), 0, ())


ALL = story(*FERRY, REWRITE, *OTHER_FERRY, *RESCUES, *DAM)


@given(st.permutations(ALL), st.integers(0, len(ALL)), st.booleans())
def test_a_timeline_keeps_its_order_and_its_count(
    order: Sequence[Said], most: int, aged: bool
) -> None:
    told = [
        replace(each, published_at=NOW + LATE) if aged and at == 1 else each
        for at, each in enumerate(order[:most])
    ]
    found = timeline(told)
    assert [each.article for each in found.entries] == [each.id for each in told]
    assert found.independent == independent(told)
    assert 0 <= found.independent <= len(told)
    for dispute in found.disputes:
        values = [(a.told.figure.low, a.told.figure.high) for a in dispute.accounts]
        assert len(values) == len(set(values)) >= 2
