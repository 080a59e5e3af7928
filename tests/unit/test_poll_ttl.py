"""How long a feed wants to be left alone."""

import pytest

from feeds import LINK, URL, atom, rss
from monitor.poll import read
from monitor.poll.loose import loose_entries
from monitor.types import Listed, Page

ITEM = f"<item>{LINK}</item>"


def ttl_s(body: bytes) -> float:
    found = read(Page(requested_url=URL, url=URL, body=body), kind=None, links=None)
    assert isinstance(found, Listed)
    assert found.candidates
    return found.ttl_s


@pytest.mark.parametrize(
    ("channel", "want"),
    [
        pytest.param("<ttl>60</ttl>", 3_600, id="minutes"),
        pytest.param("<ttl>\n 15 </ttl>", 900, id="blanks around"),
        pytest.param("<ttl><![CDATA[15]]></ttl>", 900, id="CDATA"),
        pytest.param("<ttl>0</ttl>", 0, id="none"),
        pytest.param("<ttl>1440</ttl>", 86_400, id="a day"),
        pytest.param("<ttl>525600</ttl>", 86_400, id="a year is a day"),
        pytest.param(f"<ttl>{'9' * 500}</ttl>", 86_400, id="for ever is a day"),
        pytest.param("<ttl>-5</ttl>", 0, id="negative"),
        pytest.param("<ttl>1.5</ttl>", 0, id="no whole number"),
        pytest.param("<ttl>٦٠</ttl>", 0, id="other digits"),
        pytest.param("<ttl>1 hour</ttl>", 0, id="words"),
        pytest.param("<ttl/>", 0, id="empty"),
        pytest.param("", 0, id="absent"),
        pytest.param(
            "<sy:updatePeriod xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>daily"
            "</sy:updatePeriod>",
            0,
            id="an update period is not a promise",
        ),
        pytest.param("<x:ttl xmlns:x='https://x.example/'>60</x:ttl>", 0, id="another's ttl"),
    ],
)
def test_ttl(channel: str, want: float) -> None:
    assert ttl_s(rss(ITEM, channel)) == want


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(rss(f"<item>{LINK}<ttl>60</ttl></item>"), id="of an item"),
        pytest.param(atom('<link href="/1"/>'), id="Atom"),
        pytest.param(b'{"ttl": 60, "items": [{"url": "https://wire.example/1"}]}', id="JSON"),
    ],
)
def test_only_an_rss_channel_has_a_ttl(body: bytes) -> None:
    assert ttl_s(body) == 0


def test_ttl_after_the_items() -> None:
    assert ttl_s(rss(f"{ITEM}<ttl>30</ttl>")) == 1_800


TTL = b"<ttl>30</ttl>"
FIRST, SECOND = (b"<item><link>/%d</link></item>" % n for n in (1, 2))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            b"<rss><channel>%b%b</channel></rss><rss>%b</rss>" % (TTL, FIRST, SECOND), id="two ends"
        ),
        pytest.param(b"<rss></rss><rss><channel>%b%b" % (TTL, FIRST), id="ended before it began"),
    ],
)
def test_a_damaged_feed_has_it_too(body: bytes) -> None:
    assert ttl_s(body) == 1_800
    assert loose_entries(body, URL).ttl == "30"
