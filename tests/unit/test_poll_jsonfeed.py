"""JSON Feed."""

import json
from datetime import UTC, datetime

import pytest

from feeds import only, polled
from monitor.types import Candidate


def json_feed(*items: object, **feed: object) -> bytes:
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "items": items} | feed
    ).encode()


def test_json_feed() -> None:
    body = json_feed(
        {
            "id": "1",
            "url": "/1",
            "title": "A <b> in text",
            "content_html": "<p>One</p><p>Two</p>",
            "date_published": "2023-08-14T10:00:00+02:00",
            "authors": [{"name": "Ada"}, {"name": "Bo"}],
        },
        language="fr",
    )
    assert only(body) == Candidate(
        url="https://wire.example/1",
        title="A <b> in text",
        text="One\nTwo",
        authors=("Ada", "Bo"),
        published_at=datetime(2023, 8, 14, 8, tzinfo=UTC),
        language="fr",
    )


@pytest.mark.parametrize(
    ("entry", "want"),
    [
        pytest.param({"id": "https://wire.example/i"}, "https://wire.example/i", id="id"),
        pytest.param({"external_url": "https://o.example/"}, "https://o.example/", id="external"),
        pytest.param(
            {"url": "/1", "title": 3, "authors": "x", "tags": 1},
            "https://wire.example/1",
            id="types",
        ),
    ],
)
def test_json_feed_items_give_what_they_can(entry: object, want: str) -> None:
    assert [one.url for one in polled(json_feed(entry, "no item", None, {}))] == [want]
