"""RSS 0.9x, 1.0 and 2.0, and Atom: XML as candidates."""

import re
from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from monitor.errors import PollError, PollReason
from monitor.poll.body import xml_bytes
from monitor.poll.dates import moment
from monitor.poll.entry import Entries, Entry, listed
from monitor.poll.kind import xml_start
from monitor.poll.limits import MAX_CANDIDATES
from monitor.poll.link import absolute
from monitor.poll.loose import ENTRY_TAG, loose_entries
from monitor.poll.words import names
from monitor.types import Listed, Page

_ENTRY_NAMES = frozenset({"item", "entry"})
_XML = "{http://www.w3.org/XML/1998/namespace}"
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_MEDIA_TEXT = ".//{http://search.yahoo.com/mrss/}description"

# Which element says what, by vocabulary; the first that says something wins, so order matters.
_TITLES = ("title", "dc:title")
_TEXTS = ("content:encoded", "content", "description", "summary", "dc:description", "tagline")
_DATES = ("pubdate", "published", "dc:date", "issued", "dc:issued", "dcterms:issued", "date",
          "updated", "modified", "dcterms:modified", "created", "dcterms:created")  # fmt: skip
_AUTHORS = ("dc:creator", "author", "itunes:author")
_LANGUAGES = ("language", "dc:language")
_KNOWN = frozenset(
    {
        *_TITLES,
        *_TEXTS,
        *_DATES,
        *_AUTHORS,
        *_LANGUAGES,
        "link",
        "guid",
        "id",
        "feedburner:origlink",
        "ttl",
    }
)
_VOCABULARIES = (
    ("purl.org/dc/terms", "dcterms:"),
    ("purl.org/dc/", "dc:"),
    ("rss/1.0/modules/content", "content:"),
    ("feedburner", "feedburner:"),
    ("itunes", "itunes:"),
    ("search.yahoo.com", "media:"),
    ("georss", "geo:"),
)
_CORE = ("", "rss", "atom", "netscape.com", "userland.com", "purl.org/rss/1.0")
# RFC 4287, section 4.2.7.2: a relation may be an IRI of the registry.
_ALTERNATES = frozenset({"", "alternate", "http://www.iana.org/assignments/relation/alternate"})
_Fields = dict[str, list[etree._Element]]


def read_feed(body: bytes, page: Page) -> Listed | None:
    """Return a feed's candidates in its order, each address once; None if it is no feed.

    The text is the full text where the feed carries it, else the summary. A relative link is
    resolved against xml:base, else the feed's own link, else where the feed was found.
    Damaged XML is read as far as it goes, then by feedparser if that finds more. Raises PollError
    with NO_LINKS if there are entries but no address among them.
    """
    if body[:1] != b"<" or not _looks_like_feed(body):
        body = body[xml_start(body) :]
    clean = xml_bytes(body, page.content_type)
    found = _strict_entries(clean, page.url)
    if found is None or len(found.entries) < _expected(clean):
        others = loose_entries(clean, page.url)
        if found is None and not others.entries:
            return None
        if found is None or len(others.entries) > len(found.entries):
            found = Entries(others.entries, others.ttl or (found.ttl if found else ""))
    feed = listed(found.entries, found.ttl)
    if found.entries and not feed.candidates:
        raise PollError(
            PollReason.NO_LINKS,
            f"none of the {len(found.entries)} entries of {page.url} links to a page; it may be a "
            "podcast or be made for another reader: choose another feed of this site",
        )
    return feed


def _looks_like_feed(body: bytes) -> bool:
    return re.match(rb"<(?:\?xml|rss|feed|rdf:RDF|!--|!DOCTYPE|[\w-]+:)", body, re.I) is not None


def _expected(clean: bytes) -> int:
    """Return how many entries a reader should find, as far as the bytes tell."""
    before, *sections = clean.split(b"<![CDATA[")
    bare = before + b"".join(section.partition(b"]]>")[2] for section in sections)
    return min(len(ENTRY_TAG.findall(bare)), MAX_CANDIDATES)


def _strict_entries(clean: bytes, page_url: str) -> Entries | None:
    """Return what lxml finds; None if the root is no feed's."""
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False,
        remove_comments=True, remove_pis=True, collect_ids=False,
    )  # fmt: skip
    try:
        root = etree.fromstring(clean, parser, base_url=page_url)
    except etree.XMLSyntaxError:
        return None
    if root is None or _name(root.tag).rpartition(":")[2] not in {"rss", "feed", "rdf", "channel"}:
        return None
    channel = next((child for child in root if _name(child.tag) == "channel"), root)
    feed = _fields(channel)
    language = _text(feed, _LANGUAGES) or channel.get(_XML + "lang") or root.get(_XML + "lang")
    link = next(_alternates(feed), "")
    based = b"xml:base" in clean
    base = absolute(link, page_url) or page_url
    entries: list[Entry] = []
    for element in _entry_elements(root):
        stated = element.base if based else None
        near = str(stated) if stated and stated != page_url else base
        entries.append(_entry(element, near, language))
        if len(entries) == MAX_CANDIDATES:
            break
    return Entries(entries, _text(feed, ("ttl",)))


def _entry_elements(root: etree._Element) -> Iterator[etree._Element]:
    for element in root.iter("{*}item", "{*}entry", "item", "entry"):
        if _name(element.tag) in _ENTRY_NAMES:
            yield element


def _entry(element: etree._Element, base: str, language: str | None) -> Entry:
    fields = _fields(element)
    text = _text(fields, _TEXTS)
    if not text:
        media = element.find(_MEDIA_TEXT)
        text = "" if media is None else media.text or ""
    return Entry(
        links=tuple(_links(fields, element)),
        base=base,
        title=_text(fields, _TITLES),
        text=text,
        authors=_authors(fields),
        published=_date(fields),
        language=element.get(_XML + "lang") or _text(fields, _LANGUAGES) or language,
    )


@lru_cache(maxsize=2_048)
def _name(tag: str) -> str:
    """Return an element's lower-case name, with the prefix of its vocabulary unless it is core."""
    if not tag.startswith("{"):
        return tag.lower()  # `dc:creator` stays so where the prefix was never bound
    uri, _, local = tag[1:].lower().rpartition("}")
    for part, prefix in _VOCABULARIES:
        if part in uri:
            return prefix + local
    return local if not uri or any(part and part in uri for part in _CORE) else "other:" + local


def _fields(element: etree._Element) -> _Fields:
    fields: _Fields = {}
    for child in element:
        if isinstance(child.tag, str):
            name = _name(child.tag)
            name = name.removeprefix("atom:").removeprefix("rss:")
            if name in _KNOWN:
                fields.setdefault(name, []).append(child)
    return fields


def _text(fields: _Fields, wanted: tuple[str, ...]) -> str:
    """Return the first of these fields that says anything, as HTML."""
    for name in wanted:
        for element in fields.get(name, ()):
            text = _html(element)
            if text:
                return text
    return ""


def _html(element: etree._Element) -> str:
    """Return what an element holds: its text, or the markup that was not escaped in it."""
    if len(element) == 0:
        return (element.text or "").strip()
    inner = [element.text or ""]
    inner += [etree.tostring(child, encoding="unicode", method="html") for child in element]
    return "".join(inner).strip()


def _links(fields: _Fields, element: etree._Element) -> Iterator[str]:
    """Yield where an entry may stand, the best first; a guid that is no address is none."""
    for original in fields.get("feedburner:origlink", ()):
        yield (original.text or "").strip()
    yield from _alternates(fields)
    for name in ("guid", "id"):
        for element_of_name in fields.get(name, ()):
            address = (element_of_name.text or "").strip()
            if address.startswith(("http://", "https://")):
                yield address
    yield element.get(_ABOUT, "")


def _alternates(fields: _Fields) -> Iterator[str]:
    """Yield the links to what the entry is about: web pages first, then other formats."""
    others = []
    for link in fields.get("link", ()):
        address = (link.text or "").strip() or link.get("href", "").strip()
        if not address or link.get("rel", "").strip().lower() not in _ALTERNATES:
            continue
        if "html" in link.get("type", "html"):
            yield address
        else:
            others.append(address)
    yield from others


def _authors(fields: _Fields) -> tuple[str, ...]:
    for name in _AUTHORS:
        written = [_person(element) for element in fields.get(name, ())]
        found = names(written)
        if found:
            return found
    return ()


def _person(element: etree._Element) -> str:
    """Return the name in an author element: Atom's has a child for it."""
    named = next((child for child in element if _name(child.tag) == "name"), element)
    return named.text or ""


def _date(fields: _Fields) -> str:
    """Return the first date that can be read."""
    for name in _DATES:
        for element in fields.get(name, ()):
            if element.text and moment(element.text):
                return element.text
    return ""
