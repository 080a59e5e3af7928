"""Text files as they came off the web: the title, the paragraphs, and not the page around them."""

import re
from dataclasses import dataclass
from datetime import datetime

from monitor.extract.moment import best
from monitor.extract.remnants import article_lines, fold, is_caption, is_remnant

_TITLE_CHARS = 220
_TITLE_WORDS = 35
_TITLE_LINES = 5
_SENTENCE_WORDS = 18
_DERIVED_CHARS = 120
_MIN_WIDTH, _MAX_WIDTH = 30, 150
_MIN_WRAPPED = 3
_OPEN_SHARE = 0.4
_FULL = 0.8
_LONGER = 1.6
_DAY = (
    r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?"
)
_DATED = re.compile(
    r"\s*(?:(?:date|dated|published|posted|publié|publie|publicado|veröffentlicht|datum|fecha|"
    r"data|تاريخ|التاريخ)(?: on| le| el| em| am)?\s*:?\s*"
    rf"({_DAY})\b\s*[-–—:|]*\s*|({_DAY})\s*$)",
    re.IGNORECASE,
)
_DATED_LINES = 8
_ENDS = re.compile(r"[.!?…:;。！？؟][\"'”’»)\]]*$")
_STOPS = re.compile(r"[.。][\"'”’»)\]]*$")
_SENTENCE = re.compile(r".*?(?:\w{4,}[.]|\d[.]|[!?؟。！？])(?=[\"'”’»)]*(?:\s|$))")
_BYLINE = re.compile(r"(?:by|von|par|por|بقلم) \S+(?: \S+){0,5}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanText:
    """A text file's article. `text` is without the title, a paragraph a line; it may be empty."""

    title: str
    text: str
    published_at: datetime | None = None


def clean_text(raw: str) -> CleanText:
    """Return the article in a text file that was copied or scraped from a page.

    The first lines up to a blank line are the title, wrapped or not; where a paragraph stands
    there, the title is its first sentence, cut to 120 characters, and the text keeps it whole.
    Hard-wrapped paragraphs are joined; where lines are not wrapped, each is a paragraph. Lines
    that are the page's (advertisement, share, subscribe, captions, author boxes, addresses) go. A
    leading `date 2023-11-10` becomes `published_at` (midnight UTC without a time).
    """
    published_at, lines = _dated(raw.replace("\ufeff", "").replace("\0", "").splitlines())
    blocks = _blocks(lines)
    width = _wrap_width(blocks)
    title, rest = _title(blocks, width)
    paragraphs = [p for block in rest for p in (_joined(block, width) if width else block)]
    kept = article_lines([p for p in paragraphs if not is_caption(p.strip())], title)
    text = "\n".join(kept)
    return CleanText(title=title or derived_title(text), text=text, published_at=published_at)


def derived_title(text: str) -> str:
    """Return the first sentence of a text, cut to 120 characters at a word."""
    first = text.partition("\n")[0].strip()
    sentence = _SENTENCE.match(first)
    title = (sentence[0] if sentence else first).rstrip(".。 ")
    if len(title) <= _DERIVED_CHARS:
        return title
    cut = title[: _DERIVED_CHARS - 1]
    return (cut.rsplit(" ", 1)[0] or cut).rstrip(" ,;:-–") + "…"


def _dated(lines: list[str]) -> tuple[datetime | None, list[str]]:
    """Take the date off that stands at the head of the file, alone or before the text."""
    for at, line in enumerate(lines[:_DATED_LINES]):
        found = _DATED.match(line)
        when = best([found[1] or found[2]]) if found else None
        if found and when:
            rest = line[found.end() :]
            return when, [*lines[:at], *([rest] if rest.strip() else []), *lines[at + 1 :]]
    return None, lines


def _blocks(lines: list[str]) -> list[list[str]]:
    """Return the lines between blank lines; blocks of nothing but remnants are left out."""
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            blocks[-1].append(line.rstrip())
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block and not all(map(is_remnant, block))]


def _wrap_width(blocks: list[list[str]]) -> int | None:
    """Return the width at which the paragraphs are wrapped, None if lines are paragraphs."""
    bodies = [[line.strip() for line in block] for block in blocks[1:] or blocks]
    inner = [line for block in bodies for line in block[:-1] if not is_remnant(line)]
    width = max((len(line) for block in bodies for line in block), default=0)
    if len(inner) < _MIN_WRAPPED or not _MIN_WIDTH <= width <= _MAX_WIDTH:
        return None
    open_ends = sum(1 for line in inner if not _ENDS.search(line))
    return width if open_ends >= _OPEN_SHARE * len(inner) else None


def _joined(block: list[str], width: int) -> list[str]:
    """Join the lines of a block that were broken because they were full."""
    paragraphs: list[str] = []
    last = ""
    for line in map(str.strip, block):
        full = len(last) + 1 + len(line.split()[0]) > _FULL * width
        goes_on = line[0].islower() and not _ENDS.search(last)
        if last and (full or (goes_on and not is_remnant(last))):
            paragraphs[-1] += " " + line
        else:
            paragraphs.append(line)
        last = line
    return paragraphs


def _title(blocks: list[list[str]], width: int | None) -> tuple[str, list[list[str]]]:
    """Return the title, empty if the first block is none, and the blocks that remain."""
    if not blocks:
        return "", []
    block = [line for line in blocks[0] if not is_remnant(line.strip())]
    count = _title_lines(block)
    title = " ".join(
        " ".join(line for line in block[:count] if not _BYLINE.fullmatch(fold(line))).split()
    )
    rest = block[count:]
    alone = len(blocks) == 1 and not rest
    paragraph = rest and width and len(block[0]) > _FULL * width and not _breaks(block, count)
    if alone or paragraph or not _reads_as_title(title):
        return "", [block, *blocks[1:]]
    return title, ([rest] if rest else []) + blocks[1:]


def _title_lines(block: list[str]) -> int:
    """Return how many lines of the first block are the title.

    It ends where the indentation changes, where lines become much longer, or after the first line
    where whole sentences follow.
    """
    for at in range(1, len(block)):
        line, before = block[at].strip(), max(len(b.strip()) for b in block[:at])
        if _breaks(block, at) or at == _TITLE_LINES or len(line) > _LONGER * max(before, 40):
            return at
        if _STOPS.search(line) and not _STOPS.search(block[at - 1]) and len(line.split()) > 8:
            return at
    return len(block)


def _breaks(block: list[str], at: int) -> bool:
    """Tell whether the indentation changes at this line."""
    indents = [len(line) - len(line.lstrip()) for line in (block[at - 1], block[at])]
    return indents[0] != indents[1]


def _reads_as_title(text: str) -> bool:
    words = len(text.split())
    if not text or len(text) > _TITLE_CHARS or words > _TITLE_WORDS:
        return False
    return not (_STOPS.search(text) and words > _SENTENCE_WORDS)
