"""A web server on loopback that says exactly what a test wants, and writes down what it saw."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field

Script = Callable[[asyncio.StreamWriter], Awaitable[None]]
Reply = bytes | Script


@dataclass
class Website:
    """`replies` by target; `asked` are the targets and headers of the requests, in their order."""

    replies: Mapping[str, Reply]
    latency_s: float = 0.0
    url: str = ""
    accepts: int = 0
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    times: list[tuple[float, float]] = field(default_factory=list)
    busy: int = 0
    most_busy: int = 0
    serving: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def targets(self) -> list[str]:
        return [target for target, _ in self.asked]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepts += 1
        task = asyncio.current_task()
        assert task is not None
        self.serving.add(task)
        try:
            # Cancelled at the end: asyncio would log it.
            with contextlib.suppress(OSError, EOFError, asyncio.CancelledError):
                while await self._answer(reader, writer):
                    pass
        finally:
            self.serving.discard(task)
            writer.transport.abort()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        target = head[0].split(" ")[1]
        fields = (line.partition(":") for line in head[1:] if line)
        self.asked.append((target, {name.lower(): value.strip() for name, _, value in fields}))
        begun = asyncio.get_running_loop().time()
        self.busy += 1
        self.most_busy = max(self.busy, self.most_busy)
        try:
            if self.latency_s:
                await asyncio.sleep(self.latency_s)
            reply = self.replies.get(target, page(b"", status=404))
            if not isinstance(reply, bytes):
                await reply(writer)
                return False
            self.times.append((begun, asyncio.get_running_loop().time()))
            writer.write(reply)
            await writer.drain()
            return True
        finally:
            self.busy -= 1


def page(body: bytes = b"hello", *, status: int = 200, **headers: str) -> bytes:
    """A whole response; `Content_Type="…"` becomes Content-Type, which None leaves out."""
    fields = {"Content-Length": str(len(body))}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status} X\r\n{lines}\r\n".encode("latin-1") + body


def moved(location: str, status: int = 302) -> bytes:
    return page(b"", status=status, Location=location)


def raw(data: bytes) -> Script:
    """Say `data`, then hang up."""

    async def say(writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()

    return say


def drip(head: bytes, piece: bytes, every_s: float) -> Script:
    """Say `head`, then `piece` for ever."""

    async def say(writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(every_s)

    return say


@contextlib.asynccontextmanager
async def website(
    replies: Mapping[str, Reply],
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    latency_s: float = 0.0,
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[Website]:
    """Serve `replies`; the url has no slash at its end."""
    site = Website(replies, latency_s=latency_s)
    server = await asyncio.start_server(site.serve, host, port, ssl=tls)
    name, bound = server.sockets[0].getsockname()[:2]
    site.url = f"{'https' if tls else 'http'}://{name}:{bound}"
    try:
        yield site
    finally:
        server.close()
        for task in list(site.serving):
            task.cancel()
        await asyncio.gather(*site.serving, return_exceptions=True)
        await server.wait_closed()
