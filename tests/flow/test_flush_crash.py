"""Killed at any call of the store while what was held leaves: one digest, with all of it, once."""

import json
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from alerting import MATCHES, article
from alerts.api import record
from alerts.types import Hit, Matched, RuleId
from crashing import Kill, Victim, unavailable, victim
from monitor.config import Config, load
from monitor.store import Store
from newsroom import Answer, NewsSite

_ALERTS = 3
_CONFIG = """\
version: 1
settings: {{database: "sqlite:///wire.db", allow_networks: ["127.0.0.1/32"]}}
rules: [{{id: ferry, when: ferry}}]
channels:
  - id: hook
    webhook: {{url: "{url}", secret: whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0}}
    calm: {{digest: hourly}}
"""


def configured(folder: Path, url: str) -> Config:
    (folder / "sources.yaml").write_text(_CONFIG.format(url=url))
    return load(folder / "sources.yaml", {}, selector_error=lambda selector: None)


@pytest.fixture
def holding(tmp_path: Path) -> Path:
    """A folder whose store holds alerts of two hours ago, whose digest is due."""
    folder = tmp_path / "holding"
    folder.mkdir()
    config = configured(folder, "http://127.0.0.1:9/")
    matched = Matched(hits=(Hit(rule=RuleId("ferry"), matches=MATCHES),))
    with Store.to_write(folder / "wire.db") as store, store.transaction() as conn:
        for number in range(_ALERTS):
            url = f"https://news.example/{number}"
            record(
                conn,
                article=article(id=number, url=url, canonical_url=url),
                matched=matched,
                rules=config.rules,
                channels=config.channels,
                now=datetime.now(UTC) - timedelta(hours=2),
                timezone=config.settings.timezone,
            )
    return folder


@pytest.fixture
def patient(holding: Path) -> Iterator[Victim]:
    if reason := unavailable():
        pytest.skip(reason)
    with victim(holding) as opened:
        yield opened


def test_a_digest_is_sent_whole_and_under_one_id(
    site: NewsSite, holding: Path, patient: Victim, tmp_path: Path
) -> None:
    trials: Counter[str] = Counter()

    def copied() -> tuple[Path, str]:
        trials["all"] += 1
        path = f"/hook/{trials['all']}"
        site.routes[path] = Answer(status=204)
        folder = tmp_path / str(trials["all"])
        folder.mkdir()
        shutil.copy(holding / "wire.db", folder)
        configured(folder, site.url + path)
        return folder, path

    folder, path = copied()
    calls = patient.calls("deliver", folder, "store")
    whole = judged(site, folder, path)
    for call in ("fdatasync", "pwrite64"):
        for nth in range(1, calls[call] + 1):
            folder, path = copied()
            kill = Kill(thread="store", call=call, nth=nth)
            trials[call] += patient.killed("deliver", folder, kill)
            patient.run("deliver", folder)
            assert judged(site, folder, path) == whole, kill
            shutil.rmtree(folder)
    assert trials["fdatasync"] >= 3, "it leaves, it is leased, it is settled"
    assert trials["pwrite64"] >= trials["fdatasync"]


def judged(site: NewsSite, folder: Path, path: str) -> str:
    """Return the id of the one digest that came, once it and the store were found in order."""
    got = {(each.headers["webhook-id"], each.body) for each in site.asked(path)}
    assert len(got) == 1, "one id, and the same bytes each time"
    ((name, body),) = got
    assert json.loads(body)["data"]["count"] == _ALERTS
    with closing(sqlite3.connect(folder / "wire.db")) as conn:
        assert conn.execute("SELECT count(*) FROM held").fetchone() == (0,)
        assert conn.execute("SELECT id, state FROM delivery").fetchall() == [(name, "delivered")]
        assert conn.execute("SELECT count(*) FROM delivery_alert").fetchone() == (_ALERTS,)
        assert conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert conn.execute("PRAGMA foreign_key_check").fetchall() == []
    return name
