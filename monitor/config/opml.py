"""Lists of feeds as other readers keep them: OPML 2.0 in and out (http://opml.org/spec2.opml)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html.entities import html5

from lxml import etree

from monitor.types import Source

MAX_BYTES = 10_000_000
MAX_NAME = 500

_BOMS = (("utf-8-sig", b"\xef\xbb\xbf"), ("utf-16", b"\xff\xfe"), ("utf-16", b"\xfe\xff"))
_DECLARATION = re.compile(r"\A\s*<\?xml\b[^>]*\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE\b[^>\[]*>")
_ENCODING = re.compile(rb"""\s*<\?xml\b[^>]*\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_AMPERSAND = re.compile(r"&(?!#[0-9]+;|#x[0-9A-Fa-f]+;|(?:amp|lt|gt|quot|apos);)([A-Za-z0-9]+;)?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_FEED_SCHEME = re.compile(r"\Afeed:(https?://)", re.IGNORECASE)
_FEED_PLAIN = re.compile(r"\Afeed://", re.IGNORECASE)


class OpmlError(Exception):
    """The bytes are no list of feeds; the message says why, and in which line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A feed of the list, as it stands there: nothing of it has been judged.

    `name` is one line, empty where there is none. `tags` are the folders it is in, from the
    outside, and then its categories, each once; `line` counts from 1.
    """

    line: int
    url: str
    name: str
    tags: tuple[str, ...]


def parse(body: bytes) -> tuple[Outline, ...]:
    """Return every outline that has an xmlUrl, in the order of the file.

    Bare ampersands and the named characters of HTML, which many lists have, are mended; broken
    markup is not, for feeds would be lost without a word. Raises OpmlError for what is no OPML, is
    larger than 10 MB, nests deeper than libxml2 allows (256), or declares entities of its own
    (a bomb, or a way to read files).
    """
    if len(body) > MAX_BYTES:
        raise OpmlError(f"larger than {MAX_BYTES // 10**6} MB")
    text = _decoded(body)
    for unneeded in (_DECLARATION, _DOCTYPE):  # lxml would look for a DTD in spite of its options
        text = unneeded.sub(lambda found: "\n" * found[0].count("\n"), text, count=1)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise OpmlError("declares XML entities of its own, which no list of feeds needs; not read")
    clean = _CONTROL.sub("", _AMPERSAND.sub(_character, text)).encode("utf-8")
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False,
        huge_tree=False, remove_comments=True, remove_pis=True, collect_ids=False,
    )  # fmt: skip
    try:
        root = etree.fromstring(clean, parser)
    except etree.XMLSyntaxError as error:
        raise OpmlError(f"not XML: {error.msg}") from error
    name = _local(root)
    if name != "opml":
        feed = name in {"rss", "feed", "rdf"}
        hint = "; this is a feed: give its address to `sources add`" if feed else ""
        raise OpmlError(f"no OPML: it begins with <{name}>{hint}")
    return tuple(_outlines(root))


def _decoded(body: bytes) -> str:
    """Return the text by byte order mark, else by declaration, else as UTF-8."""
    declared = _ENCODING.match(body)
    encoding = declared[1].decode("ascii") if declared else "utf-8"
    encoding = next((name for name, mark in _BOMS if body.startswith(mark)), encoding)
    try:
        return body.decode(encoding)
    except (UnicodeError, LookupError) as error:
        raise OpmlError(f"not text in {encoding}; save it as UTF-8") from error


def _character(found: re.Match[str]) -> str:
    """Return what a bare ampersand or a name of HTML means, as XML."""
    meant = html5.get(found[1] or "")
    return "".join(f"&#{ord(each)};" for each in meant) if meant else f"&amp;{found[1] or ''}"


def _outlines(root: etree._Element) -> Iterator[Outline]:
    folders: dict[etree._Element, tuple[str, ...]] = {}
    for element in root.iter("{*}outline", "{*}Outline", "{*}OUTLINE"):
        given = {etree.QName(key).localname.lower(): str(v) for key, v in element.items()}
        name = _line(given.get("title", "")) or _line(given.get("text", ""))
        parent = element.getparent()
        above = folders.get(parent, ()) if parent is not None else ()
        url = given.get("xmlurl", "").strip()
        folders[element] = above if url else (*above, *filter(None, [name]))
        if url:
            categories = re.split(r"[,/]", given.get("category", ""))
            tags = (*above, *filter(None, map(_line, categories)))
            yield Outline(
                line=getattr(element, "sourceline", None) or 1,  # the stubs have no type for it
                url=_FEED_SCHEME.sub(r"\1", _FEED_PLAIN.sub("http://", url)),
                name=name[:MAX_NAME].rstrip(),
                tags=tuple(dict.fromkeys(tags)),
            )


def render(sources: Sequence[Source]) -> bytes:
    """Return sources as OPML 2.0, in folders by their first tag; `category` has all tags.

    Holds: `parse` gives the same addresses and tags, and the same names apart from white space
    and the few characters that XML cannot hold.
    """
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "wireroom"
    body = etree.SubElement(root, "body")
    folders: dict[str, etree._Element] = {}
    for source in sources:
        place = body
        if source.tags:
            first = source.tags[0]
            if first not in folders:
                folders[first] = etree.SubElement(body, "outline", text=first, title=first)
            place = folders[first]
        name = _CONTROL.sub("\ufffd", source.name)
        outline = etree.SubElement(place, "outline", type="rss", text=name, title=name)
        outline.set("xmlUrl", source.url)
        if source.tags:
            outline.set("category", ",".join(source.tags))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _line(text: str) -> str:
    return " ".join(text.replace("\x7f", "").split())


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname.lower()
