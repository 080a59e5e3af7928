"""Killed before any call that a crash can tell apart, nothing is lost, torn or changed."""

from collections import Counter
from collections.abc import Iterable, Iterator

import pytest

from autopsy import Laboratory, Trial, laboratory
from crashing import unavailable


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laboratory]:
    if reason := unavailable():
        pytest.skip(reason)
    with laboratory(tmp_path_factory.mktemp("laboratory")) as opened:
        yield opened


def clean(trials: Iterable[Trial]) -> tuple[Counter[str], int]:
    """Check that no kill led to a finding; return the kills by call, and the repeats."""
    kills: Counter[str] = Counter()
    repeats = 0
    for trial in trials:
        assert trial.findings == ()
        kills.update([trial.kill.call] if trial.kill else [])
        repeats += trial.repeats
    return kills, repeats


@pytest.mark.parametrize(
    ("thread", "calls"),
    [
        pytest.param("main", {"connect", "sendto", "recvfrom", "pwrite64", "fdatasync"}, id="main"),
        pytest.param("store", {"pwrite64", "fdatasync", "sendto"}, id="store"),
    ],
)
def test_every_alert_arrives_under_one_id(lab: Laboratory, thread: str, calls: set[str]) -> None:
    kills, repeats = clean(lab.deliveries("deliver", thread))
    assert calls <= set(kills), "what the proof is about was in use"
    assert repeats, "some message was sent again, so that the same id and bytes mean something"


@pytest.mark.parametrize(
    ("thread", "calls"),
    [
        pytest.param("main", {"pwrite64", "fdatasync"}, id="main"),
        pytest.param("store", {"pwrite64", "fdatasync"}, id="store"),
    ],
)
def test_article_and_outbox_are_there_together(
    lab: Laboratory, thread: str, calls: set[str]
) -> None:
    kills, _ = clean(lab.commits("commit", thread))
    assert calls <= set(kills), "what the proof is about was in use"


@pytest.mark.parametrize(
    ("bug", "thread", "told"),
    [
        pytest.param("mark-before-send", "main", "to hook is lost", id="settled, then sent"),
        pytest.param("id-from-the-clock", "store", "came under 2 ids: msg_", id="an id a run"),
        pytest.param("keep-leases", "main", "is still leased after 3 runs", id="leases kept"),
    ],
)
def test_planted_bug_of_delivery_is_found(
    lab: Laboratory, bug: str, thread: str, told: str
) -> None:
    assert found(lab.deliveries(bug, thread), told)


@pytest.mark.parametrize(
    "told",
    [
        pytest.param("is torn: (1, 1, 0, 0, 0, 0) of (1, 1, 1, 1, 3, 1)", id="at once"),
        pytest.param("was never completed: (1, 1, 0, 0, 0, 0)", id="after the next run"),
    ],
)
def test_planted_bug_of_the_commit_is_found(lab: Laboratory, told: str) -> None:
    assert found(lab.commits("split-transactions", "store"), told)


def found(trials: Iterable[Trial], told: str) -> bool:
    """Whether a kill led to a finding that says so."""
    return any(trial.kill and told in finding for trial in trials for finding in trial.findings)
