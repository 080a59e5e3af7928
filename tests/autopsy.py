"""What must hold after a kill: trials on copies of one store, each judged by what is left of it."""

import email
import json
import shutil
import socket
import sqlite3
from asyncio import AbstractServer
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

from aiosmtpd.controller import Controller

from crashing import Kill, Victim, victim
from maildesk import Desk
from monitor.store import Store
from newsroom import Answer, NewsSite

_STORE = "wire.db"
_CONFIG = """\
version: 1
settings: {{database: "sqlite:///wire.db", gap: 0s, allow_networks: ["127.0.0.1/32"]}}
rules: [{{id: ferry, when: ferry}}]
channels:
  - {{id: hook, webhook: {{url: "{site}/hook/{trial}", secret: {secret}}}}}
  - id: desk
    email:
      to: [a@desk.example, b@desk.example]
      from: w{trial}@wire.example
      smtp: "smtp://127.0.0.1:{port}"
sources: [{{id: wire, url: "https://news.example/feed", article: feed}}]
"""
_SECRET = "whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"
_MAX_RUNS = 3
_MAX_COPIES: Final = 2
_WHOLE: Final = (1, 1, 1, 1, 3, 1)
_ROWS: Final = """
    SELECT (SELECT count(*) FROM article), (SELECT count(*) FROM article_fts_docsize),
        (SELECT count(*) FROM hit), (SELECT count(*) FROM alert),
        (SELECT count(*) FROM delivery), (SELECT count(*) FROM candidate)
"""
"""The article, its place in the full-text index, its hit, its alert, the deliveries of it, and the
memory that its source has shown it."""


class _Server(Controller):
    """A mail server on a free port."""

    def __init__(self, desk: Desk) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        super().__init__(desk, hostname="127.0.0.1", port=self._socket.getsockname()[1])

    def _create_server(self) -> Awaitable[AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self._socket)


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """A message as it arrived. `name` is its webhook-id, or the left part of its Message-ID."""

    channel: str
    recipient: str
    alert: str
    name: str
    body: bytes


class Sinks:
    """A webhook receiver and a mail server, which tell trials apart."""

    def __init__(self, site: NewsSite, desk: Desk, port: int) -> None:
        self._site = site
        self._desk = desk
        self._port = port

    def config(self, trial: int) -> str:
        """Return the configuration of a trial: an address and a sender of its own."""
        self._site.routes[f"/hook/{trial}"] = Answer(status=204)
        given = {"site": self._site.url, "port": self._port, "secret": _SECRET}
        return _CONFIG.format(trial=trial, **given)

    def got(self, trial: int) -> list[Got]:
        """Return the messages of a trial so far."""
        mails = [m for m in self._desk.got if m.mail_from == f"w{trial}@wire.example"]
        return [
            Got(
                channel="hook",
                recipient="",
                alert=json.loads(each.body)["data"]["id"],
                name=each.headers["webhook-id"],
                body=each.body,
            )
            for each in self._site.asked(f"/hook/{trial}")
        ] + [_mail(each.rcpt_tos[0], each.original_content or b"") for each in mails]


@contextmanager
def _sinks() -> Iterator[Sinks]:
    desk = Desk()
    server = _Server(desk)
    server.start()
    try:
        with NewsSite() as site:
            yield Sinks(site, desk, server.port)
    finally:
        server.stop()


def _mail(recipient: str, content: bytes) -> Got:
    headers = email.message_from_bytes(content)
    return Got(
        channel="desk",
        recipient=recipient,
        alert=headers["X-Wireroom-Alert"],
        name=headers["Message-ID"].strip().strip("<>").partition("@")[0],
        body=content,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A kill, or None where the process ended before it came to that; what was wrong after it.

    `repeats` counts the messages that arrived once more than they had to.
    """

    kill: Kill | None
    repeats: int
    findings: tuple[str, ...]


Judge = Callable[[str, Path], Iterator[str]]


class Laboratory:
    """Makes trials, each on a copy of the store in `folder` / `empty` or `folder` / `waiting`."""

    def __init__(self, folder: Path, sinks: Sinks, patient: Victim) -> None:
        self._folder = folder
        self._sinks = sinks
        self._victim = patient
        self._trial = 0

    def deliveries(self, act: str, thread: str) -> Iterator[Trial]:
        """Kill a thread of `act` at each call, and let it deliver until nothing waits."""
        return self._sweep("waiting", act, thread, self._delivered)

    def commits(self, act: str, thread: str) -> Iterator[Trial]:
        """Kill a thread of `act` at each call, look at what is there, and let it commit anew."""
        return self._sweep("empty", act, thread, self._committed)

    def _sweep(self, start: str, act: str, thread: str, judge: Judge) -> Iterator[Trial]:
        calls = self._victim.calls(act, self._copied(start), thread)
        for call in sorted(calls):
            for nth in count(1):
                folder = self._copied(start)
                kill = Kill(thread=thread, call=call, nth=nth)
                killed = self._victim.killed(act, folder, kill)
                findings = tuple(f"{kill}: {found}" for found in judge(act, folder))
                got = self._sinks.got(self._trial)
                repeats = len(got) - len({each.body for each in got})
                yield Trial(kill=kill if killed else None, repeats=repeats, findings=findings)
                shutil.rmtree(folder)
                if not killed:
                    break

    def _delivered(self, act: str, folder: Path) -> Iterator[str]:
        runs = 0
        while (waiting := _waiting(folder)) and runs < _MAX_RUNS:
            self._victim.run(act, folder)
            runs += 1
        for state, name in waiting:
            yield f"{name} is still {state} after {runs} runs"
        before = _deliveries(self._folder / "waiting")
        yield from _messages(before, self._sinks.got(self._trial))
        yield from _settled(folder, before)
        yield from _damage(folder)

    def _committed(self, act: str, folder: Path) -> Iterator[str]:
        looked = folder / "looked"  # a reader of the store itself would do the recovery
        shutil.copytree(folder, looked)
        if (rows := _rows(looked)) not in {_WHOLE, (0,) * len(_WHOLE)}:
            yield f"the article is torn: {rows} of {_WHOLE}"
        self._victim.run(act, folder)
        if (rows := _rows(folder)) != _WHOLE:
            yield f"the article was never completed: {rows} of {_WHOLE}"
        yield from _damage(folder)

    def _copied(self, start: str) -> Path:
        self._trial += 1
        config = self._sinks.config(self._trial)
        return _prepared(self._folder / str(self._trial), config, self._folder / start)


@contextmanager
def laboratory(folder: Path) -> Iterator[Laboratory]:
    """Prepare a store with nothing in it, and one in which three deliveries wait."""
    with _sinks() as sinks:
        config = sinks.config(0)
        empty = _prepared(folder / "empty", config)
        Store.to_write(empty / _STORE).close()
        waiting = _prepared(folder / "waiting", config, empty)
        with victim(empty) as patient:
            patient.run("commit", waiting)
            yield Laboratory(folder, sinks, patient)


def _prepared(folder: Path, config: str, start: Path | None = None) -> Path:
    folder.mkdir()
    if start is not None:
        shutil.copy(start / _STORE, folder)
    (folder / "sources.yaml").write_text(config)
    return folder


def _messages(before: Iterable[sqlite3.Row], got: list[Got]) -> Iterator[str]:
    """Yield what is wrong with what arrived of the deliveries that had waited."""
    arrived: defaultdict[tuple[str, ...], list[Got]] = defaultdict(list)
    for each in got:
        arrived[each.alert, each.channel, each.recipient].append(each)
    for row in before:
        told = f"{row['alert_id']} to {row['recipient'] or row['channel']}"
        copies = arrived.pop((row["alert_id"], row["channel"], row["recipient"]), [])
        names = {each.name for each in copies}
        if not copies:
            yield f"{told} is lost"
        if len(copies) > _MAX_COPIES:
            yield f"{told} came {len(copies)} times for one kill"
        if len(names) > 1:
            yield f"{told} came under {len(names)} ids: {', '.join(sorted(names))}"
        if names - {row["id"]}:
            yield f"{told} came under an id that is not {row['id']}"
        if {each.body for each in copies} - {row["body"]}:
            yield f"{told} came with other bytes"
    for strange in arrived:
        yield f"{strange} was never asked for"


def _settled(folder: Path, before: Iterable[sqlite3.Row]) -> Iterator[str]:
    """Yield what is wrong with how the store tells that all was delivered at one attempt."""
    wanted = {(row["id"], "delivered", 1, None, row["body"], "1 sent 1") for row in before}
    query = """
        SELECT id, state, attempts, next_attempt_at, body, (
            SELECT group_concat(n || ' ' || outcome || ' ' || (settled_at = at), ', ')
            FROM attempt WHERE delivery_id = id
        ) FROM delivery
    """
    with closing(sqlite3.connect(folder / _STORE)) as conn:
        for row in set(conn.execute(query)) ^ wanted:
            yield f"{row[0]} in the store: {row[1:]}"


def _damage(folder: Path) -> Iterator[str]:
    with closing(sqlite3.connect(folder / _STORE)) as conn:
        for (told,) in conn.execute("PRAGMA integrity_check"):
            if told != "ok":
                yield f"the store is damaged: {told}"
        for row in conn.execute("PRAGMA foreign_key_check"):
            yield f"the store refers to what is not there: {row}"


def _waiting(folder: Path) -> list[tuple[str, str]]:
    query = "SELECT state, id FROM delivery WHERE next_attempt_at IS NOT NULL"
    with closing(sqlite3.connect(folder / _STORE)) as conn:
        return list(conn.execute(query))


def _deliveries(folder: Path) -> list[sqlite3.Row]:
    with closing(sqlite3.connect(folder / _STORE)) as conn:
        conn.row_factory = sqlite3.Row
        return conn.execute(
            "SELECT id, alert_id, channel, recipient, body FROM delivery"
        ).fetchall()


def _rows(folder: Path) -> tuple[int, ...]:
    with closing(sqlite3.connect(folder / _STORE)) as conn:
        found: tuple[int, ...] = conn.execute(_ROWS).fetchone()
        return found
