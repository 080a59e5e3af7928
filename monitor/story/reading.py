"""An article as the story sees it: sentences, their tokens, and what each word means."""

from dataclasses import dataclass
from functools import cached_property

from monitor.story.dateline import without_dateline
from monitor.story.languages import Language, Mark, Meaning, language
from monitor.story.numbers import Number, numbers
from monitor.story.sentences import Sentence, sentences
from monitor.story.tokens import WORD, Token, tokens

READ_CHARS, _TITLE_CHARS = 50_000, 1_000
"""Of a text, and of a title: with this a text of 1 MB, which no reporter writes, costs 0.3 s of CPU
at most, and not several; stories are read where nothing else can be written."""
_OPENING = frozenset('"“„«:‘')
_SMALL, _HEADING, _CAPITALS = 3, 4, 0.85
"""A heading has _HEADING words longer than _SMALL letters, and so many of them with a capital."""
_SAMPLE = 20
"""Sentences by whose words a language is guessed."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A sentence with its tokens; their offsets are those of the text, like the sentence's.

    What follows from them is worked out when it is first asked for.
    """

    sentence: Sentence
    language: Language
    tokens: tuple[Token, ...]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """What the tokens say, folded."""
        return tuple([meaning.word for meaning in self.meanings])

    @cached_property
    def meanings(self) -> tuple[Meaning, ...]:
        """What each token means; numbers and marks mean nothing."""
        known = self.language.meanings
        return tuple([known[token[3]] for token in self.tokens])

    @cached_property
    def marks(self) -> list[Mark]:
        """The phrases of the language's tables that stand in the sentence."""
        return self.language.marks(self.words, self.meanings)

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """The numbers of the sentence, those that count nothing included."""
        return numbers(self.tokens, self.meanings, self.language, self.marks)

    @cached_property
    def concepts(self) -> tuple[tuple[str, ...], ...]:
        """The concepts of each token, those of phrases included, at their last word."""
        found = [meaning.concepts for meaning in self.meanings]
        for mark in self.marks:
            if mark.kind == "concept":
                found[mark.first : mark.last - 1] = [()] * (mark.last - 1 - mark.first)
                found[mark.last - 1] = (mark.value,)
        return tuple(found)

    @cached_property
    def dated(self) -> bool:
        """Whether a month or a weekday is named."""
        return any(meaning.times for meaning in self.meanings)

    @cached_property
    def all_concepts(self) -> frozenset[str]:
        """The concepts of all tokens."""
        return frozenset(concept for concepts in self.concepts for concept in concepts)

    @cached_property
    def names(self) -> frozenset[int]:
        """The tokens that are names, or parts of one: what is written with a capital.

        Not what stands at the beginning and may be any word, nor days and months; in German, where
        all nouns have capitals, only what is all capitals or stands behind a preposition of place.
        """
        return frozenset(
            at
            for at, (_, _, kind, written) in enumerate(self.tokens)
            if kind == WORD and written[0].isupper() and self._is_name(at)
        )

    @cached_property
    def _capitalised(self) -> bool:
        """Whether it is a heading with a capital to every word, of which none makes a name."""
        words = [each for each in self.tokens if each.kind == WORD and len(each.written) > _SMALL]
        capital = sum(each.capital for each in words)
        return len(words) >= _HEADING and capital >= _CAPITALS * len(words)

    def _is_name(self, at: int) -> bool:
        written, word, language = self.tokens[at].written, self.words[at], self.language
        if len(written) < 2 or self.meanings[at].times:
            return False
        if written.isupper():
            return not self.sentence.text.isupper()
        if self._capitalised:
            return False
        if word in language.stops or word in language.numerals:
            return False
        if at == 0 or self.words[at - 1] in _OPENING:
            return at == 0 and self._goes_on(at)
        if language.code == "de":
            return self.words[at - 1] in language.places and not self.meanings[at].concepts
        return True

    def _goes_on(self, at: int) -> bool:
        """Whether a name goes on behind its first word, or has an 's: Marc Tessier, Mali's."""
        if at + 2 >= len(self.tokens):
            return False
        after = self.tokens[at + 1]
        if after.word in {"'", "’"}:
            return self.words[at + 2] == "s"
        return after.kind == WORD and after.capital and self.language.code != "de"


@dataclass(frozen=True, kw_only=True)
class Reading:
    """An article read: its language, the lines of its text, and those of its title."""

    language: Language
    lines: tuple[Line, ...]
    title: tuple[Line, ...] = ()

    @property
    def every(self) -> tuple[Line, ...]:
        """All that it says, title included."""
        return self.title + self.lines


def read(text: str, code: str | None, title: str = "") -> Reading:
    """Return an article as lines; `code` is its ISO 639 language, guessed where None.

    What stands behind the first READ_CHARS of its text is not read.
    """
    spans = sentences(text[:READ_CHARS])
    spans = (*map(without_dateline, spans[:1]), *spans[1:])
    parts = [tokens(text, each.start, each.end) for each in spans]
    chosen = language(code, [token.written for part in parts[:_SAMPLE] for token in part])
    return Reading(
        language=chosen,
        lines=tuple(
            Line(sentence=sentence, language=chosen, tokens=part)
            for sentence, part in zip(spans, parts, strict=True)
        ),
        title=tuple(
            Line(sentence=each, language=chosen, tokens=tokens(title, each.start, each.end))
            for each in sentences(title[:_TITLE_CHARS])
        ),
    )
