"""What a source puts under many articles: "Get our app", "when is it and how to watch on TV".

It would make all of its articles look alike. A line is known by its words, without numbers and
addresses, and is no longer read when the source has shown it in three articles; a phrase of four
plain words in title or lead, when in five.
"""

import re
from collections.abc import Iterator
from zlib import crc32

from monitor.story.cluster.index import often

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_LINE = re.compile(r"[^.!?\n]+[.!?]*\n?|[.!?\n]")
_WORD = re.compile(r"[^\W\d_]+")
_LINE_TIMES = 3
_PHRASE_WORDS = 4
_PHRASE_TIMES = 5
_PHRASES_READ = 60
_REMEMBERED = 300_000


class Furniture:
    """What each source repeats: grows with what it is shown, up to a bound."""

    def __init__(self) -> None:
        self._times: dict[int, int] = {}

    def clear(self, source: str, title: str, text: str) -> tuple[str, str]:
        """Return title and text without addresses and without what their source repeats.

        Lines and phrases are counted as they are read. Of an unknown source nothing is taken away
        but addresses.
        """
        text = _ADDRESS.sub(" ", text)
        if not source:
            return title, text
        text = self._without_lines(source, text)
        title, text = self._without_phrases(source, title), self._without_phrases(source, text)
        if len(self._times) > _REMEMBERED:
            self._times = often(self._times, _REMEMBERED)
        return title, text

    def _without_lines(self, source: str, text: str) -> str:
        lines = _LINE.findall(text)
        keys = [_key(source, _WORD.findall(line)) for line in lines]
        self._count({key for key in keys if key is not None})
        return "".join(
            line
            for line, key in zip(lines, keys, strict=True)
            if key is None or self._times[key] <= _LINE_TIMES
        )

    def _without_phrases(self, source: str, text: str) -> str:
        phrases = {(begin, end): key for begin, end, key in _phrases(source, text)}
        self._count(set(phrases.values()))
        known = bytearray(len(text))
        for (begin, end), key in phrases.items():
            if self._times[key] > _PHRASE_TIMES:
                known[begin:end] = b"\x01" * (end - begin)
        if not any(known):
            return text
        return "".join(" " if gone else char for char, gone in zip(text, known, strict=True))

    def _count(self, keys: set[int]) -> None:
        for key in keys:
            self._times[key] = self._times.get(key, 0) + 1


def _key(source: str, words: list[str]) -> int | None:
    return crc32("\n".join((source, *words)).encode("utf-8", "replace")) if words else None


def _phrases(source: str, text: str) -> Iterator[tuple[int, int, int]]:
    """Yield where phrases begin and end, and their keys. A name is in no phrase."""
    head = crc32(source.encode("utf-8", "replace"))
    run: list[re.Match[str]] = []
    for at, word in enumerate(_WORD.finditer(text)):
        if at >= _PHRASES_READ:
            return
        run = [*run[1 - _PHRASE_WORDS :], word] if word[0].islower() else []
        if len(run) == _PHRASE_WORDS:
            joined = " ".join(each[0] for each in run)
            yield run[0].start(), word.end(), crc32(joined.encode("utf-8", "replace"), head)
