"""The body of a webhook, and the ids in it."""

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerting import DISAGREEMENTS, HOSTILE, MATCHES, NOW, TITLE, alert, found, ref
from alerts.render import MAX_BODY_BYTES, alert_id, delivery_id, line, payload, webhook_body
from alerts.types import (
    ChannelId,
    DeliveryId,
    Disagreement,
    EntityId,
    Evidence,
    Field,
    RuleId,
    Value,
)

ALERT_KEYS = [
    "id",
    "rule",
    "severity",
    "kind",
    "story_id",
    "article",
    "matches",
    "new",
    "disagreements",
    "created_at",
]
ARTICLE_KEYS = ["id", "url", "canonical_url", "source", "title", "published", "language"]
MATCH_KEYS = ["entity", "field", "start", "end", "text", "evidence", "confidence"]
EVIDENCE_KEYS = ["set", "field", "start", "end", "text", "weight"]


def test_payload_has_exactly_the_promised_keys() -> None:
    data = payload(alert())
    assert list(data) == ALERT_KEYS
    assert list(data["article"]) == ARTICLE_KEYS
    assert list(data["matches"][0]) == MATCH_KEYS
    assert list(data["matches"][0]["evidence"][0]) == EVIDENCE_KEYS
    assert data["created_at"] == "2023-08-14T12:00:00Z"
    assert data["article"]["published"] == "2023-08-13T09:30:00Z"
    assert (data["story_id"], data["new"], data["disagreements"]) == (None, [], [])


def test_unknown_date_and_own_words_are_null() -> None:
    data = payload(alert(article=ref(published_at=None), matches=(found(None, "convoy"),)))
    assert data["article"]["published"] is None
    assert data["matches"][0]["entity"] is None


def test_body_is_an_event_around_the_payload() -> None:
    event = json.loads(webhook_body(alert()))
    assert list(event) == ["type", "timestamp", "data"]
    assert event["type"] == "alert.created"
    assert event["timestamp"] == "2023-08-14T12:00:00Z"
    assert event["data"] == payload(alert())


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_strings_are_exact_and_harmless(text: str) -> None:
    matches = tuple(replace(m, text=text) for m in MATCHES)
    hostile = alert(article=ref(title=text, source=text, url=text), matches=matches)
    body = webhook_body(hostile)
    assert len(body) <= MAX_BODY_BYTES
    shown = body.decode()
    assert not re.search(r"[<>\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", shown)
    title = json.loads(body)["data"]["article"]["title"]
    scrubbed = re.sub("[\ud800-\udfff]", "\ufffd", text)
    assert scrubbed.startswith(title) if len(text) > 1000 else title == scrubbed


def test_many_matches_are_cut_fairly() -> None:
    evidence = tuple(
        Evidence(set="mali", field=Field.TEXT, start=i, end=i + 4, text="Mali", weight=0.9)
        for i in range(9)
    )
    often = tuple(
        replace(MATCHES[1], start=i, end=i + 3, evidence=evidence) for i in range(0, 4000, 4)
    )
    rare = replace(MATCHES[3], entity=EntityId("kidal"), start=9000, end=9007)
    body = webhook_body(alert(matches=(*often, rare)))
    assert 15_000 < len(body) < 20_000
    matches = json.loads(body)["data"]["matches"]
    assert matches[-1]["entity"] == "kidal"
    assert matches[0]["start"] == 0
    assert matches == sorted(matches, key=lambda m: int(m["start"]))
    assert all(len(m["evidence"]) <= 2 for m in matches)


@given(
    st.text(max_size=9000),
    st.text(max_size=9000),
    st.lists(st.text(max_size=400), max_size=60),
)
def test_body_is_always_json_under_20_kb(title: str, url: str, words: list[str]) -> None:
    matches = tuple(replace(MATCHES[2], text=w, entity=EntityId(w[:300])) for w in words)
    body = webhook_body(
        alert(article=ref(title=title, url=url, canonical_url=url), matches=matches)
    )
    assert len(body) < 20_000
    event = json.loads(body)
    assert list(event["data"]) == ALERT_KEYS
    assert list(event["data"]["article"]) == ARTICLE_KEYS
    assert all(list(m) == MATCH_KEYS for m in event["data"]["matches"])


def value(text: str, **changes: str) -> Value:
    return Value(
        **{"value": "9", "text": text, "source": "s", "url": "https://a.example/"} | changes
    )


def disagreement(text: str, count: int = 3, what: str = "dead") -> Disagreement:
    return Disagreement(
        what=what, values=tuple(value(text, value=f"{place}") for place in range(count))
    )


SENTENCE = "The convoy left the camp at Ber before dawn. "


@pytest.mark.parametrize(
    ("new", "disagreements", "matches", "kept"),
    [
        pytest.param([SENTENCE], [disagreement(SENTENCE)], 9, (1, 1, 9), id="all fits"),
        pytest.param(
            [SENTENCE] * 4, [disagreement(SENTENCE)], 900, (4, 1, None), id="only matches do not"
        ),
        pytest.param([SENTENCE] * 999, [], 0, (None, 0, 0), id="new sentences take all there is"),
        pytest.param(
            [SENTENCE] * 999, [disagreement(SENTENCE)] * 3, 5, (None, 3, 5), id="too much is new"
        ),
        pytest.param(
            [SENTENCE] * 3, [disagreement(SENTENCE)] * 99, 5, (3, None, 5), id="much disagreement"
        ),
        pytest.param([], [disagreement(SENTENCE, 999)], 5, (0, 1, 5), id="a value of everybody"),
        pytest.param(
            ["é" * 9000] * 9, [disagreement("é" * 9000, 9, "w" * 9000)] * 9, 900, None, id="huge"
        ),
        pytest.param(["<" * 9000], [disagreement("<" * 9000)], 900, None, id="what is escaped"),
    ],
)
def test_news_are_cut_fairly(
    new: list[str],
    disagreements: list[Disagreement],
    matches: int,
    kept: tuple[int | None, ...] | None,
) -> None:
    given_ = alert(
        new=tuple(new), disagreements=tuple(disagreements), matches=(MATCHES[1],) * matches
    )
    body = webhook_body(given_)
    data = json.loads(body)["data"]
    assert list(data) == ALERT_KEYS
    got = (data["new"], data["disagreements"], data["matches"])
    sizes = (len(new), len(disagreements), matches)
    for there, wanted, all_ in zip(got, kept or (None,) * 3, sizes, strict=True):
        assert len(there) == wanted or (wanted is None and 1 <= len(there) <= all_)
    assert all(each.startswith(part) for each, part in zip(new, data["new"], strict=False))
    for each, shown in zip(disagreements, data["disagreements"], strict=False):
        values = [v["value"] for v in shown["values"]]
        assert (values[0], values[-1]) == (each.values[0].value, each.values[-1].value)
        assert each.what.startswith(shown["what"])
    if kept == sizes and "".join(new).isascii():
        assert data["new"] == new


def test_a_sentence_that_fits_is_whole_beside_too_many_matches() -> None:
    given_ = alert(new=(SENTENCE * 9,), disagreements=DISAGREEMENTS, matches=MATCHES * 200)
    data = json.loads(webhook_body(given_))["data"]
    assert (data["new"], data["disagreements"]) == (
        payload(given_)["new"],
        payload(given_)["disagreements"],
    )


_LONG = st.text(max_size=40) | st.integers(0, 4000).map("ل".__mul__)
_VALUES = st.builds(Value, value=_LONG, text=_LONG, source=_LONG, url=_LONG)
_DISAGREEMENTS = st.lists(
    st.builds(
        Disagreement, what=_LONG, values=st.lists(_VALUES, min_size=1, max_size=5).map(tuple)
    ),
    max_size=30,
)


@given(_LONG, st.lists(_LONG, max_size=40), _DISAGREEMENTS, st.integers(0, 300))
def test_whatever_is_new_a_body_is_under_20_kb_and_keeps_the_first_of_all(
    title: str, new: list[str], disagreements: list[Disagreement], matches: int
) -> None:
    given_ = alert(
        article=ref(title=title, url=title, canonical_url=title, source=title, language=title),
        new=tuple(new),
        disagreements=tuple(disagreements),
        matches=(MATCHES[1],) * matches,
    )
    body = webhook_body(given_)
    assert len(body) < 20_000
    data = json.loads(body)["data"]
    assert list(data) == ALERT_KEYS
    assert [bool(data[key]) for key in ("new", "disagreements", "matches")] == [
        bool(new), bool(disagreements), bool(matches),
    ]  # fmt: skip
    for shown, each in zip(data["disagreements"], disagreements, strict=False):
        assert 1 <= len(shown["values"]) <= len(each.values)
        assert each.values[-1].value.startswith(shown["values"][-1]["value"])
    assert json.loads(line(DeliveryId("msg_1"), body))["data"] == data


def test_ids_are_functions_of_what_they_are_about() -> None:
    rule = RuleId("r")
    first = alert_id(rule, "https://a.example/1")
    # Fixed for ever: a changed id would send stored alerts again.
    assert first == "al_uu42phz6ghc4wtauubfsfuvuiu"
    assert first != alert_id(rule, "https://a.example/2")
    assert first != alert_id(RuleId("s"), "https://a.example/1")
    desk = delivery_id(first, ChannelId("desk"), "a@x.example")
    assert re.fullmatch(r"msg_[a-z2-7]{26}", desk)
    others = {
        delivery_id(first, ChannelId("desk"), "b@x.example"),
        delivery_id(first, ChannelId("des"), "ka@x.example"),
        delivery_id(alert_id(rule, "https://a.example/2"), ChannelId("desk"), "a@x.example"),
    }
    assert desk not in others
    assert len(others) == 3


def test_offsets_stay_true_in_a_title_with_controls() -> None:
    title = "\u202eBer\u202c base"
    body = webhook_body(alert(article=ref(title=title)))
    assert json.loads(body)["data"]["article"]["title"][1:4] == "Ber"


def test_the_test_article_is_what_it_says() -> None:
    assert TITLE[MATCHES[0].start : MATCHES[0].end] == "Ber"
    assert NOW.tzinfo is not None
