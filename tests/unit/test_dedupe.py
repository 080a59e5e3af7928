"""Which texts are copies: the laws, forms in six languages, short texts, the index."""

import subprocess
import sys
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copying import copies
from monitor.dedupe import SHARED_MIN, enough_shared, fingerprint, is_copy

TITLE = "Convoy leaves the river base a week early"
STORY = """\
The last convoy of the observers left the river base at Tessamet on Tuesday, a week earlier than
planned, after mortar rounds landed near the runway for a third night.

Colonel Ibrahim Sarr said 214 people and 38 lorries had reached Gourma by dusk. He declined to say
who had fired, but added that nobody in the column had been hurt on the road.

Traders in Tessamet told this agency by telephone that the gates had stood open since noon and that
boys were carrying doors and roofing sheets out of the camp. The regional governor, Awa Diallo,
promised that soldiers would move in before the market on Thursday.

The observers came to the valley in 2016 under the Lomé protocol, which two of its five signatories
have since left. Talks on a new line between the herders and the army are due in Dakar next month.
"""
OTHER = """\
Ministers from the river states met in Dakar on Wednesday to settle who pays for the new dredging
fleet. Three of the eleven vessels have lain in dock since spring because nobody would insure them,
and the rice growers upstream say that one more dry season without a deeper channel will ruin them.

The bank that lent the money has asked for an audit. Its spokeswoman, Marie Faye, said the answer
was expected by the end of the month and that no further instalment would leave Abidjan until then.
"""
FURNITURE = (
    "Follow our valley blog for the latest updates. Get our morning and evening mails, the free "
    "Valley Reader app or the daily Valley Reader podcast. Sign up here for the weekly Letter from "
    "the Delta and never miss a story. Support the Valley Reader today."
)

REWRITE = """\
Mortar fire has driven the observers out of their camp on the river ahead of time. Their last trucks
pulled away from Tessamet on Tuesday and by dusk had reached Gourma, said Colonel Ibrahim Sarr, who
put the column at 214 people. He declined to say who had fired, but added that nobody in the column
had been hurt on the road.

Looters were at work within hours, witnesses said. Awa Diallo, who governs the region, wants troops
in the camp by Thursday. The mission dates from 2016, when the Lomé accord was signed by five
parties; three still keep to it, and Dakar hosts the next round.
"""
BRIEF = (
    "The last convoy of the observers left the river base at Tessamet on Tuesday with 214 people "
    "aboard 38 lorries. Colonel Ibrahim Sarr confirmed that they were safe in Gourma, and thanked "
    "the drivers."
)

FORMS = {
    "en": (
        "A tremor of magnitude {0} was recorded {1} kilometres from {4} on {5}, the survey said. "
        "It struck at {2} local time at a depth of {3} kilometres. No damage was reported at once. "
        "Quakes of this size are often felt near the centre but rarely harm solid houses."
    ),
    "fr": (
        "Une secousse de magnitude {0} a été enregistrée à {1} kilomètres de {4}, a annoncé {5}. "
        "Elle s'est produite à {2}, heure locale, à {3} kilomètres de profondeur. Aucun dégât n'a "
        "été signalé dans l'immédiat. Un séisme de cette taille est souvent ressenti sans dommage."
    ),
    "de": (
        "Ein Beben der Stärke {0} hat sich abends {1} Kilometer von {4} ereignet, teilte {5} mit. "
        "Das Zentrum lag um {2} Uhr Ortszeit in einer Tiefe von {3} Kilometern. Meldungen über "
        "Schäden an Häusern und Straßen gab es zunächst nicht. Erdstöße dieser Größe spüren die "
        "Menschen oft, doch richten sie an festen Gebäuden selten einen Schaden an."
    ),
    "es": (
        "Un temblor de magnitud {0} se registró a {1} kilómetros de {4}, según informó {5}. Fue "
        "a las {2} hora local a una profundidad de {3} kilómetros. No se informó de daños en un "
        "primer momento. Los sismos de este tamaño suelen sentirse pero rara vez causan daños."
    ),
    "pt": (
        "Um tremor de magnitude {0} foi registrado a {1} quilômetros de {4}, informou {5}. Ocorreu "
        "às {2} no horário local, a uma profundidade de {3} quilômetros. Não houve relato de danos "
        "num primeiro momento. Sismos deste tamanho são sentidos mas raramente causam estragos."
    ),
    "ar": (
        "سجلت هزة أرضية بقوة {0} درجات على بعد {1} كيلومترا من مدينة {4} حسب ما أعلن {5} في بيان "
        "رسمي. وقعت الهزة في الساعة {2} بالتوقيت المحلي على عمق {3} كيلومترا تحت سطح الأرض ولم ترد "
        "أنباء عن وقوع أضرار أو إصابات حتى الآن وعادة ما يشعر السكان بمثل هذه الهزات دون خسائر."
    ),
}
ONE = ("4.7", "45", "14:35", "44", "Fairview", "Norland")
TWO = ("5.1", "12", "03:20", "9", "Dorset", "Geonet")


def without_every(step: int, text: str) -> str:
    return " ".join(word for n, word in enumerate(text.split()) if n % step)


PARAGRAPHS = STORY.strip().split("\n\n")


@pytest.mark.parametrize(
    ("title", "text"),
    [
        pytest.param(TITLE, STORY, id="the same"),
        pytest.param("River base emptied", STORY, id="another title"),
        pytest.param(TITLE.upper(), STORY.upper(), id="capitals"),
        pytest.param(TITLE, " ".join(STORY.split()), id="another layout"),
        pytest.param(TITLE, STORY.replace(".", " …").replace(",", " –"), id="other punctuation"),
        pytest.param(TITLE, STORY.replace("e", "e\u0301"), id="accents"),
        pytest.param(TITLE, "\u200b".join(STORY), id="invisible characters"),
        pytest.param(
            TITLE, f"The Delta Post | 12 May\nBy Staff\n{STORY}\n{FURNITURE}", id="framed"
        ),
        pytest.param(TITLE, "\n\n".join(reversed(PARAGRAPHS)), id="reordered"),
        pytest.param(TITLE, "\n\n".join(PARAGRAPHS[:2]), id="cut"),
        pytest.param(TITLE, f"{STORY}\n\n{OTHER}", id="continued"),
        pytest.param(TITLE, f"{PARAGRAPHS[0][:150]} … Read the full story", id="teaser"),
        pytest.param("Listen", PARAGRAPHS[0], id="teaser under another title"),
        pytest.param(TITLE, f"{PARAGRAPHS[0][:170]} … {FURNITURE[:90]}", id="half a teaser"),
        pytest.param(TITLE, without_every(8, STORY), id="every eighth word lost"),
        pytest.param(TITLE, STORY.replace("said", "told us").replace("the ", "its "), id="edited"),
    ],
)
def test_a_copy_is_found(title: str, text: str) -> None:
    assert copies((TITLE, STORY), (title, text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param((TITLE, STORY), (TITLE, OTHER), id="another text under the same title"),
        pytest.param(
            ("Rice prices rise in the delta", f"{PARAGRAPHS[0]} {FURNITURE}"),
            ("Dredgers lie idle for want of insurance", f"{OTHER[:190]} {FURNITURE}"),
            id="the same furniture under two texts",
        ),
        pytest.param(
            ("Goats return to Gourma", f"Read more in the Letter from the Delta. {FURNITURE[:60]}"),
            (
                "Bridge closed at Sokolo",
                f"Read more in the Letter from the Delta. {FURNITURE[:60]}",
            ),
            id="furniture alone",
        ),
        pytest.param((TITLE, STORY), ("Observers quit the valley early", REWRITE), id="a rewrite"),
        pytest.param(
            (TITLE, PARAGRAPHS[0]), ("Mortars hurry observers", BRIEF), id="two briefs of one event"
        ),
        pytest.param(
            ("Road report", "Lorries wait for four hours at the ferry of Sokolo this evening."),
            ("Road report", "No delays for now, but lorries wait for four days at Gourma bridge."),
            id="two short texts under one title",
        ),
        pytest.param(("Convoy leaves", "Read more"), ("Talks begin", "Read more"), id="read more"),
        pytest.param(("Convoy leaves", ""), ("Talks begin in Dakar", ""), id="titles alone"),
        pytest.param(("", ""), ("", ""), id="nothing"),
        pytest.param(("News", "Live"), ("News", "Live"), id="too little to say"),
        pytest.param(
            ("Quiz for 19 August", "Test what you know of the events of the week."),
            ("Quiz for 26 August", "Test what you know of the events of the week."),
            id="the next of a series",
        ),
    ],
)
def test_what_is_no_copy(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert not copies(one, other)
    assert (
        fingerprint(*one).text_hash != fingerprint(*other).text_hash
        or not fingerprint(*one).text_hash
    )


@pytest.mark.parametrize("language", FORMS)
def test_a_form_filled_in_anew_is_no_copy(language: str) -> None:
    form = FORMS[language]
    one, two = ("", form.format(*ONE)), ("", form.format(*TWO))
    shared = fingerprint(*one).shingles & fingerprint(*two).shingles
    assert len(shared) >= 0.35 * len(fingerprint(*one).shingles), "the form is not hard enough"
    assert not copies(one, two)


@pytest.mark.parametrize("language", FORMS)
def test_a_reworded_form_with_its_facts_is_a_copy(language: str) -> None:
    text = FORMS[language].format(*ONE)
    assert copies(("", text), ("", f"{text} {without_every(2, OTHER)[:120]}"))
    assert copies(("", text), ("", text.rsplit(" ", 6)[0]))


def test_a_text_of_one_phrase_over_and_over_costs_little() -> None:
    one = " ".join(f"buy now or never {n % 7}" for n in range(9000))
    other = " ".join(f"buy now or later {n % 7} or never" for n in range(9000))
    begun = process_time()
    copies(("Sale", one), ("Sale", f"{other} {STORY}"))
    assert process_time() - begun < 5


def test_arabic_copies_without_capitals_or_numbers_are_found() -> None:
    text = (
        "غادرت آخر قافلة للمراقبين القاعدة القريبة من النهر يوم الثلاثاء قبل أسبوع من الموعد "
        "المقرر بعد سقوط قذائف قرب المدرج لليلة الثالثة على التوالي وقال العقيد إن الجميع وصلوا "
        "سالمين إلى المدينة قبل الغروب ورفض الإفصاح عن الجهة التي أطلقت النار لكنه أكد أن الطريق "
        "كان آمنا طوال الرحلة وأن الجنود سيدخلون المعسكر قبل موعد السوق الأسبوعي في نهاية هذا الشهر"
    )
    assert copies(("عنوان", text), ("عنوان آخر", f"{text} إقرأ المزيد على موقعنا"))
    assert copies(("عنوان", text), ("عنوان", without_every(12, text)))


def test_arabic_digits_marks_and_forms_do_not_count() -> None:
    plain = "وصلت 214 شاحنة الى مدينة كيدال قبل غروب شمس يوم الثلاثاء الماضي بعد رحلة طويلة وشاقة"
    dressed = plain.replace("214", "٢١٤").replace("مدينة", "مَدِينَة").replace("كيدال", "كيـدال")
    assert fingerprint("", plain).text_hash == fingerprint("", dressed).text_hash


def test_chinese_copies_are_found_without_spaces() -> None:
    text = (
        "周二最后一支观察员车队提前一周离开了河边的营地此前迫击炮弹连续第三个晚上落在跑道附近" * 2
    )
    assert copies(("标题", text), ("标题", f"本报讯 {text} 点击阅读全文"))
    assert not copies(
        ("标题", text), ("标题", "部长们周三在达喀尔开会讨论由谁来支付新的疏浚船队的费用" * 2)
    )


def test_text_hash_ignores_the_title_of_a_long_text_only() -> None:
    assert fingerprint("One", STORY).text_hash == fingerprint("Two", STORY).text_hash
    assert fingerprint("One", STORY[:60]).text_hash != fingerprint("Two", STORY[:60]).text_hash


def test_a_chance_hit_is_not_enough_to_be_compared() -> None:
    assert enough_shared(fingerprint("", PARAGRAPHS[0])) >= SHARED_MIN > 1
    assert enough_shared(fingerprint(TITLE, f"{STORY} {OTHER}" * 3)) > SHARED_MIN


def test_a_teaser_and_its_article_share_enough_of_their_samples() -> None:
    whole = fingerprint(TITLE, f"{STORY}\n{OTHER}\n{' '.join(f'word{n}' for n in range(900))}")
    teaser = fingerprint(TITLE, " ".join(STORY.split()[:14]) + " …")
    shared = len(set(whole.sample) & set(teaser.sample))
    assert shared >= enough_shared(teaser)
    assert shared >= enough_shared(whole)


def test_a_sample_is_an_eighth_and_more_of_what_is_short() -> None:
    words = [f"word{n}" for n in range(20_000)]
    long = fingerprint("", " ".join(words))
    assert 0.115 < len(long.sample) / len(long.shingles) < 0.135
    short = fingerprint("", " ".join(words[:20]))
    assert set(short.sample) == short.shingles
    assert all(0 <= shingle < 1 << 32 for shingle in long.shingles)


def test_fingerprints_are_the_same_in_every_process() -> None:
    code = (
        "from monitor.dedupe import fingerprint as f; p = f('Tïtle', 'Ber, 14 août: ' * 9);"
        "print(p.text_hash.hex(), p.sample, p.ordered)"
    )
    shown = fingerprint("Tïtle", "Ber, 14 août: " * 9)
    here = f"{shown.text_hash.hex()} {shown.sample} {shown.ordered}"
    there = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONHASHSEED": "5", "PYTHONPATH": ":".join(sys.path)},
    )
    assert there.stdout.strip() == here
    assert shown.text_hash.hex() == "99f56b02d3c188859c143c12f4116606"


@given(st.text(), st.text())
def test_any_text_has_a_fingerprint(title: str, text: str) -> None:
    shown = fingerprint(title, text)
    assert set(shown.sample) <= shown.shingles
    assert bool(shown.shingles) >= bool(shown.sample)
    assert len(shown.text_hash) in (0, 16)


def test_a_lone_surrogate_does_no_harm() -> None:
    assert fingerprint("\ud800", STORY).text_hash == fingerprint("", STORY + "\udfff").text_hash


@given(st.lists(st.text(alphabet="abİß\u0301é7", min_size=1, max_size=6), min_size=30))
def test_every_text_with_words_enough_copies_itself(words: list[str]) -> None:
    shown = fingerprint("", " ".join(words))
    if len(shown.shingles) >= 23:
        assert is_copy(shown, shown)


@given(st.integers(min_value=60, max_value=140))
def test_the_longer_a_cut_text_the_same_the_verdict(words: int) -> None:
    assert copies((TITLE, STORY), (TITLE, " ".join(STORY.split()[:words])))
