import pytest

from monitor.extract.language import code, language_of

EN = (
    "The harbour of the town was closed on Tuesday after a storm broke two of its cranes, and "
    "no ship is to be unloaded there."
)
FR = (
    "Le port de la ville a été fermé mardi après une tempête qui a brisé deux de ses grues, et "
    "les navires sont dans la rade."
)
AR = (
    "أغلق ميناء المدينة يوم الثلاثاء بعد عاصفة كسرت اثنتين من رافعاته، ولن تفرغ أي سفينة قبل "
    "نهاية الأسبوع."
)
ES = (
    "El puerto de la ciudad fue cerrado el martes después de una tormenta que rompió dos de "
    "las grúas, y no se descargará."
)
PT = (
    "O porto da cidade foi fechado na terça-feira depois de uma tempestade que quebrou dois "
    "dos guindastes, e não há navios no cais."
)
DE = (
    "Der Hafen der Stadt wurde am Dienstag geschlossen, nachdem ein Sturm zwei der Kräne "
    "zerstört hatte, und ist nicht mehr zu nutzen."
)


@pytest.mark.parametrize(
    ("text", "want"),
    [
        pytest.param(EN, "en", id="english"),
        pytest.param(FR, "fr", id="french"),
        pytest.param(AR, "ar", id="arabic"),
        pytest.param(ES, "es", id="spanish"),
        pytest.param(PT, "pt", id="portuguese"),
        pytest.param(DE, "de", id="german"),
        pytest.param("Der Hafen bleibt geschlossen", "de", id="short"),
        pytest.param("Les rebelles quittent la ville", "fr", id="short french"),
        pytest.param("", None, id="empty"),
        pytest.param("12 345", None, id="no letters"),
    ],
)
def test_language_is_guessed(text: str, want: str | None) -> None:
    assert language_of(text) == want


@pytest.mark.parametrize(
    ("text", "declared", "want"),
    [
        pytest.param(EN, ("en-GB",), "en", id="region goes"),
        pytest.param("Sannu a duka", ("ha",), "ha", id="a language that is not guessed"),
        pytest.param(AR, ("en", "ar-SA"), "ar", id="script refutes"),
        pytest.param(AR, ("fa",), "fa", id="script allows"),
        pytest.param(FR, ("en-US",), "fr", id="words refute"),
        pytest.param(FR, ("oc",), "oc", id="words refute only what they know"),
        pytest.param(EN, (None, "", "x-default", "fr"), "en", id="nonsense is passed over"),
    ],
)
def test_declaration_is_trusted_unless_refuted(
    text: str, declared: tuple[str | None, ...], want: str
) -> None:
    assert language_of(text, *declared) == want


@pytest.mark.parametrize(
    ("tag", "want"),
    [
        ("pt_BR", "pt"),
        (" EN ", "en"),
        ("zh-Hant-TW", "zh"),
        ("iw", "he"),
        ("und", None),
        ("english", None),
        (None, None),
        ("", None),
    ],
)
def test_code(tag: str | None, want: str | None) -> None:
    assert code(tag) == want
