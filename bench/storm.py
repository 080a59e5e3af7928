"""Whether bad endpoints delay the others when many alerts go to many endpoints at once.

    python -m bench.storm [--alerts 500] [--endpoints 50] [--good]

`wireroom import` reads so many articles, each of which raises an alert, and sends it to every
endpoint: one accepts and never answers, one drips its answer, one says 503 in 15 % of cases, one
accepts and resets; the rest take what comes. With `--good` all of them do, which tells how fast
deliveries are: CPU is that of wireroom alone, from the first request to the last; the endpoints are
another process. What an endpoint was not given then is given by later runs of `wireroom fetch`, as
their retries fall due; here two, ten seconds apart.
"""

import argparse
import asyncio
import json
import os
import random
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from bench.proc import cpu

_BAD = ("silent", "drip", "unavailable", "reset")
_SECRET = "whsec_" + "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
_AGAIN_S = 10.0
_OK = b"HTTP/1.1 204 No Content\r\n\r\n"
_BUSY = b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n"


Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass(slots=True)
class Endpoint:
    """What one endpoint does, and what it got: the ids that it took, when it took the last."""

    manner: str
    taken: Counter[str] = field(default_factory=Counter)
    asked: int = 0
    last_s: float = 0.0


async def _serve(pipe: Connection, count: int, *, good: bool) -> None:
    """Open the endpoints, tell their ports, and what came of them when asked."""
    chance = random.Random(1)
    ends = [Endpoint("ok" if good or at >= len(_BAD) else _BAD[at]) for at in range(count)]
    servers = [
        await asyncio.start_server(_answering(end, chance), "127.0.0.1", 0, backlog=512)
        for end in ends
    ]
    pipe.send([server.sockets[0].getsockname()[1] for server in servers])
    loop = asyncio.get_running_loop()
    while await loop.run_in_executor(None, pipe.recv):
        pipe.send([(e.manner, e.taken, e.asked, e.last_s) for e in ends])


def _answering(end: Endpoint, chance: random.Random) -> Answer:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                fields = dict(
                    line.lower().split(": ", 1) for line in head.decode().split("\r\n")[1:-2]
                )
                await reader.readexactly(int(fields["content-length"]))
                end.asked += 1
                await _one(end, chance, fields["webhook-id"], reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    return answer


async def _one(
    end: Endpoint,
    chance: random.Random,
    id_: str,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
) -> None:
    if end.manner == "silent":
        await reader.read()  # until the other side hangs up
        return
    if end.manner == "reset":
        sock: socket.socket = writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()
        raise ConnectionResetError
    if end.manner == "drip":
        for byte in _OK[:-2]:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(1.0)
    if end.manner == "unavailable" and chance.random() < 0.15:
        writer.write(_BUSY)
        return
    writer.write(_OK)
    end.taken[id_] += 1
    end.last_s = time.monotonic()


def _endpoints(pipe: Connection, count: int, good: bool) -> None:
    asyncio.run(_serve(pipe, count, good=good))


def _folder(path: Path, ports: list[int], alerts: int) -> None:
    hooks = [
        {"id": f"hook-{at}", "webhook": {"url": f"http://127.0.0.1:{port}/in", "secret": _SECRET}}
        for at, port in enumerate(ports)
    ]
    config = {
        "version": 1,
        "settings": {"database": "sqlite:///storm.db", "allow_networks": ["127.0.0.1/32"]},
        "sources": [{"id": "wire", "url": "http://127.0.0.1:9/feed"}],
        "rules": [{"id": "all", "when": "convoy", "notify": "article"}],
        "channels": hooks,
    }
    (path / "sources.yaml").write_text(json.dumps(config), encoding="utf-8")
    chance = random.Random(2)
    with (path / "articles.jsonl").open("w", encoding="utf-8") as lines:
        for number in range(alerts):
            words = " ".join(f"w{chance.randrange(50_000)}" for _ in range(120))
            row = {
                "url": f"https://wire.example/{number}",
                "title": f"Convoy {number} left at {chance.randrange(10**9)}",
                "text": f"The convoy {number} left. {words}",
            }
            lines.write(json.dumps(row) + "\n")


def _asked(pipe: Connection) -> list[Endpoint]:
    pipe.send(True)
    return [Endpoint(*each) for each in pipe.recv()]


def _run(folder: Path, pipe: Connection, *command: str) -> tuple[float, float, float]:
    """Run wireroom; return when its first request came, the CPU from then on, and the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "monitor", *command],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(Path.cwd())},
        stdout=subprocess.DEVNULL,
    )
    before = sum(end.asked for end in _asked(pipe))
    first, cpu_s, last = 0.0, 0.0, 0.0
    while process.poll() is None:
        time.sleep(0.05)
        if not first and sum(end.asked for end in _asked(pipe)) > before:
            first, cpu_s = time.monotonic(), cpu(process.pid).main_s
        try:
            last = cpu(process.pid).main_s
        except (OSError, IndexError):
            break
    process.wait()
    return first, last - cpu_s, time.monotonic()


def _told(ends: list[Endpoint], alerts: int, first: float) -> None:
    served = [end for end in ends if end.manner == "ok"]
    slowest = max(end.last_s for end in served) - first
    full = sum(len(end.taken) == alerts for end in served)
    have = f"{full} of {len(served)} good endpoints have all {alerts}"
    print(f"  {have}, the last after {slowest:.1f} s")
    for end in ends:
        if end.manner != "ok":
            again = sum(end.taken.values()) - len(end.taken)
            print(
                f"  {end.manner:12} took {len(end.taken)}, {again} twice, of {end.asked} requests"
            )


def main() -> None:
    """Print what each kind of endpoint got, and how fast."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--alerts", type=int, default=500)
    parser.add_argument("--endpoints", type=int, default=50)
    parser.add_argument("--good", action="store_true")
    given = parser.parse_args()
    context = get_context("spawn")
    pipe, other = context.Pipe()
    child = context.Process(
        target=_endpoints, args=(other, given.endpoints, given.good), daemon=True
    )
    child.start()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _folder(folder, pipe.recv(), given.alerts)
        first, cpu_s, ended = _run(folder, pipe, "import", "articles.jsonl")
        ends = _asked(pipe)
        sent = sum(sum(end.taken.values()) for end in ends)
        print(f"import: {sent} deliveries taken in {ended - first:.1f} s, {cpu_s:.1f} s of CPU, "
              f"{sent / cpu_s:.0f} a second of CPU")  # fmt: skip
        _told(ends, given.alerts, first)
        for number in () if given.good else (1, 2):
            time.sleep(_AGAIN_S)
            _run(folder, pipe, "fetch")
            print(f"fetch {number}:")
            _told(_asked(pipe), given.alerts, first)


if __name__ == "__main__":
    main()
