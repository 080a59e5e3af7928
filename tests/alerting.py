"""Articles, alerts and messages for the tests of alerts, and strings that mean harm."""

from datetime import UTC, datetime
from typing import Any

import pytest

from alerts.types import (
    Alert,
    AlertId,
    AlertKind,
    Article,
    ArticleId,
    ArticleRef,
    DeliveryId,
    Disagreement,
    EntityId,
    Event,
    Evidence,
    Field,
    Match,
    Message,
    Notice,
    RuleId,
    Severity,
    Value,
)

NOW = datetime(2023, 8, 14, 12, 0, tzinfo=UTC)
TITLE = "Peacekeepers quit Ber base"
TEXT = (
    "The convoy left the camp at Ber before dawn, two days ahead of plan.\n"
    "A spokesman for the CMA in northern Mali said its men would stay away.\n"
    "MINUSMA gave no new date for Kidal."
)

SOURCE: dict[str, Any] = {
    "id": "sahel-post",
    "name": "Sahel Post",
    "url": "https://news.example/feed",
    "kind": "feed",
    "health": "failing",
    "since": "2023-08-14T11:30:00Z",
    "reason": "not_found",
    "last_poll": "2023-08-14T12:00:00Z",
    "next_due": "2023-08-14T13:00:00Z",
    "articles": 412,
}

# Each is tried as title, text, entity word and source, in both channels.
HOSTILE = [
    pytest.param("=?utf-8?q?=0D=0AReply-To:_spy=40evil.example?=", id="CVE-2024-6923"),
    pytest.param("=?utf-8?b?DQpCY2M6IHNweUBldmlsLmV4YW1wbGU=?=", id="the same in base64"),
    pytest.param("Hello\r\nBcc: spy@evil.example", id="line break and header"),
    pytest.param("Hello\r\n\r\n<b>body</b>", id="empty line and body"),
    pytest.param("Hello\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029Bcc: x@evil.example", id="rare breaks"),
    pytest.param("<script>alert(1)</script>", id="script"),
    pytest.param("\"><img src=x onerror='alert(1)'>", id="out of an attribute"),
    pytest.param("</title></h1><style>*{display:none}</style>", id="closing tags"),
    pytest.param("{{ 7 * 7 }}{% raw %}", id="template"),
    pytest.param("&lt;b&gt; &amp; &#x202e;", id="entities"),
    pytest.param("safe \u202egpj.exe\u202c \u2066x\u2069 \u200f\u200e\u061c", id="bidi controls"),
    pytest.param("nul\x00 bell\x07 escape\x1b[31mred\x7f\x9b", id="controls"),
    pytest.param("zero\u200bwidth\ufeff \U000e0041\U000e007f", id="invisible"),
    pytest.param("lone \ud800 and \udfff surrogates", id="surrogates"),
    pytest.param("a=?utf-8?q?b?=\r\n =?utf-8?q?=0ABcc:_spy=40evil.example?=", id="folded words"),
    pytest.param("x\r\n\tBcc: spy@evil.example\r\n .\r\n", id="folded header"),
    pytest.param("--=_msg_abc--\r\nContent-Type: text/html\r\n\r\n<b>", id="end of a part"),
    pytest.param("javascript:alert(1)//https://a.example", id="javascript"),
    pytest.param("' onmouseover='alert(1)' x='", id="single quotes"),
    pytest.param("<a href=//evil.example>here</a><base href=//evil.example>", id="link"),
    pytest.param("Z" + "\u0301\u0335\u0489" * 300 + "algo", id="storm of marks"),
    pytest.param("😀👩\u200d🚒🏴\U000e0067\U000e007f🇲🇱" * 40, id="emoji"),
    pytest.param("عنوان " * 2000, id="long from right to left"),
    pytest.param("=cmd|' /C calc'!A0", id="formula"),
    pytest.param("مينوسما تغادر بير", id="arabic"),
    pytest.param("بیانیه\u200cها 👩\u200d🚒", id="joiners stay"),
    pytest.param("." * 3 + "\n.\nQUIT", id="end of data"),
    pytest.param("x" * 100_000, id="long"),
    pytest.param("é" * 20_000, id="long in utf-8"),
    pytest.param("", id="empty"),
]


def ref(**changes: Any) -> ArticleRef:
    """Return a reference to an article; keywords change it."""
    given: dict[str, Any] = {
        "id": ArticleId(7),
        "url": "https://news.example/mali/ber",
        "canonical_url": "https://news.example/mali/ber",
        "source": "sahel-post",
        "title": TITLE,
        "published_at": datetime(2023, 8, 13, 9, 30, tzinfo=UTC),
        "language": "en",
    }
    return ArticleRef(**(given | changes))


def article(text: str = TEXT, **changes: Any) -> Article:
    """Return an article; keywords change its reference."""
    return Article(ref=ref(**changes), text=text)


def found(
    entity: str | None, word: str, *, field: Field = Field.TEXT, proof: str | None = None
) -> Match:
    """Return the first match of `word` in the title or text above, proved by `proof`."""
    where = TITLE if field is Field.TITLE else TEXT
    start = where.index(word)
    evidence: tuple[Evidence, ...] = ()
    if proof is not None:
        at = TEXT.index(proof)
        evidence = (
            Evidence(
                set="mali", field=Field.TEXT, start=at, end=at + len(proof), text=proof, weight=0.9
            ),
        )
    return Match(
        entity=EntityId(entity) if entity else None,
        field=field,
        start=start,
        end=start + len(word),
        text=word,
        confidence=0.99 if proof is None else 0.9,
        evidence=evidence,
    )


MATCHES = (
    found("ber", "Ber", field=Field.TITLE, proof="Mali"),
    found("ber", "Ber", proof="Mali"),
    found("cma", "CMA", proof="Mali"),
    found("minusma", "MINUSMA"),
)


DISAGREEMENTS = (
    Disagreement(
        what="civilian killed",
        values=(
            Value(
                value="four",
                text="The governor said that four civilians were killed.",
                source="sahel-post",
                url="https://news.example/mali/four",
            ),
            Value(
                value="at least nine",
                text="Witnesses counted at least nine dead.",
                source="river-radio",
                url="https://radio.example/nine",
            ),
        ),
    ),
)


def alert(**changes: Any) -> Alert:
    """Return an alert on the article; `article`, `matches` and other keywords change it."""
    given: dict[str, Any] = {
        "id": AlertId("al_test"),
        "rule": RuleId("un-leaves-the-north"),
        "severity": Severity.HIGH,
        "kind": AlertKind.ARTICLE,
        "article": ref(),
        "matches": MATCHES,
        "created_at": NOW,
    }
    return Alert(**(given | changes))


def notice(**changes: Any) -> Notice:
    """Return a notice of a source that fails; keywords change it."""
    given: dict[str, Any] = {
        "type": "source.failing",
        "event": Event.SOURCE,
        "key": ("source.failing", "sahel-post", "2023-08-14T11:30:00Z"),
        "title": "sahel-post fails: not found",
        "lines": (
            "Sahel Post has answered 404 three times in a row, since 11:30.",
            "",
            "https://news.example/feed",
        ),
        "data": SOURCE,
        "created_at": NOW,
    }
    return Notice(**(given | changes))


def message(**changes: Any) -> Message:
    """Return a claimed message to the webhook channel `hook`; keywords change it."""
    given: dict[str, Any] = {
        "id": DeliveryId("msg_test"),
        "alert_id": AlertId("al_test"),
        "channel": "hook",
        "recipient": "",
        "body": b'{"type":"alert.created"}',
        "attempts": 0,
    }
    return Message(**(given | changes))
