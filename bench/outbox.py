"""Whether the cost of a delivery stays the same while the outbox grows to a million rows.

    python -m bench.outbox [--most 1000000] [--sends 2000]

Real stores with so many deliveries that have ended, or that all wait: each delivery is then
claimed and settled as the daemon does it, four at a time, in the store's own group commits, with
the database on disk. Beside it, what a person asks for: resend, recover, an export. Figures are CPU
of this process; the ratios to the smallest outbox tell.
"""

import argparse
import asyncio
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from alerts import outbox
from alerts.errors import DeliverReason
from alerts.outbox.tables import delivery
from alerts.outbox.write import delivery_row, insert
from alerts.types import ChannelId, Dead, DeliveryId, DeliveryState, Message, Sent
from monitor.store import Store

_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_HOOK = ChannelId("hook")
_BODY = b'{"type":"alert.created"}' * 60  # 1.4 kB: that of an alert with two matches
_AT_ONCE = 4

_FILL = """
INSERT INTO delivery (id, channel, recipient, state, attempts, next_attempt_at, last_status,
                      last_error, body, created_at, settled_at)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)
SELECT 'old_' || i, 'hook', '', :state, :attempts, :due, 200, NULL,
       CASE WHEN :kept OR i % 20 = 0 THEN :body END, :made, :ended FROM n
"""
_TRIED = """
INSERT INTO attempt (delivery_id, n, at, outcome, status, elapsed_ms)
SELECT id, 1, created_at, 'sent', 200, 12 FROM delivery WHERE id LIKE 'old_%'
"""


def main() -> None:
    """Print a line a size and kind of outbox."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--most", type=int, default=1_000_000)
    parser.add_argument("--sends", type=int, default=2_000)
    given = parser.parse_args()
    sizes = [size for size in (1_000, 10_000, 100_000, 1_000_000) if size <= given.most]
    for waiting in (False, True):
        first: dict[str, float] = {}
        print(f"\n{'waiting' if waiting else 'ended'}: rows, then µs of CPU each (× of the first)")
        for size in sizes:
            sends = min(size, given.sends)
            for what, cost_us in _costs(size, sends, waiting=waiting).items():
                base = first.setdefault(what, cost_us)
                print(f"{size:>9,}  {what:16} {cost_us:9.1f}  ({cost_us / base:.2f} ×)", flush=True)


def _costs(size: int, sends: int, *, waiting: bool) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "wireroom.db"
        with Store.to_write(path) as store:
            store.run(lambda conn: _fill(conn, size, waiting=waiting))
            if not waiting:
                store.run(lambda conn: _add(conn, sends))
            costs = {"claim + settle": _cpu_us(lambda: asyncio.run(_send(store, sends)), sends)}
            if not waiting:
                costs |= _asked_for(store, sends)
        if not waiting:
            costs |= _exported(path, size + sends)
        return costs


def _fill(conn: Connection, size: int, *, waiting: bool) -> None:
    state = DeliveryState.PENDING if waiting else DeliveryState.DELIVERED
    made = (_NOW - timedelta(days=3)).strftime("%Y-%m-%d %H:%M:%S.%f")
    row = {
        "count": size, "state": state.value, "attempts": int(not waiting), "kept": waiting,
        "due": made if waiting else None, "body": _BODY, "made": made,
        "ended": None if waiting else made,
    }  # fmt: skip
    conn.exec_driver_sql(_FILL, row)
    if not waiting:
        conn.exec_driver_sql(_TRIED)


def _add(conn: Connection, sends: int) -> None:
    for number in range(sends):
        id_ = DeliveryId(f"new_{number}")
        insert(
            conn,
            delivery,
            delivery_row(id_, alert=None, channel=_HOOK, recipient="", body=_BODY, now=_NOW),
        )


async def _send(store: Store, sends: int) -> None:
    """Claim and settle so many, four at a time, as a courier does."""
    done = 0
    while done < sends:
        batch = await store.transact(
            lambda conn: outbox.claim(conn, _NOW, channel=_HOOK, limit=_AT_ONCE)
        )
        await asyncio.gather(*(_settle(store, message) for message in batch))
        done += len(batch)


async def _settle(store: Store, message: Message) -> None:
    number = int(message.id.rpartition("_")[2])
    refused = Dead(reason=DeliverReason.REJECTED, error="no", status=400)
    outcome = refused if number % 4 == 0 else Sent(status=200)
    await store.transact(
        lambda conn: outbox.settle(conn, message, outcome, _NOW, elapsed_ms=9, jitter=0.5)
    )


def _asked_for(store: Store, sends: int) -> dict[str, float]:
    """Return what it costs to ask for one again, to recover one, and to forget the bytes of one."""
    ids = [DeliveryId(f"new_{number}") for number in range(1, 200)]
    again = _cpu_us(lambda: store.run(lambda conn: outbox.resend(conn, ids, _NOW)), len(ids))
    lost = outbox.Lost(
        state=DeliveryState.FAILED, since=_NOW - timedelta(hours=1), until=_NOW + timedelta(hours=1)
    )
    refused = sends // 4
    recover = _cpu_us(
        lambda: store.run(lambda conn: outbox.recover(conn, lost, _NOW, limit=refused)), refused
    )
    later = _NOW + timedelta(days=30)
    forget = _cpu_us(lambda: store.run(lambda conn: outbox.forget(conn, later, limit=50)), 50)
    return {"resend": again, "recover": recover, "forget": forget}


def _exported(path: Path, rows: int) -> dict[str, float]:
    """Return the CPU of `wireroom export` a row without its start, and print its peak memory."""
    config = path.with_name("sources.yaml")
    config.write_text(f'version: 1\nsettings: {{database: "sqlite:///{path}"}}\n')
    took = []
    for options in (["-n", "1"], []):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [sys.executable, "-m", "monitor", "-c", str(config), "export", "deliveries"]
        subprocess.run([*command, *options], stdout=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        took.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    print(f"           export peak RSS {after.ru_maxrss / 1024:.0f} MB for {rows:,} rows")
    return {"export, a row": max(0.0, took[1] - took[0]) / rows * 1e6}


def _cpu_us(act: Callable[[], object], count: int) -> float:
    start = time.process_time()
    act()
    return (time.process_time() - start) / count * 1e6


if __name__ == "__main__":
    main()
