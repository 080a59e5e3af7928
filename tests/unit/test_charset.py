"""What foreign bytes say."""

import codecs
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.charset import decode

FRENCH = "Le préfet a annoncé, dès samedi, la fermeture de l'école à Mopti : « c'est sûr »."
ARABIC = "قال المتحدث باسم البلدية إن الطريق المؤدي إلى السوق سيغلق يوم الخميس بسبب الأمطار الغزيرة"
RUSSIAN = "Мэрия объявила, что дорога к рынку будет закрыта в четверг из-за сильных дождей."
JAPANESE = "市役所は木曜日に大雨のため市場へ向かう道路を閉鎖すると発表した。"
CHINESE = "市政府宣布由于大雨周四将关闭通往市场的道路请居民绕行"
HTML = "<html><head><meta charset={}><title>x</title></head><p>{}</p>"


@pytest.mark.parametrize(
    ("body", "content_type", "want"),
    [
        pytest.param(FRENCH.encode(), "", FRENCH, id="utf-8 without a label"),
        pytest.param(FRENCH.encode(), "text/html; charset=utf-8", FRENCH, id="utf-8 by header"),
        pytest.param(b"\xef\xbb\xbf" + FRENCH.encode(), "", FRENCH, id="byte order mark goes"),
        pytest.param(
            FRENCH.encode("utf-16"), "text/html; charset=latin-1", FRENCH, id="mark before header"
        ),
        pytest.param(
            codecs.BOM_UTF16_BE + FRENCH.encode("utf-16-be"), "", FRENCH, id="big-endian mark"
        ),
        pytest.param(FRENCH.encode("utf-16-be"), "a/b; charset=utf-16be", FRENCH, id="utf-16be"),
        pytest.param(
            "<?xml version='1.0'?><a>é</a>".encode("utf-16-le"),
            "",
            "<?xml version='1.0'?><a>é</a>",
            id="utf-16 xml without a mark",
        ),
        pytest.param(
            FRENCH.encode("cp1252"), "text/html; charset=windows-1252", FRENCH, id="windows-1252"
        ),
        pytest.param(
            b"\x93l\x92\xe9tat\x94",
            'text/html; charset="ISO-8859-1"',
            "“l’état”",
            id="Latin-1 is 1252",
        ),
        pytest.param(
            b"a\x81b", "text/plain; charset=latin1", "a\x81b", id="all 256 bytes are 1252"
        ),
        pytest.param(
            RUSSIAN.encode("koi8-r"), "text/html;Charset = KOI8-R", RUSSIAN, id="odd label spelling"
        ),
        pytest.param(
            JAPANESE.encode("cp932"), "text/html; charset=shift_jis", JAPANESE, id="Shift_JIS"
        ),
        pytest.param(
            JAPANESE.encode("iso2022-jp"), "a/b; charset=iso-2022-jp", JAPANESE, id="ISO-2022-JP"
        ),
        pytest.param(
            "國漢".encode("gb18030"), "a/b; charset=gb2312", "國漢", id="gb2312 is gb18030"
        ),
        pytest.param(
            HTML.format("windows-1256", ARABIC).encode("cp1256"),
            "text/html",
            HTML.format("windows-1256", ARABIC),
            id="meta",
        ),
        pytest.param(
            f"<?xml version='1.0' encoding='ISO-8859-1'?><a>{FRENCH}</a>".encode("cp1252"),
            "application/xml",
            f"<?xml version='1.0' encoding='ISO-8859-1'?><a>{FRENCH}</a>",
            id="xml declaration",
        ),
        pytest.param(
            HTML.format("utf-16", FRENCH).encode(),
            "",
            HTML.format("utf-16", FRENCH),
            id="meta utf-16 lies",
        ),
        pytest.param(
            ("<!-- <meta charset=koi8-r> -->" + FRENCH).encode("cp1252"),
            "",
            "<!-- <meta charset=koi8-r> -->" + FRENCH,
            id="a comment declares nothing",
        ),
        pytest.param(
            HTML.format("windows-1251", RUSSIAN).encode("cp1251"),
            "text/html; charset=utf-8",
            HTML.format("windows-1251", RUSSIAN),
            id="header lies, meta does not",
        ),
        pytest.param(
            FRENCH.encode("cp1252"), "text/html; charset=utf-8", FRENCH, id="header lies, no meta"
        ),
        pytest.param(
            FRENCH.encode(), "text/html; charset=iso-8859-1", FRENCH, id="utf-8 called Latin-1"
        ),
        pytest.param(
            FRENCH.encode() + b"l\x92est",
            "text/html; charset=utf-8",
            FRENCH + "l’est",
            id="stray byte",
        ),
        pytest.param(FRENCH.encode(), "text/html; charset=klingon", FRENCH, id="unknown label"),
        pytest.param(b"aGk=", "text/html; charset=base64", "aGk=", id="a codec that is no charset"),
        pytest.param(b"+AOk-", "text/html; charset=utf-7", "+AOk-", id="utf-7 is not read"),
        pytest.param(b"a\0b", "", "ab", id="NUL goes"),
        pytest.param(b"", "text/html; charset=utf-8", "", id="nothing"),
    ],
)
def test_decode(body: bytes, content_type: str, want: str) -> None:
    assert decode(body, content_type) == want


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        pytest.param(FRENCH, "cp1252", id="French"),
        pytest.param("Não há água na região; três irmãos já saíram.", "cp1252", id="Portuguese"),
        pytest.param("Die Straße nach Köln bleibt für fünf Tage gesperrt.", "cp1252", id="German"),
        pytest.param(ARABIC, "cp1256", id="Arabic"),
        pytest.param(RUSSIAN, "cp1251", id="Russian"),
        pytest.param(RUSSIAN, "koi8-r", id="Russian, Unix"),
        pytest.param(CHINESE, "gb18030", id="Chinese"),
        pytest.param(JAPANESE, "euc-jp", id="Japanese"),
    ],
)
@pytest.mark.parametrize("script", ["", "<script>" + "var a = 1;\n" * 300 + "</script>"])
def test_detection_without_any_label(text: str, codec: str, script: str) -> None:
    assert text in decode(f"<p>{text}</p>{script}".encode(codec))


@given(st.binary(max_size=400), st.sampled_from(["", "utf-8", "utf-16", "gb18030", "big5", "x"]))
def test_the_result_is_always_storable(body: bytes, label: str) -> None:
    text = decode(body, f"text/html; charset={label}")
    assert "\0" not in text
    text.encode()


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff")))
def test_utf_8_is_read_as_written(text: str) -> None:
    assert decode(text.encode(), "text/html; charset=utf-8") == text


def test_detection_costs_no_more_on_a_large_body() -> None:
    body = FRENCH.encode("cp1250", "replace") * 120_000 + b"\xff\xfe\x81"
    begun = time.process_time()
    decode(body)
    assert time.process_time() - begun < 2
