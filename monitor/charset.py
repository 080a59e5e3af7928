"""The text of foreign bytes: which character encoding they are in, and what they then say."""

import codecs
import re

from charset_normalizer import from_bytes

_PRESCAN_BYTES = 4_096
_SAMPLE_BYTES = 8_192

# WHATWG Encoding Standard, section 4.2: what a label means to a browser, by Python's codec. Only
# these are looked up: Python also knows codecs that are no text (base64, punycode, utf-7).
_LABELS_OF = {
    "utf-8": "utf-8 utf8 utf-8mb4 utf8mb4 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 "
    "x-unicode20utf8 utf-8-sig",
    "utf-16-le": "utf-16 utf-16le unicode ucs-2 iso-10646-ucs-2 csunicode unicodefeff",
    "utf-16-be": "utf-16be unicodefffe",
    "cp1252": "windows-1252 cp1252 x-cp1252 cp819 iso-8859-1 iso8859-1 iso88591 iso-ir-100 "
    "iso-8859-1:1987 latin1 latin-1 l1 ibm819 csisolatin1 ascii us-ascii ansi ansi-x3.4-1968 "
    "iso-latin-1 x-user-defined",
    "cp1250": "windows-1250 cp1250 x-cp1250",
    "cp1251": "windows-1251 cp1251 x-cp1251 win-1251",
    "cp1253": "windows-1253 cp1253 x-cp1253",
    "cp1254": "windows-1254 cp1254 x-cp1254 iso-8859-9 iso8859-9 iso88599 iso-ir-148 latin5 l5 "
    "csisolatin5 iso-8859-9:1989",
    "cp1255": "windows-1255 cp1255 x-cp1255",
    "cp1256": "windows-1256 cp1256 x-cp1256",
    "cp1257": "windows-1257 cp1257 x-cp1257",
    "cp1258": "windows-1258 cp1258 x-cp1258",
    "cp874": "windows-874 cp874 dos-874 tis-620 tis620 iso-8859-11 iso8859-11 iso885911",
    "cp866": "ibm866 866 cp866 csibm866",
    "iso8859-2": "iso-8859-2 iso8859-2 iso88592 iso-ir-101 latin2 l2 csisolatin2",
    "iso8859-3": "iso-8859-3 iso8859-3 iso88593 latin3 l3 csisolatin3",
    "iso8859-4": "iso-8859-4 iso8859-4 iso88594 latin4 l4 csisolatin4",
    "iso8859-5": "iso-8859-5 iso8859-5 iso88595 cyrillic csisolatincyrillic",
    "iso8859-6": "iso-8859-6 iso8859-6 iso88596 iso-8859-6-e iso-8859-6-i arabic asmo-708 "
    "ecma-114 csisolatinarabic",
    "iso8859-7": "iso-8859-7 iso8859-7 iso88597 greek greek8 ecma-118 elot-928 sun-eu-greek "
    "csisolatingreek",
    "iso8859-8": "iso-8859-8 iso8859-8 iso88598 iso-8859-8-e iso-8859-8-i logical visual hebrew "
    "csisolatinhebrew",
    "iso8859-10": "iso-8859-10 iso8859-10 iso885910 latin6 l6 csisolatin6",
    "iso8859-13": "iso-8859-13 iso8859-13 iso885913",
    "iso8859-14": "iso-8859-14 iso8859-14 iso885914",
    "iso8859-15": "iso-8859-15 iso8859-15 iso885915 latin9 latin-9 l9 csisolatin9",
    "iso8859-16": "iso-8859-16",
    "koi8-r": "koi8-r koi koi8 koi8r cskoi8r",
    "koi8-u": "koi8-u koi8-ru",
    "mac-roman": "macintosh mac x-mac-roman csmacintosh",
    "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "gb18030": "gb18030 gbk gb2312 gb-2312 gb-2312-80 x-gbk chinese csgb2312 csiso58gb231280 "
    "iso-ir-58",
    "big5hkscs": "big5 big5-hkscs x-x-big5 cn-big5 csbig5",
    "cp932": "shift-jis shift_jis sjis x-sjis ms-kanji ms932 windows-31j csshiftjis",
    "euc-jp": "euc-jp x-euc-jp cseucpkdfmtjapanese",
    "iso2022-jp": "iso-2022-jp csiso2022jp",
    "cp949": "euc-kr cp949 windows-949 korean ks-c-5601-1987 ks-c-5601-1989 ksc5601 ksc-5601 "
    "iso-ir-149 cseuckr csksc56011987",
}
_CODECS = {label: codec for codec, labels in _LABELS_OF.items() for label in labels.split()}
_WIDE = {"utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"}
_MULTIBYTE = _WIDE | {"utf-8", "gb18030", "big5hkscs", "cp932", "euc-jp", "iso2022-jp", "cp949"}
_DETECTED = [
    "cp1252", "cp1256", "cp1251", "cp1250", "cp1253", "cp1254", "cp1255", "cp1257", "koi8_r",
    "gb18030", "big5hkscs", "cp932", "euc_jp", "cp949", "iso8859_6", "cp874", "iso8859_2",
]  # fmt: skip

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEADER_LABEL = re.compile(r"""charset\s*=\s*["']?\s*([^\s"';,]+)""", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_XML_LABEL = re.compile(rb"""<\?xml\s[^>]{0,200}?encoding\s*=\s*["']\s*([\w.:\-]+)""")
_META_LABEL = re.compile(
    rb"""<meta\s[^>]{0,500}?charset\s*=\s*["']?\s*([\w.:\-]+)""", re.IGNORECASE
)
_ASCII_RUN = re.compile(rb"([\x00-\x7f])[\x00-\x7f]{23,}")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_WESTERN = (
    "éèêëàâäáãåçîïíìñôöóõòœæøùûüúßÉÈÊÀÂÄÁÃÅÇÎÍÑÔÖÓÕŒØÛÜÚ«»¿¡°ºª’‘“”„–—…•€£©®·\xa0\xad".encode(
        "cp1252"
    )
)
_NOT_LEAD = bytes([*range(0xC2), *range(0xF5, 0x100)])
_SURROGATES = re.compile("[\ud800-\udfff]")


def decode(body: bytes, content_type: str = "") -> str:
    """Return the text of `body`, the body of an HTTP response with that Content-Type.

    The order is that of the WHATWG Encoding Standard: byte order mark, header, `<meta>` or XML
    declaration; labels mean what they mean there (Latin-1 is windows-1252). A label that the bytes
    contradict is passed over: UTF-8 that is not, and a single-byte label over valid UTF-8. Without
    one it is UTF-8 if valid, else what charset-normalizer finds in a bounded sample. A few stray
    bytes within UTF-8 are read as windows-1252. The result holds no lone surrogate and no NUL;
    nothing is raised.
    """
    codec, skip = _bom(body)
    if skip:
        body = body[skip:]
    labels = [] if codec is None else [codec]
    labels += [c for c in (_header_codec(content_type), _body_codec(body)) if c is not None]
    return _clean(_decode(body, labels))


def _decode(body: bytes, labels: list[str]) -> str:
    if body.isascii() and not _WIDE.intersection(labels) and "iso2022-jp" not in labels:
        return body.decode("ascii")
    for label in labels:
        text = _strict(body, "utf-8") if label not in _MULTIBYTE else None
        if text is None:
            text = _strict(body, label)
        if text is not None:
            return text
    text = _strict(body, "utf-8")
    if text is not None:
        return text
    for label in [*labels, "utf-8"]:
        text = _tolerant(body, label)
        if text is not None:
            return text
    return body.decode(_detect(body), "windows-1252")


def _strict(body: bytes, codec: str) -> str | None:
    try:
        return body.decode(codec, "windows-1252" if codec == "cp1252" else "strict")
    except UnicodeDecodeError:
        return None


def _tolerant(body: bytes, codec: str) -> str | None:
    """Decode in spite of few wrong bytes; None if they are many."""
    if codec == "utf-8":
        leads = len(body.translate(None, _NOT_LEAD))
        text = body.decode(codec, "replace")
        # Latin-1 read as UTF-8 has hardly a valid sequence; a page with a pasted quote has many.
        return body.decode(codec, "windows-1252") if 4 * text.count("�") < leads else None
    text = body.decode(codec, "replace")
    return text if 50 * text.count("�") <= len(text) else None


def _bom(body: bytes) -> tuple[str | None, int]:
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return codec, len(mark)
    # XML 1.0, appendix F: the declaration without a mark tells the width.
    if body[:4] == b"<\0?\0" or body[:4] == b"<\0!\0":
        return "utf-16-le", 0
    if body[:4] == b"\0<\0?" or body[:4] == b"\0<\0!":
        return "utf-16-be", 0
    return None, 0


def _codec(label: str) -> str | None:
    label = label.strip().lower()
    return _CODECS.get(label) or _CODECS.get(label.replace("_", "-"))


def _header_codec(content_type: str) -> str | None:
    found = _HEADER_LABEL.search(content_type)
    return _codec(found[1]) if found else None


def _body_codec(body: bytes) -> str | None:
    head = _COMMENT.sub(b"", body[:_PRESCAN_BYTES])
    found = _XML_LABEL.match(head.lstrip()) or _META_LABEL.search(head)
    codec = _codec(found[1].decode("ascii", "replace")) if found else None
    # A declaration that could be read as ASCII is not in UTF-16 (WHATWG HTML, section 13.2.3.2).
    return "utf-8" if codec in _WIDE else codec


def _detect(body: bytes) -> str:
    """Return the likeliest codec, from where the letters are."""
    # The first byte of an ASCII run may be the second of a pair.
    sample = _ASCII_RUN.sub(rb"\1 ", body[: 16 * _SAMPLE_BYTES])
    if len(sample) > _SAMPLE_BYTES:
        sample = sample[:_SAMPLE_BYTES].rpartition(b" ")[0] or sample[:_SAMPLE_BYTES]
    if _western(sample):
        return "cp1252"
    best = from_bytes(sample, steps=1, chunk_size=len(sample), cp_isolation=_DETECTED).best()
    return best.encoding if best is not None else "cp1252"


def _western(sample: bytes) -> bool:
    """Tell whether this reads as accented letters here and there in ASCII words.

    charset-normalizer cannot tell French or Portuguese in windows-1252 from windows-1250.
    """
    runs = _HIGH_RUN.findall(sample)
    high = b"".join(runs)
    usual = len(high) - len(high.translate(None, _WESTERN))
    return len(high) < 1.6 * len(runs) and usual > 0.95 * len(high)


def _clean(text: str) -> str:
    if "\0" in text:
        text = text.replace("\0", "")
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATES.sub("�", text)
    return text


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes that a codec refuses as WHATWG's windows-1252, which has all 256."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return "".join(_WINDOWS_1252[b] for b in wrong), error.end


_WINDOWS_1252 = [
    chr(b) if b in {0x81, 0x8D, 0x8F, 0x90, 0x9D} else bytes([b]).decode("cp1252")
    for b in range(256)
]
codecs.register_error("windows-1252", _as_windows_1252)
