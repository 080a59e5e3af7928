"""The body of a webhook, and the ids in it."""

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerting import HOSTILE, MATCHES, NOW, TITLE, alert, found, ref
from alerts.render import MAX_BODY_BYTES, alert_id, delivery_id, payload, webhook_body
from alerts.types import ChannelId, EntityId, Evidence, Field, RuleId

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
