"""Collects the problems of all files, each at its place, and hides what must not be shown."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from monitor.config.tree import Mapping as MappingNode
from monitor.config.tree import Node, Scalar, Sequence
from monitor.errors import ConfigError, ConfigProblem

Key = tuple[str | int, ...]

_SHOWN = 60


@dataclass(slots=True)
class Document:
    """One file of the configuration: its tree, and its values with every `${NAME}` replaced.

    `order` is its place among the files. `hidden` maps the keys of values that came from a name,
    and the keys that hold such, to the names; `broken` holds the keys already reported, below
    which nothing more is said.
    """

    path: Path
    order: int
    root: MappingNode
    data: dict[str, object] = field(default_factory=dict, repr=False)
    hidden: dict[Key, tuple[str, ...]] = field(default_factory=dict)
    broken: set[Key] = field(default_factory=set)

    def place(self, key: Key) -> tuple[Node, Node]:
        """Return the nodes of a key and of its value; the nearest above it where there is none."""
        name: Node = self.root
        value: Node = self.root
        for step in key:
            if isinstance(value, MappingNode) and isinstance(step, str):
                found = value.entry(step)
                if found is None:
                    break
                name, value = found
            elif isinstance(value, Sequence) and isinstance(step, int) and step < len(value.items):
                name = value = value.items[step]
            else:
                break
        return name, value

    def is_hidden(self, key: Key) -> bool:
        """Whether the value at a key is or holds a secret, or may."""
        _, node = self.place(key)
        looks = isinstance(node, Scalar) and (_may_be_secret(key) or _looks_secret(node.text))
        return looks or key in self.hidden

    def hide(self, key: Key, names: tuple[str, ...]) -> None:
        """Remember that the value at a key came from names and must not be shown."""
        for end in range(1, len(key) + 1):
            self.hidden.setdefault(key[:end], names)

    def shown(self, key: Key) -> str:
        """Describe the value found at a key for an error; never one that is a secret."""
        names = self.hidden.get(key)
        _, node = self.place(key)
        if names and isinstance(node, Scalar):
            return f"found the value of ${{{names[0]}}}, which is not shown"
        if isinstance(node, Scalar) and self.is_hidden(key):
            return "found a value that is not shown"
        return f"found {_described(node)}"


def _may_be_secret(key: Key) -> bool:
    """Whether a channel keeps a secret there, or a slip may have put one there.

    The address of a webhook is a secret too.
    """
    return key[:1] == ("channels",) and not {"id", "to", "from", "events", "calm"} & set(key)


def _looks_secret(text: str) -> bool:
    return re.search(r"://[^/\s]*@|://.*:.*@|whsec_", text) is not None


def _described(node: Node) -> str:
    if isinstance(node, Sequence):
        return "a list" if node.items else "an empty list"
    if not isinstance(node, Scalar):
        return "a mapping"
    value = node.value()
    text = node.text if len(node.text) <= _SHOWN else node.text[:_SHOWN] + "…"
    if isinstance(value, str):
        return '"' + text.replace("\n", " ") + '"' if value else "an empty text"
    if isinstance(value, bool):
        return f"the boolean {text}"
    return "nothing" if value is None else f"the number {text}"


def named(key: Key) -> str:
    """Return a key as it is written in errors: sources[3].every."""
    text = ""
    for step in key:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def suggest(word: str, known: Iterable[str]) -> str:
    """Return `did you mean …?` for the known word that is nearest, or else name some of them."""
    words = sorted(known)
    near = get_close_matches(word, words, n=1, cutoff=0.6)
    if near:
        return f"did you mean {near[0]}?"
    if not words:
        return "there is none"
    return "known: " + ", ".join(words[:12]) + (" …" if len(words) > 12 else "")


class Report:
    """Takes problems in any order and raises them all at once, in the order of the files."""

    def __init__(self) -> None:
        self._found: list[tuple[tuple[int, int, int], ConfigProblem]] = []

    def add(
        self,
        document: Document,
        key: Key,
        message: str,
        *,
        at_name: bool = False,
        column: int | None = None,
    ) -> None:
        """Add a problem of a key, unless one is known of it or of what holds it."""
        if any(key[:end] in document.broken for end in range(1, len(key) + 1)):
            return
        if key:
            document.broken.add(key)
        name, value = document.place(key)
        node = name if at_name else value
        self.add_node(document, node, message, key=key, column=column)

    def add_node(
        self, document: Document, node: Node, message: str, *, key: Key, column: int | None = None
    ) -> None:
        """Add a problem of a node, whatever else is known of its key."""
        problem = ConfigProblem(
            file=str(document.path), line=node.line, key=named(key), message=message, column=column
        )
        self._found.append(((document.order, node.line, node.column), problem))

    def add_line(self, path: Path, order: int, line: int, message: str) -> None:
        """Add a problem of a line, for a file that gives no document."""
        problem = ConfigProblem(file=str(path), line=line, key="", message=message)
        self._found.append(((order, line, 0), problem))

    def raise_any(self) -> None:
        """Raise ConfigError with every problem added, if there is one."""
        if self._found:
            ordered = sorted(self._found, key=lambda found: found[0])
            raise ConfigError(tuple(dict.fromkeys(problem for _, problem in ordered)))
