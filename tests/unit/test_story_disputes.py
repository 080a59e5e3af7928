"""The disagreements of a whole story: those of one matter stand together, each value once."""

from itertools import permutations

import pytest

from monitor.story.disputes import Dispute, disputes
from monitor.story.ledger import Disagreement, Ledger, Told
from monitor.story.reading import read
from told import told_in


def said(article: int, text: str) -> Told:
    """Return the one figure of an article."""
    (only,) = told_in(read(text, "en"), article)
    return only


THREE = said(1, "Three passengers were killed.")
FIVE = said(2, "Five passengers were killed, a doctor said.")
SEVEN = said(3, "The union says that seven passengers were killed.")
NINE = said(4, "Nine passengers were killed, the owner said.")
THREE_TOO = said(5, "Three passengers were killed, police said.")
CREW = said(6, "Two soldiers were injured.")


def values(found: tuple[Dispute, ...]) -> list[list[str]]:
    return [[each.told.figure.value for each in dispute.accounts] for dispute in found]


def between(*given: Told) -> Disagreement:
    return Disagreement(what="passenger killed", values=given)


CHAIN = (between(THREE, FIVE), between(SEVEN, NINE), between(FIVE, SEVEN))


@pytest.mark.parametrize("found", list(permutations(CHAIN)))
def test_what_has_a_figure_in_common_is_one(found: tuple[Disagreement, ...]) -> None:
    assert values(disputes(found, Ledger())) == [["Three", "Five", "seven", "Nine"]]


def test_what_has_none_stays_apart() -> None:
    apart = [between(THREE, FIVE), between(SEVEN, NINE)]
    assert values(disputes(apart, Ledger())) == [["Three", "Five"], ["seven", "Nine"]]


def test_a_value_is_told_once_and_names_all_who_tell_it() -> None:
    ledger = Ledger([THREE, FIVE, THREE_TOO, CREW])
    (found,) = disputes([between(THREE, FIVE), between(FIVE, THREE_TOO)], ledger)
    three, five = found.accounts
    assert (three.told, three.too) == (THREE, (THREE_TOO,))
    assert (five.told, five.too) == (FIVE, ())
    assert found.what == "passenger killed"


def test_without_disagreement_there_is_nothing() -> None:
    assert disputes([], Ledger([THREE, FIVE])) == ()
