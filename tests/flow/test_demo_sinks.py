"""The demo's parts one by one: its outlets, its mailbox and its webhook receiver."""

import http.client
import json
import mailbox
import smtplib
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import etree
from standardwebhooks.webhooks import Webhook

from monitor.demo.sinks import Inbox, Receiver
from monitor.demo.site import OUTLETS, Newsroom, Outlet

NOW = datetime(2023, 8, 14, 12, tzinfo=UTC)
SECRET = "whsec_" + "QUJD" * 8


def ask(
    url: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=5)
    try:
        connection.request("POST" if body else "GET", parts.path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize("outlet", [pytest.param(o, id=o.id) for o in OUTLETS])
def test_an_outlet_lists_each_article_and_serves_its_page(outlet: Outlet) -> None:
    with Newsroom(NOW) as newsroom:
        address = newsroom.addresses()[outlet.id]
        status, headers, body = ask(address)
        assert (status, headers["content-type"]) == (200, outlet.list_type)
        listing = body.decode()
        base = address.removesuffix(outlet.listing)
        assert outlet.articles()
        for article in outlet.articles():
            path = outlet.page.format(article.slug)
            assert path.lstrip("/") in listing
            status, _, shown = ask(base + path)
            assert status == article.status
            assert (article.paragraphs[0] in unescape(shown.decode())) == (status == 200)


def test_what_has_not_changed_is_not_sent_again() -> None:
    with Newsroom(NOW) as newsroom:
        address = newsroom.addresses()["dispatch"]
        tag = ask(address)[1]["etag"]
        status, headers, body = ask(address, headers={"If-None-Match": tag})
        assert (status, headers["etag"], body) == (304, tag, b"")
        assert newsroom.answered == {200: 1, 304: 1}


@pytest.mark.parametrize("outlet", ["dispatch", "fil", "post"])
def test_feeds_and_sitemaps_are_well_formed(outlet: str) -> None:
    with Newsroom(NOW) as newsroom:
        body = ask(newsroom.addresses()[outlet])[2]
    assert len(etree.fromstring(body)) > 0


def test_nothing_is_dated_in_the_future() -> None:
    assert all(a.age > timedelta() for outlet in OUTLETS for a in outlet.articles())


def test_mail_lands_in_the_mailbox(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path / "inbox.mbox")
    assert len(inbox) == 0
    with inbox.serve() as port:
        for number in range(2):
            with smtplib.SMTP("127.0.0.1", port, timeout=5) as client:
                message = f"Subject: number {number}\r\n\r\nFrom here\r\nto there\r\n"
                client.sendmail("a@example.org", ["b@example.org"], message)
    assert len(inbox) == 2
    box = mailbox.mbox(inbox.path, create=False)
    try:
        kept = [(m["Subject"], m.get_payload()) for m in box]
    finally:
        box.close()
    assert kept == [(f"number {n}", ">From here\nto there\n") for n in range(2)]


@pytest.mark.parametrize(
    ("changed", "want"),
    [
        pytest.param({}, True, id="genuine"),
        pytest.param({"webhook-id": "msg_other"}, False, id="other id"),
        pytest.param({"webhook-signature": "v1,AAAA"}, False, id="wrong signature"),
        pytest.param({"webhook-signature": ""}, False, id="no signature"),
        pytest.param({"webhook-signature": "nonsense"}, False, id="signature of no form"),
        pytest.param({"webhook-timestamp": "1"}, False, id="too old"),
    ],
)
def test_a_webhook_is_taken_only_if_it_is_genuine(
    tmp_path: Path, changed: dict[str, str], want: bool
) -> None:
    body = json.dumps({"type": "alert.created", "data": {"id": "al_1"}})
    now = datetime.now(UTC)
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(SECRET).sign("msg_1", now, body),
    }
    receiver = Receiver(tmp_path / "webhooks.jsonl", SECRET)
    with receiver.serve() as server:
        status = ask(f"{server.url}/hook", body.encode(), headers | changed)[0]
    assert status == (204 if want else 401)
    assert (receiver.verified, receiver.refused) == (int(want), int(not want))
    (line,) = map(json.loads, receiver.path.read_text("utf-8").splitlines())
    assert line["verified"] is want
    assert line.get("body") == (json.loads(body) if want else None)
