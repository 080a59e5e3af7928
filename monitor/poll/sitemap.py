"""Sitemaps and their indexes (sitemaps.org), with Google's news extension."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from lxml import etree

from monitor.charset import decode
from monitor.poll.body import xml_bytes
from monitor.poll.dates import moment
from monitor.poll.kind import xml_start
from monitor.poll.limits import MAX_CHILDREN, MAX_SITEMAP_CANDIDATES
from monitor.poll.link import absolute
from monitor.poll.words import language_tag, one_line
from monitor.types import Candidate, Elsewhere, Listed, Page, SourceKind

_NEWS = re.compile(r"news|noticia|nachricht|actu|aktuel|latest|today|recent|google", re.IGNORECASE)
_ARTICLES = re.compile(r"article|artikel|articulo|post|stor(?:y|ies)|content|beitr", re.IGNORECASE)
_OTHER = re.compile(
    r"image|video|photo|galler|categor|rubri|tag|topic|author|autor|auteur|user|page|product|static"
    r"|section|forum|event|misc",
    re.IGNORECASE,
)
_PERIOD = re.compile(r"((?:19|20)\d{2})(?:[-_/.]?(0[1-9]|1[0-2]))?(?:[-_/.]?([0-3]\d))?(?!\d)")
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def read_sitemap(body: bytes, page: Page) -> Listed | Elsewhere | None:
    """Return a sitemap's candidates, or the likeliest children of an index; None if it is neither.

    At most 1,000 candidates: the newest if the dates tell, else the first. At most 5 children:
    those named for news, then for articles, then the newest by date or name.
    """
    clean = xml_bytes(body[xml_start(body) :], page.content_type)
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False,
        remove_comments=True, remove_pis=True, collect_ids=False,
    )  # fmt: skip
    try:
        root = etree.fromstring(clean, parser)
    except etree.XMLSyntaxError:
        return None
    name = "" if root is None else _local(root)
    if name == "sitemapindex":
        return Elsewhere(kind=SourceKind.SITEMAP, urls=_children(root, page.url))
    if name != "urlset":
        return None
    dated = [_candidate(element, page.url) for element in root if _local(element) == "url"]
    return Listed(kind=SourceKind.SITEMAP, candidates=_newest(found for found in dated if found))


def read_text_sitemap(body: bytes, page: Page) -> Listed | None:
    """Return the candidates of a sitemap that is a list of addresses, one a line."""
    urls = (absolute(line, page.url) for line in decode(body, page.content_type).split("\n"))
    found = tuple(Candidate(url=url) for url in dict.fromkeys(filter(None, urls)))
    kept = found[:MAX_SITEMAP_CANDIDATES]
    return Listed(kind=SourceKind.SITEMAP, candidates=kept) if kept else None


def _local(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def _texts(element: etree._Element) -> dict[str, str]:
    """Return the first text of each name below an element; pictures and videos are not asked."""
    texts: dict[str, str] = {}
    pending = list(reversed(element))
    while pending:
        child = pending.pop()
        name = _local(child)
        if name in {"image", "video"}:
            continue
        if child.text and child.text.strip():
            texts.setdefault(name, child.text.strip())
        pending.extend(reversed(child))
    return texts


def _candidate(element: etree._Element, base: str) -> tuple[datetime, Candidate] | None:
    texts = _texts(element)
    url = absolute(texts.get("loc", ""), base)
    if url is None:
        return None
    modified = moment(texts.get("lastmod", ""))
    published = moment(texts.get("publication_date", "")) or modified
    candidate = Candidate(
        url=url,
        title=one_line(texts.get("title", "")),
        published_at=published,
        language=language_tag(texts.get("language")),
    )
    return max(filter(None, (published, modified)), default=_LONG_AGO), candidate


def _newest(dated: Iterator[tuple[datetime, Candidate]]) -> tuple[Candidate, ...]:
    """Return the newest, each address once, in the sitemap's order."""
    once: dict[str, tuple[datetime, Candidate]] = {}
    for at, candidate in dated:
        once.setdefault(candidate.url, (at, candidate))
    kept = set(sorted(once, key=lambda url: once[url][0], reverse=True)[:MAX_SITEMAP_CANDIDATES])
    return tuple(candidate for url, (_, candidate) in once.items() if url in kept)


def _children(root: etree._Element, base: str) -> tuple[str, ...]:
    dated: dict[str, datetime] = {}
    for element in root:
        texts = _texts(element)
        url = absolute(texts.get("loc", ""), base)
        if url is not None:
            dated.setdefault(url, moment(texts.get("lastmod", "")) or _period(url))
    ranked = sorted(dated, key=lambda url: dated[url], reverse=True)
    return tuple(sorted(ranked, key=_likeness)[:MAX_CHILDREN])


def _likeness(url: str) -> int:
    """Return 0 for a name that promises news, 1 for articles, 2 for no promise, 3 for others."""
    name = url.partition("://")[2].partition("/")[2]
    kinds = ((_NEWS, 0), (_OTHER, 3), (_ARTICLES, 1))
    return next((rank for pattern, rank in kinds if pattern.search(name)), 2)


def _period(url: str) -> datetime:
    """Return the time that a child's name tells, as `sitemap-2023-08.xml`."""
    found = list(_PERIOD.finditer(url.partition("://")[2]))
    if not found:
        return _LONG_AGO
    year, month, day = (int(part or 1) for part in found[-1].groups())
    return datetime(year, month, min(max(day, 1), 28), tzinfo=UTC)
