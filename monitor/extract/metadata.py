"""What a page says of its article outside the text: title, authors, time, address, language."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from monitor.extract.jsonld import Linked, linked
from monitor.extract.moment import best
from monitor.extract.remnants import fold

_PUBLISHED = (
    *(
        "article:published_time",
        "article:published",
        "og:published_time",
        "datepublished",
        "publishdate",
        "pubdate",
    ),
    *(
        "publish-date",
        "publish_date",
        "publication_date",
        "parsely-pub-date",
        "sailthru.date",
        "dc.date.issued",
    ),
    *(
        "dcterms.created",
        "dc.date",
        "dc.date.created",
        "date",
        "article.published",
        "cxenseparse:recs:publishtime",
    ),
    *(
        "cxenseparse:publishtime",
        "citation_publication_date",
        "rnews:datepublished",
        "bt:pubdate",
        "last-modified-date",
    ),
)
_AUTHORS = (
    "author",
    "parsely-author",
    "article:author",
    "sailthru.author",
    "dc.creator",
    "byl",
    "dcterms.creator",
    "citation_author",
)
_SITE_NAMES = (
    "og:site_name",
    "application-name",
    "publisher",
    "apple-mobile-web-app-title",
    "twitter:site",
    "dc.publisher",
)
_TITLES = ("og:title", "twitter:title", "dc.title", "parsely-title")

_SEPARATOR = re.compile(r"\s+[|–—·•»:-]+\s+|\s*[|｜：]\s*|\s+::\s+")
_BY = re.compile(
    r"^(?:by|written by|reported by|story by|von|par|por|texte?\s*:|escrito por|di|بقلم|"
    r"كتب)\s*:?\s+",
    re.IGNORECASE,
)
_ALWAYS_BY = re.compile(
    r"^(?:by|written by|reported by|story by|escrito por|بقلم|كتب)\b", re.IGNORECASE
)
_AND = re.compile(
    r"\s*[;|,،]\s*(?:(?:and|und|et|y|e)\s+)?|\s+(?:and|&|und|et|y|e|og|och|و)\s+(?=\w)"
)
_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_ROLE = re.compile(
    r"\b(?:staff (?:writer|reporter)|(?:senior|chief|special|foreign|political|business|our) "
    r"(?:reporter|correspondent|editor|writer)|"
    r"(?:news|managing|deputy|associate|assistant|contributing) editor|\w+ correspondent|jr|"
    r"sr)\.?$",
    re.IGNORECASE,
)
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,12}", re.IGNORECASE)
_NAME_CHARS = 80
_NAME_WORDS = 7
_MAX_AUTHORS = 20
_SURNAME_FIRST_WORDS = 2
_NO_NAME = re.compile(
    r"^(?:https?:|www\.|/)|@\w+\.\w|^(?:admin|administrator|unknown|none|null|undefined|editor|"
    r"anonymous|guest|n/?a)$",
    re.IGNORECASE,
)
_SLUG = re.compile(r"[^a-z0-9]+")
_SECTION = re.compile(r"/[a-z]{0,24}/?$")
_JUNK_URL = re.compile(r"[\s{}<>\"]|undefined|/null\b|\[")
_LOCAL = frozenset({"localhost", "127.0.0.1", "0.0.0.0", "example.com", "www.example.com"})  # noqa: S104 - addresses that no page has
_TITLE_CHARS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """As the page says, cleaned; `languages` are its declarations, the most trusted first."""

    title: str
    authors: tuple[str, ...]
    published_at: datetime | None
    canonical_url: str | None
    languages: tuple[str | None, ...]
    linked: Linked


def metadata(page: LexborHTMLParser, url: str) -> Metadata:
    """Read JSON-LD, meta tags and headings; `url` is the page's own address."""
    metas = _metas(page)
    said = linked(script.text() for script in page.css("script[type='application/ld+json']"))
    return Metadata(
        title=_title(page, metas, said, url),
        authors=_authors(page, metas, said, url),
        published_at=_published(page, metas, said),
        canonical_url=_canonical(page, metas, said, url),
        languages=_languages(page, metas, said),
        linked=said,
    )


def _metas(page: LexborHTMLParser) -> dict[str, list[str]]:
    """Return the contents of the meta tags by lower-case property, name or itemprop."""
    found: dict[str, list[str]] = {}
    for tag in page.css("meta[content]"):
        attributes = tag.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        content = " ".join((attributes.get("content") or "").split())
        if name and content:
            found.setdefault(name.lower(), []).append(content)
    return found


def _given(metas: dict[str, list[str]], names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from metas.get(name, ())


# ---------------------------------------------------------------- title


def _title(page: LexborHTMLParser, metas: dict[str, list[str]], said: Linked, url: str) -> str:
    shared = next(_given(metas, _TITLES), "")
    tag = page.css_first("title")
    whole = " ".join(tag.text().split()) if tag is not None else ""
    sites = {*said.site_names, *_given(metas, _SITE_NAMES)}
    candidates = (said.headline, _heading(page, shared, whole), shared, whole)
    chosen = next((c for c in candidates if c and not _is_site(c, sites, url)), "")
    return without_site(chosen, sites, url)[:_TITLE_CHARS]


def _heading(page: LexborHTMLParser, shared: str, whole: str) -> str:
    """Return the h1 that the page's other titles confirm, else the only one."""
    headings = [h for h in (" ".join(node.text().split()) for node in page.css("h1")[:20]) if h]
    for heading in headings:
        folded = fold(heading)
        if any(
            folded in fold(other) or fold(other) in folded for other in (shared, whole) if other
        ):
            return heading
    return headings[0] if len(headings) == 1 and (not shared or " " in headings[0]) else ""


def without_site(title: str, sites: Iterable[str], url: str) -> str:
    """Return the title without the site's name after or before its separator.

    The name is one of `sites` or reads like the host. A part of the headline that merely follows
    a dash or a colon stays.
    """
    known = set(sites)
    while True:
        cuts = list(_SEPARATOR.finditer(title))
        if not cuts:
            return title
        first = cuts[0]
        for cut in cuts:  # a site's name may itself hold a separator
            if cut.start() and _is_site(title[cut.end() :], known, url):
                return title[: cut.start()].strip()
        if (
            "|" in first[0]
            and _is_site(title[: first.start()], known, url)
            and title[first.end() :]
        ):
            title = title[first.end() :].strip()
            continue
        return title


def _is_site(text: str, sites: Iterable[str], url: str) -> bool:
    slug = _slug(text)
    if not slug:
        return any(text.strip() == site.strip() for site in sites)
    if any(
        slug in (s := _slug(site), s.removeprefix("the")) or slug.removeprefix("the") == s
        for site in sites
    ):
        return True
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return slug in {
        _slug(host),
        *(_slug(label) for label in host.split(".")[:-1] if len(label) > 2),
    }


def _slug(text: str) -> str:
    return _SLUG.sub("", fold(text))


# ---------------------------------------------------------------- authors


def _authors(
    page: LexborHTMLParser, metas: dict[str, list[str]], said: Linked, url: str
) -> tuple[str, ...]:
    """Return the persons named; the site's own name only where nobody else is."""
    sites = {*said.site_names, *_given(metas, _SITE_NAMES)}
    fallback: tuple[str, ...] = ()
    for given in (said.authors, _given(metas, _AUTHORS), _bylines(page)):
        names = _distinct(name for text in given for name in names_in(text))
        if not all(_is_site(name, sites, url) for name in names):
            persons = tuple(name for name in names if not _DOMAIN.fullmatch(name))
            return (persons or names)[:_MAX_AUTHORS]
        fallback = fallback or names
    return fallback[:_MAX_AUTHORS]


def _bylines(page: LexborHTMLParser) -> Iterator[str]:
    """Yield what stands where authors stand, the marked ones first."""
    for selector in (
        "[itemprop~='author']",
        "[rel~='author']",
        "[class*='byline'],[class*='author']",
    ):
        for node in page.css(selector)[:10]:
            inner = node.css_first("[itemprop~='name']") or node
            text = " ".join((inner.attributes.get("content") or inner.text(separator=" ")).split())
            if len(text) <= _NAME_CHARS and (selector[1] != "c" or _ALWAYS_BY.match(text)):
                yield text


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Return each name once, in its first writing; `ann-lee` is Ann Lee."""
    return tuple({_slug(name) or name: name for name in reversed(tuple(names))}.values())[::-1]


def names_in(text: str) -> list[str]:
    """Return the names in a byline: "By Ann Lee and Bo Ek, Reuters" holds three.

    Addresses, roles, and signs in brackets are no names.
    """
    text = _BRACKETS.sub("", " ".join(text.split())).strip(" ,;|")
    if _ALWAYS_BY.match(text) or len(_BY.sub("", text).split()) > 1:
        text = _BY.sub("", text)
    whole = text.count(",") == 1 and len(text.split()) <= _SURNAME_FIRST_WORDS  # Lee, Ann
    parts = [text] if whole else _AND.split(text)
    names = (
        part.strip(" ,;|-–.") if " " not in part.strip() else part.strip(" ,;|-–") for part in parts
    )
    found = [n for n in names if _is_name(n)]
    return [n for n in found if not _ROLE.search(n)] or found


def _is_name(text: str) -> bool:
    fits = 1 < len(text) <= _NAME_CHARS and any(map(str.isalpha, text))
    return fits and len(text.split()) <= _NAME_WORDS and not _NO_NAME.search(text)


# ---------------------------------------------------------------- time, language, address


def _published(
    page: LexborHTMLParser, metas: dict[str, list[str]], said: Linked
) -> datetime | None:
    written = [*said.published, *_given(metas, _PUBLISHED)]
    found = best(written)
    if found is not None:
        return found
    for node in page.css("[itemprop='datePublished'],time[pubdate],time[datetime],article time")[
        :5
    ]:
        attributes = node.attributes
        written.append(attributes.get("datetime") or attributes.get("content") or node.text())
    return best(written)


def _languages(
    page: LexborHTMLParser, metas: dict[str, list[str]], said: Linked
) -> tuple[str | None, ...]:
    root = page.root
    attributes = root.attributes if root is not None else {}
    return (
        attributes.get("lang") or attributes.get("xml:lang"),
        *metas.get("og:locale", ())[:1],
        said.language,
        *_given(metas, ("content-language", "dc.language", "language")),
    )


def _canonical(
    page: LexborHTMLParser, metas: dict[str, list[str]], said: Linked, url: str
) -> str | None:
    base = page.css_first("base[href]")
    start = urljoin(url, (base.attributes.get("href") or "").strip()) if base is not None else url
    link = page.css_first("link[rel~='canonical'][href]")
    hrefs = [link.attributes.get("href") or ""] if link is not None else []
    for href in (*hrefs, *metas.get("og:url", ())[:1], said.url or ""):
        try:
            address = urljoin(start, href.strip()) if href.strip() else ""
            if address and _names_page(address, url):
                return address
        except ValueError:
            continue
    return None


def _names_page(address: str, url: str) -> bool:
    """Tell whether `address` can be this page's own: not the home page, a section or a template."""
    found, own = urlsplit(address), urlsplit(url)
    if found.scheme not in {"http", "https"} or _JUNK_URL.search(address):
        return False
    host = found.hostname or ""
    if host != own.hostname and (host in _LOCAL or "." not in host):
        return False
    deeper = own.path.strip("/").count("/") > found.path.strip("/").count("/") or bool(own.query)
    bare = not found.query and _SECTION.fullmatch(found.path or "/") is not None
    home = found.path in {"", "/"} and not found.query
    return not (home and own.path not in {"", "/"}) and not (bare and deeper)
