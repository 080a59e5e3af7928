"""What an article's figures do to those of its story."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.story.ledger import GROWS_AFTER, Ledger, Told
from monitor.story.reading import read
from told import labelled, told_in

AT = datetime(2023, 8, 13, 12, tzinfo=UTC)


def _told(text: str, article: int, *, source: str = "", at: datetime | None = AT) -> list[Told]:
    return told_in(read(text, "en"), article, source=source, at=at)


def _ledger(*texts: str) -> Ledger:
    ledger = Ledger()
    for article, text in enumerate(texts):
        ledger.add(_told(text, article))
    return ledger


def test_a_disagreement_shows_both_quotes_with_source_and_time() -> None:
    text = "It rained. The convoy left without incident, an official said."
    verdict = _ledger("The convoy was attacked twice.").judge(_told(text, 9, source="wire"))
    (found,) = verdict.disagreements
    old, new = found.values
    assert found.what == "times attacked"
    assert (old.figure.value, old.figure.text) == ("twice", "The convoy was attacked twice.")
    assert (new.figure.value, new.source, new.at) == ("without incident", "wire", AT)
    assert text[new.figure.start : new.figure.end] == new.figure.text
    assert verdict.disputed == {text.index("The convoy")}


def test_what_was_told_before_brings_nothing_whoever_disagrees() -> None:
    ledger = _ledger("The convoy was attacked twice.", "The convoy left without incident.")
    verdict = ledger.judge(_told("The convoy was able to leave without any incident.", 9))
    assert not verdict.disagreements
    assert not verdict.disputed


def test_at_least_does_not_say_all_that_a_number_says() -> None:
    ledger = _ledger("At least five men died.", "Two men died.")
    assert ledger.judge(_told("Nine men died.", 9)).disagreements


def test_an_update_is_disputed_but_no_disagreement() -> None:
    verdict = _ledger("The toll rose to 12.").judge(_told("The toll rose to 19.", 9))
    assert not verdict.disagreements
    assert verdict.disputed == {0}


@pytest.mark.parametrize(
    ("after", "disagrees"),
    [
        pytest.param(timedelta(0), True, id="at once"),
        pytest.param(GROWS_AFTER, False, id="so much later that it may have grown"),
    ],
)
def test_a_count_may_grow_with_time(after: timedelta, *, disagrees: bool) -> None:
    new = _told("Nine men died.", 9, at=AT + after)
    assert bool(_ledger("Six men died.").judge(new).disagreements) is disagrees


def test_of_several_that_say_the_same_the_first_is_shown() -> None:
    ledger = _ledger("Six men died.", "Half a dozen men died.", "Two men died.")
    (found,) = ledger.judge(_told("Nineteen men died.", 9)).disagreements
    assert [each.figure.value for each in found.values] == ["Six", "Two", "Nineteen"]


def test_one_matter_is_one_disagreement() -> None:
    new = _told("Nineteen men died. The men who died were 19 men.", 9)
    assert len(_ledger("Six men died.").judge(new).disagreements) == 1


def test_an_article_does_not_disagree_with_itself() -> None:
    for article in labelled():
        reading = read(article.text, article.language)
        ledger = Ledger(told_in(reading, 1, at=article.published))
        assert not ledger.judge(told_in(reading, 2, at=article.published)).disagreements


def test_conflicts_in_the_labelled_stories_are_those_that_are_labelled() -> None:
    """Whole articles in the order in which they came: what is raised was labelled."""
    ledgers: dict[str, Ledger] = {}
    raised: set[str] = set()
    for at, article in enumerate(labelled()):
        reading = read(article.text, article.language, article.title)
        given = told_in(reading, at, source=article.source, at=article.published)
        ledger = ledgers.setdefault(article.story, Ledger())
        if ledger.judge(given).disagreements:
            raised.add(article.id)
        ledger.add(given)
    assert raised == {
        "ambush-2", "ambush-4", "greve-3", "marche-2", "secuestro-2", "retrait-2", "retrait-5",
        "wahl-3", "cholera-3", "evasion-3", "mission-4", "mission-5", "ataque-3",
    }  # fmt: skip
