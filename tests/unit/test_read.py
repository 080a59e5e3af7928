import gzip
import json
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.errors import UsageError
from monitor.read import FORMATS, Document, FeedFile, Read, Unreadable, documents
from monitor.read.whole import MAX_BYTES

HTML = "text/html; charset=utf-8"


def read(path: Path, body: bytes, format: str | None = None) -> list[Read]:
    path.write_bytes(body)
    return list(documents(path, format=format))


def line(**keys: object) -> bytes:
    return json.dumps({"url": "https://wire.example/1"} | keys).encode() + b"\n"


def only_document(found: list[Read]) -> Document:
    (document,) = found
    assert isinstance(document, Document)
    return document


def only_trouble(found: list[Read]) -> Unreadable:
    (trouble,) = found
    assert isinstance(trouble, Unreadable)
    return trouble


# JSON Lines


def test_a_whole_line(tmp_path: Path) -> None:
    body = line(
        title=" UN leaves\n Ber ",
        text="One.\nTwo.",
        summary="<p>S</p>",
        html="<p>é</p>",
        published="2023-08-14T10:00:00+02:00",
        language="fr-FR",
        source="wire",
        id=7,
        more={"unknown": []},
    )
    assert read(tmp_path / "a.jsonl", body) == [
        Document(
            number=1,
            url="https://wire.example/1",
            title="UN leaves Ber",
            text="One.\nTwo.",
            html="<p>é</p>".encode(),
            content_type=HTML,
            summary="<p>S</p>",
            published_at=datetime(2023, 8, 14, 8, tzinfo=UTC),
            language="fr",
            source="wire",
        )
    ]


@pytest.mark.parametrize(
    ("keys", "want"),
    [
        pytest.param({"title": "T"}, {"title": "T", "text": None}, id="a title alone"),
        pytest.param({"title": "T", "summary": ""}, {"summary": None}, id="empty is absent"),
        pytest.param({"text": "x", "title": None}, {"title": "", "text": "x"}, id="null is absent"),
        pytest.param({"text": "x", "source": " "}, {"source": None}, id="blank is absent"),
        pytest.param({"text": "x", "language": "??"}, {"language": None}, id="no language"),
        pytest.param({"text": "x", "published": "soon"}, {"published_at": None}, id="no date"),
        pytest.param(
            {"text": "x", "published": "2023-08-14"},
            {"published_at": datetime(2023, 8, 14, tzinfo=UTC)},
            id="a day",
        ),
        pytest.param(
            {"text": "x", "published": "Mon, 14 Aug 2023 10:00:00 +0200"},
            {"published_at": datetime(2023, 8, 14, 8, tzinfo=UTC)},
            id="RFC 5322",
        ),
        pytest.param(
            {"text": "x", "url": "file:///tmp/a.txt"}, {"url": "file:///tmp/a.txt"}, id="file"
        ),
        pytest.param(
            {"text": "a\0b\ud800"}, {"text": "a\ufffdb\ufffd"}, id="what cannot be stored"
        ),
    ],
)
def test_a_line_gives(tmp_path: Path, keys: dict[str, object], want: dict[str, object]) -> None:
    found = only_document(read(tmp_path / "a.jsonl", line(**keys)))
    assert {key: getattr(found, key) for key in want} == want


@pytest.mark.parametrize(
    ("body", "says"),
    [
        pytest.param(b"{", "no JSON: Expecting property name", id="broken JSON"),
        pytest.param(b"[1]", "no JSON object", id="a list"),
        pytest.param(b'"text"', "no JSON object", id="a string"),
        pytest.param(b'{"text": "x"}', 'no "url"', id="no url"),
        pytest.param(line(url="  ", text="x"), 'no "url"', id="blank url"),
        pytest.param(
            line(url="kidal.txt", text="x"), "'kidal.txt'; expected an address", id="path"
        ),
        pytest.param(line(url="javascript:x", text="x"), "expected an address", id="script"),
        pytest.param(line(url="http://[", text="x"), "no address", id="broken url"),
        pytest.param(line(), '"title" and one of "text"', id="nothing to read"),
        pytest.param(line(summary=" "), '"title" and one of "text"', id="nothing but blanks"),
        pytest.param(line(text=3), '"text" is a number; expected a string', id="number"),
        pytest.param(line(text=["x"]), '"text" is a list; expected a string', id="list"),
        pytest.param(line(text="x", published=True), '"published" is true or false', id="bool"),
        pytest.param(b'{"url": "http://x/", "text": "\xff"}', "not UTF-8 (byte 31)", id="Latin-1"),
        pytest.param(b"[" * 100_000, "no JSON", id="deep"),
        pytest.param(
            b'{"url": ' + b"9" * 5_000 + b"}", "no JSON that can be read", id="long number"
        ),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_the_rest_goes_on(
    tmp_path: Path, body: bytes, says: str
) -> None:
    body = line(text="before") + b"\n" + body.rstrip() + b"\n" + line(text="after")
    before, trouble, after = read(tmp_path / "a.jsonl", body)
    assert isinstance(trouble, Unreadable)
    assert trouble.number == 3
    assert says in trouble.message
    assert (before.number, after.number) == (1, 4)
    assert isinstance(after, Document)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"\xef\xbb\xbf" + line(text="x"), id="byte order mark"),
        pytest.param(line(text="x").rstrip(), id="no last line break"),
        pytest.param(line(text="x").replace(b"\n", b"\r\n") + b"\r\n \r\n", id="Windows"),
        pytest.param(gzip.compress(line(text="x")), id="gzip by its bytes"),
    ],
)
def test_lines_in_any_file(tmp_path: Path, body: bytes) -> None:
    assert only_document(read(tmp_path / "a.jsonl", body)).text == "x"


def test_what_stands_before_a_break_in_a_gzip_file_is_read(tmp_path: Path) -> None:
    whole = b"".join(line(text=f"text {n * n * n}") for n in range(5_000))
    *found, last = read(tmp_path / "a.jsonl.gz", gzip.compress(whole)[:-2_000])
    assert isinstance(last, Unreadable)
    assert "from here on" in last.message
    assert len(found) > 1_000
    assert all(isinstance(one, Document) for one in found)
    assert last.number == len(found) + 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.sampled_from(FORMATS), st.binary() | st.lists(st.text().map(str.encode)).map(b"\n".join))
def test_no_bytes_raise(tmp_path: Path, format: str, body: bytes) -> None:
    for found in read(tmp_path / "any", body, format):
        assert found.number > 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.dictionaries(
        st.sampled_from(["url", "title", "text", "html", "summary", "published", "language"]),
        st.none() | st.booleans() | st.floats() | st.text() | st.just("https://wire.example/1"),
    )
)
def test_no_object_raises(tmp_path: Path, keys: dict[str, object]) -> None:
    (found,) = read(tmp_path / "a.jsonl", json.dumps(keys).encode())
    if isinstance(found, Document):
        assert found.url
        f"{found}".encode()


# Whole files


def test_a_text_file_is_named_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "été 1.txt"
    found = only_document(read(path, "Headline\n\nText é".encode("latin-1")))
    assert found == Document(number=1, url=path.resolve().as_uri(), raw_text="Headline\n\nText é")
    assert found.url.startswith("file:///")


def test_an_html_file(tmp_path: Path) -> None:
    path = tmp_path / "a.HTM"
    found = only_document(read(path, b"<p>x"))
    assert found == Document(number=1, url=path.as_uri(), html=b"<p>x", content_type="text/html")


def test_a_feed_file(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    assert read(path, b"<rss/>") == [FeedFile(number=1, url=path.as_uri(), body=b"<rss/>")]


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.xml", "a.warc"])
def test_an_empty_file_is_unreadable(tmp_path: Path, name: str) -> None:
    assert "expected" in only_trouble(read(tmp_path / name, b"")).message


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.xml"])
def test_a_compressed_bomb_is_unpacked_no_further_than_allowed(tmp_path: Path, name: str) -> None:
    trouble = only_trouble(read(tmp_path / name, gzip.compress(b"a" * (MAX_BYTES + 1))))
    assert "larger than 50 MB" in trouble.message


def test_a_line_without_end_is_not_kept(tmp_path: Path) -> None:
    body = line(text="x") + b"a" * (MAX_BYTES + 10)
    _, trouble = read(tmp_path / "a.jsonl.gz", gzip.compress(body))
    assert isinstance(trouble, Unreadable)
    assert "longer than 50 MB" in trouble.message


# WARC


def warc(*records: tuple[str, str, str, bytes], packed: bool = True) -> bytes:
    """Write records of (type, url, "status content-type", body) as ISO 28500 has them."""
    whole = b""
    for kind, url, answer, body in records:
        status, _, content_type = answer.partition(" ")
        block, block_type = body, content_type
        if kind != "resource":
            block_type = f"application/http; msgtype={kind}"
            first = f"HTTP/1.1 {status} X" if kind != "request" else "GET / HTTP/1.1"
            block = f"{first}\r\nContent-Type: {content_type}\r\n\r\n".encode() + body
        head = (
            f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\n"
            "WARC-Date: 2023-08-14T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:0>\r\n"
            f"Content-Type: {block_type}\r\nContent-Length: {len(block)}\r\n\r\n"
        )
        record = head.encode() + block + b"\r\n\r\n"
        whole += gzip.compress(record) if packed else record
    return whole


def page(number: int) -> tuple[str, str, str, bytes]:
    return (
        "response",
        f"https://wire.example/{number}",
        f"200 {HTML}",
        b"<p>%d</p>" % number + random.Random(number).randbytes(1_000),
    )


@pytest.mark.parametrize("packed", [True, False], ids=["gzipped", "plain"])
def test_pages_of_an_archive(tmp_path: Path, packed: bool) -> None:
    body = warc(
        page(0),
        ("response", "https://wire.example/gone", f"404 {HTML}", b"<p>gone"),
        ("response", "https://wire.example/i.png", "200 image/png", b"png"),
        ("revisit", "https://wire.example/0", "", b""),
        ("request", "https://wire.example/0", "", b""),
        ("resource", "https://wire.example/kept", "200 text/html", b"<p>kept"),
        page(6),
        packed=packed,
    )
    found = read(tmp_path / ("a.warc.gz" if packed else "a.warc"), body)
    assert [(one.number, getattr(one, "url", one)) for one in found] == [
        (1, "https://wire.example/0"),
        (6, "https://wire.example/kept"),
        (7, "https://wire.example/6"),
    ]
    assert found[0] == Document(
        number=1, url="https://wire.example/0", html=page(0)[3], content_type=HTML
    )


@pytest.mark.parametrize("packed", [True, False], ids=["gzipped", "plain"])
@pytest.mark.parametrize("cut", [20, 100, 400, 1_000])
def test_a_truncated_archive_says_so(tmp_path: Path, packed: bool, cut: int) -> None:
    body = warc(page(1), page(2), page(3), packed=packed)
    *_, last = read(tmp_path / "a.warc", body[: -min(cut, len(body) // 2)])
    assert isinstance(last, Unreadable)
    assert "cannot be read from this record on" in last.message


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"no archive\n", id="other file"),
        pytest.param(warc(page(1), packed=False)[:40], id="cut in the first header"),
        pytest.param(b"\x1f\x8b\x08junk", id="broken gzip"),
    ],
)
def test_what_is_no_archive_is_unreadable(tmp_path: Path, body: bytes) -> None:
    assert only_trouble(read(tmp_path / "a.warc", body)).number == 1


# Paths and formats


def test_nothing_is_read_before_the_path_is_checked(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nowhere\.txt: there is no such file"):
        documents(tmp_path / "nowhere.txt")


@pytest.mark.parametrize("name", ["nowhere", "nowhere.pdf"])
def test_a_missing_file_is_missing_whatever_its_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="there is no such file"):
        documents(tmp_path / name)


def test_a_directory_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"is a directory; name the files in it"):
        documents(tmp_path)


def test_an_unknown_extension_asks_for_the_format(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"x")
    with pytest.raises(UsageError, match=r"a\.pdf: cannot tell .* txt, html, jsonl, warc, xml"):
        documents(path)


def test_an_unknown_format_names_the_known(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x")
    with pytest.raises(UsageError, match=r"--format pdf: unknown; known are txt, html"):
        documents(path, format="pdf")


def test_the_format_that_is_said_counts(tmp_path: Path) -> None:
    assert only_document(read(tmp_path / "a.log", line(text="x"), "jsonl")).text == "x"
