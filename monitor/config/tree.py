"""YAML text into a tree whose every node knows its place; safe, and bounded in every direction.

Scalars follow the core schema of YAML 1.2, not that of 1.1, in which `no` and `on` are booleans,
`1:30` is 90, `0123` is 83 and `2023-08-13` a date. Built from parser events and not by PyYAML's
composer, so that nesting costs no stack and an alias no copies.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

MAX_DEPTH = 40
MAX_NODES = 500_000

_INT = re.compile(r"[-+]?(0|[1-9][0-9]{0,14})")
_FLOAT = re.compile(r"[-+]?(\.[0-9]{1,18}|[0-9]{1,15}(\.[0-9]{0,18})?)([eE][-+]?[0-9]{1,3})?")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]")
_CONTROL = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_STRING_TAGS = {None, "!", "tag:yaml.org,2002:str"}

_MENDED = (
    ("'\\t'", "a tab stands where only spaces may: indent with spaces"),
    ("'@'", "a text that starts with @ needs quotes, such as '@minusma AND mali'"),
    ("'%'", "a text that starts with % needs quotes"),
    ("'`'", "a text that starts with ` needs quotes"),
    ("mapping values are not allowed", "a second colon on this line: put the text in quotes"),
    ("could not find expected ':'", 'a key without a colon: write "key: value"'),
    ("unexpected end of stream", "a quote is opened and never closed"),
    ("expected ',' or ']'", "a list opened by [ is not closed by ]"),
    ("expected ',' or '}'", "a mapping opened by { is not closed by }"),
    ("expected the node content", "a value is missing, or a [ or { is not closed"),
    ("but found '<scalar>'", "text follows a closed quote: put the whole value in single quotes"),
    ("expected <block end>", "the indentation does not fit the lines above"),
    ("while scanning an alias", "a text that starts with * needs quotes"),
    ("while scanning an anchor", "a text that starts with & needs quotes"),
    ("unknown escape character", "an unknown escape in double quotes: use single quotes"),
)


class TreeError(Exception):
    """The text is no YAML, or more than is read; `line` counts from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


@dataclass(slots=True)
class Node:
    """A value and its place; `line` and `column` count from 1. `size` counts aliases in full."""

    line: int
    column: int
    size: int = field(default=1, init=False)
    height: int = field(default=1, init=False)
    anchor: str | None = field(default=None, init=False)


@dataclass(slots=True)
class Scalar(Node):
    """A text without its quotes and escapes.

    `style` is None for a plain one, else `'`, `"`, `|` or `>`; `width` is the number of columns it
    takes in its line, quotes included, 0 if it takes several lines.
    """

    text: str
    style: str | None
    tag: str | None
    width: int

    def value(self) -> object:
        """Return None, a bool, an int, a float or the text, by the core schema of YAML 1.2."""
        if self.style or self.tag:
            return self.text
        if self.text in {"", "~", "null", "Null", "NULL"}:
            return None
        if self.text.lower() in {"true", "false"}:
            return self.text.lower() == "true"
        if _INT.fullmatch(self.text):
            return int(self.text)
        if _FLOAT.fullmatch(self.text) and not _LEADING_ZERO.match(self.text):
            return float(self.text)
        return self.text


@dataclass(slots=True)
class Sequence(Node):
    """A list."""

    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Mapping(Node):
    """Keys with their values, in order; keys may repeat and need not be text."""

    entries: list[tuple[Node, Node]] = field(default_factory=list)

    def entry(self, key: str) -> tuple[Node, Node] | None:
        """Return the first entry of that key."""
        for given, value in self.entries:
            if isinstance(given, Scalar) and given.text == key:
                return given, value
        return None


def parse(text: str) -> Node | None:
    """Return the tree of the one document in `text`, None if there is none.

    Raises TreeError, with the place, if it is no YAML, holds several documents, nests deeper than
    MAX_DEPTH, or has more than MAX_NODES nodes when every alias counts as what it stands for.
    """
    control = _CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        raise TreeError(line, f"control character U+{ord(control[0]):04X}: remove it")
    fast = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _Builder().build(yaml.parse(text, Loader=fast))
    except yaml.YAMLError as error:
        problem = _translated(error, text)
    try:  # libyaml is 20 times as fast, but the parser in Python knows the place better
        _Builder().build(yaml.parse(text, Loader=yaml.SafeLoader))
    except yaml.YAMLError as error:
        problem = _translated(error, text)
    raise problem


def _translated(error: yaml.YAMLError, text: str) -> TreeError:
    if not isinstance(error, yaml.MarkedYAMLError):
        return TreeError(1, f"not YAML: {error}")
    said = f"{error.context or ''}: {error.problem or ''}"
    mark = error.problem_mark or error.context_mark
    if "unexpected end of stream" in said or "',' or" in said:
        mark = error.context_mark or mark  # where it opened helps more than where the file ends
    mended = next((mend for sign, mend in _MENDED if sign in said), said.strip(": "))
    lines = text.rstrip().count("\n") + 1  # what is missing at the end is missing in the last one
    return TreeError(min(mark.line + 1, lines) if mark else 1, f"not YAML: {mended}")


class _Builder:
    """Builds the tree from parser events, with its own stack."""

    def __init__(self) -> None:
        self.anchors: dict[str, Node] = {}
        self.stack: list[Node] = []
        self.keys: list[Node | None] = []
        self.root: Node | None = None
        self.nodes = 0

    def build(self, events: Iterator[yaml.Event]) -> Node | None:
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
                raise TreeError(_line(event), "a second document begins here: remove the ---")
            if isinstance(event, yaml.CollectionStartEvent):
                self._open(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._close()
            elif isinstance(event, yaml.ScalarEvent):
                self._add(_scalar(event), event.anchor)
            elif isinstance(event, yaml.AliasEvent):
                self._add(self._meant(event), None)
        root = self.root
        if isinstance(root, Scalar) and not root.style and not root.text and not root.tag:
            return None
        return root

    def _open(self, event: yaml.CollectionStartEvent) -> None:
        mapping = isinstance(event, yaml.MappingStartEvent)
        kind = "map" if mapping else "seq"
        if event.tag not in {None, "!", f"tag:yaml.org,2002:{kind}"}:
            raise _tagged(event)
        if len(self.stack) >= MAX_DEPTH:
            raise TreeError(_line(event), f"nested deeper than {MAX_DEPTH} levels")
        line, column = _place(event)
        node: Node = Mapping(line, column) if mapping else Sequence(line, column)
        node.anchor = event.anchor
        if event.anchor:
            self.anchors.pop(event.anchor, None)  # known again once it is complete
        self.stack.append(node)
        self.keys.append(None)

    def _close(self) -> None:
        node = self.stack.pop()
        self.keys.pop()
        self._add(node, node.anchor)

    def _meant(self, event: yaml.AliasEvent) -> Node:
        node = self.anchors.get(event.anchor or "")
        if node is None:
            raise TreeError(
                _line(event),
                f"not YAML: no anchor &{event.anchor} before this alias; "
                "a text that starts with * needs quotes",
            )
        return node

    def _add(self, node: Node, anchor: str | None) -> None:
        if anchor:
            self.anchors[anchor] = node
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise TreeError(node.line, f"more than {MAX_NODES} values")
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        parent.size += node.size
        parent.height = max(parent.height, node.height + 1)
        if parent.size > MAX_NODES:
            raise TreeError(parent.line, f"more than {MAX_NODES} values, aliases written out")
        if len(self.stack) + node.height > MAX_DEPTH:
            raise TreeError(node.line, f"nested deeper than {MAX_DEPTH} levels")
        self._attach(parent, node)

    def _attach(self, parent: Node, node: Node) -> None:
        if isinstance(parent, Sequence):
            parent.items.append(node)
        elif isinstance(parent, Mapping):
            key, self.keys[-1] = self.keys[-1], None
            if key is None:
                self.keys[-1] = node
            else:
                parent.entries.append((key, node))


def _scalar(event: yaml.ScalarEvent) -> Scalar:
    if event.tag not in _STRING_TAGS:
        raise _tagged(event)
    line, column = _place(event)
    if _SURROGATE.search(event.value):
        raise TreeError(line, "half of a surrogate pair is no character: remove it")
    style = None if event.implicit[0] else event.style
    end = event.end_mark
    width = end.column + 1 - column if end and end.line == line - 1 else 0
    return Scalar(line, column, event.value, style or None, event.tag, width)


def _tagged(event: yaml.NodeEvent) -> TreeError:
    return TreeError(_line(event), "tags such as !!python or !!int are not supported: remove it")


def _place(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _line(event: yaml.Event) -> int:
    return _place(event)[0]
