"""Lists of feeds of other readers: what they hold, what is refused, and the way there and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config.opml import OpmlError, Outline, parse, render
from monitor.types import ArticleFrom, Source, SourceId, SourceKind

FEED = '<outline type="rss" text="A" xmlUrl="https://a.example/feed"/>'


def opml(body: str, head: str = "<?xml version='1.0'?>") -> bytes:
    return f"{head}<opml version='2.0'><head/><body>{body}</body></opml>".encode()


def feed(
    url: str = "https://a.example/feed", name: str = "A", *tags: str, line: int = 1
) -> Outline:
    return Outline(line=line, url=url, name=name, tags=tags)


@pytest.mark.parametrize(
    ("body", "want"),
    [
        pytest.param(FEED, feed(), id="text"),
        pytest.param('<outline text="B" title="A" xmlUrl="https://a.example/feed"/>', feed(),
                     id="the title comes first"),
        pytest.param('<outline title=" " text=" A&#10; b " xmlUrl=" https://a.example/feed "/>',
                     feed(name="A b"), id="white space"),
        pytest.param('<outline xmlUrl="https://a.example/feed"/>', feed(name=""), id="no name"),
        pytest.param('<outline TEXT="A" xmlurl="https://a.example/feed"/>', feed(),
                     id="attributes in another case"),
        pytest.param(f'<outline text="Mali">{FEED}</outline>',
                     feed("https://a.example/feed", "A", "Mali"), id="folder"),
        pytest.param(f'<outline text="Africa"><outline title="Mali">{FEED}</outline></outline>',
                     feed("https://a.example/feed", "A", "Africa", "Mali"), id="folders"),
        pytest.param(f'<outline text="x"/><outline>{FEED}</outline>', feed(), id="nameless folder"),
        pytest.param('<outline text="A" xmlUrl="https://a.example/feed" category="un, /a/b,,un"/>',
                     feed("https://a.example/feed", "A", "un", "a", "b"), id="categories"),
        pytest.param('<outline text="un"><outline text="A" xmlUrl="https://a.example/feed" '
                     'category="mali,un"/></outline>',
                     feed("https://a.example/feed", "A", "un", "mali"), id="folder first"),
        pytest.param('<outline text="A" xmlUrl="https://a.example/?a=1&b=2&amp;c=3&copy=4"/>',
                     feed("https://a.example/?a=1&b=2&c=3&copy=4"), id="bare ampersands"),
        pytest.param('<outline text="Caf&eacute; &#233; &unknown; &quot;" '
                     'xmlUrl="https://a.example/feed"/>',
                     feed(name='Café é &unknown; "'), id="characters of HTML"),
        pytest.param('<outline text="A\x0b\x00" xmlUrl="https://a.example/feed"/>', feed(),
                     id="controls"),
        pytest.param('<outline text="A" xmlUrl="feed://a.example/x"/>', feed("http://a.example/x"),
                     id="feed://"),
        pytest.param('<outline text="A" xmlUrl="feed:https://a.example/x"/>',
                     feed("https://a.example/x"), id="feed:https"),
        pytest.param('<outline text="A" xmlUrl="javascript:alert(1)"/>',
                     feed("javascript:alert(1)"), id="not judged here"),
        pytest.param('<!-- a --><?b c?><outline text="A"\n\nxmlUrl="https://a.example/feed"/>',
                     feed(line=3), id="comment, instruction, lines"),
        pytest.param(f'<outline text="{"x" * 900}" xmlUrl="https://a.example/feed"/>',
                     feed(name="x" * 500), id="long name"),
    ],
)  # fmt: skip
def test_an_outline_with_an_address_is_a_feed(body: str, want: Outline) -> None:
    assert parse(opml(body)) == (want,)


def test_the_feeds_below_a_feed_are_in_its_folder() -> None:
    inner = '<outline text="B" xmlUrl="https://b.example/"/>'
    outer = f'<outline text="A" xmlUrl="https://a.example/feed">{inner}</outline>'
    found = parse(opml(f'<outline text="f">{outer}</outline>'))
    assert [(each.name, each.tags) for each in found] == [("A", ("f",)), ("B", ("f",))]


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        pytest.param("", "utf-8", id="no declaration"),
        pytest.param("<?xml version='1.0'?>", "utf-8-sig", id="byte order mark"),
        pytest.param('<?xml version="1.0" encoding="ISO-8859-1"?>', "latin-1", id="Latin-1"),
        pytest.param('<?xml version="1.0" encoding="utf-8"?>', "utf-16", id="UTF-16, mislabelled"),
        pytest.param('\n <?xml version="1.0"\nencoding="UTF-8"?>\n', "utf-8", id="space above"),
        pytest.param('<!DOCTYPE opml SYSTEM "http://a.example/opml.dtd">', "utf-8", id="a DTD"),
    ],
)
def test_encodings(head: str, encoding: str) -> None:
    text = opml(FEED.replace('"A"', '"é"'), head).decode()
    assert parse(text.encode(encoding)) == (feed(name="é", line=head.count("\n") + 1),)


BOMB = "<!DOCTYPE opml [<!ENTITY a 'aa'>" + "".join(
    f"<!ENTITY {new} '&{old};&{old};&{old};&{old};&{old};&{old};&{old};&{old};'>"
    for old, new in zip("abcdefghij", "bcdefghijk", strict=True)
) + "]>"  # fmt: skip


@pytest.mark.parametrize(
    ("body", "said"),
    [
        pytest.param(b"", "not XML", id="nothing"),
        pytest.param(b"version: 1\n", "not XML", id="YAML"),
        pytest.param(opml(FEED)[:-9], "line 1", id="cut off"),
        pytest.param(opml('\n<outline text="a < b"/>'), "line 2", id="broken markup"),
        pytest.param(b"<rss><channel/></rss>", "sources add", id="a feed"),
        pytest.param(b"<html><body/></html>", "it begins with <html>", id="a page"),
        pytest.param(opml('<outline text="&k;"/>', BOMB), "entities", id="bomb"),
        pytest.param(
            opml('<outline text="&a;"/>', '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
            "entities",
            id="file",
        ),
        pytest.param(
            opml("", '<!DOCTYPE a [<!ENTITY % a SYSTEM "http://a.example/"> %a;]>'),
            "entities",
            id="parameter entity",
        ),
        pytest.param(
            opml("", BOMB).decode().encode("utf-16"), "entities", id="bomb in another encoding"
        ),
        pytest.param(opml("<outline>" * 5000 + "</outline>" * 5000), "not XML", id="deep"),
        pytest.param(b"<opml>" + b" " * 10_000_000 + b"</opml>", "larger than 10 MB", id="large"),
        pytest.param(b"<opml>\xff</opml>", "not text in utf-8", id="no UTF-8"),
        pytest.param(b"<?xml version='1.0' encoding='x-y'?><opml/>", "x-y", id="odd encoding"),
        pytest.param(b"<?xml version='1.0' encoding='hex'?><opml/>", "hex", id="codec of bytes"),
    ],
)
def test_what_is_no_list_of_feeds_is_refused(body: bytes, said: str) -> None:
    with pytest.raises(OpmlError, match=said):
        parse(body)


def source(url: str, name: str, tags: tuple[str, ...], kind: SourceKind | None = None) -> Source:
    return Source(
        id=SourceId("a"),
        name=name,
        url=url,
        kind=kind,
        every_s=900.0,
        article=ArticleFrom.PAGE,
        tags=tags,
        links=None,
    )


def test_a_list_is_written_in_folders() -> None:
    given_sources = [
        source("https://a.example/?a=1&b=2", 'A & "B"', ("mali", "un")),
        source("https://b.example/", "<B>", ()),
        source("https://c.example/", "C", ("mali",)),
    ]
    assert render(given_sources).decode().splitlines() == [
        "<?xml version='1.0' encoding='UTF-8'?>",
        '<opml version="2.0">',
        "  <head>",
        "    <title>wireroom</title>",
        "  </head>",
        "  <body>",
        '    <outline text="mali" title="mali">',
        '      <outline type="rss" text="A &amp; &quot;B&quot;" title="A &amp; &quot;B&quot;" '
        'xmlUrl="https://a.example/?a=1&amp;b=2" category="mali,un"/>',
        '      <outline type="rss" text="C" title="C" xmlUrl="https://c.example/" '
        'category="mali"/>',
        "    </outline>",
        '    <outline type="rss" text="&lt;B&gt;" title="&lt;B&gt;" xmlUrl="https://b.example/"/>',
        "  </body>",
        "</opml>",
    ]


NAMES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=20)
TAGS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,5}", fullmatch=True)
URLS = st.from_regex(r"https?://[a-z]{1,5}\.example/[!-~é]{0,12}", fullmatch=True)
SOURCES = st.lists(
    st.builds(source, URLS, NAMES, st.lists(TAGS, unique=True, max_size=3).map(tuple)), max_size=5
)


@given(SOURCES)
def test_there_and_back_a_list_is_the_same(given_sources: list[Source]) -> None:
    want = [(each.url, " ".join(each.name.split()), each.tags) for each in given_sources]
    found = [(each.url, each.name, each.tags) for each in parse(render(given_sources))]
    assert sorted(found) == sorted(want)


@given(st.text(max_size=60))
def test_nothing_but_an_opml_error_comes_of_text(text: str) -> None:
    for body in (text, f"<opml>{text}</opml>", f'<opml><outline xmlUrl="{text}"/></opml>'):
        try:
            found = parse(body.encode("utf-8", "surrogatepass"))
        except OpmlError as error:
            assert str(error)  # noqa: PT017  # either is right
        else:
            assert len(found) <= 1 or "outline" in text
