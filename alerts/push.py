"""A process of its own that hands one message to one service through Apprise.

    python -P -m alerts.push

Apprise does its own network: in a process it can be ended at a deadline, and every connection it
makes, wherever a name or a redirect leads, can be refused. It reads one line of JSON, `{"url",
"title", "body", "type"}`, and writes lines: `{"reach": "192.0.2.1"}` for each address that it is
about to connect to, which is answered by a line, `yes` or `no`; and at the end `{"sent", "status",
"refused", "known"}`. Asked `{"check": [url, …]}` it writes `{"known": [true, …]}` alone. Nothing of
an address or an answer of the service is ever written but the status of HTTP.
"""

import ipaddress
import json
import logging
import os
import re
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any, Final, TextIO

from apprise import Apprise, AppriseAsset
from apprise.common import NotifyFormat, OverflowMode, PersistentStoreMode
from apprise.plugins import NotifyBase
from apprise.result import AppriseResultStatus

_CONNECTS: Final = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_INTERNET: Final = frozenset({socket.AF_INET, socket.AF_INET6})
_STATUS: Final = re.compile(r"\berror=([1-5]\d\d)\b")


class _Line:
    """The other end of the pipes; whatever else in this process prints is not heard there."""

    def __init__(self) -> None:
        self._in: TextIO = sys.stdin
        self._out: TextIO = os.fdopen(os.dup(1), "w", encoding="utf-8")
        os.dup2(2, 1)
        self._talking = threading.Lock()
        self.refused: str | None = None

    def hear(self) -> dict[str, Any]:
        """Return what is asked for."""
        heard: dict[str, Any] = json.loads(self._in.readline())
        return heard

    def tell(self, value: dict[str, Any]) -> None:
        """Write one line."""
        print(json.dumps(value), file=self._out, flush=True)

    def may_reach(self, address: str) -> bool:
        """Ask whether an address may be connected to."""
        with self._talking:
            self.tell({"reach": address})
            allowed = self._in.readline().strip() == "yes"
            if not allowed:
                self.refused = address
            return allowed


class _Statuses(logging.Handler):
    """Keeps the last status of HTTP that Apprise told of, and nothing else of what it says."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.last: int | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Take the status out of a record."""
        found = _STATUS.findall(record.getMessage())
        if found:
            self.last = int(found[-1])


def main() -> None:
    """Do what the one line asks for."""
    line = _Line()
    asked = line.hear()
    log = logging.getLogger("apprise")
    log.propagate = False
    log.addHandler(statuses := _Statuses())
    if "check" in asked:
        line.tell({"known": [_service(url) is not None for url in asked["check"]]})
        return
    service = _service(asked["url"])
    sent = False
    if service is not None:
        sys.addaudithook(_guard(line.may_reach))
        sent = _handed_over(service, asked)
    line.tell(
        {
            "sent": sent,
            "status": statuses.last,
            "refused": line.refused,
            "known": service is not None,
        }
    )


def _service(url: str) -> NotifyBase | None:
    """Return the service of an address, None if Apprise knows none."""
    asset = AppriseAsset(
        app_id="wireroom",
        app_desc="wireroom",
        async_mode=False,
        http_redirects=False,  # a POST that is redirected becomes a GET, and the message is lost
        interpret_emojis=False,
        storage_mode=PersistentStoreMode.MEMORY,
    )
    found = Apprise.instantiate(url, asset=asset, suppress_exceptions=True)
    if not isinstance(found, NotifyBase):
        return None
    if "overflow=" not in url:  # else what is too long is refused, and tried for days
        found.overflow_mode = OverflowMode.TRUNCATE
    return found


def _handed_over(service: NotifyBase, asked: dict[str, Any]) -> bool:
    """Whether the service took the message: `optional=yes` in an address does not decide that."""
    all_ = Apprise(service, asset=service.asset)
    result = all_.notify(
        title=asked["title"],
        body=asked["body"],
        notify_type=asked["type"],
        body_format=NotifyFormat.TEXT,
    )
    attempts = [attempt for each in result for attempt in each.attempts]
    return bool(attempts) and attempts[-1].status == AppriseResultStatus.SUCCESS


def _guard(may_reach: Callable[[str], bool]) -> Callable[[str, tuple[Any, ...]], None]:
    """Return an audit hook (PEP 578) that refuses connections: it comes before each of them."""

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event not in _CONNECTS:
            return
        sock, address = args
        if address is None or sock.family not in _INTERNET:
            return
        for literal in _literals(address[0]):
            if not may_reach(literal):
                raise PermissionError(f"{literal} may not be reached")

    return hook


def _literals(host: str) -> Iterator[str]:
    """Yield the addresses that a host stands for."""
    try:
        yield str(ipaddress.ip_address(host.partition("%")[0]))
    except ValueError:
        for *_, address in socket.getaddrinfo(host, None):
            yield str(address[0])


if __name__ == "__main__":
    main()
