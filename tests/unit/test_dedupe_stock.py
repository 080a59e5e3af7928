"""Texts put together from stock phrases: no copies of each other, and found when copied."""

import random
from collections.abc import Callable
from itertools import combinations

import pytest

from copying import copies
from monitor.dedupe import fingerprint

STOCK = {
    "en": (
        ("A cold front|High pressure|A band of rain|The trough off Cape Lorn|Warm air|A weak low"),
        "will cross|lingers over|moves away from|brushes|stalls near|gives way to sunshine over",
        (
            "the eastern valleys on {0}|the coast between Marl and Tern|higher ground on {0}|the "
            "lake district by dusk|the islands of the Sound|most of the northern plain"
        ),
        (
            "with winds of {1} kilometres an hour at times.|and the sky will clear towards evening."
            "|while night frost cannot be ruled out in sheltered places.|and up to {1} millimetres "
            "of rain may fall.|with a high of {1} degrees in the afternoon.|so drivers should allow"
            " for patches of fog."
        ),
    ),
    "de": (
        (
            "Der Leitindex|Die Aktie der Nordbank|Der Kurs des Versorgers|Das Papier von Hellwig|"
            "Der Euro|Die Rendite langer Anleihen|Der Goldpreis"
        ),
        "legte zu|gab nach|trat auf der Stelle|erholte sich leicht|schwankte|schloss kaum bewegt",
        (
            "nach den Zahlen vom {0}|im frühen Handel an der Frankfurter Börse|trotz der Sorgen um "
            "die Nachfrage aus Asien|vor dem Entscheid der Notenbank am {0}|in einem ruhigen Umfeld"
        ),
        (
            "und notierte zuletzt {1} Prozent über dem Stand der Vorwoche.|während die Umsätze "
            "gering blieben.|wie Händler am {0} berichteten.|obwohl Analysten ihr Kursziel um {1} "
            "Punkte senkten.|und damit so fest wie seit Monaten nicht mehr."
        ),
    ),
}
DAYS = {
    "en": ("Monday", "Tuesday", "Thursday", "Friday"),
    "de": ("Montag", "Dienstag", "Donnerstag", "Freitag"),
}


def stock(language: str, seed: int, sentences: int = 40) -> str:
    """A report put together from stock phrases, another for every seed."""
    chance = random.Random(seed)
    slots = [slot.split("|") for slot in STOCK[language]]
    return " ".join(
        " ".join(map(chance.choice, slots)).format(
            chance.choice(DAYS[language]), chance.randint(3, 60)
        )
        for _ in range(sentences)
    )


def edited(text: str, part: float) -> str:
    """`text` with so many of its words dropped, replaced or preceded by another, anywhere."""
    chance = random.Random(7)
    out = []
    for word in text.split():
        kept = [[], [f"x{word}"], [f"x{word}", word]][chance.randrange(3)]
        out += kept if chance.random() < part else [word]
    return " ".join(out)


@pytest.mark.parametrize("language", STOCK)
def test_reports_of_the_same_stock_phrases_are_no_copies(language: str) -> None:
    texts = [("Markets and weather", stock(language, seed)) for seed in range(24)]
    prints = [fingerprint(*text).shingles for text in texts]
    alike = [
        (one, other)
        for one, other in combinations(range(len(texts)), 2)
        if len(prints[one] & prints[other]) >= 0.35 * min(len(prints[one]), len(prints[other]))
    ]
    assert len(alike) > 50, "the phrases are not stock enough"
    assert not [pair for pair in alike if copies(texts[pair[0]], texts[pair[1]])]


@pytest.mark.parametrize("language", STOCK)
@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(lambda text: edited(text, 0.1), id="a word in ten edited"),
        pytest.param(lambda text: edited(text, 0.2), id="a word in five edited"),
        pytest.param(lambda text: edited(text[: len(text) // 2], 0.1), id="cut and edited"),
        pytest.param(
            lambda text: edited(f"{text[len(text) // 2 :]} {text[: len(text) // 2]}", 0.1),
            id="halves swapped and edited",
        ),
        pytest.param(
            lambda text: ". ".join(sorted(text.removesuffix(".").split(". "))),
            id="sentences sorted",
        ),
    ],
)
def test_a_copy_of_a_report_of_stock_phrases_is_found(
    changed: Callable[[str], str], language: str
) -> None:
    for seed in range(6):
        text = stock(language, seed)
        assert copies(("Markets and weather", text), ("Markets and weather", changed(text)))
