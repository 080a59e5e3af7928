"""What is new in an alert and where its sources disagree, in the form in which people are shown it.

Every string that is returned is neutral and on one line. Nobody is said to be right.
"""

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urlsplit

from alerts.render.excerpt import Piece, Span, marked
from alerts.render.neutral import clip, one_line, visible, web_link
from alerts.types import Alert, AlertKind, Disagreement, Field, Value

KINDS: Final = {
    AlertKind.STORY: "New story",
    AlertKind.DEVELOPMENT: "Development of a story",
    AlertKind.ARTICLE: "",
}
"""What an alert reports, in words. Of a rule that wants each article there is nothing to say."""

_MOST_NEW: Final = 8
_MOST_DISAGREEMENTS: Final = 5
_MOST_VALUES: Final = 6
_SENTENCE_CHARS: Final = 500
_VALUE_CHARS: Final = 100
_URL_CHARS: Final = 1000


def told(alert: Alert, text: str) -> tuple[dict[str, Any], tuple[Span, ...]]:
    """Return what templates show of what `alert` tells first, and where in `text` that stands.

    `text` is that of its article, as far as it is known. Sentences that are found in it have their
    matches marked.
    """
    sentences = [each for each in alert.new if one_line(each)]
    spans = located(text, sentences[:_MOST_NEW])
    listed = alert.disagreements[:_MOST_DISAGREEMENTS]
    own = [each.values[-1].text for each in listed if each.values]
    shown = {
        "kind": KINDS[alert.kind],
        "new": [
            _quoted(alert, text, sentence, span)
            for sentence, span in zip(sentences, spans, strict=False)
        ],
        "more_new": len(sentences) - len(spans),
        "disagreements": [_shown(each, alert.article.url) for each in listed],
        "more_disagreements": len(alert.disagreements) - len(listed),
    }
    return shown, tuple(span for span in (*spans, *located(text, own)) if span)


def first_new(alert: Alert, chars: int) -> str:
    """Return the first sentence that is new, of at most so many characters; "" if there is none."""
    sentences = (clip(one_line(each), chars) for each in alert.new)
    return next(filter(None, sentences), "")


def in_short(disagreement: Disagreement, chars: int) -> str:
    """Return on one line what is told differently, the first value and that of the article."""
    values = disagreement.values
    ends = dict.fromkeys((*values[:1], *values[-1:]))
    each = (
        f"{clip(one_line(v.value), _VALUE_CHARS)} ({clip(one_line(v.source), _VALUE_CHARS)})"
        for v in ends
    )
    return clip(f"{clip(one_line(disagreement.what), _VALUE_CHARS)}: {', '.join(each)}", chars)


def source_of(source: str, link: str | None) -> str:
    """Return the name of a source, with the host to which its link leads."""
    host = urlsplit(link).hostname if link else None
    return one_line(f"{source} ({host})" if host else source)


def located(text: str, sentences: Iterable[str]) -> list[Span | None]:
    """Return where in `text` each of `sentences` stands, as far as it is shown; None if nowhere.

    They are looked for in their order, as one may stand in it twice.
    """
    spans: list[Span | None] = []
    at = 0
    for sentence in sentences:
        start = text.find(sentence, at) if one_line(sentence) else -1
        if start < 0:
            spans.append(None)
            continue
        at = start + len(sentence)
        spans.append((start, min(at, start + _SENTENCE_CHARS)))
    return spans


def _quoted(alert: Alert, text: str, sentence: str, span: Span | None) -> tuple[Piece, ...]:
    if span is None:
        return (Piece(text=visible(clip(sentence, _SENTENCE_CHARS)), marked=False),)
    matches = ((m.start, m.end) for m in alert.matches if m.field is Field.TEXT)
    pieces = marked(text, matches, span)
    is_cut = span[1] - span[0] < len(sentence)
    return (*pieces, Piece(text=" …", marked=False)) if is_cut else pieces


def _shown(disagreement: Disagreement, own: str) -> dict[str, Any]:
    """Return a disagreement with its values in their order; of many, the first and the last."""
    values = disagreement.values
    listed = values if len(values) <= _MOST_VALUES else (*values[: _MOST_VALUES - 1], values[-1])
    return {
        "what": clip(one_line(disagreement.what), _VALUE_CHARS),
        "told": [_shown_value(value) | {"own": False} for value in listed[:-1]]
        + [_shown_value(value) | {"own": value.url == own} for value in listed[-1:]],
        "more": len(values) - len(listed),
    }


def _shown_value(value: Value) -> dict[str, Any]:
    link = web_link(value.url)
    return {
        "value": clip(one_line(value.value), _VALUE_CHARS),
        "text": clip(one_line(value.text), _SENTENCE_CHARS),
        "source": clip(source_of(value.source, link), _VALUE_CHARS),
        "link": link,
        "address": link or clip(one_line(value.url), _URL_CHARS),
    }
