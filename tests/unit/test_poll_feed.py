import os
import resource
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds import LINK, atom, item, only, polled, rss
from monitor.errors import PollError, PollReason
from monitor.poll import MAX_CANDIDATES

ALTERNATES = (
    '<link rel="enclosure" href="/a.mp3"/><link rel="self" href="/s"/>'
    '<link rel="alternate" type="application/json" href="/j"/>'
    '<link rel="alternate" type="text/html" href="/h"/>'
)
RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
    '<channel rdf:about="x"><link>https://wire.example/</link></channel>'
    '<item rdf:about="https://wire.example/r"><title>T</title></item></rdf:RDF>'
)
RDF_09 = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    ' xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>c</title></channel>'
    "<item><title>T</title><link>https://wire.example/old</link></item></rdf:RDF>"
)


@pytest.mark.parametrize(
    ("body", "want"),
    [
        pytest.param(item(""), "https://wire.example/1", id="RSS link"),
        pytest.param(
            item("", "<link><![CDATA[ https://wire.example/?a=1&b=2\n]]></link>"),
            "https://wire.example/?a=1&b=2",
            id="CDATA keeps its ampersand",
        ),
        pytest.param(
            item("", "<link>https://wire.example/?a=1&copy=2</link>"),
            "https://wire.example/?a=1&copy=2",
            id="bare ampersand in a link",
        ),
        pytest.param(item("", "<link>/2</link>"), "https://wire.example/2", id="relative to page"),
        pytest.param(
            rss("<item><link>3</link></item>", "<link>https://other.example/news/</link>"),
            "https://other.example/news/3",
            id="relative to the feed's link",
        ),
        pytest.param(
            rss("<item><link>4</link></item>", root=' xml:base="https://base.example/x/"'),
            "https://base.example/x/4",
            id="relative to xml:base",
        ),
        pytest.param(
            item("<guid>https://wire.example/g</guid>", ""), "https://wire.example/g", id="guid"
        ),
        pytest.param(
            item("<guid isPermaLink='false'>77</guid>"),
            "https://wire.example/1",
            id="guid is no link",
        ),
        pytest.param(
            item("<feedburner:origLink>https://wire.example/o</feedburner:origLink>"),
            "https://wire.example/o",
            id="feedburner's original link",
        ),
        pytest.param(
            item("<guid>https://wire.example/g</guid>", "<link>javascript:alert(1)</link>"),
            "https://wire.example/g",
            id="javascript is no link",
        ),
        pytest.param(
            item("", "<link>https://wire.example/1#comments</link>"),
            "https://wire.example/1",
            id="fragment goes",
        ),
        pytest.param(
            item('<atom:link rel="self" href="https://wire.example/self"/>'),
            "https://wire.example/1",
            id="an item's own feed is not its page",
        ),
        pytest.param(atom(ALTERNATES), "https://wire.example/h", id="Atom alternate in HTML"),
        pytest.param(atom('<link href="/n"/>'), "https://wire.example/n", id="no rel is alternate"),
        pytest.param(
            atom('<id>https://wire.example/i</id><link rel="edit" href="/e"/>'),
            "https://wire.example/i",
            id="Atom id that is an address",
        ),
        pytest.param(
            atom('<link href="n"/>', ' xml:base="https://base.example/d/"'),
            "https://base.example/d/n",
            id="Atom xml:base",
        ),
        pytest.param(RDF.encode(), "https://wire.example/r", id="RDF about"),
        pytest.param(RDF_09.encode(), "https://wire.example/old", id="RSS 0.90"),
    ],
)
def test_link(body: bytes, want: str) -> None:
    assert only(body).url == want


XHTML = 'type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'


@pytest.mark.parametrize(
    ("body", "title", "text"),
    [
        pytest.param(
            item("<title><![CDATA[Rock &amp; <i>roll</i>]]></title>"), "Rock & roll", "", id="CDATA"
        ),
        pytest.param(item("<title>AT&amp;amp;T</title>"), "AT&T", "", id="escaped twice"),
        pytest.param(
            item("<title>Caf&eacute; ferm&eacute;</title>"), "Café fermé", "", id="HTML names"
        ),
        pytest.param(
            item("<title>Bed & breakfast</title>"), "Bed & breakfast", "", id="bare &amp;"
        ),
        pytest.param(item("<title>\n  Two\n  lines </title>"), "Two lines", "", id="one line"),
        pytest.param(
            item("<title>T</title><media:title>M</media:title>"),
            "T",
            "",
            id="pictures have titles too",
        ),
        pytest.param(
            item(
                "<title>T</title><description>short</description>"
                "<content:encoded><![CDATA[<p>Long</p><p>text</p>]]></content:encoded>"
            ),
            "T",
            "Long\ntext",
            id="full text before summary",
        ),
        pytest.param(
            item("<description>short</description><content:encoded> </content:encoded>"),
            "",
            "short",
            id="summary where the full text is empty",
        ),
        pytest.param(
            item("<description>a <b>bold</b> word</description>"),
            "",
            "a bold word",
            id="raw markup",
        ),
        pytest.param(
            item("<media:group><media:description>clip</media:description></media:group>"),
            "",
            "clip",
            id="a video's description",
        ),
        pytest.param(
            atom(
                f'<link href="/1"/><title {XHTML}Hi <b>all</b></div></title>'
                f"<content {XHTML}<p>One</p><p>Two</p></div></content>"
            ),
            "Hi all",
            "One\nTwo",
            id="Atom XHTML",
        ),
        pytest.param(
            atom('<link href="/1"/><title type="html">&lt;b&gt;Hi</title><summary>S</summary>'),
            "Hi",
            "S",
            id="Atom HTML and summary",
        ),
    ],
)
def test_title_and_text(body: bytes, title: str, text: str) -> None:
    found = only(body)
    assert (found.title, found.text) == (title, text)


@pytest.mark.parametrize(
    ("inner", "want"),
    [
        pytest.param("<dc:creator>By Ada Diallo</dc:creator>", ("Ada Diallo",), id="By goes"),
        pytest.param(
            "<dc:creator>Ada</dc:creator><dc:creator>Bo</dc:creator>", ("Ada", "Bo"), id="several"
        ),
        pytest.param("<author>desk@wire.example (Ada Diallo)</author>", ("Ada Diallo",), id="RSS"),
        pytest.param("<author>desk@wire.example</author>", (), id="an address is no name"),
        pytest.param("<dc:creator></dc:creator><author>Bo</author>", ("Bo",), id="empty is none"),
    ],
)
def test_authors(inner: str, want: tuple[str, ...]) -> None:
    assert only(item(inner)).authors == want


def test_atom_authors_are_all_kept() -> None:
    people = "<author><name>Ada</name></author><author><name>Bo</name><email>b@x.y</email></author>"
    assert only(atom('<link href="/1"/>' + people)).authors == ("Ada", "Bo")


@pytest.mark.parametrize(
    ("body", "want"),
    [
        pytest.param(rss(f"<item>{LINK}</item>", "<language>fr-FR</language>"), "fr", id="channel"),
        pytest.param(item("<dc:language>AR</dc:language>"), "ar", id="item"),
        pytest.param(atom('<link href="/1"/>', ' xml:lang="pt-BR"'), "pt", id="xml:lang"),
        pytest.param(rss(f"<item>{LINK}</item>", "<language>??</language>"), None, id="nonsense"),
    ],
)
def test_language(body: bytes, want: str | None) -> None:
    assert only(body).language == want


@pytest.mark.parametrize(
    ("inner", "want"),
    [
        pytest.param(
            "<pubDate>Mon, 14 Aug 2023 10:00:00 EDT</pubDate>",
            datetime(2023, 8, 14, 14, tzinfo=UTC),
            id="named zone",
        ),
        pytest.param(
            "<pubDate>soon</pubDate><dc:date>2023-08-14T10:00:00Z</dc:date>",
            datetime(2023, 8, 14, 10, tzinfo=UTC),
            id="the first that can be read",
        ),
        pytest.param("<pubDate>soon</pubDate>", None, id="none that can"),
    ],
)
def test_date(inner: str, want: datetime | None) -> None:
    assert only(item(inner)).published_at == want


def test_of_two_entries_with_one_address_the_first_stays() -> None:
    first = f"<item>{LINK}<title>First</title></item>"
    second = "<item><link>https://wire.example/1#again</link><title>Second</title></item>"
    assert only(rss(first + second)).title == "First"


def test_an_empty_feed_is_a_feed() -> None:
    assert polled(rss("")) == ()


def test_entries_without_a_page_are_no_links() -> None:
    with pytest.raises(PollError, match=r"none of the 2 entries .* links to a page") as caught:
        polled(rss("<item><title>a</title></item><item><link>mailto:x@y.z</link></item>"))
    assert caught.value.reason is PollReason.NO_LINKS


def test_a_huge_feed_is_read_to_its_limit() -> None:
    items = "".join(f"<item><link>/{n}</link></item>" for n in range(MAX_CANDIDATES + 10))
    found = polled(rss(items))
    assert len(found) == MAX_CANDIDATES
    assert found[0].url == "https://wire.example/0"


# Damage and malice


def declared(encoding: str, title: str) -> bytes:
    body = rss(f"<item>{LINK}<title>{title}</title></item>").decode()
    return body.replace('"utf-8"', f'"{encoding}"').encode(encoding)


@pytest.mark.parametrize(
    ("body", "content_type", "want"),
    [
        pytest.param(declared("windows-1251", "Кидаль"), "", "Кидаль", id="windows-1251"),
        pytest.param(declared("koi8-r", "Кидаль"), "", "Кидаль", id="KOI8-R"),
        pytest.param(declared("gb18030", "马里新闻"), "", "马里新闻", id="GB 18030"),
        pytest.param(declared("utf-16", "Kidal"), "", "Kidal", id="UTF-16"),
        pytest.param(
            declared("latin-1", "Café").replace(b"latin-1", b"utf-8"), "", "Café", id="not UTF-8"
        ),
        pytest.param(
            declared("utf-8", "Café").replace(b"utf-8", b"iso-8859-1", 1),
            "",
            "Café",
            id="but UTF-8",
        ),
        pytest.param(
            declared("utf-8", "Café"), "text/xml; charset=iso-8859-1", "Café", id="wrong header"
        ),
        pytest.param(
            declared("utf-8", "Kidal").replace(b"utf-8", b"x-nope", 1),
            "",
            "Kidal",
            id="unknown name",
        ),
        pytest.param(b"\n\n \xef\xbb\xbf" + declared("utf-8", "Kidal"), "", "Kidal", id="late BOM"),
        pytest.param(
            b"<br />\n<b>Warning</b>: mysql in /x.php\n" + declared("utf-8", "Kidal"),
            "",
            "Kidal",
            id="a PHP warning before it",
        ),
    ],
)
def test_charset(body: bytes, content_type: str, want: str) -> None:
    assert only(body, content_type).title == want


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(item("<title>Kidal</title>")[:-25], id="truncated"),
        pytest.param(item("<title>Ki\x0bd\x1fal</title>"), id="control characters"),
        pytest.param(item("<title>Kidal</title><foo:bar x='1'/>"), id="unbound prefix"),
        pytest.param(
            item("<title>Kidal</title><description>&nbsp;<br></description>"), id="open br"
        ),
        pytest.param(
            item("<title>Kidal</title><description><p>a<div>b</p></description>"), id="tags"
        ),
        pytest.param(
            item("<title>Kidal</title>").replace(b" version=", b" rss:version="), id="root"
        ),
    ],
)
def test_damaged_feeds_are_read(body: bytes) -> None:
    assert only(body).title == "Kidal"


def test_a_damaged_entry_does_not_hide_the_others() -> None:
    items = "".join(
        f"<item><link>/{n}</link><description>&nbsp;<br><b></description></item>" for n in range(20)
    )
    assert len(polled(rss(items)[:-40])) == 20


def laughs() -> str:
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE l [<!ENTITY a0 "ha">{lines}]>'


def with_doctype(doctype: str, inner: str) -> bytes:
    return (doctype + item(inner).decode().partition("?>")[2]).encode()


HOSTILE = [
    pytest.param(with_doctype(laughs(), "<title>&a9;</title>"), id="billion laughs"),
    pytest.param(
        with_doctype(
            f'<!DOCTYPE l [<!ENTITY q "{"A" * 5_000}">]>', f"<title>{'&q;' * 60_000}</title>"
        ),
        id="quadratic blow-up",
    ),
    pytest.param(item("<description>" + "<b>" * 100_000 + "</description>"), id="deep nesting"),
    pytest.param(rss("<item><link>/1</link>" * 50_000), id="nested items"),
    pytest.param(rss("<item><title><![CDATA[" * 50_000), id="open CDATA"),
    pytest.param(rss("<item" * 200_000), id="broken tags"),
    pytest.param(rss("&a" * 500_000), id="ampersands"),
    pytest.param(b"<!--" * 200_000, id="open comments"),
    pytest.param(b"<!DOCTYPE x [" + b"<!ENTITY a 'b'>" * 50_000, id="open DTD"),
    pytest.param(b'{"items":' + b"[" * 100_000, id="deep JSON"),
    pytest.param(b"https://wire.example/" + b"a" * 1_000_000, id="a long address"),
    pytest.param(item(f"<pubDate>{'9' * 100_000}</pubDate>"), id="a long date"),
    pytest.param(
        rss("<item><link>/1</link><pubDate>1 x 1</pubDate></item>" * 5_000), id="no dates"
    ),
]


@pytest.mark.parametrize("body", HOSTILE)
def test_hostile_bodies_are_bounded_in_time_and_memory(body: bytes) -> None:
    before, peak = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        found = polled(body)
    except PollError:
        found = ()
    assert sum(len(one.title) + len(one.text) for one in found) < 1_000_000
    assert time.process_time() - before < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak < 300_000  # kilobytes


def test_external_entities_are_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("PRIVATE")
    for address in (secret.as_uri(), os.fspath(secret)):
        doctype = f'<!DOCTYPE l [<!ENTITY x SYSTEM "{address}">]>'
        found = only(with_doctype(doctype, "<title>&x;</title><description>&x;</description>"))
        assert "PRIVATE" not in f"{found}"
