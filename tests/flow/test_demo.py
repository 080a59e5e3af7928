"""`wireroom demo` keeps what it promises: the main job, end to end, on what the project ships."""

import json
import mailbox
import stat
from pathlib import Path

import pytest

from alerts import api as alerts
from monitor import poll
from monitor.config import load
from monitor.demo import DemoResult, run
from monitor.errors import UsageError
from monitor.store import Store

REPORTED = {"dispatch-ber", "dispatch-kidal", "dispatch-clash", "fil-ber", "post-army"}
"""The articles that tell of the story; `dispatch-ber` and `ledger-copy` have one text."""
FURNITURE = (
    "Advertisement",
    "cookie",
    "Share on",
    "Subscribe",
    "About the author",
    "JavaScript",
    "Publicité",
    "Nous utilisons",
    "Chaque matin",
    "free articles left",
    "Spotted a mistake",
)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[DemoResult, list[str]]:
    lines: list[str] = []
    return run(tmp_path_factory.mktemp("demo") / "new", lines.append), lines


@pytest.fixture(scope="module")
def result(ran: tuple[DemoResult, list[str]]) -> DemoResult:
    return ran[0]


def slugs(found: list[dict[str, object]]) -> list[str]:
    return [str(a["canonical_url"]).rsplit("/", 1)[1].removesuffix(".html") for a in found]


def test_the_promise_holds_in_time(result: DemoResult) -> None:
    assert result.held
    assert result.as_json()["held"] is True
    assert result.elapsed_s < 60


def test_every_article_is_stored_and_one_is_a_copy(result: DemoResult) -> None:
    assert result.first["sources"] == {"polled": 4, "not_modified": 0, "failed": 0}
    assert result.first["articles"] == {"new": 11, "copies": 1, "revisions": 0, "failed": 0}
    copies = [dict(a) for a in result.articles if a["copy_of"] is not None]
    originals = [dict(a) for a in result.articles if a["id"] == copies[0]["copy_of"]]
    assert set(slugs(copies + originals)) == {"dispatch-ber", "ledger-copy"}


def test_exactly_the_story_alerts(result: DemoResult) -> None:
    alerted = [alert["article"] for alert in result.alerts]
    by_text = {"ledger-copy": "dispatch-ber"}
    assert {by_text.get(slug, slug) for slug in slugs(alerted)} == REPORTED
    assert len(alerted) == 2 * len(REPORTED)


def test_texts_hold_nothing_of_the_page_around_them(result: DemoResult) -> None:
    found = [(a["id"], w) for a in result.articles for w in FURNITURE if w in a["text"]]
    assert found == []


def test_the_refused_page_leaves_the_text_of_the_feed(result: DemoResult) -> None:
    (refused,) = [dict(a) for a in result.articles if a["origin"] == "feed"]
    assert slugs([refused]) == ["dispatch-clash"]
    assert refused["text"].startswith("MINUSMA has called for calm around Ber")


def test_the_second_run_asks_conditionally_and_finds_nothing(result: DemoResult) -> None:
    assert result.second["sources"] == {"polled": 4, "not_modified": 4, "failed": 0}
    assert result.second_answers[304] == 4
    assert 200 not in result.second_answers
    assert result.second["articles"]["new"] == result.second["alerts"] == 0


def test_mail_of_the_rule_that_wants_it_is_in_the_mailbox(result: DemoResult) -> None:
    box = mailbox.mbox(result.inbox, create=False)
    try:
        told = [message["X-Wireroom-Alert"] for message in box]
    finally:
        box.close()
    wanted = [a["id"] for a in result.alerts if a["rule"] == "un-leaves-the-north"]
    assert sorted(told) == sorted(wanted)
    assert result.emails == len(wanted)


def test_each_alert_came_by_webhook_once(result: DemoResult) -> None:
    lines = [json.loads(line) for line in result.webhooks.read_text("utf-8").splitlines()]
    assert all(line["verified"] for line in lines)
    told = {line["body"]["data"]["id"]: line["body"]["data"] for line in lines}
    assert len(told) == len(lines) == result.webhooks_verified
    assert told == {alert["id"]: alert for alert in result.alerts}


def test_the_account_names_what_alerted_what_did_not_and_where_to_look(
    ran: tuple[DemoResult, list[str]],
) -> None:
    result, lines = ran
    told = "\n".join(lines)
    assert "11 articles stored and 1 as copies" in told
    assert "4 of 4 sources answered 304" in told
    left = told.partition("Left alone")[2].partition("Delivered")[0]
    for title in ("CMA CGM commande", "CMA opens inquiry", "BER shuts north runway"):
        assert title in left
    assert str(result.inbox) in told
    assert str(result.webhooks) in told
    assert f"--config {result.config} articles" in told


def test_the_configuration_left_behind_is_good_and_its_secret_private(
    result: DemoResult,
) -> None:
    config = load(result.config, {}, selector_error=poll.selector_error)
    assert alerts.run_tests(config.ruleset) == ()
    assert stat.S_IMODE(result.config.stat().st_mode) == 0o600
    with Store.to_read(config.settings.database_path) as store, store.transaction() as conn:
        states = {row["state"] for row in alerts.list_deliveries(conn)}
    assert states == {"delivered"}


def test_a_second_demo_begins_afresh_and_leaves_other_files(result: DemoResult) -> None:
    note = result.folder / "note.txt"
    note.write_text("mine")
    again = run(result.folder, lambda line: None)
    assert again.held
    assert again.first["articles"] == result.first["articles"]
    assert again.emails == result.emails
    assert note.read_text() == "mine"


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    mine = tmp_path / "sources.yaml"
    mine.write_text("version: 1\n")
    with pytest.raises(UsageError, match="holds files that are not of a demo"):
        run(tmp_path, lambda line: None)
    assert [path.name for path in tmp_path.iterdir()] == ["sources.yaml"]
    assert mine.read_text() == "version: 1\n"


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    taken = tmp_path / "demo"
    taken.write_text("")
    with pytest.raises(UsageError, match="name another folder"):
        run(taken, lambda line: None)
