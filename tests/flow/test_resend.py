"""`deliveries resend` and `recover`: the same messages again, also beside a daemon that sends."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from alerting import HOSTILE
from commands import Done, called, newsdesk
from daemons import running
from faults import Hook, Store, configure, everywhere, feed, until
from monitor.store import Store as Writer
from newsroom import Answer, NewsSite


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[tuple[Path, NewsSite, Hook]]:
    """A folder whose one alert went to a webhook that can be told what to answer."""
    with newsdesk(tmp_path) as site:
        hook = Hook()
        site.routes["/hook"] = hook
        yield tmp_path, site, hook


def fetched(folder: Path, *, sent: int, dead: int = 0) -> str:
    """Run a fetch and return the id of the one delivery."""
    done = called(folder, "fetch", "wire", "--json")
    assert done.row["deliveries"] == {"sent": sent, "pending": 0, "dead": dead}
    return str(called(folder, "deliveries", "list", "--json").row["id"])


def shown(folder: Path, delivery: str) -> Done:
    return called(folder, "deliveries", "show", delivery, "--json")


def test_a_delivered_message_goes_again_with_its_id_and_bytes(
    desk: tuple[Path, NewsSite, Hook],
) -> None:
    folder, _, hook = desk
    delivery = fetched(folder, sent=1)
    done = called(folder, "deliveries", "resend", delivery, "--json")
    assert done.code == 0
    assert done.row["state"] == "pending"
    assert done.err == "the daemon sends it now, without one the next: wireroom fetch\n"
    assert fetched(folder, sent=1) == delivery
    assert len(hook.got[delivery]) == 2
    assert not hook.doubled()
    told = shown(folder, delivery).row
    assert told["explained"].startswith("delivered at ")
    assert " on the 2nd attempt; asked for again at " in told["explained"]
    assert [each["n"] for each in told["history"]] == [1, 2]


@pytest.mark.parametrize(
    ("state", "options", "count"),
    [
        pytest.param("discarded", (), 1, id="all"),
        pytest.param("discarded", ("--state", "discarded"), 1, id="discarded"),
        pytest.param("discarded", ("--state", "discarded,failed"), 1, id="both"),
        pytest.param("discarded", ("--state", "failed"), 0, id="only failed"),
        pytest.param("discarded", ("--channel", "hook"), 1, id="of the channel"),
    ],
)
def test_what_an_endpoint_did_not_take_is_recovered(
    desk: tuple[Path, NewsSite, Hook], state: str, options: tuple[str, ...], count: int
) -> None:
    folder, _, hook = desk
    hook.answer = Answer(status=410)
    delivery = fetched(folder, sent=0, dead=1)
    told = shown(folder, delivery).row
    assert told["state"] == state
    assert "Z: http://127.0.0.1:" in told["explained"]
    assert told["explained"].endswith(": answered 410 Gone")
    recover = ("deliveries", "recover", "--since", "1h", *options, "--json")
    dry = called(folder, *recover, "--dry-run")
    assert (dry.code, dry.row["deliveries"]) == (0, count)
    warned = "webhook hook: is disabled, and what is sent there is discarded" in dry.err
    assert warned is (count > 0), "a 410 disables it"
    assert shown(folder, delivery).row == told, "--dry-run changes nothing"
    done = called(folder, *recover)
    assert (done.code, done.row["deliveries"], done.row["dry_run"]) == (0, count, False)
    assert list(dry.row) == list(done.row)
    assert {"since", "dry_run", "deliveries"} <= set(done.row)
    assert called(folder, *recover).row["deliveries"] == 0, "it waits already"
    hook.answer = Answer(status=204)
    assert called(folder, "webhooks", "enable", "hook").code == 0
    assert fetched(folder, sent=count) == delivery
    assert len(hook.got[delivery]) == count


def test_a_channel_that_left_is_told_and_its_messages_can_be_recovered(
    desk: tuple[Path, NewsSite, Hook],
) -> None:
    folder, _, hook = desk
    hook.answer = Answer(status=503)
    called(folder, "fetch", "wire")
    whole = (folder / "sources.yaml").read_text()
    (folder / "sources.yaml").write_text(whole.split("channels:")[0])
    (delivery,) = (row["id"] for row in called(folder, "deliveries", "list", "--json").rows)
    assert called(folder, "deliveries", "resend", delivery).code == 0
    assert fetched(folder, sent=0, dead=1) == delivery
    explained = shown(folder, delivery).row["explained"]
    assert ": channel hook is not configured any more; asked for again at " in explained
    (folder / "sources.yaml").write_text(whole)
    hook.answer = Answer(status=204)
    done = called(folder, "deliveries", "recover", "--since", "2023-01-01", "--channel", "hook")
    assert (done.code, "deliveries  1\n" in done.out) == (0, True)
    assert fetched(folder, sent=1) == delivery


@pytest.mark.parametrize(
    ("command", "said"),
    [
        pytest.param("resend", "Missing argument 'ID'", id="nothing"),
        pytest.param("resend msg_no", "delivery msg_no: not in the store; nothing was", id="no id"),
        pytest.param("resend {id} msg_no", "delivery msg_no: not in the store", id="one of two"),
        pytest.param("recover", "Missing option '--since'", id="no time"),
        pytest.param("recover --since soon", "such as 2h or 3d", id="no such time"),
        pytest.param("recover --since 2h --channel no", "--channel no: not in", id="no channel"),
        pytest.param("recover --since 2h --state sent", "expected failed, discarded", id="state"),
        pytest.param("recover --since 2h --state ''", "expected failed, discarded", id="no state"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(
    desk: tuple[Path, NewsSite, Hook], command: str, said: str
) -> None:
    folder, _, _ = desk
    delivery = fetched(folder, sent=1)
    before = shown(folder, delivery).out
    done = called(folder, "deliveries", *command.format(id=delivery).split())
    assert (done.code, done.out) == (2, "")
    assert said in " ".join(done.err.split())
    assert shown(folder, delivery).out == before


def test_without_a_store_nothing_is_made(tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text("version: 1\n")
    for command in ("resend msg_1", "recover --since 2h"):
        done = called(tmp_path, "deliveries", *command.split())
        assert (done.code, done.out) == (2, ""), command
        assert "no store yet; run: wireroom fetch" in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["sources.yaml"]


def test_what_was_delivered_long_ago_is_refused(desk: tuple[Path, NewsSite, Hook]) -> None:
    folder, _, _ = desk
    delivery = fetched(folder, sent=1)
    with Writer.to_write(folder / "wireroom.db") as store, store.transaction() as conn:
        conn.exec_driver_sql("UPDATE delivery SET settled_at = '2023-01-01 00:00:00.000000'")
    fetched(folder, sent=0)  # which drops what is too old
    done = called(folder, "deliveries", "resend", delivery)
    assert (done.code, done.out) == (2, "")
    assert f"delivery {delivery}: delivered over 7 days ago" in done.err


def test_what_another_process_is_sending_is_left_to_it(desk: tuple[Path, NewsSite, Hook]) -> None:
    folder, _, _ = desk
    delivery = fetched(folder, sent=1)
    leased = "UPDATE delivery SET state = 'leased', next_attempt_at = '2099-01-01 00:00:00.000000'"
    with Writer.to_write(folder / "wireroom.db") as store:
        with store.transaction() as conn:
            conn.exec_driver_sql(leased)
        done = called(folder, "deliveries", "resend", delivery, "--json")
        assert (done.code, done.row["state"]) == (0, "leased")
        assert done.err == f"{delivery}: is being sent already; nothing was changed\n"
        recovered = called(folder, "deliveries", "recover", "--since", "1h", "--json")
        assert recovered.row["deliveries"] == 0
    assert fetched(folder, sent=1) == delivery


def test_beside_a_daemon_it_is_sent_at_once(tmp_path: Path) -> None:
    hook = Hook()
    with everywhere() as site:
        site.routes |= {"/feed.xml": feed([1, 2]), "/hook": hook}
        config = configure(
            tmp_path / "sources.yaml",
            {"wire": f"{site.url}/feed.xml"},
            {"hook": f"{site.url}/hook"},
        )
        store = Store(tmp_path / "wire.db")
        with running(config):
            until(lambda: len(store.deliveries("delivered")) == 2)
            first, second = store.deliveries()
            assert called(tmp_path, "deliveries", "resend", first, second).code == 0
            until(lambda: len(hook.got[first]) == len(hook.got[second]) == 2)
            until(lambda: len(store.deliveries("delivered")) == 2)
            hook.answer = Answer(status=410)
            assert called(tmp_path, "deliveries", "resend", first).code == 0
            until(lambda: store.deliveries("discarded") == [first])
            hook.answer = Answer(status=204)
            assert called(tmp_path, "webhooks", "enable", "hook").code == 0
            assert called(tmp_path, "deliveries", "recover", "--since", "2h").code == 0
            until(lambda: len(hook.got[first]) == 3)
    assert not hook.doubled()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an alert on each hostile title, delivered nowhere but to a dead webhook."""
    folder = tmp_path_factory.mktemp("hostile")
    with newsdesk(folder):
        titles = [str(each.values[0])[:500] for each in HOSTILE]
        rows = [
            json.dumps({
                "url": f"https://a.example/{n}", "title": f"{title} MINUSMA in Ber",
                "text": f"MINUSMA has left Ber {n}, a town of {n * 37} wells. {title}",
            })
            for n, title in enumerate(titles)
        ]  # fmt: skip
        (folder / "hostile.jsonl").write_text("\n".join(rows))
        assert called(folder, "import", str(folder / "hostile.jsonl")).code == 0
    return folder


def test_nothing_hostile_reaches_a_terminal(hostile: Path) -> None:
    alerts = called(hostile, "alerts", "--json").rows
    assert len(alerts) > 10
    for alert in alerts:
        life = called(hostile, "alerts", "show", alert["id"])
        assert (life.code, life.err) == (0, "")
        (delivery,) = called(hostile, "alerts", "show", alert["id"], "--json").row["deliveries"]
        told = called(hostile, "deliveries", "show", delivery["id"])
        for said in (life.out, told.out):
            assert not [
                c for c in said if c != "\n" and not c.isprintable() and c not in "\u200c\u200d"
            ]
        assert "[Ber]" in life.out
        assert "the 1st attempt" in told.out or "delivered" in told.out
