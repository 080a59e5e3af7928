"""In a network where every address answers, nothing private is ever connected to.

The network is a namespace of its own in which all of IPv4 and IPv6 is local, so that a single
listener takes every connection: it must see none. A public address proves that it would.
"""

import asyncio
import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.errors import FetchError
from monitor.fetch import AddressGuard, Fetcher

PORT = 8080
PUBLIC = "93.184.216.34"
HOSTILE = [
    "127.0.0.1", "127.1", "0", "0.0.0.0", "2130706433", "0x7f000001", "017700000001", "10.0.0.1",
    "10.1", "172.16.0.1", "172.31.255.255", "192.168.0.1", "169.254.169.254", "100.64.0.1",
    "100.127.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.1",
    "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "[::]", "[::1]",
    "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b::a00:1]",
    "[64:ff9b:1::1]", "[100::1]", "[2001::1]", "[2001:db8::1]", "[2002:7f00:1::1]", "[3fff::1]",
    "[fc00::1]", "[fd00:ec2::254]", "[fe80::1]", "[fec0::1]", "[ff02::1]", "mixed.test",
    "inner.test",
]  # fmt: skip
NAMES = {"mixed.test": [PUBLIC, "10.0.0.1"], "inner.test": ["169.254.169.254"]}
NETWORK = (
    "ip link set lo up && ip route add local 0.0.0.0/0 dev lo && "
    "ip -6 route add local ::/0 dev lo && exec "
)


async def lookup(host: str, port: int) -> Sequence[str]:
    if host in NAMES:
        return NAMES[host]
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


async def attack() -> dict[str, object]:
    """Fetch every hostile address, then the public one; say what came of it."""
    accepted: list[str] = []

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        accepted.append(writer.get_extra_info("sockname")[0])
        await reader.readuntil(b"\r\n\r\n")
        writer.write(
            b"HTTP/1.1 302 X\r\nContent-Length: 0\r\nLocation: http://10.0.0.1:8080/\r\n\r\n"
        )
        await writer.drain()
        writer.close()

    servers = [await asyncio.start_server(accept, host, PORT) for host in ("0.0.0.0", "::")]
    reasons: dict[str, str] = {}
    async with Fetcher(
        guard=AddressGuard([], lookup=lookup),
        user_agent="wireroom",
        now=lambda: datetime.now(UTC),
        gap_s=0,
    ) as fetcher:
        for host in [*HOSTILE, PUBLIC]:
            try:
                await fetcher.fetch(f"http://{host}:{PORT}/", robots=False)
            except FetchError as error:
                reasons[host] = error.reason
    for server in servers:
        server.close()
    return {"accepted": accepted, "reasons": reasons}


def test_only_the_public_address_is_connected_to() -> None:
    if not (shutil.which("unshare") and shutil.which("ip")):
        pytest.skip("needs unshare and ip")
    command = ["unshare", "-rn", "sh", "-c", f"{NETWORK} {sys.executable} {Path(__file__)}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    if "unshare" in done.stderr or "RTNETLINK" in done.stderr:
        pytest.skip(f"no network namespace here: {done.stderr.strip()}")
    said = json.loads(done.stdout)
    assert said["accepted"] == [PUBLIC], done.stderr
    assert set(said["reasons"]) == {*HOSTILE, PUBLIC}
    assert set(said["reasons"].values()) == {"refused_address"}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(attack())))
