"""What a service tells systemd: sd_notify(3), in its few lines."""

import os
import socket
from collections.abc import Mapping


class Notifier:
    """Sends states to the socket in NOTIFY_SOCKET; without one it does nothing."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._address = _address(environ.get("NOTIFY_SOCKET", ""))
        self.watchdog_s = _watchdog_s(environ)

    def tell(self, *states: str) -> None:
        """Send `states`, such as READY=1. What cannot be sent changes nothing for the service."""
        if self._address is None:
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sock:
            sock.setblocking(False)
            try:
                sock.sendto("\n".join(states).encode(), self._address)
            except OSError:
                return


def _address(given: str) -> str | None:
    """Return the socket's address; an abstract one begins with NUL in place of @."""
    if given.startswith("@"):
        return "\0" + given[1:]
    return given if given.startswith("/") else None


def _watchdog_s(environ: Mapping[str, str]) -> float | None:
    """Return within how many seconds systemd wants to hear of us, or None if it does not watch."""
    given, pid = environ.get("WATCHDOG_USEC", ""), environ.get("WATCHDOG_PID", "")
    if not given.isdecimal() or int(given) == 0 or (pid and pid != str(os.getpid())):
        return None
    return int(given) / 1_000_000
