"""What a page's JSON-LD (schema.org) says of its article."""

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_MAX_NODES = 2_000
_ARTICLE = re.compile(r"Article$|^(?:BlogPosting|LiveBlogPosting|Report|NewsItem|Review)$")
_INNER = ("@graph", "mainEntity", "itemListElement", "item", "hasPart", "mainEntityOfPage")
_COMMENTS = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$|;\s*$"
)
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])')
# The fields that are worth having from JSON that cannot be parsed at all.
_FIELD = re.compile(r'"(headline|datePublished|inLanguage)"\s*:\s*"((?:[^"\\\n]|\\.){1,400})"')
_MARKUP = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """The article's own statements, as written; empty where the page makes none."""

    headline: str = ""
    body: str = ""
    authors: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    language: str | None = None
    url: str | None = None
    site_names: tuple[str, ...] = ()
    is_article: bool = False


def linked(scripts: Iterable[str]) -> Linked:
    """Return what these `application/ld+json` scripts say of the page's article.

    Knows lists, `@graph`, `mainEntity` and references by `@id`. JSON with comments, trailing
    commas or raw control characters is repaired; of worse, the plain fields are picked out.
    """
    nodes: list[dict[str, object]] = []
    for script in scripts:
        nodes.extend(_nodes(_load(script)))
        if len(nodes) > _MAX_NODES:
            break
    by_id = {i: n for n in nodes if isinstance(i := n.get("@id"), str) and len(n) > 1}
    articles = [n for n in nodes if any(map(_ARTICLE.search, _strings(n.get("@type"))))]
    main = next((n for n in articles if n.get("headline")), articles[0] if articles else None)
    pages = [n for n in nodes if any(t.endswith("Page") for t in _strings(n.get("@type")))]
    said = main or (pages[0] if pages else next((n for n in nodes if "headline" in n), {}))
    every = [n for n in (main, *articles, *pages, *nodes[:1]) if n is not None]
    return Linked(
        headline=_clean(next(iter(_strings(said.get("headline") or said.get("name"))), ""))
        if main or "headline" in said
        else "",
        body=next(iter(_strings(said.get("articleBody"))), ""),
        authors=tuple(_names(said.get("author") or said.get("creator"), by_id)) if main else (),
        published=tuple(d for n in every for d in _strings(n.get("datePublished")))[:4],
        language=next((t for n in every for t in _languages(n.get("inLanguage"))), None),
        url=next(iter(_urls(said)), None) if main else None,
        site_names=tuple(_site_names(nodes, by_id)),
        is_article=main is not None,
    )


def _load(script: str) -> object:
    text = script.strip()
    for repair in (str, _repaired):
        try:
            return json.loads(repair(text), strict=False)
        except ValueError:
            continue
        except RecursionError:
            return None
    fields = {name: _unescaped(value) for name, value in reversed(_FIELD.findall(text))}
    kind = "NewsArticle" if re.search(r'"@type"\s*:\s*\[?\s*"\w*Article"', text) else "Thing"
    return {"@type": kind, **fields} if fields else None


def _repaired(text: str) -> str:
    text = _COMMENTS.sub("", _COMMENTS.sub("", text))
    return _TRAILING_COMMA.sub("", _BAD_ESCAPE.sub(r"\\\\", text))


def _unescaped(value: str) -> str:
    try:
        return str(json.loads(f'"{value}"', strict=False))
    except ValueError:
        return value


def _nodes(value: object) -> Iterator[dict[str, object]]:
    """Yield the objects that may describe the page, outermost first."""
    waiting = [value]
    for _ in range(_MAX_NODES):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(reversed(value[:_MAX_NODES]))
        elif isinstance(value, dict):
            yield value
            waiting.extend(value[key] for key in _INNER if isinstance(value.get(key), dict | list))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from (v for v in value if isinstance(v, str))
    elif isinstance(value, dict) and isinstance(value.get("@value"), str):
        yield value["@value"]


def _languages(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        value = value.get("alternateName") or value.get("name")
    yield from _strings(value)


def _names(value: object, by_id: dict[str, dict[str, object]], depth: int = 0) -> Iterator[str]:
    """Yield the names of persons and organisations; follow references, and stop at the third."""
    if isinstance(value, list) and depth < 3:
        for one in value:
            yield from _names(one, by_id, depth + 1)
    elif isinstance(value, dict):
        named = value if "name" in value else by_id.get(str(value.get("@id")), {})
        yield from map(_clean, _strings(named.get("name")))
    elif isinstance(value, str):
        named = by_id.get(value, {})
        yield from map(_clean, _strings(named.get("name", value)))


def _site_names(
    nodes: list[dict[str, object]], by_id: dict[str, dict[str, object]]
) -> Iterator[str]:
    for node in nodes[:50]:
        yield from _names(node.get("publisher"), by_id)
        if any(t in {"WebSite", "NewsMediaOrganization"} for t in _strings(node.get("@type"))):
            yield from map(_clean, _strings(node.get("name")))


def _urls(node: dict[str, object]) -> Iterator[str]:
    whole = node.get("mainEntityOfPage")
    yield from _strings(node.get("url"))
    yield from _strings(whole.get("@id") if isinstance(whole, dict) else whole)


def _clean(text: str) -> str:
    """Resolve entities (some sites escape twice) and drop markup."""
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if "<" in text:
        text = _MARKUP.sub("", text)
    return " ".join(text.split())
