"""Four invented outlets on this machine that tell one story, each in its own way and format.

The Sahel Dispatch has an RSS feed, Le Fil du Fleuve an Atom feed, The Quay Ledger a page of links
and The Continental Post a news sitemap. Their pages carry what real ones do: menus, consent bars,
advertisements, newsletter boxes, other headlines. `articles/` holds the texts, `pages/` the rest.
"""

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import cache
from hashlib import blake2b
from html import escape
from importlib.resources import files
from string import Template
from types import TracebackType
from typing import Self

from monitor.demo.loopback import Answer, Loopback, Request

_HTML = "text/html; charset=utf-8"
_WHERE = files("monitor.demo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A text of an outlet. `age` is how long before the demo it came out; `status` its page's."""

    slug: str
    title: str
    author: str
    age: timedelta
    summary: str
    paragraphs: tuple[str, ...]
    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """How an outlet lists its articles: what stands at `listing`, and where its pages are."""

    id: str
    listing: str
    list_type: str
    frame: str
    entry: str
    page: str

    def articles(self) -> tuple[Article, ...]:
        """Return the texts of this outlet, the newest first."""
        return tuple(sorted((a for a in _articles() if a.slug.startswith(self.id)), key=_age))


OUTLETS = (
    Outlet(
        id="dispatch",
        listing="/rss.xml",
        list_type="application/rss+xml",
        frame="rss.xml",
        entry="rss-entry.xml",
        page="/reports/{}",
    ),
    Outlet(
        id="fil",
        listing="/atom.xml",
        list_type="application/atom+xml",
        frame="atom.xml",
        entry="atom-entry.xml",
        page="/article/{}.html",
    ),
    Outlet(
        id="ledger",
        listing="/index.html",
        list_type=_HTML,
        frame="ledger-front.html",
        entry="teaser.html",
        page="/news/{}.html",
    ),
    Outlet(
        id="post",
        listing="/news-sitemap.xml",
        list_type="application/xml",
        frame="sitemap.xml",
        entry="sitemap-entry.xml",
        page="/world/{}",
    ),
)


class Newsroom:
    """Serves the four outlets, each on a port of its own; use as a context manager.

    `now` is the moment that their dates count back from. `answered` counts answers by status.
    """

    def __init__(self, now: datetime) -> None:
        self.answered: Counter[int] = Counter()
        self._now = now
        self._guard = threading.Lock()
        self._stack = ExitStack()
        self._bases: dict[str, str] = {}

    def __enter__(self) -> Self:
        with self._stack as stack:
            for outlet in OUTLETS:
                site = _Site(self._count)
                base = stack.enter_context(Loopback(site.answer)).url
                site.pages = _pages(outlet, base, self._now)
                self._bases[outlet.id] = base
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def addresses(self) -> dict[str, str]:
        """Return the address of each outlet's listing, by its id."""
        return {outlet.id: self._bases[outlet.id] + outlet.listing for outlet in OUTLETS}

    def _count(self, status: int) -> None:
        with self._guard:
            self.answered[status] += 1


class _Site:
    """Answers for one outlet; a request that shows the tag of what it has gets 304."""

    def __init__(self, count: Callable[[int], None]) -> None:
        self.pages: dict[str, Answer] = {}
        self._count = count

    def answer(self, request: Request) -> Answer:
        answer = self.pages.get(request.path.partition("?")[0], Answer(status=404))
        tag = answer.headers.get("ETag")
        if tag and request.headers.get("if-none-match") == tag:
            answer = Answer(status=304, headers={"ETag": tag})
        self._count(answer.status)
        return answer


def _pages(outlet: Outlet, base: str, now: datetime) -> dict[str, Answer]:
    """Return everything that an outlet serves, by path."""
    articles = outlet.articles()
    fields = {a.slug: _fields(outlet, a, base, now) for a in articles}
    listing = _template(outlet.frame).substitute(
        base=base,
        updated=now.isoformat(timespec="seconds"),
        entries=_joined(outlet.entry, fields.values()),
        teasers=_joined(outlet.entry, fields.values()),
    )
    pages = {outlet.listing: _answer(listing, outlet.list_type)}
    page = _template(f"{outlet.id}.html")
    for article in articles:
        related = [f for slug, f in fields.items() if slug != article.slug]
        links = "\n".join(f'<li><a href="{f["url"]}">{f["title"]}</a></li>' for f in related)
        text = page.substitute(fields[article.slug] | _body(article) | {"related": links})
        pages[outlet.page.format(article.slug)] = _answer(text, _HTML, article.status)
    return pages


def _fields(outlet: Outlet, article: Article, base: str, now: datetime) -> dict[str, str]:
    """Return what the templates show of an article, escaped."""
    published = now - article.age
    url = base + outlet.page.format(article.slug)
    linked = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "url": url,
        "datePublished": published.isoformat(timespec="seconds"),
        "author": [{"@type": "Person", "name": article.author}],
    }
    shown = {
        "base": base,
        "url": url,
        "slug": article.slug,
        "title": article.title,
        "author": article.author,
        "summary": article.summary,
        "published": published.isoformat(timespec="seconds"),
        "rfc822": format_datetime(published),
        "day": f"{published:%d.%m.%Y}",
    }
    escaped = {name: escape(value) for name, value in shown.items()}
    return escaped | {"jsonld": json.dumps(linked, ensure_ascii=False).replace("</", "<\\/")}


def _body(article: Article) -> dict[str, str]:
    """Return the text of a page in two parts: an advertisement stands between them."""
    blocks = [
        f"<h2>{escape(p[3:])}</h2>" if p.startswith("## ") else f"<p>{escape(p)}</p>"
        for p in article.paragraphs
    ]
    return {"lead": "\n".join(blocks[:2]), "rest": "\n".join(blocks[2:])}


def _joined(template: str, entries: Iterable[dict[str, str]]) -> str:
    return "".join(_template(template).substitute(fields) for fields in entries)


def _answer(text: str, content_type: str, status: int = 200) -> Answer:
    if status != 200:
        return Answer(status=status, headers={"Content-Type": _HTML}, body=b"<h1>Forbidden</h1>")
    body = text.encode()
    tag = f'"{blake2b(body, digest_size=8).hexdigest()}"'
    return Answer(headers={"Content-Type": content_type, "ETag": tag}, body=body)


def _age(article: Article) -> timedelta:
    return article.age


@cache
def _articles() -> tuple[Article, ...]:
    found = (_WHERE / "articles").iterdir()
    return tuple(
        _article(file.name.removesuffix(".txt"), file.read_text("utf-8"))
        for file in found
        if file.name.endswith(".txt")
    )


def _article(slug: str, text: str) -> Article:
    """Read a text file: lines of `key: value`, an empty line, and a paragraph a block."""
    head, *paragraphs = text.strip().split("\n\n")
    keys = dict(line.split(": ", 1) for line in head.splitlines())
    return Article(
        slug=slug,
        title=keys["title"],
        author=keys["author"],
        age=timedelta(hours=float(keys["hours"])),
        summary=keys["summary"],
        paragraphs=tuple(" ".join(p.split()) for p in paragraphs),
        status=int(keys.get("status", "200")),
    )


@cache
def _template(name: str) -> Template:
    return Template((_WHERE / "pages" / name).read_text("utf-8"))
