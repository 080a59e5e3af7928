"""What is new in an article: laws, decisions, and the labelled stories."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.extract.textfile import clean_text
from monitor.story.background import is_background, is_page
from monitor.story.ledger import Ledger
from monitor.story.novelty import NEW, Judged, StorySoFar, is_development, most
from monitor.story.reading import Reading, read
from told import SHARED, Labelled, labelled, line, told_in

SEEDS = SHARED / "data" / "seeds"
FIRST = "The army said six soldiers were killed in Ber on Friday. The convoy left at dawn."


def _reading(article: Labelled) -> Reading:
    return read(article.text, article.language, article.title)


READINGS = [_reading(article) for article in labelled()]


def _story(*texts: str, language: str = "en") -> StorySoFar:
    story = StorySoFar()
    for text in texts:
        story.add(read(text, language))
    return story


def _new(story: StorySoFar, text: str, language: str = "en") -> list[str]:
    judged = story.judge(read(text, language), year=2023)
    return [each.sentence.text for each in judged if each.new]


@pytest.mark.parametrize(
    ("text", "want"),
    [
        pytest.param("Six soldiers died in Ber on Friday, the army said.", [], id="a paraphrase"),
        pytest.param("At dawn the convoy left.", [], id="another order"),
        pytest.param(
            "The convoy left at dawn. A helicopter crashed near Gao, killing two pilots.",
            ["A helicopter crashed near Gao, killing two pilots."],
            id="a new event",
        ),
        pytest.param(
            "The minister, Salma Odhar, resigned in Bamako.",
            ["The minister, Salma Odhar, resigned in Bamako."],
            id="new names",
        ),
        pytest.param("Numerous incidents", [], id="a heading"),
        pytest.param("Subscribe to our newsletter for stories like this one.", [], id="the page"),
        pytest.param(
            "The region saw a famine and a locust plague in 1974.", [], id="what was long before"
        ),
        pytest.param(
            "This situation highlights the complex dynamics within the country.", [], id="nothing"
        ),
    ],
)
def test_new_sentences(text: str, want: list[str]) -> None:
    assert _new(_story(FIRST), text) == want


def test_why_names_what_is_first_told() -> None:
    story = _story(FIRST)
    (judged,) = story.judge(read("In Gao 40 houses burned, Salma Odhar said.", "en"))
    assert judged.new
    assert set(judged.why) >= {"Gao", "Salma", "Odhar"}


def test_a_disputed_sentence_is_new_however_much_its_words_were_used() -> None:
    text = "The convoy left at dawn."
    story = _story(FIRST)
    assert not _new(story, text)
    (judged,) = story.judge(read(text, "en"), disputed=frozenset((0,)))
    assert judged.new


def test_background_that_the_entity_is_known_for_is_not_new() -> None:
    text = "The mission, set up in 2013, has its seat in Bamako."
    story, standing = _story(FIRST), _story(text)
    (alone,) = story.judge(read(text, "en"), year=2023)
    (known,) = story.judge(read(text, "en"), year=2023, standing=standing)
    assert alone.background
    assert known.background
    assert alone.score > NEW > known.score


@pytest.mark.parametrize(
    ("text", "year", "want"),
    [
        pytest.param("MINUSMA was set up in 2013.", 2023, True, id="an earlier year"),
        pytest.param("MINUSMA was set up in 2013.", None, True, id="any year"),
        pytest.param("It will end in 2024.", 2023, False, id="a later year"),
        pytest.param("On Friday it recalled the year 2013.", 2023, False, id="a day is named"),
        pytest.param("The army said it began in 2013.", 2023, False, id="somebody says so"),
        pytest.param("It has 2,013 men.", 2023, False, id="no year"),
    ],
)
def test_background(text: str, year: int | None, *, want: bool) -> None:
    assert is_background(line(text, "en"), year) is want


def test_what_belongs_to_the_page_says_nothing() -> None:
    assert is_page(line("Lire aussi : la crise au Mali.", "fr"))
    assert not is_page(line("The army left.", "en"))


@pytest.mark.parametrize(
    ("scores", "disagrees", "want"),
    [
        pytest.param([0.9], False, True, id="new"),
        pytest.param([0.45], False, False, id="hardly new"),
        pytest.param([0.1], True, True, id="a disagreement"),
        pytest.param([], False, False, id="nothing"),
    ],
)
def test_is_development(scores: list[float], *, disagrees: bool, want: bool) -> None:
    sentence = line("The army left.", "en").sentence
    judged = [Judged(sentence=sentence, score=s, why=(), background=False) for s in scores]
    assert is_development(judged, disagrees=disagrees) is want


def test_background_makes_no_development() -> None:
    sentence = line("The army left.", "en").sentence
    assert not is_development([Judged(sentence=sentence, score=1.0, why=(), background=True)])


@pytest.mark.parametrize("at", range(0, len(READINGS), 4))
def test_an_article_told_twice_brings_nothing_new(at: int) -> None:
    story = StorySoFar()
    for reading in READINGS[max(0, at - 3) : at + 1]:
        story.add(reading)
    assert not any(each.new for each in story.judge(READINGS[at]))


@given(st.lists(st.sampled_from(READINGS), min_size=1, max_size=6), st.randoms())
@settings(max_examples=40)
def test_the_order_of_earlier_articles_makes_no_difference(
    readings: list[Reading], chance: object
) -> None:
    shuffled = list(readings)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = StorySoFar(), StorySoFar()
    for reading, another in zip(readings, shuffled, strict=True):
        one.add(reading)
        other.add(another)
    given_ = READINGS[0]
    assert one.judge(given_) == other.judge(given_)


@given(st.lists(st.tuples(st.sampled_from(READINGS), st.booleans()), min_size=1, max_size=6))
@settings(max_examples=40)
def test_a_part_of_a_story_is_as_if_there_were_no_more(told: list[tuple[Reading, bool]]) -> None:
    whole, some = StorySoFar(), StorySoFar()
    parts = []
    for reading, chosen in told:
        part = whole.add(reading)
        if chosen:
            parts.append(part)
            some.add(reading)
    given_ = READINGS[0]
    assert whole.only(parts).judge(given_) == some.judge(given_)
    assert whole.only(parts).articles == some.articles


@given(st.lists(st.tuples(st.integers(0, 2**12 - 1), st.sampled_from([1, 2, 4])), max_size=12))
def test_most_is_the_greatest_sum_of_a_bit(pairs: Sequence[tuple[int, int]]) -> None:
    sums = [sum(worth for mask, worth in pairs if mask >> bit & 1) for bit in range(12)]
    best, bits = most([mask for mask, _ in pairs], [worth for _, worth in pairs])
    assert best == max(sums)
    assert not best or [bit for bit in range(12) if bits >> bit & 1] == [
        bit for bit, each in enumerate(sums) if each == best
    ]


def test_sentences_of_the_labelled_stories_keep_their_order() -> None:
    """With the weights as shipped, which saw these stories; unseen: bench/README.md."""
    ups: list[float] = []
    downs: list[float] = []
    stories: dict[str, StorySoFar] = {}
    for article, reading in zip(labelled(), READINGS, strict=True):
        story = stories.setdefault(article.story, StorySoFar())
        judged = story.judge(reading) if story.articles else ()
        for at, each in enumerate(judged):
            if at not in article.background:
                (ups if at in article.new else downs).append(each.score)
        story.add(reading)
    above = sum((up > down) + 0.5 * (up == down) for up in ups for down in downs)
    assert above / (len(ups) * len(downs)) >= 0.95


@pytest.mark.skipif(
    not SEEDS.exists(), reason="the shared development data is not beside the project"
)
def test_the_seeds_raise_what_they_add() -> None:
    story, ledger = StorySoFar(), Ledger()
    raised: dict[str, list[str]] = {}
    for at, name in enumerate(("004", "001", "002", "000", "003")):
        (path,) = SEEDS.glob(f"{name}_*.txt")
        clean = clean_text(path.read_text(encoding="utf-8"))
        reading = read(clean.text, "en", clean.title)
        given_ = told_in(reading, at)
        verdict = ledger.judge(given_)
        judged = story.judge(reading, year=2023, disputed=verdict.disputed)
        if at and is_development(judged, disagrees=bool(verdict.disagreements)):
            raised[name] = [each.what for each in verdict.disagreements]
        story.add(reading)
        ledger.add(given_)
    assert raised == {"001": ["times attacked"], "003": ["strength: police and soldier"]}


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("Dam Bursts Near Teko After Week Of Heavy Rain", id="a capital to every word"),
        pytest.param("DAM BURSTS NEAR TEKO AFTER WEEK OF RAIN", id="capitals only"),
    ],
)
def test_the_capitals_of_a_heading_make_no_names(title: str) -> None:
    text = "A dam burst near Teko on Monday after a week of heavy rain. Nobody was hurt."
    story = StorySoFar()
    story.add(read(text, "en"))
    assert not any(each.new for each in story.judge_title(read(text, "en", title)))
