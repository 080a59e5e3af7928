"""Which reader a body goes to, and what is said of one that none can read."""

from typing import NoReturn, assert_never

from selectolax.lexbor import LexborHTMLParser

from monitor.charset import decode
from monitor.errors import PollError, PollReason
from monitor.poll.body import unpacked
from monitor.poll.card import shown
from monitor.poll.declared import declared_feeds, linked_feeds
from monitor.poll.feed import read_feed
from monitor.poll.jsonfeed import read_json_feed
from monitor.poll.kind import Shape, shape
from monitor.poll.listing import MIN_LINKS, read_listing
from monitor.poll.sitemap import read_sitemap, read_text_sitemap
from monitor.types import Elsewhere, Listed, Page, Polled, SourceKind
from monitor.walls import Wall, wall_of

_SHOWN_CHARS = 80
_WALLS = {
    Wall.BOT: (
        PollReason.BOT_WALL,
        "checks for bots; wireroom does not pretend to be a browser: ask the site to let its "
        "user_agent through, or name another address, such as a feed or a news sitemap",
    ),
    Wall.CONSENT: (
        PollReason.CONSENT_PAGE,
        "asks for consent before it shows anything; name an address that is served without, such "
        "as a feed or a news sitemap",
    ),
    Wall.LOGIN: (
        PollReason.LOGIN_PAGE,
        "asks to log in; name an address that is public, such as a feed or a news sitemap",
    ),
}


def read(page: Page, *, kind: SourceKind | None, links: str | None) -> Polled:
    """Return the candidates at a source's address, or the addresses where they stand.

    The bytes decide what it is, not the content type; a feed is read where a sitemap was expected
    and the other way round. HTML is a listing where `kind` says so or `links`, a CSS selector, is
    given; with kind None its declared feeds come first, then its headlines. `Listed` is in the
    source's order, each address once, at most MAX_CANDIDATES. `published_at` is the source's own
    date in feeds and news sitemaps; in a plain sitemap it is the last change, and in a listing it
    may be the day alone. Raises PollError, whose detail says what to do.
    """
    body = unpacked(page)
    found: Polled | None
    match shape(body):
        case Shape.XML_FEED:
            found = read_feed(body, page)
        case Shape.JSON:
            found = read_json_feed(body, page)
        case Shape.XML_SITEMAP:
            found = read_sitemap(body, page)
        case Shape.TEXT_SITEMAP:
            found = read_text_sitemap(body, page)
        case Shape.HTML:
            found = _read_html(body, page, kind, links)
        case Shape.UNKNOWN:
            found = None
        case other:
            assert_never(other)
    if found is None:
        raise _unreadable(body, page, kind)
    return found


def _read_html(body: bytes, page: Page, kind: SourceKind | None, links: str | None) -> Polled:
    markup = decode(body, page.content_type)
    tree = LexborHTMLParser(markup)
    if kind is SourceKind.LISTING or (kind is None and links):
        try:
            return Listed(kind=SourceKind.LISTING, candidates=read_listing(tree, page, links))
        except PollError as error:
            raise _walled(markup, tree, page) or error from None
    declared = declared_feeds(tree, page.url)
    if kind is not None:
        raise _walled(markup, tree, page) or _instead_of(kind, tree, declared, page)
    if declared:
        return Elsewhere(kind=SourceKind.FEED, urls=declared)
    return _headlines(tree, page) or _nothing(markup, tree, page)


def _headlines(tree: LexborHTMLParser, page: Page) -> Polled | None:
    """Return a page's headlines, or the feeds that it links to, where no kind was given."""
    try:
        candidates = read_listing(tree, page, None)
    except PollError:
        candidates = ()
    if len(candidates) >= MIN_LINKS:
        return Listed(kind=SourceKind.LISTING, candidates=candidates)
    linked = linked_feeds(tree, page.url)
    return Elsewhere(kind=SourceKind.FEED, urls=linked) if linked else None


def _nothing(markup: str, tree: LexborHTMLParser, page: Page) -> NoReturn:
    raise _walled(markup, tree, page) or PollError(
        PollReason.UNKNOWN_KIND,
        f"{page.url} is {_described(tree)} that declares no feed and lists no headlines; name its "
        "feed, or kind: listing with links:, a CSS selector such as h3 a",
    )


def _walled(markup: str, tree: LexborHTMLParser, page: Page) -> PollError | None:
    """Return what to say of a page that stands before the one that was asked for."""
    wall = wall_of(markup, url=page.url, requested_url=page.requested_url)
    if wall is None:
        return None
    reason, said = _WALLS[wall]
    return PollError(reason, f"{page.url} is {_described(tree)} that {said}")


def _described(tree: LexborHTMLParser) -> str:
    """Return "an HTML page" with its title, by which the reader knows it."""
    node = tree.css_first("head title")
    title = shown(node)[:_SHOWN_CHARS] if node else ""
    return f"an HTML page titled {title!r}" if title else "an HTML page without a title"


def _instead_of(
    kind: SourceKind, tree: LexborHTMLParser, declared: tuple[str, ...], page: Page
) -> PollError:
    said = f"{page.url} is {_described(tree)}, not a {kind}"
    if declared:
        advice = f"; it declares {', '.join(declared)}: use that as url"
    else:
        advice = (
            ", and declares no feed; the feed may have moved or ended: open it in a browser, then "
            "correct url, or set kind: listing with links:, a CSS selector"
        )
    return PollError(PollReason.HTML, said + advice)


def _unreadable(body: bytes, page: Page, kind: SourceKind | None) -> PollError:
    start = body[:_SHOWN_CHARS].decode("utf-8", "replace")
    wanted = f"read as a {kind}" if kind else "told to be a feed, a sitemap or a listing"
    return PollError(
        PollReason.MALFORMED if kind else PollReason.UNKNOWN_KIND,
        f"{page.url} cannot be {wanted}: it starts with {start!r}; open it in a browser and "
        "correct url or kind",
    )
