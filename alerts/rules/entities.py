"""Sets and entities as configured -> compiled, with every problem in them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Final, TypeVar

from alerts.errors import Problem
from alerts.rules.automaton import Role, Term, terms
from alerts.rules.words import Case, WordError, parse_words
from alerts.types import EntityId

Choice = TypeVar("Choice", bound=StrEnum)
Path = tuple[str | int, ...]


class Kind(StrEnum):
    """What an entity is; a kind adds the language's own cues."""

    PLACE = "place"
    PERSON = "person"
    ORG = "org"
    OTHER = "other"


class Unit(StrEnum):
    """In what the reach of evidence is counted."""

    WORDS = "words"
    SENTENCES = "sentences"
    PARAGRAPH = "paragraph"
    ARTICLE = "article"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far evidence may stand from a name: `size` words between, or sentences apart."""

    unit: Unit
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A compiled entity. `needs` and `unless` are ids of sets or entities, sources and tags.

    Among `needs` the word `STORY` stands for the other articles of an article's story. A short name
    counts from the confidence `threshold` on.
    """

    id: EntityId
    kind: Kind
    needs: tuple[str, ...]
    unless: tuple[str, ...]
    reach: Reach
    accept: bool
    threshold: float


_KEYS = frozenset({
    "names", "short", "case", "needs", "within", "unless", "never", "default", "kind", "threshold",
})  # fmt: skip
_TOLD = ("source:", "tag:")
STORY: Final = "story"
"""In `needs`: other articles of the same story name the entity. Never an id."""
_RESERVED = "is no id: in needs it stands for the other articles of the story; choose another id"
_ONE_SIDED = (
    "a story speaks for a name, never against it: write story in needs, or name here what does"
)
_NEXT = Reach(unit=Unit.SENTENCES, size=1)
_REACHES = {
    "sentence": Reach(unit=Unit.SENTENCES, size=0),
    "sentence+1": _NEXT,
    "paragraph": Reach(unit=Unit.PARAGRAPH),
    "article": Reach(unit=Unit.ARTICLE),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A source or tag that is named, as it is written in `sources`: the path of keys to it.

    In an expression `column` tells where.
    """

    path: Path
    source: str
    column: int | None = None


class Compiler:
    """Compiles mappings into terms and entities; what is wrong gathers in `problems`."""

    def __init__(self, sets: Mapping[str, object], entities: Mapping[str, object]) -> None:
        self.problems: list[Problem] = []
        self.citations: list[Citation] = []
        self._known = tuple(name for name in (*sets, *entities) if name != STORY)
        for section, names in (("sets", sets), ("entities", entities)):
            if STORY in names:
                self._problem((section, STORY), f"{STORY!r} {_RESERVED}")
        self.sets = tuple(sets)
        self.evidence: list[Term] = []
        for index, (name, words) in enumerate(sets.items()):
            self.evidence += self._terms(Role.SET, index, words, ("sets", name), Case.ANY)
        self.terms: list[Term] = []
        self.entities = tuple(
            self._entity(index, name, given) for index, (name, given) in enumerate(entities.items())
        )

    def _entity(self, index: int, name: str, given: object) -> Entity:
        path: Path = ("entities", name)
        if not isinstance(given, Mapping):
            self._problem(path, "expected a mapping with names or short")
            given = {"names": []}
        for key in given.keys() - _KEYS:
            self._problem((*path, str(key)), f"unknown key; known are {', '.join(sorted(_KEYS))}")
        self._spell(index, path, given)
        return Entity(
            id=EntityId(name),
            kind=self._choice(Kind, given.get("kind", "other"), (*path, "kind")),
            needs=self._references(given.get("needs"), (*path, "needs"), STORY),
            unless=self._references(given.get("unless"), (*path, "unless")),
            reach=self._reach(given.get("within", "sentence+1"), (*path, "within")),
            accept=self._default(given.get("default", "reject"), (*path, "default")),
            threshold=self._threshold(given.get("threshold", 0), (*path, "threshold")),
        )

    def _spell(self, index: int, path: Path, given: Mapping[str, object]) -> None:
        """Add the terms of an entity's names, short names and false friends."""
        if not given.get("names") and not given.get("short"):
            self._problem(path, "an entity needs names or short names")
        case = given.get("case")
        chosen = None if case is None else self._choice(Case, case, (*path, "case"))
        for role, key, usual in (
            (Role.NAME, "names", Case.ANY),
            (Role.SHORT, "short", chosen or Case.SMART),
            (Role.NEVER, "never", Case.ANY),
        ):
            self.terms += self._terms(role, index, given.get(key), (*path, key), usual)

    def _terms(
        self, role: Role, index: int, words: object, path: Path, case: Case
    ) -> Iterator[Term]:
        for place, word in self._listed(words, path):
            try:
                yield from terms(role, index, parse_words(word), case)
            except WordError as error:
                self._problem(place, f"{word!r}: {error}")

    def _listed(self, words: object, path: Path) -> Iterator[tuple[Path, str]]:
        """Yield each listed word with its path, from a list or a mapping by language."""
        if words is None:
            return
        if isinstance(words, Mapping):
            for language, inner in words.items():
                yield from self._listed(inner, (*path, str(language)))
        elif isinstance(words, Sequence) and not isinstance(words, str):
            for at, word in enumerate(words):
                if isinstance(word, str):
                    yield (*path, at), word
                else:
                    self._problem((*path, at), f"expected a word in quotes, not {word!r}")
        else:
            self._problem(path, "expected a list of words, or a mapping by language")

    def _references(self, given: object, path: Path, *words: str) -> tuple[str, ...]:
        known = (*self._known, *words)
        names = tuple(self._listed(given, path))
        for place, name in names:
            if name.startswith(_TOLD):
                self.citations.append(Citation(path=place, source=name.removeprefix("source:")))
            elif name == STORY and STORY not in known:
                self._problem(place, _ONE_SIDED)
            elif name not in known:
                close = get_close_matches(name, known, n=1)
                hint = f"; did you mean {close[0]!r}?" if close else ""
                self._problem(place, f"unknown set or entity {name!r}{hint}")
        return tuple(name for _, name in names)

    def _reach(self, given: object, path: Path) -> Reach:
        text = " ".join(str(given).split())
        if found := re.fullmatch(r"([1-9]\d{0,5}) words?", text):
            return Reach(unit=Unit.WORDS, size=int(found[1]))
        if reach := _REACHES.get(text.replace(" ", "")):
            return reach
        self._problem(path, f"expected 20 words or one of {', '.join(_REACHES)}, not {given!r}")
        return _NEXT

    def _threshold(self, given: object, path: Path) -> float:
        if isinstance(given, int | float) and not isinstance(given, bool) and 0 <= given <= 1:
            return float(given)
        self._problem(path, f"expected a confidence from 0 to 1, not {given!r}")
        return 0.0

    def _default(self, given: object, path: Path) -> bool:
        if given not in ("accept", "reject"):
            self._problem(path, f"expected accept or reject, not {given!r}")
        return given == "accept"

    def _choice(self, choices: type[Choice], given: object, path: Path) -> Choice:
        for choice in choices:
            if choice.value == given:
                return choice
        self._problem(path, f"expected one of {', '.join(choices)}, not {given!r}")
        return next(iter(choices))

    def _problem(self, path: Path, message: str) -> None:
        self.problems.append(Problem(path=path, message=message))
