"""Listing pages: HTML as candidates, by a CSS selector or by the shape of the page."""

import re
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from monitor.errors import PollError, PollReason
from monitor.poll.card import Link, cards_of, date_in, shown
from monitor.poll.declared import base_of
from monitor.poll.limits import MAX_CANDIDATES
from monitor.poll.link import absolute, same_site
from monitor.poll.words import language_tag
from monitor.types import Candidate, Page

MAX_SELECTOR_CHARS = 500
# Fewer headlines than this do not make a page a listing.
MIN_LINKS = 3

_SAMPLE = "<html><body><article><h3><a href='/'>a</a></h3></article></body></html>"
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5"})
_CONTENT = frozenset({"article", "main", "body", "html"})
_ASIDE = frozenset({"nav", "footer", "aside", "form", "noscript", "template", "select", "dialog"})
_ASIDE_NAME = re.compile(
    r"(?:^|[\s_-])(?:nav(?:bar|igation)?|menu|footer|breadcrumbs?|share|sharing|social|pagination"
    r"|pager|cookies?|newsletter|advert\w*|sponsor\w*|login|subscribe)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NO_ARTICLE = re.compile(
    r"/(?:tags?|topics?|authors?|autor(?:es)?|auteurs?|by|users?|profile|categor(?:y|ies|ie|ia)"
    r"|kategorie|rubrique|section|search|login|signin|register|subscribe|abo|account|about|contact"
    r"|privacy|terms|cookies?|impressum|mentions-legales|newsletters?|feeds?|rss|wp-login\.php"
    r"|wp-admin|page|share|print|comments?)(?:/[^/]*)?/?$"
    r"|\.(?:jpe?g|png|gif|svg|webp|mp3|mp4|zip|css|js|xml|rss|ics)$",
    re.IGNORECASE,
)
_NO_ARTICLE_QUERY = re.compile(r"(?:^|&)(?:share|replytocom|action|sort|orderby|page|paged)=")
_ARTICLE_PATH = re.compile(r"[^/_-]+(?:[_-][^/_-]+){2,}|\d{4,}|\.(?:s?html?|php|aspx?)$")
_UNSPACED = re.compile(r"[฀-๿぀-ヿ㐀-鿿]")


def selector_error(selector: str) -> str | None:
    """Return what is wrong with a CSS selector, to be read after its name, or None.

    Never raises and never crashes: what selectolax takes badly, it is not shown.
    """
    if not selector.strip():
        return "is empty; name the links of the listing, for example h3 a"
    if _UNPRINTABLE.search(selector):
        return "holds control characters"
    if len(selector) > MAX_SELECTOR_CHARS:
        return f"is longer than {MAX_SELECTOR_CHARS} characters"
    if selector.lstrip().startswith(("/", "./")):
        return "looks like XPath; write a CSS selector, for example h3 a"
    try:
        LexborHTMLParser(_SAMPLE).css(selector)
    except SelectolaxError:
        return (
            "is no CSS selector that selectolax can read; pseudo-elements and jQuery's additions "
            "are not known; an example: article h3 > a[href]"
        )
    return None


def read_listing(tree: LexborHTMLParser, page: Page, links: str | None) -> tuple[Candidate, ...]:
    """Return the articles that a listing page links to, in its order, each address once.

    With `links` those that the selector matches: anchors, or elements with an anchor in or
    around them. Without it the anchors that read and lead like headlines: those in headings, else
    those of four words and more; none in navigation, none to tags, authors or pictures. Links to
    other sites count only where a selector finds no others. Headline, teaser and date come from
    the card around the link, else the date from the address.
    Raises PollError with NO_LINKS if nothing is found.
    """
    base = base_of(tree, page.url)
    found = _selected(tree, base, page.url, links) if links else _guessed(tree, base, page.url)
    root = tree.css_first("html")
    language = language_tag(root.attributes.get("lang")) if root else None
    return tuple(
        Candidate(
            url=card.url,
            title=card.title,
            text=card.text,
            published_at=card.published_at,
            language=language,
        )
        for card in cards_of(found)[:MAX_CANDIDATES]
    )


def _selected(tree: LexborHTMLParser, base: str, page_url: str, links: str) -> list[Link]:
    problem = selector_error(links)
    if problem:
        raise PollError(PollReason.NO_LINKS, f"links: {links!r} {problem}")
    nodes = tree.css(links)
    found = [link for node in nodes if (link := _link(node, base, page_url))]
    if not found:
        matched = f"matches {len(nodes)} elements but no link" if nodes else "matches nothing"
        raise PollError(
            PollReason.NO_LINKS,
            f"links: {links!r} {matched} on {page_url}; the page may have a new layout, be filled "
            "by a script or ask for consent: look at it and adjust the selector",
        )
    return [link for link in found if same_site(link.url, page_url)] or found


def _link(node: LexborNode, base: str, page_url: str) -> Link | None:
    """Return the link of a selected element: itself, the first within, or the one around it."""
    anchor = node if _is_anchor(node) else node.css_first("a[href]") or _anchor_around(node)
    if anchor is None:
        return None
    url = absolute(anchor.attributes.get("href") or "", base)
    return Link(url, anchor) if url and url != page_url.partition("#")[0] else None


def _is_anchor(node: LexborNode) -> bool:
    return node.tag == "a" and bool(node.attributes.get("href"))


def _anchor_around(node: LexborNode) -> LexborNode | None:
    parent = node.parent
    while parent is not None and not _is_anchor(parent):
        parent = parent.parent
    return parent


def _guessed(tree: LexborHTMLParser, base: str, page_url: str) -> list[Link]:
    aside: dict[int, bool] = {}
    links: list[Link] = []
    headed: set[str] = set()
    worded: set[str] = set()
    for anchor in tree.css("body a[href]"):
        link = _link(anchor, base, page_url)
        if link is None or not _may_be_article(link.url, page_url) or _is_aside(anchor, aside):
            continue
        links.append(link)
        words = _words(shown(anchor))
        if words > 1 and _is_headed(anchor):
            headed.add(link.url)
        elif words > 3 and (date_in(link.url) or _ARTICLE_PATH.search(urlsplit(link.url).path)):
            worded.add(link.url)
    chosen = headed if len(headed) >= MIN_LINKS else headed | worded
    if not chosen:
        raise PollError(
            PollReason.NO_LINKS,
            f"no headlines found on {page_url}; say which links are articles with links:, a CSS "
            "selector such as h3 a",
        )
    return [link for link in links if link.url in chosen]


def _words(text: str) -> int:
    """Return how many words a text has; two letters are one where no spaces are written."""
    return len(text.split()) + len(_UNSPACED.findall(text)) // 2


def _is_headed(anchor: LexborNode) -> bool:
    """Tell whether an anchor is in a heading or a heading in it."""
    node, level = anchor.parent, 0
    while node is not None and level < 3:
        if node.tag in _HEADINGS:
            return True
        node, level = node.parent, level + 1
    return anchor.css_first("h1, h2, h3, h4, h5") is not None


def _is_aside(anchor: LexborNode, known: dict[int, bool]) -> bool:
    """Tell whether an anchor stands in navigation, a form or the like; remember it in `known`."""
    chain: list[int] = []
    node = anchor.parent
    answer = False
    while node is not None:
        if node.mem_id in known:
            answer = known[node.mem_id]
            break
        chain.append(node.mem_id)
        if _names_aside(node):
            answer = True
            break
        node = node.parent
    known.update(dict.fromkeys(chain, answer))
    return answer


def _names_aside(node: LexborNode) -> bool:
    if node.tag in _ASIDE:
        return True
    if node.tag in _CONTENT or node.tag is None or node.tag.startswith("-"):
        return False
    attributes = node.attributes
    name = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    return attributes.get("role") == "navigation" or bool(_ASIDE_NAME.search(name))


def _may_be_article(url: str, page_url: str) -> bool:
    """Tell whether an address can be an article's of this site, and not a page about many."""
    parts, ours = urlsplit(url), urlsplit(page_url)
    path = parts.path.rstrip("/")
    if not (path or parts.query) or not same_site(url, page_url):
        return False
    if _NO_ARTICLE_QUERY.search(parts.query) or _NO_ARTICLE.search(parts.path):
        return False
    return bool(parts.query) or not f"{ours.path}/".startswith(f"{path}/")
