"""Where the parts of a YAML text stand, by the marks of PyYAML's events, in code points."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

_LINE = re.compile(r"([^\n\r\x85\u2028\u2029]*)(\r\n|[\n\r\x85\u2028\u2029]|\Z)")
_DOCUMENT_END = re.compile(r"^\.\.\.(?=\s|\Z)", re.MULTILINE)
_NOTHING = frozenset({"", "~", "null"})


@dataclass(frozen=True, slots=True)
class Part:
    """A node of the text, by its first and its last event, which are one for a scalar."""

    first: int
    last: int


class Layout:
    """The places in a text that `tree.parse` takes as a mapping; without a byte order mark.

    Built on events and not on nodes: a node that stands for an alias has the marks of its anchor.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        fast = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        self._events: list[yaml.Event] = list(yaml.parse(text, Loader=fast))
        self.eol = next((eol for _, _, eol in self._lines(0) if eol in {"\n", "\r", "\r\n"}), "\n")
        first = next(i for i, e in enumerate(self._events) if isinstance(e, yaml.NodeEvent))
        self.root = Part(first, self._last(first))

    def children(self, part: Part) -> list[Part]:
        """Return the items of a list, or the keys and values of a mapping in turn."""
        found, at = [], part.first + 1
        while at < part.last:
            found.append(Part(at, self._last(at)))
            at = found[-1].last + 1
        return found

    def _last(self, at: int) -> int:
        depth = 0
        while True:
            event = self._events[at]
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth == 0:
                return at
            at += 1

    def is_list(self, part: Part) -> bool:
        """Whether a part is a list."""
        return isinstance(self._events[part.first], yaml.SequenceStartEvent)

    def is_mapping(self, part: Part) -> bool:
        """Whether a part is a mapping."""
        return isinstance(self._events[part.first], yaml.MappingStartEvent)

    def is_alias(self, part: Part) -> bool:
        """Whether a part stands for another one."""
        return isinstance(self._events[part.first], yaml.AliasEvent)

    def is_flow(self, part: Part) -> bool:
        """Whether a part stands between brackets or braces."""
        return getattr(self._events[part.first], "flow_style", None) is True

    def is_nothing(self, part: Part) -> bool:
        """Whether a part is a value left out, or null."""
        event = self._events[part.first]
        if not isinstance(event, yaml.ScalarEvent) or not event.implicit[0]:
            return False
        return event.value.lower() in _NOTHING

    def is_text(self, part: Part, text: str) -> bool:
        """Whether a part is a scalar that says `text`."""
        event = self._events[part.first]
        return isinstance(event, yaml.ScalarEvent) and event.value == text

    def ends_in_block_text(self, part: Part) -> bool:
        """Whether the last of a part is a text after | or >, to which blank lines may belong."""
        event = self._leaf(part)
        return isinstance(event, yaml.ScalarEvent) and event.style in {"|", ">"}

    def start(self, part: Part) -> int:
        """Return where a part begins, its anchor included."""
        return _first(self._events[part.first])

    def end(self, part: Part) -> int:
        """Return where the last character of a part ends; comments do not count."""
        leaf = self._leaf(part)
        start, end = _first(leaf), _after(leaf)
        if not self.ends_in_block_text(part):
            return end
        header = _LINE.match(self.text, start)
        if header and "+" in header[1]:  # blank lines at its end are kept, so they belong to it
            return end
        return start + len(self.text[start:end].rstrip())

    def _leaf(self, part: Part) -> yaml.Event:
        """Return the last event with a width; the end of a block collection has none."""
        found = (self._events[at] for at in range(part.last, part.first - 1, -1))
        return next(
            event
            for event in found
            if isinstance(event, yaml.ScalarEvent) or _first(event) < _after(event)
        )

    def close(self, part: Part) -> int:
        """Return where the bracket or brace stands that closes a part."""
        return _first(self._events[part.last])

    def document_end(self) -> int:
        """Return where the ... stands that ends the document, or else the end of the text."""
        found = _DOCUMENT_END.search(self.text, self.end(self.root))
        return found.start() if found else len(self.text)

    def dash(self, part: Part) -> int:
        """Return where the first dash of a block list stands."""
        start = self.start(part)
        found = re.compile(r"^ *-(?=\s|\Z)", re.MULTILINE).search(self.text, start)
        return start if self.text[start] == "-" or not found else found.end() - 1

    def line(self, at: int) -> int:
        """Return the number of the line of an offset; counts from 1."""
        return self.text.count("\n", 0, at) + 1

    def line_start(self, at: int) -> int:
        """Return where the line of an offset begins."""
        return max(self.text.rfind(eol, 0, at) for eol in "\n\r\x85\u2028\u2029") + 1

    def column(self, at: int) -> int:
        """Return how many characters stand before an offset in its line."""
        return at - self.line_start(at)

    def is_blank_above(self, at: int) -> bool:
        """Whether a blank line stands above the line of an offset and the comments over it."""
        above = self.line_start(at)
        while above > 0:
            above = self._line_above(above)
            line = self._line(above)
            if not line.lstrip(" ").startswith("#"):
                return not line.strip()
        return False

    def item_line(self, item: Part, column: int) -> int:
        """Return where the line begins that holds the dash of an item of a block list."""
        at = self.line_start(self.start(item))
        while at > 0 and self._line(at)[: column + 1] != " " * column + "-":
            at = self._line_above(at)
        return at

    def below(self, at: int, column: int) -> int:
        """Return where the next line begins, after comments that stand further in than `column`.

        Such comments go with what stands above them; one further out opens what comes next.
        """
        found = 0
        for number, (start, line, eol) in enumerate(self._lines(at)):
            body = line.lstrip(" ")
            belongs = body.startswith("#") and len(line) - len(body) > column
            if number == 0 or belongs:
                found = start + len(line) + len(eol)
            elif line.strip():
                break
        return found

    def _line_above(self, at: int) -> int:
        """Return where the line begins that stands above the one that begins at an offset."""
        return self.line_start(at - (2 if self.text.endswith("\r\n", 0, at) else 1))

    def _line(self, at: int) -> str:
        found = _LINE.match(self.text, at)
        return found[1] if found else ""

    def _lines(self, at: int) -> Iterator[tuple[int, str, str]]:
        """Yield the rest of the line of an offset, and the lines below: start, text, line end."""
        while found := _LINE.match(self.text, at):
            yield at, found[1], found[2]
            if not found[2]:
                return
            at = found.end()


def _first(event: yaml.Event) -> int:
    return event.start_mark.index if event.start_mark else 0


def _after(event: yaml.Event) -> int:
    return event.end_mark.index if event.end_mark else 0
