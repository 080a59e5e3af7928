"""The places where listed words stand: automaton, then boundary, then case."""

from collections.abc import Iterator
from dataclasses import dataclass

from alerts.match.boundary import closes, genitive, opens
from alerts.match.layout import Document
from alerts.rules.automaton import Automaton, Role, Term
from alerts.rules.fold import fold_cased
from alerts.rules.words import Case

# How much may stand before the colon or dash that ends a dateline: "BER, Mali (AP) —".
_DATELINE_ENDS = (",", ":", "/", "(", "|", "—", "–")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A place in the document, the same place in its folded text, and its sentence."""

    start: int
    end: int
    folded_start: int
    folded_end: int
    sentence: int

    def holds(self, other: "Span") -> bool:
        """Whether `other` lies within this span."""
        return self.start <= other.start and other.end <= self.end


def find(document: Document, automaton: Automaton) -> Iterator[tuple[Role, int, Span]]:
    """Yield (role, key, span) for every term of `automaton` that stands in the document."""
    folded = document.folded
    for terms, start, end in automaton.find(folded.text):
        if not opens(folded, start, end):
            continue
        for term in terms:
            if (reach := _reach(document, term, start, end)) is None:
                continue
            place = folded.span(start, reach)
            if place and (not term.cased or _spelled(document, term, *place)):
                yield (
                    term.role,
                    term.key,
                    Span(
                        start=place[0],
                        end=place[1],
                        folded_start=start,
                        folded_end=reach,
                        sentence=document.sentence(place[0]),
                    ),
                )


def _reach(document: Document, term: Term, start: int, end: int) -> int | None:
    """Return where the term ends in the folded text; None if a word goes on there."""
    folded = document.folded
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
    line = document.text[low:high]
    if line.isupper():
        return True
    after = document.text[end:high].lstrip()
    return document.text[low:end].isupper() and after.startswith(_DATELINE_ENDS)
