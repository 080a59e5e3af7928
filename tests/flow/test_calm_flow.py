"""Channels with calm, with real parts: a store, a mail server, a receiver of webhooks, a daemon."""

import json
import os
import re
import signal
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from commands import COMMAND, called, environment
from daemons import running
from desk import Desk
from faults import Hook, configure, feed, until
from mails import part, read
from monitor.demo.sinks import Inbox
from newsroom import Answer, NewsSite, Request, page

STORM = 1000


def ferries(numbers: range) -> Answer:
    """Return a feed of articles in full that have nothing in common but the rule's words."""
    items = "".join(
        f"<item><link>/{n}</link><title>Ferry Depot {n} closed</title><description>"
        + " ".join(f"w{n}x{word}" for word in range(40))
        + "</description></item>"
        for n in numbers
    )
    return page(f'<rss version="2.0"><channel><title>P</title>{items}</channel></rss>', "text/xml")


def counted(hook: Hook) -> tuple[list[str], int]:
    """Return the alerts that the messages of a hook list, and how many more they count."""
    listed: list[str] = []
    more = 0
    for (body,) in hook.got.values():
        event = json.loads(body)
        if event["type"] == "alert.created":
            listed.append(event["data"]["id"])
        else:
            listed += [each["id"] for each in event["data"]["alerts"]]
            more += event["data"].get("left_out", {}).get("alerts", 0)
    return listed, more


def test_a_thousand_matches_in_a_minute(site: NewsSite, tmp_path: Path) -> None:
    """At most so many messages, and every article listed or counted in one of them."""
    desk, hook, inbox = Desk(tmp_path), Hook(), Inbox(tmp_path / "inbox.mbox")
    site.routes |= {"/hook": hook}
    for half in range(2):
        site.routes[f"/{half}.xml"] = ferries(range(half * STORM // 2, (half + 1) * STORM // 2))
        desk.watch(f"post{half}", f"{site.url}/{half}.xml", kind="feed", article="feed")
    desk.send("hook", f"{site.url}/hook", calm={"at_most": 20})
    with inbox.serve() as port:
        desk.mail("desk", port, calm={"at_most": 12})
        report = desk.fetch()
        assert report.tally.alerts == STORM
        assert (len(hook.got), len(inbox)) == (19, 11)
        assert report.deliveries.held == (STORM - 19) + (STORM - 11)
        desk.wait(minutes=5)
        assert desk.fetch().deliveries.held == 0
    assert (len(hook.got), len(inbox)) == (20, 12)

    listed, more = counted(hook)
    assert len(listed) == len(set(listed))
    assert len(listed) + more == STORM
    *_, digest = read_all(inbox)
    assert digest["Subject"] == f"[desk] {STORM - 11} alerts: ferry {STORM - 11}"
    assert f"and {STORM - 11 - 100} more" in part(digest, "plain")
    rows = called(tmp_path, "deliveries", "list", "--json").rows
    (last,) = (row for row in rows if row["channel"] == "hook" and row["alert_id"] is None)
    carried = called(tmp_path, "deliveries", "show", last["id"], "--json").row["alerts"]
    alone = [row["alert_id"] for row in rows if row["channel"] == "hook" and row["alert_id"]]
    assert sorted([*alone, *(each["id"] for each in carried)]) == sorted(
        each["id"] for each in called(tmp_path, "alerts", "--json").rows
    ), "each alert in one message"


def read_all(inbox: Inbox) -> list[Any]:
    """Return the mails of an inbox, the oldest first."""
    mails = re.split(rb"^From .*\n", inbox.path.read_bytes(), flags=re.MULTILINE)
    return [read(each.replace(b"\n", b"\r\n")) for each in mails if each]


def test_quiet_hours_hold_over_restarts_and_flush_afterwards(
    site: NewsSite, tmp_path: Path
) -> None:
    desk, hook = Desk(tmp_path, now=datetime(2026, 3, 2, 22, 30, tzinfo=UTC)), Hook()
    site.routes |= {"/hook": hook, "/post.xml": ferries(range(3))}
    desk.watch("post", f"{site.url}/post.xml", kind="feed", article="feed")
    desk.send("hook", f"{site.url}/hook", calm={"quiet": "22:00-06:00", "through": "high"})
    assert desk.fetch().deliveries.held == 3
    newest = called(tmp_path, "alerts", "--json", "-n", "1").row["id"]
    held = called(tmp_path, "alerts", "show", newest, "--json").row["held"]
    assert held == [{"channel": "hook", "until": "2026-03-03T06:00:00Z", "why": "quiet"}]
    told = called(tmp_path, "alerts", "show", newest).out
    assert "  2026-03-03 06:00Z  leaves for hook, held by its calm: quiet\n" in told
    assert called(tmp_path, "status", "--json").row["alerts_held"] == 3
    none = called(tmp_path, "deliveries", "list", "--alert", newest)
    assert (none.out, none.err) == (
        "",
        f"{newest}: held by hook until 2026-03-03T06:00:00Z: quiet\n",
    )

    site.routes["/post.xml"] = ferries(range(5))
    desk.wait(hours=7, minutes=29)  # 05:59
    assert desk.fetch(every=True).deliveries.held == 5
    assert not hook.got
    desk.wait(minutes=1)
    assert desk.fetch().deliveries.held == 0
    ((body,),) = hook.got.values()
    assert json.loads(body)["data"]["count"] == 5
    after = called(tmp_path, "alerts", "show", newest, "--json").row
    assert after["held"] == []
    assert [each["state"] for each in after["deliveries"]] == ["delivered"]


def test_a_story_cools_down_over_restarts(site: NewsSite, tmp_path: Path) -> None:
    """The first alert of each story leaves at once, the others of it together when it is over."""
    desk, hook = Desk(tmp_path), Hook()
    site.routes |= {"/hook": hook, "/post.xml": ferries(range(5))}
    desk.watch("post", f"{site.url}/post.xml", kind="feed", article="feed")
    desk.send("hook", f"{site.url}/hook", calm={"cooldown": "2h"})
    report = desk.fetch()
    alerts = called(tmp_path, "alerts", "--json").rows
    stories = {each["story_id"] for each in alerts}
    assert None not in stories
    assert len(stories) < len(alerts) == 5, "some of one story"
    assert report.deliveries.held == 5 - len(stories)
    assert len(hook.got) == len(stories)
    preview = called(tmp_path, "alerts", "preview", "--since", "2026-03-02", "--json").rows
    assert preview[0]["why"] == ["cooldown"]
    assert preview[0]["at"] == "2026-03-02T10:00:00Z"

    desk.wait(minutes=119)
    assert desk.fetch().deliveries.held == 5 - len(stories)
    desk.wait(minutes=1)
    assert desk.fetch().deliveries.held == 0
    assert len(hook.got) == len(stories) + 1
    listed, more = counted(hook)
    assert (sorted(listed), more) == (sorted(each["id"] for each in alerts), 0)


def test_a_fetch_that_is_killed_while_it_sends_a_digest(site: NewsSite, tmp_path: Path) -> None:
    """A process of its own, killed for real: the next one sends the same bytes under one id."""
    got: list[tuple[str, bytes]] = []
    victims: list[subprocess.Popen[bytes]] = []

    def hook(request: Request) -> Answer:
        got.append((request.headers["webhook-id"], request.body))
        if len(got) == 2:  # the first is the alert that left at once
            os.kill(victims[-1].pid, signal.SIGKILL)
        return Answer(status=204)

    desk = Desk(tmp_path)
    site.routes |= {"/hook": hook, "/post.xml": ferries(range(4))}
    desk.watch("post", f"{site.url}/post.xml", kind="feed", article="feed")
    desk.send("hook", f"{site.url}/hook", calm={"group": "1s"})
    desk.config()

    def fetch() -> int:
        command = [*COMMAND, "fetch", "--all"]
        victims.append(subprocess.Popen(command, cwd=tmp_path, env=environment(), stderr=-3))
        return victims[-1].wait(60)

    assert fetch() == 0
    assert len(got) == 1
    until(lambda: due(tmp_path / "wireroom.db"))
    assert fetch() == -signal.SIGKILL
    assert fetch() == fetch() == 0
    assert len(got) == 3
    assert got[1] == got[2], "the same bytes under the same id"
    assert json.loads(got[1][1])["data"]["count"] == 3


def due(path: Path) -> bool:
    """Whether something held has become due."""
    now = datetime.now(UTC).replace(tzinfo=None).isoformat(" ")
    with closing(sqlite3.connect(path)) as conn:
        found = conn.execute("SELECT count(*) FROM held WHERE due_at <= ?", (now,)).fetchone()
        return bool(found[0])


def held(path: Path) -> int:
    with closing(sqlite3.connect(path)) as conn:
        return int(conn.execute("SELECT count(*) FROM held").fetchone()[0])


def test_a_daemon_groups_and_a_reload_lets_go(site: NewsSite, tmp_path: Path) -> None:
    slow, fast = Hook(), Hook()
    site.routes |= {"/slow": slow, "/fast": fast, "/post.xml": feed(range(4))}
    config = configure(
        tmp_path / "sources.yaml",
        {"post": f"{site.url}/post.xml"},
        {"slow": f"{site.url}/slow", "fast": f"{site.url}/fast"},
    )
    plain = config.read_text()
    far = (datetime.now(UTC).hour + 12) % 24
    spared = plain.replace("{id: slow,", f'{{id: slow, calm: {{digest: "daily {far}:30"}},')
    config.write_text(spared.replace("{id: fast,", "{id: fast, calm: {group: 2s},"))
    with running(config) as daemon:
        flushed = daemon.written("alerts.flushed", channel="fast")
        assert (flushed["alerts"], flushed["why"]) == ("3", "group")
        until(lambda: len(fast.got) == 2)
        assert not slow.got
        assert held(tmp_path / "wire.db") == 4
        config.write_text(plain)
        daemon.send(signal.SIGHUP)
        flushed = daemon.written("alerts.flushed", channel="slow")
        assert (flushed["alerts"], flushed["why"]) == ("4", "digest")
        until(lambda: slow.got)
        assert "wireroom_alerts_held" in daemon.get("/metrics")[1].decode()


@pytest.fixture
def stored(site: NewsSite, tmp_path: Path) -> Path:
    """A folder with five alerts of one minute, and a mail and a webhook channel with calm."""
    desk = Desk(tmp_path)
    site.routes |= {"/hook": Hook(), "/post.xml": ferries(range(5))}
    desk.watch("post", f"{site.url}/post.xml", kind="feed", article="feed")
    desk.send("hook", f"{site.url}/hook", calm={"group": "10m"})
    desk.mail("desk", 9, calm={"digest": "daily 07:00"})
    desk.fetch()
    return tmp_path


def test_preview_shows_what_would_leave_and_changes_nothing(stored: Path) -> None:
    before = (stored / "wireroom.db").read_bytes()
    done = called(stored, "alerts", "preview", "--since", "2026-03-02", "--json")
    assert (done.code, done.err) == (
        0, "hook: alerts 5, messages 2\ndesk: alerts 5, messages 1\n",
    )  # fmt: skip
    titles = [f"Ferry Depot {number} closed" for number in (0, 1, 2, 4)]
    assert done.rows == [
        {
            "at": "2026-03-03T07:00:00Z", "channel": "desk", "kind": "digest", "alerts": 5,
            "why": ["digest"], "rules": {"ferry": 5}, "titles": titles[:3],
        },
        {
            "at": "2026-03-02T08:10:00Z", "channel": "hook", "kind": "digest", "alerts": 4,
            "why": ["group"], "rules": {"ferry": 4}, "titles": titles[:3],
        },
        {
            "at": "2026-03-02T08:00:00Z", "channel": "hook", "kind": "alert", "alerts": 1,
            "why": [], "rules": {"ferry": 1}, "titles": titles[3:],
        },
    ]  # fmt: skip
    one = called(
        stored, "alerts", "preview", "--channel", "hook", "--since", "2026-03-02", "-n", "1"
    )
    last = " · ".join(titles[:3])
    assert one.out == f"2026-03-02T08:10:00Z\thook\tdigest\t4\tgroup\t{last}\n"
    assert (stored / "wireroom.db").read_bytes() == before


def test_preview_says_of_which_time_it_is_unless_told(stored: Path) -> None:
    asked = called(stored, "alerts", "preview", "--channel", "hook", "--since", "2026-03-02")
    assert asked.err == "hook: alerts 5, messages 2\n"
    unasked = called(stored, "alerts", "preview", "--channel", "hook")
    assert unasked.err.endswith("\nof the last 7 days; older ones: --since 30d\n")


def test_preview_prints_one_message_without_sending_it(stored: Path) -> None:
    alert = called(stored, "alerts", "--json", "-n", "1").row["id"]
    body = called(stored, "alerts", "preview", "--alert", alert, "--channel", "hook").row
    assert (body["type"], body["data"]["id"]) == ("alert.created", alert)
    mail = called(stored, "alerts", "preview", "--alert", alert, "--channel", "desk")
    (first,) = called(stored, "alerts", "--json").rows[
        -1:
    ]  # of their story, whose thread it opened
    assert f"subject  [ferry] {first['article']['title']}" in mail.out
    assert "What matched" in mail.out
    assert "<html>" not in mail.out
    as_json = called(stored, "alerts", "preview", "--alert", alert, "--channel", "desk", "--json")
    assert list(as_json.row) == ["to", "from", "subject", "date", "html", "text"]


MAILED = """\
version: 1
entities: {tolvik: {names: [Tolvik]}}
rules: [{id: tolvik, when: "@tolvik"}]
channels:
  - {id: desk, email: {to: [a@b.example], from: c@b.example, smtp: "smtp://mail.b.example"}}
"""


def test_preview_is_of_the_text_that_raised_the_alert(tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text(MAILED)
    for text in ("The ferry left Tolvik at dawn.", "Later: she is lost. The ferry left Tolvik."):
        article = {"url": "https://a.example/1", "title": "A ferry", "text": text}
        (tmp_path / "in.jsonl").write_text(json.dumps(article))
        called(tmp_path, "import", "--no-deliver", str(tmp_path / "in.jsonl"))
    alert = called(tmp_path, "alerts", "--json").row["id"]
    mail = called(tmp_path, "alerts", "preview", "--alert", alert, "--channel", "desk")
    assert "The ferry left *Tolvik* at dawn." in mail.out


@pytest.mark.parametrize(
    ("args", "said"),
    [
        pytest.param(["--channel", "nobody"], "channel nobody: not in", id="channel"),
        pytest.param(
            ["--alert", "al_no", "--channel", "desk"], "alert al_no: not in the store", id="alert"
        ),
        pytest.param(
            ["--alert", "al_no"], "name a channel too, --channel ID: hook, desk", id="no channel"
        ),
        pytest.param(["--since", "soon"], "'soon': expected a day or time", id="time"),
    ],
)  # fmt: skip
def test_preview_refuses_what_it_does_not_know(stored: Path, args: list[str], said: str) -> None:
    done = called(stored, "alerts", "preview", *args)
    assert (done.code, done.out) == (2, "")
    assert said in " ".join(done.err.split())
