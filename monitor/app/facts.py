"""How wireroom fares: the same facts for `status`, for the metrics and for who asks if it is up."""

import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from alerts import api as alerts
from alerts.types import EndpointState
from monitor.app.endpoints import count_webhooks
from monitor.config import Config
from monitor.health import QUIET_AT_LEAST, health
from monitor.store import Store, daemon, schema, sources
from monitor.types import Health


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is true of the store at one moment; sizes in bytes."""

    sources: Mapping[Health, int]
    due: int
    waiting: int
    webhooks: Mapping[EndpointState, int]
    held: int
    last_article_at: datetime | None
    sizes: Mapping[str, int]

    @property
    def blind(self) -> int:
        """How many sources cannot be read."""
        return sum(count for health, count in self.sources.items() if health.blind)


def facts(conn: Connection, config: Config, now: datetime) -> Facts:
    """Return the facts of the store of `conn` at `now`."""
    counts = _counts(conn, config, now)
    return Facts(
        sources={each: counts[each] for each in Health},
        due=sources.count_due(conn, now),
        waiting=alerts.count_waiting(conn),
        webhooks=count_webhooks(conn, config),
        held=alerts.count_held(conn),
        last_article_at=daemon.last_article_at(conn),
        sizes=_sizes(config.settings.database_path),
    )


def _counts(conn: Connection, config: Config, now: datetime) -> Counter[Health]:
    """Count sources by health; of thousands of healthy ones no state is read, once a minute."""
    sure = sources.plainly_healthy(conn, now - QUIET_AT_LEAST)
    rest = [each for each in config.sources if (each.id, each.url) not in sure]
    counts = Counter(health(state, now) for state in sources.states(conn, rest).values())
    counts[Health.HEALTHY] += len(config.sources) - len(rest)
    return counts


def status(config: Config, now: datetime) -> dict[str, Any]:
    """Return what `wireroom status` tells: of the daemon, the sources, the outbox, the store.

    Raises StoreError if there is no store yet.
    """
    path = config.settings.database_path
    with Store.to_read(path) as store, store.transaction() as conn:
        found = facts(conn, config, now)
        own = daemon.read(conn)
        revision = schema.current(conn)
    return {
        "daemon": _daemon(own, now),
        "sources": {"all": len(config.sources), **found.sources},
        "sources_due": found.due,
        "deliveries_waiting": found.waiting,
        "webhooks": dict(found.webhooks),
        "alerts_held": found.held,
        "last_article_at": _iso(found.last_article_at),
        "store": {
            "path": str(path),
            "schema": revision,
            **{f"{file}_bytes": size for file, size in found.sizes.items()},
        },
    }


def _daemon(own: daemon.Daemon | None, now: datetime) -> dict[str, Any]:
    state = "never started" if own is None else _state(own, now)
    if own is None:
        return {"state": state}
    return {
        "state": state,
        "pid": own.pid,
        "version": own.version,
        "started_at": _iso(own.started_at),
        "beat_at": _iso(own.beat_at),
        "stopped_at": _iso(own.stopped_at),
        "config_loaded_at": _iso(own.loaded_at),
        "reload_error": own.reload_error,
        "listen": own.listen,
    }


def _state(own: daemon.Daemon, now: datetime) -> str:
    if own.stopped_at is not None:
        return "stopped"
    if not _is_alive(own.pid):
        return "dead"
    return "running" if abs((now - own.beat_at).total_seconds()) < _SILENT_S else "silent"


_SILENT_S = 180.0
"""The daemon says something of itself once a minute."""


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # it is another user's
    return True


def _sizes(path: Path) -> dict[str, int]:
    def size(file: Path) -> int:
        try:
            return file.stat().st_size
        except OSError:
            return 0

    return {"database": size(path), "log": size(path.with_name(f"{path.name}-wal"))}


def _iso(when: datetime | None) -> str | None:
    return when.isoformat(timespec="seconds") if when else None
