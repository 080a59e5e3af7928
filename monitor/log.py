"""What the daemon writes down: one event a line, fixed keys, on stderr, for people and journald."""

import logging
import os
from collections.abc import Callable, Mapping, MutableMapping
from enum import StrEnum
from typing import Any, Final, TextIO

import structlog

from alerts.render.neutral import one_line

Hide = Callable[[str], str]


class Event(StrEnum):
    """What can be written down. Values are searched for: never rename one."""

    STARTED = "daemon.started"
    READY = "daemon.ready"
    STOPPING = "daemon.stopping"
    STOPPED = "daemon.stopped"
    RELOADED = "config.reloaded"
    REFUSED = "config.refused"
    POLLED = "source.polled"
    POLL_FAILED = "source.poll_failed"
    HELD = "source.held"
    BLIND = "source.blind"
    BACK = "source.back"
    HEALTH = "source.health"
    ARTICLE = "article.stored"
    ARTICLE_FAILED = "article.failed"
    FLUSHED = "alerts.flushed"
    DELIVERY = "delivery.settled"
    DISABLED = "webhook.disabled"
    STORE_TROUBLE = "store.trouble"
    STORE_BACK = "store.back"
    CLOCK = "clock.stepped"
    COVERAGE = "coverage.daily"
    BUG = "bug"
    LIBRARY = "library"


_PRIORITY: Final = {"debug": 7, "info": 6, "warning": 4, "error": 3, "critical": 2}
"""The levels of syslog, as sd-daemon(3) has them before a line."""

Log = structlog.typing.FilteringBoundLogger


def open_log(stream: TextIO, environ: Mapping[str, str], *, level: str = "info", hide: Hide) -> Log:
    """Return the log, which writes to `stream`; what libraries warn of goes there too.

    Colours on a terminal, else logfmt (`key=value`) in UTC; for journald, which is told by
    JOURNAL_STREAM, the time is left out and the level is a priority. `hide` takes secrets out of
    every text.
    """
    journal = _is_journal(stream, environ)
    terminal = stream.isatty()
    render: Any = (
        structlog.dev.ConsoleRenderer(sort_keys=False, timestamp_key="time")
        if terminal
        else structlog.processors.LogfmtRenderer(
            key_order=["time", "level", "event"], drop_missing=True
        )
    )
    steps: list[Any] = [structlog.processors.add_log_level, _cleaned(hide)]
    if not journal:
        form = "%Y-%m-%d %H:%M:%SZ" if terminal else "iso"
        steps.append(structlog.processors.TimeStamper(form, utc=True, key="time"))
    steps.append(_prioritised(render) if journal else render)
    log: Log = structlog.wrap_logger(
        structlog.PrintLogger(stream),
        processors=steps,
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
    _hear_libraries(log)
    return log


def _is_journal(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Whether `stream` is journald's: JOURNAL_STREAM has its device and inode (systemd.exec(5))."""
    given = environ.get("JOURNAL_STREAM", "")
    try:
        found = os.fstat(stream.fileno())
    except (OSError, ValueError):
        return False
    return given == f"{found.st_dev}:{found.st_ino}"


def _cleaned(hide: Hide) -> Callable[[Any, str, MutableMapping[str, Any]], Mapping[str, Any]]:
    """Let no secret and no control character of what was scraped reach the log."""

    def clean(_log: Any, _name: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
        return {
            key: one_line(hide(value)) if isinstance(value, str) else value
            for key, value in event.items()
            if value is not None
        }

    return clean


def _prioritised(render: Any) -> Callable[[Any, str, MutableMapping[str, Any]], str]:
    def line(log: Any, name: str, event: MutableMapping[str, Any]) -> str:
        priority = _PRIORITY[event.pop("level")]
        return f"<{priority}>{render(log, name, event)}"

    return line


class _Libraries(logging.Handler):
    """Hands on what libraries warn of."""

    def __init__(self, log: Log) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record down, with the last line of its traceback."""
        error = record.exc_info[1] if record.exc_info else None
        self._log.warning(
            Event.LIBRARY,
            library=record.name,
            message=record.getMessage(),
            error=f"{type(error).__name__}: {error}" if error else None,
        )


def _hear_libraries(log: Log) -> None:
    root = logging.getLogger()
    root.handlers = [_Libraries(log)]
    root.setLevel(logging.WARNING)
