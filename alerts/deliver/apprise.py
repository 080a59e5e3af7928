"""Services that Apprise reaches: Slack, Teams, Matrix, Telegram, ntfy and a hundred more."""

import asyncio
import contextlib
import ipaddress
import json
import os
import signal
import subprocess
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Sequence
from typing import Any, Final

from alerts.channels import apprise_missing
from alerts.deliver.status import answered, reason_of_status
from alerts.errors import DeliverReason
from alerts.types import AppriseChannel, Later, Message, Outcome, Sent

# -P: a file in the working directory is no module.
_COMMAND: Final = (sys.executable, "-P", "-m", "alerts.push")
_CHECK_S: Final = 30.0

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def _is_public(address: Address) -> bool:
    return address.is_global and not address.is_multicast


class AppriseSender:
    """Hands a message to a service of Apprise, in a process of its own: see `alerts.push`.

    `permits` decides of every address before it is connected to. `deadline_s` is for the whole of
    it; the process is killed then, with what it has started.
    """

    def __init__(
        self, *, permits: Callable[[Address], bool] = _is_public, deadline_s: float = 30.0
    ) -> None:
        self._permits = permits
        self._deadline_s = deadline_s

    async def send(self, message: Message, channel: AppriseChannel) -> Outcome:
        """Send `message` to the service of `channel` that its recipient names.

        What the service did not take is tried again: Apprise tells no more than that, and for most
        services the status of HTTP. Address and tokens never show in an outcome.
        """
        url = next(each.url for each in channel.targets if each.name == message.recipient)
        try:
            async with asyncio.timeout(self._deadline_s):
                told = await self._pushed({"url": url, **json.loads(message.body)})
        except TimeoutError:
            error = f"{message.recipient}: no answer within {self._deadline_s:g} s"
            return Later(reason=DeliverReason.TIMEOUT, error=error)
        return _outcome(told, message.recipient)

    async def _pushed(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Return what the process told at its end; nothing if it died."""
        process = await asyncio.create_subprocess_exec(
            *_COMMAND,
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            env=_environment(),
            start_new_session=True,  # Ctrl-C is for who started us
        )
        try:
            return await self._talk(process, asked)
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
            await process.communicate()

    async def _talk(self, process: Process, asked: dict[str, Any]) -> dict[str, Any]:
        if process.stdin is None or process.stdout is None:
            raise AssertionError("a process without the pipes that it was given")
        answer = json.dumps(asked)
        with contextlib.suppress(ConnectionError):
            while True:
                process.stdin.write(answer.encode() + b"\n")
                await process.stdin.drain()
                line = await process.stdout.readline()
                told: dict[str, Any] = json.loads(line) if line else {}
                if "reach" not in told:
                    return told
                allowed = self._permits(ipaddress.ip_address(told["reach"]))
                answer = "yes" if allowed else "no"
        return {}


def unknown_services(urls: Sequence[str]) -> list[int]:
    """Return the places of those of `urls` of which Apprise knows no service.

    Takes a process and 0.4 s. None are told of if Apprise is missing or does not answer.
    """
    if not urls or apprise_missing():
        return []
    try:
        done = subprocess.run(  # noqa: S603  # our own interpreter and module
            _COMMAND,
            input=json.dumps({"check": list(urls)}) + "\n",
            capture_output=True,
            text=True,
            timeout=_CHECK_S,
            check=False,
            env=_environment(),
        )
        known = json.loads(done.stdout)["known"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        return []
    return [place for place, each in enumerate(known) if not each]


def _environment() -> dict[str, str]:
    """Return our environment without what leads connections elsewhere, or adds passwords."""
    kept = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    return kept | {"NETRC": os.devnull}


def _outcome(told: dict[str, Any], name: str) -> Outcome:
    if not told:
        error = f"{name}: {apprise_missing() or 'the process that sends ended early'}"
        return Later(reason=DeliverReason.PROTOCOL, error=error)
    if told["sent"]:
        return Sent()
    if not told["known"]:
        error = f"{name}: Apprise knows no service of this address; `wireroom check` asks it"
        return Later(reason=DeliverReason.REJECTED, error=error)
    if told["refused"]:
        error = (
            f"{name}: {told['refused']} is private or reserved; "
            "settings.allow_networks can permit it"
        )
        return Later(reason=DeliverReason.REFUSED_ADDRESS, error=error)
    if (status := told["status"]) is None:
        error = f"{name}: not taken, or not reached; Apprise says no more"
        return Later(reason=DeliverReason.PROTOCOL, error=error)
    return Later(reason=reason_of_status(status), error=answered(name, status), status=status)
