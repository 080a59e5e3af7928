"""Whether a text that is nearly another's counts other victims.

An agency brings its report up to date and changes one number: nearly all of the text is the same,
and the one sentence that is not is the news.
"""

import re
from collections.abc import Iterator

from alerts.types import ArticleId
from monitor.story.figures import figures
from monitor.story.kinds import BARE
from monitor.story.ledger import Ledger, Told
from monitor.story.reading import READ_CHARS, read
from monitor.story.sentences import sentences

_WORD = re.compile(r"\w+")
_ALIKE = 0.5
"""A sentence and its earlier form have so many of the words of both in common (Jaccard)."""
_CHANGED = 60
"""Changed sentences that are looked at, the first: a copy has few."""
_ONE, _OTHER = ArticleId(1), ArticleId(2)


def tells_otherwise(text: str, other: str, language: str | None) -> bool:
    """Tell whether a sentence of `text` counts other victims than the one of `other` it is like.

    Only sentences that are not in both are read, so of equal texts none; another form of a number
    ("two", "2") makes no other count.
    """
    return any(
        Ledger(_victims(before, language, _ONE)).judge(_victims(after, language, _OTHER)).disputed
        for before, after in _changed(other, text)
    )


def _changed(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Yield the sentences that stand in one text alone, each with the one it is most like."""
    old, new = _by_words(before), _by_words(after)
    gone = [(frozenset(words), said) for words, said in old.items() if words not in new][:_CHANGED]
    fresh = [(words, said) for words, said in new.items() if words not in old]
    for words, said in fresh[:_CHANGED] if gone else ():
        own = frozenset(words)
        alike, nearest = max((len(own & other) / len(own | other), text) for other, text in gone)
        if alike >= _ALIKE:
            yield nearest, said


def _by_words(text: str) -> dict[tuple[str, ...], str]:
    some = sentences(text[:READ_CHARS])
    found = ((tuple(_WORD.findall(each.text.casefold())), each.text) for each in some)
    return {words: said for words, said in found if words}


def _victims(said: str, language: str | None, article: ArticleId) -> list[Told]:
    return [
        Told(figure=each, article=article, source=str(article), url="", at=None)
        for each in figures(read(said, language))
        if each.action in BARE
    ]
