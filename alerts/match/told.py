"""What is known of an article beside its text: its source, language, authors and address."""

from collections.abc import Iterator

from alerts.match.layout import Document
from alerts.match.spans import stand
from alerts.rules import Ruleset
from alerts.rules.index import Told
from alerts.rules.language.tree import Condition, Fact
from alerts.types import Article


def met(ruleset: Ruleset, article: Article) -> frozenset[Condition]:
    """Return the conditions of all rules that are true of an article."""
    if not ruleset.index.conditions:
        return frozenset()
    told = ruleset.told
    known = (told.by_value.get(fact) for fact in _facts(article))
    facts = (one for one in known if one is not None)
    return frozenset({*facts, *_authors(told, article), *_addresses(told, article)})


def known_of(article: Article) -> frozenset[str]:
    """Return the source and the tags of an article, as evidence names them."""
    return frozenset({f"source:{article.ref.source}", *(f"tag:{tag}" for tag in article.tags)})


def _facts(article: Article) -> Iterator[tuple[Fact, str]]:
    yield Fact.SOURCE, article.ref.source
    for tag in article.tags:
        yield Fact.TAG, tag
    language = (article.ref.language or "").casefold().replace("_", "-")
    while language:
        yield Fact.LANG, language
        language = language.rpartition("-")[0]


def _authors(told: Told, article: Article) -> Iterator[Condition]:
    """Yield the conditions whose words stand in the name of an author."""
    if not told.authors:
        return
    for name in article.authors:
        document = Document("", name)
        for (_, number), seen in told.authors.find(document.folded.text).items():
            if any(stand(document, term, start, end) for start, end, term in seen):
                yield told.conditions[number]


def _addresses(told: Told, article: Article) -> Iterator[Condition]:
    """Yield the conditions whose text stands in an address of the article."""
    if not told.addresses:
        return
    for address in {article.ref.url, article.ref.canonical_url}:
        for _, number in told.addresses.find(address.casefold()):
            yield told.conditions[number]
