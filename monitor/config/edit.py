"""Adding sources to a configuration that people wrote: every byte of theirs stays as it is.

The text is not parsed and printed again, for that would lose comments and layout: new lines are
put in between, in the manner of the entries that are there. `with_sources` then reads its own
result, and refuses it unless it says what was there and what is new, and nothing else.
"""

import json
import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import count
from urllib.parse import unquote, urlsplit

import yaml

from monitor.config import tree
from monitor.config.layout import Layout, Part
from monitor.config.tree import TreeError
from monitor.types import ArticleFrom, SourceKind

MAX_ID = 60
MAX_TAG = 100

_TAG = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{0,{MAX_TAG - 1}}}")
_WORDS_OF_EVERY_FEED = "www feed feeds rss atom rdf xml json html htm php aspx index"
_NO_NAMES = frozenset(_WORDS_OF_EVERY_FEED.split())
_PLAIN = re.compile(r"[^\W\d_][\w ./:?&=%+~@!$;#()'-]*|[0-9]+[smhd]")
_UNPRINTED = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
_COMMENT = re.compile(r"#[^\n\r]*")
_TAIL = re.compile(rf"([ \t]*,)?[ \t]*({_COMMENT.pattern})?(?=[\n\r])")
_TEXT = "tag:yaml.org,2002:str"

Pairs = list[tuple[str, str | tuple[str, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSource:
    """A source to be written. A `${NAME}` in a value is a reference, as anywhere in the file.

    What comes from a stranger goes through `literal` first: else it could ask for a secret.
    """

    id: str
    url: str
    name: str | None = None
    kind: SourceKind | None = None
    links: str | None = None
    every: str | None = None
    article: ArticleFrom | None = None
    tags: tuple[str, ...] = ()

    def pairs(self) -> Pairs:
        """Return the keys that are given with their values, in the order of the documentation."""
        given: list[tuple[str, str | tuple[str, ...] | None]] = [
            ("id", self.id),
            ("name", self.name),
            ("url", self.url),
            ("kind", self.kind and self.kind.value),
            ("links", self.links),
            ("every", self.every),
            ("article", self.article and self.article.value),
            ("tags", self.tags or None),
        ]
        return [(key, value) for key, value in given if value is not None]


def literal(text: str) -> str:
    """Return `text` so that the configuration reads it as it is, without any `${NAME}`."""
    return text.replace("${", "$${")


def unique_id(url: str, taken: Collection[str]) -> str:
    """Return an id made of the host and the path of `url` that is not among `taken`.

    Words that every feed has in its address (www, feed, rss, index …) are left out, as are
    letters other than a to z: https://www.maliweb.net/category/securite becomes
    maliweb-net-category-securite.
    """
    try:
        parts = urlsplit(url)
        whole = f"{parts.hostname or ''}/{unquote(parts.path)}"
    except ValueError:
        whole = url
    words = [word for word in _slug(whole).split("-") if word not in _NO_NAMES]
    kept = (w for i, w in enumerate(words) if i == 0 or words[i - 1] != w or w.isdigit())
    slug = "-".join(kept)
    if len(slug) > MAX_ID:
        slug = slug[: MAX_ID + 1].rpartition("-")[0] or slug[:MAX_ID]
    slug = slug or "source"
    numbered = (f"{slug}-{number}" for number in count(2))
    return slug if slug not in taken else next(each for each in numbered if each not in taken)


def tag_of(text: str) -> str | None:
    """Return `text` as a tag, without letters other than a to z; None if nothing remains."""
    if _TAG.fullmatch(text):
        return text
    return _slug(text)[:MAX_TAG].rstrip("-") or None


def _slug(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", folded).strip("-")


def with_sources(text: str, entries: Sequence[NewSource]) -> str:
    """Return the text of a configuration with `entries` after the last of its sources.

    All else stays byte for byte; a section that is missing is added at the end. Line ends,
    indentation and the style of the list are those of the file. Raises TreeError, with the line,
    for what is no configuration, and where the section is an alias or no list.
    """
    if not entries:
        return text
    body = text.removeprefix("\ufeff")  # the marks do not count a byte order mark
    before = tree.parse(body)
    if not isinstance(before, tree.Mapping):
        raise TreeError(1, "expected keys such as version: 1 and sources:")
    written = [entry.pairs() for entry in entries]
    edit = _Edit(Layout(body), written)
    after = edit.text()
    if not _adds(before, after, written):
        message = (
            "no source can be added to this list without changing the rest: write it as a block, "
            "each source on lines of its own that begin with -"
        )
        raise TreeError(edit.line, message)
    return text[: len(text) - len(body)] + after


class _Edit:
    """One insertion; `line` is where the section stands."""

    def __init__(self, layout: Layout, entries: Sequence[Pairs]) -> None:
        self._at = layout
        self._entries = entries
        self._keys = layout.children(layout.root)
        self._in_braces = layout.is_flow(layout.root)
        json_like = self._in_braces and layout.text[layout.start(self._keys[0])] == '"'
        self._quote = _quoted if json_like else _in_list
        self.line = 1

    def text(self) -> str:
        """Return the text with the entries. Raises TreeError if there is no place for them."""
        for name, value in zip(self._keys[::2], self._keys[1::2], strict=True):
            if self._at.is_text(name, "sources"):
                self.line = self._at.line(self._at.start(name))
                return self._into(name, value)
        if self._in_braces:
            return self._in_flow(self._at.root, [f"{self._quote('sources')}: {self._listed()}"])
        return self._section()

    def _into(self, name: Part, value: Part) -> str:
        at = self._at
        if at.is_alias(value):
            raise TreeError(self.line, "sources: is an alias: write the list out")
        if at.is_list(value):
            if not at.is_flow(value):
                return self._in_block(value)
            bare = re.fullmatch(r": *\[ *\]", at.text[at.end(name) : at.end(value)])
            if self._in_braces or not bare:
                return self._in_flow(value, [self._flow(entry) for entry in self._entries])
        elif not at.is_nothing(value):
            raise TreeError(self.line, "sources: is no list")
        return self._in_place_of(name, value)

    def _in_place_of(self, name: Part, value: Part) -> str:
        """Put a list where nothing or an empty list stands."""
        text, start, end = self._at.text, self._at.start(value), self._at.end(value)
        if self._in_braces:
            lead = "" if text[start - 1].isspace() else " "
            return text[:start] + lead + self._listed() + text[end:]
        column = self._at.column(self._at.start(name))
        below = self._at.below(end, column)
        head = text[:start].rstrip(" \t") if start < end else text[:start]
        return (
            head + text[end:below] + self._lines(below, self._block(column + 2, 2)) + text[below:]
        )

    def _in_block(self, value: Part) -> str:
        """Put the entries below the last one of a block list, in its manner."""
        at = self._at
        items = at.children(value)
        column = at.column(at.dash(value))
        inner = at.column(at.start(items[-1])) - column
        mapped = at.is_mapping(items[-1]) and inner > 1
        flow = mapped and at.is_flow(items[-1])
        gap = (
            len(items) > 1
            and not at.ends_in_block_text(items[-1])
            and at.is_blank_above(at.item_line(items[-1], column))
        )
        lines = self._block(column, inner if mapped and not flow else 2, flow=flow, gap=gap)
        below = at.below(at.end(items[-1]), column)
        return at.text[:below] + self._lines(below, lines) + at.text[below:]

    def _section(self) -> str:
        """Put a new section at the end of the document."""
        at = self._at
        end, column = at.document_end(), at.column(at.start(at.root))
        lines = [" " * column + "sources:", *self._block(column + 2, 2)]
        if not at.ends_in_block_text(at.root) and not at.is_blank_above(end):
            lines.insert(0, "")
        return at.text[:end] + self._lines(end, lines) + at.text[end:]

    def _in_flow(self, value: Part, written: Sequence[str]) -> str:
        """Put entries behind the last one between brackets or braces, in its manner."""
        at, text, close = self._at, self._at.text, self._at.close(value)
        items = at.children(value)
        if not items:
            return text[:close] + ", ".join(written) + text[close:]
        start, end = at.start(items[-1]), at.end(items[-1])
        indent = text[at.line_start(start) : start]
        rest = text[end:close]
        tail = _TAIL.match(rest)
        comma = tail is not None and tail[1] is not None
        late = not comma and "," in _COMMENT.sub("", rest)
        if tail is None or late or indent.strip():
            return text[:end] + "".join(f", {each}" for each in written) + text[end:]
        lines = f",{at.eol}{indent}".join(written) + ("," if comma else "")
        first = tail[0] if comma else f",{tail[0]}"
        return text[:end] + first + at.eol + indent + lines + text[end + len(tail[0]) :]

    def _lines(self, at: int, lines: Sequence[str]) -> str:
        """Return whole lines to put at an offset that begins a line, or ends the text."""
        above = self._at.text[:at]
        open_end = self._at.eol if above and above[-1] not in "\n\r\x85\u2028\u2029" else ""
        return open_end + "".join(line + self._at.eol for line in lines)

    def _block(
        self, column: int, offset: int, *, flow: bool = False, gap: bool = False
    ) -> list[str]:
        lines = []
        for entry in self._entries:
            own = [self._flow(entry)] if flow else [self._key(*pair) for pair in entry]
            dash = "-".ljust(offset)
            indents = [dash, *[" " * offset] * (len(own) - 1)]
            lines += [""] * gap
            lines += [" " * column + a + b for a, b in zip(indents, own, strict=True)]
        return lines

    def _listed(self) -> str:
        return "[" + ", ".join(self._flow(entry) for entry in self._entries) + "]"

    def _flow(self, entry: Pairs) -> str:
        return "{" + ", ".join(f"{self._quote(k)}: {self._value(v)}" for k, v in entry) + "}"

    def _key(self, key: str, value: str | tuple[str, ...]) -> str:
        return f"{key}: {_on_line(value) if isinstance(value, str) else self._value(value)}"

    def _value(self, value: str | tuple[str, ...]) -> str:
        if isinstance(value, str):
            return self._quote(value)
        return f"[{', '.join(map(self._quote, value))}]"


def _on_line(text: str) -> str:
    """Return `text` as it may stand behind a key on a line of its own."""
    return text if _reads_alike(text, f"- {text}") else _quoted(text)


def _in_list(text: str) -> str:
    """Return `text` as it may stand between brackets or braces."""
    return text if _reads_alike(text, f"[{text}]") else _quoted(text)


def _reads_alike(text: str, framed: str) -> bool:
    """Whether every YAML, of 1.1 and of 1.2, takes the one item of `framed` as `text`."""
    if not _PLAIN.fullmatch(text):
        return False
    try:
        node = yaml.compose(framed, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return False
    items = node.value if isinstance(node, yaml.SequenceNode) else []
    return len(items) == 1 and items[0].tag == _TEXT and items[0].value == text


def _quoted(text: str) -> str:
    """Return `text` in double quotes, as JSON that is YAML too."""
    written = json.dumps(text, ensure_ascii=False)
    return _UNPRINTED.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


def _adds(before: tree.Mapping, after: str, written: Sequence[Pairs]) -> bool:
    """Whether `after` says what `before` says, and the new entries, and nothing else."""
    try:
        found = tree.parse(after)
    except TreeError:
        return False
    want = [(_data(key), _data(value)) for key, value in before.entries]
    new: list[object] = [
        [(key, value if isinstance(value, str) else list(value)) for key, value in pairs]
        for pairs in written
    ]
    at = next((i for i, (key, _) in enumerate(want) if key == "sources"), len(want))
    old = want[at][1] if at < len(want) else None
    want[at : at + 1] = [("sources", [*(old if isinstance(old, list) else ()), *new])]
    return _data(found) == want


def _data(node: tree.Node | None) -> object:
    """Return a tree as values that compare: what is no text is a tuple of how it is written."""
    if isinstance(node, tree.Mapping):
        return [(_data(key), _data(value)) for key, value in node.entries]
    if isinstance(node, tree.Sequence):
        return [_data(item) for item in node.items]
    if not isinstance(node, tree.Scalar):
        return None
    value = node.value()
    return value if isinstance(value, str) else (node.text,)
