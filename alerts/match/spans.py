"""The places where listed words stand: automaton, then boundary, then case."""

from typing import NamedTuple

from alerts.match.boundary import closes, genitive, opens
from alerts.match.layout import Document
from alerts.rules.automaton import Role, Term
from alerts.rules.fold import Folded, fold_cased
from alerts.rules.words import Case

# How much may stand before the colon or dash that ends a dateline: "BER, Mali (AP) —".
_DATELINE_ENDS = (",", ":", "/", "(", "|", "—", "–")
_GAP_MOST = 20


class Span(NamedTuple):
    """A place in the document, and the same place in its folded text.

    A tuple because a text can hold a hundred thousand of them, and it costs a third.
    """

    start: int
    end: int
    folded_start: int
    folded_end: int


def stand(document: Document, term: Term, start: int, end: int) -> Span | None:
    """Return the span of a term that was seen in the folded text; None if it is no word there."""
    folded = document.folded
    if not opens(folded, start, end):
        return None
    reach = _reach(folded, term, start, end)
    if reach is None or (place := folded.span(start, reach)) is None:
        return None
    if term.cased and not _spelled(document, term, *place):
        return None
    return Span(place[0], place[1], start, reach)


def _reach(folded: Folded, term: Term, start: int, end: int) -> int | None:
    """Return where the term ends in the folded text; None if a word goes on there."""
    if term.pattern.tail:
        found = term.pattern.tail.match(folded.text, end)
        if not found:
            return None
        end = found.end()
    if closes(folded, end):
        return end
    if term.role in {Role.NAME, Role.SHORT} and genitive(folded.text, start, end):
        return end
    return None


def _spelled(document: Document, term: Term, start: int, end: int) -> bool:
    """Whether the case of the span is what the term asks for."""
    source = document.text[start:end]
    if source == term.written:
        return True
    if source.isascii() and source.isalnum() and not term.pattern.dotted and not term.bends:
        return term.shouts and source.isupper() and _capitals(document, start, end)
    words = fold_cased(source.replace(".", "") if term.pattern.dotted else source).split()
    wanted = [token.cased for token in term.tokens]
    pairs = list(zip(words, term.tokens, strict=False))
    if not all(_same(word, token.cased, token.open) for word, token in pairs if token.exact):
        return False
    if term.case is Case.ANY or words == wanted:
        return True
    if all(_same(word, token.cased, token.open) for word, token in pairs):
        return True
    return term.case is Case.SMART and source.isupper() and _capitals(document, start, end)


def _same(word: str, cased: str, open_: bool) -> bool:
    return word.startswith(cased) if open_ else word == cased


def _capitals(document: Document, start: int, end: int) -> bool:
    """Whether capitals say nothing here: the line has nothing else, or it is a dateline."""
    low, high = document.line(start)
    if document.capitals(low, high):
        return True
    after = document.text[end : min(high, end + _GAP_MOST)].lstrip()
    return after.startswith(_DATELINE_ENDS) and document.text[low:end].isupper()
